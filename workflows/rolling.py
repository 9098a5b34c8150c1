"""Roll up events that are too many to load: DuckDB on this machine, or Spark."""

from __future__ import annotations

from pathlib import Path

from warehouse.errors import SettingError
from warehouse.rollup import Rollup, roll_up
from warehouse.rollup.engines import DuckDBEngine, Engine
from warehouse.settings import Settings
from workflows.jobs import writing
from workflows.progress import Phases, Quiet

ENGINES = ("duckdb", "spark")


def rollup(
    settings: Settings, events: Path, out: Path, engine: str, master: str | None = None, steps: Phases | None = None
) -> Rollup:
    """Roll up the Parquet files of `events` into the folder `out`, linked with the catalogue of the home.

    Raises SettingError for an engine that is none, HomeError where Spark cannot run, and what `roll_up` raises.
    """
    steps = steps or Quiet()
    with writing(settings, steps) as workbench:
        made = _engine(settings, engine, master)
        try:
            return roll_up(workbench, made, events, out, steps)
        finally:
            made.close()


def _engine(settings: Settings, name: str, master: str | None) -> Engine:
    if name not in ENGINES:
        raise SettingError(f"There is no engine {name!r}.", f"Engines: {', '.join(ENGINES)}.")
    if name == "duckdb":
        if master:
            raise SettingError(
                "DuckDB runs on this machine and has no master.", "Add --engine spark, or leave --master out."
            )
        return DuckDBEngine(settings)
    # Imported here: Spark's Python takes a second that DuckDB need not wait for.
    from warehouse.rollup.spark import SparkEngine

    return SparkEngine(settings, master)
