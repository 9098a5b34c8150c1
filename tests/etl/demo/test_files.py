"""The files as a whole: the same for the same seed, of the stated size, read by the ordinary loader, used by nobody else."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from etl.demo import TRUTHS, DemoConfig, Truth, truth, write_demo
from etl.demo.files import FLAWED_PLAYS, FLAWS, REPEATS
from etl.load import LoadOptions, load
from tests.etl.conftest import Loader
from tests.etl.demo.conftest import Written
from tests.source import ROOT, Module, module_from, modules

WrittenOf = Callable[..., Written]
TINY = DemoConfig(tracks=1_200, artists=120, listeners=60, plays=5_000, seed=7)


def contents(folder: Path, config: DemoConfig) -> dict[str, bytes]:
    return {file.path.name: file.path.read_bytes() for file in write_demo(folder, config)}


def test_the_same_bytes_for_the_same_seed_and_others_for_another(tmp_path: Path) -> None:
    one = contents(tmp_path / "one", TINY)
    assert contents(tmp_path / "two", TINY) == one
    other = contents(tmp_path / "three", replace(TINY, seed=8))
    assert other.keys() == one.keys()
    assert not [name for name in one if other[name] == one[name]]


@pytest.fixture(scope="module")
def tiny() -> Truth:
    return truth(TINY)


@pytest.mark.parametrize("name", TRUTHS)
def test_a_truth_left_out_is_not_told(tiny: Truth, name: str) -> None:
    twin = truth(replace(TINY, without=frozenset({name})))
    assert getattr(twin, name) == getattr(Truth(), name)
    assert getattr(tiny, name) != getattr(Truth(), name)
    others = [n for n in ("rising", "fading", "revival", "season", "artist_effect", "groups") if n != name]
    assert [getattr(twin, n) for n in others] == [getattr(tiny, n) for n in others]


def test_the_full_demo_has_the_stated_size(tmp_path: Path) -> None:
    started = time.process_time()
    files = write_demo(tmp_path)
    assert time.process_time() - started < 16  # processor time of both cores: 8 seconds on them
    assert [(f.path.name, f.kind, str(f.as_of)) for f in files] == [
        ("tracks-2025-12-28.csv", "tracks", "2025-12-28"),
        ("tracks-2026-03-29.csv", "tracks", "2026-03-29"),
        ("popularity-2026-03-29.csv", "tracks", "2026-03-29"),
        ("tracks-2026-06-28.csv", "tracks", "2026-06-28"),
        ("popularity-2026-06-28.csv", "tracks", "2026-06-28"),
        ("plays.parquet", "plays", "2026-06-28"),
        ("charts.csv", "charts", "2026-06-28"),
        ("playlists.csv", "playlists", "2026-06-28"),
    ]
    with duckdb.connect() as con:

        def count(what: str, file: str) -> int:
            return con.sql(f"select count({what}) from '{tmp_path / file}'").fetchall()[0][0]

        flaws = sum(rows for _, _, rows in FLAWS)
        assert count("distinct track_id", "tracks-*.csv") == 40_000 + flaws
        assert count("distinct string_split(artists, ';')[1]", "tracks-*.csv") == 4_000
        assert count("distinct genre", "tracks-*.csv") == 24
        assert 500_000 < count("*", "plays.parquet") < 520_000
        assert 2_900 < count("distinct listener", "plays.parquet") <= 3_000
        assert count("distinct day", "charts.csv") == 261
        assert count("distinct playlist_id", "playlists.csv") == 300
        assert count("distinct label", "tracks-*.csv") == 90


def test_the_loader_reads_it_and_rejects_what_is_broken(loader: Loader, written: WrittenOf) -> None:
    reports = {}
    for file in written(1).files:
        options = LoadOptions(as_of=file.as_of, demo=True, collection="demo")
        (report,) = load(loader.workbench, [file.path], options).files
        assert (report.error, report.unknown_columns, report.kind) == (None, (), file.kind), file.path.name
        assert report.rows_read == report.rows_loaded + report.rows_merged + report.rows_rejected
        reports[file.path.name] = report
    first, plays = reports["tracks-2025-12-28.csv"], reports["plays.parquet"]
    assert first.rows_rejected == sum(rows for _, _, rows in FLAWS)
    assert first.rows_merged > REPEATS + 800
    assert first.missing["tempo"] > 0
    assert first.disagreeing > 0
    assert plays.rows_rejected == FLAWED_PLAYS
    rejected = [
        r.rows_rejected for name, r in reports.items() if name not in ("tracks-2025-12-28.csv", "plays.parquet")
    ]
    assert set(rejected) == {0}
    known = loader.workbench.value("select count(distinct track_id) from raw.tracks")
    assert known == 8_000


def importers(source: list[Module]) -> list[str]:
    """Modules that import the generator or a part of it."""
    found = []
    for module in source:
        for node in ast.walk(module.tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{a.name}" for a in node.names)]
            if any(name == "etl.demo" or name.startswith("etl.demo.") for name in names):
                found.append(module.path)
    return sorted(set(found))


def test_only_the_loading_side_imports_the_generator() -> None:
    """A detector that knew the generator would find what it was told: analytics, warehouse and dashboard stay ignorant."""
    outside = [path for path in importers(list(modules())) if not path.startswith("etl/demo/")]
    assert [path for path in outside if path.startswith(("analytics/", "warehouse/", "dashboard/", "etl/"))] == []
    assert not list((ROOT / "warehouse").rglob("demo*.py"))


def test_an_import_of_the_generator_is_found() -> None:
    lines = ["from etl import demo", "import etl.demo.sound", "from etl.demo import truth", "from etl import load"]
    assert [bool(importers([module_from(line)])) for line in lines] == [True, True, True, False]
