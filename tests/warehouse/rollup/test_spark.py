"""Spark says, row by row, what DuckDB says of the same ugly events: every relation of the layer, marks of plays too."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.conftest import free_port
from tests.warehouse.homes import QUICK, tiny
from tests.warehouse.rollup import ugly
from warehouse import rollup
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.rollup import spark
from warehouse.rollup.engines import DuckDBEngine

# Little to compute and much to compile: a plan that is walked through is faster than one that is translated first.
SMALL = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
needs_spark = pytest.mark.skipif(bool(spark.unavailable()), reason=spark.unavailable() or "Spark is here")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return tiny(tmp_path_factory.mktemp("spark"))


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is stored lands, the plays with their marks too."""
    monkeypatch.setattr(rollup, "LANDED", (*rollup.LANDED, "play_events", "play_marks", "play_rules"))


def differences(one: Path, other: Path) -> dict[str, str]:
    """Relation -> how the Parquet tables of two folders differ, in types or rows."""
    found, con = {}, duckdb.connect()
    for name in rollup.LANDED:
        both = [f"read_parquet('{folder}/{name}/*.parquet')" for folder in (one, other)]
        types = [
            con.execute(f"select column_name, column_type from (describe from {table})").fetchall() for table in both
        ]
        counts = [con.execute(f"select count(*) from {table}").fetchall()[0][0] for table in both]
        sides = [f"(from {one} except all from {other})" for one, other in (both, both[::-1])]
        apart = sum(con.execute(f"select count(*) from {side}").fetchall()[0][0] for side in sides)
        if types[0] != types[1] or counts[0] != counts[1] or apart or not counts[0]:
            found[name] = f"{types}, {counts} rows, {apart} apart"
    return found


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """The address of a standalone master with two workers, each a process of its own with its own Java."""
    import pyspark

    run = Path(pyspark.__file__).parent / "bin" / "spark-class"
    port, quiet = (
        free_port(),
        {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOG_DIR": str(tmp_path), "SPARK_NO_DAEMONIZE": "1"},
    )
    master = f"spark://127.0.0.1:{port}"
    worker = ["Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0"]
    commands = [
        ["Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"],
        *([*worker, "--work-dir", str(tmp_path / f"worker{n}"), master] for n in range(2)),
    ]
    started = []
    with (tmp_path / "cluster.log").open("ab") as log:
        for command in commands:
            full = [str(run), f"org.apache.spark.deploy.{command[0].lower()}.{command[0]}", *command[1:]]
            started.append(subprocess.Popen(full, stdout=log, stderr=log, env={**os.environ, **quiet}))
            wanted = "I have been elected leader" if len(started) == 1 else f"{len(started) - 1} registered"
            _wait_for(tmp_path / "cluster.log", wanted, started[-1])
    try:
        yield master
    finally:
        for child in started:
            child.terminate()
            child.wait(30)


def _wait_for(log: Path, wanted: str, child: subprocess.Popen[bytes]) -> None:
    """Until a master leads, or as many workers have registered with it; a process that ended is a failure at once."""
    while child.poll() is None:
        text = log.read_text(errors="replace")
        if f"{text.count('Successfully registered with master')} registered" == wanted or wanted in text:
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace")[-2000:])


def compare(home: Home, folder: Path, master: str, config: dict[str, str]) -> None:
    """Roll up the ugly events by both engines and compare what they leave."""
    events = ugly.write(folder / "events", ugly.events(), files=2)
    settings = replace(QUICK, home=home.path)
    with Workbench(home, settings) as workbench:
        engines = (DuckDBEngine(settings), spark.SparkEngine(settings, master, config))
        made = [rollup.roll_up(workbench, engine, events, folder / engine.name) for engine in engines]
    assert made[0].rows == made[1].rows
    assert [one.rejected for one in made] == [ugly.REFUSED] * 2
    assert made[0].rows["play_marks"] > 100
    assert differences(folder / "duckdb", folder / "spark") == {}


@needs_spark
@pytest.mark.filterwarnings("ignore")  # of pyspark's own about pandas 3, sockets and files
def test_spark_says_what_duckdb_says(home: Home, whole: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")  # the zone of a machine must not matter
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    compare(home, tmp_path, "local[2]", SMALL)


@needs_spark
@pytest.mark.filterwarnings("ignore")
def test_two_workers_of_a_cluster_say_what_duckdb_says(
    home: Home, whole: None, cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    compare(home, tmp_path, cluster, {**SMALL, "spark.executor.cores": "1", "spark.executor.memory": "512m"})
    log = (tmp_path / "cluster.log").read_text(errors="replace")
    assert log.count("Asked to launch executor") == 2, "both workers took part"


def test_threads_of_this_machine_get_the_memory_limit_and_clusters_keep_their_own(tmp_path: Path) -> None:
    settings = replace(QUICK, home=tmp_path, memory_limit="2GiB")
    assert spark.of_driver("local[2]", settings)["spark.driver.memory"] == "2048m"
    assert spark.of_driver("spark://127.0.0.1:7077", settings).keys() == {
        "spark.driver.host",
        "spark.driver.bindAddress",
    }
    assert spark.of_driver("spark://master:7077", settings) == {}


@pytest.mark.skipif(not spark.unavailable(), reason="Spark is here")
def test_without_spark_the_command_says_what_is_missing(tmp_path: Path) -> None:
    from warehouse.errors import HomeError

    with pytest.raises(HomeError, match="Spark needs") as refused:
        spark.SparkEngine(replace(QUICK, home=tmp_path))
    assert "--engine duckdb" in refused.value.hint
