"""Variants side by side: what the models expect of A, B and C, the differences with their intervals, and what leaves the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from analytics.live import variants as judging
from analytics.live.variants import Change, Variant
from dashboard import format as fmt
from dashboard.components import Method, card, chart_card, loading
from dashboard.components.feature_control import step
from dashboard.components.states import empty
from dashboard.context import Context
from dashboard.pages._slots import footer
from dashboard.pages.screening import ask
from dashboard.pages.screening import state as states
from dashboard.pages.screening.ids import DATA, VARIED, foot_id, head_id
from dashboard.pages.screening.state import SLIDERS, VARIANTS
from warehouse.features import Feature, by_name

NAMES = ("A", "B", "C")
RESULT = "screening-variants-result"
HEAD, FOOT = head_id("variants"), foot_id("variants")


def field_id(letter: str, name: str) -> str:
    """The id of a field of a variant."""
    return f"screening-{letter}-{name.replace('_', '-')}"


def content(context: Context, state: states.State, _query: Mapping[str, str]) -> html.Div:
    """The fields at the left, the answers at the right."""
    first = states.candidate(context, state)
    head = html.Div(
        [html.Span("Feature"), *(html.Span(n, className="rp-right") for n in NAMES)],
        className="rp-vary-row rp-screen-head",
    )
    rows = [_row(by_name()[name], first.values.get(name), state) for name in SLIDERS]
    fields = card(
        html.Div([head, *rows], className="rp-vary"),
        title="What differs from A",
        how="A is the track of the form. Leave a field empty to keep A’s value.",
    )
    return html.Div(
        [
            dcc.Store(id=VARIED, data=state.params()),
            html.Div(fields, className="rp-screen-left"),
            html.Div(loading("table", rows=8), id=RESULT, className="rp-screen-right rp-stack"),
        ],
        className="rp-screen",
    )


def _row(feature: Feature, value: float | None, state: states.State) -> html.Div:
    unit = "s" if feature.unit == "ms" else fmt.written_unit(feature)
    label = [feature.label, html.Span(unit, className="rp-field-unit") if unit else None]
    fields = [_field(letter, feature, state.variants.get(letter, {}).get(feature.name)) for letter in VARIANTS]
    return html.Div(
        [
            html.Span(label, title=feature.help),
            html.Span(fmt.value(feature, value, unit=False), className="rp-right"),
            *fields,
        ],
        className="rp-vary-row",
    )


def _field(letter: str, feature: Feature, value: float | None) -> html.Label:
    size = 1000.0 if feature.unit == "ms" else 1.0
    low, high = (end / size for end in states.ends_of(feature))
    spoken = html.Span(f"{feature.label} of {letter.upper()}", className="rp-only-screen-reader")
    field = dcc.Input(
        id=field_id(letter, feature.name), type="number", value=None if value is None else value / size, min=low, max=high,
        step=step(feature) / size if feature.unit == "ms" else "any", debounce=0.5, placeholder="as A",
    )  # fmt: skip
    return html.Label([spoken, field])


def register_callbacks(app: Dash, context: Context) -> None:
    """The state follows the fields, the answers follow the state."""
    fields = [Input(field_id(letter, name), "value") for letter in VARIANTS for name in SLIDERS]

    @app.callback(
        Output(DATA, "data", allow_duplicate=True),
        Output(VARIED, "data"),
        *fields,
        State(DATA, "data"),
        prevent_initial_call=True,
    )
    def vary(*given: Any) -> Any:
        data = {name: value for name, value in (given[-1] or {}).items() if name not in VARIANTS} | changed(given[:-1])
        if data == given[-1]:
            raise PreventUpdate
        return data, data

    @app.callback(
        Output(RESULT, "children"),
        Output(f"{HEAD}-finding", "children"),
        Output(f"{HEAD}-scope", "children"),
        Output(FOOT, "children"),
        Input(VARIED, "data"),
    )
    def answer(data: dict[str, str]) -> Any:
        found = judging.compare(context.reader, states.variants_of(context, states.read(data or {})))
        return cards(found, ask.lines(context)), finding(found), scope(found), footer(ask.lines(context, short=True))


def changed(given: Sequence[float | None]) -> dict[str, str]:
    """The variants of the address that the fields hold: 'b' and 'c', those that change something."""
    found: dict[str, str] = {}
    for place, letter in enumerate(VARIANTS):
        values = dict(zip(SLIDERS, given[place * len(SLIDERS) :], strict=False))
        kept = {
            name: float(v) * (1000 if by_name()[name].unit == "ms" else 1)
            for name, v in values.items()
            if v is not None
        }
        if kept:
            found[letter] = states.written(kept)
    return found


def finding(found: Sequence[Variant]) -> str:
    """The h1: the variant of which most is expected, and whether that is clear."""
    others = [(name, v.popularity) for name, v in zip(NAMES[1:], found[1:], strict=False) if v.popularity]
    known = [(name, change) for name, change in others if change.value == change.value]
    if not known:
        return "Change something in B to compare it with A"
    clear = [(name, change) for name, change in known if change.is_clear]
    if not clear:
        return "No variant can be told from A in expected popularity"
    name, change = max(clear, key=lambda pair: abs(pair[1].value))
    way = "more" if change.value > 0 else "less"
    return f"{name} is expected {fmt.number(abs(change.value), 1)} points {way} than A"


def scope(found: Sequence[Variant]) -> str:
    """What A is expected."""
    first = found[0].answer
    if fmt.is_missing(first["popularity"]):
        return "No popularity model is trained yet."
    return (
        f"A: {fmt.number(first['popularity'], 1)} points expected, {first['genre'] or 'no genre'} as the first answer."
    )


def cards(found: Sequence[Variant], lines: Sequence[str]) -> list[Any]:
    """The table of variants, and what to know of it."""
    if len(found) < 2:
        return [card(empty("B and C are like A. Give one of them another value."), title="Nothing to compare yet")]
    frame = table(found)
    method = Method(
        "The difference is the models' own. Its 80% interval: standard errors of the mean popularity of the 100 nearest "
        "rated recordings around each, those near both cancelling out. A model that errs alike on both is not found out.",
        {"n": f"{judging.NEAR} recordings around each variant", "Level": "80%", "Say": "association, not cause"},
    )
    warned = [name for name, v in zip(NAMES, found, strict=False) if v.leaves_data]
    notes = [html.P(warning(name), className="rp-note", role="status") for name in warned]
    body = html.Div([_shown(found), *notes])
    title = (
        f"{' and '.join(warned)} {'leaves' if len(warned) == 1 else 'leave'} the data"
        if warned
        else "All variants are near known tracks"
    )
    if not any(v.candidate.values for v in found[:1]):
        title = "Nothing of A's sound is known, so a change of it tells little"
    return [
        chart_card(
            title, "Below each difference: where it is likely to lie (80%).", body, id="screening-variants", method=method,
            frame=frame, provenance=lines,
        )
    ]  # fmt: skip


def warning(name: str) -> str:
    """What is said of a variant that leaves the data."""
    return f"{name}: hardly any track of the catalogue sounds like this, so the models only guess here."


def table(found: Sequence[Variant]) -> pd.DataFrame:
    """The rows behind the table: one a variant."""
    rows = []
    for name, variant in zip(NAMES, found, strict=False):
        change, sure = variant.popularity, variant.confidence
        rows.append(
            {
                "variant": name,
                **{f: variant.candidate.values.get(f) for f in SLIDERS},
                **{f: variant.answer[f] for f in ("popularity", "low", "high", "genre", "confidence", "sure", "odd")},
                **_ends("popularity", change),
                **_ends(f"confidence_{variant.genre}", sure),
                "leaves_data": variant.leaves_data,
            }
        )
    return pd.DataFrame(rows)


def _ends(name: str, change: Change | None) -> dict[str, float | None]:
    parts = ("difference", "difference_low", "difference_high")
    values = (None, None, None) if change is None else (change.value, change.low, change.high)
    return {f"{name}_{part}": value for part, value in zip(parts, values, strict=True)}


@dataclass(frozen=True)
class Words:
    """A cell: its text, what stands below it in grey, and how strongly it is said."""

    text: str
    below: str = ""
    tone: str = ""


def rows(found: Sequence[Variant]) -> list[tuple[str, list[Words]]]:
    """(label, Words of each variant): what is expected of each, and the differences to the first."""
    between = [f"{fmt.number(v.answer['low'])} to {fmt.number(v.answer['high'])}" for v in found]
    return [
        ("Expected popularity", [Words(fmt.number(v.answer["popularity"], 1), tone="rp-name") for v in found]),
        ("Difference to A", [_change(v.popularity, 1, " points") for v in found]),
        ("Likely between (80%)", [Words(text) for text in between]),
        ("First genre", [Words(_genre(v)) for v in found]),
        (f"Confidence in {found[0].genre}", [Words(fmt.percent(v.chance)) for v in found]),
        ("Difference to A", [_change(v.confidence, 100, " pts") for v in found]),
        ("In the data", [Words("leaves the data" if v.leaves_data else "yes") for v in found]),
    ]


def changes(found: Sequence[Variant]) -> list[tuple[str, list[Words]]]:
    """(feature, Words of each variant) of the features in which they differ."""
    values = [v.candidate.values for v in found]
    differing = [name for name in SLIDERS if len({one.get(name) for one in values}) > 1]
    return [(by_name()[name].label, [Words(states.shown(name, one.get(name))) for one in values]) for name in differing]


def _shown(found: Sequence[Variant]) -> html.Table:
    head = html.Tr(
        [html.Th("", scope="col"), *(html.Th(n, scope="col", className="rp-number") for n in NAMES[: len(found)])]
    )
    body = [
        html.Tr([html.Th(label, scope="row"), *(html.Td(_cell(cell), className="rp-number") for cell in cells)])
        for label, cells in rows(found)
    ]
    return html.Table([html.Thead(head), html.Tbody(body)], className="rp-table rp-two-line")


def _cell(cell: Words) -> list[Any]:
    return [
        html.Span(cell.text, className=cell.tone or None),
        html.Span(cell.below, className="rp-two") if cell.below else None,
    ]


def _genre(variant: Variant) -> str:
    first = variant.answer["genre"] or fmt.MISSING
    return f"{first}{'' if variant.answer['sure'] else ' (not sure)'}"


def _change(change: Change | None, size: float, unit: str) -> Words:
    """A difference over its interval; one that cannot be told from none is grey."""
    if change is None or change.value != change.value:
        return Words(fmt.MISSING)
    text, tone = f"{fmt.signed(change.value * size, 1)}{unit}", "rp-name" if change.is_clear else "rp-soft"
    if change.low != change.low:
        return Words(text, "too few tracks near to say", tone)
    return Words(text, f"{fmt.signed(change.low * size, 1)} to {fmt.signed(change.high * size, 1)}", tone)
