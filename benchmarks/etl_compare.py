"""Ours against pandas on one file, for benchmarks/etl.py: seconds of both, and in what the results differ."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import etl_peers
from etl.load import load
from etl.report import FileReport
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home


def took(function: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what the function returned."""
    started = time.perf_counter()
    result = function()
    return time.perf_counter() - started, result


def counts(report: FileReport) -> dict[str, int]:
    """What became of the rows of a file."""
    return {"loaded": report.rows_loaded, "merged": report.rows_merged, "rejected": report.rows_rejected}


def tracks(path: Path, folder: Path) -> dict[str, Any]:
    """A file in the layout of the 114k file."""
    return _compare(path, folder, etl_peers.tracks_in_pandas, etl_peers.track_marts_in_pandas, _tracks_that_differ)


def plays(path: Path, folder: Path) -> dict[str, Any]:
    """A file of listening events."""
    return _compare(path, folder, etl_peers.plays_in_pandas, etl_peers.play_marts_in_pandas, _plays_that_differ)


Found = dict[str, Any]


def _compare(
    path: Path,
    folder: Path,
    read: Callable[[Path], Found],
    summarise: Callable[[Found], dict[str, pd.DataFrame]],
    differing: Callable[[Workbench, FileReport, Found, dict[str, pd.DataFrame]], list[str]],
) -> dict[str, Any]:
    """Seconds to load and to build: of pandas `theirs`, of ours `ours`; what differs."""
    read_s, loaded = took(lambda: read(path))
    marts_s, marts = took(lambda: summarise(loaded))
    with tempfile.TemporaryDirectory(dir=folder) as home, Workbench(Home(home)) as workbench:
        workbench.con.execute("set enable_progress_bar = false")
        load_s, report = took(lambda: load(workbench, [path]).files[0])
        assert report.error is None, report.error
        build_s, _ = took(lambda: build(workbench))
        differences = differing(workbench, report, loaded, marts)
    if counts(report) != loaded["counts"]:
        differences.append(f"rows: {counts(report)}, {loaded['counts']}")
    return {"theirs": (read_s, marts_s), "ours": (load_s, build_s), "differences": differences}


def _tracks_that_differ(
    workbench: Workbench, report: FileReport, loaded: Found, marts: dict[str, pd.DataFrame]
) -> list[str]:
    wanted = marts["tracks"].reset_index(drop=True).drop(columns="recording")
    found = {
        "tracks": workbench.frame(f"select {', '.join(wanted)} from tracks order by track_no"),
        "artists": _frame(workbench, "artists", marts["artists"], ["name"]),
        "genres": _frame(workbench, "genres", marts["genres"], ["genre"]),
    }
    labels = workbench.value("select count(*) from track_genres")
    return [
        *([] if report.disagreeing == loaded["disagreeing"] else ["tracks that disagree on popularity"]),
        *([] if labels == len(loaded["labels"]) else ["number of labels"]),
        *_columns_that_differ(found["tracks"], wanted),
        *_columns_that_differ(found["artists"], marts["artists"]),
        *_columns_that_differ(found["genres"], marts["genres"]),
    ]


def _plays_that_differ(
    workbench: Workbench, report: FileReport, loaded: Found, marts: dict[str, pd.DataFrame]
) -> list[str]:
    tables = {"listeners": ("listener_totals", ["listener"]), "items": ("item_plays", ["item"])}
    tables["weeks"] = ("item_plays_weekly", ["item", "week"])
    return [
        f"{name}: {column}"
        for name, (table, key) in tables.items()
        for column in _columns_that_differ(_frame(workbench, table, marts[name], key), marts[name])
    ]


def _frame(workbench: Workbench, table: str, like: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The columns of `like` in one of our tables, in the order of its key."""
    columns = ", ".join([*key, *like.columns])
    return workbench.frame(f"select {columns} from {table} order by {', '.join(key)}").set_index(key)


def _columns_that_differ(ours: pd.DataFrame, theirs: pd.DataFrame) -> list[str]:
    """Columns, row by row; an index that ours calls by another name (track:x for x) only has to have the same order."""
    if len(ours) != len(theirs):
        return [f"number of rows ({len(ours):,}, {len(theirs):,})"]
    return [name for name in theirs if not _same(ours[name], theirs[name])]


def _same(one: pd.Series, other: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(other):
        return bool(np.allclose(one.astype(float), other.astype(float), rtol=1e-12, atol=0, equal_nan=True))
    return bool((one.astype(str).to_numpy() == other.astype(str).to_numpy()).all())
