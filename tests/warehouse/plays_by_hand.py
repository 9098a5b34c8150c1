"""The rollups of plays in plain Python, row by row: what the SQL files must say of the same events.

Also a way to run the files on given events without a home, as another engine would.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields, replace
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.build import RELATIONS

MONDAY = dt.datetime(2024, 3, 4)
DAY_MS = 86_400_000
EVENT_COLUMNS = ("play_no", "listener_no", "item_no", "played_at", "day", "week", "ms_played", "plays", "is_timed")


@dataclass(frozen=True)
class Rules:
    """The columns of play_rules."""

    short_ms: int = 30_000
    most_of_an_item_a_day: int = 50
    most_a_day: int = 1000
    most_ms_a_day: int = DAY_MS
    fewest_of_an_outlier: int = 1000
    times_upper_quartile: int = 10
    fewest_listeners: int = 20


@dataclass(frozen=True)
class Play:
    """A row of play_events; without a time it is a count."""

    listener: str
    item: str
    at: dt.datetime | None = MONDAY
    ms: int | None = 200_000
    plays: int = 1

    @property
    def day(self) -> dt.date | None:
        return self.at.date() if self.at else None

    @property
    def week(self) -> dt.date | None:
        return self.day - dt.timedelta(days=self.day.weekday()) if self.day else None


class Layer:
    """The relations of the layer, built from events and items that are given."""

    def __init__(self, plays: Iterable[Play], artists: dict[str, str | None] | None = None, rules: Rules | None = None):
        """`artists`: item -> the key of its artist. `rules`: other thresholds than those of the file."""
        self.con = duckdb.connect()
        self.con.execute("""create table play_events (play_no bigint, listener_no bigint, item_no bigint,
            played_at timestamp, day date, week date, ms_played bigint, plays bigint, is_timed boolean)""")
        plays = list(plays)
        listeners = {name: n for n, name in enumerate(sorted({p.listener for p in plays}), 1)}
        items = {name: n for n, name in enumerate(sorted({p.item for p in plays}), 1)}
        keys = {key: n for n, key in enumerate(sorted({k for k in (artists or {}).values() if k}), 1)}
        rows = [
            (n, listeners[p.listener], items[p.item], p.at, p.day, p.week, p.ms, p.plays, p.at is not None)
            for n, p in enumerate(plays)
        ]
        if rows:
            columns = dict(zip(EVENT_COLUMNS, zip(*rows, strict=True), strict=True))
            self.con.register("given", pa.table({name: list(values) for name, values in columns.items()}))
            self.con.execute("insert into play_events select * from given")
        self.con.execute("create table play_listeners (listener_no bigint, listener varchar)")
        for name, number in listeners.items():
            self.con.execute("insert into play_listeners values ($n, $name)", {"n": number, "name": name})
        self.con.execute("""create table play_items (item_no bigint, artist_no bigint, item varchar, item_kind varchar,
            track_id varchar, title varchar, artist_key varchar, artist_id varchar, artist varchar)""")
        for item, number in items.items():
            key = (artists or {}).get(item)
            self.con.execute(
                "insert into play_items values ($n, $k, $i, 'track', $i, upper($i), $a, $a, upper($a))",
                {"n": number, "k": keys.get(key or ""), "i": item, "a": key},
            )
        for relation in [r for r in RELATIONS if r.layer == "plays"]:
            sql = relation.sql
            if relation.name == "play_rules" and rules:
                sql = "select " + ", ".join(
                    f"{v}::bigint as {f.name}" for f, v in zip(fields(rules), astuple(rules), strict=True)
                )
            self.con.execute(f"create {relation.kind} {relation.name} as {sql}")

        self.con.execute("""create view listener_items_named as
            select listener, item, listener_items.* exclude (listener_no, item_no)
            from listener_items join play_listeners using (listener_no) join play_items using (item_no)""")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()

    def marks(self) -> list[str]:
        """The marks of every play in the order in which they were given, as letters: s(hort), d(uplicate), c(ap),
        o(utlier)."""
        letters = {"s": "is_short", "d": "is_duplicate", "c": "is_over_cap", "o": "is_outlier_listener"}
        text = " || ".join(f"case when {name} then '{letter}' else '' end" for letter, name in letters.items())
        return [row[0] for row in self.rows(f"select {text} from plays_marked order by play_no")]


def marks(plays: list[Play], rules: Rules) -> list[str]:
    """The same, by hand."""
    order = range(len(plays))
    best: dict[Any, int] = {}
    for n in sorted(order, key=lambda n: (-(plays[n].ms if plays[n].ms is not None else -1), n)):
        best.setdefault((plays[n].listener, plays[n].item, plays[n].at), n)
    copies = {n for n in order if plays[n].at and best[plays[n].listener, plays[n].item, plays[n].at] != n}
    places: dict[Any, int] = defaultdict(int)
    over = set()
    for n in sorted((n for n in order if plays[n].at and n not in copies), key=lambda n: (plays[n].at, n)):
        key = (plays[n].listener, plays[n].item, plays[n].day)
        places[key] += 1
        if places[key] > rules.most_of_an_item_a_day:
            over.add(n)
    odd = outliers([p for n, p in enumerate(plays) if n not in copies], rules)
    return [
        ("s" if p.at and p.ms is not None and p.ms < rules.short_ms else "")
        + ("d" if n in copies else "")
        + ("c" if n in over else "")
        + ("o" if p.listener in odd else "")
        for n, p in enumerate(plays)
    ]


def outliers(plays: list[Play], rules: Rules) -> set[str]:
    """Listeners with an impossible day or a total far above the others; `plays` without duplicates."""
    days: dict[Any, int] = defaultdict(int)
    lengths: dict[Any, int] = defaultdict(int)
    totals: dict[str, int] = defaultdict(int)
    for p in plays:
        totals[p.listener] += p.plays
        if p.day:
            days[p.listener, p.day] += p.plays
            lengths[p.listener, p.day] += p.ms or 0
    busy = {listener for (listener, _), n in days.items() if n > rules.most_a_day}
    busy |= {listener for (listener, _), ms in lengths.items() if ms > rules.most_ms_a_day}
    ranked = sorted(totals.values())
    if not ranked or len(ranked) < rules.fewest_listeners:
        return busy
    q1, q3 = ranked[-(-len(ranked) // 4) - 1], ranked[-(-len(ranked) * 3 // 4) - 1]
    far = {
        listener
        for listener, n in totals.items()
        if n > rules.fewest_of_an_outlier and n > q3 * rules.times_upper_quartile and n * q1**3 > q3**4
    }
    return busy | far


def rollup(plays: list[Play], found: list[str], *names: str) -> dict[Any, dict[str, Any]]:
    """Key -> plays, plays_counted, listeners, listeners_counted, items, ms_played, ms_counted, for keys that are
    properties of a play; plays of which one is missing are left out."""
    groups: dict[Any, list[tuple[Play, bool]]] = defaultdict(list)
    for play, mark in zip(plays, found, strict=True):
        key = tuple(getattr(play, name) for name in names)
        if None not in key:
            groups[key].append((play, not mark))
    return {key: _totals(group) for key, group in groups.items()}


def _totals(group: list[tuple[Play, bool]]) -> dict[str, Any]:
    known = [(p.ms, counts) for p, counts in group if p.ms is not None]
    return {
        "plays": sum(p.plays for p, _ in group),
        "plays_counted": sum(p.plays for p, counts in group if counts),
        "listeners": len({p.listener for p, _ in group}),
        "listeners_counted": len({p.listener for p, counts in group if counts}),
        "items": len({p.item for p, _ in group}),
        "items_counted": len({p.item for p, counts in group if counts}),
        "ms_played": sum(ms for ms, _ in known) if known else None,
        "ms_counted": sum(ms for ms, counts in known if counts) if known else None,
    }


def by_artist(plays: list[Play], artists: dict[str, str | None]) -> list[Play]:
    """The plays with the artist in place of the item; where it is unknown, none."""
    return [replace(p, item=artists.get(p.item)) for p in plays]
