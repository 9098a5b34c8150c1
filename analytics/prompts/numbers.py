"""Numbers in prompts: what `under 3 minutes`, `90-110 bpm`, `20 tracks`, `late nineties` and `energy above 0.8` say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analytics.prompts.lexicon import Lexeme
from warehouse.features import by_name
from warehouse.filters import Group, Node, Rule

Kind = Literal["rule", "decade", "count", "minutes", "impossible"]
YEARS = (1860, 2100)
#: How far `around` a number goes: of these columns, of others that go from 0 to 1, as a share of the number elsewhere.
AROUND = {"tempo": 5.0, "release_year": 2.0}
UNIT_AROUND, SHARE_AROUND = 0.1, 0.1
MINUTE = 60_000


@dataclass(frozen=True)
class Found:
    """What a number says. end: position behind its words ; node: for a rule or decade ; amount: tracks or minutes ;
    remark: why it is impossible."""

    end: int
    kind: Kind
    node: Node | None = None
    amount: float = 0
    remark: str = ""


@dataclass(frozen=True)
class _Measure:
    """Numbers as they were read. op: an operator, between, around or nothing; column: what the words say it is about."""

    end: int
    values: tuple[float, ...]
    op: str = ""
    column: str | None = None
    scale: float = 1.0
    percent: bool = False


def read(lexemes: Sequence[Lexeme], at: int) -> Found | None:
    """What begins at `at`, when it is about a number."""
    return _decade(lexemes, at) or _numbers(lexemes, at)


# ---- years by name -------------------------------------------------------------------------------------------------


def _decade(lexemes: Sequence[Lexeme], at: int) -> Found | None:
    op, place = "", at
    if (role := _peek(lexemes, place)) and role.has("year", "compare"):
        op = (role.value("year") or role.value("compare") or "").split(" ")[-1]
        place = _past_stops(lexemes, place + 1)
    part = lexemes[place].value("part") if place < len(lexemes) else None
    if part is not None:
        place = _past_joiners(lexemes, place + 1)
    year = decade_of(lexemes[place]) if place < len(lexemes) else None
    if year is None:
        return None
    first, last = (year, year + 9) if part is None else (year + int(part[0]), year + int(part[2]))
    ends: dict[str, tuple[str, int]] = {"<": ("<", first), "<=": ("<=", last), ">": (">", last), ">=": (">=", first)}
    rule = Rule("release_year", *ends[op]) if op in ends else Rule("release_year", "between", (first, last))
    return Found(place + 1, "decade", rule)


def decade_of(lexeme: Lexeme) -> int | None:
    """The first year of a decade: 80s, 1980s, 2000s, eighties."""
    if (named := lexeme.value("decade")) is not None:
        return int(named)
    if lexeme.kind != "decade":
        return None
    year = int("".join(c for c in lexeme.text if c.isdigit()))
    return year if year >= 1000 else year + (2000 if year < 30 else 1900)


# ---- numbers -------------------------------------------------------------------------------------------------------


def _numbers(lexemes: Sequence[Lexeme], at: int) -> Found | None:
    place, column = at, None
    if lexemes[place].has("feature"):
        column = lexemes[place].value("feature")
        place = _past_stops(lexemes, place + 1)
    measure = _measure(lexemes, place, column)
    if measure is None:
        return _fixed_length(lexemes, at)
    return _about_the_list(lexemes, measure) or _rule(measure)


def _fixed_length(lexemes: Sequence[Lexeme], at: int) -> Found | None:
    """An hour, half an hour."""
    length = lexemes[at].value("length")
    return None if length is None else Found(at + 1, "minutes", amount=float(length))


def _measure(lexemes: Sequence[Lexeme], at: int, column: str | None) -> _Measure | None:
    """Operator, numbers, unit and a feature behind them, in the orders in which people say them."""
    if at >= len(lexemes):
        return None
    first = lexemes[at]
    op, place = "", at
    if first.has("between", "around"):
        op, place = ("between" if first.has("between") else "around"), at + 1
    elif (compared := first.value("compare", "year")) is not None:
        *named, op = compared.split(" ")
        column, place = (named[0] if named else "release_year" if first.has("year") else column), at + 1
    place = _past_stops(lexemes, place) if op else place
    one = _amount(lexemes, place)
    if one is None:
        return None
    value, place = one
    unit, place = _unit(lexemes, place)
    values: tuple[float, ...] = (value,)
    other = _other_end(lexemes, place, op)
    if other is not None:
        values, op, (later, place) = (min(value, other[0]), max(value, other[0])), "between", _unit(lexemes, other[1])
        unit = unit or later
    elif op == "between":
        return None
    return _finished(lexemes, place, values, op, column, unit)


def _finished(
    lexemes: Sequence[Lexeme], at: int, values: tuple[float, ...], op: str, column: str | None, unit: str
) -> _Measure:
    """Take in `or more`, a unit and a feature that stand behind the numbers."""
    for _ in range(2):
        behind = _peek(lexemes, at)
        if behind is not None and not op and (after := behind.value("after")) is not None:
            op, at = after, at + 1
        if not unit:
            unit, at = _unit(lexemes, at)
    named = _peek(lexemes, at)
    if column is None and unit in ("", "percent") and named is not None and named.has("feature"):
        column, at = named.value("feature"), at + 1
    if unit and unit != "percent":
        own, scale = unit.split(" ")
        return _Measure(at, values, op, own, float(scale))
    return _Measure(at, values, op, column, percent=unit == "percent")


def _other_end(lexemes: Sequence[Lexeme], at: int, op: str) -> tuple[float, int] | None:
    joiner = _peek(lexemes, at)
    if joiner is None or not (joiner.has("to") or (op == "between" and joiner.has("and"))):
        return None
    return _amount(lexemes, at + 1) if op in ("", "between", "around") else None


def _amount(lexemes: Sequence[Lexeme], at: int) -> tuple[float, int] | None:
    """(number, position behind it); a minus belongs to the number that it touches."""
    lexeme = _peek(lexemes, at)
    if lexeme is None:
        return None
    if lexeme.text in ("-", "−") and (after := _peek(lexemes, at + 1)) and after.start == lexeme.end:
        found = _amount(lexemes, at + 1) if after.kind == "number" else None
        return None if found is None else (-found[0], found[1])
    if lexeme.kind == "number":
        return _written(lexeme.text), at + 1
    if lexeme.kind == "time":
        minutes, seconds = lexeme.text.split(":")
        return int(minutes) + int(seconds) / 60, at + 1
    named = lexeme.value("number")
    return None if named is None else (float(named), at + 1)


def _written(text: str) -> float:
    """1,000 is a thousand, 0,8 and 0.8 are the same; more points than one are thousands."""
    parts = text.replace(",", ".").split(".")
    if len(parts) > 2 or (len(parts) == 2 and len(parts[1]) == 3 and parts[0] != "0"):
        return float("".join(parts))
    return float(".".join(parts))


def _unit(lexemes: Sequence[Lexeme], at: int) -> tuple[str, int]:
    """(unit, position behind it); minutes are also what 3:30 is in."""
    place = _past_joiners(lexemes, at)
    lexeme = _peek(lexemes, place)
    unit = lexeme.value("unit") if lexeme is not None else None
    if unit is not None:
        return unit, place + 1
    before = lexemes[at - 1]
    return (f"duration_ms {MINUTE}", at) if before.kind == "time" else ("", at)


def _about_the_list(lexemes: Sequence[Lexeme], measure: _Measure) -> Found | None:
    """A number of tracks; a length that is compared with nothing, or one in hours."""
    behind = _peek(lexemes, measure.end)
    if behind is not None and behind.has("tracks") and measure.column is None and not measure.percent:
        return Found(measure.end + 1, "count", amount=measure.values[-1])
    if measure.column != "duration_ms":
        return None
    hours = measure.scale >= 60 * MINUTE
    if not hours and (measure.op or lexemes[measure.end - 1].kind == "time" or _of_a_track(behind)):
        return None
    minutes = measure.values[-1] * measure.scale / MINUTE
    more = _more_minutes(lexemes, measure.end) if hours else None
    return (
        Found(more[1], "minutes", amount=minutes + more[0]) if more else Found(measure.end, "minutes", amount=minutes)
    )


def _of_a_track(behind: Lexeme | None) -> bool:
    """3 minute songs: so long is each of them."""
    return behind is not None and behind.has("tracks")


def _more_minutes(lexemes: Sequence[Lexeme], at: int) -> tuple[float, int] | None:
    """The minutes of `1 hour and 30 minutes`."""
    joiner = _peek(lexemes, at)
    more = _amount(lexemes, at + 1 if joiner is not None and joiner.has("and") else at)
    if more is None:
        return None
    unit, end = _unit(lexemes, more[1])
    return (more[0], end) if unit == f"duration_ms {MINUTE}" else None


def _rule(measure: _Measure) -> Found | None:
    """The rule that the numbers make; None where nothing says what they are about."""
    column = measure.column or ("release_year" if _are_years(measure.values) else None)
    about = by_name().get(column or "")
    if column is None or about is None or not about.is_numeric:
        return None
    unit_interval = about.unit == "0 to 1"
    shrink = 100 if unit_interval and (measure.percent or max(measure.values) > 1) else 1
    scale = MINUTE if column == "duration_ms" and measure.scale == 1 else measure.scale
    values = [value * scale / shrink for value in measure.values]
    low, high = (
        (-float("inf") if about.low is None else about.low),
        (float("inf") if about.high is None else about.high),
    )
    if not all(low <= value <= high for value in values):
        return Found(measure.end, "impossible", remark=f"{about.label} goes from {low:g} to {high:g}.")
    return Found(measure.end, "rule", _compared(column, measure.op, [round(v, 6) for v in values], (low, high)))


def _are_years(values: Sequence[float]) -> bool:
    return all(value.is_integer() and YEARS[0] <= value <= YEARS[1] for value in values)


def _compared(column: str, op: str, values: Sequence[float], ends: tuple[float, float]) -> Rule:
    if len(values) == 2:
        return Rule(column, "between", tuple(values))
    (value,) = values
    # A tempo or a length is never met to the digit; a year is.
    if op == "around" or (not op and column in ("tempo", "duration_ms")):
        width = AROUND.get(column, UNIT_AROUND if ends[1] <= 1 else abs(value) * SHARE_AROUND)
        return Rule(column, "between", (max(ends[0], value - width), min(ends[1], value + width)))
    return Rule(column, op or "=", value)


def negated(node: Node) -> Node:
    """The opposite of a rule."""
    opposites = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "=", "in": "not in", "not in": "in"}
    if isinstance(node, Rule):
        if node.op in opposites:
            return Rule(node.field, opposites[node.op], node.value, node.vocabulary)
        if node.op == "is":
            return Rule(node.field, "is", not node.value)
    return Group("none", (node,))


def _peek(lexemes: Sequence[Lexeme], at: int) -> Lexeme | None:
    return lexemes[at] if 0 <= at < len(lexemes) else None


def _past_stops(lexemes: Sequence[Lexeme], at: int) -> int:
    while at < len(lexemes) and lexemes[at].has("stop") and not lexemes[at].has("number"):
        at += 1
    return at


def _past_joiners(lexemes: Sequence[Lexeme], at: int) -> int:
    """Behind a hyphen: 3-minute, mid-90s."""
    return at + 1 if at < len(lexemes) and lexemes[at].text == "-" else at
