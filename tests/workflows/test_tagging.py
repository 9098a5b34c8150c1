"""Tagging a catalogue: its rows as they are, ours appended; all of it or nothing."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from tests.workflows.test_scoring import LINES
from warehouse.errors import RepertoireError
from warehouse.settings import load
from workflows import tagging


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "new.csv"
    path.write_text(LINES, encoding="utf-8")
    return path


def rows_of(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("# ")]
    return head, list(csv.DictReader(lines[len(head) :]))


def test_tags_are_appended_and_nothing_is_lost(sample_home: Path, new: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    tagged = tagging.tag_file(load({}, home=sample_home), new, out)
    head, rows = rows_of(out)
    assert head[0] == "# source: Repertoire export"
    assert "# rows: 3" in head
    assert any(line.startswith("# genre model: run ") for line in head)
    assert [row["Title"] for row in rows] == ["Dancer", "Too loud", "Quiet"]
    assert [row["memo"] for row in rows] == ["first", "bad", "'=sum"]  # an unknown column is kept, guarded
    assert [row["predicted_genre"] for row in rows] == ["dance", "", "classical"]
    assert [row["not_used"] for row in rows] == ["", "energy outside 0 to 1", ""]
    assert {row["genre_answer"] for row in rows} <= {"sure", "not sure", ""}
    assert 0 <= float(rows[0]["runner_up_confidence"]) <= float(rows[0]["genre_confidence"]) <= 1
    assert (
        float(rows[0]["popularity_low"]) <= float(rows[0]["expected_popularity"]) <= float(rows[0]["popularity_high"])
    )
    assert (tagged.rows, tagged.unusable) == (3, 1)
    assert tagged.words().startswith("2 rows tagged")
    assert replace(tagged, rows=2).words().startswith("1 row tagged")


def test_what_was_tagged_can_be_tagged_again(sample_home: Path, new: Path, tmp_path: Path) -> None:
    settings = load({}, home=sample_home)
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"
    tagging.tag_file(settings, new, once)
    tagging.tag_file(settings, once, twice)
    _, rows = rows_of(twice)
    assert len(rows) == 3
    assert rows[0]["predicted_genre"] == rows[0]["predicted_genre_2"] == "dance"
    assert rows[2]["memo"] == "'=sum"  # guarded once


def test_many_rows_come_out_in_their_order(sample_home: Path, tmp_path: Path) -> None:
    given, out = tmp_path / "many.csv", tmp_path / "out.csv"
    given.write_text("title,energy\n" + "".join(f"Song {i},{i % 10 / 10}\n" for i in range(12_000)), encoding="utf-8")
    tagged = tagging.tag_file(load({}, home=sample_home), given, out)
    _, rows = rows_of(out)
    assert tagged.rows == len(rows) == 12_000
    assert [row["title"] for row in rows] == [f"Song {i}" for i in range(12_000)]


def test_nothing_is_left_where_it_cannot_be_written(sample_home: Path, new: Path, tmp_path: Path) -> None:
    with pytest.raises(RepertoireError, match="Cannot write"):
        tagging.tag_file(load({}, home=sample_home), new, tmp_path / "no folder" / "out.csv")
    assert list(tmp_path.glob(".*part")) == []
