"""A workbook holds what the CSV of the same question holds, and nothing that a spreadsheet acts on."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.sample import FORMULAS
from warehouse import export, export_excel
from warehouse.connect import Reader
from warehouse.errors import FilterError, NobodyWaits
from warehouse.filters import parse
from warehouse.limits import HAS_LEFT
from warehouse.settings import load

COLUMNS = ["track_id", "title", "popularity", "energy", "explicit"]


@pytest.mark.parametrize("here", [10**9, 1], ids=["here", "by a process of its own"])
def test_the_workbook_is_the_csv_and_no_text_is_a_formula(
    sample_home: Path, here: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_excel, "HERE", here)
    with Reader(sample_home, load({}, home=sample_home)).view() as view:
        asked = (view, parse("popularity >= 0"), (("title", False),), COLUMNS)
        text = b"".join(export.stream_tracks(*asked)).decode()
        made = b"".join(export_excel.stream_workbook(export.stream_tracks(*asked)))
        monkeypatch.setattr(export_excel, "MOST_ROWS", 3)
        with pytest.raises(FilterError, match="holds 3 rows"):
            next(export_excel.stream_workbook(export.stream_tracks(*asked)))
    book = openpyxl.load_workbook(io.BytesIO(made))
    rows = list(csv.reader(line for line in io.StringIO(text) if not line.startswith("# ")))
    found = list(book["Rows"].iter_rows())
    assert [cell.value for cell in found[0]] == rows[0] == COLUMNS
    assert len(found) == len(rows) > 100
    for cells, (track, title, popularity, energy, explicit) in zip(found[1:], rows[1:], strict=True):
        values = [cell.value for cell in cells]
        assert values[:2] == [track, title or None]
        assert values[2:4] == [float(n) if n else None for n in (popularity, energy)]
        assert values[4] is ({"true": True, "false": False}.get(explicit))
    titles = [cells[1] for cells in found[1:]]
    assert {f"'{formula}" for formula in FORMULAS} <= {cell.value for cell in titles}
    assert all(cell.data_type in ("s", "n") and cell.hyperlink is None for cell in titles)
    said = dict(book["Where from"].iter_rows(values_only=True))
    lines = dict(line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# "))
    assert {**said, "time": ""} == {**lines, "time": ""}


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that writing starts, each of which writes as long as it is given cells."""
    started = []

    class Slow(subprocess.Popen[bytes]):
        def __init__(self, _command: list[str], **how: Any) -> None:
            super().__init__(
                [sys.executable, "-c", "import sys, time; sys.stdin.buffer.read(); time.sleep(600)"], **how
            )
            started.append(self)

    monkeypatch.setattr(export_excel, "HERE", 1)
    monkeypatch.setattr(subprocess, "Popen", Slow)
    return started


def test_a_workbook_that_nobody_waits_for_is_not_finished(
    sample_home: Path, children: list[subprocess.Popen[bytes]]
) -> None:
    left = HAS_LEFT.set(lambda: True)
    try:
        with Reader(sample_home, load({}, home=sample_home)).view() as view, pytest.raises(NobodyWaits):
            next(export_excel.stream_workbook(export.stream_tracks(view, parse(""), (), COLUMNS)))
    finally:
        HAS_LEFT.reset(left)
    assert [child.returncode for child in children] == [-9]


def test_too_many_rows_end_the_process_that_writes(
    sample_home: Path, children: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_excel, "MOST_ROWS", 150)
    with Reader(sample_home, load({}, home=sample_home)).view() as view:
        pieces = export.stream_tracks(view, parse(""), (), COLUMNS)
        pieces.batches = (part for batch in pieces.batches for part in (batch.slice(0, 100), batch.slice(100, 100)))
        with pytest.raises(FilterError, match="holds 150 rows"):
            next(export_excel.stream_workbook(pieces))
    assert [child.returncode for child in children] == [-9]


def test_a_process_that_fails_is_told(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_excel, "HERE", 1)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    failed = pytest.raises((subprocess.CalledProcessError, OSError))
    with Reader(sample_home, load({}, home=sample_home)).view() as view, failed:
        next(export_excel.stream_workbook(export.stream_tracks(view, parse(""), (), COLUMNS)))
