"""The address is the state: what a page shows is written in it, and it is read back when the page is opened.

A page that changes its own state sets two outputs in one callback, `Output(shell.LOCATION, "search",
allow_duplicate=True)` and `Output(PUSHED, "data", allow_duplicate=True)`, to what `address` returns. The router then
knows that the page is up to date already; back, forward and links from elsewhere draw it anew.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

PUSHED = "pushed"
"""Store: the address a page wrote by itself."""


def search(**state: str | int | float | bool | None) -> str:
    """'?a=b&c=d' of what is set; '' when nothing is. Empty text, None and False are left out."""
    kept = {name: str(value) for name, value in state.items() if value not in (None, "", False)}
    return "?" + urlencode(kept, quote_via=quote) if kept else ""


def address(pathname: str, **state: str | int | float | bool | None) -> tuple[str, str]:
    """(search, whole address) of a page in a state; see the module's text."""
    written = search(**state)
    return written, (pathname or "/") + written


def link(pathname: str, **state: str | int | float | bool | None) -> str:
    """The href of a page in a state."""
    return pathname + search(**state)
