"""What a filter may be about: the fields, the operators each kind of field has, and the values they take.

A rule about a missing value is neither true nor false, as in SQL: the track is left out, also under `not`.
`is missing` and `is present` are always true or false, and so are the fields that look into a set (artist, genre, family,
collection): a track without any genre satisfies `genre != "rock"`. So is `mood[name]`, the membership of the track in a
mood: where it is not known, neither `mood[calm] >= 0.5` nor `mood[calm] < 0.5` keeps the track.

Equality is exact for the text columns of a track (title = "N/A" finds "N/A" alone) and forgives case and accents for
the sets, whose members are names to look up. `contains` always forgives case and accents.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from warehouse.errors import FilterError
from warehouse.features import Feature, by_name

FieldKind = Literal["number", "integer", "date", "flag", "text", "key", "set", "membership"]

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True)
class Field:
    """Something a rule may be about: a column of a track, or a set that the track has members in."""

    name: str
    label: str
    kind: FieldKind
    help: str
    feature: Feature | None = None

    @property
    def in_words(self) -> str:
        """The label inside a sentence."""
        return self.label[:1].lower() + self.label[1:]


MOOD = Feature(
    "mood",
    "Mood",
    "number",
    "derived",
    "Membership in a mood or activity, 0 to 1: mood[name] >= 0.5.",
    unit="0 to 1",
    low=0,
    high=1,
    decimals=2,
)
SETS: tuple[Field, ...] = (
    Field("artist", "Artist", "set", "Any artist of the track; case and accents are forgiven."),
    Field("genre", "Genre", "set", "Any genre of the track; genre[name] looks in that vocabulary only."),
    Field("family", "Genre family", "set", "Any family that the track's genres belong to, over all vocabularies."),
    Field(
        "collection",
        "Collection",
        "set",
        "Any collection that the track was loaded into; case and accents are forgiven.",
    ),
    Field("mood", MOOD.label, "membership", MOOD.help, MOOD),
)
BRACKETS = {"genre": "genre[name] = ...", "mood": "mood[calm] >= 0.5"}
"""Fields that are asked about a part of them, and how: a label set of genres, one mood."""


@dataclass(frozen=True)
class Operator:
    """One way to compare.

    name : as written in an expression.
    values : how many values it takes; "many" is one or more.
    words : for a sentence; `dates` replaces it for dates.
    sql : {x} is the column, {v} the bound value or values.
    negates : for sets, the operator that it is the opposite of.
    """

    name: str
    values: Literal["none", "one", "two", "many"]
    words: str
    sql: str
    dates: str = ""
    negates: str = ""


PLAIN = "lower(strip_accents({}))"  # the same two functions make search_text, so that both sides agree
_CONTAINS = f"contains({PLAIN.format('{x}')}, {PLAIN.format('{v}')})"

OPERATORS: dict[str, Operator] = {
    o.name: o
    for o in (
        Operator("=", "one", "is", "{x} = {v}"),
        Operator("!=", "one", "is not", "{x} <> {v}", negates="="),
        Operator("<", "one", "below", "{x} < {v}", dates="before"),
        Operator("<=", "one", "at most", "{x} <= {v}", dates="up to"),
        Operator(">", "one", "above", "{x} > {v}", dates="after"),
        Operator(">=", "one", "at least", "{x} >= {v}", dates="from"),
        Operator("between", "two", "between", "{x} between {v}"),
        Operator("in", "many", "is one of", "{x} in ({v})"),
        Operator("not in", "many", "is none of", "{x} not in ({v})", negates="in"),
        Operator("contains", "one", "contains", _CONTAINS),
        Operator("not contains", "one", "does not contain", f"not {_CONTAINS}", negates="contains"),
        Operator("is", "one", "is", "{x} = {v}"),
        Operator("is missing", "none", "is missing", "{x} is null", negates="is present"),
        Operator("is present", "none", "is present", "{x} is not null"),
    )
}
_ORDERED = ("=", "!=", "<", "<=", ">", ">=", "between", "in", "not in", "is missing", "is present")
_TEXT = ("=", "!=", "contains", "not contains", "in", "not in", "is missing", "is present")
OPERATORS_OF: dict[FieldKind, tuple[str, ...]] = {
    "number": _ORDERED,
    "integer": _ORDERED,
    "date": _ORDERED,
    "flag": ("is", "is missing", "is present"),
    "text": _TEXT,
    "key": _TEXT,
    "set": _TEXT,
    "membership": ("<", "<=", ">", ">=", "between", "is missing", "is present"),
}


def fields() -> dict[str, Field]:
    """Every field by name: the sets, then FEATURES as they are at this moment. A set takes the place of its column."""
    sets = {f.name: f for f in SETS}
    columns = {f.name: Field(f.name, f.label, f.kind, f.help, f) for f in by_name().values() if f.name not in sets}
    return sets | columns


def unknown(what: str, name: str, names: Iterable[str]) -> FilterError:
    """The error for a name that is not on a list, with the closest names that are."""
    names = list(names)
    close = difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.6)
    hint = f"Did you mean {' or '.join(close)}?" if close else f"Choose from: {', '.join(names)}."
    return FilterError(f"There is no {what} {name!r}.", hint)


def field_named(name: str) -> Field:
    """The field of that name, in any case. Raises FilterError."""
    known = fields()
    if name.lower() not in known:
        raise unknown("field", name, known)
    return known[name.lower()]


def operator_of(about: Field, name: str) -> Operator:
    """The operator, where this kind of field has it. Raises FilterError."""
    if name not in OPERATORS_OF[about.kind]:
        allowed = ", ".join(OPERATORS_OF[about.kind])
        raise FilterError(f"{about.name} cannot be compared with {name!r}.", f"{about.name} takes: {allowed}.")
    return OPERATORS[name]


def quoted(text: str) -> str:
    """Text in double quotes, on one line, with the escapes of JSON."""
    escaped = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029]", lambda m: f"\\u{ord(m.group()):04x}", escaped)


def value_of(about: Field, value: Any) -> Any:
    """`value` as this field holds it: int or float, date, bool or str. Raises FilterError (type, range)."""
    if about.kind in ("number", "integer", "membership"):
        return _number(about, value)
    if about.kind == "date":
        return _date(about, value)
    if about.kind == "flag":
        return _flag(about, value)
    return checked_text(about, value)


def _number(about: Field, value: Any) -> float | int:
    wrong = FilterError(f"{about.name} is a number, not {value!r}.", "Write a number such as 70 or 0.8.")
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value.strip()):
            raise wrong
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong
    try:
        number = float(value)
    except OverflowError:
        raise wrong from None
    if not math.isfinite(number):
        raise wrong
    _in_range(about, number)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _in_range(about: Field, number: float) -> None:
    low = about.feature.low if about.feature else None
    high = about.feature.high if about.feature else None
    if (low is not None and number < low) or (high is not None and number > high):
        span = f"from {low:g} to {high:g}" if low is not None and high is not None else f"{low} to {high}"
        raise FilterError(
            f"{about.name} goes {span}; {number:g} is outside.",
            f"Choose a value in that range, or ask `{about.name} is missing`.",
        )


def _date(about: Field, value: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        if isinstance(value, str) and _DATE.fullmatch(value.strip()):
            return dt.date.fromisoformat(value.strip())
    except ValueError:
        pass  # a day that no calendar has: the same advice as for any other text
    raise FilterError(f"{about.name} is a date, not {value!r}.", "Write dates as year-month-day, such as 2010-01-31.")


def _flag(about: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _TRUTH:
        return _TRUTH[value.strip().lower()]
    raise FilterError(f"{about.name} is true or false, not {value!r}.", f"Write `{about.name} is true`.")


def checked_text(about: Field, value: Any) -> str:
    """`value`, which must be whole text. Raises FilterError."""
    if not isinstance(value, str):
        raise FilterError(f"{about.name} is text, not {value!r}.", 'Put the text in double quotes: "...".')
    try:
        value.encode()
    except UnicodeEncodeError:
        raise FilterError(
            f"The text for {about.name} holds half of a character pair.", "Type the text again; it was cut or damaged."
        ) from None
    return value
