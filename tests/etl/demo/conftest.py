"""Demos of a test's size, written once a session: the full one and its twins with one truth left out, on each seed.

What a test is given reads the written files only; the generator's memory serves for `truth`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from etl.demo import DemoConfig, DemoFile, Truth
from etl.demo.catalogue import make
from etl.demo.files import write_files
from etl.demo.truth import truth_of
from warehouse import features

SEEDS = (1, 2, 3) if os.environ.get("REPERTOIRE_ALL_SEEDS") else (1,)
"""Of the demos that truths are looked for in: one in every run, all of them in `make truths`."""
KEY = ["title", "lead", "duration_ms"]


def small(seed: int, *without: str) -> DemoConfig:
    """A demo in which every truth can still be found."""
    return DemoConfig(tracks=8_000, artists=800, listeners=600, plays=100_000, seed=seed, without=frozenset(without))


class Written:
    """The files of one demo, read with DuckDB alone, and the truth behind them."""

    def __init__(self, files: list[DemoFile], truth: Truth) -> None:
        self.files = files
        self.truth = truth

    def read(self, pattern: str, columns: str = "*") -> pd.DataFrame:
        """The rows of all files whose name begins so, one below the other; `columns` as SQL."""
        paths = [str(f.path) for f in self.files if f.path.name.startswith(pattern)]
        source = "read_parquet($1)" if pattern == "plays" else "read_csv($1, all_varchar = true, union_by_name = true)"
        with duckdb.connect() as con:
            return con.sql(f"select {columns} from {source}", params=[paths]).df()

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Rows of tracks that can be used: typed, exact repeats left out; `lead` is the first artist."""
        with self.files[0].path.open(encoding="utf-8") as stream:
            there = stream.readline().replace('"', "").strip().split(",")
        numbers = [f"{f.name}::double as {f.name}" for f in features.stored() if f.is_numeric and f.name in there]
        rows = self.read("tracks-", f"* replace ({', '.join(numbers)})").drop_duplicates(["track_id", "genre"])
        usable = rows.energy.between(0, 1) & rows.danceability.between(0, 1) & (rows.duration_ms > 0)
        usable &= rows.title.notna() & (rows.title != "") & (rows.release_date != "2019-02-31")
        rows = rows[usable].reset_index(drop=True)
        rows["lead"] = rows.artists.str.split(";").str[0]
        rows["year"] = rows.release_date.str[:4].astype(int)
        rows["month"] = pd.to_numeric(rows.release_date.str[5:7])
        return rows

    @cached_property
    def tracks(self) -> pd.DataFrame:
        """One row a track by its first label, indexed by track id; popularity at the last date it was told."""
        tracks = self.rows.drop_duplicates("track_id").set_index("track_id")
        last = self.read("popularity-2026-06-28").set_index("track_id").popularity.astype(int)
        tracks["popularity"] = last.reindex(tracks.index).fillna(tracks.popularity).astype(int)
        return tracks

    @cached_property
    def recordings(self) -> pd.DataFrame:
        """One row a recording: of tracks with the same title, artist and length the oldest."""
        return self.tracks.sort_values("release_date", kind="stable").drop_duplicates(KEY)

    @cached_property
    def plays(self) -> pd.DataFrame:
        """Events with a listener and a valid time, sent once, of people, with the `genre` of the track if it is known."""
        plays = self.read("plays", "distinct *").dropna(subset=["listener"])
        plays = plays[(plays.ms_played >= 0) & ~plays.listener.isin(self.truth.bots)]
        return plays.assign(genre=plays.track_id.map(self.tracks.genre)).sort_values("played_at", kind="stable")

    @cached_property
    def charts(self) -> pd.DataFrame:
        """Chart entries of the region with track ids."""
        charts = self.read("charts")
        charts = charts[charts.region == "north"]
        return charts.assign(day=pd.to_datetime(charts.day), rank=charts["rank"].astype(int))

    @cached_property
    def sound(self) -> pd.DataFrame:
        """Audio features of the recordings on scales of even spread, in standard deviations from the mean."""
        r = self.recordings
        table = r[["danceability", "energy", "loudness", "valence", "tempo"]].copy()
        odds = r.acousticness.clip(0.001, 0.999)
        table["acousticness"] = np.log(odds / (1 - odds))
        table["instrumentalness"] = (r.instrumentalness > 0.5).astype(float)
        for name in ("speechiness", "liveness", "duration_ms"):
            table[name] = np.log(r[name])
        return (table - table.mean()) / table.std()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Written]:
    """`written(seed, "gems")`: the demo of a seed without gems, made the first time it is asked for."""

    @cache
    def build(seed: int, *without: str) -> Written:
        folder: Path = tmp_path_factory.mktemp("demo")
        demo = make(small(seed, *without))
        return Written(write_files(folder, demo), truth_of(demo))

    return build
