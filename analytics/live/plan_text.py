"""A plan and past spend as text: one line a release, as it stands in an address, in a file and on the page."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import pandas as pd

from analytics.budget import FORMS, Curve
from analytics.budget.curves import Form
from warehouse.errors import InputError

KINDS: tuple[str, ...] = FORMS
"""Forms of curve that a line may name."""
MOST = 40
"""Releases that a plan may have: more fit in no address."""
MOST_ROWS, MOST_BYTES = 20_000, 2_000_000
NUMBERS = ("low", "high", "ceiling", "half", "unsure", "locked", "predicted")
COLUMNS = ("release", "form", *NUMBERS)
PAST = {
    "release": ("release", "name", "title", "track", "campaign"),
    "spend": ("spend", "cost", "budget", "amount"),
    "result": ("result", "streams", "plays", "revenue", "sales", "conversions"),
    "date": ("date", "day", "week", "month", "period"),
}
_LARGEST = 1e15


@dataclass(frozen=True)
class Release:
    """One line of a plan; what is not said is None. low, high, locked, half: money ; ceiling: in the unit of the result ;
    unsure: relative standard deviation ; predicted: popularity, 0 to 100.
    """

    release: str
    form: Form = "hyperbolic"
    low: float | None = None
    high: float | None = None
    ceiling: float | None = None
    half: float | None = None
    unsure: float | None = None
    locked: float | None = None
    predicted: float | None = None

    @property
    def curve(self) -> Curve | None:
        """Its curve, where one is stated whole."""
        if self.ceiling is None or self.half is None:
            return None
        return Curve(self.form, self.ceiling, self.half, 0.3 if self.unsure is None else self.unsure)


def releases(rows: Sequence[Mapping[str, Any]]) -> tuple[Release, ...]:
    """Lines of a plan. Raises InputError, which names the line and what is wrong with it."""
    found = [_release(row, line) for line, row in enumerate(rows, start=1) if _said(row)]
    if len(found) > MOST:
        raise InputError(f"The plan has {len(found)} releases.", f"At most {MOST}: plan the others together.")
    names = [one.release for one in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise InputError(f"The plan names {twice!r} twice.", "Give each release a name of its own.")
    return tuple(found)


def read(text: str) -> tuple[Release, ...]:
    """A plan as CSV: a header with `release` and any of form, low, high, ceiling, half, unsure, locked, predicted."""
    return releases(_table(text, "plan"))


def write(plan: Sequence[Release]) -> str:
    """The plan as CSV, without the columns that nobody filled; `read` is its inverse."""
    used = [name for name in COLUMNS if name == "release" or any(_filled(one, name) for one in plan)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(used)
    writer.writerows([_cell(getattr(one, name)) for name in used] for one in plan)
    return out.getvalue().strip() if plan else ""


def past(text: str) -> pd.DataFrame:
    """Past spend and results as CSV -> release, spend, result. Raises InputError with the line."""
    rows = _table(text, "past spend")
    columns = {ours: _column(rows[0], names) for ours, names in PAST.items()}
    for needed in ("spend", "result"):
        if columns[needed] is None:
            told = ", ".join(PAST[needed])
            raise InputError(f"Past spend has no column of {needed}.", f"Call it one of: {told}.")
    found, seen = [], set()
    for line, row in enumerate(rows, start=2):
        name = _text(row, columns["release"]) or "all releases"
        one = {"release": name, **{key: _number(row, columns[key], line, key) for key in ("spend", "result")}}
        when = _text(row, columns["date"])
        if when and (name, when) in seen:
            raise InputError(
                f"Line {line} of past spend has {name}, {when} a second time.", "Add up or remove one of the two."
            )
        seen.add((name, when))
        found.append(one)
    return pd.DataFrame(found)


def is_past(text: str) -> bool:
    """Whether a file is past spend rather than a plan: it has a column of results."""
    rows = _table(text, "file")
    return _column(rows[0], PAST["result"]) is not None


def _table(text: str, what: str) -> list[dict[str, str]]:
    if len(text.encode()) > MOST_BYTES:
        raise InputError(
            f"The {what} is larger than {MOST_BYTES / 1e6:g} MB.", "Leave out old periods, or add them up."
        )
    lines = text.lstrip("\ufeff").strip()
    if not lines:
        raise InputError(f"The {what} is empty.", "The first line names the columns, each further one is a row.")
    split = max(",;\t", key=lines.splitlines()[0].count)
    try:
        rows = [
            {str(name).strip().lower(): (value or "").strip() for name, value in row.items() if isinstance(value, str)}
            for row in csv.DictReader(io.StringIO(lines), delimiter=split)
        ]
    except csv.Error as error:
        raise InputError(f"The {what} cannot be read as CSV: {error}.", "Export it again as CSV in UTF-8.") from error
    if not rows:
        raise InputError(f"The {what} has a header and no row.", "Each further line is a row.")
    if len(rows) > MOST_ROWS:
        raise InputError(f"The {what} has {len(rows):,} rows.", f"At most {MOST_ROWS:,}: add up days to weeks.")
    return rows


def _column(row: Mapping[str, Any], names: Sequence[str]) -> str | None:
    return next((name for name in names if name in row), None)


def _text(row: Mapping[str, str], column: str | None) -> str:
    return row.get(column, "")[:200] if column else ""


def _number(row: Mapping[str, str], column: str | None, line: int, what: str) -> float:
    text = _text(row, column)
    value = _parsed(text)
    if value is None:
        raise InputError(
            f"Line {line} of past spend has {text!r} as {what}.", "It must be a number, without a currency."
        )
    if what == "spend" and value < 0:
        raise InputError(f"Line {line} of past spend has a spend of {value:,.0f}.", "It must be 0 or more.")
    return value


def _parsed(text: str) -> float | None:
    try:
        value = float(text.replace("_", "x"))
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= _LARGEST else None


def _said(row: Mapping[str, Any]) -> bool:
    return any(str(row.get(name) if row.get(name) is not None else "").strip() for name in COLUMNS if name != "form")


def _release(row: Mapping[str, Any], line: int) -> Release:
    name = str(row.get("release") or "").strip()[:120]
    if not name:
        raise InputError(f"Line {line} of the plan has no name.", "Name the release, or remove the line.")
    form = str(row.get("form") or "hyperbolic").strip().lower()
    if form not in get_args(Form):
        raise InputError(f"{name} has a curve of the form {form[:40]!r}.", f"Forms: {', '.join(FORMS)}.")
    values = {key: _value(row.get(key), name, key) for key in NUMBERS}
    return Release(name, form, **values)  # type: ignore[arg-type]


def _value(raw: Any, name: str, key: str) -> float | None:
    text = "" if raw is None else str(raw).strip()
    if not text or text.lower() == "nan":
        return None
    value = _parsed(text)
    least = 1e-9 if key in ("ceiling", "half") else 0.0
    most = {"unsure": 5.0, "predicted": 100.0}.get(key, _LARGEST)
    if value is None or not least <= value <= most:
        told = "more than 0" if least else f"0 to {most:g}" if most < _LARGEST else "0 or more"
        raise InputError(f"{name} has {text[:40]!r} as {key}.", f"It must be a number, {told}.")
    return value


def _filled(one: Release, name: str) -> bool:
    value = getattr(one, name)
    return value is not None and value != "hyperbolic"


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
