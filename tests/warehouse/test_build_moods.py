"""Moods in the build: made again when the table or the tracks change, and only then; a copy in the home wins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse.homes import QUICK, like, load_text
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.errors import BadReference
from warehouse.home import Home
from warehouse.moods import COLUMNS

HEAD = ",".join(COLUMNS)
SONGS = "track_id,title,artists,energy\na,One,A,0.2\nb,Two,B,0.5\nc,Three,C,\n"
MOODS = {"mood_ranges", "track_moods", "moods"}


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    def make(home: Home) -> None:
        with Workbench(home, QUICK) as workbench:
            load_text(workbench, SONGS)
            build(workbench)

    with Workbench(like(tmp_path / "home", (SONGS, "built"), make), QUICK) as workbench:
        yield workbench


def made(workbench: Workbench) -> set[str]:
    """The relations that a build makes."""
    told: list[str] = []
    build(workbench, lambda step, _done, _total: told.append(step))
    return {step.removeprefix("Building ") for step in told if step.startswith("Building ")}


def own_table(workbench: Workbench, rows: str) -> None:
    folder = workbench.home.path / "reference"
    folder.mkdir(exist_ok=True)
    (folder / "moods.csv").write_text(f"{HEAD}\n{rows}\n", encoding="utf-8")


def test_nothing_new_nothing_made(workbench: Workbench) -> None:
    assert made(workbench) == set()


def test_a_table_of_ones_own_makes_only_moods_anew(workbench: Workbench) -> None:
    own_table(workbench, "soft,mood,,Soft.,energy,,,0.4,0.6")
    assert made(workbench) == MOODS
    assert workbench.rows("select mood, tracks, not_known from moods") == [("soft", 2, 1)]
    assert workbench.rows(
        "select track_id, membership::double from track_moods join tracks using (track_no) order by 1"
    ) == [("a", 1.0), ("b", 0.5), ("c", None)]
    assert made(workbench) == set()
    own_table(workbench, "soft,mood,,Soft.,energy,,,0.2,0.4")
    assert made(workbench) == MOODS
    assert workbench.value("select tracks from moods") == 1


def test_words_alone_leave_memberships_alone(workbench: Workbench) -> None:
    own_table(workbench, "soft,mood,,Soft.,energy,,,0.4,0.6")
    made(workbench)
    own_table(workbench, "soft,mood,gentle,Softer.,energy,,,0.4,0.6")
    assert "track_moods" not in made(workbench)
    assert workbench.rows("select synonyms, sentence from moods") == [("gentle", "Softer.")]


def test_new_tracks_make_memberships_anew(workbench: Workbench) -> None:
    load_text(workbench, "track_id,title,artists,energy\nd,Four,D,0.1\n", "more.csv")
    assert "track_moods" in made(workbench)


def test_a_broken_table_stops_the_build_and_changes_nothing(workbench: Workbench) -> None:
    before = workbench.rows("from moods")
    own_table(workbench, "soft,mood,,Soft.,softness,,,0.4,0.6")
    with pytest.raises(BadReference, match="softness"):
        build(workbench)
    assert workbench.rows("from moods") == before


def test_memberships_stand_by_mood_and_track(workbench: Workbench) -> None:
    """Questions about one mood read only its part of the table."""
    rows = workbench.rows(
        "select mood_no, track_no from track_moods join moods using (mood) order by track_moods.rowid"
    )
    assert rows == sorted(rows)
    assert len(rows) == len(set(rows))
