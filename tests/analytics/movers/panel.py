"""Movers made of weekly plays or of a chart that a test writes down, by the SQL of the build itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from tests.warehouse.homes import QUICK, tiny
from warehouse import build
from warehouse.connect import Workbench

FIRST = pd.Timestamp("2023-01-02")  # a Monday


def plays_frame(values: np.ndarray) -> pd.DataFrame:
    """(items, weeks) of counts, each play by a listener of its own, as item_plays_weekly has them; zeros have no row."""
    item, week = np.nonzero(values)
    counts = values[item, week]
    return pd.DataFrame(
        {
            "item": [f"track:t{i:04d}" for i in item],
            "track_id": [f"t{i:04d}" for i in item],
            "week": FIRST + pd.to_timedelta(7 * week, unit="D"),
            "plays_counted": counts,
            "listeners_counted": counts,
        }
    )


@contextmanager
def of_plays(folder: Path, plays: pd.DataFrame) -> Iterator[Workbench]:
    """An open workbench whose movers are those of weekly plays."""
    last = plays["week"].max() + pd.Timedelta(days=6)
    days = pd.DataFrame({"day": pd.date_range(plays["week"].min(), last), "plays": 1})
    with Workbench(tiny(folder), QUICK) as workbench:
        _make(workbench, {"item_plays_weekly": plays, "plays_by_day": days})
        yield workbench


@contextmanager
def of_chart(folder: Path, entries: pd.DataFrame) -> Iterator[Workbench]:
    """The same of chart entries: day, rank, title, artists, streams."""
    given = entries.assign(chart="made up", region="here", track_id=None, track_no=None)
    charts = pd.DataFrame({"chart": ["made up"], "region": ["here"], "period": ["week"]})
    with Workbench(tiny(folder), QUICK) as workbench:
        _make(workbench, {"chart_entries": given, "charts": charts})
        yield workbench


def _make(workbench: Workbench, tables: dict[str, pd.DataFrame]) -> None:
    for name, frame in tables.items():
        said = [f"{_told(frame, column)} as {column}" for column in frame.columns]
        workbench.con.register("given", frame)
        workbench.con.execute(f"create or replace table {name} as select {', '.join(said)} from given")
        workbench.con.unregister("given")
    for relation in build.RELATIONS:
        if relation.name.startswith("mover_"):
            build._make(workbench, relation, relation.sql)


def _told(frame: pd.DataFrame, column: str) -> str:
    unknown = {"track_id": "null::varchar", "track_no": "null::integer"}
    if column in unknown and frame[column].isna().all():
        return unknown[column]
    return f"{column}::date" if column in ("day", "week") else column
