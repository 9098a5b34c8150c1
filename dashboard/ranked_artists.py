"""Rising artists as an address asks for them: the same rows for the page and for its file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from analytics.live import artists as live
from dashboard import format as fmt
from dashboard.context import Context
from warehouse.errors import FilterError
from warehouse.filter_tree import Rule
from warehouse.filters import TrackFilter, parse

PATH = "/artists"
ROWS = 12
MOST_COMPARED = 4
#: Order of the table -> its name, column, and whether the largest comes first.
ORDERS = {
    "": ("Rise for their size", "z", False),
    "falls": ("Fall for their size", "z", True),
    "change": ("Change", "change", False),
    "size": ("Size", "size", False),
    "popularity": ("Popularity", "popularity", False),
    "headroom": ("Expected less now", "headroom", False),
    "recordings": ("Recordings", "recordings", False),
    "name": ("Name", "name", True),
}
FILE = (
    "artist_id", "name", "genres", "recordings", "size", "change", "low", "high", "usual", "z", "found", "n", "popularity",
    "expected", "headroom",
)  # fmt: skip


@dataclass(frozen=True)
class State:
    """What the address says. by: measure ; weeks: of a window ; genre, where: filters ; box: size from, to, change from, to of a
    brush, '' for all ; sort: one of ORDERS ; page from 1 ; compare: ids of artists."""

    by: str = ""
    weeks: int = 12
    genre: str = ""
    where: str = ""
    box: str = ""
    sort: str = ""
    page: int = 1
    compare: str = ""

    def params(self, **changes: Any) -> dict[str, str]:
        """What stands in the address after `changes`; what is usual is left out."""
        usual = State()
        now = {one.name: changes.get(one.name, getattr(self, one.name)) for one in fields(self)}
        return {name: "" if value == getattr(usual, name) else str(value) for name, value in now.items()}

    @property
    def compared(self) -> list[str]:
        """Ids of the artists that are laid side by side."""
        return [one for one in dict.fromkeys(self.compare.split(",")) if one]

    @property
    def flt(self) -> TrackFilter:
        """The tracks that count."""
        found = parse(self.where)
        return found.and_(Rule("genre", "=", self.genre)) if self.genre else found

    @property
    def limits(self) -> tuple[float, float, float, float] | None:
        """size from, to, change from, to of the brush."""
        if not self.box:
            return None
        try:
            a, b, c, d = (float(part) for part in self.box.split(","))
        except ValueError:
            a = math.nan
        if not all(math.isfinite(end) for end in (a, b, c, d)) if a == a else True:
            raise FilterError(f"{self.box[:40]!r} is no part of the figure.", "Drag over the figure again.")
        return a, b, c, d


def read(query: Mapping[str, str]) -> State:
    """The state of an address. Raises FilterError for a value that it cannot mean."""
    sort = query.get("sort", "")
    if sort not in ORDERS:
        raise FilterError(f"Artists have no order {sort[:40]!r}.", f"Orders: {', '.join(filter(None, ORDERS))}.")
    weeks, page = query.get("weeks") or "12", query.get("page") or "1"
    if not (weeks.isdecimal() and page.isdecimal() and int(page) >= 1):
        raise FilterError("weeks and page are whole numbers.", "For instance ?weeks=12&page=1")
    texts = {name: query.get(name, "") for name in ("by", "genre", "where", "box", "compare")}
    state = State(weeks=int(weeks), sort=sort, page=int(page), **texts)
    if len(state.compared) > MOST_COMPARED:
        raise FilterError(f"{len(state.compared)} artists are too many to compare.", f"Up to {MOST_COMPARED}.")
    return state


@dataclass(frozen=True)
class Found:
    """ranking: of all that the filter keeps ; rows: those inside the brush, in the order of the table."""

    state: State
    ranking: live.Ranking
    rows: pd.DataFrame

    @property
    def shown(self) -> pd.DataFrame:
        """The rows of the page."""
        start = ROWS * (self.state.page - 1)
        return self.rows.iloc[start : start + ROWS]


def find(context: Context, state: State) -> Found:
    """The rows of a state. Raises FilterError."""
    ranking = live.ranking(context.reader, state.flt, state.by, state.weeks)
    rows = ranking.rows
    if limits := state.limits:
        a, b, c, d = limits
        rows = rows[rows["size"].between(a, b) & rows["change"].between(c, d)]
    _, column, ascending = ORDERS[state.sort]
    key = rows[column].str.casefold() if column == "name" else rows[column]
    if not key.isna().all():
        rows = rows.loc[key.sort_values(ascending=ascending, kind="stable", na_position="last").index]
    return Found(state, ranking, rows.reset_index(drop=True))


def table(found: Found) -> pd.DataFrame:
    """The rows of the file: FILE, changes of counts as ratios."""
    rows = found.rows[list(FILE)].copy()
    if found.ranking.measure.is_ratio:
        for name in ("change", "low", "high", "usual"):
            rows[name] = np.exp(rows[name]) - 1
    return rows


def asked_words(found: Found) -> dict[str, str]:
    """What the file says it is."""
    measure, state = found.ranking.measure, found.state
    return {
        "artists": f"ranked by {measure.change}; size: {measure.size}",
        "period": found.ranking.period,
        "filter": state.flt.words,
        "part of the figure": state.box or "(all)",
        "sort": ORDERS[state.sort][0],
        "notes": " ".join(found.ranking.notes),
    }


def change_words(value: Any, is_ratio: bool) -> str:
    """A change as people read it: '+35%' of a log ratio, '3.2 times' from double on, '+3.1' of points."""
    if fmt.is_missing(value):
        return fmt.MISSING
    if not is_ratio:
        return fmt.signed(value, 1)
    ratio = math.exp(value)
    return f"×{fmt.number(ratio, 1)}" if ratio >= 2 else fmt.signed(100 * (ratio - 1)) + "%"
