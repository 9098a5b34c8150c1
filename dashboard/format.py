"""Numbers, dates and durations as people read them. Pure text: no Dash, no locale, the same on every machine.

Rules: thousands with commas, a true minus sign, `767 M`, `29.0%`, `15.1 pts`, `4:25`, `24 Nov 2022`; missing is an en
dash.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from warehouse.features import Feature

MINUS = "\u2212"
MISSING = "\u2013"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CODES: dict[str, tuple[str, ...]] = {
    "key": ("C", "C♯/D♭", "D", "D♯/E♭", "E", "F", "F♯/G♭", "G", "G♯/A♭", "A", "A♯/B♭", "B"),
    "mode": ("minor", "major"),
}
"""Columns whose whole numbers are codes: what each number is called."""


def is_missing(value: Any) -> bool:
    """Whether a value is None, not a number or not a time."""
    # pandas' NA refuses to be compared, so it goes by its name.
    return value is None or str(value) in ("NaT", "<NA>") or bool(value != value)


def number(value: Any, decimals: int = 0) -> str:
    """89740 -> '89,740'; -3.24 with one decimal -> '−3.2'. Missing gives '–'."""
    if is_missing(value):
        return MISSING
    text = f"{abs(float(value)):,.{decimals}f}"
    negative = float(value) < 0 and text.strip("0.,") != ""
    return MINUS + text if negative else text


def signed(value: Any, decimals: int = 0) -> str:
    """A change with its sign: 4.1 -> '+4.1', -4.1 -> '−4.1'; zero has none."""
    text = number(value, decimals)
    plain = text.strip("0.,") == "" or text == MISSING or text.startswith(MINUS)
    return text if plain else "+" + text


def compact(value: Any) -> str:
    """A large number in at most three figures: 767_000_000 -> '767 M', 7_240_000 -> '7.2 M'. Below a million: all
    digits.
    """
    if is_missing(value):
        return MISSING
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        scaled = float(value) / size
        if abs(scaled) >= 0.9995:
            return f"{number(scaled, 1 if abs(scaled) < 99.95 else 0)} {letter}"
    return number(value)


def percent(share: Any, decimals: int = 1) -> str:
    """A share of one as a percentage: 0.29 -> '29.0%'."""
    return MISSING if is_missing(share) else number(float(share) * 100, decimals) + "%"


def points(share: Any, decimals: int = 1) -> str:
    """A difference of two shares in percentage points: 0.151 -> '15.1 pts'."""
    return MISSING if is_missing(share) else number(float(share) * 100, decimals) + " pts"


def duration(milliseconds: Any) -> str:
    """Length of a track: 265_000 ms -> '4:25'; from an hour on '1:02:03'."""
    if is_missing(milliseconds):
        return MISSING
    seconds = round(float(milliseconds) / 1000)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def elapsed(seconds: Any) -> str:
    """Time some work took: 0.42 -> '0.4 s', 75 -> '1 min 15 s', 4000 -> '1 h 7 min'."""
    if is_missing(seconds):
        return MISSING
    if seconds < 59.95:
        return f"{number(seconds, 1)} s"
    minutes, rest = divmod(round(float(seconds)), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def date(value: Any, year: bool = True) -> str:
    """A date, datetime or ISO text: '24 Nov 2022', or '24 Nov' without the year."""
    if is_missing(value) or value == "":
        return MISSING
    day = value if isinstance(value, dt.date) else dt.datetime.fromisoformat(str(value))
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def moment(value: Any) -> str:
    """A point in time: '24 Nov 2022, 14:05'."""
    if is_missing(value):
        return MISSING
    at = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
    return f"{date(at)}, {at.hour:02d}:{at.minute:02d}"


def size(count: Any) -> str:
    """Bytes of a file: 2_400_000 -> '2.4 MB'."""
    if is_missing(count):
        return MISSING
    value = float(count)
    for unit in ("bytes", "kB", "MB"):
        if value < 1000:
            return f"{number(value, 0 if unit == 'bytes' else 1)} {unit}"
        value /= 1000
    return f"{number(value, 1)} GB"


def span(low: str, high: str) -> str:
    """A range in words: '16 to 50'."""
    return f"{low} to {high}"


def n(count: Any, what: str = "") -> str:
    """Sample size: 'n = 89,740', with `what` 'n = 800 entries'."""
    return f"n = {number(count)} {what}".rstrip()


def plural(count: Any, one: str, many: str | None = None) -> str:
    """A count with its noun: '1 track', '2,000 tracks'."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'; '' of nothing."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def arrow(change: Any, text: str) -> str:
    """A change with its direction before its size: (-22, '22') -> '▼ 22'; no change gives the text alone."""
    if is_missing(change):
        return MISSING
    return f"{'▲' if change > 0 else '▼' if change < 0 else ''} {text}".strip()


def value(feature: Feature, raw: Any, unit: bool = True) -> str:
    """One value of a feature as people read it.

    Parameters: the feature (decides kind, decimals and unit), the raw value, and whether to write the unit. A unit that
    states a range ('0 to 1') is never written after a value; milliseconds become minutes and seconds; codes become
    names.
    """
    if is_missing(raw) or raw == "":
        return MISSING
    return _quantity(feature, raw, unit) if feature.is_numeric else _words(feature, raw)


def _words(feature: Feature, raw: Any) -> str:
    if feature.kind == "flag":
        return "yes" if raw else "no"
    return date(raw) if feature.kind == "date" else str(raw)


def _quantity(feature: Feature, raw: Any, unit: bool) -> str:
    if feature.unit == "ms":
        return duration(raw)
    if feature.name in CODES and 0 <= raw < len(CODES[feature.name]):
        return CODES[feature.name][int(raw)]
    # A year is a name, not a quantity: no thousands separator.
    text = str(int(raw)) if feature.name.endswith("_year") else number(raw, feature.decimals)
    return f"{text} {written_unit(feature)}".rstrip() if unit else text


def written_unit(feature: Feature) -> str:
    """The unit to write after a value: '' for a range in words, for milliseconds (shown as 4:25) and for codes."""
    return "" if " to " in feature.unit or feature.unit == "ms" else feature.unit


def axis_title(feature: Feature) -> str:
    """Label and unit for an axis: 'Energy, 0 to 1', 'Length, min:s'."""
    return f"{feature.label}, min:s" if feature.unit == "ms" else feature.heading
