"""The sentences of Trends."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import format as fmt
from dashboard.figures.trends import DAYS, MONTHS, worded
from dashboard.pages.trends.data import Asked

SURVIVES = "of what survives in this catalogue: what is left of a year is no sample of that year"


def finding(found: Any, state: Asked) -> str:
    """The h1: what moves most surely, by how much a year."""
    rows = found.rows
    periods = "no period" if rows["periods"].isna().all() else f"n = {int(rows['periods'].max())} {state.step}s"
    if not rows["moves"].any():
        return f"No series moved more than its usual noise ({periods})"
    first = rows.iloc[0]
    more = f", and {int(rows['moves'].sum()) - 1} more move" if rows["moves"].sum() > 1 else ""
    way = "rose" if first["change"] > 0 else "fell"
    return f"{first['name']} {way} by {_size(abs(first['a_year']), first['unit'])} a year{since(state)}{more}"


def since(state: Asked) -> str:
    """The window, in words."""
    return f" over {state.window} years" if state.window else ""


def _size(change: float, unit: str) -> str:
    return f"{fmt.number(change * 100, 1)} pts" if unit == "share" else worded(change, unit)


def scope(listed: pd.DataFrame, facts: pd.DataFrame, state: Asked) -> str:
    """What the series are made of, and what was left out."""
    of = listed[
        (listed["subject"] == state.subject) & (listed["scope"] == state.scope) & (listed["step"] == state.step)
    ]
    words = [fmt.plural(len(of), "series", "series"), f"{of['first'].min():%Y} to {of['last'].max():%Y}"]
    if of["survives"].any():
        n = facts[facts["source"] == "releases"].set_index("fact")["n"]
        words.append(f"{fmt.number(n.get('dated', 0))} of {fmt.number(n.get('recordings', 0))} recordings are dated")
        words += [text for name, text in ((n.get("by_year", 0), "by year only"), (n.get("future", 0), "dated ahead, left out"))
                  if name for text in [f"{fmt.number(name)} {text}"]]  # fmt: skip
        words.append("of what survives in this catalogue")
    if state.subject.startswith("chart-"):
        n = facts[facts["scope"] == state.scope].set_index("fact")["n"]
        words.append(
            f"{fmt.percent(n.get('linked', 0) / max(1, n.get('entries', 1)), 0)} of its places are found in the catalogue"
        )
        words += [f"{fmt.number(n['missing'])} appearances are missing"] if n.get("missing", 0) else []
    return " · ".join(words)


def move_words(row: dict[str, Any]) -> str:
    """Under a small panel: its change a year with its interval, or why there is none."""
    if fmt.is_missing(row["p"]):
        return str(row["why"])
    sign, unit = "▲" if row["a_year"] > 0 else "▼", row["unit"]
    return (
        f"{sign} {_size(abs(row['a_year']), unit)} a year ({_signed(row['low'], unit)} to {_signed(row['high'], unit)})"
    )


def _signed(value: float, unit: str) -> str:
    return ("+" if value > 0 else "\u2212" if value < 0 else "") + _size(abs(value), unit)


def title(one: Any) -> str:
    """What the chosen series does."""
    if one.why or one.slope is None:
        return f"{one.about['name']}: nothing can be said of its trend"
    slope, unit = one.slope, one.about["unit"]
    if slope.low <= 0 <= slope.high:
        return f"{one.about['name']}: no trend beyond its noise"
    return f"{one.about['name']} {'rises' if slope.a_year > 0 else 'falls'} by {_size(abs(slope.a_year), unit)} a year"


def change_words(one: Any) -> list[str]:
    """Slope and changes of level, each with its interval."""
    unit, said = one.about["unit"], []
    if (s := one.slope) is not None:
        said.append(f"{_signed(s.a_year, unit)} a year, likely between {_signed(s.low, unit)} and {_signed(s.high, unit)} "
                    f"(95%, {s.n} periods)")  # fmt: skip
    said += [
        f"New level from {fmt.date(c.start)}: {_signed(c.size, unit)} ({_signed(c.low, unit)} to {_signed(c.high, unit)}, "
        f"chance {c.chance:.3f})"
        for c in one.changes
    ]
    if not one.changes:
        said.append("No change of level beyond shuffled blocks")
    return said


def season_title(one: Any) -> str:
    """The month that stands highest, or that there is none."""
    found = one.season
    if not found.told:
        return f"No season beyond chance (p = {found.p:.2f})"
    top = found.effects.loc[found.effects["effect"].idxmax()]
    names = DAYS if len(found.effects) == 7 else MONTHS
    return f"Highest in {names[int(top['part']) - 1]}, {_signed(float(top['effect']), one.about['unit'])}"
