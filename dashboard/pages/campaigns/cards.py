"""The cards of the tab Budget: the splits side by side, and the curve of one release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from analytics.live import allocate as live
from dashboard import budgets, downloads, shell
from dashboard import format as fmt
from dashboard.components import Method, chart_card, icon, more_ways
from dashboard.components.states import empty
from dashboard.components.table import Column, html_table
from dashboard.figures import budget as figures
from dashboard.figures.base import rows_height
from dashboard.theme import Theme
from dashboard.urlstate import link

METHOD = Method(
    "The split with the highest mean result over 400 draws of the curves, found by convex optimisation (SLSQP). "
    "Worth of knowing: what it would bring to know a release's curve before spending; no test can be worth more.",
    {"Curves": "as stated, or from past spend", "Interval": "80% of the draws"},
)
COLUMNS = (
    Column("equal", "Equal", show=fmt.number, number=True),
    Column("by_popularity", "By popularity", show=fmt.number, number=True),
    Column("best", "Best", show=fmt.number, number=True),
    Column("expected", "Brings", show=fmt.number, number=True, second="ends"),
    Column("knowing", "Knowing it", show=fmt.number, number=True, wide=True),
)


def shown(state: budgets.State, theme: Theme, lines: Sequence[str]) -> tuple[Any, Any]:
    """Header and cards of a state. Raises InputError, FilterError."""
    if not state.releases:
        head = shell.page_header("Name the releases that share a budget", state.note, id="campaigns")
        words = empty("No release yet. Equal shares need names alone; an optimum needs to know what spending brings.")
        return head, html.Section(html.Div(words, className="rp-card-body"), className="rp-card")
    found = budgets.answer(state)
    head = shell.page_header(finding(state, found), scope(state, found), id="campaigns")
    return head, shell.columns(_splits(state, found, theme, lines), _curve(state, found, theme, lines))


def finding(state: budgets.State, found: live.Answer) -> str:
    """The lift over an equal split, or that there is no optimum."""
    if found.lifts.empty:
        return "No optimum: an equal split is all that can be said"
    row = found.lifts[found.lifts["against"] == "equal"].iloc[0]
    if row["low"] <= 0:
        return "The best split is not clearly better than an equal one"
    unit = f" {state.unit}" if state.unit else ""
    return f"The best split brings {fmt.number(row['lift'])}{unit} more than equal shares"


def scope(state: budgets.State, found: live.Answer) -> str:
    """How sure the lift is, and on what it rests."""
    parts = [f"{fmt.number(state.money)} over {fmt.plural(len(found.releases), 'release')}"]
    for row in found.lifts.to_dict("records"):
        name = {"equal": "over equal", "by_popularity": "over shares by popularity"}[row["against"]]
        parts.append(f"{name} {fmt.span(fmt.number(row['low']), fmt.number(row['high']))} (80%)")
    return " · ".join([*parts, *found.notes, *([state.note] if state.note else [])])


def _splits(state: budgets.State, found: live.Answer, theme: Theme, lines: Sequence[str]) -> html.Section:
    frame = budgets.table(found)
    rows = frame
    if "expected" in frame:
        ends = zip(frame["expected_low"], frame["expected_high"], strict=True)
        rows = frame.assign(ends=[fmt.span(fmt.number(low), fmt.number(high)) for low, high in ends])
    columns = [Column("release", "Release"), *(c for c in COLUMNS if c.name in rows)]
    words = f"Export CSV: {fmt.plural(len(frame), 'row')}, {fmt.plural(frame.shape[1], 'column')}"
    href = link(downloads.BUDGET, **state.params())
    csv = html.A([icon("download"), words], href=href, className="rp-button rp-primary", id="campaigns-csv")
    foot = html.Div([csv, more_ways(href)], className="d-flex gap-2")
    is_best = "best" in frame
    how = "Bars: the best split. Grey marks: equal shares" if is_best else "Grey marks: equal shares"
    title = "Where the money goes" if is_best else "Equal shares, inside the bounds"
    return chart_card(
        title,
        f"{how}, inside the same bounds.",
        html.Div(
            [
                dcc.Graph(
                    id="campaigns-graph",
                    figure=figures.splits(frame, theme),
                    config={"displayModeBar": False, "responsive": True},
                    style={"height": f"{rows_height(len(frame), 30)}px"},
                ),
                html_table(rows, columns, "Splits by release", cards=True),
            ]
        ),
        id="campaigns-splits", method=METHOD, frame=frame, provenance=[*lines, *found.notes], foot=foot, columns=7,
    )  # fmt: skip


def _curve(state: budgets.State, found: live.Answer, theme: Theme, lines: Sequence[str]) -> html.Section:
    names = list(found.releases["release"])
    release = state.shown if state.shown in names else str(budgets.table(found)["release"].iloc[0])
    row = found.releases[found.releases["release"] == release].iloc[0]
    marks = {name: float(row[name]) for name in ("equal", "best") if name in found.releases}
    frame = live.curves(state.releases, release, max([state.money / 2, *(1.3 * m for m in marks.values())]))
    return chart_card(
        f"What spending on {release[:34]} is expected to bring",
        "Line: the mean of the draws; band: 80% of them. Dotted: spend by each split.",
        figures.response(frame, marks, theme, state.unit or "result"),
        id="campaigns-curve", method=METHOD, frame=frame, provenance=lines, height=300,
        columns=5,
    )  # fmt: skip
