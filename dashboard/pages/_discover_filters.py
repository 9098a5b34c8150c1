"""The controls of Discover: which there are, what each shows of a filter, what a filter becomes when one is moved.

The filter is the truth. A control owns the rules of it that it could have made; everything else (nested groups, rules that
no control can show) stays as it is and is seen in the chips and in the expression.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import format as fmt
from dashboard.components.feature_control import FLAG_CHOICES, ControlKind, control_kind, step
from warehouse.connect import View
from warehouse.features import FEATURES, Feature
from warehouse.filter_fields import field_named
from warehouse.filter_tree import Group, Node, Rule
from warehouse.filters import TrackFilter
from warehouse.moods import MEMBER
from warehouse.queries import catalogue, moods, tracks

FIRST = (
    "genre", "family", "mood", "popularity", "artist", "title", "danceability", "energy", "valence", "tempo", "duration_ms",
    "release_year", "explicit",
)  # fmt: skip
"""Fields whose controls stand in the open, in this order; the others are folded."""
COVERED = {"artists": "artist", "genres": "genre"}
"""Columns that join a set into one text -> the field that filters the set."""
OPERATORS: dict[ControlKind, tuple[str, ...]] = {
    "range": (">=", "<=", "between", "="),
    "dates": (">=", "<=", "between", "="),
    "flag": ("is",),
    "choice": ("in", "="),
    "text": ("contains",),
}
"""Operators of the rules that a kind of control can show."""
MOOD = "mood"
"""The control of moods: a rule for each that is chosen, which a track is in by MEMBER at least."""


@dataclass(frozen=True)
class Control:
    """One control: the field it filters and how it looks.

    key : its name on the page; the field, with the vocabulary in brackets for genres where there are several.
    feature : label, unit, help and kind of what is drawn.
    options : value -> text, for a choice. low, high : the ends of a range; at an end the range is open.
    """

    key: str
    feature: Feature
    kind: ControlKind
    vocabulary: str | None = None
    options: Mapping[str, str] | None = None
    low: float = 0.0
    high: float = 1.0

    @property
    def field(self) -> str:
        """The field of its rules."""
        return self.feature.name

    @property
    def nothing(self) -> Any:
        """The value that asks for nothing."""
        return {
            "range": (self.low, self.high),
            "dates": (None, None),
            "flag": "any",
            "choice": (),
            "text": "",
        }[self.kind]

    @property
    def is_first(self) -> bool:
        """Whether it stands in the open."""
        return self.field in FIRST


def controls(view: View) -> tuple[Control, ...]:
    """Every control that the data give something to choose, the most used first."""
    extents = tracks.extents(view).set_index("feature")
    made = [*_sets(view), *(c for f in FEATURES if (c := _of_column(f, extents)) is not None)]
    return tuple(sorted(made, key=lambda c: FIRST.index(c.field) if c.field in FIRST else len(FIRST)))


def _sets(view: View) -> list[Control]:
    """Controls of what a track has several of."""
    genres = tracks.genre_names(view)
    several = genres["vocabulary"].nunique() > 1
    found = [_genre(str(v), rows, several) for v, rows in genres.groupby("vocabulary", sort=False)]
    families = sorted(set(genres["family"]))
    if families:
        found.append(Control("family", _drawn("family"), "choice", options={name: name for name in families}))
    members = moods.moods(view)
    named = {str(name): str(name).replace("_", " ") for name in members["mood"][members["tracks"] > 0]}
    if named:
        found.append(Control(MOOD, _drawn(MOOD, "Moods, all of"), "choice", options=named))
    collections = catalogue.collections(view)
    if len(collections) > 1:
        found.append(
            Control("collection", _drawn("collection"), "choice", options={name: name for name in collections})
        )
    return [*found, Control("artist", _drawn("artist"), "text")]


def _genre(vocabulary: str, rows: pd.DataFrame, several: bool) -> Control:
    options = {str(name): str(name) for name in rows["genre"]}
    if not several:
        return Control("genre", _drawn("genre"), "choice", options=options)
    feature = _drawn("genre", f"Genre ({vocabulary})")
    return Control(f"genre[{vocabulary}]", feature, "choice", vocabulary, options)


def _drawn(field: str, label: str = "") -> Feature:
    about = field_named(field)
    return Feature(about.name, label or about.label, "text", "descriptive", about.help)


def _of_column(feature: Feature, extents: pd.DataFrame) -> Control | None:
    """The control of a column; None when no track has a value, or a set stands for it."""
    if feature.name in COVERED or feature.name == "collection" or not extents["known"][feature.name]:
        return None
    if feature.name in fmt.CODES:
        options = {str(code): text for code, text in enumerate(fmt.CODES[feature.name])}
        return Control(feature.name, feature, "choice", options=options)
    kind = control_kind(feature)
    if kind != "range":
        return Control(feature.name, feature, kind)
    low, high = _ends(feature, extents["low"][feature.name], extents["high"][feature.name])
    return Control(feature.name, feature, kind, low=low, high=high)


def _ends(feature: Feature, low: float, high: float) -> tuple[float, float]:
    """The ends of a range, outwards to whole steps: for lengths whole minutes, for years whole years."""
    if fmt.is_missing(low) or fmt.is_missing(high):
        low, high = feature.low or 0.0, feature.high or 1.0
    size = 60_000 if feature.unit == "ms" else max(1.0, step(feature)) if high - low > 1 else step(feature)
    low, high = math.floor(low / size) * size, math.ceil(high / size) * size
    return float(low), float(high if high > low else low + size)


def shown(control: Control, flt: TrackFilter) -> Any:
    """The value of a control that shows its part of a filter: (low, high), (start, end), text, a tuple of options."""
    rules = [part for part in flt.parts if isinstance(part, Rule) and _owns(control, part)]
    if not rules:
        return control.nothing
    if control.kind in ("range", "dates"):
        return _shown_span(control, rules)
    if control.field == MOOD:
        return tuple(name for name in control.options or {} if name in {rule.vocabulary for rule in rules})
    rule = rules[0]
    if control.kind == "flag":
        return "yes" if rule.value else "no"
    return str(rule.value) if control.kind == "text" else _chosen(control, rule)


def _owns(control: Control, part: Node) -> bool:
    """Whether a part of a filter is a rule that the control can show."""
    if not isinstance(part, Rule) or part.field != control.field:
        return False
    if control.field == MOOD:
        return part.op == ">=" and part.values == (MEMBER,) and part.vocabulary in (control.options or {})
    if part.vocabulary != control.vocabulary:
        return False
    return part.op in OPERATORS[control.kind] and (control.kind != "choice" or bool(_chosen(control, part)))


def _chosen(control: Control, rule: Rule) -> tuple[str, ...]:
    """The options that a rule names, in the order and the spelling of the options."""
    named = {str(value).casefold() for value in rule.values}
    return tuple(name for name in control.options or {} if name.casefold() in named)


def _shown_span(control: Control, rules: Sequence[Rule]) -> tuple[Any, Any]:
    lows = [rule.values[0] for rule in rules if rule.op != "<="]
    highs = [rule.values[-1] for rule in rules if rule.op != ">="]
    low, high = max(lows, default=None), min(highs, default=None)
    if control.kind == "dates":
        return low.isoformat() if low else None, high.isoformat() if high else None
    inside = lambda value, end: end if value is None else min(max(float(value), control.low), control.high)  # noqa: E731
    return inside(low, control.low), inside(high, control.high)


def moved(control: Control, flt: TrackFilter, value: Any) -> TrackFilter:
    """The filter after a control was set to a value; the same filter when it shows that value already. Raises FilterError."""
    wanted = normal(control, value)
    if wanted == shown(control, flt):
        return flt
    places = [i for i, part in enumerate(flt.parts) if _owns(control, part)]
    places = places if control.kind in ("range", "dates") or control.field == MOOD else places[:1]
    parts: list[Node] = [part for i, part in enumerate(flt.parts) if i not in places]
    at = places[0] if places else len(parts)
    parts[at:at] = made(control, wanted)
    return TrackFilter(Group("all", tuple(parts)))


def normal(control: Control, value: Any) -> Any:
    """What a component on the page reports, in the form in which values are compared."""
    if value is None or value in ("", []):
        return control.nothing
    if control.kind == "range":
        low, high = (round(float(end), 6) for end in value)
        return low, high
    if control.kind == "choice":
        asked = set(value)
        return tuple(name for name in control.options or {} if name in asked)
    if control.kind == "dates":
        return tuple(str(end)[:10] if end else None for end in value)
    return value.strip() if control.kind == "text" else value if value in FLAG_CHOICES else "any"


def made(control: Control, value: Any) -> list[Rule]:
    """The rules that say what a control shows; none when it asks for nothing, one a mood. Raises FilterError."""
    if value == control.nothing:
        return []
    if control.field == MOOD:
        return [Rule(MOOD, ">=", MEMBER, name) for name in value]
    return [_rule(control, value)]


def _rule(control: Control, value: Any) -> Rule:
    name = control.field
    if control.kind == "flag":
        return Rule(name, "is", value == "yes")
    if control.kind == "text":
        return Rule(name, "contains", value)
    if control.kind == "choice":
        one = len(value) == 1
        return Rule(name, "=" if one else "in", value[0] if one else value, control.vocabulary)
    low, high = value if control.kind == "dates" else _open_ended(control, value)
    if low is not None and high is not None:
        return Rule(name, "=", low) if low == high else Rule(name, "between", (low, high))
    return Rule(name, "<=", high) if low is None else Rule(name, ">=", low)


def _open_ended(control: Control, value: tuple[float, float]) -> tuple[float | None, float | None]:
    low, high = value
    return (None if low <= control.low else low), (None if high >= control.high else high)
