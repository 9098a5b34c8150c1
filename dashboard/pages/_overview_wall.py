"""Overview on a wall: no menu, type that is read from three metres, drawn anew at every snapshot that is published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboard import format as fmt
from dashboard import shell
from dashboard.components import card, notice, notices
from dashboard.components.parts import DEMO
from dashboard.context import Context
from dashboard.figures.base import enlarged
from dashboard.pages import _overview_cards as whole_cards
from dashboard.pages import _overview_data as whole
from dashboard.pages import _overview_decisions as worth
from dashboard.pages import _overview_time_cards as cards
from dashboard.pages import _overview_time_data as data
from dashboard.pages import _overview_time_words as words
from dashboard.pages import _overview_words as whole_words
from dashboard.theme import Theme, as_theme
from dashboard.urlstate import link

ID = "overview-wall"
BODY, ASKED, DRAWN, TICK, CHECKED = (f"{ID}-{part}" for part in ("body", "asked", "drawn", "tick", "at"))
TICK_MS = 5000
"""How often it is asked whether there is another snapshot: one look at a link in the home."""
LARGER = 1.9
"""How much larger than on a desk the text of figures is: 21 to 23 px."""
DECISIONS, FAMILIES = 3, 8


def layout(context: Context, query: Mapping[str, str]) -> html.Div:
    """The frame; the callback fills it. Raises FilterError for an address that Overview cannot read."""
    _state(context, query)
    rest = {name: value for name, value in query.items() if name != "wall"}
    leave = dcc.Link("Leave (Esc)", href=link("/", **rest), className="rp-button rp-wall-leave")
    foot = html.Div([html.Span(id=CHECKED, className="rp-soft"), leave], className="rp-wall-foot")
    return html.Div(
        [
            dcc.Store(id=ASKED, data=dict(query)),
            dcc.Store(id=DRAWN),
            dcc.Interval(id=TICK, interval=TICK_MS),
            html.Div(id=BODY, className="rp-wall-body"),
            foot,
        ],
        id=ID,
        className="rp-wall",
    )


def register(app: Dash, context: Context) -> None:
    """Draw when the page opens, the theme changes, or another snapshot is served."""

    @app.callback(
        Output(BODY, "children"), Output(DRAWN, "data"), Output(CHECKED, "children"),
        Input(TICK, "n_intervals"), Input(shell.THEME, "data"), State(ASKED, "data"), State(DRAWN, "data"),
    )  # fmt: skip
    def follow(_ticks: int | None, theme: str, query: dict[str, str], drawn: list[Any] | None) -> Any:
        about = context.reader.snapshot
        said = f"Data v{about.number}, looked at {datetime.now(UTC):%H:%M} UTC"
        if drawn == [about.number, theme]:
            return no_update, no_update, said
        return body(context, query, as_theme(theme)), [about.number, theme], said


def body(context: Context, query: Mapping[str, str], theme: Theme) -> list[Any]:
    """Finding, key figures, and what the data have most to say: by the week where anything is, else as it stands.

    Raises FilterError.
    """
    state = _state(context, query)
    if isinstance(state, data.State):
        return _by_week(context, state, theme)
    found = data.overall(context, state.flt, state.hit)
    frame, count, vocabulary, median = context.reader.cached(
        ("overview-groups", state.flt.text, "family"), lambda view: whole.groups(view, state.flt, "family")
    )
    frame = frame.head(FAMILIES)
    families = whole_cards.ranked(frame, count, "family", vocabulary, median, theme, (), f"{ID}-families")
    spread = whole_cards.popularity(found.levels, state.hit, theme, ())
    return [
        _head(context, whole_words.finding(found, state.hit), whole_words.scope(found)),
        whole_words.kpis(found, state.hit),
        html.Div([_on_wall(families), _on_wall(spread)], className="rp-wall-row"),
        _decide(context, found, state.flt),
    ]


def _state(context: Context, query: Mapping[str, str]) -> data.State | whole.State:
    known = data.sources(context)
    if known and query.get("view") != "catalogue":
        return data.read(known, query)
    return whole.read(context.settings, query)


def _by_week(context: Context, state: data.State, theme: Theme) -> list[Any]:
    found = data.figures(context, state)
    ahead = cards.outlook(found, data.outlook(context, found.source), theme, ())
    moved = []
    for way in data.DIRECTIONS:
        asked = data.State(state.source, state.period, way, collection=state.collection, where=state.where)
        moved.append(cards.moved(found, data.moved(context, asked), way, (), f"{ID}-{way}"))
    return [
        _head(context, words.finding(found), words.scope(found)),
        words.kpis(found),
        html.Div([_on_wall(ahead), *moved], className="rp-wall-row"),
        *([_decide(context, found.tracks, found.flt)] if found.tracks and found.flt is not None else []),
    ]


def _head(context: Context, finding: str, scope: Any) -> html.Header:
    about = context.reader.snapshot
    badge = html.Span(DEMO, className="rp-badge") if about.demo else None
    as_of = html.Span([badge, f"Data to {fmt.date(about.as_of)}" if about.as_of else ""], className="rp-wall-as-of")
    return html.Header([html.Div([html.H1(finding), html.P(scope, className="rp-scope")]), as_of])


def _on_wall(made: html.Section) -> html.Section:
    """The card with its figure drawn for the distance, and out of reach of what answers clicks at a desk."""
    for part in (made, *made._traverse()):
        for name in ("id", "aria-labelledby"):
            if getattr(part, name, None):
                setattr(part, name, f"wall-{getattr(part, name)}")
        if isinstance(part, dcc.Graph):
            part.figure = enlarged(part.figure, LARGER)
    return made


def _decide(context: Context, found: whole.Figures, flt: Any) -> Any:
    items = worth.ranked([*worth.gathered(context, flt), *whole_words.worth_knowing(found)])
    if not items:
        return None
    rows = [notice(item.title, item.text, item.link, item.href, warn=item.decide) for item in items[:DECISIONS]]
    return card(notices(rows), title=worth.headline(items), class_name="rp-wall-decide")
