"""Alerts: what changed that is not noise, what the saved rules found, and a rule editor that states its false alarms first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from analytics.live import movers as live
from dashboard import shell
from dashboard.components import card, loading, toast
from dashboard.context import Context
from dashboard.pages._slots import address_outputs, changed, footer, provenance
from dashboard.pages.alerts import cards, editor, files
from dashboard.theme import as_theme
from dashboard.urlstate import link
from warehouse.errors import FilterError
from warehouse.filters import TrackFilter, parse
from warehouse.queries import catalogue
from warehouse.queries.movers import KINDS, WHATS

PATH, NAME, ID = "/alerts", "Alerts", "alerts"
WHAT, KIND, WEEKS, WHERE, LIST, RULES, SAVED = (
    f"alerts-{part}" for part in ("what", "kind", "weeks", "where", "list", "rules", "saved")
)
SPANS = {"4": "Last 4 weeks", "13": "Last 13 weeks", "52": "Last 52 weeks", "0": "All weeks"}
SNOOZED = 28
"""Days that a rule is snoozed for."""


def layout(context: Context, /, **query: str) -> html.Div:
    """The page of what the address asks: what, kind, weeks, where. Raises FilterError."""
    what, kind, weeks = query.get("what", ""), query.get("kind", ""), query.get("weeks", "13")
    if weeks not in SPANS:
        raise FilterError(f"Alerts are not listed for {weeks[:20]!r} weeks.", f"Choose one of: {', '.join(SPANS)}.")
    flt = parse(query.get("where", ""))
    _alarms(context, what, kind, weeks, flt.text)  # what names nothing is said before anything is drawn
    about = context.reader.snapshot
    return shell.page(
        dcc.Store(id=SAVED),
        dcc.Store(id=WHERE, data=flt.text),
        shell.page_header("\u00a0", "\u00a0", id=ID),
        _only(flt, {name: query.get(name, "") for name in ("what", "kind", "weeks")}),
        _controls(what, kind, weeks),
        html.Div(loading("table", rows=8), id=LIST, **{"aria-live": "polite"}),
        shell.columns(
            card(
                editor.form(context), title="New rule", how="It states its false alarms before it is saved", columns=5
            ),
            card(html.Div(id=RULES), title="Rules", how="Each is evaluated at every publish", columns=7),
        ),
        footer(provenance(about, context.reader.cached("loads", catalogue.loads))),
        id="alerts-page",
    )


def _alarms(context: Context, what: str, kind: str, weeks: str, where: str) -> live.Alarms:
    """What the page lists; its layout asks first, and drawing finds the answer there. Raises FilterError."""
    flt, reader = parse(where or ""), context.reader
    key = ("alerts-list", what, kind, weeks, flt.text)
    found: live.Alarms = reader.cached(key, lambda _: live.alarms(reader, what, kind=kind, weeks=int(weeks), flt=flt))
    return found


def _only(flt: TrackFilter, rest: dict[str, str]) -> html.P | None:
    """The filter that came with the address, in words, and the way without it."""
    if flt.is_all:
        return None
    return html.P([f"Only tracks with {flt.words}. ", dcc.Link("Show every alarm", href=link(PATH, **rest))])


def _controls(what: str, kind: str, weeks: str) -> html.Div:
    every = [
        {"value": "", "label": "Tracks, artists, genres"},
        *({"value": w, "label": f"{w.title()}s"} for w in WHATS),
    ]
    kinds = [{"value": "", "label": "Every movement"}, *({"value": k, "label": k.title()} for k in KINDS)]
    spans = [{"value": key, "label": words} for key, words in SPANS.items()]
    boxes = [
        dcc.Dropdown(id=WHAT, options=every, value=what, clearable=False, searchable=False),
        dcc.Dropdown(id=KIND, options=kinds, value=kind, clearable=False, searchable=False),
        dcc.Dropdown(id=WEEKS, options=spans, value=weeks, clearable=False, searchable=False),
    ]
    return html.Div(
        [html.Div(box, style={"flex": "0 1 13rem", "minWidth": "10rem"}) for box in boxes],
        style={"display": "flex", "flexWrap": "wrap", "gap": ".75rem", "marginBottom": ".75rem"},
        role="group",
        **{"aria-label": "What is listed"},
    )


def register_callbacks(app: Dash, context: Context) -> None:
    """The list, the rules and what is done with them, the editor, the address, the file."""
    files.register_routes(app.server, context)
    editor.register(app, context, SAVED)
    _register_list(app, context)
    _register_rules(app, context)


def _register_list(app: Dash, context: Context) -> None:
    asked = [Input(WHAT, "value"), Input(KIND, "value"), Input(WEEKS, "value")]

    @app.callback(
        Output(LIST, "children"), Output("alerts-finding", "children"), Output("alerts-scope", "children"),
        *asked, Input(shell.THEME, "data"), State(WHERE, "data"),
    )  # fmt: skip
    def draw(what: str, kind: str, weeks: str, theme: str | None, where: str) -> Any:
        found = _alarms(context, what, kind, weeks, where)
        lines = provenance(context.reader.snapshot, context.reader.cached("loads", catalogue.loads))
        state = {"what": what, "kind": kind, "weeks": weeks, "where": where or ""}
        return cards.body(found, state, as_theme(theme), lines), cards.finding(found, int(weeks)), " ".join(found.notes)

    @app.callback(
        *address_outputs(), *asked, State(shell.LOCATION, "pathname"), State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )  # fmt: skip
    def write(what: str, kind: str, weeks: str, path: str, search: str) -> Any:
        if path != PATH:
            raise PreventUpdate
        return changed(path, search, what=what, kind=kind, weeks="" if weeks == "13" else weeks)


def _register_rules(app: Dash, context: Context) -> None:
    @app.callback(Output(RULES, "children"), Input(SAVED, "data"))
    def rules(_saved: Any) -> Any:
        if context.userdata is None:
            return "Rules are not kept here. Start the dashboard with: repertoire serve"
        kept = context.userdata.alerts
        return cards.rules(kept.rules(), kept.events(), datetime.now(UTC).date())

    @app.callback(
        Output(SAVED, "data", allow_duplicate=True), Output(shell.TOASTS, "children", allow_duplicate=True),
        *[Input({"type": f"alerts-{act}", "rule": ALL}, "n_clicks") for act in cards.ACTS],
        prevent_initial_call=True,
    )  # fmt: skip
    def act(*_clicks: Any) -> Any:
        asked = ctx.triggered_id
        if not asked or not ctx.triggered[0]["value"]:
            return no_update, no_update
        return datetime.now(UTC).isoformat(), [
            toast(done(context, asked["type"].removeprefix("alerts-"), asked["rule"]))
        ]


def done(context: Context, what: str, rule: int) -> str:
    """Do one of cards.ACTS to a rule; what was done, in words. Raises FilterError for a rule that is gone."""
    kept = editor.kept(context)
    if what in ("mute", "unmute"):
        kept.mute(rule, what == "mute")
    elif what == "snooze":
        kept.snooze(rule, datetime.now(UTC).date() + timedelta(days=SNOOZED))
    elif what == "wake":
        kept.snooze(rule, None)
    else:
        kept.delete(rule)
    return cards.ACTS[what]
