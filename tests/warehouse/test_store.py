from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from etl.load import LoadOptions
from tests.warehouse.homes import QUICK, TINY, load_text
from warehouse import features, store
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.errors import UnknownModel
from warehouse.features import Feature
from warehouse.home import Home

NOON = datetime(2026, 1, 2, 12)


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        store.prepare(workbench)
        yield workbench


def test_preparing_twice_keeps_what_is_there(workbench: Workbench) -> None:
    load_text(workbench, TINY)
    store.prepare(workbench)
    assert workbench.value("select count(*) from raw.tracks") == 3
    columns = {name for (name,) in workbench.rows("select column_name from (describe raw.tracks)")}
    assert {f.name for f in features.stored()} <= columns


def test_a_new_feature_gets_its_column_in_an_old_home(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    load_text(workbench, TINY)
    grit = Feature("grit", "Grit", "number", "input", "Help.", low=0, high=1)
    monkeypatch.setattr(features, "FEATURES", (*features.FEATURES, grit))
    build(workbench)
    assert workbench.rows("select count(*), count(grit) from tracks") == [(3, 0)]


def test_loads_are_numbered_found_and_removed(workbench: Workbench) -> None:
    first = load_text(workbench, TINY, "one.csv")
    second = load_text(workbench, TINY.replace("One", "Uno") + ",,x,1,\n", "two.csv", LoadOptions(demo=True))
    assert (first, second, store.next_load(workbench)) == (1, 2, 3)
    sha = workbench.value("select sha256 from raw.loads where load_id = 1")
    found = store.same_load(workbench, sha, "one", "tracks")
    assert found is not None
    assert found["load_id"] == 1
    assert store.same_load(workbench, sha, "two", "tracks") is None
    assert store.reject_counts(workbench, second) == [("title", "no title", 1)]
    store.unload_demo(workbench)
    for table in store.LOAD_TABLES:
        assert workbench.value(f"select count(*) from raw.{table} where load_id = 2") == 0
    assert workbench.value("select count(*) from raw.labels where load_id = 1") == 3


def test_runs_are_recorded_promoted_and_cleared(workbench: Workbench) -> None:
    for run in ("r1", "r2"):
        store.record_run(workbench, "genre", run, run == "r1", NOON, 1.5, {"b": 1, "a": [None, "é"]})
    store.record_run(workbench, "other", "o1", True, NOON, 1.5, {})
    store.promote(workbench, "genre", "r2")
    assert workbench.rows("select run, promoted from raw.model_runs order by run") == [
        ("o1", True), ("r1", False), ("r2", True),
    ]  # fmt: skip
    assert json.loads(workbench.value("select card from raw.model_runs where run = 'r1'")) == {"a": [None, "é"], "b": 1}
    for model, run in (("genre", "o1"), ("nothing", "r1"), ("genre", "r9")):
        with pytest.raises(UnknownModel) as caught:
            store.promote(workbench, model, run)
        assert "repertoire models" in caught.value.hint
    store.put(workbench, "genre_report", pd.DataFrame({"run": ["r1", "r2"], "genre": ["x", "y"], "n": [1, 2]}))
    store.clear_run(workbench, "r1")
    assert workbench.rows("select run from raw.genre_report") == [("r2",)]
    assert workbench.rows("select run from raw.model_runs order by 1") == [("o1",), ("r2",)]


def test_results_are_appended_by_name_to_known_tables_only(workbench: Workbench) -> None:
    rows = pa.table({"n": [3], "truth": ["a"], "predicted": ["b"], "run": ["r"], "vocabulary": ["v"]})
    store.put(workbench, "genre_confusion", rows)
    store.put(workbench, "genre_confusion", rows)
    assert workbench.rows("select * from raw.genre_confusion") == [("r", "v", "a", "b", 3)] * 2
    for table in ("tracks", "model_runs", "genre_confusion; drop table raw.tracks"):
        with pytest.raises(ValueError, match="is not a table of model results"):
            store.put(workbench, table, rows)


def test_what_was_prepared_takes_one_question(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    workbench.con.execute("drop table raw.forgotten")
    store.prepare(workbench)
    there = "select count(*) from duckdb_tables() where table_name = 'forgotten'"
    assert workbench.value(there) == 0, "every table was asked for again"
    grit = Feature("grit", "Grit", "number", "input", "Help.", low=0, high=1)
    monkeypatch.setattr(features, "FEATURES", (*features.FEATURES, grit))
    store.prepare(workbench)
    assert workbench.value(there) == 1
