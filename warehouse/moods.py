"""Moods and activities: soft ranges over features, read from reference/moods.csv; a copy in the user's home wins.

A range is a trapezoid: none below `zero_below`, full from `full_from` to `full_to`, none above `zero_above`, a straight
line in between. The membership of a track in a mood is that of its worst range (the intersection of fuzzy sets, L. A.
Zadeh, "Fuzzy sets", Information and Control 8, 1965), so that one can always say what holds it back.

A feature that a track lacks is left out, and the membership of the others counts by the share of the ranges that could be
looked at: three of four ranges known and fully met make 0.75. With fewer than half known the membership is not known.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from warehouse.errors import BadReference
from warehouse.features import model_inputs
from warehouse.references import text_of

Kind = Literal["mood", "activity"]

KINDS: dict[str, Kind] = {"mood": "mood", "activity": "activity"}
FILE = "moods.csv"
ENDS = ("zero_below", "full_from", "full_to", "zero_above")
COLUMNS = ("mood", "kind", "synonyms", "sentence", "feature", *ENDS)
#: From here on a track counts as one of a mood, where nobody says a number.
MEMBER = 0.5
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True)
class SoftRange:
    """A trapezoid over one feature, in the feature's unit. A pair of ends that is None is open on that side."""

    feature: str
    zero_below: float | None = None
    full_from: float | None = None
    full_to: float | None = None
    zero_above: float | None = None

    def fit(self, value: float | None) -> float | None:
        """How far a value is in the range, 0 to 1; None for a value that is missing."""
        if value is None or math.isnan(value):
            return None
        rise = _slope(value, self.zero_below, self.full_from)
        fall = _slope(-value, _minus(self.zero_above), _minus(self.full_to))
        return min(rise, fall)

    def support(self, least: float = 0.0) -> tuple[float, float]:
        """(low, high): the values of which the fit is at least `least`; infinite where it is open."""
        low, high = -math.inf, math.inf
        if self.zero_below is not None and self.full_from is not None:
            low = self.zero_below + least * (self.full_from - self.zero_below)
        if self.full_to is not None and self.zero_above is not None:
            high = self.zero_above - least * (self.zero_above - self.full_to)
        return low, high


@dataclass(frozen=True)
class Mood:
    """A mood or an activity.

    name : as filters write it, `mood[name]` ; synonyms : other words for it ; sentence : what it is, for people.
    """

    name: str
    kind: Kind
    synonyms: tuple[str, ...]
    sentence: str
    ranges: tuple[SoftRange, ...]

    @property
    def label(self) -> str:
        """The name in words."""
        return self.name.replace("_", " ")

    def membership(self, values: Mapping[str, float | None]) -> float | None:
        """Of a track with these values of features, 0 to 1; None where fewer than half of the ranges can be looked at."""
        fits = [fit for r in self.ranges if (fit := r.fit(values.get(r.feature))) is not None]
        if 2 * len(fits) < len(self.ranges):
            return None
        return min(fits) * len(fits) / len(self.ranges)


def load(folder: Path | None = None) -> tuple[Mood, ...]:
    """The moods in the order of the table, from `folder`/moods.csv where there is one. Raises BadReference."""
    return read(*text_of(FILE, folder))


def read(text: str, where: str = FILE) -> tuple[Mood, ...]:
    """The moods that a table says. Rows of one mood stand together; the first says its words.

    where : what errors call the table. Raises BadReference: columns, features, order of ends, names given twice.
    """
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(lines)
    except csv.Error as error:
        raise _bad(where, lines.line_num, f"no CSV: {error}", "Quote sentences that hold commas.") from error
    if tuple(lines.fieldnames or ()) != COLUMNS:
        raise _bad(where, 1, "the columns are not those of moods", f"They are: {', '.join(COLUMNS)}.")
    found: list[Mood] = []
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise _bad(where, number, f"not {len(COLUMNS)} cells", "Leave cells empty; keep their commas.")
        _add(found, {name: cell.strip() for name, cell in row.items()}, where, number)
    if not found:
        raise _bad(where, 1, "no moods", "Remove the file to have those that Repertoire brings.")
    _check_words(found, where)
    return tuple(found)


def _add(found: list[Mood], row: Mapping[str, str], where: str, number: int) -> None:
    """Take one row in: a range more of the last mood, or a mood that begins."""
    drawn = _range(row, where, number)
    if found and found[-1].name == row["mood"]:
        last = found[-1]
        if any(row[name] for name in ("kind", "synonyms", "sentence")):
            raise _bad(where, number, f"{last.name} is named twice", "Leave kind, synonyms and sentence of it empty.")
        if drawn.feature in [r.feature for r in last.ranges]:
            raise _bad(where, number, f"{last.name} has two ranges of {drawn.feature}", "Keep one of them.")
        found[-1] = Mood(last.name, last.kind, last.synonyms, last.sentence, (*last.ranges, drawn))
        return
    if row["mood"] in [m.name for m in found]:
        raise _bad(where, number, f"{row['mood']} is named twice", "Keep the rows of a mood together.")
    found.append(_first(row, drawn, where, number))


def _first(row: Mapping[str, str], drawn: SoftRange, where: str, number: int) -> Mood:
    if not _NAME.fullmatch(row["mood"]):
        raise _bad(
            where, number, f"{row['mood']!r} is no name", "Use small letters, digits and _, such as chill_focus."
        )
    if row["kind"] not in KINDS:
        raise _bad(where, number, f"{row['kind']!r} is no kind", f"Choose from: {', '.join(KINDS)}.")
    if not row["sentence"]:
        raise _bad(where, number, f"{row['mood']} has no sentence", "Say in one sentence what it is.")
    synonyms = tuple(word for part in row["synonyms"].split(";") if (word := " ".join(part.lower().split())))
    return Mood(row["mood"], KINDS[row["kind"]], synonyms, row["sentence"], (drawn,))


def _range(row: Mapping[str, str], where: str, number: int) -> SoftRange:
    known = {f.name: f for f in model_inputs() if f.is_numeric}
    name = row["feature"]
    if name not in known:
        raise _bad(where, number, f"there is no feature {name!r}", f"Choose from: {', '.join(known)}.")
    ends = [_number(row[end], end, where, number) for end in ENDS]
    if (ends[0] is None) != (ends[1] is None) or (ends[2] is None) != (ends[3] is None):
        raise _bad(where, number, f"half an end of {name}", "Give both numbers of an end, or none where it is open.")
    given = [end for end in ends if end is not None]
    if not given:
        raise _bad(where, number, f"{name} is open on both ends", "Give one end, or remove the row.")
    if given != sorted(given):
        raise _bad(where, number, f"the range of {name} is out of order", f"From low to high: {', '.join(ENDS)}.")
    return SoftRange(name, *ends)


def _number(cell: str, end: str, where: str, number: int) -> float | None:
    if not cell:
        return None
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _bad(where, number, f"{end} is {cell!r}, no number", "Write a number such as 0.35, or nothing.")
    return value


def _check_words(found: Sequence[Mood], where: str) -> None:
    """Each word leads to one mood."""
    owner: dict[str, str] = {}
    for mood in found:
        for word in {mood.label, *mood.synonyms}:
            if owner.setdefault(word, mood.name) != mood.name:
                raise BadReference(
                    f"{where}: {word!r} is a word for {owner[word]} and for {mood.name}.", "Keep it for one of them."
                )


def _bad(where: str, number: int, what: str, hint: str) -> BadReference:
    return BadReference(f"{where}, line {number}: {what}.", hint)


def _slope(value: float, zero: float | None, full: float | None) -> float:
    """0 up to `zero`, 1 from `full`, a line in between; where the two are the same, 1 from there."""
    if zero is None or full is None or value >= full:
        return 1.0
    return max(0.0, (value - zero) / (full - zero)) if full > zero else 0.0


def _minus(value: float | None) -> float | None:
    return None if value is None else -value


# ---- as SQL --------------------------------------------------------------------------------------------------------


def memberships_sql(moods: Sequence[Mood]) -> str:
    """Rows (mood, track_no, membership) of all tracks, mood after mood, each in the order of the tracks.

    Names are those of FEATURES and of the table, numbers are numbers: nothing in it is free text. What is rounded to 0
    is left out; what is not known stays, as null.
    """
    return "\n    union all\n    ".join(map(_rows_sql, moods))


def _rows_sql(mood: Mood) -> str:
    fits = ", ".join(map(_fit_sql, mood.ranges))
    known = " + ".join(f'(t."{r.feature}" is not null)::integer' for r in mood.ranges)
    many = len(mood.ranges)
    # `least` passes over what is missing.
    membership = f"case when 2 * ({known}) >= {many} then least({fits}) * ({known}) / {many} end"
    return (
        f"select * from (select '{mood.name}' as mood, t.track_no, "
        f"round({membership}, 2)::decimal(3, 2) as membership from tracks as t) "
        "where membership is distinct from 0"
    )


def _fit_sql(drawn: SoftRange) -> str:
    """The trapezoid; missing values fall through to null."""
    x = f't."{drawn.feature}"'
    a, b, c, d = drawn.zero_below, drawn.full_from, drawn.full_to, drawn.zero_above
    whens = []
    if a is not None and b is not None:
        rises = f" when {x} < {b!r} then ({x} - {a!r}) / {b - a!r}" if b > a else ""
        whens.append(f"when {x} < {a!r} then 0{rises}")
    if c is not None and d is not None:
        falls = f" when {x} < {d!r} then ({d!r} - {x}) / {d - c!r}" if d > c else ""
        whens.append(f"when {x} <= {c!r} then 1{falls} when {x} >= {c!r} then 0")
    else:
        whens.append(f"when {x} is not null then 1")
    return f"case {' '.join(whens)} end"
