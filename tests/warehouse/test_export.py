"""The export: what is written reads back as exactly the rows, the order and the columns that were asked for."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.catalogue import SNAPSHOT, Track, published, stored
from warehouse import export
from warehouse.connect import View
from warehouse.errors import FilterError, RepertoireError
from warehouse.export import guard, guard_sql, provenance_of, stream_tracks, unguard, unguard_sql, write_tracks
from warehouse.filters import TrackFilter, parse, parse_sort

FORMULAS = (
    "=1+1",
    "+1",
    "-40 dB",
    "@home",
    "\ttab",
    "\rcr",
    "\nlf",
    "\x00nul",
    "\x7fdel",
    "\x85c1",
    "'=kept",
    "''-two",
)
HARMLESS = (
    "Halo",
    "",
    "'quoted'",
    "it's; a, b",
    'say "no"',
    "two\nlines",
    "🎵 東京",
    " =space first",
    "#1 Crush",
    "N/A",
)
COLUMNS = ["title", "popularity", "energy", "tempo", "explicit", "release_date", "artists", "track_id"]


def catalogue() -> list[Track]:
    """Awkward titles, numbers with all their digits, and missing values everywhere."""
    chance = random.Random(3)
    return [
        Track(
            f"id{n:02d}",
            title=title,
            artists=("=Formula",) if n % 7 == 0 else ("Somebody",),
            popularity=None if n % 6 == 5 else chance.randint(0, 100),
            values={
                "energy": None if n % 5 == 4 else chance.random(),
                "tempo": chance.random() * 200,
                "loudness": -chance.random() * 60,
                "explicit": (True, False, None)[n % 3],
                "release_date": None if n % 4 == 3 else dt.date(1970 + n, 2, 3),
            },
        )
        for n, title in enumerate((*FORMULAS, *HARMLESS, None))
    ]


TRACKS = catalogue()


@pytest.fixture
def view() -> View:
    return published(TRACKS)


def written(view: View, flt: str = "", sort: str = "", columns: list[str] | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    write_tracks(view, parse(flt), parse_sort(sort), columns or COLUMNS, out, **options)
    return out.getvalue()


def split(file: bytes) -> tuple[list[str], list[list[str]]]:
    """(provenance lines, rows with the header), by the csv module of Python alone."""
    text = file.decode("utf-8")
    notes = []
    while text.startswith("# "):
        line, text = text.split("\n", 1)
        notes.append(line)
    return notes, list(csv.reader(io.StringIO(text, newline=""), strict=True))


def cell(value: Any) -> str:
    """A value as the file should have it, without the guard."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_rows_read_back_exactly(view: View) -> None:
    _, rows = split(written(view, raw=True))
    assert rows[0] == COLUMNS
    assert rows[1:] == [[cell(t.value(name)) for name in COLUMNS] for t in stored(TRACKS)]


def test_filter_sort_and_columns_are_those_asked_for(view: View) -> None:
    columns = ["energy", "track_id"]
    _, rows = split(written(view, "popularity >= 20 and energy is present", "-energy", columns))
    kept = [t for t in TRACKS if (t.popularity or 0) >= 20 and t.value("energy") is not None]
    assert 3 < len(kept) < len(TRACKS)
    assert rows[0] == columns
    assert rows[1:] == [
        [repr(t.value("energy")), t.track_id] for t in sorted(kept, key=lambda t: t.value("energy"), reverse=True)
    ]


def test_numbers_are_exact_and_unquoted(view: View) -> None:
    file = written(view, columns=["tempo", "loudness", "popularity"], provenance=False).decode()
    assert '"' not in file
    assert "'" not in file  # negative numbers are not guarded
    rows = [line.split(",") for line in file.splitlines()[1:]]
    assert [float(row[0]) for row in rows] == [t.value("tempo") for t in stored(TRACKS)]
    assert [float(row[1]) for row in rows] == [t.value("loudness") for t in stored(TRACKS)]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_every_double_survives(numbers: list[float]) -> None:
    view = published([Track(f"{n:02d}", values={"tempo": x}) for n, x in enumerate(numbers)])
    _, rows = split(written(view, columns=["tempo"]))
    assert [float(row[0]) for row in rows[1:]] == numbers


def test_the_guard(view: View) -> None:
    notes, rows = split(written(view, columns=["title", "artists"]))
    titles = {row[0] for row in rows[1:]}
    assert {f"'{text}" for text in FORMULAS} <= titles
    assert set(HARMLESS) <= titles
    assert {row[1] for row in rows[1:]} == {"'=Formula", "Somebody"}
    assert "# text guard: on" in notes
    notes, rows = split(written(view, columns=["title"], raw=True))
    assert set(FORMULAS) <= {row[0] for row in rows[1:]}
    assert "# text guard: off" in notes


def test_the_guard_comes_off_again(view: View) -> None:
    _, rows = split(written(view, columns=["title"]))
    assert [unguard(row[0]) for row in rows[1:]] == [t.title or "" for t in stored(TRACKS)]


@given(st.text(max_size=8) | st.text("'=+-@\t\r\n\x00\x85aé", max_size=8))
def test_guard_round_trip(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text).lstrip("'")[:1] == text.lstrip("'")[:1]
    first = guard(text)[:1]
    assert first not in ("=", "+", "-", "@")
    assert not first or ord(first) >= 32
    params = {"text": text}
    con = _database()
    assert con.execute(f"select {guard_sql('$text')}", params).fetchall() == [(guard(text),)]
    assert con.execute(f"select {unguard_sql('$text')}", params).fetchall() == [(unguard(text),)]


_CONNECTIONS: list[duckdb.DuckDBPyConnection] = []


def _database() -> duckdb.DuckDBPyConnection:
    """One connection for all examples of a property test."""
    if not _CONNECTIONS:
        _CONNECTIONS.append(duckdb.connect())
    return _CONNECTIONS[0]


def test_duckdb_reads_the_export_and_takes_the_guard_off(view: View, tmp_path: Path) -> None:
    path = tmp_path / "tracks.csv"
    write_tracks(view, TrackFilter.all(), (), ["track_id", "title", "tempo"], path)
    options = "comment = '#', allow_quoted_nulls = false, all_varchar = true, quote = '\"', header = true"
    query = f"select track_id, {unguard_sql('title')}, tempo from read_csv($path, {options})"
    rows = duckdb.connect().execute(query, {"path": str(path)}).fetchall()
    assert {(i, title, float(tempo)) for i, title, tempo in rows} == {
        (t.track_id, t.title, t.value("tempo")) for t in TRACKS
    }


def test_provenance(view: View) -> None:
    notes, rows = split(written(view, 'title contains "a\nb" or popularity >= 20', "-tempo,title", ["title", "tempo"]))
    kept = sum((t.popularity or 0) >= 20 for t in TRACKS)
    assert len(rows) == kept + 1
    assert notes[7].startswith("# time: ")
    assert notes[:7] + notes[8:] == [
        "# source: Repertoire export",
        '# filter: track contains "a\\nb" or popularity at least 20',
        '# filter expression: title contains "a\\nb" or popularity >= 20',
        "# sort: tempo, highest first; then track, A to Z (-tempo,title)",
        "# columns: title, tempo",
        "# data version: snapshot 7, published 2026-11-22T15:30:00 UTC, data as of 2022-10-01 (assumed)",
        f"# rows: {kept}",
        "# text guard: on",
    ]


def test_the_time_is_utc_without_a_zone(view: View) -> None:
    before = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    notes, _ = split(written(view))
    time = next(n for n in notes if n.startswith("# time: ")).removeprefix("# time: ").removesuffix(" UTC")
    assert before <= dt.datetime.fromisoformat(time) <= before + dt.timedelta(minutes=5)


@pytest.mark.parametrize(
    ("flt", "sort", "column"),
    [("", "", "predicted_genre"), ("", "-genre_confidence", "title"), ("predicted_genre = rock", "", "title")],
)
def test_the_run_behind_predicted_columns_is_named(view: View, flt: str, sort: str, column: str) -> None:
    line = "# genre model: run 20261122T150000-abcdef"
    assert line in split(written(view, flt, sort, [column]))[0]
    assert not [n for n in split(written(view))[0] if "model" in n]


def test_the_demo_is_marked(view: View) -> None:
    assert not [n for n in split(written(view))[0] if n.startswith("# demo")]
    notes, _ = split(written(published(TRACKS, replace(SNAPSHOT, demo=True))))
    assert [n for n in notes if n.startswith("# demo: yes")]


def test_provenance_can_be_left_out_given_or_extended(view: View) -> None:
    assert written(view, provenance=False).startswith(",".join(COLUMNS).encode() + b"\n")
    assert "# page: Dis cover" in split(written(view, notes={"page": "Dis\ncover"}))[0]
    given_one = provenance_of(view, parse(""), (), COLUMNS)
    assert split(written(view, provenance=given_one))[0] == given_one.lines().decode().splitlines()


def test_no_rows(view: View) -> None:
    notes, rows = split(written(view, "popularity > 99 and popularity < 1"))
    assert rows == [COLUMNS]
    assert "# rows: 0" in notes
    assert split(written(published([]), provenance=False))[1] == [COLUMNS]


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_alone_keeps_its_missing_values(name: str) -> None:
    """An empty line would be skipped by most readers, and a title may hold one."""
    tracks = [*TRACKS, Track("blank", "a\n\nb")]
    file = written(published(tracks), columns=[name], provenance=False, raw=True)
    assert split(file)[1] == [[name], *([cell(t.value(name))] for t in stored(tracks))]
    if name == "energy":
        assert file.count(b'"') == 2 * sum(t.value(name) is None for t in tracks)


def test_many_slices_and_batches_make_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "STORED_SLICE", 7)
    monkeypatch.setattr(export, "BATCH_ROWS", 3)
    tracks = [Track(f"{n:03d}", popularity=n % 50) for n in range(100)]
    for sort, order in (("", stored(tracks)), ("track_id", sorted(tracks, key=lambda t: t.track_id))):
        _, rows = split(written(published(tracks), "popularity != 3", sort, ["track_id"]))
        assert [row[0] for row in rows[1:]] == [t.track_id for t in order if t.popularity != 3]


def test_the_stream_comes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "STORED_SLICE", 10)
    view = published([Track(f"{n:03d}") for n in range(35)])
    pieces = list(stream_tracks(view, TrackFilter.all(), (), ["track_id"]))
    assert len(pieces) == 5  # the head, then 10, 10, 10 and 5 rows
    assert pieces[0].startswith(b"# source")
    assert b"".join(pieces).count(b"\n") == pieces[0].count(b"\n") + 35


def test_a_file_is_complete_or_absent(view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.csv"
    write_tracks(view, TrackFilter.all(), (), COLUMNS, path)
    assert path.read_bytes().splitlines()[-1]
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]
    before = path.read_bytes()
    monkeypatch.setattr(export.export_csv, "rows", lambda batch: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_tracks(view, TrackFilter.all(), (), COLUMNS, path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_a_path_that_cannot_be_written_is_said(view: View, tmp_path: Path) -> None:
    with pytest.raises(RepertoireError, match="Cannot write"):
        write_tracks(view, TrackFilter.all(), (), COLUMNS, tmp_path / "none" / "out.csv")


def test_unknown_columns_fail_before_anything_is_written(view: View, tmp_path: Path) -> None:
    for columns in (["titel"], [], ["title", "title"], ["search_text"]):
        with pytest.raises(FilterError):
            write_tracks(view, TrackFilter.all(), (), columns, tmp_path / "out.csv")
    assert list(tmp_path.iterdir()) == []
