"""Audit: who changed what, and when; for editors. Who and about what are chosen by links, so nothing is called back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import pandas as pd
from dash import Dash, html

from dashboard import downloads, shell
from dashboard import format as fmt
from dashboard.components import Column, card, chip, empty, error, export_button, html_table, more_ways
from dashboard.context import Context
from dashboard.urlstate import link
from warehouse.userdata import Audit
from warehouse.userdata.actors import actor

PATH, NAME, ID = "/audit", "Audit", "audit"
NEEDS_TRACKS = False
SHOWN = 500
"""Rows on screen; the file has all."""
COLUMNS = [
    Column("at", "When, UTC", show=lambda at: f"{at:%Y-%m-%d %H:%M:%S}"),
    Column("who", "Who"),
    Column("subject", "About"),
    Column("what", "What was done"),
]


def layout(context: Context, /, who: str = "", subject: str = "", **_query: str) -> html.Div:
    """The latest changes of one person or all, about one subject or all; a sentence for whoever may not read them."""
    if actor().role != "editor":
        refused = error("Who changed what is for editors to read.", "Ask whoever runs Repertoire for the role editor.")
        return shell.page(shell.page_header(NAME), refused)
    if context.userdata is None:
        told = empty("Nothing is kept here.", "Start the dashboard with: repertoire serve")
        return shell.page(shell.page_header(NAME), told)
    return _page(context.userdata.audit, who, subject)


def register_callbacks(app: Dash, context: Context) -> None:
    """Nothing on this page changes but by its address."""


def _page(audit: Audit, who: str, subject: str) -> html.Div:
    counts = pd.DataFrame(audit.counts(), columns=["who", "subject", "n"])
    n = int(counts[_is(counts, "who", who) & _is(counts, "subject", subject)]["n"].sum())
    choices = [
        _choices("Who", "who", counts[_is(counts, "subject", subject)], {"who": who, "subject": subject}),
        _choices("About", "subject", counts[_is(counts, "who", who)], {"who": who, "subject": subject}),
    ]
    lines = pd.DataFrame([asdict(line) for line in audit.lines(SHOWN, who, subject)])
    body = html_table(lines, COLUMNS, "Changes, the newest first", cards=True) if n else empty(
        "Nothing was changed that fits.", "Show all", PATH
    )  # fmt: skip
    shown = f"The newest {SHOWN} of them; the file has all" if n > SHOWN else "All of them, the newest first"
    return shell.page(
        shell.page_header(
            f"{fmt.plural(n, 'change')}{f' by {who}' if who else ''}{f' to {subject}' if subject else ''}",
            "Every change that was made here or on the command line, with who made it. Lines are added, never changed.",
            actions=_files(n, who, subject),
        ),
        html.Div(choices, className="rp-audit-choices"),
        card(body, title="Who changed what, and when", how=f"{shown}; times are UTC"),
        id="audit-page",
    )


def _is(counts: pd.DataFrame, column: str, wanted: str) -> pd.Series:
    return counts[column].eq(wanted) if wanted else pd.Series(True, counts.index)


def _choices(label: str, name: str, counts: pd.DataFrame, state: dict[str, str]) -> html.Div:
    """Chips that lead to the same page of one value, or of all."""
    sums = counts.groupby(name)["n"].sum().sort_values(ascending=False)
    values: Iterable[tuple[str, str]] = [("", "All"), *((str(value), f"{n:,}") for value, n in sums.items())]
    chips = [
        chip(value or words, words if value else "", href=link(PATH, **{**state, name: value}), on=state[name] == value)
        for value, words in values
    ]
    return html.Div([html.Span(label, className="rp-field-label"), *chips], role="group", **{"aria-label": label})


def _files(n: int, who: str, subject: str) -> list[html.A | html.Details]:
    if not n:
        return []
    href = link(downloads.AUDIT, who=who, subject=subject)
    return [html.A(export_button(None, n, len(COLUMNS)), href=href, className="rp-export"), more_ways(href)]
