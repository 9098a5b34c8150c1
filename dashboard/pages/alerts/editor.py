"""The rule editor: series, movement, threshold, filter; the false alarms a year before anything is saved."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate

from analytics.live import movers as live
from dashboard import shell
from dashboard.components import button, toast
from dashboard.context import Context
from dashboard.pages.alerts import which
from warehouse.errors import HomeError
from warehouse.queries.movers import KINDS
from warehouse.userdata import Alerts
from warehouse.userdata.alerts import LONGEST_NAME

GROUP, KIND, DIRECTION, THRESHOLD, NAME, EXPECT, SAVE = (
    f"alerts-rule-{part}" for part in ("group", "kind", "direction", "threshold", "name", "expect", "save")
)
ASKED = [Input(part, "value") for part in (GROUP, KIND, DIRECTION, THRESHOLD, which.WHERE)]


def kept(context: Context) -> Alerts:
    """The rules. Raises HomeError where nothing can be kept."""
    if context.userdata is None:
        raise HomeError("Rules are not kept here.", "Start the dashboard with: repertoire serve")
    return context.userdata.alerts


def form(context: Context) -> html.Div:
    """The fields, and what the rule would raise by chance."""
    groups = live.groups(context.reader)
    # Tracks first: theirs are the rules that a filter can narrow.
    groups = groups[groups["judged"] > 0].sort_values("what", key=lambda what: what != "track", kind="stable")
    options = [
        {"value": "|".join(key), "label": f"{key[1].title()}s by {key[0]}" + (f", {key[2]}" if key[2] else "")}
        for key in groups[["source", "what", "place"]].itertuples(index=False, name=None)
    ]
    ways = {"both": "Up or down", "up": "Up", "down": "Down"}
    number = dcc.Input(
        id=THRESHOLD, type="number", min=live.LEAST, max=live.MOST, step=0.5, debounce=True, placeholder="default",
        className="rp-input",
    )  # fmt: skip
    name = dcc.Input(id=NAME, type="text", maxLength=LONGEST_NAME, autoComplete="off", className="rp-input")
    fields = (
        ("Series", dcc.Dropdown(id=GROUP, options=options, value=options[0]["value"] if options else None, clearable=False)),
        ("Movement", _choice(KIND, {k: f"{k.title()}: {w}" for k, w in KINDS.items()}, "spike")),
        ("Direction", _choice(DIRECTION, ways, "both")),
        ("Threshold, robust spreads", number),
    )  # fmt: skip
    rows = [_row(words, box) for words, box in fields]
    rows += [which.form(context), _row("Name", name)]
    foot = [html.P(id=EXPECT, role="status"), button("Save rule", SAVE, primary=True, small=True)]
    return html.Div([*rows, *foot], className="rp-fields")


def _row(words: str, box: Any) -> html.Div:
    return html.Div([html.Label(words, htmlFor=box.id, className="rp-soft"), box])


def _choice(id: str, options: dict[str, str], value: str) -> dcc.Dropdown:
    choices = [{"value": key, "label": words} for key, words in options.items()]
    return dcc.Dropdown(id=id, options=choices, value=value, clearable=False, searchable=False)


def rule_of(
    group: str | None, kind: str, direction: str, threshold: float | None, where: str | None
) -> live.Rule | None:
    """The rule that the fields say; None while no series is chosen."""
    if not group:
        return None
    source, what, place = group.split("|", 2)
    return live.Rule(source, what, place, kind, None if threshold is None else float(threshold), direction, where or "")


def register(app: Dash, context: Context, saved: str) -> None:
    """What the rule would raise, and saving it; `saved`: the store that tells the list."""
    which.register(app, GROUP)

    @app.callback(Output(EXPECT, "children"), *ASKED)
    def expect(*asked: Any) -> Any:
        rule = rule_of(*asked)
        if rule is None:
            return "No series has 17 weeks without a gap yet, so there is nothing to watch: load more weeks of plays or charts."
        words, _ = live.promised(context.reader, rule)
        return words

    @app.callback(
        Output(saved, "data", allow_duplicate=True), Output(shell.TOASTS, "children", allow_duplicate=True),
        Output(NAME, "value"),
        Input(SAVE, "n_clicks"), State(NAME, "value"), *[State(part.component_id, "value") for part in ASKED],
        prevent_initial_call=True,
    )  # fmt: skip
    def save(clicks: int | None, name: str | None, *asked: Any) -> Any:
        rule = rule_of(*asked)
        if not clicks or rule is None:
            raise PreventUpdate
        said = live.expect(context.reader, rule)
        stored = {part: getattr(rule, part) for part in ("source", "what", "place", "kind", "threshold", "direction")}
        kept(context).save(name or "", said.a_year, filter=rule.where, **stored)
        return datetime.now(UTC).isoformat(), [toast("The rule is saved", said.words)], "" if name else no_update
