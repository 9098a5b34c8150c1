"""Delimited files as they come: encodings, line ends, delimiters, quotes, odd headers, damaged bytes."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from etl import formats
from tests.etl.conftest import Loader
from warehouse.errors import EmptyInput, MissingInput, NotRecognised, UnreadableInput

HEAD = "track_id,title,artists,popularity\n"
# Rows on lines 2, 3 and 4 (in two lines), 5, 7, 8: two are bad, one of them after the blank line 6.
BODY = 'a,One,A,1\nb,"Two\nlines",A,x\nc,Three,A,3\n\nd,,A,4\ne,Five,A,5\n'
BAD = [(3, "popularity", "not a number", "x"), (7, "title", "no title", "")]


def _bytes(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


@pytest.mark.parametrize(
    "content",
    [
        _bytes(HEAD + BODY),
        _bytes(HEAD + BODY.rstrip("\n")),
        _bytes(HEAD + BODY, "utf-8-sig"),
        _bytes((HEAD + BODY).replace("\n", "\r\n")),
        _bytes((HEAD + BODY).replace("\n", "\r\n").rstrip("\r\n")),
        _bytes((HEAD + BODY).replace("\n", "\r")),
        _bytes(HEAD.replace("\n", "\r\n") + BODY),
        _bytes(HEAD + BODY, "utf-8-sig").replace(b"c,Three", "c,Thrée".encode()),
    ],
    ids=["lf", "no last newline", "bom", "crlf", "crlf, no last", "cr", "mixed", "not ascii"],
)
def test_rejects_carry_their_physical_line(loader: Loader, content: bytes) -> None:
    report = loader.good(content)
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (5, 3, 2)
    assert loader.rejects() == BAD
    assert [line for (line,) in loader.column("line")] == [2, 5, 8]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("packed", [False, True])
def test_delimiters_and_packed_files(loader: Loader, delimiter: str, packed: bool) -> None:
    text = "title,artists,popularity\nOne,A,1\nTwo,B,2\n".replace(",", delimiter)
    report = loader.good(gzip.compress(text.encode()) if packed else text, "t.tsv.gz" if packed else "t.txt")
    assert report.rows_loaded == 2
    assert loader.column("title", "artists", "popularity") == [("One", "A", 1), ("Two", "B", 2)]


def test_a_packed_file_has_the_lines_of_the_plain_one(loader: Loader) -> None:
    loader.good(gzip.compress((HEAD + BODY).encode()), "t.csv.gz")
    assert loader.rejects() == BAD


def test_lines_that_do_not_fit_the_header(loader: Loader) -> None:
    text = HEAD + 'a,One,A,1\n\nb,Two\nc,Three,A,3,more\n   \nd,"Four\nlines",A,4,more\ne,Five,A,x\nf,Six,A,6\n'
    report = loader.good(text)
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (7, 2, 5)
    assert loader.rejects() == [
        (4, "artists", "too few columns", "b,Two"),
        (5, "", "too many columns", "c,Three,A,3,more"),
        (6, "title", "too few columns", "   "),
        (7, "", "too many columns", 'd,"Four\nlines",A,4,more'),
        (9, "popularity", "not a number", "x"),
    ]
    assert report.rejects == {"too few columns": 2, "too many columns": 2, "popularity not a number": 1}
    assert [line for (line,) in loader.column("line")] == [2, 10]


def test_quotes_that_are_broken_cost_their_line_only(loader: Loader) -> None:
    report = loader.good(HEAD + 'a,One,A,1\nb,"Two"x,A,2\nc,Th"re"e,A,3\nd,Four,A,x\n')
    assert loader.rejects() == [
        (3, "title", "a quote that is not closed", 'b,"Two"x,A,2'),
        (5, "popularity", "not a number", "x"),
    ]
    assert report.rejects["a quote that is not closed"] == 1
    assert loader.column("title", "line") == [("One", 2), ('Th"re"e', 4)]


def test_a_quote_that_never_closes_takes_the_rest_and_says_so(loader: Loader) -> None:
    loader.good(HEAD + 'a,One,A,1\nb,"Two,A,2\nc,Three,A,3\n')
    assert loader.rejects() == [(3, "title", "a quote that is not closed", 'b,"Two,A,2\nc,Three,A,3')]


def test_bytes_that_are_no_utf8_cost_their_line_only(loader: Loader) -> None:
    loader.good(HEAD.encode() + "a,Café,A,1\n".encode("latin-1") + b"b,Two,A,x\nc,Three,A,3\n")
    assert [(line, reason) for line, _, reason, _ in loader.rejects()] == [(2, "not UTF-8 text"), (3, "not a number")]
    assert loader.column("title", "line") == [("Three", 4)]


def test_a_line_of_twenty_million_characters_is_a_reject(loader: Loader) -> None:
    report = loader.good(HEAD + "a,One,A,1\nb," + "T" * 20_000_000 + ",A,2\nc,Three,A,x\nd,Four,A,4\n")
    assert report.rejects == {"line too long": 1, "popularity not a number": 1}
    assert [(line, reason, len(value)) for line, _, reason, value in loader.rejects()] == [
        (3, "line too long", 500),
        (4, "not a number", 1),
    ]


def test_a_cell_of_ten_million_characters_is_loaded(loader: Loader) -> None:
    loader.good(HEAD + "a,One,A,1\nb," + "T" * 10_000_000 + ",A,2\nc,Three,A,3\n")
    assert loader.column("length(title)", "line") == [(3, 2), (10_000_000, 3), (5, 4)]


def test_columns_that_repeat_are_told_apart(loader: Loader) -> None:
    report = loader.good("track_id,title,Title,title_2,artists,,\n1,first,second,third,A,5,6\n")
    assert loader.column("title", "artists") == [("first", "A")]
    assert report.unknown_columns == ("Title_2", "title_2_2")


def test_columns_named_as_ours_inside_do_no_harm(loader: Loader) -> None:
    text = "rowid,title,artists,row_no,line,fault,value,popularity\n7,One,A,x,x,x,x,1\n8,,A,x,x,x,x,2\n9,Two,A,x,x,x,x,500\n"
    report = loader.good(text)
    assert loader.column("title", "line") == [("One", 2)]
    assert loader.rejects() == [(3, "title", "no title", ""), (4, "popularity", "outside 0 to 100", "500")]
    assert "line" in report.unknown_columns


def test_a_header_longer_than_one_read(loader: Loader) -> None:
    more = [f"an_unknown_column_{n:05d}" for n in range(4000)]
    report = loader.good(f"title,artists,{','.join(more)},popularity\nOne,A,{',' * 4000}7\n")
    assert loader.column("title", "popularity") == [("One", 7)]
    assert report.unknown_columns == tuple(more)


@pytest.mark.parametrize("name", ["my [2020] *?.csv", 'it\'s "q" {x}.csv', "東京 & 100%.csv", "UPPER.CSV"])
def test_file_names_are_taken_literally(loader: Loader, name: str) -> None:
    assert loader.good("title,artists\nOne,A\n", name).rows_loaded == 1


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        ("empty.csv", b"", EmptyInput, "is empty"),
        ("blank.csv", b"  \n \n", EmptyInput, "is empty"),
        ("late.csv", b"\n\ntitle,artists\na,b\n", EmptyInput, "no header line"),
        ("binary.csv", bytes(range(256)) * 40, UnreadableInput, "not a text file"),
        ("sixteen.csv", "title,artists\na,b\n".encode("utf-16-le"), UnreadableInput, "not a text file"),
        ("plain.tsv.zst", b"title,artists\na,b\n", UnreadableInput, "cannot be read"),
        ("plain.json", b"title,artists\na,b\n", UnreadableInput, "holds no JSON objects"),
        ("numbers.json", b"[1, 2, 3]", UnreadableInput, "holds no JSON objects"),
        ("text.jsonl", b"title,artists\na,b\n", UnreadableInput, "holds no JSON objects"),
        ("empty.json", b" \n", EmptyInput, "is empty"),
        ("none.json", b" [ ]\n", EmptyInput, "no records"),
        ("nothing.json", b"{}", EmptyInput, "no records"),
        ("empty.parquet", b"", EmptyInput, "is empty"),
        ("plain.parquet", b"title,artists\na,b\n", UnreadableInput, "cannot be read as Parquet"),
        ("plain.csv.gz", b"title,artists\na,b\n", UnreadableInput, "cannot be read"),
        ("book.xlsx", b"PK\x03\x04", NotRecognised, "not of a known format"),
    ],
)
def test_what_cannot_be_a_table_is_refused(
    tmp_path: Path, name: str, content: bytes, kind: type[Exception], words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(kind, match=words) as caught:
        formats.inspect(tmp_path / name)
    assert caught.value.hint


def test_what_is_no_file_and_a_name_of_odd_bytes(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match="does not exist"):
        formats.inspect(tmp_path / "nothing.csv")
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name in ("folder.csv", "pipe.csv"):
        with pytest.raises(UnreadableInput, match="is not a file"):
            formats.inspect(tmp_path / name)
    odd = Path(str(tmp_path / "odd-\udcff.csv"))
    odd.write_text("title,artists\na,b\n")
    with pytest.raises(UnreadableInput, match="not UTF-8") as caught:
        formats.inspect(odd)
    assert caught.value.message.encode()  # can be printed


@pytest.mark.parametrize("damage", ["cut", "checksum", "middle"])
def test_damaged_packed_files(loader: Loader, damage: str) -> None:
    body = "".join(f"t{n},Song {n * 7919 % 100003},A{n % 977},{n % 100}\n" for n in range(40_000))
    packed = bytearray(gzip.compress((HEAD + body).encode()))
    if damage == "cut":
        del packed[-len(packed) // 3 :]
    elif damage == "checksum":
        packed[-8:-4] = b"\0\0\0\0"
    else:
        packed[len(packed) // 2 : len(packed) // 2 + 100] = b"\xff" * 100
    report = loader.text(bytes(packed), "t.csv.gz")
    assert "cannot be read" in report.error
    assert loader.column("title") == []


def test_fingerprint(tmp_path: Path) -> None:
    import hashlib

    contents = ((b"a\nb\n", 2, 0), (b"a\nb", 2, 0), (b"", 0, 0), (b"\n\n", 2, 2), (b"a\n\r\n\n", 3, 2), (b"\na", 2, 0))
    for content, lines, blank_end in contents:
        path = tmp_path / "f.csv"
        path.write_bytes(content)
        found = formats.fingerprint(path)
        assert (found.sha256, found.bytes, found.lines) == (hashlib.sha256(content).hexdigest(), len(content), lines)
        assert (found.blank_end, found.nulls) == (blank_end, False)


def test_a_note_before_the_header_may_hold_quotes(loader: Loader) -> None:
    note = '# source: Repertoire export\n# filter: a,"b\n# text guard: on\n'
    report = loader.good(note + "track_id,title,artists,genres\n1,\"'=1\n+1\",A,pop\n2,,A,x\n3,''=x,A,a; b\n", "e.csv")
    assert loader.column("title", "line") == [("=1\n+1", 5), ("'=x", 8)]
    assert loader.rejects() == [(7, "title", "no title", "")]
    assert report.rows_read == 3
    assert not (loader.workbench.home.path / "incoming.txt").exists()
