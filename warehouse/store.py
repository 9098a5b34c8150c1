"""The only code that inserts: what files hold (loads, tracks, labels, rejects) and what models say (runs, scores)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from warehouse import features, landed
from warehouse.connect import SCHEMA_VERSION, Workbench
from warehouse.errors import UnknownLoad, UnknownModel
from warehouse.fingerprints import digest
from warehouse.queries.fixed import sql

MODEL_TABLES = (
    *("model_metrics", "genre_predictions", "genre_answers", "genre_confusion", "genre_report", "genre_held_out"),
    "genre_oof",
    *("popularity_predictions", "popularity_oof", "drivers", "driver_points", "driver_pairs", "beliefs"),
    *("clusters", "cluster_traits", "track_clusters", "track_map", "track_map_estimates"),
    *("forecast_series", "forecasts", "forecast_backtests", "forecast_models"),
)
LOAD_TABLES = (
    *("tracks", "labels", "popularity", "plays", "chart_entries", "playlist_tracks"),
    *("series", "descriptors", "tags", "names", "listeners", "rejects", "loads"),
)


def prepare(workbench: Workbench) -> None:
    """Create the raw tables that do not exist yet, and the columns that FEATURES has gained since.

    A workbench of an earlier version of Repertoire is brought up to this one; its rows stay. What was prepared for is
    noted on the table `meta`, so that this is one question where nothing has changed.
    """
    statements = _raw_statements()
    prepared_for = digest(str(SCHEMA_VERSION), *statements)
    noted = "select comment from duckdb_tables() where schema_name = 'main' and table_name = 'meta'"
    if workbench.value(noted) == prepared_for:
        return
    with workbench.transaction():
        for statement in statements:
            workbench.con.execute(statement)
        if workbench.value("select max(schema_version) from meta") < SCHEMA_VERSION:
            _upgrade(workbench)
        for feature in features.stored():
            column = f'"{feature.name}" {feature.sql_type}'
            workbench.con.execute(f"alter table raw.tracks add column if not exists {column}")
        workbench.con.execute(f"comment on table meta is '{prepared_for}'")


def next_load(workbench: Workbench) -> int:
    """The number of the next load."""
    return int(workbench.value("select coalesce(max(load_id), 0) + 1 from raw.loads"))


def record_load(workbench: Workbench, load: Mapping[str, Any]) -> None:
    """Insert one row into raw.loads; keys are its columns."""
    _insert(workbench.con, "raw.loads", [load])


def record_rejects(workbench: Workbench, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rejected rows: load_id, file, line, column_name, reason, value."""
    if rows:
        _insert(workbench.con, "raw.rejects", rows)


def reject_counts(workbench: Workbench, load_id: int) -> list[tuple[str, str, int]]:
    """(column, reason, rows) of a load's rejected rows, most first."""
    return [
        (column, reason, int(n))
        for column, reason, n in workbench.rows(
            """select column_name, reason, count(*) from raw.rejects where load_id = $load_id
            group by all order by count(*) desc, column_name, reason""",
            {"load_id": load_id},
        )
    ]


def insert(workbench: Workbench, table: str, select: str, params: Mapping[str, Any]) -> int:
    """Insert the rows of a select, by column name, into one of LOAD_TABLES. Returns how many."""
    if table not in LOAD_TABLES:
        raise ValueError(f"{table} is not a table of loaded rows")
    return _count(workbench.con.execute(f"insert into raw.{table} by name {select}", params))


def same_load(
    workbench: Workbench, sha256: str, collection: str, kind: str, as_of: date | None = None
) -> dict[str, Any] | None:
    """The load that already holds this content in this collection as this kind, None when there is none.

    as_of : a date that was stated; the same content of another date is another load.
    """
    table = workbench.arrow(
        """select * from raw.loads where sha256 = $sha256 and collection = $collection and kind = $kind
        and ($as_of is null or as_of = $as_of::date) order by load_id limit 1""",
        {"sha256": sha256, "collection": collection, "kind": kind, "as_of": as_of},
    )
    return table.to_pylist()[0] if table.num_rows else None


def unload_demo(workbench: Workbench) -> None:
    """Remove the loads of the demo catalogue."""
    for (load_id,) in workbench.rows("select load_id from raw.loads where demo"):
        unload(workbench, load_id)


def unload(workbench: Workbench, load_id: int) -> dict[str, int]:
    """Remove every row of one load, in one transaction. Returns how many rows of which tables.

    Raises UnknownLoad when there is no such load.
    """
    removed: dict[str, int] = {}
    with workbench.transaction():
        if load_id in landed.loads(workbench):
            landed.drop(workbench)
        for table in LOAD_TABLES:
            statement = f"delete from raw.{table} where load_id = $load_id"
            removed[table] = _count(workbench.con.execute(statement, {"load_id": load_id}))
        if not removed["loads"]:
            known = ", ".join(str(n) for (n,) in workbench.rows("select load_id from raw.loads order by load_id"))
            raise UnknownLoad(f"There is no load {load_id}.", f"Loads: {known or 'none'}.")
    return {table: rows for table, rows in removed.items() if rows}


def delete_listener(workbench: Workbench, tables: Sequence[str], listener: str) -> dict[str, int]:
    """Delete the rows of a listener from tables of loaded rows, and the name from rejected values. Table -> rows."""
    asked = {"listener": listener}
    found = {
        table: _count(workbench.con.execute(f"delete from raw.{table} where listener = $listener", asked))
        for table in tables
    }
    found["rejects"] = _count(
        workbench.con.execute("update raw.rejects set value = '(erased)' where value = $listener", asked)
    )
    return {table: rows for table, rows in found.items() if rows}


def remember_erased(workbench: Workbench, listener: str, salt: str, at: datetime) -> None:
    """Keep the salted hash of a listener that was erased; the first time counts."""
    workbench.con.execute(
        "insert or ignore into raw.forgotten values (sha256($salt || $listener), $salt, $at)",
        {"listener": listener, "salt": salt, "at": at},
    )


def record_run(
    workbench: Workbench,
    model: str,
    run: str,
    promoted: bool,
    trained_at: datetime,
    seconds: float,
    card: Mapping[str, Any],
) -> None:
    """Insert a model run with its card (stored as JSON)."""
    row = dict(
        model=model,
        run=run,
        promoted=promoted,
        trained_at=trained_at,
        seconds=seconds,
        card=json.dumps(card, sort_keys=True),
    )
    _insert(workbench.con, "raw.model_runs", [row])


def put(workbench: Workbench, table: str, rows: pa.Table | pd.DataFrame) -> None:
    """Append rows by column name to one of MODEL_TABLES."""
    if table not in MODEL_TABLES:
        raise ValueError(f"{table} is not a table of model results")
    _append(workbench.con, f"raw.{table}", rows)


def clear_run(workbench: Workbench, run: str) -> None:
    """Remove every row of a run from the tables of model results and from the runs."""
    for table in (*MODEL_TABLES, "model_runs"):
        workbench.con.execute(f"delete from raw.{table} where run = $run", {"run": run})


def promote(workbench: Workbench, model: str, run: str) -> None:
    """Make `run` the one that serves. Raises UnknownModel when there is no such run."""
    found = workbench.value("select count(*) from raw.model_runs where model = $m and run = $r", {"m": model, "r": run})
    if not found:
        raise UnknownModel(f"The model {model!r} has no run {run!r}.", "List the runs: repertoire models")
    workbench.con.execute("update raw.model_runs set promoted = (run = $r) where model = $m", {"m": model, "r": run})


def record_snapshot(workbench: Workbench, select: str) -> None:
    """Insert the row of a select into raw.snapshots, the history that comparisons use."""
    workbench.con.execute(f"insert or replace into raw.snapshots by name {select}")


def _upgrade(workbench: Workbench) -> None:
    """Add the columns that the tables of an earlier version lack. Columns that nobody uses any more stay."""
    con = workbench.con
    con.execute("create schema expected")
    for statement in _raw_statements():
        con.execute(re.sub(r"\braw\.", "expected.", statement))
    for table, column, kind in workbench.rows(sql("missing_columns")):
        con.execute(f'alter table raw.{table} add column "{column}" {kind}')
    con.execute("drop schema expected cascade")
    _from_version_1(workbench)
    con.execute("update meta set schema_version = $version", {"version": SCHEMA_VERSION})


def _from_version_1(workbench: Workbench) -> None:
    """What was called a sample is a demo now, and two relations are no more."""
    if "sample" in {name for (name,) in workbench.rows("select column_name from (describe raw.loads)")}:
        workbench.con.execute("update raw.loads set demo = true where sample")
    workbench.con.execute("drop view if exists named_tracks")
    workbench.con.execute("drop table if exists newest_loads")


def _raw_statements() -> list[str]:
    stored = ",\n    ".join(f'"{f.name}" {f.sql_type}' for f in features.stored())
    return [text.replace("$features", stored) for text in _raw_texts()]


@cache
def _raw_texts() -> list[str]:
    folder = resources.files("warehouse").joinpath("sql/raw")
    files = sorted(f.name for f in folder.iterdir() if f.name.endswith(".sql"))
    return [folder.joinpath(name).read_text(encoding="utf-8") for name in files]


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    _append(con, table, pa.Table.from_pylist([dict(row) for row in rows]))


def _append(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table | pd.DataFrame) -> None:
    con.register("rows_to_store", rows)
    try:
        con.execute(f"insert into {table} by name select * from rows_to_store")
    finally:
        con.unregister("rows_to_store")


def _count(con: duckdb.DuckDBPyConnection) -> int:
    return int(con.fetchall()[0][0])
