"""The view "Ranked" of Discover: tracks by a score that the reader puts together. The address has filter and weights.

Boxes for the weights stand outside of what callbacks draw; the table asks for its rows a block at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update

from dashboard import downloads, shell, shortlisting
from dashboard import format as fmt
from dashboard.components import empty, grid, icon, more_ways
from dashboard.components.chart_card import Method, info
from dashboard.context import Context
from dashboard.pages._discover_gems import RANKED, switch
from dashboard.pages._discover_state import Problem, attempt
from dashboard.pages._slots import footer, provenance
from dashboard.urlstate import PUSHED, address, link
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.filters import TrackFilter, parse
from warehouse.queries import catalogue, scored, tracks
from warehouse.scores import (
    MOST_WEIGHT,
    PARTS,
    Part,
    Weight,
    Weights,
    known_parts,
    parse_weights,
    weights_words,
    write_weights,
)
from warehouse.userdata.shortlists import MOST

ID, VIEW = "ranked", RANKED
WHERE, STATE, GRID, PROBLEM, BOX = "ranked-where", "ranked-state", "ranked-grid", "ranked-problem", "ranked-weight"
BODY, FILES = "ranked-body", "ranked-files"


def layout(context: Context, where: str, score: str) -> Any:
    """The view of a filter and weights. Raises FilterError."""
    flt, weights = parse(where), parse_weights(score)
    known = context.reader.cached("score-parts", scored.known)
    total = _total(context, flt)
    about, loads = context.about(), context.reader.cached("loads", catalogue.loads)
    return shell.page(
        dcc.Store(id=STATE, data=state(flt, weights)),
        shell.page_header(finding(context, flt, weights), scope(flt, weights), actions=[switch(VIEW, flt.text)], id=ID),
        _card(flt, weights, known, total),
        footer(provenance(about, loads)) if about else None,
        id="ranked-page",
    )


def finding(context: Context, flt: TrackFilter, weights: Weights) -> str:
    """The h1: who leads how many."""
    first = context.reader.cached(_key(flt, weights, 0, 1), lambda view: scored.page(view, flt, weights, 0, 1))
    total = _total(context, flt)
    return f"{first['title'].iloc[0]} leads {fmt.plural(total, 'track')}" if total else "No track is ranked"


def scope(flt: TrackFilter, weights: Weights) -> str:
    """The line under the h1: which tracks, and what the score is made of."""
    return f"{'All tracks' if flt.is_all else flt.words}, by {weights_words(weights)}; score and ranks 0 to 100"


def state(flt: TrackFilter, weights: Weights) -> dict[str, str]:
    """What the page's store and its address hold."""
    return {"where": flt.text, "score": write_weights(weights)}


def columns(weights: Weights) -> list[dict[str, Any]]:
    """Track, artists, score, the rank of each part, reason."""
    number: dict[str, Any] = {"type": "rightAligned", "sortable": False, "valueFormatter": _shown(1)}
    whole = number | {"valueFormatter": _shown(0)}
    ranks = [
        {"field": f"rank_{one.part.key}", "headerName": one.label.capitalize(), "headerTooltip": one.part.help,
         "width": 88 + 4 * max(0, len(one.label) - 9), **whole}
        for one in weights
    ]  # fmt: skip
    return [
        {"field": "title", "headerName": "Track", "width": 230, "pinned": "left", "lockPinned": True, "sortable": False,
         "cellRenderer": "DiscoverLink", "cellClass": "rp-cell-name"},
        {"field": "artists", "headerName": "Artists", "width": 160, "sortable": False},
        {"field": "score", "headerName": "Score", "width": 80, **number,
         "headerTooltip": "Mean of the ranks by their weights, 0 to 100"},
        *ranks,
        {"field": "reason", "headerName": "Why: rank × share of the score", "flex": 1, "minWidth": 320, "sortable": False,
         "tooltipField": "reason"},
    ]  # fmt: skip


def _shown(decimals: int) -> dict[str, str]:
    return {"function": f"rpFormat(params.value, 'number', {decimals})"}


def _card(flt: TrackFilter, weights: Weights, known: Mapping[str, int], total: int) -> html.Section:
    box = dcc.Input(
        id=WHERE, value=flt.text, debounce=True, type="text", autoComplete="off", spellCheck=False,
        placeholder="popularity >= 40 and release_year >= 2015", className="rp-expression-input",
    )  # fmt: skip
    head = html.Div(
        [
            html.Div(
                [html.Label("Filter", htmlFor=WHERE, className="rp-soft"), box],
                className="rp-expression rp-gems-filter",
            ),
            html.Div(info(_method(weights, known)), className="rp-tools"),
        ],
        className="rp-shortlists-head",
    )
    foot = [html.Div(_files(flt, weights, total), id=FILES, className="rp-exports"), shortlisting.control(ID, up=True)]
    return html.Section(
        [
            head,
            html.Div([_box(part, weights, known) for part in offered(weights)], className="rp-weights"),
            html.Div(id=PROBLEM, className="rp-problem", role="alert"),
            html.Div(_table(weights, total), id=BODY, className="rp-ranked-grid"),
            html.Div(foot, className="rp-card-foot rp-shortlists-foot"),
        ],
        className="rp-card",
        **{"aria-label": "Tracks by score"},
    )


def offered(weights: Weights) -> list[Part]:
    """The parts with a box: all of PARTS, and the features that the address names."""
    return [*PARTS.values(), *(one.part for one in weights if one.part.key not in PARTS)]


def _box(part: Part, weights: Weights, known: Mapping[str, int]) -> html.Div:
    """A part's weight; one that nothing is known for cannot be set and says what it takes."""
    there = next((one for one in weights if one.part.key == part.key), None)
    lacking = not known[part.key]
    words = f"needs {part.needs}" if lacking else fmt.n(known[part.key])
    label = there.label.capitalize() if there else part.label
    id = {"type": BOX, "part": part.key, "turned": bool(there and there.turned)}
    value = dcc.Input(
        id=id, type="number", min=0, max=MOST_WEIGHT, step="any", debounce=True, value=there.weight if there else 0,
        disabled=lacking and there is None, className="rp-weight",
    )  # fmt: skip
    return html.Div(
        [html.Label([label, value]), html.Span(words, className="rp-soft", title=part.help)], className="rp-weight-part"
    )


def _method(weights: Weights, known: Mapping[str, int]) -> Method:
    return Method(
        "A rank is the share of the tracks with a value that lie below, of the whole catalogue, so that it does not move with "
        "the filter; equal values share the lower rank. The score is the mean of the ranks by their weights. What is not known "
        "of a track adds nothing: a score is never too high. The weights are a choice, not a measurement.",
        {one.label.capitalize(): f"{one.part.help} {fmt.n(known[one.part.key])}" for one in weights},
    )


def _table(weights: Weights, total: int) -> Any:
    if not total:
        return html.Div(empty("No track matches this filter; loosen it."), className="rp-card-body")
    options = {"rowSelection": {"mode": "multiRow", "headerCheckbox": False}, "ensureDomOrder": True}
    return grid(GRID, columns(weights), height="100%", dashGridOptions=options)


def _files(flt: TrackFilter, weights: Weights, total: int) -> list[Any]:
    """How many rows there are, and the whole ranking as a file."""
    href = link(downloads.RANKED, **state(flt, weights))
    words = f"Export CSV: {fmt.plural(total, 'row')}, {len(scored.columns(weights))} columns"
    return [
        html.A([icon("download"), words], href=href, id="ranked-csv", className="rp-button rp-primary rp-small",
               **{"data-rp-key": "e"}),
        more_ways(href),
    ]  # fmt: skip


def set_weights(ids: Sequence[Mapping[str, Any]], values: Sequence[Any]) -> Weights:
    """The weights that the boxes say; an empty box or 0 leaves its part out. Raises FilterError."""
    parts = known_parts()
    chosen = [(parts[str(id["part"])], value, bool(id["turned"])) for id, value in zip(ids, values, strict=True)]
    if not any(value for _, value, _ in chosen):
        raise FilterError("Every weight is 0.", "Give at least one part a weight.")
    text = write_weights(tuple(Weight(part, float(value), turned) for part, value, turned in chosen if value))
    return parse_weights(text)


def register(app: Dash, context: Context) -> None:
    """Boxes and filter into address and table, rows to the table, the button Shortlist."""
    _register_changes(app, context)

    @app.callback(Output(GRID, "getRowsResponse"), Input(GRID, "getRowsRequest"), State(STATE, "data"))
    def rows(asked: dict[str, Any] | None, data: dict[str, str] | None) -> Any:
        if not asked or not data:
            return no_update
        flt, weights, start = parse(data["where"]), parse_weights(data["score"]), int(asked["startRow"])
        size = int(asked["endRow"]) - start
        frame = context.reader.cached(
            _key(flt, weights, start, size), lambda view: scored.page(view, flt, weights, start, size)
        )
        return {"rowData": _records(frame.to_dict("records")), "rowCount": _total(context, flt)}

    def chosen(rows: list[dict[str, Any]] | None, data: dict[str, str]) -> list[str]:
        if rows:
            return [str(row["track_id"]) for row in rows]
        with context.reader.view() as view:
            return _ids(view, parse(data["where"]), parse_weights(data["score"]))

    shortlisting.register(app, context, ID, chosen, State(GRID, "selectedRows"), State(STATE, "data"))


def _ids(view: View, flt: TrackFilter, weights: Weights) -> list[str]:
    return [str(one) for one in scored.page(view, flt, weights, 0, MOST + 1)["track_id"]]


def _register_changes(app: Dash, context: Context) -> None:
    @app.callback(
        Output(shell.LOCATION, "search", allow_duplicate=True),
        Output(PUSHED, "data", allow_duplicate=True),
        Output(STATE, "data"),
        Output(f"{ID}-finding", "children"),
        Output(f"{ID}-scope", "children"),
        Output(BODY, "children"),
        Output(FILES, "children"),
        Output(PROBLEM, "children"),
        Input(WHERE, "value"),
        Input({"type": BOX, "part": ALL, "turned": ALL}, "value"),
        State({"type": BOX, "part": ALL, "turned": ALL}, "id"),
        State(STATE, "data"),
        prevent_initial_call=True,
    )
    def changed(where: str | None, values: list[Any], ids: list[dict[str, Any]], before: dict[str, str]) -> Any:
        asked = attempt("score", lambda: (parse(where or ""), set_weights(ids, values)))
        if isinstance(asked, Problem):
            return *[no_update] * 7, f"{asked.message} {asked.hint}"
        if _parts(state(*asked)) == _parts(before):
            return *[no_update] * 7, None
        return *_drawn(context, *asked), None


def _drawn(context: Context, flt: TrackFilter, weights: Weights) -> tuple[Any, ...]:
    """What a change writes: address, state, h1, line under it, table, files."""
    total, asked = _total(context, flt), state(flt, weights)
    words = finding(context, flt, weights), scope(flt, weights)
    parts = _table(weights, total), _files(flt, weights, total)
    return *address("/discover", view=VIEW, **asked), asked, *words, *parts


def _total(context: Context, flt: TrackFilter) -> int:
    return context.reader.cached(("ranked-count", flt.text), lambda view: tracks.count(view, flt))


def _parts(of: Mapping[str, str]) -> tuple[str, frozenset[str]]:
    """Filter and weights, whatever their order."""
    return of["where"], frozenset(of["score"].split(","))


def _records(rows: list[dict[Any, Any]]) -> list[dict[str, Any]]:
    return [{str(k): None if fmt.is_missing(v) else v for k, v in row.items()} for row in rows]


def _key(flt: TrackFilter, weights: Weights, start: int, rows: int) -> tuple[Any, ...]:
    return ("ranked", flt.text, write_weights(weights), start, rows)
