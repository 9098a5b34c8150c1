"""The rule builder of Discover: nested groups of all, any or none, with what every rule leaves.

The draft in a store is what is being built; what is whole in it is written into the expression of the page, which is the
filter. When the filter changes elsewhere (a control, a chip, the expression, back and forward) the draft follows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard import format as fmt
from dashboard.components.rule_builder import Choice, rule_builder
from dashboard.context import Context
from dashboard.pages import _discover_asked as asked
from dashboard.pages import _discover_drafts as drafts
from dashboard.pages import _discover_parts as parts
from dashboard.pages._discover_drafts import Draft, Step
from dashboard.pages._discover_filters import COVERED, MOOD, Control
from dashboard.pages._discover_parts import ID, named
from dashboard.pages._discover_state import Problem, restored
from dashboard.pages._discover_table import EXPRESSION
from warehouse.connect import View
from warehouse.filter_fields import OPERATORS, OPERATORS_OF, Field, field_named, fields
from warehouse.filter_tree import MAX_DEPTH
from warehouse.filters import TrackFilter
from warehouse.queries import rule_counts

DRAFT, TREE, WORDS, WRONG = named("draft"), named("tree"), named("words"), named("rules-wrong")
STATE = named("state")
MOST_COUNTED = 40
"""Rules and groups that are counted; with more, only the total is."""
FOLLOWED = "Rules with all, any and none"
_HINTS = {"date": "2010-01-31", "text": "text", "key": "text", "set": "name"}


def panel(made: tuple[Control, ...], flt: TrackFilter) -> html.Details:
    """The builder, folded unless the filter has groups that no control can show."""
    draft = drafts.draft_of(flt)
    return html.Details(
        [
            html.Summary(FOLLOWED),
            dcc.Store(id=DRAFT, data=draft),
            html.Div(_tree(draft, made), id=TREE),
            html.Div(id=WRONG, className="rp-problem", role="alert"),
            html.P(id=WORDS, className="rp-rule-words"),
        ],
        className="rp-rules",
        open=any("how" in part for part in draft["parts"]) or draft["how"] != "all",
    )


def register(app: Dash, context: Context) -> None:
    """Builder to expression, filter to builder, builder to counts."""

    def made() -> tuple[Control, ...]:
        return asked.controls(context)

    @app.callback(
        Output(DRAFT, "data", allow_duplicate=True),
        Output(TREE, "children", allow_duplicate=True),
        Output(EXPRESSION, "value", allow_duplicate=True),
        Output(WRONG, "children"),
        Input({"page": ID, "rule": ALL, "part": ALL}, "value"),
        Input({"page": ID, "rule": ALL, "press": ALL}, "n_clicks"),
        State(DRAFT, "data"),
        State(STATE, "data"),
        prevent_initial_call=True,
    )
    def edit(_values: Any, _clicks: Any, draft: Any, data: Any) -> Any:
        shown = [(one["id"], one.get("value")) for one in ctx.inputs_list[0]]
        after = _after(draft, shown, ctx.triggered_id, ctx.triggered[0]["value"])
        if after == draft:
            return [no_update] * 4
        drawn = no_update if _shape(after) == _shape(draft) else _tree(after, made())
        flt = drafts.filter_of(after)
        if isinstance(flt, Problem):
            return after, drawn, no_update, parts.problem(flt)
        return after, drawn, no_update if flt.text == data["where"] else flt.text, None

    @app.callback(
        Output(DRAFT, "data"),
        Output(TREE, "children"),
        Output(WORDS, "children"),
        Input(STATE, "data"),
        State(DRAFT, "data"),
    )
    def follow(data: Any, draft: Any) -> Any:
        flt = restored(data).flt
        words = "" if flt.is_all else f"In words: {flt.words}."
        own = drafts.filter_of(draft)
        if isinstance(own, TrackFilter) and own == flt:
            return no_update, no_update, words
        after = drafts.draft_of(flt)
        return after, _tree(after, made()), words

    # The words are always written when a page opens, the draft only when it changes: with it alone nothing would be counted.
    @app.callback(Output({"page": ID, "left": ALL}, "children"), Input(DRAFT, "data"), Input(WORDS, "children"))
    def count(draft: Any, _words: Any) -> Any:
        places = [output["id"]["left"] for output in ctx.outputs_list]
        key = ("discover-steps", json.dumps(draft, sort_keys=True))
        told = context.reader.cached(key, lambda view: said(view, draft))
        return [told.get(place) for place in places]


def _after(draft: Draft, shown: Sequence[tuple[Mapping[str, str], Any]], by: Any, value: Any) -> Draft:
    """The draft after an event; the same one when the event is only that something was drawn.

    shown : (id, value) of every control. Dash forgets the answer to an event when the next one comes before it, so all
    controls are read at every event: who fills two boxes at once, or chooses and types, loses neither.
    """
    if not isinstance(by, dict):
        return draft
    after = draft
    for part in ("about", "op", "value", "high", "how"):
        for id, now in shown:
            if id["part"] == part:
                after = _set(after, draft, id, now)
    return drafts.pressed(after, by["rule"], by["press"]) if "press" in by and value else after


def _set(after: Draft, before: Draft, id: Mapping[str, str], value: Any) -> Draft:
    """What is in a control, set. What was put in for another field, or as one value where several are wanted, is not."""
    place, part = id["rule"], id["part"]
    found, was = drafts.at(after, place), drafts.at(before, place)
    if found is None or was is None or (found.get(part) or "") == (value or ""):
        return after
    if part in ("value", "high"):
        other = value is not None and isinstance(value, list) != isinstance(found.get(part), list)
        if other or found.get("about") != was.get("about"):
            return after
    return drafts.edited(after, place, part, value)


def _shape(draft: Draft) -> list[tuple[str, Any, Any]]:
    """Which controls there are."""
    return [(place, part.get("about"), part.get("op")) for place, part in drafts.places(draft)]


def _tree(draft: Draft, made: tuple[Control, ...]) -> Any:
    return rule_builder(ID, draft, _choices(draft, made), MAX_DEPTH)


def said(view: View, draft: Draft) -> dict[str, Any]:
    """What stands under every rule and group: place -> what is left, what is wrong, or what is missing."""
    told: dict[str, Any] = {path: _unfinished(part) for path, part in drafts.places(draft) if "how" not in part}
    if isinstance(drafts.filter_of(draft), Problem):
        return told
    asked = list(drafts.steps(draft))
    if len(asked) > MOST_COUNTED:
        return told
    everything, counts = rule_counts.counted(view, [nodes for step in asked for nodes in (step.kept, step.within)])
    for i, step in enumerate(asked):
        told[step.path] = _left(step, counts[2 * i], counts[2 * i + 1], everything)
    return told


def _unfinished(rule: Draft) -> Any:
    made = drafts.rule_of(rule)
    if made is None:
        return "no value yet, so it keeps every track"
    return html.Span(f"Not used: {made.message}", className="rp-rule-wrong") if isinstance(made, Problem) else None


def _left(step: Step, kept: int, within: int, everything: int) -> str:
    if step.how == "all":
        share = f" · {fmt.percent(kept / everything)} of the catalogue" if everything else ""
        return f"{fmt.number(kept)} left{share}"
    return f"{fmt.number(kept)} of {fmt.number(within)}{' taken away' if step.how == 'none' else ''}"


# ---- Fields that rules may be about ----------------------------------------------------------------------------------


def _choices(draft: Draft, made: tuple[Control, ...]) -> dict[str, Choice]:
    """Every field of the language, by label; fields in brackets (moods, label sets of genres) that the data or the draft
    have."""
    options = {c.key: c for c in made}
    moods = options[MOOD].options or {} if MOOD in options else {}
    keys = [name for name in fields() if name not in COVERED and name != MOOD]
    keys += [c.key for c in made if c.key not in keys and c.key != MOOD]
    keys += [f"{MOOD}[{name}]" for name in moods]
    keys += [part["about"] for _, part in drafts.places(draft) if "how" not in part]
    found = {key: _choice(key, options.get(key)) for key in dict.fromkeys(keys)}
    return dict(sorted(found.items(), key=lambda item: item[1].label.lower()))


def _choice(key: str, control: Control | None) -> Choice:
    name, part = drafts.split(key)
    about = field_named(name)
    dates = about.kind == "date"
    names = OPERATORS_OF[about.kind]
    words = {op: OPERATORS[op].dates or OPERATORS[op].words if dates else OPERATORS[op].words for op in names}
    options = {"yes": "yes", "no": "no"} if about.kind == "flag" else control.options if control else None
    label = about.label if part is None else f"{about.label}: {part.replace('_', ' ')}"
    return Choice(key, label, words, {op: OPERATORS[op].values for op in names}, options, _hint(about))


def _hint(about: Field) -> str:
    feature = about.feature
    if feature is None or not feature.is_numeric:
        return _HINTS.get(about.kind, "")
    if feature.low is not None and feature.high is not None:
        return f"{feature.low:g} to {feature.high:g}"
    return feature.unit or "number"
