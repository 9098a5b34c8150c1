"""Files that are wrong as files: each gives one message or rejected rows, never half of itself, never a traceback."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator

import pytest

from etl.load import LoadOptions
from etl.report import FileReport
from tests.etl import corpus
from tests.etl.conftest import QUICK, Loader
from tests.etl.corpus import CHARTS, DESCRIPTORS, FORMATS, PLAYS, SERIES, SORTS, TRACKS, delimited, zst
from warehouse import store
from warehouse.connect import Workbench
from warehouse.home import Home

GOOD = delimited(TRACKS.columns, TRACKS.rows)
LATIN = ",".join(TRACKS.cell("title", "Café")).encode("latin-1") + b"\n"
TEN_MB = "x" * 10_000_000


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loader]:
    folder = tmp_path_factory.mktemp("bad")
    with Workbench(Home(folder / "home"), QUICK) as workbench:
        yield Loader(workbench, folder)


@pytest.fixture
def shared(opened: Loader) -> Iterator[Loader]:
    """A shared home that holds one good load, and nothing more after the test."""
    first = opened.good("title,artists\nHere before,A\n", "before.csv")
    yield opened
    for (load_id,) in opened.workbench.rows("select load_id from raw.loads where load_id <> $n", {"n": first.load_id}):
        store.unload(opened.workbench, load_id)


def attempt(loader: Loader, content: bytes, name: str, options: LoadOptions | None = None) -> FileReport:
    """Load what may be anything: rows that add up, or one message with a hint and nothing kept."""
    before = corpus.raw(loader.workbench)
    report = loader.text(content, name, options)
    if report.error is None:
        assert report.rows_read == report.rows_loaded + report.rows_merged + report.rows_rejected
        assert sum(report.rejects.values()) == report.rows_rejected
        rejects = loader.workbench.value(
            "select count(*) from raw.rejects where load_id = $n and reason <> ''", {"n": report.load_id}
        )
        assert rejects == report.rows_rejected
    else:
        assert report.hint
        assert len(report.error) < 2_000
        assert "\n" not in report.error
        assert corpus.raw(loader.workbench) == before
    assert not (loader.workbench.home.path / "incoming.txt").exists()
    return report


def counts(report: FileReport) -> tuple[int, int, int, int]:
    """Rows read, loaded, merged, rejected."""
    assert report.error is None, report.error
    return report.rows_read, report.rows_loaded, report.rows_merged, report.rows_rejected


# ---- Encodings and ends of lines ---------------------------------------------------------------------------


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252", "cp500", "shift_jis"]
)
def test_a_table_is_the_same_in_every_encoding(shared: Loader, encoding: str, ends: str) -> None:
    title = "夜" if encoding == "shift_jis" else "Café, 1\n& 2"
    rows = [*TRACKS.rows, TRACKS.cell("title", title)]
    rows[-1][0] = "last"
    content = delimited(TRACKS.columns, rows, ends=ends).decode().encode(encoding)
    marked = encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32")
    report = attempt(shared, content, "t.csv", None if marked else LoadOptions(encoding=encoding))
    assert counts(report) == (7, 7, 0, 0)
    assert shared.workbench.rows("select title, line from raw.tracks where track_id = 'last'") == [(title, 8)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOD + LATIN, (7, 6, 0, 1)),
        (GOOD + LATIN + "new,Café,A,1,2001,1,0.5,2,true\n".encode(), (8, 7, 0, 1)),
        (LATIN.join([GOOD, GOOD.split(b"\n", 1)[1]]), (13, 6, 6, 1)),
        (GOOD + b"new,C\xed\xa0\x80,A,1,2001,1,0.5,2,true\n", (7, 6, 0, 1)),
        (GOOD + b"n\0w,C,A,1,2001,1,0.5,2,true\n", (7, 6, 0, 1)),
        (GOOD.decode().encode("utf-16") + b"\0", None),
        (b"\xef\xbb\xbf" + GOOD.decode().encode("utf-16-le"), None),
        (GOOD.decode().encode("utf-16-le"), None),
        (b"\xff\xfe" + GOOD, None),
        (GOOD[:200] + GOOD[200:].decode().encode("utf-16-le"), None),
        (b"\xef\xbb\xbf", None),
        (b"\0" * 5_000, None),
        (bytes(range(256)) * 100, None),
    ],
)  # fmt: skip
def test_bytes_of_another_encoding_cost_their_line_or_the_file(
    shared: Loader, content: bytes, expected: tuple[int, int, int, int] | None
) -> None:
    report = attempt(shared, content, "t.csv")
    if expected:
        assert counts(report) == expected
        assert report.rejects == {"not UTF-8 text": 1}
    else:
        assert report.error or report.rows_rejected


@pytest.mark.parametrize(
    "encoding",
    ["klingon", "base64", "rot13", "idna", "punycode", "undefined", "unicode_escape", "zlib", "utf\0", "", "mbcs", "é"],
)
def test_an_encoding_that_is_none_is_refused(shared: Loader, encoding: str) -> None:
    report = attempt(shared, GOOD, "t.csv", LoadOptions(encoding=encoding))
    assert bool(report.error) == bool(encoding)


def test_ends_of_lines_may_be_mixed(shared: Loader) -> None:
    lines = GOOD.split(b"\n")
    mixed = b"".join(line + end for line, end in zip(lines, [b"\n", b"\r\n", b"\r"] * 3, strict=False))
    assert counts(attempt(shared, mixed, "t.csv")) == (6, 6, 0, 0)


# ---- Rows and columns --------------------------------------------------------------------------------------


def test_rows_that_do_not_fit_are_told_with_their_lines(shared: Loader) -> None:
    odd = b'a,b\n\n1,2,3,4,5,6,7,8,9,10,11\n,,,,,,,,\n"a,b\n'
    report = attempt(shared, GOOD + odd, "t.csv")
    assert counts(report) == (10, 6, 0, 4)
    assert [(line, reason) for line, _, reason, _ in shared.rejects()] == [
        (8, "too few columns"), (10, "too many columns"), (11, "no title"), (12, "a quote that is not closed"),
    ]  # fmt: skip


def test_columns_that_repeat_are_named(shared: Loader) -> None:
    report = attempt(shared, b"title,title,artists,TITLE,Artists,artist\nA,B,C,D,E,F\n", "t.csv")
    assert counts(report) == (1, 1, 0, 0)
    assert report.unknown_columns == ("title_2", "TITLE_3", "Artists_2", "artist")
    assert shared.workbench.rows("select title, artists from raw.tracks where load_id = 2") == [("A", "C")]


@pytest.mark.parametrize("end", ["csv", "csv.zst", "json", "ndjson", "parquet"])
def test_a_field_of_ten_megabytes_is_kept_whole(shared: Loader, end: str) -> None:
    rows = [*TRACKS.rows, ["last", *TRACKS.cell("title", TEN_MB)[1:]]]
    report = attempt(shared, FORMATS[end](TRACKS.columns, rows), f"t.{end}")
    assert counts(report) == (7, 7, 0, 0)
    assert shared.workbench.value("select max(length(title)) from raw.tracks") == len(TEN_MB)


@pytest.mark.parametrize("end", ["csv", "ndjson", "parquet"])
def test_a_bad_field_of_ten_megabytes_is_told_in_short(shared: Loader, end: str) -> None:
    rows = [*TRACKS.rows, TRACKS.cell("popularity", TEN_MB)]
    report = attempt(shared, FORMATS[end](TRACKS.columns, rows), f"t.{end}")
    assert counts(report) == (7, 6, 0, 1)
    assert [len(value) for *_, value in shared.rejects()] == [500]


@pytest.mark.parametrize("megabytes", [20, 34])
@pytest.mark.parametrize("end", ["csv", "ndjson"])
def test_a_longer_line_costs_itself_or_the_file_and_is_never_passed_over(
    shared: Loader, end: str, megabytes: int
) -> None:
    """DuckDB leaves out a line that is longer than its buffer, and says nothing."""
    rows = [*TRACKS.rows[:3], ["long", *TRACKS.cell("title", "x" * (megabytes << 20))[1:]], *TRACKS.rows[3:]]
    report = attempt(shared, FORMATS[end](TRACKS.columns, rows), f"t.{end}")
    if megabytes == 20:
        assert counts(report) == (7, 6, 0, 1)
    else:
        assert "has a line of more than" in str(report.error)


@pytest.mark.parametrize("end", ["csv", "tsv", "ndjson", "parquet"])
def test_two_thousand_columns(shared: Loader, end: str) -> None:
    names = [f"extra {n}" for n in range(2_000)]
    content = FORMATS[end]([*TRACKS.columns, *names], [[*row, *["1"] * 2_000] for row in TRACKS.rows])
    report = attempt(shared, content, f"t.{end}")
    if report.error is None:
        assert counts(report) == (6, 6, 0, 0)
        assert report.unknown_columns == tuple(names)


@pytest.mark.parametrize("sort", [SERIES, DESCRIPTORS], ids=["series", "descriptors"])
def test_hundreds_of_figures_do_not_take_minutes(shared: Loader, sort: corpus.Sort) -> None:
    names = [f"more {n}" for n in range(300)]
    rows = [[*row, *["1"] * 300] for row in sort.rows]
    report = attempt(
        shared, delimited([*sort.columns, *names], [*rows, [*rows[0][:-1], "x"]]), "t.csv", LoadOptions(sort.kind)
    )
    assert counts(report) == (7, 6, 0, 1)
    assert report.seconds < 15


@pytest.mark.parametrize(
    "header", [b"x", b"title", b"title\n", b"\n", b",,,\n1,2,3,4\n", b'"', b'"title', TEN_MB.encode(), b"a," * 100_000]
)
def test_headers_that_say_nothing(shared: Loader, header: bytes) -> None:
    assert attempt(shared, header, "t.csv").error


def test_every_number_that_is_none_is_told(shared: Loader) -> None:
    values = [
        "NaN",
        "nan",
        "-nan",
        "inf",
        "-inf",
        "Infinity",
        "1e400",
        "0x10",
        "1_0",
        "1,5",
        "٣",
        "½",
        "--1",
        "1e",
        ".",
    ]
    rows = [TRACKS.cell("valence", value) for value in values]
    report = attempt(shared, delimited(TRACKS.columns, [*TRACKS.rows, *rows]), "t.csv")
    told = {value: reason for _, _, reason, value in shared.rejects()}
    # "not a number" as it is written by programs is a missing value; DuckDB reads 1_0 as ten.
    assert set(told) == set(values) - {"NaN", "nan"}
    assert set(told.values()) == {"not a number", "outside 0 to 1"}
    assert shared.workbench.value("select count(*) from raw.tracks where not isfinite(valence)") == 0
    assert report.rows_rejected == len(told)


# ---- Packed and structured files ---------------------------------------------------------------------------


def _zip(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("t.csv", content)
    return out.getvalue()


MANY = delimited(TRACKS.columns, [[f"id{n}", *TRACKS.rows[n % 6][1:]] for n in range(3_000)])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv.gz", gzip.compress(MANY)[:-20]),
        ("t.csv.gz", gzip.compress(MANY)[:2_000]),
        ("t.csv.gz", gzip.compress(MANY)[:-4] + b"oops"),
        ("t.csv.gz", gzip.compress(MANY) + b"trailing"),
        ("t.csv.gz", GOOD),
        ("t.csv.gz", b"\x1f\x8b"),
        ("t.csv.zst", zst(MANY)[:-5]),
        ("t.csv.zst", zst(MANY) + b"trailing"),
        ("t.csv.zst", GOOD),
        ("t.csv.zst", b""),
        ("t.csv", gzip.compress(GOOD)),
        ("t.csv", zst(GOOD)),
        ("t.csv", _zip(GOOD)),
        ("t.csv.gz", _zip(GOOD)),
        ("t.csv", corpus.parquet(TRACKS.columns, TRACKS.rows)),
        ("t.csv", corpus.document(TRACKS.columns, TRACKS.rows)),
        ("t.parquet", GOOD),
        ("t.parquet", b""),
        ("t.parquet", b"PAR1"),
        ("t.parquet", b"PAR1" + b"\0" * 100 + b"PAR1"),
        ("t.parquet", corpus.parquet(TRACKS.columns, TRACKS.rows)[:-100]),
        ("t.parquet", corpus.parquet(TRACKS.columns, TRACKS.rows)[:200] + corpus.parquet(TRACKS.columns, TRACKS.rows)[300:]),
        ("t.parquet", corpus.parquet((), [])),
        ("t.json", GOOD),
        ("t.json", b""),
        ("t.json", b"null"),
        ("t.json", b"17"),
        ("t.json", b"[]"),
        ("t.json", b"{}"),
        ("t.json", b"[1, 2, 3]"),
        ("t.json", b"[" * 100_000),
        ("t.json", b'{"a":' * 100_000),
        ("t.json", corpus.document(TRACKS.columns, TRACKS.rows)[:-5]),
        ("t.json", corpus.document(TRACKS.columns, TRACKS.rows).replace(b"}, {", b"} {")),
        ("t.ndjson", b"\n\n\n"),
        ("t.ndjson", b"[]\n[]\n"),
        ("t.ndjson", b"title\n"),
        ("t.xlsx", _zip(b"")),
        ("t", GOOD),
    ],
)  # fmt: skip
def test_what_is_not_what_its_name_says(shared: Loader, name: str, content: bytes) -> None:
    assert attempt(shared, content, name).error


@pytest.mark.parametrize("row", [b"0" * 1024, b"a,b\n" * 256], ids=["one line", "rows"])
@pytest.mark.parametrize("end", ["gz", "zst"])
def test_a_file_that_unpacks_without_end_is_stopped(shared: Loader, row: bytes, end: str) -> None:
    bomb = b"title,artists\n" + row * (300 << 10)
    report = attempt(shared, gzip.compress(bomb, 1) if end == "gz" else zst(bomb), f"bomb.csv.{end}")
    assert "unpacks to more than" in str(report.error)


def _lines(*records: object) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


OK = {"title": "T", "artists": "A"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (_lines(OK, 1, "x", None, [1], {}, OK), (7, 1, 1, 5)),
        (_lines(OK)[:-1] + b'{"title":\n' + _lines({"title": "U", "artists": "A"}), (2, 1, 0, 1)),
        (_lines(OK) + b'{"title": "\\ud800", "artists": "A"}\n', (2, 1, 0, 1)),
        (_lines(OK) + b'{"title": "\xe9", "artists": "A"}\n', (2, 1, 0, 1)),
        (_lines(OK, {"title": "U", "artists": ["A", "B"], "popularity": True}), (2, 1, 0, 1)),
        (_lines(OK, {"title": {"deep": 1}, "artists": "A"}), (2, 2, 0, 0)),
        (_lines(OK, {"title": "U", "artists": [["A"]]}), (2, 2, 0, 0)),
        (_lines(OK, {"title": "U", "artists": []}, {"title": "V", "artists": None}), (3, 1, 0, 2)),
        (_lines(OK) + b'{"title": "U", "artists": "A", "popularity": NaN}\n', (2, 2, 0, 0)),
        (_lines(OK) + b'{"title": "U", "artists": "A", "popularity": 1e999}\n', (2, 1, 0, 1)),
        (_lines(OK, {"title": "U", "artists": "A", '"; drop table raw.tracks; --': {"$1": "'"}}), (2, 2, 0, 0)),
        (b"\xef\xbb\xbf" + _lines(OK), (1, 1, 0, 0)),
        (_lines(OK).replace(b"\n", b"\r\n") + b"\r\n\r\n", (1, 1, 0, 0)),
    ],
)
def test_records_of_all_sorts(shared: Loader, content: bytes, expected: tuple[int, int, int, int]) -> None:
    assert counts(attempt(shared, content, "t.ndjson")) == expected


@pytest.mark.parametrize("kind", SORTS)
def test_every_kind_refuses_a_table_of_another(shared: Loader, kind: str) -> None:
    content = delimited(("colour", "weight"), [("red", "1"), ("blue", "2")])
    assert attempt(shared, content, "t.csv", LoadOptions(kind=kind)).error


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"nowhere": "title"}, "no column 'nowhere'"),
        ({"title": "nothing"}, "no column of ours"),
        ({'"; drop table raw.tracks; --': "title"}, "no column"),
        ({"": ""}, "no column"),
    ],
)
def test_a_mapping_that_names_nothing(shared: Loader, mapping: dict[str, str], words: str) -> None:
    assert words in str(attempt(shared, GOOD, "t.csv", LoadOptions(mapping=mapping)).error)


def test_times_of_all_sorts(shared: Loader) -> None:
    """Years far away, days that are none, offsets: read or rejected, never an error of the file."""
    times = [
        "0000-01-01", "0000-00-00 00:00:00", "-0001-01-01 00:00:00", "9999-12-31 23:59:59", "10000-01-01 00:00:00",
        "294247-01-10 04:00:54", "1e18", "99999999999999", "1e14", "-1", "1969-12-31T23:59:59Z", "2021-02-30 00:00:00",
        "2021-01-01T20:00:00+14:00", "2021-01-01T24:00:00", "2021-13-01", "infinity", "epoch", "now", "today", "BC",
        "0044-03-15 (BC) 00:00:00", "2021-05-06 10:11:12.123456789", "🎵", "12", "20210506",
    ]  # fmt: skip
    rows = [PLAYS.cell("played_at", time) for time in times]
    report = attempt(shared, delimited(PLAYS.columns, [*PLAYS.rows, *rows]), "t.csv")
    assert report.rows_read == len(PLAYS.rows) + len(times)
    years = shared.workbench.rows("select min(year(played_at)), max(year(played_at)) from raw.plays")
    assert years == [(2021, 2021)]
    dates = [CHARTS.cell("day", time) for time in times]
    assert attempt(shared, delimited(CHARTS.columns, [*CHARTS.rows, *dates]), "t.csv").error is None
    assert (
        shared.workbench.value("select count(*) from raw.chart_entries where year(day) not between 1900 and 2100") == 0
    )
