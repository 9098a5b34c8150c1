"""Files of candidates: leniently recognised, strictly checked, never loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl import candidates
from etl.candidates import Candidates
from tests.warehouse.homes import QUICK
from warehouse.connect import Workbench
from warehouse.errors import EmptyInput, MissingInput, NotRecognised
from warehouse.home import Home

TEXT = (
    "Title,Artist,bpm,Energy,danceability,loudness,note\n"
    "One,Ann,128,0.9,0.7,-5,keep\n"
    ",,,,,,\n"
    "Three,Bob,0,1.4,0.7,-5,too much\n"
    "Four,,100,N/A,0.5,bad,\n"
    '"=Five, or so",Ann,90,0.2,0.1,-12,-3\n'
)


def read(tmp_path: Path, text: str, name: str = "new.csv") -> tuple[Workbench, Candidates]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    workbench = Workbench(Home(tmp_path / "home"), QUICK).__enter__()
    return workbench, candidates.read(workbench, path)


def test_rows_are_typed_and_faults_have_their_line(tmp_path: Path) -> None:
    workbench, found = read(tmp_path, TEXT)
    (table,) = found.batches()
    rows = table.to_pylist()
    assert [(r["row"], r["line"], r["title"], r["artists"]) for r in rows] == [
        (1, 2, "One", ["Ann"]), (2, 3, "", []), (5, 6, "=Five, or so", ["Ann"]),
    ]  # fmt: skip
    assert (rows[0]["tempo"], rows[0]["energy"], rows[0]["valence"]) == (128.0, 0.9, None)
    assert found.rows == 3
    assert [(r["line"], r["column_name"], r["reason"], r["value"]) for r in found.rejects] == [
        (4, "energy", "outside 0 to 1", "1.4"), (5, "loudness", "not a number", "bad"),
    ]  # fmt: skip
    assert found.ignored == ("note",)
    assert workbench.value("select count(*) from raw.tracks") == 0
    workbench.__exit__()


def test_all_rows_come_back_as_they_were_given(tmp_path: Path) -> None:
    workbench, found = read(tmp_path, TEXT)
    names, added = candidates.free_names(found.layout, ("note", "genre"))
    assert names == ("Title", "Artist", "bpm", "Energy", "danceability", "loudness", "note")
    assert added == ("note_2", "genre")
    ((given, typed),) = found.whole(names)
    assert given.column("Title").to_pylist() == ["One", None, "Three", "Four", "'=Five, or so"]  # guarded
    assert given.column("note").to_pylist()[-1] == "-3"  # a number needs no guard
    faults = typed.column("fault").to_pylist()
    assert [None if f is None else found.reasons[f] for f in faults] == [
        None, None, "energy outside 0 to 1", "loudness not a number", None,
    ]  # fmt: skip
    workbench.__exit__()


def test_batches_are_bounded_and_in_order(tmp_path: Path) -> None:
    rows = "".join(f"Song {i},{i / 1000}\n" for i in range(1000))
    workbench, found = read(tmp_path, "title,energy\n" + rows)
    tables = list(found.batches(300))
    assert sum(table.num_rows for table in tables) == 1000
    assert [n for table in tables for n in table.column("row").to_pylist()] == list(range(1, 1001))
    workbench.__exit__()


def test_known_layouts_split_artists_and_genres_as_they_do_when_loaded(tmp_path: Path) -> None:
    text = "track_id,artists,album_name,track_name,popularity,track_genre,energy\nx,Ann;Bob,Al,Ti,55,pop,0.5\n"
    workbench, found = read(tmp_path, text)
    (row,) = next(iter(found.batches())).to_pylist()
    assert (row["artists"], row["genres"], row["album"]) == (["Ann", "Bob"], ["pop"], "Al")
    workbench.__exit__()


def test_a_release_date_gives_the_year(tmp_path: Path) -> None:
    workbench, found = read(tmp_path, "title,release_date\nOne,2019-06-14\nTwo,2020\nThree,\n")
    assert next(iter(found.batches())).column("release_year").to_pylist() == [2019.0, 2020.0, None]
    workbench.__exit__()


@pytest.mark.parametrize(
    ("text", "error"),
    [("foo,bar\n1,2\n", NotRecognised), ("", EmptyInput), ("title,energy\n", EmptyInput)],
)
def test_what_is_no_list_of_tracks_is_said(tmp_path: Path, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(tmp_path, text)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench, pytest.raises(MissingInput):
        candidates.read(workbench, tmp_path / "none.csv")


def test_a_column_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("what,drive\nOne,0.4\n", encoding="utf-8")
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        found = candidates.read(workbench, path, {"what": "title", "drive": "energy"})
        (row,) = next(iter(found.batches())).to_pylist()
    assert (row["title"], row["energy"]) == ("One", 0.4)
