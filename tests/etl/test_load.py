"""Files and folders into one home: dates, collections, repeats, failures that leave nothing behind."""

from __future__ import annotations

import dataclasses
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from etl import report as reports
from etl.load import LoadOptions, load
from tests.etl.conftest import Loader
from tests.sample import TRUTH
from warehouse import store

TEXT = "title,artists,popularity\nOne,A,1\nTwo,B,2\n,C,3\n"
RAW = ("loads", "tracks", "labels", "rejects")


def contents(loader: Loader) -> dict[str, list[tuple]]:
    """Every row of the raw tables."""
    return {table: loader.workbench.rows(f"select * from raw.{table} order by all") for table in RAW}


def test_the_sample_file_gives_what_its_plan_says(loader: Loader, sample_csv: Path) -> None:
    report = loader.file(sample_csv)
    counts = (report.rows_read, report.rows_loaded, report.rows_merged, report.rows_rejected)
    assert counts == (TRUTH.rows, TRUTH.tracks, TRUTH.rows_merged, TRUTH.rows_rejected)
    assert (report.disagreeing, report.rejects, report.kind) == (TRUTH.disagreeing, {"no title": 1}, "tracks")
    assert report.missing == {"tempo": TRUTH.no_tempo, "time_signature": TRUTH.no_time_signature}
    assert loader.rejects() == [(TRUTH.rows + 1, "title", "no title", "")]
    best = loader.workbench.rows("select track_id, popularity from raw.tracks where track_id like 'disagree%'")
    assert dict(best) == dict(TRUTH.highest_popularity)


@pytest.mark.parametrize(
    ("name", "as_of", "assumed"),
    [
        ("tracks-2021-03-04.csv", date(2021, 3, 4), False),
        ("20210304 tracks.csv", date(2021, 3, 4), False),
        ("week_2021_03_04.csv", date(2021, 3, 4), False),
        ("tracks-2021-02-31.csv", None, True),
        ("tracks-120210304.csv", None, True),
        ("tracks.csv", None, True),
    ],
)
def test_the_date_comes_from_the_name_or_is_assumed(
    loader: Loader, name: str, as_of: date | None, assumed: bool
) -> None:
    path = loader.folder / name
    path.write_text(TEXT)
    noon = datetime(2020, 5, 6, 12, tzinfo=UTC).timestamp()
    os.utime(path, (noon, noon))
    loader.file(path)
    stored = loader.workbench.rows("select as_of, as_of_assumed from raw.loads")
    assert stored == [(as_of or date(2020, 5, 6), assumed)]


def test_a_stated_date_and_collection_win(loader: Loader) -> None:
    options = LoadOptions(as_of=date(2001, 2, 3), collection="Ours")
    loader.good("title,artists,genre\nOne,A,pop\n", "tracks-2021-03-04.csv", options)
    assert loader.workbench.rows("select as_of, as_of_assumed, collection, vocabulary from raw.loads") == [
        (date(2001, 2, 3), False, "Ours", "Ours")
    ]


def test_the_collection_is_the_name_up_to_the_first_dot(loader: Loader) -> None:
    assert loader.good(TEXT, "market.2024.csv").collection == "market"


def test_the_same_content_twice_changes_nothing(loader: Loader) -> None:
    first = loader.good(TEXT)
    before = contents(loader)
    again = loader.good(TEXT)
    assert again.already_loaded
    assert not first.already_loaded
    same = ("kind", "rows_read", "rows_loaded", "rows_merged", "rows_rejected", "rejects", "load_id", "collection")
    assert [getattr(again, name) for name in same] == [getattr(first, name) for name in same]
    assert contents(loader) == before
    assert not loader.good(TEXT, options=LoadOptions(collection="another")).already_loaded


def test_columns_nobody_knows_are_told(loader: Loader) -> None:
    report = loader.good("title,artists,popularity,mood,Unnamed: 0\nOne,A,1,glad,0\n")
    assert report.unknown_columns == ("mood",)
    assert loader.workbench.value("select notes from raw.loads") == "columns not used: mood"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("title,artists\n", "header but no rows"),
        ("title,artists", "header but no rows"),
        ("a,b\n1,2\n", "No known kind"),
        ("title,popularity\nOne,2\n", "No known kind"),
        ("title,artists\n,A\nOne,\n,\n", "None of the 3 rows"),
        ("title,artists\nOne\nTwo\n", "None of the 2 rows"),
    ],
)
def test_a_file_that_cannot_be_used_leaves_nothing(loader: Loader, text: str, words: str) -> None:
    loader.good(TEXT, "good.csv")
    before = contents(loader)
    report = loader.text(text, "bad.csv")
    assert words in report.error
    assert report.hint
    assert contents(loader) == before


def test_nothing_usable_says_why_and_where(loader: Loader) -> None:
    report = loader.text("title,artists,popularity\n\nOne,A,101\n,B,1\nTwo,C,102\n")
    assert "popularity outside 0 to 100 (2), no title (1)" in report.error
    assert "line 3" in report.hint


def test_a_folder_gives_every_file_that_is_recognised(loader: Loader) -> None:
    folder = loader.folder / "in"
    (folder / "deeper").mkdir(parents=True)
    (folder / "b.csv").write_text("title,artists\nB,A\n")
    (folder / "deeper" / "a.tsv").write_text("title\tartists\nA\tA\n")
    (folder / "notes.md").write_text("title,artists\nno,no\n")
    (folder / "other.csv").write_text("x,y\n1,2\n")
    (folder / "empty.csv").write_text("")
    (folder / "binary.csv").write_bytes(b"title,artists\n\0\0\n")
    report = load(loader.workbench, [folder])
    assert [Path(f.file).name for f in report.loaded] == ["b.csv", "a.tsv"]
    assert sorted(Path(p).name for p in report.skipped) == ["empty.csv", "notes.md", "other.csv"]
    assert [Path(f.file).name for f in report.failed] == ["binary.csv"]  # damaged: told, not skipped


def test_a_folder_in_which_nothing_is_recognised(loader: Loader) -> None:
    folder = loader.folder / "in"
    folder.mkdir()
    (folder / "notes.md").write_text("hello")
    (report,) = load(loader.workbench, [folder]).files
    assert "Nothing in the folder" in report.error
    assert ".csv" in report.hint


@pytest.mark.parametrize("target", ["a file", "a folder"])
def test_an_unknown_kind_is_named(loader: Loader, target: str) -> None:
    (loader.folder / "t.csv").write_text(TEXT)
    path = loader.folder if target == "a folder" else loader.folder / "t.csv"
    (report,) = load(loader.workbench, [path], LoadOptions(kind="albums")).files
    assert "'albums'" in report.error
    assert "tracks" in report.hint


def test_good_files_are_loaded_beside_bad_ones(loader: Loader) -> None:
    good = [loader.folder / "one.csv", loader.folder / "two.csv"]
    good[0].write_text(TEXT)
    good[1].write_text("title,artists\nThree,A\n")
    bad = loader.folder / "bad.csv"
    bad.write_text("x\n1\n")
    steps: list[tuple[str, int, int]] = []
    paths = [loader.folder / "gone.csv", good[0], bad, good[1]]
    report = load(loader.workbench, paths, progress=lambda *step: steps.append(step))
    assert len(report.failed) == 2
    assert [Path(f.file).name for f in report.loaded] == ["one.csv", "two.csv"]
    assert loader.column("title") == [("One",), ("Two",), ("Three",)]
    assert steps == [
        ("Loading one.csv", 0, 3), ("Loading bad.csv", 1, 3), ("Loading two.csv", 2, 3), ("Loaded", 3, 3),
    ]  # fmt: skip


def test_a_name_of_odd_bytes_can_be_reported(loader: Loader) -> None:
    path = Path(str(loader.folder / "odd-\udcff.csv"))
    path.write_text(TEXT)
    report = loader.file(path)
    assert "Rename" in report.hint
    assert (report.file + str(report.error)).encode()


def test_a_load_that_dies_half_way_leaves_nothing(loader: Loader, monkeypatch: pytest.MonkeyPatch) -> None:
    loader.good(TEXT, "good.csv")
    before = contents(loader)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "record_load", die)
    with pytest.raises(KeyboardInterrupt):
        loader.text("title,artists\nThree,A\n", "next.csv")
    assert contents(loader) == before
    monkeypatch.undo()
    assert loader.good("title,artists\nThree,A\n", "next.csv").load_id == 2


def test_the_load_is_recorded(loader: Loader) -> None:
    loader.good(TEXT, "tracks.csv", LoadOptions(demo=True))
    row = loader.workbench.arrow("select * from raw.loads").to_pylist()[0]
    assert row["bytes"] == len(TEXT)
    assert (row["file"], row["schema"], row["demo"]) == ("tracks.csv", "generic_tracks", True)
    assert (row["rows_read"], row["rows_loaded"], row["rows_merged"], row["rows_rejected"]) == (3, 2, 0, 1)
    assert abs((datetime.now(UTC).replace(tzinfo=None) - row["loaded_at"]).total_seconds()) < 60


def test_report_fields_are_those_of_the_contract() -> None:
    names = [f.name for f in dataclasses.fields(reports.FileReport)]
    contract = ["file", "kind", "rows_read", "rows_loaded", "rows_merged", "rows_rejected", "rejects", "seconds"]
    assert names[: len(contract)] == contract


def test_a_column_that_only_later_records_have_is_used_and_an_unknown_one_named(loader: Loader) -> None:
    first = '{"title": "T", "artists": "A"}\n'
    report = loader.good(first * 2000 + '{"title": "U", "artists": "B", "popularity": 9, "odd": 1}\n', "t.ndjson")
    assert report.unknown_columns == ("odd",)
    assert loader.workbench.value("select popularity from raw.tracks where title = 'U'") == 9
