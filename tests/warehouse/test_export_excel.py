"""A workbook holds what the CSV of the same question holds, and nothing that a spreadsheet acts on."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from tests.sample import FORMULAS
from warehouse import export, export_excel
from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.filters import parse
from warehouse.settings import load

COLUMNS = ["track_id", "title", "popularity", "energy", "explicit"]


def test_the_workbook_is_the_csv_and_no_text_is_a_formula(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
