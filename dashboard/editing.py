"""What a viewer may not press: the controls that change something, by id, marked in one place and refused in words.

Whoever may only look is refused by the server whatever the page says (dashboard/auth.py, warehouse/userdata/actors.py). Here
the page says so before: `marker` tells assets/role.js which controls these are, and it marks each as disabled, with the
reason, whenever one is drawn. A test fires every callback as a viewer and finds those that are missing here.
"""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from warehouse.userdata import Actor

EDITS: Mapping[str, tuple[str, ...]] = {
    "saved views": ("views-save", "views-name", "view-delete*", "view-back*"),
    "shortlists": (
        *("*-shortlist-open", "*-shortlist-add", "shortlist-undo*", "shortlists-remove", "shortlists-up"),
        *("shortlists-down", "shortlists-rename", "shortlists-delete", "shortlists-really"),
    ),
    "genre tags": ("genres-doubt-accept", "genres-doubt-keep", "genres-doubt-undo", "genres-oof-start"),
    "alert rules": (
        *("alerts-rule-save", "alerts-mute*", "alerts-unmute*"),
        *("alerts-snooze*", "alerts-wake*", "alerts-delete*"),
    ),
    "feedback": ("recommend-say*", "recommend-undo"),
    "names of groups": ("map-name*",),
    "files made here": ("overview-pdf-make",),
    "files": (
        *("data-choose", "data-undo*", "data-really", "data-cancel*"),
        *("sync-cleared-file", "screening-sound-choose", "screening-sound-cancel"),
    ),
}
"""Subject -> ids; `name*` is the type of a pattern, `*-name` the end of an id."""
PLACES = (".rp-drop-file", "#shortlists-grid .ag-cell[col-id='note']")
"""Controls without an id: where files are dropped, cells that are typed in."""
REASON = "For editors only: you may look at everything here and change nothing."


def selector() -> str:
    """All of them, as a selector of CSS."""
    return ", ".join([*(_selected(id) for ids in EDITS.values() for id in ids), *PLACES])


def marker(someone: Actor | None) -> html.Div | None:
    """What tells the browser that a viewer looks; None for everybody else."""
    if someone is None or someone.role != "viewer":
        return None
    return html.Div(REASON, id="rp-viewer", hidden=True, **{"data-edits": selector()})


def is_marked(id: str) -> bool:
    """Whether a control of this id, or of this type of a pattern, is among them."""
    every = [one for ids in EDITS.values() for one in ids]
    return any(id == one.removesuffix("*") if one[0] != "*" else id.endswith(one[1:]) for one in every)


def _selected(id: str) -> str:
    if id.startswith("*"):
        return f'[id$="{id[1:]}"]'
    return f"""[id*='"type":"{id[:-1]}"']""" if id.endswith("*") else f"#{id}"
