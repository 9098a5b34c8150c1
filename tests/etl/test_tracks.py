"""Rows of tracks: what is kept, merged, rejected and read as missing; against hand-made rows and Python's csv module."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.load import LoadOptions, load
from tests.etl.conftest import QUICK, Loader
from warehouse.connect import Workbench
from warehouse.home import Home

COLUMNS = ("track_id", "title", "artists", "popularity", "danceability")
NO_NUMBER = {"", "na", "n/a", "nan", "null", "none", "-"}


# ---- Any file: an oracle made of csv and float -----------------------------------------------------------------------


@dataclass
class Expected:
    """What must come of a file."""

    read: int = 0
    kept: dict[str, tuple[int, str, list[str], int | None]] = field(default_factory=dict)  # id -> line, title, ...
    popularity: dict[str, set[int | None]] = field(default_factory=dict)
    usable: int = 0
    rejects: list[tuple[int, str, str, str]] = field(default_factory=list)


def number(text: str, low: float, high: float) -> tuple[float | None, str | None]:
    """(value, what is wrong with it)."""
    text = text.strip(" ")
    try:
        value = float(text)
    except ValueError:
        return None, None if text.lower() in NO_NUMBER else "not a number"
    if value != value:
        return None, None if text.lower() in NO_NUMBER else "not a number"
    if value in (float("inf"), float("-inf")):
        return None, "not a number"
    return (value, None) if low <= value <= high else (None, f"outside {low:g} to {high:g}")


def judge(text: str) -> Expected:
    """Read a file with Python's csv module and judge its rows one by one."""
    found = Expected()
    lines = text.splitlines(keepends=True)
    reader = csv.reader(io.StringIO(text, newline=""))
    end = 0
    for row in reader:
        start, end = end + 1, reader.line_num
        if not row or start == 1:
            continue
        found.read += 1
        raw = "".join(lines[start - 1 : end]).strip("\r\n")
        while len(row) > len(COLUMNS) and row[-1] == "":
            row.pop()  # empty cells at the end of a line are no columns
        if len(row) < len(COLUMNS):
            found.rejects.append((start, COLUMNS[len(row) - 1], "too few columns", raw))
        elif len(row) > len(COLUMNS):
            found.rejects.append((start, "", "too many columns", raw))
        else:
            _judge_row(found, start, row)
    return found


def _judge_row(found: Expected, line: int, row: list[str]) -> None:
    track_id, title, artists, popularity, danceability = row
    names = [name.strip(" ") for name in artists.split(";") if name.strip(" \t\r\n")]
    best, wrong = number(popularity, 0, 100)
    _, wrong_too = number(danceability, 0, 1)
    if not title.strip(" \t\r\n"):
        found.rejects.append((line, "title", "no title", title))
    elif not names:
        found.rejects.append((line, "artists", "no artist", artists))
    elif wrong:
        found.rejects.append((line, "popularity", wrong, popularity))
    elif wrong_too:
        found.rejects.append((line, "danceability", wrong_too, danceability))
    else:
        found.usable += 1
        key = track_id.strip(" ") or repr((title.strip(" ").lower(), [name.lower() for name in names]))
        found.kept.setdefault(key, (line, title.strip(" "), names, None))
        found.popularity.setdefault(key, set()).add(None if best is None else int(best))


cell = st.text(st.sampled_from("ab,;\"'\n é東#=\t|-\\"), max_size=6)
title = st.one_of(cell, st.sampled_from(["NA", "N/A", "null", "Nan", "None", "=1+1", "# no comment", '"', ""]))
artists = st.one_of(cell, st.sampled_from(["A", "A;B", "NA", "N/A", "Tyler, The Creator", ";", "A; ;B"]))
values = ["", "0", "50", "100", "101", "-1", " 7 ", "abc", "nan", "NaN", "inf", "NA", "1e1", "None", "1,5", "-"]
shares = ["", "0.5", "1", "0", "1.0001", "-0.1", "nan", "x", "1e-3", "inf"]
track_id = st.sampled_from(["a", "b", "c", "", " a "])
whole = st.tuples(track_id, title, artists, st.sampled_from(values), st.sampled_from(shares)).map(list)
ragged = st.lists(cell, min_size=1, max_size=7).filter(any)
counter = itertools.count()


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with Workbench(Home(tmp_path_factory.mktemp("any")), QUICK) as workbench:
        yield workbench


@given(
    rows=st.lists(st.one_of(whole, whole, whole, ragged, st.just([])), min_size=1, max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    bom=st.booleans(),
    last=st.booleans(),
)
def test_any_file_adds_up(
    workbench: Workbench, rows: list[list[str]], end: str, quoting: int, bom: bool, last: bool
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end, quoting=quoting)
    writer.writerow(COLUMNS)
    for row in [*rows, ["z", "The last", "A", "1", "0"]]:
        writer.writerow([text.replace("\n", end) for text in row])
    text = out.getvalue() if last else out.getvalue().removesuffix(end)
    expected = judge(text)
    path = workbench.home.path / "any.csv"
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + text.encode())

    (report,) = load(workbench, [path], LoadOptions(collection=f"c{next(counter)}")).files

    assert report.error is None, report.error
    assert report.rows_read == report.rows_loaded + report.rows_merged + report.rows_rejected == expected.read
    found = workbench.rows(
        "select line, column_name, reason, value from raw.rejects where load_id = $load order by line",
        {"load": report.load_id},
    )
    assert [(line, reason, value) for line, _, reason, value in found] == [
        (line, reason, value) for line, _, reason, value in expected.rejects
    ]
    told = [(line, column) for line, column, reason, _ in found if not reason.startswith("too ")]
    assert told == [(line, column) for line, column, reason, _ in expected.rejects if not reason.startswith("too ")]
    assert (report.rows_loaded, report.rows_merged) == (len(expected.kept), expected.usable - len(expected.kept))
    assert sum(report.rejects.values()) == len(expected.rejects)
    best = {key: max((n for n in given if n is not None), default=None) for key, given in expected.popularity.items()}
    disagreeing = sum(len(given - {None}) > 1 for given in expected.popularity.values())
    assert report.disagreeing == disagreeing
    stored = workbench.rows(
        "select line, title, artist_names, popularity from raw.tracks where load_id = $load order by line",
        {"load": report.load_id},
    )
    assert stored == sorted((line, t, names, best[key]) for key, (line, t, names, _) in expected.kept.items())


# ---- By hand ---------------------------------------------------------------------------------------------------------


def test_names_that_look_missing_are_names(loader: Loader) -> None:
    names = ["NA", "N/A", "null", "Nan", "None", "nan", "NULL", "-", "0", "True"]
    rows = [f"{n},{name},{name},{name},{n}" for n, name in enumerate(names)]
    report = loader.good("\n".join(["track_id,title,artists,genre,popularity", *rows]) + "\n")
    assert report.rows_loaded == len(names)
    assert loader.column("title", "artist_names[1]") == [(name, name) for name in names]
    assert loader.workbench.value("select count(*) from raw.labels") == len(names)


def test_merging_keeps_the_first_row_the_highest_popularity_and_all_labels(loader: Loader) -> None:
    report = loader.good(
        "track_id,title,artists,popularity,energy,genre\n"
        "x,First,A,10,0.1,pop\nx,Second,B,30,0.2,rock\nx,Third,A,20,0.3,pop\n"
        "y,Same,A,5,0.5,pop\ny,Same,A,5,0.5,pop\nz,Gone,A,,0.5,pop\nz,Gone,A,8,0.5,\n"
    )
    assert (report.rows_read, report.rows_loaded, report.rows_merged, report.disagreeing) == (7, 3, 4, 1)
    stored = loader.column("track_id", "title", "artists", "popularity", "energy", "line")
    assert stored == [("x", "First", "A", 30, 0.1, 2), ("y", "Same", "A", 5, 0.5, 5), ("z", "Gone", "A", 8, 0.5, 7)]
    assert loader.workbench.rows("select track_id, genre from raw.labels order by all") == [
        ("x", "pop"), ("x", "rock"), ("y", "pop"), ("z", "pop"),
    ]  # fmt: skip


def test_artists_are_split_where_the_layout_says_so(loader: Loader) -> None:
    """By semicolons in most layouts; a layout with one artist column is not split, and a comma never splits."""
    loader.good('title,artists\nOne,"Tyler, The Creator;  Kali Uchis ;;"\nTwo,"A & B feat. C / D"\n')
    assert loader.column("artist_names", "artists") == [
        (["Tyler, The Creator", "Kali Uchis"], "Tyler, The Creator; Kali Uchis"),
        (["A & B feat. C / D"], "A & B feat. C / D"),
    ]
    loader.good(
        "track_id,track_name,track_artist,track_popularity,playlist_genre,playlist_subgenre\n"
        '1,One,"Tyler, The Creator;x",1,rap,trap\n',
        "songs.csv",
    )
    assert loader.column("artist_names")[-1] == (["Tyler, The Creator;x"],)


def test_values_out_of_range_name_the_range(loader: Loader) -> None:
    text = "track_id,title,artists,popularity,tempo,loudness,key,mode,release_year\n"
    rows = {
        "-1,120,-5,0,1,2000": ("popularity", "outside 0 to 100", "-1"),
        "50,300.1,-5,0,1,2000": ("tempo", "outside 0 to 300", "300.1"),
        "50,120,-60.5,0,1,2000": ("loudness", "outside -60 to 10", "-60.5"),
        "50,120,-5,12,1,2000": ("key", "outside 0 to 11", "12"),
        "50,120,-5,0,2,2000": ("mode", "outside 0 to 1", "2"),
        "50,120,-5,0,1,1859": ("release_year", "outside 1860 to 2100", "1859"),
        "50,fast,-5,0,1,2000": ("tempo", "not a number", "fast"),
        "50,120,-5,0,1,MCMXC": ("release_year", "not a number", "MCMXC"),
    }
    good = "good,Good,A,100,300,10,11,0,2100\nalso,Also,A,0,0,-60,-1,1,1860\n"
    report = loader.good(text + "".join(f"t,T,A,{row}\n" for row in rows) + good)
    assert loader.rejects() == [(line, *what) for line, what in enumerate(rows.values(), start=2)]
    assert report.rejects["popularity outside 0 to 100"] == 1
    assert loader.column("popularity", "tempo", "loudness", "key", "mode", "release_year") == [
        (100, 300.0, 10.0, 11, 0, 2100),
        (0, None, -60.0, None, 1, 1860),
    ]
    assert report.missing == {"tempo": 1, "key": 1}


def test_only_the_first_fault_of_a_row_is_told(loader: Loader) -> None:
    loader.good("title,artists,popularity\n,,900\nT,,900\nT,A,900\nT,A,9\n")
    assert [(column, reason) for _, column, reason, _ in loader.rejects()] == [
        ("title", "no title"), ("artists", "no artist"), ("popularity", "outside 0 to 100"),
    ]  # fmt: skip


def test_words_for_missing_numbers_become_null_never_nan(loader: Loader) -> None:
    words = ["", "NA", "n/a", "NaN", "nan", "null", "None", "-"]
    rows = "".join(f"{n},T{n},A,{w},{w},{w},{w}\n" for n, w in enumerate(words))
    report = loader.good("track_id,title,artists,popularity,energy,tempo,release_date\n" + rows)
    assert report.rows_loaded == len(words)
    assert set(loader.column("popularity", "energy", "tempo", "release_date")) == {(None, None, None, None)}


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("1999", date(1999, 1, 1)),
        ("1999-05", date(1999, 5, 1)),
        ("1999-05-31", date(1999, 5, 31)),
        ("2019-06-14T00:00:00Z", date(2019, 6, 14)),
        ("0000", None),
        ("0000-00-00", None),
        ("", None),
        ("1999-13", "not a date"),
        ("1999-02-30", "not a date"),
        ("infinity", "not a date"),
        ("epoch", "not a date"),
        ("today", "not a date"),
        ("19/05/2001", "not a date"),
        ("0001-01-01", "outside 1860 to 2100"),
        ("5000", "outside 1860 to 2100"),
    ],
)
def test_release_dates(loader: Loader, given: str, stored: date | str | None) -> None:
    loader.good(f"title,artists,release_date\nT,A,{given}\nOther,A,1970\n")
    if isinstance(stored, str):
        assert loader.rejects() == [(2, "release_date", stored, given)]
    else:
        assert loader.column("release_date", "release_year")[0] == (stored, stored.year if stored else None)


def test_a_stated_year_wins_over_the_date(loader: Loader) -> None:
    loader.good("title,artists,release_date,release_year\nT,A,1999-05,1998\nU,A,1999-05,\n")
    assert loader.column("release_year") == [(1998,), (1999,)]


def test_yes_and_no(loader: Loader) -> None:
    loader.good("title,artists,explicit\na,A,True\nb,A,FALSE\nc,A,1\nd,A,0\ne,A,yes\nf,A,no\ng,A,\nh,A,maybe\ni,A,NA\n")
    assert [value for (value,) in loader.column("explicit")] == [True, False, True, False, True, False, None, None]
    assert loader.rejects() == [(9, "explicit", "not yes or no", "maybe")]


def test_ids_are_made_where_there_are_none_and_are_the_same_every_time(loader: Loader) -> None:
    one = (
        "title,artists,duration_ms,popularity\nHello,A;B,1000,5\nHello,A;B,1000,7\nHello,A;B,9000,5\nHello,B;A,1000,5\n"
    )
    report = loader.good(one, "one.csv")
    assert (report.rows_loaded, report.rows_merged, report.disagreeing) == (3, 1, 1)
    loader.good("popularity,artist,name,duration_ms\n9,a; b,HELLO,1000\n", "two.csv")
    ids = [i for (i,) in loader.column("track_id")]
    assert len(set(ids)) == 3
    assert ids[3] == ids[0]
    assert all(len(i) == 22 and i.startswith("r") for i in ids)


def test_genres_are_split_and_belong_to_a_vocabulary(loader: Loader) -> None:
    loader.good("title,artists,genres\nOne,A,pop; rock ;;pop\nTwo,B,\n", "mine.csv")
    loader.good(
        "track_id,track_name,track_artist,track_popularity,playlist_genre,playlist_subgenre\n1,One,A,1,rap,trap; x\n",
        "songs.csv",
    )
    assert loader.workbench.rows("select vocabulary, genre from raw.labels order by all") == [
        ("mine", "pop"), ("mine", "rock"), ("tidytuesday", "rap"), ("tidytuesday_subgenre", "trap; x"),
    ]  # fmt: skip


def test_our_own_export_loses_its_guard(loader: Loader) -> None:
    text = (
        "# source: Repertoire export\n# rows: 6\n# text guard: on\n"
        "track_id,title,artists,genres,popularity,loudness\n"
        "1,'=1+1,'@home,'-core,5,-7.5\n2,''=x,A,b,5,-7.5\n3,'quoted',A,b,5,-7.5\n4,'-a,A,b,5,-7.5\n"
        "5,''''+,A,b,5,-7.5\n6,'\t,A,b,5,-7.5\n7,'\tx,A,b,5,-7.5\n"
    )
    report = loader.good(text, "export.csv")
    assert [t for (t,) in loader.column("title")] == ["=1+1", "'=x", "'quoted'", "-a", "'''+", "\tx"]
    assert loader.rejects() == [(10, "title", "no title", "'\t")]
    assert loader.column("artists")[0] == ("@home",)
    assert loader.workbench.value("select count(*) from raw.labels where genre = '-core'") == 1
    assert loader.column("loudness")[0] == (-7.5,)
    assert report.unknown_columns == ()


def test_an_export_that_says_it_is_raw_keeps_its_apostrophes(loader: Loader) -> None:
    note = "# source: Repertoire export\n# text guard: off\n"
    loader.good(note + "track_id,title,artists,genres\n1,'=x,A,b\n", "export.csv")
    assert loader.column("title") == [("'=x",)]


def test_rejects_of_many_reasons_are_counted_one_by_one(loader: Loader) -> None:
    rows = ["a,T,A,1"] * 3 + ["b,,A,1"] * 4 + ["c,T,,1"] * 2 + ["d,T,A,101"]
    report = loader.good("\n".join(["track_id,title,artists,popularity", *rows, "e,T"]) + "\n")
    assert report.rejects == Counter(
        {"no title": 4, "no artist": 2, "popularity outside 0 to 100": 1, "too few columns": 1}
    )
    assert (report.rows_loaded, report.rows_merged, report.rows_rejected) == (1, 2, 8)
    assert Path(report.file).name == "tracks.csv"
