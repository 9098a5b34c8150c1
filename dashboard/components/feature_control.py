"""Controls made from a Feature: the kind of the column decides the control, its range decides the ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from dash import dcc, html

from dashboard import format as fmt
from warehouse.features import Feature

FLAG_CHOICES = {"any": "any", "yes": "yes", "no": "no"}
ControlKind = Literal["range", "dates", "flag", "choice", "text"]


def control_kind(feature: Feature, options: Sequence[Any] | None = None) -> ControlKind:
    """Which control a feature gets: range for numbers, dates, flag, choice for text with known options, text
    otherwise.
    """
    if options is not None:
        return "choice"
    if feature.is_numeric:
        return "range"
    if feature.kind == "flag":
        return "flag"
    return "dates" if feature.kind == "date" else "text"


def feature_control(
    feature: Feature,
    id: Any,
    value: Any = None,
    low: float | None = None,
    high: float | None = None,
    options: Sequence[Any] | Mapping[str, str] | None = None,
) -> html.Fieldset:
    """A labelled control for the filter bar. Every kind but dates has the property `value`.

    Values: range -> [low, high] (a slider with number fields at its ends); flag -> 'any', 'yes' or 'no'; choice ->
    list of options; text -> str. Dates are a DatePickerRange: `start_date` and `end_date`, ISO text or None. `low`
    and `high` are the ends found in the data; without them the feature's valid range is used.
    """
    kind = control_kind(feature, None if options is None else list(options))
    make = {"range": _range, "flag": _flag, "choice": _choice, "text": _text, "dates": _dates}[kind]
    unit = "min:s" if feature.unit == "ms" else feature.unit
    label = [feature.label, html.Span(unit, className="rp-field-unit") if unit and feature.is_numeric else None]
    return html.Fieldset(
        [
            html.Legend(label, className="rp-field-label", title=feature.help),
            make(feature, id, value, (low, high), options),
        ],
        className="rp-field",
    )


def bounds(feature: Feature, low: float | None = None, high: float | None = None) -> tuple[float, float]:
    """Ends of a range control: those given, else the valid range of the feature, else 0 to 1."""
    ends = (feature.low if low is None else low, feature.high if high is None else high)
    return (0.0 if ends[0] is None else ends[0], 1.0 if ends[1] is None else ends[1])


def step(feature: Feature) -> float:
    """Smallest step of a range control: one second for lengths, else the last digit shown."""
    return 1000 if feature.unit == "ms" else 10.0**-feature.decimals if feature.kind == "number" else 1


def _range(feature: Feature, id: Any, value: Any, ends: tuple[Any, Any], options: Any) -> dcc.RangeSlider:
    low, high = bounds(feature, *ends)
    # Lengths are milliseconds underneath: number fields would show those, so they get labelled ends and a tooltip
    # instead.
    timed = feature.unit == "ms"
    return dcc.RangeSlider(
        id=id,
        min=low,
        max=high,
        step=step(feature),
        value=list(value) if value is not None else [low, high],
        marks={end: fmt.value(feature, end) for end in (low, high)} if timed else None,
        tooltip={"transform": "rpDuration", "placement": "top"} if timed else None,
        allow_direct_input=not timed,
        allowCross=False,
        updatemode="mouseup",
        className="rp-range",
    )


def _flag(feature: Feature, id: Any, value: Any, ends: Any, options: Any) -> dcc.Dropdown:
    choices = [{"value": key, "label": text} for key, text in FLAG_CHOICES.items()]
    return dcc.Dropdown(id=id, options=choices, value=value or "any", clearable=False, searchable=False)


def _choice(feature: Feature, id: Any, value: Any, ends: Any, options: Any) -> dcc.Dropdown:
    pairs = options.items() if isinstance(options, Mapping) else ((o, o) for o in options)
    choices = [{"value": key, "label": str(text)} for key, text in pairs]
    return dcc.Dropdown(id=id, options=choices, value=list(value or []), multi=True, placeholder="any", maxHeight=320)


def _text(feature: Feature, id: Any, value: Any, ends: Any, options: Any) -> dcc.Input:
    return dcc.Input(
        id=id,
        type="search",
        value=value or "",
        debounce=0.3,
        placeholder="contains",
        autoComplete="off",
    )


def _dates(feature: Feature, id: Any, value: Any, ends: Any, options: Any) -> dcc.DatePickerRange:
    start, end = value or (None, None)
    return dcc.DatePickerRange(id=id, start_date=start, end_date=end, display_format="D MMM YYYY", clearable=True)
