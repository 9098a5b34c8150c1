"""The view "Hidden gems" of Discover: what stands lower than recordings like it, of any filter. The address has the filter."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate

from analytics.live import gems
from analytics.live.gems import Answer
from dashboard import downloads, shell, shortlisting
from dashboard import format as fmt
from dashboard.components import empty, grid, icon
from dashboard.components.chart_card import Method, info
from dashboard.context import Context
from dashboard.pages._discover_state import Problem, attempt
from dashboard.pages._slots import footer, provenance
from dashboard.urlstate import link
from warehouse.filters import TrackFilter, parse
from warehouse.queries import catalogue

ID, VIEW = "gems", "gems"
RANKED = "ranked"
"""The view of _discover_scores.py."""
WHERE, LISTENER, GRID, STATE = "gems-where", "gems-listener", "gems-grid", "gems-state"
ROWS = 300
"""Rows on screen; the download has all."""


def switch(view: str, where: str) -> html.Nav:
    """The views of Discover as links that keep the filter."""
    views = (("", "Tracks"), (RANKED, "Ranked"), (VIEW, "Hidden gems"))
    made = [
        dcc.Link(
            words, href=link("/discover", view=name, where=where), className=f"rp-segment{' rp-on' * (name == view)}"
        )
        for name, words in views
    ]
    return html.Nav(made, className="rp-segmented", **{"aria-label": "Views"})


def layout(context: Context, where: str, listener: str = "") -> Any:
    """The view of a filter; for a listener, inside the groups they play most. Raises FilterError."""
    flt, listener = parse(where), listener.strip()
    answer = answered(context, flt, listener)
    about, loads = context.about(), context.reader.cached("loads", catalogue.loads)
    return shell.page(
        dcc.Store(id=STATE, data=_state(flt, listener)),
        shell.page_header(finding(answer, listener), scope(answer, flt, listener), actions=[switch(VIEW, flt.text)]),
        _card(answer, flt, listener),
        footer(provenance(about, loads, f"Out of fold, run {answer.run}" if answer.run else "")) if about else None,
        id="gems-page",
    )


def answered(context: Context, flt: TrackFilter, listener: str = "") -> Answer:
    """The gems of a filter, all of them; for a listener, those inside the groups they play most."""
    key = ("gems-of", flt.text, listener)
    return context.reader.cached(key, lambda _view: gems.gems_of(context.reader, flt, listener))


def finding(answer: Answer, listener: str = "") -> str:
    """The h1."""
    if not answer.run or not answer.figures:
        return "Hidden gems are not looked for yet"
    whose = f" for {listener}" if listener else ""
    if answer.found:
        return f"{fmt.plural(answer.found, 'hidden gem')}{whose}: below their like by more than luck"
    return f"{fmt.plural(answer.total, 'recording')}{whose} stand below their like, none beyond luck"


def scope(answer: Answer, flt: TrackFilter, listener: str = "") -> str:
    """The line under the h1: of what, how well the model ranks, what stands apart."""
    if not answer.figures:
        return ""
    f = answer.figures
    zeros = f", {fmt.number(answer.zeros)} at popularity 0 stand apart" if answer.zeros else ""
    inside = f"{answer.notes[-1]} " if listener else ""
    return (
        f"{inside}{flt.words if not flt.is_all else 'All tracks'}: {fmt.plural(answer.total, 'candidate')}{zeros}. The model, on "
        f"tracks it had not seen: R2 {fmt.number(f['r2'], 2)}, ranks within genre {fmt.number(f['ranks'], 2)} "
        f"({fmt.n(f['all'])})"
    )


def _card(answer: Answer, flt: TrackFilter, listener: str) -> html.Section:
    box = dcc.Input(
        id=WHERE, value=flt.text, debounce=True, type="text", autoComplete="off", spellCheck=False,
        placeholder='genre = "jazz" and release_year >= 2015', className="rp-expression-input",
    )  # fmt: skip
    head = html.Div(
        [
            html.Div(
                [html.Label("Filter", htmlFor=WHERE, className="rp-soft"), box],
                className="rp-expression rp-gems-filter",
            ),
            html.Div(
                [html.Label("Listener", htmlFor=LISTENER, className="rp-soft"), _listener_box(listener)],
                className="rp-expression rp-gems-listener",
            ),
            html.Div(info(method(answer)), className="rp-tools"),
        ],
        className="rp-shortlists-head",
    )
    return html.Section(
        [head, html.Div(id="gems-problem", className="rp-problem", role="alert"), *_body(answer, flt, listener)],
        className="rp-card",
        **{"aria-label": "Hidden gems"},
    )


def _listener_box(listener: str) -> dcc.Input:
    return dcc.Input(
        id=LISTENER, value=listener, debounce=True, type="text", autoComplete="off", spellCheck=False,
        placeholder="the whole name", className="rp-expression-input",
    )  # fmt: skip


def _body(answer: Answer, flt: TrackFilter, listener: str) -> list[Any]:
    if answer.rows.empty:
        none = answer.notes[-1] if listener else "No track of this filter stands below what is expected of it."
        why = gems.NEEDS if not answer.figures else none
        return [html.Div(empty(why), className="rp-card-body")]
    table = grid(
        GRID,
        columns(),
        row_height=43,
        height="100%",
        rowModelType="clientSide",
        rowData=records(answer.rows.head(ROWS)),
        dashGridOptions={"rowSelection": {"mode": "multiRow", "selectAll": "filtered"}, "ensureDomOrder": True},
    )
    shown = f"{fmt.number(min(ROWS, answer.total))} of {fmt.number(answer.total)} on screen"
    csv = f"Export CSV: {fmt.plural(answer.total, 'row')}, {len(answer.rows.columns)} columns"
    foot = [
        html.Span(shown, className="rp-shown"),
        html.Div(shortlisting.control(ID, up=True), className="rp-push"),
        html.A(
            [icon("download"), csv],
            href=f"{downloads.GEMS}?{urlencode({k: v for k, v in _state(flt, listener).items() if v})}",
            className="rp-button rp-primary rp-small",
            id="gems-csv",
            **{"data-rp-key": "e"},
        ),
    ]
    return [
        html.Div(table, className="rp-shortlists-grid"),
        html.Div(foot, className="rp-card-foot rp-shortlists-foot"),
    ]


def _state(flt: TrackFilter, listener: str) -> dict[str, str]:
    return {"where": flt.text, "listener": listener}


def method(answer: Answer) -> Method:
    """The (i): how they are found and how far that goes."""
    return Method(
        "Popularity now against what a model expected that had not seen the track. Percentiles are of recordings of the same "
        "genre and five release years; the expected one is drawn to the middle by how well the model ranks there. Sure: of "
        "recordings as far below, the share that is more than as many as far above. An association, not a promise.",
        {f"{place + 1}": note for place, note in enumerate(answer.notes)},
    )


def columns() -> list[dict[str, Any]]:
    """Track, now, gap, expected, percentiles, how sure, why."""
    number: dict[str, Any] = {"type": "rightAligned", "sortable": False, "width": 92}
    whole = {"valueFormatter": {"function": "rpFormat(params.value, 'integer', 0)"}}
    share = {"valueFormatter": {"function": "rpFormat(params.value, 'number', 2)"}}
    return [
        {"field": "title", "headerName": "Track", "width": 220, "minWidth": 130, "cellRenderer": "GenresTrack",
         "pinned": "left", "lockPinned": True, "cellClass": "rp-cell-name", "sortable": False},
        {"field": "popularity", "headerName": "Now", **number, **whole, "headerTooltip": "Popularity, 0 to 100"},
        {"field": "expected", "headerName": "Expected", **number, **whole,
         "headerTooltip": "Popularity that a model expected which had not seen the track, if it does not stand at 0"},
        {"field": "gap", "headerName": "Gap", **number, **whole,
         "headerTooltip": "Percentile expected less percentile now, within the cell"},
        {"field": "z", "headerName": "Unusual", **number, "valueFormatter": {"function": "rpFormat(params.value, 'number', 1)"},
         "headerTooltip": "Points below what was expected, in robust standard deviations of such gaps"},
        {"field": "sure", "headerName": "Sure", **number, **share, "headerTooltip": "0 to 1: not explained by luck"},
        {"field": "why", "headerName": "Why", "flex": 1, "minWidth": 300, "sortable": False, "tooltipField": "why",
         "cellClass": "rp-cell-note"},
    ]  # fmt: skip


def why(row: dict[Any, Any]) -> str:
    """Facts with numbers: where it stands, where it is expected, of how many."""
    period = "" if row["cell"] == "genre" else f" of {row['years']:.0f} to {row['years'] + 4:.0f}"
    interval = f"; 80%: {fmt.number(row['low'])} to {fmt.number(row['high'])}" + (
        ", it is below" if row["below"] else ""
    )
    return (
        f"Percentile {row['percentile']:.0f} now, {row['expected_percentile']:.0f} expected, in {row['genre']}{period} "
        f"({fmt.n(row['n'])}){interval}"
    )


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as the table takes them."""
    keep = ("track_id", "title", "artists", "popularity", "expected", "gap", "z", "sure")
    return [
        {**{name: None if fmt.is_missing(row[name]) else row[name] for name in keep}, "why": why(row)}
        for row in rows.to_dict("records")
    ]


def register(app: Dash, context: Context) -> None:
    """The filter goes into the address, which draws the view anew; the button Shortlist."""

    @app.callback(
        Output(shell.LOCATION, "search", allow_duplicate=True),
        Output("gems-problem", "children"),
        Input(WHERE, "value"),
        Input(LISTENER, "value"),
        State(STATE, "data"),
        prevent_initial_call=True,
    )
    def filtered(text: str | None, listener: str | None, before: dict[str, str]) -> Any:
        flt = attempt("filter", lambda: parse(text or ""))
        if isinstance(flt, Problem):
            return no_update, f"{flt.message} {flt.hint}"
        after = _state(flt, (listener or "").strip())
        if after == before:
            raise PreventUpdate
        return link("", view=VIEW, **after), None

    def chosen(rows: list[dict[str, Any]] | None, asked: dict[str, str]) -> list[str]:
        found = answered(context, parse(asked["where"]), asked["listener"]).rows["track_id"]
        return [str(row["track_id"]) for row in rows] if rows else [str(one) for one in found]

    shortlisting.register(app, context, ID, chosen, State(GRID, "selectedRows"), State(STATE, "data"))
