"""Ours against pandas on one file, for benchmarks/etl.py: seconds of both, and in what the results differ."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd

from benchmarks import etl_peers
from etl.load import load
from etl.report import FileReport
from warehouse import build as building
from warehouse.connect import Workbench
from warehouse.fingerprints import Fingerprints
from warehouse.home import Home

Found = dict[str, Any]
# What both make: of tracks, and of plays by the name the peer gives it.
TRACK_TABLES = ("tracks", "artists", "genres", "track_genres")
PLAY_TABLES = {"listeners": "listener_totals", "items": "item_plays", "weeks": "item_plays_weekly"}


def took(function: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what the function returned."""
    started = time.perf_counter()
    result = function()
    return time.perf_counter() - started, result


def counts(report: FileReport) -> dict[str, int]:
    """What became of the rows of a file."""
    return {"loaded": report.rows_loaded, "merged": report.rows_merged, "rejected": report.rows_rejected}


def build_only(workbench: Workbench, names: Sequence[str]) -> None:
    """Build the relations of these names and what they are made of, and nothing else; unchecked."""
    prints, wanted = Fingerprints(workbench), set(names)
    for relation in reversed(building.RELATIONS):
        if relation.name in wanted:
            wanted |= prints.inputs(relation.sql)
    chosen = tuple(relation for relation in building.RELATIONS if relation.name in wanted)
    with mock.patch.object(building, "RELATIONS", chosen), mock.patch.object(building.checks, "all_checks", list):
        building.build(workbench)


def tracks(path: Path, folder: Path) -> dict[str, Any]:
    """A file in the layout of the 114k file."""
    read, summarise = etl_peers.tracks_in_pandas, etl_peers.track_marts_in_pandas
    return _compare(path, folder, read, summarise, TRACK_TABLES, _tracks_that_differ)


def plays(path: Path, folder: Path) -> dict[str, Any]:
    """A file of listening events."""
    read, summarise = etl_peers.plays_in_pandas, etl_peers.play_marts_in_pandas
    return _compare(path, folder, read, summarise, list(PLAY_TABLES.values()), _plays_that_differ)


def _compare(
    path: Path,
    folder: Path,
    read: Callable[[Path], Found],
    summarise: Callable[[Found], dict[str, pd.DataFrame]],
    tables: Sequence[str],
    differing: Callable[[Workbench, FileReport, Found, dict[str, pd.DataFrame]], list[str]],
) -> dict[str, Any]:
    """Seconds to load and to build: of pandas `theirs`, of ours `ours` (the tables compared, then the rest); what differs."""
    kept = folder / "pandas"
    kept.mkdir(exist_ok=True)
    read_s, loaded = took(lambda: _kept(kept, read(path)))
    marts_s, marts = took(lambda: _kept(kept, summarise(loaded)))
    with tempfile.TemporaryDirectory(dir=folder) as home, Workbench(Home(home)) as workbench:
        workbench.con.execute("set enable_progress_bar = false")
        load_s, report = took(lambda: load(workbench, [path]).files[0])
        assert report.error is None, report.error
        compared_s, _ = took(lambda: build_only(workbench, tables))
        rest_s, _ = took(lambda: building.build(workbench))
        differences = differing(workbench, report, loaded, marts)
        rejects = workbench.rows("select line, column_name from raw.rejects order by line")
        if rejects != list(
            loaded["rejects"][["line", "column"]].sort_values("line").itertuples(index=False, name=None)
        ):
            differences.append("rejected rows")
        if workbench.value("select sha256 from raw.loads") != loaded["sha256"]:
            differences.append("fingerprint of the file")
    if counts(report) != loaded["counts"]:
        differences.append(f"rows: {counts(report)}, {loaded['counts']}")
    return {"theirs": (read_s, marts_s), "ours": (load_s, compared_s, rest_s), "differences": differences}


def _kept(folder: Path, made: Any) -> Any:
    etl_peers.store(folder, made)
    return made


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
    keys = {"listeners": ["listener"], "items": ["item"], "weeks": ["item", "week"]}
    return [
        f"{name}: {column}"
        for name, table in PLAY_TABLES.items()
        for column in _columns_that_differ(_frame(workbench, table, marts[name], keys[name]), marts[name])
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
