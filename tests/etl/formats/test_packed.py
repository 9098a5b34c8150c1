"""Packed files in bounds, files that change, and DuckDB stopped by what the fingerprint finds."""

from __future__ import annotations

import gzip
import os
import threading
from pathlib import Path

import duckdb
import pytest

from etl import formats
from etl.formats import Relation, packed
from tests.etl.formats.conftest import Bench
from warehouse.errors import UnreadableInput


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst", "a.ndjson.gz", "a.json.zst"])
def test_a_file_that_unpacks_to_too_much(bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    record = '{"a": "1", "b": "2"}'
    text = {"json": f"[{','.join([record] * 60_000)}]", "ndjson": f"{record}\n" * 60_000}
    path = bench.path(text.get(name.split(".")[1], "a,b\n" + "1,2\n" * 300_000), name)
    size = formats.fingerprint(path).bytes
    monkeypatch.setattr(packed, "MOST_GROWTH", 1)
    monkeypatch.setattr(packed, "LEAST_LIMIT", size)
    formats.read(bench.workbench, formats.inspect(path))
    monkeypatch.setattr(packed, "LEAST_LIMIT", size - 1)
    with pytest.raises(UnreadableInput, match="unpacks to more than") as caught:
        formats.read(bench.workbench, formats.inspect(path))
    assert "unpack it" in caught.value.hint
    assert bench.workbench.value("select 1") == 1  # the connection is as good as before
    plain = bench.path(text.get(name.split(".")[1], "a,b\n" + "1,2\n" * 300_000), name.rsplit(".", 1)[0])
    formats.read(bench.workbench, formats.inspect(plain))


def test_a_bomb_of_a_thousand_to_one(bench: Bench) -> None:
    zeros = gzip.compress(b"0" * (10 << 20), 9)
    bomb = gzip.compress(b"a,b\n1,2\n") + zeros * 27
    path = bench.folder / "bomb.csv.gz"
    path.write_bytes(bomb)
    assert len(bomb) * 900 < 270 << 20
    with pytest.raises(UnreadableInput, match=r"bomb\.csv\.gz unpacks to more than 256 MB"):
        formats.read(bench.workbench, formats.inspect(path))


def test_a_large_packed_file_may_grow_a_hundredfold(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    with path.open("wb") as file:
        file.truncate(3 << 20)
    assert packed.size_limit(path) == 300 << 20
    path.write_bytes(b"")
    assert packed.size_limit(path) == 256 << 20


@pytest.mark.parametrize("name", ["a.csv", "a.ndjson", "a.json"])
@pytest.mark.parametrize("when", ["before", "while"])
def test_a_file_that_changes(bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str, when: str) -> None:
    content = "a,b\n1,2\n" if name == "a.csv" else '{"a": 1}\n{"a": 2}\n'
    path = bench.path(content if name != "a.json" else '[{"a": 1}]', name)
    layout = formats.inspect(path)
    as_it_was, reader = path.stat(), formats._READERS[layout.format]

    def change(*args: object) -> Relation:
        relation = reader(*args)
        path.write_text(content + " ")
        os.utime(path, ns=(as_it_was.st_atime_ns, as_it_was.st_mtime_ns))
        return relation

    if when == "before":
        path.write_text(path.read_text() + "\n")
    else:
        monkeypatch.setitem(formats._READERS, layout.format, change)
    with pytest.raises(UnreadableInput, match="changed while it was read"):
        formats.read(bench.workbench, layout)


def test_another_file_under_the_same_name(bench: Bench) -> None:
    path = bench.path("a,b\n1,2\n", "a.csv")
    link = bench.folder / "link.csv"
    link.symlink_to(path)
    layout = formats.inspect(link)
    formats.read(bench.workbench, layout)
    other = bench.path("a,b\n1,3\n", "b.csv")
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    link.unlink()
    link.symlink_to(other)
    with pytest.raises(UnreadableInput, match="changed while it was read"):
        formats.read(bench.workbench, layout)


def test_damage_that_only_the_fingerprint_sees_stops_a_long_query(bench: Bench) -> None:
    path = bench.path("a,b\n1,2\n", "a.csv.gz")
    path.write_bytes(path.read_bytes()[:-8] + bytes(8))
    endless = "select count(*) from range(1000000) a, range(1000000) b where a.range + b.range = 7"
    with pytest.raises(UnreadableInput, match="CRC"):
        packed.beside(bench.workbench, path, lambda: bench.workbench.value(endless))


def test_work_that_fails_stops_the_fingerprint(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    path, stopped = bench.path("a,b\n", "a.csv"), threading.Event()

    def wait(path: Path, stop: threading.Event) -> None:
        assert stop.wait(10)
        stopped.set()

    monkeypatch.setattr(packed, "fingerprint", wait)
    with pytest.raises(duckdb.BinderException):
        packed.beside(bench.workbench, path, lambda: bench.workbench.value("select nothing"))
    assert stopped.is_set()
