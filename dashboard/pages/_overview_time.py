"""The view of Overview for data in which something happens by the week: what moved, what is expected, who rises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import shell
from dashboard.components import kpi_row, loading, segmented
from dashboard.context import Context
from dashboard.pages import _overview_cards as whole_cards
from dashboard.pages import _overview_time_cards as cards
from dashboard.pages import _overview_time_data as data
from dashboard.pages import _overview_time_words as words
from dashboard.pages import _overview_ways as ways
from dashboard.pages._overview_words import whole_filter
from dashboard.pages._slots import SPACE, address_outputs, changed, filled, footer, provenance, slot, slot_outputs
from dashboard.theme import as_theme
from dashboard.urlstate import link
from warehouse.queries.activity import Source

CATALOGUE = "catalogue"
"""The `view` of the address that shows the catalogue as it stands."""
HEAD = "overview-now"
SOURCE, PERIOD, WAY, KPIS, FOOT = (f"overview-{part}" for part in ("source", "period", "way", "now-kpis", "now-foot"))
COLLECTION, WHERE, BY, OPENERS = (f"overview-now-{part}" for part in ("collection", "where", "by", "openers"))
GROUPS, NOTICES = "overview-now-groups", "overview-now-notices"
LIST, ROW = 184, 208
"""Heights in px of what the cards of the two rows hold: with them the page fits 900 px."""
WHICH = [Input(COLLECTION, "value"), State(WHERE, "data")]
ASKED = [Input(SOURCE, "value"), Input(PERIOD, "value")]


def sources(context: Context) -> list[Source]:
    """What happens by the week; empty for a catalogue without plays and charts."""
    return data.sources(context)


def switch(here: str, where: str) -> html.Nav:
    """The two views of Overview as links that keep the filter."""
    views = (("", "By week"), (CATALOGUE, "Catalogue"))
    made = [
        dcc.Link(
            text,
            href=link("/", view=name, where=where),
            className=f"rp-segment{' rp-on' * (name == here)}",
            title=f"{text}, shown" if name == here else text,
        )
        for name, text in views
    ]
    return html.Nav(made, className="rp-segmented", **{"aria-label": "Views of Overview"})


def layout(context: Context, query: Mapping[str, str], names: Sequence[str]) -> html.Div:
    """The page with its controls set from the address. names : of the collections. Raises FilterError."""
    known = data.sources(context)
    state = data.read(known, query)
    chooser = whole_cards.collections(names, state.collection, COLLECTION)
    actions = [switch("", state.where), *_controls(known, state), chooser, ways.controls(context)]
    return shell.page(
        dcc.Store(id=WHERE, data=state.where),
        shell.page_header(SPACE, SPACE, actions, id=HEAD),
        html.Div(kpi_row([loading("kpi") for _ in range(5)]), id=KPIS),
        shell.columns(
            slot("overview-outlook", 8, cards.HEIGHT),
            slot("overview-moved", 4, LIST, "table", controls=segmented(WAY, data.DIRECTIONS, state.way, "Who moved")),
        ),
        shell.columns(
            slot(GROUPS, 7, ROW, controls=whole_cards.group_controls(BY, OPENERS, state.by)),
            slot(NOTICES, 5, ROW, "text"),
        ),
        html.Div(id=FOOT, style={"display": "contents"}),
        id="overview-page",
    )


def _controls(known: Sequence[Source], state: data.State) -> list[Any]:
    which = [{"value": one.key, "label": words.titled(one)} for one in known]
    spans = [{"value": key, "label": text} for key, (_, _, text) in data.PERIODS.items()]
    source = dcc.Dropdown(id=SOURCE, options=which, value=state.source, clearable=False, searchable=False)
    period = dcc.Dropdown(id=PERIOD, options=spans, value=state.period, clearable=False, searchable=False)
    only = "rp-choice" if len(known) > 1 else "rp-hidden"
    return [
        html.Div(source, className=only, role="group", **{"aria-label": "What is counted"}),
        html.Div(period, className="rp-choice", role="group", **{"aria-label": "Period, and what it is compared with"}),
    ]


def register(app: Dash, context: Context) -> None:
    """Head, cards, address."""
    _register_head(app, context)
    _register_cards(app, context)
    _register_address(app, context)


def _state(source: str, period: str, collection: str, where: str, way: str = "up") -> data.State:
    return data.State(source, period, way, collection=collection or "", where=where or "")


def _register_head(app: Dash, context: Context) -> None:
    @app.callback(
        Output(f"{HEAD}-finding", "children"), Output(f"{HEAD}-scope", "children"), Output(KPIS, "children"),
        Output(FOOT, "children"), *ASKED, *WHICH,
    )  # fmt: skip
    def head(source: str, period: str, collection: str, where: str) -> Any:
        found = data.figures(context, _state(source, period, collection, where))
        return words.finding(found), words.scope(found), words.kpis(found), footer(_lines(found))


def _register_cards(app: Dash, context: Context) -> None:
    @app.callback(slot_outputs("overview-outlook"), *ASKED, *WHICH, Input(shell.THEME, "data"))
    def ahead(source: str, period: str, collection: str, where: str, theme: str) -> Any:
        found = data.figures(context, _state(source, period, collection, where))
        facts = data.outlook(context, found.source)
        return filled(cards.outlook(found, facts, as_theme(theme), _lines(found)))

    @app.callback(slot_outputs("overview-moved"), *ASKED, Input(WAY, "value"), *WHICH)
    def movers(source: str, period: str, way: str, collection: str, where: str) -> Any:
        state = _state(source, period, collection, where, way)
        found = data.figures(context, state)
        return filled(cards.moved(found, data.moved(context, state), way, _lines(found)))


def _register_address(app: Dash, context: Context) -> None:
    @app.callback(
        *address_outputs(), *ASKED, Input(WAY, "value"), Input(BY, "value"), WHICH[0],
        State(shell.LOCATION, "pathname"), State(shell.LOCATION, "search"), prevent_initial_call=True,
    )  # fmt: skip
    def write(source: str, period: str, way: str, by: str, collection: str, path: str, search: str) -> Any:
        if path != "/" or ctx.triggered_id is None:
            raise PreventUpdate
        usual = data.State(data.sources(context)[0].key)
        state = {"source": source, "period": period, "way": way, "by": by}
        kept = {name: value if value != getattr(usual, name) else "" for name, value in state.items()}
        return changed(path, search, **kept, collection=collection)


def _lines(found: data.Figures) -> list[str]:
    """Provenance of the figures: what they are of, and the filter."""
    of = f"{words.named(found.source)}, whole weeks to {words.end(found)}"
    return provenance(found.about, found.loads, of, whole_filter(found.flt) if found.flt is not None else "")
