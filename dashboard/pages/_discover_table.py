"""The table of Discover: its card, its columns, the menu that chooses and orders them, the export of what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard import downloads, shortlisting
from dashboard import format as fmt
from dashboard.components import chart_card, column_def, grid, icon, loading, more_ways
from dashboard.components.chart_card import Method
from dashboard.pages._discover_parts import ID, named, one_of
from dashboard.pages._discover_state import Question
from warehouse.features import FEATURES, Feature, by_name

GRID, EXPRESSION, PROBLEM = named("grid"), named("where"), named("problem")
TOTAL, EXPORT, NOTHING, MENU = named("total"), named("exports"), named("nothing"), named("columns")
HOW = (
    "Features run from 0 to 1, popularity from 0 to 100. Click a heading to sort, with Shift by a second one; drag it to "
    "move it."
)


def table_card(question: Question) -> Any:
    """The card of the table: expression, grid, what stands in its place when nothing matches, total and export."""
    method = Method(
        "Every track that the filter keeps, a page at a time from the published data. The export holds the same rows and "
        "columns, all of them, with every digit.",
        {
            "Recordings": "a recording that was released more than once counts once in the title",
            "Missing": "shown as –",
        },
    )
    table = grid(
        GRID,
        column_definitions(question),
        height="100%",
        dashGridOptions={
            "maxConcurrentDatasourceRequests": 1,
            "suppressDragLeaveHidesColumns": True,
            "suppressMultiSort": False,
            "ensureDomOrder": True,
            "rowSelection": {"mode": "multiRow", "headerCheckbox": False},
        },
    )
    body = html.Div(
        [
            _expression(question),
            html.Div(table, className="rp-discover-grid"),
            html.Div(loading("text", 2), id=NOTHING, className="rp-hidden"),
        ],
        className="rp-discover-body",
    )
    foot = [
        html.Span(id=TOTAL, className="rp-shown"),
        html.Div(shortlisting.control("discover", up=True), className="rp-push"),
        html.Div(id=EXPORT, className="rp-exports"),
    ]
    return chart_card(
        "Tracks", HOW, body,
        id=ID, method=method, foot=foot, class_name="rp-discover-table",
    )  # fmt: skip


def _expression(question: Question) -> html.Div:
    box = dcc.Input(
        id=EXPRESSION, value=question.flt.text, debounce=True, type="text", autoComplete="off", spellCheck=False,
        placeholder="popularity >= 70 and danceability >= 0.8", className="rp-expression-input",
    )  # fmt: skip
    label = html.Label("Filter", htmlFor=EXPRESSION, className="rp-soft")
    return html.Div(
        [html.Div([label, box], className="rp-expression"), html.Div(id=PROBLEM, className="rp-problem", role="alert")]
    )


def column_button(question: Question) -> html.Details:
    """The menu of columns, closed."""
    summary = html.Summary(id=named("columns-count"), className="rp-chip")
    panel = html.Div(column_menu(question), id=MENU, className="rp-panel rp-columns", role="menu")
    return html.Details([summary, panel], className="rp-tool rp-columns-tool", **{"data-rp-closes": "true"})


def column_definitions(question: Question) -> list[dict[str, Any]]:
    """The columns of the grid in the chosen order; the first one stays in view and leads to the track."""
    known = by_name()
    order = question.sort or (("popularity", True),)
    places = {name: (i, "desc" if descending else "asc") for i, (name, descending) in enumerate(order)}
    made = []
    for i, name in enumerate(question.names):
        definition = column_def(known[name], pinned=i == 0) | _narrow(known[name], first=i == 0)
        place = places.get(name)
        definition |= {"sort": place[1] if place else None, "sortIndex": place[0] if place else None}
        if i == 0:
            definition |= {"cellRenderer": "DiscoverLink", "lockPinned": True, "lockPosition": "left"}
        made.append(definition)
    # A sort by a column that is not shown still has to reach the table.
    unseen = [{"field": name, "hide": True, "sort": places[name][1], "sortIndex": places[name][0]} for name in places]
    return [*made, *(definition for definition in unseen if definition["field"] not in question.names)]


def _narrow(feature: Feature, first: bool) -> dict[str, Any]:
    """Room for many columns: the line above the table says which ranges are meant."""
    unit = fmt.written_unit(feature)
    heading = f"{feature.label}, {unit}" if unit else feature.label
    width = 220 if first else 160 if feature.kind == "text" else 78 + 5 * max(0, len(heading) - 6)
    return {"headerName": heading, "width": width}


def column_menu(question: Question) -> list[Any]:
    """The chosen columns in their order with up and down, then the others."""
    chosen = question.names
    others = [f.name for f in FEATURES if f.name not in chosen]
    return [
        html.P("On screen and in the export, in this order", className="rp-soft"),
        *(_column_row(name, i, len(chosen)) for i, name in enumerate(chosen)),
        html.Hr() if others else None,
        *(_column_row(name, None, 0) for name in others),
        html.Button("Default columns", id=named("columns-default"), className="rp-link", n_clicks=0),
    ]


def _column_row(name: str, place: int | None, count: int) -> Any:
    label, on = by_name()[name].label, place is not None
    # The last column cannot be taken away: a table has at least one.
    toggle = html.Button(
        [html.Span(icon("check") if on else None, className="rp-box"), label],
        id=one_of("column", name, does="toggle"),
        className="rp-column-name",
        n_clicks=0,
        role="menuitemcheckbox",
        disabled=on and count == 1,
        **{"aria-checked": "true" if on else "false"},
    )
    moves = [_move(name, label, by, place + by in range(count)) for by in (-1, 1)] if place is not None else []
    return html.Div([toggle, *moves], className="rp-column-row", key=name)


def _move(name: str, label: str, by: int, possible: bool) -> Any:
    way = "up" if by < 0 else "down"
    return html.Button(
        icon("down", "rp-turned" if by < 0 else ""),
        id=one_of("column", name, does=way),
        className="rp-icon-button",
        n_clicks=0,
        disabled=not possible,
        title=f"Move {label} {way}",
        **{"aria-label": f"Move {label} {way}"},
    )


def rearranged(columns: Sequence[str], name: str, does: str) -> list[str]:
    """The columns after one button of the menu: toggle, up or down."""
    found = list(columns)
    if does == "toggle":
        return [c for c in found if c != name] if name in found else [*found, name]
    place = found.index(name) if name in found else -1
    other = place + (1 if does == "down" else -1)
    if place >= 0 and 0 <= other < len(found):
        found[place], found[other] = found[other], found[place]
    return found


def export(question: Question, rows: int) -> list[Any]:
    """The download of exactly these rows and columns, and its variants."""
    texts, columns = question.texts, ",".join(question.names)
    given = (texts["where"], texts["sort"], columns)
    words = f"Export CSV: {fmt.plural(rows, 'row')}, {fmt.plural(len(question.names), 'column')}"
    if not rows:
        return [html.Button([icon("download"), words], className="rp-button rp-small", disabled=True)]
    main = html.A(
        [icon("download"), words],
        href=downloads.tracks_url(*given),
        className="rp-button rp-primary rp-small",
        id=named("export"),
        **{"data-rp-key": "e"},
    )
    others = [
        html.A("Without provenance lines", href=downloads.tracks_url(*given, provenance=False)),
        html.A("Text as it is, formulas included", href=downloads.tracks_url(*given, raw=True)),
        html.A("Both: plain rows, text as it is", href=downloads.tracks_url(*given, provenance=False, raw=True)),
    ]
    return [main, more_ways(main.href, others)]
