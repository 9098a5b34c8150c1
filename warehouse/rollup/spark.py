"""Spark as an engine: DuckDB's statements by sqlglot, on a cluster that is there or on threads of this machine.

pyspark and sqlglot come with the extra `spark`; Java 17 or newer is the system's.
"""

from __future__ import annotations

import importlib.util
import shutil
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from warehouse.connect import scratch
from warehouse.errors import HomeError
from warehouse.settings import Settings

LOCAL = "local[*]"
#: What Spark would otherwise do differently: times without a zone as DuckDB has them, UTC, faults instead of nulls.
CONFIG = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


def unavailable() -> str:
    """Why Spark cannot run here, in words; empty when it can."""
    lacking = [name for name in ("pyspark", "sqlglot") if importlib.util.find_spec(name) is None]
    if lacking:
        return f"Spark needs {' and '.join(lacking)}, which are not installed."
    return "" if shutil.which("java") else "Spark needs Java 17 or newer, and there is no `java` here."


def spark_sql(sql: str) -> str:
    """A statement of DuckDB's as Spark's. Raises sqlglot's error for what has no counterpart."""
    import sqlglot

    (made,) = sqlglot.transpile(
        sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE, comments=False
    )
    # sqlglot writes a timestamp of DuckDB's as TIMESTAMP_NTZ and a cast that cannot fail as TRY_CAST; ours must stop.
    return made.replace("TRY_CAST(", "CAST(")


class SparkEngine:
    """A session on `master` (spark://HOST:PORT, local[N]); the workers read and write the same paths as this machine."""

    name = "spark"

    def __init__(self, settings: Settings, master: str | None = None, config: dict[str, str] | None = None) -> None:
        """Raises HomeError when Spark cannot run here."""
        if reason := unavailable():
            raise HomeError(reason, "Install it: pip install 'repertoire[spark]', and Java; or --engine duckdb.")
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(master or LOCAL).appName("repertoire rollup")
        for name, value in {**CONFIG, **of_driver(master or LOCAL, settings), **(config or {})}.items():
            builder = builder.config(name, value)
        self._session = builder.getOrCreate()

    def open(self, name: str, path: Path) -> None:
        """A view over the Parquet files of a path."""
        reader = self._session.read.option("recursiveFileLookup", "true").option("mergeSchema", "true")
        reader.parquet(path.as_uri()).createOrReplaceTempView(name)

    def make(self, name: str, sql: str, folder: Path | None = None) -> None:
        """A view, or Parquet files in a folder."""
        made = self._session.sql(spark_sql(sql))
        if folder is None:
            made.createOrReplaceTempView(name)
            return
        made.write.parquet(folder.as_uri())
        self.open(name, folder)

    def table(self, sql: str) -> pa.Table:
        """A result as Arrow."""
        return self._session.sql(spark_sql(sql)).toArrow()

    def close(self) -> None:
        """End the session, and Java with it."""
        self._session.stop()


def of_driver(master: str, settings: Settings) -> dict[str, str]:
    """What Spark's process here is told: no address that others could reach, where all of it runs on this machine; and where it
    does the work itself, the memory that DuckDB would have, for Spark's own default is 1 GB.
    """
    is_threads = master.startswith("local")
    is_here = is_threads or "://127.0.0.1:" in master
    address = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"} if is_here else {}
    return {**address, **({"spark.driver.memory": _memory(settings)} if is_threads else {})}


def _memory(settings: Settings) -> str:
    """The memory limit as Java takes it, in whole MiB."""
    with closing(scratch(settings)) as con:
        limit = con.execute("select parse_formatted_bytes(current_setting('memory_limit')) // 1048576").fetchall()[0][0]
    return f"{limit}m"
