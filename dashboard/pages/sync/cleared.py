"""A file of cleared tracks on the page: it becomes a shortlist, which is then the one that is chosen."""

from __future__ import annotations

import base64
from pathlib import PurePath
from typing import Any

from dash import Dash, Input, Output, State, dcc
from dash.exceptions import PreventUpdate

from analytics.live import brief as live
from dashboard import shell, shortlisting
from dashboard.components import button
from dashboard.context import Context
from dashboard.pages.sync import form
from warehouse.errors import UploadRefused
from warehouse.userdata import Change, Shortlists
from warehouse.userdata.shortlists import LONGEST_NAME


def register(app: Dash, context: Context) -> None:
    """A file that is dropped is kept as a list; nothing is ranked by it before Rank is pressed."""
    box = form.id_of("cleared")

    @app.callback(
        Output(box, "options"), Output(box, "value"), Output(form.CLEARED_FILE, "contents"),
        Output(shell.TOASTS, "children", allow_duplicate=True),
        Output(shortlisting.CHANGED, "data", allow_duplicate=True),
        Input(form.CLEARED_FILE, "contents"), State(form.CLEARED_FILE, "filename"),
        prevent_initial_call=True,
    )  # fmt: skip
    def load(contents: str | None, filename: str | None) -> Any:
        if not contents:
            raise PreventUpdate
        lists = shortlisting.kept(context)
        change = kept_as_list(lists, text_of(contents), filename or "Cleared")
        names = sorted(one.name for one in lists.lists())
        return names, change.name, None, [shortlisting.done(change)], shortlisting.token()


def text_of(contents: str) -> str:
    """The text of a file as the browser sends it. Raises UploadRefused."""
    try:
        return base64.b64decode(contents.partition(",")[2], validate=True).decode("utf-8-sig")
    except ValueError as problem:
        raise UploadRefused(
            "The file is not UTF-8 text, or did not arrive whole.", "Save it as CSV in UTF-8."
        ) from problem


def kept_as_list(lists: Shortlists, text: str, filename: str) -> Change:
    """The ids of the file as a new list named after it: a list that is there is never added to.

    Raises FilterError where no id is in it, or too many for a list.
    """
    ids = live.cleared_ids(text, filename)
    stem = " ".join(PurePath(filename).stem.split())[: LONGEST_NAME - 4] or "Cleared"
    taken = {one.name.casefold() for one in lists.lists()}
    name, n = stem, 1
    while name.casefold() in taken:
        n += 1
        name = f"{stem} {n}"
    return lists.add(name, ids)


def control() -> dcc.Upload:
    """The button that takes the file."""
    words = button("Load a file of ids", small=True)
    return dcc.Upload(words, id=form.CLEARED_FILE, accept=".csv,.txt,.tsv", max_size=live.MOST_BYTES, className="mt-1")
