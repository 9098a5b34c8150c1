"""The peers of benchmarks/etl.py: a bare read by DuckDB, and the same work done in pandas, line by line as one would."""

from __future__ import annotations

import hashlib
import os
import re
import time
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
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
        con.execute("set enable_progress_bar = false")
        con.execute("create table t as select * from read_csv($path)", {"path": str(path)})
    seconds = time.perf_counter() - started
    target.unlink()
    return seconds


def tracks_in_pandas(path: Path) -> dict[str, Any]:
    """Typed tracks, labels, credits and rejected rows of a file in the layout of the 114k file, all in memory, how many rows
    each step left, and the fingerprint of the file, by which a file that was loaded before is known.
    Rules as in etl/tracks.py: the first row of a track counts, its highest popularity, all its genres."""
    table = pd.read_csv(path, dtype=dict.fromkeys(TEXTS, "str"), keep_default_na=False, na_values={"popularity": ""})
    table = table.rename(columns=NAMES)
    for name in ("track_id", "title", "artists", "album", "track_genre"):
        table[name] = table[name].str.strip()
    given, wrong = table.copy(deep=False), pd.Series("", index=table.index, dtype="str")
    wrong[table["artists"].str.replace(";", "").str.strip() == ""] = "artists"
    wrong[table["title"] == ""] = "title"
    for feature in features.numeric():
        if feature.name not in table:
            continue
        value = pd.to_numeric(table[feature.name], errors="coerce")
        outside = ~value.between(feature.low, feature.high)
        if feature.missing is not None:
            outside &= value != feature.missing
            value = value.mask(value == feature.missing)
        wrong[outside & (wrong == "")] = feature.name
        table[feature.name] = value
    table["explicit"] = table["explicit"].astype(str).str.lower().map({"true": True, "false": False})
    wrong[table["explicit"].isna() & (wrong == "")] = "explicit"
    bad = wrong != ""
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
        "credits": names,
        "labels": labels,
        "rejects": _rejects(given, wrong[bad]),
        "sha256": _sha256(path),
    }


def _rejects(given: pd.DataFrame, wrong: pd.Series) -> pd.DataFrame:
    """line (the first row of data is on line 2), column, value as the file gives it; `wrong`: the column of each bad row."""
    values = [given.at[row, column] for row, column in wrong.items()]
    return pd.DataFrame({"line": wrong.index + 2, "column": wrong.to_numpy(), "value": [str(v) for v in values]})


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def store(folder: Path, tables: dict[str, Any]) -> None:
    """Keep what was made, as ours is kept: every table a Parquet file."""
    for name, table in tables.items():
        if isinstance(table, pd.Series | pd.DataFrame):
            pd.DataFrame(table).reset_index().to_parquet(folder / f"{name}.parquet")


def track_marts_in_pandas(loaded: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """What the marts tell of tracks, artists and genres; a recording is title, main artist and length."""
    tracks, credits, labels = loaded["tracks"].copy(), loaded["credits"], loaded["labels"]
    tracks["genres"] = labels.groupby("track_id")["track_genre"].agg(lambda names: "; ".join(sorted(set(names))))
    tracks["artists"] = credits.groupby("track_id").agg("; ".join)
    tracks["main_artist"] = credits.groupby("track_id").first()
    tracks["search_text"] = (tracks["title"] + " " + tracks["artists"]).map(_without_accents)
    plain = tracks["title"].map(lambda title: re.sub(r"[\W_]+", " ", _without_accents(title)).strip() or title)
    length = np.floor(tracks["duration_ms"] / 2000 + 0.5)
    tracks["recording"] = tracks.groupby([plain.rename("plain"), "main_artist", length.rename("length")]).ngroup()
    tracks = tracks.reset_index().sort_values(["popularity", "track_id"], ascending=[False, True])
    tracks["is_canonical"] = ~tracks.duplicated("recording")
    told = ["track_id", "popularity", "recording", "is_canonical"]
    credited = credits.rename("name").reset_index().drop_duplicates().merge(tracks[told], on="track_id")
    credited["counted"] = credited["popularity"].where(credited["is_canonical"])
    artists = credited.groupby("name").agg(
        tracks=("track_id", "size"),
        recordings=("recording", "nunique"),
        median_popularity=("counted", "median"),
        top_popularity=("popularity", "max"),
    )
    best = labels.merge(tracks[told], on="track_id").groupby(["track_genre", "recording"])["popularity"].max()
    genres = best.groupby("track_genre").quantile([0.25, 0.5, 0.75]).unstack()
    genres.columns = pd.Index(["q1_popularity", "median_popularity", "q3_popularity"])
    return {"tracks": tracks, "artists": artists, "genres": genres}


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFD", text)
    return "".join(c for c in letters if not unicodedata.combining(c)).lower()


def plays_in_pandas(path: Path) -> dict[str, Any]:
    """Typed events."""
    table = pd.read_csv(path, dtype={"listener": "str", "track_id": "str"}, keep_default_na=False)
    played_at = pd.to_datetime(table["played_at"], errors="coerce")
    ms = pd.to_numeric(table["ms_played"], errors="coerce")
    latest = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    wrong = pd.Series("", index=table.index, dtype="str")
    wrong[~ms.between(0, 24 * 3600 * 1000)] = "ms_played"
    wrong[~played_at.between(pd.Timestamp("1971-01-01"), pd.Timestamp(latest))] = "played_at"
    wrong[table["track_id"].str.strip() == ""] = "title"
    wrong[table["listener"].str.strip() == ""] = "listener"
    bad = wrong != ""
    good = table.assign(played_at=played_at.dt.floor("s"), ms_played=ms)[~bad]
    counts = {"loaded": len(good), "merged": 0, "rejected": int(bad.sum())}
    rejects = _rejects(table.rename(columns={"track_id": "title"}), wrong[bad])
    return {"counts": counts, "plays": good, "rejects": rejects, "sha256": _sha256(path)}


def play_marts_in_pandas(loaded: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Totals of listeners, items and weeks of items: all plays, and those that are neither short nor told twice."""
    plays = loaded["plays"]
    longest_first = plays.sort_values("ms_played", ascending=False, kind="stable")
    repeats = longest_first.duplicated(["listener", "track_id", "played_at"])
    counts = ~repeats.reindex(plays.index) & (plays["ms_played"] >= 30_000)
    week = plays["played_at"].dt.to_period("W").dt.start_time
    plays = plays.assign(counted=counts, week=week)
    totals = {"plays": ("ms_played", "size"), "ms_played": ("ms_played", "sum"), "plays_counted": ("counted", "sum")}
    items = {"plays": ("ms_played", "size"), "plays_counted": ("counted", "sum"), "listeners": ("listener", "nunique")}
    return {
        "listeners": plays.groupby("listener").agg(**totals),
        "items": plays.groupby("track_id").agg(**items),
        "weeks": plays.groupby(["track_id", "week"]).agg(**items),
    }
