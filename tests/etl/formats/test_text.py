"""Encodings by name and mark, and disks and memories that are full."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl import formats
from etl.formats import text
from tests.etl.formats.conftest import Bench
from warehouse.errors import HomeError


@pytest.mark.parametrize(
    ("told", "name"), [(None, None), ("", None), ("utf8", None), ("UTF-8-SIG", None), ("Latin1", "iso8859-1")]
)
def test_names_of_encodings(told: str | None, name: str | None) -> None:
    assert text.known(told) == name


def test_the_extent_of_a_copy(bench: Bench) -> None:
    for content, lines, blank in (("a\nb\n", 2, 0), ("a\r\n\r\n\r\n", 3, 2), ("a\rb", 2, 0), ("a\n\nb", 3, 0)):
        path = bench.path("note\n" + content, "a.txt")
        with text.copied(bench.workbench, path, None, skip=1) as (copy, extent):
            assert copy.read_text() == content.replace("\r\n", "\n").replace("\r", "\n")
        assert (extent.lines, extent.blank_end) == (lines + 1, blank)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("size", [10, 1_000_000])
def test_a_disk_that_is_full(bench: Bench, size: int) -> None:
    (bench.workbench.home.path / text.COPY).symlink_to("/dev/full")
    with pytest.raises(HomeError, match="is full") as caught:
        bench.read(("a,b\n" + "1,2\n" * size).encode("utf-16"), "a.csv")
    assert "Make room" in caught.value.hint


def test_a_disk_that_is_full_while_duckdb_reads(bench: Bench) -> None:
    bench.workbench.con.execute("set memory_limit = '40MB'")
    bench.workbench.con.execute("set max_temp_directory_size = '1MB'")
    body = "".join(f"{n * 7919 % 1000003:x},{'%x' % (n * 104729) * 40}\n" for n in range(250_000))
    with pytest.raises(HomeError, match="not enough memory or disk") as caught:
        bench.read("a,b\n" + body, "a.csv")
    assert "UTF-8" not in caught.value.message + caught.value.hint


def test_words_of_the_operating_system_about_a_full_disk(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    def full(*_: object) -> None:
        raise duckdb.IOException("IO Error: Could not write file: No space left on device")

    monkeypatch.setitem(formats._READERS, "csv", full)
    with pytest.raises(HomeError, match="is full"):
        bench.read("a,b\n1,2\n", "a.csv")
