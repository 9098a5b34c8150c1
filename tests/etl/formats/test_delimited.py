"""Delimited text: encodings, quoting, zero bytes, samples, and the line on which each row begins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import formats
from tests.etl.formats.conftest import Bench, faults, lines, pack
from warehouse.errors import UnreadableInput

TEXT = "id,name\n1,Sigur Rós\n2,“Üní” žluťoučký\n3,\n"
ROWS = [("1", "Sigur Rós"), ("2", "“Üní” žluťoučký"), ("3", None)]


@pytest.mark.parametrize("end", [".csv", ".tsv", ".txt", ".dat"])
@pytest.mark.parametrize("packed", ["", ".gz", ".zst"])
def test_every_ending(bench: Bench, end: str, packed: str) -> None:
    relation = bench.read(TEXT, f"file{end}{packed}".upper() if end == ".txt" else f"file{end}{packed}")
    assert bench.rows == ROWS == list(relation.layout.sample)
    assert (relation.layout.format, relation.layout.types, lines(relation)) == ("csv", {}, [2, 3, 4])
    assert relation.fingerprint.bytes == len(TEXT.encode())


@pytest.mark.parametrize("packed", [".gz", ".zst"])
def test_packed_files_joined_to_one(bench: Bench, packed: str) -> None:
    path = bench.folder / f"two.csv{packed}"
    path.write_bytes(pack(b"a,b\n1,2\n", packed) + pack(b"3,4\n", packed))
    relation = formats.read(bench.workbench, formats.inspect(path))
    assert (bench.rows, relation.fingerprint.lines) == ([("1", "2"), ("3", "4")], 3)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("feed", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_a_byte_order_mark_tells_the_encoding(bench: Bench, encoding: str, feed: str, packed: str) -> None:
    content = TEXT.replace("\n", feed).encode(encoding)
    relation = bench.read(content, f"file.csv{packed}", encoding="latin-1")
    assert (bench.rows, relation.layout.columns, lines(relation)) == (ROWS, ("id", "name"), [2, 3, 4])
    assert bench.left == []


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16", "cp1250", "UTF8"])
def test_an_encoding_that_is_named(bench: Bench, encoding: str) -> None:
    relation = bench.read(TEXT.encode("utf-16-le" if encoding == "utf-16" else encoding), "file.csv", encoding=encoding)
    assert bench.rows == ROWS == list(relation.layout.sample)
    assert relation.faults == []


def test_a_layout_may_be_told_its_encoding_and_quoting_afterwards(bench: Bench) -> None:
    path = bench.path('id\tname\n1\t"Björk\n2\tA"b"\n'.encode("latin-1"), "artists.dat")
    layout = formats.inspect(path)
    formats.read(bench.workbench, replace(layout, encoding="ISO-8859-1", quoting=False))
    assert bench.rows == [("1", '"Björk'), ("2", 'A"b"')]
    anew = formats.with_text(layout, "latin-1", quoting=False)
    assert (anew.sample, anew.encoding) == ((("1", '"Björk'), ("2", 'A"b"')), "iso8859-1")


def test_names_in_the_header_are_of_the_encoding(bench: Bench) -> None:
    relation = bench.read("číslo,název\n1,x\n".encode("cp1250"), "file.csv", encoding="cp1250")
    assert relation.layout.columns == ("číslo", "název")


@pytest.mark.parametrize("encoding", ["latin-one", "base64", "unicode_escape", "idna", "utf-8\0"])
def test_what_is_no_encoding_is_refused(bench: Bench, encoding: str) -> None:
    with pytest.raises(UnreadableInput, match="no text encoding"):
        formats.inspect(bench.path(TEXT, "file.csv"), encoding)


def test_text_that_cannot_be_decoded_costs_its_line(bench: Bench) -> None:
    sixteen = "a,b\n1,x\n2,".encode("utf-16") + b"\x00\xd8" + ",y\n3,z\n".encode("utf-16-le")
    relation = bench.read(sixteen, "file.csv")
    assert (bench.rows, lines(relation)) == ([("1", "x"), ("3", "z")], [2, 4])
    assert [fault[:2] for fault in faults(relation)] == [(3, "not UTF-8 text")]
    relation = bench.read(b"a,b\n1,x\n2,\x81\n3,z\n", "file.csv", encoding="cp1252")
    assert (bench.rows, [fault[:2] for fault in faults(relation)]) == (
        [("1", "x"), ("3", "z")],
        [(3, "not UTF-8 text")],
    )


@pytest.mark.parametrize("packed", ["", ".zst"])
def test_zero_bytes_cost_their_lines(bench: Bench, packed: str) -> None:
    rows = "".join(f"{n},name {n}\n" for n in range(40))
    relation = bench.read(f"a,b\n{rows}x,\0\n\0\0\ny,z\n", f"file.csv{packed}")
    assert [(line, reason) for line, reason, _ in faults(relation)] == [(42, "not UTF-8 text"), (43, "not UTF-8 text")]
    assert (len(bench.rows), bench.rows[-1], lines(relation)[-1], bench.left) == (41, ("y", "z"), 44, [])


def test_faults_of_a_file_with_carriage_returns_only(bench: Bench) -> None:
    relation = bench.read("a,b\r1,2\r3\r5,6\r7,8,9\r", "file.csv")
    assert faults(relation) == [(3, "too few columns", "3"), (5, "too many columns", "7,8,9")]
    assert (bench.rows, lines(relation)) == ([("1", "2"), ("5", "6")], [2, 4])


def test_a_header_of_two_lines(bench: Bench) -> None:
    relation = bench.read('a,"b\nc"\n1,2\n3,4\n', "file.csv")
    assert (relation.layout.columns, relation.lines, lines(relation)) == (("a", "b\nc"), None, [3, 4])
    relation = bench.read('a,"b\nc"\n1,2\n\n3,4\n', "file.csv")
    assert lines(relation) == [3, 5]


def test_blank_lines_at_the_end_need_no_counting(bench: Bench) -> None:
    relation = bench.read("a,b\n1,2\n3,4\n\n\r\n\n", "file.csv")
    assert (bench.rows, relation.lines) == ([("1", "2"), ("3", "4")], None)


def test_a_sample_is_whole_rows_from_the_head(bench: Bench) -> None:
    body = "".join(f'{n},"name\n{n}",{"x" * 3000}\n' for n in range(60))
    layout = formats.inspect(bench.path(f"a,b,c\n{body}", "file.csv"))
    assert 15 < len(layout.sample) < 25
    assert all(row == (str(n), f"name\n{n}", "x" * 3000) for n, row in enumerate(layout.sample))
    layout = formats.inspect(bench.path("a,b\n" + "1,\n" * 70 + "2\n", "file.csv"))
    assert layout.sample == (("1", None),) * 50
    layout = formats.inspect(bench.path("a,b\n1\n2,3,4\n5,6", "file.csv"))
    assert layout.sample == (("5", "6"),)


@pytest.mark.parametrize("folder", ["year=2020", "[x] *"])
@pytest.mark.parametrize("name", ["t.csv", "t.json", "t.ndjson"])
def test_a_folder_adds_no_column_and_is_no_pattern(bench: Bench, folder: str, name: str) -> None:
    (bench.folder / folder).mkdir()
    bench.read('{"a": "x", "b": "y"}\n' if "json" in name else "a,b\nx,y\n", f"{folder}/{name}")
    assert bench.rows == [("x", "y")]


# Pieces of a file, each with the rows and the reason of the fault that it is; the last is a blank line.
PIECES = {
    "1,2": (1, None),
    '"1\n\n2",x': (1, None),
    'é,"a ""b"""': (1, None),
    '"a\r\nb","c\n"': (1, None),
    "alone": (0, "too few columns"),
    "1,2,3": (0, "too many columns"),
    '"two\nlines",1,2': (0, "too many columns"),
    "": (0, None),
}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(st.sampled_from(list(PIECES)), min_size=1, max_size=12),
    preamble=st.booleans(),
    end=st.sampled_from(["\n", "", "\n\n"]),
)
def test_rows_and_faults_know_their_lines(bench: Bench, pieces: list[str], preamble: bool, end: str) -> None:
    head = '# source: Repertoire export\n# filter: a"b\na,b\n' if preamble else "a,b\n"
    line, expected, faulty = head.count("\n") + 1, [], []
    for piece in pieces:
        rows, reason = PIECES[piece]
        expected += [line] * rows
        faulty += [(line, reason)] if reason else []
        line += piece.count("\n") + 1
    if not expected and not faulty:
        return
    relation = bench.read(head + "\n".join(pieces) + end, "file.csv")
    assert lines(relation) == expected
    assert [(fault.line, fault.reason) for fault in relation.faults] == faulty


def test_the_name_of_the_copy_is_never_told(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput) as caught:
        bench.read('[{"a": 1}, {"a": }]'.encode("utf-16"), "file.json")
    assert "incoming" not in caught.value.message
    assert "file.json" in caught.value.message
