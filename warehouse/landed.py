"""A rollup that was loaded: raw.rolled_<relation>, which the build takes in place of the relation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from warehouse.connect import Workbench
from warehouse.errors import HomeError

SCHEMA = "rollup"  # of the load that brought it


def loads(workbench: Workbench) -> list[int]:
    """The loads that brought a rollup in; at most one stands."""
    asked = {"schema": SCHEMA}
    return [int(n) for (n,) in workbench.rows("select load_id from raw.loads where schema = $schema", asked)]


def land(workbench: Workbench, folders: Mapping[str, Path]) -> None:
    """Keep the Parquet tables in these folders; relation -> folder."""
    for name, folder in folders.items():
        files = str(folder.absolute() / "*.parquet").replace("'", "''")
        workbench.con.execute(f"create or replace table raw.rolled_{name} as from read_parquet('{files}')")


def relations(workbench: Workbench) -> set[str]:
    """The relations that a rollup brought; none where no rollup stands."""
    found = workbench.rows(
        "select table_name from duckdb_tables() where schema_name = 'raw' and starts_with(table_name, 'rolled_')"
    )
    return {name.removeprefix("rolled_") for (name,) in found}


def drop(workbench: Workbench) -> None:
    """Let go of what a rollup brought."""
    for name in sorted(relations(workbench)):
        workbench.con.execute(f"drop table raw.rolled_{name}")


def names(workbench: Workbench, listener: str) -> bool:
    """Whether the rollup that stands here counts plays of a listener."""
    asked = {"listener": listener}
    counted = "select count(*) from raw.rolled_play_listeners where listener = $listener"
    return bool(relations(workbench)) and bool(workbench.value(counted, asked))


def check_alone(workbench: Workbench) -> None:
    """Raises HomeError where a rollup and plays that were loaded one by one stand beside each other."""
    if relations(workbench) and workbench.value("select count(*) from raw.plays"):
        raise HomeError(
            "A rollup stands for all plays here, and plays were loaded beside it.",
            "Undo one of the two: repertoire unload NUMBER; the Data page tells the numbers.",
        )
