"""Ids that the parts of the page share."""

DATA, TAB, SEARCH = (f"screening-{part}" for part in ("data", "tab", "search"))
"""DATA: the state as the address holds it. SHOWN and VARIED: the same, for the parts that are drawn of it."""
SHOWN, VARIED = "screening-shown", "screening-varied"


def head_id(tab: str) -> str:
    """The id of the page's header while a tab is shown: each has its own, so that no callback writes into another's."""
    return f"screening-{tab}"


def foot_id(tab: str) -> str:
    """The same for the footer."""
    return f"screening-{tab}-foot"
