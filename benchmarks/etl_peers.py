"""The peers of benchmarks/etl.py: a bare read by DuckDB, and the same work done in pandas, line by line as one would."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from warehouse import features

NAMES = {"track_name": "title", "album_name": "album"}  # theirs -> ours
TEXTS = ("track_id", "artists", "album_name", "track_name", "track_genre")


def bare(path: Path, folder: Path) -> float:
    """Seconds of a bare read into a table of a new database file."""
    target = folder / "bare.duckdb"
    target.unlink(missing_ok=True)
    started = time.perf_counter()
    with duckdb.connect(str(target), config={"threads": os.cpu_count() or 1}) as con:
        con.execute("create table t as select * from read_csv($path)", {"path": str(path)})
    seconds = time.perf_counter() - started
    target.unlink()
    return seconds


def tracks_in_pandas(path: Path) -> dict[str, Any]:
    """Typed tracks, labels and credits of a file in the layout of the 114k file, all in memory, and how many rows each
    step left. Rules as in etl/tracks.py: the first row of a track counts, its highest popularity, all its genres."""
    table = pd.read_csv(path, dtype=dict.fromkeys(TEXTS, "str"), keep_default_na=False, na_values={"popularity": ""})
    table = table.rename(columns=NAMES)
    for name in ("track_id", "title", "artists", "album", "track_genre"):
        table[name] = table[name].str.strip()
    bad = (table["title"] == "") | (table["artists"].str.replace(";", "").str.strip() == "")
    for feature in features.numeric():
        if feature.name not in table:
            continue
        value = pd.to_numeric(table[feature.name], errors="coerce")
        outside = ~value.between(feature.low, feature.high)
        if feature.missing is not None:
            outside &= value != feature.missing
            value = value.mask(value == feature.missing)
        bad |= outside
        table[feature.name] = value
    table["explicit"] = table["explicit"].astype(str).str.lower().map({"true": True, "false": False})
    bad |= table["explicit"].isna()
    good = table[~bad]
    popularity = good.groupby("track_id")["popularity"].agg(["min", "max"])
    tracks = good.drop_duplicates("track_id").set_index("track_id").sort_index()
    tracks["popularity"] = popularity["max"]
    names = tracks["artists"].str.split(";").explode().str.strip()
    labels = good[["track_id", "track_genre"]].drop_duplicates()
    return {
        "counts": {"loaded": len(tracks), "merged": len(good) - len(tracks), "rejected": int(bad.sum())},
        "disagreeing": int((popularity["min"] != popularity["max"]).sum()),
        "tracks": tracks.drop(columns=["row_number", "track_genre", "artists"]),
        "credits": names.groupby(names).size(),
        "labels": labels.groupby("track_genre").size(),
    }


def plays_in_pandas(path: Path) -> dict[str, Any]:
    """Typed events and totals of each listener: all plays, and those that are neither short nor told twice."""
    table = pd.read_csv(path, dtype={"listener": "str", "track_id": "str"}, keep_default_na=False)
    played_at = pd.to_datetime(table["played_at"], errors="coerce")
    ms = pd.to_numeric(table["ms_played"], errors="coerce")
    latest = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    bad = (table["listener"].str.strip() == "") | (table["track_id"].str.strip() == "")
    bad |= ~played_at.between(pd.Timestamp("1971-01-01"), pd.Timestamp(latest)) | ~ms.between(0, 24 * 3600 * 1000)
    good = table.assign(played_at=played_at.dt.floor("s"), ms_played=ms)[~bad]
    longest_first = good.sort_values("ms_played", ascending=False, kind="stable")
    repeats = longest_first.duplicated(["listener", "track_id", "played_at"])
    counts = ~repeats.reindex(good.index) & (good["ms_played"] >= 30_000)
    totals = good.assign(counted=counts).groupby("listener").agg(
        plays=("ms_played", "size"), ms_played=("ms_played", "sum"), plays_counted=("counted", "sum")
    )  # fmt: skip
    return {"counts": {"loaded": len(good), "merged": 0, "rejected": int(bad.sum())}, "totals": totals}
