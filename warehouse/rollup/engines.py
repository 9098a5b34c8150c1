"""What runs the rollups: DuckDB here, Spark anywhere. Both are given DuckDB's SQL and write Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pyarrow as pa

from warehouse.connect import scratch
from warehouse.settings import Settings


class Engine(Protocol):
    """Tables by name over Parquet files."""

    name: str

    def open(self, name: str, path: Path) -> None:
        """A table over a Parquet file, or over those of a folder and the folders in it."""

    def make(self, name: str, sql: str, folder: Path | None = None) -> None:
        """A table of a statement: a view, or with `folder` rows that are written there once."""

    def table(self, sql: str) -> pa.Table:
        """A result, small enough for one machine."""

    def close(self) -> None:
        """Let go of what is held."""


class DuckDBEngine:
    """DuckDB within the memory limit of the settings; beyond it, it spills into the home."""

    name = "duckdb"

    def __init__(self, settings: Settings) -> None:
        self._con = scratch(settings)

    def open(self, name: str, path: Path) -> None:
        """A view over the Parquet files of a path."""
        inside = path / "**" / "*.parquet" if path.is_dir() else path
        self._con.execute(f"create view {name} as from read_parquet({_text(inside)}, union_by_name = true)")

    def make(self, name: str, sql: str, folder: Path | None = None) -> None:
        """A view, or one Parquet file in a folder."""
        if folder is None:
            self._con.execute(f"create view {name} as {sql}")
            return
        folder.mkdir()
        self._con.execute(f"copy ({sql}) to {_text(folder / 'part-0.parquet')} (format parquet)")
        self.open(name, folder)

    def table(self, sql: str) -> pa.Table:
        """A result as Arrow."""
        return self._con.sql(sql).to_arrow_table()

    def close(self) -> None:
        """Close the connection."""
        self._con.close()


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
