"""DuckDB opened: what it may do, and how much memory it has."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.faults import cannot_open
from warehouse.home import Home
from warehouse.settings import Settings

Config = dict[str, str | bool | int | float | list[str]]


def to_write(database: str, settings: Settings, home: Home) -> duckdb.DuckDBPyConnection:
    """A database for work: a file, or ":memory:". Raises what `cannot_open` makes of DuckDB's errors."""
    config: Config = {
        "memory_limit": settings.memory_limit,
        "threads": settings.cores,
        "temp_directory": str(home.path / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    try:
        con = duckdb.connect(database, config=config)
        con.execute("set enable_progress_bar = false")  # progress is told by Steps
        con.execute("set TimeZone = 'UTC'")  # what a file says of time means the same wherever the program runs
    except duckdb.Error as error:
        raise cannot_open(Path(database), error, "Move the file away; what is published stays readable.") from error
    return con


def to_serve(path: Path, settings: Settings) -> duckdb.DuckDBPyConnection:
    """A published file: read-only, without a way to other files, its configuration locked. Raises DuckDB's errors."""
    config: Config = {
        "memory_limit": settings.memory_limit,
        "threads": settings.cores,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "enable_external_access": False,
        "python_enable_replacements": False,
        # Given at opening, not set later: a second reader of the same process would find the configuration locked.
        "late_materialization_max_rows": 1000,
        "lock_configuration": True,
    }
    return duckdb.connect(str(path), read_only=True, config=config)
