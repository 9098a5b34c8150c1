"""Events that engines may disagree about: nulls, ties, unicode, days when clocks change, bounds, counts beside plays."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("listener", "track_id", "title", "artist", "artist_id")),
        ("played_at", pa.timestamp("us")),
        ("ms_played", pa.int64()),
        ("plays", pa.int32()),
    ]
)
NAMES = ("a", "b", "Zoë", "ZOË", "z\u0308", "名前", "😀", " spaced ", "o'brien", "")
# The hours that a day in Berlin or New York has twice or not at all, the ends of a week and a year, a leap day.
TIMES = (
    dt.datetime(2024, 3, 31, 2, 30),
    dt.datetime(2024, 10, 27, 2, 30, 0, 999_999),
    dt.datetime(2024, 11, 3, 1, 30),
    dt.datetime(2024, 2, 29, 23, 59, 59, 999_999),
    dt.datetime(2023, 12, 31, 23, 59, 59),
    dt.datetime(2024, 1, 1),
    dt.datetime(1971, 1, 1),
    dt.datetime(2024, 3, 4),
)
WORDS = (
    ("a", None, None),
    ("b", "Two", "B"),
    ("zz", None, None),
    (None, "One", "A"),
    (None, "ONE (Remastered 2011)", "a feat. Somebody"),
    (None, "P!nk's Ünïcode — Ẹ̀", "Beyoncé & 名前"),
    (None, None, "B"),
    (None, "", ""),
)


def events(rows: int = 1500, seed: int = 7) -> list[dict[str, Any]]:
    """Rows of SCHEMA: ordinary ones, every ugly time, repeats that tie, a bot, rows that must be refused."""
    draw = random.Random(seed)
    found = [_event(draw) for _ in range(rows)]
    found += [{**_event(draw), "played_at": at} for at in TIMES for _ in range(3)]
    found += [{**one, "ms_played": draw.choice((one["ms_played"], None, 29_999, 30_000))} for one in found[:300]]
    found += [dict(one) for one in found[:100]]
    bot = {"listener": "bot", "track_id": "a", "title": None, "artist": None, "artist_id": None, "plays": None}
    found += [
        {**bot, "played_at": TIMES[0] + dt.timedelta(seconds=n), "ms_played": 90_000_000 // 999} for n in range(1001)
    ]
    refused = {**bot, "listener": "r", "played_at": TIMES[0], "ms_played": 1}
    found += [
        {**refused, "listener": None},
        {**refused, "track_id": None},
        {**refused, "ms_played": -1},
        {**refused, "ms_played": 86_400_001},
        {**refused, "plays": 0},
        {**refused, "played_at": dt.datetime(1970, 12, 31, 23, 59, 59)},
        {**refused, "played_at": None},
    ]
    draw.shuffle(found)
    return found


REFUSED = 7


def _event(draw: random.Random) -> dict[str, Any]:
    track, title, artist = draw.choice(WORDS)
    is_count = draw.random() < 0.1
    moment = dt.datetime(2024, 3, 1) + dt.timedelta(
        seconds=draw.randrange(40) * 21_600, microseconds=draw.randrange(10**6)
    )
    return {
        "listener": draw.choice(NAMES) + str(draw.randrange(3)),
        "track_id": track,
        "title": title,
        "artist": artist,
        "artist_id": None,
        "played_at": None if is_count else moment,
        "ms_played": draw.choice((None, 0, 29_999, 30_000, 200_000)),
        "plays": draw.randrange(1, 10**6) if is_count else None,
    }


def write(folder: Path, rows: list[dict[str, Any]], files: int = 3) -> Path:
    """The rows as several Parquet files in folders, the last without the columns that it does not need."""
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    size = -(-table.num_rows // files)
    for n in range(files):
        (folder / f"part={n}").mkdir(parents=True)
        part = table.slice(n * size, size)
        pq.write_table(part, folder / f"part={n}" / "events.parquet")
    return folder
