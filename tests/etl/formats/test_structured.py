"""JSON and JSON lines: which records, which columns, which text in a cell, which line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from etl import formats
from etl.formats import structured
from tests.etl.formats.conftest import Bench, faults, lines, ndjson, pack
from warehouse.errors import EmptyInput, UnreadableInput

A, B = {"a": 1, "b": "x"}, {"a": 2, "b": None}
ROWS = [("1", "x"), ("2", None)]
UNIT = "\x1f"


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("array.json", json.dumps([A, B]), "json"),
        ("pretty.json", json.dumps([A, B], indent=2), "json"),
        ("line a record.json", '[\n{"a": 1, "b": "x"},\n{"a": 2, "b": null}\n]\n', "json"),
        ("wrapped.json", json.dumps({"total": 2, "tags": ["q"], "items": [A, B], "next": None}), "json"),
        ("wrapped pretty.json", json.dumps({"items": [A, B]}, indent=1), "json"),
        ("wrapped lines.json", '{"items":[\n{"a": 1, "b": "x"},\n{"a": 2, "b": null}\n]}', "json"),
        ("one after another.json", json.dumps(A, indent=1) + "\n" + json.dumps(B), "json"),
        ("lines.json", ndjson(A, B), "ndjson"),
        ("lines.ndjson", ndjson(A, B), "ndjson"),
        ("LINES.JSONL", ndjson(A, B).rstrip(), "ndjson"),
        ("crlf.jsonl", ndjson(A, B).replace("\n", "\r\n"), "ndjson"),
    ],
)
@pytest.mark.parametrize("packed", ["", ".gz", ".zst"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_where_the_records_are(bench: Bench, name: str, text: str, format: str, packed: str, encoding: str) -> None:
    relation = bench.read(text.encode(encoding), name + packed)
    assert (bench.rows, relation.layout.columns, relation.layout.format) == (ROWS, ("a", "b"), format)
    assert relation.layout.sample == tuple(ROWS)
    assert (lines(relation), relation.rows_read, bench.left) == ([1, 2], 2, [])


def test_one_object_is_one_row(bench: Bench) -> None:
    bench.read(json.dumps({"a": 1, "b": {"c": [1, 2]}, "empty": []}), "one.json")
    assert bench.rows == [("1", f"1{UNIT}2", None)]
    bench.read(json.dumps({"items": [A]}), "one.ndjson")  # a line is a record, whatever it holds
    assert bench.rows == [('[{"a":1,"b":"x"}]',)]


def test_several_lists_of_records_are_refused(bench: Bench) -> None:
    small, large = {"tracks": [A], "albums": [B]}, {"tracks": [A], "n": "x" * (1 << 20), "albums": [B]}
    with pytest.raises(UnreadableInput, match=r"several lists of records: tracks, albums"):
        bench.read(json.dumps(small), "library.json")
    with pytest.raises(UnreadableInput, match=r"several lists of records: tracks, albums"):
        bench.read(json.dumps({**large, "more": "y" * (20 << 20)}), "library.json")


VALUES: list[tuple[str, str | None]] = [
    ("12345678901234567890123", "12345678901234567890123"),
    ("9007199254740993", "9007199254740993"),
    ("true", "true"),
    ("false", "false"),
    ("null", None),
    ('"[not a list"', "[not a list"),
    ('"caf\\u00e9 \\ud83d\\ude00"', "café 😀"),
    ('["a"]', "a"),
    ('["a", 2, true, null, "b"]', f"a{UNIT}2{UNIT}true{UNIT}b"),
    ("[]", None),
    ("[null]", None),
    ('[{"name": "A", "id": 1}, {"name": "B, C"}]', f"A{UNIT}B, C"),
    ('[{"name":"A"},{"id":"x"}]', '[{"name":"A"},{"id":"x"}]'),
    ('[{"name":"A"},"B"]', '[{"name":"A"},"B"]'),
    ('[["A"],["B"]]', '[["A"],["B"]]'),
    ('[{"name":["A"]}]', '[{"name":["A"]}]'),
]


@pytest.mark.parametrize("name", ["x.ndjson", "x.json"])
def test_what_a_value_becomes(bench: Bench, name: str) -> None:
    text = "\n".join(f'{{"n": {n}, "value": {value}}}' for n, (value, _) in enumerate(VALUES))
    relation = bench.read(text, name)
    expected = [(str(n), value) for n, (_, value) in enumerate(VALUES)]
    assert bench.rows == expected
    assert list(relation.layout.sample) == expected


def test_numbers_keep_their_value(bench: Bench) -> None:
    bench.read('{"x": 1e-05, "y": 0.1000000000000000055, "z": 1.7976931348623157e308}', "n.ndjson")
    assert tuple(float(cell) for cell in bench.rows[0]) == (1e-05, 0.1, 1.7976931348623157e308)


def test_objects_are_flattened(bench: Bench) -> None:
    first = {"at": 1, "meta": {"name": "A", "info": {"mbids": ["x", "y"]}}}
    second = {"at": 2, "meta": None}
    third = {"meta": {"name": "C", "extra": 1}, "at": 3}
    relation = bench.read(ndjson(first, second, third), "listens.jsonl")
    assert relation.layout.columns == ("at", "meta.name", "meta.info.mbids", "meta.extra")
    assert bench.rows == [("1", "A", f"x{UNIT}y", None), ("2", None, None, None), ("3", "C", None, "1")]


def test_names_however_odd(bench: Bench) -> None:
    record: dict[str, Any] = {
        "a/b": 1,
        "c~d": 2,
        'e"f': 3,
        "": 4,
        "x.y": 5,
        "x": {"y": 6},
        "Title": 7,
        "title": 8,
        "'": 9,
    }
    relation = bench.read(ndjson(record, {"rowid": 10, "é\n": 11}), "odd.ndjson")
    names = ("a/b", "c~d", 'e"f', "column_3", "x.y", "x.y_2", "Title", "title_2", "'", "rowid_2", "é")
    assert relation.layout.columns == names
    assert bench.rows == [(*map(str, range(1, 10)), None, None), (*[None] * 9, "10", "11")]
    assert relation.layout.sample == tuple(bench.rows)


def test_columns_that_come_late_are_added(bench: Bench) -> None:
    early = [{"n": n, "in": {"a": n}, "turns": None, "pad": "x" * 1000} for n in range(2000)]
    late = {"n": 0, "genre": "pop", "turns": {"z": 5}, "in": 7}
    path = bench.path(ndjson(*early, late), "late.ndjson")
    layout = formats.inspect(path)
    relation = formats.read(bench.workbench, layout)
    assert layout.columns == ("n", "in.a", "turns", "pad")
    assert relation.layout.columns[:4] == layout.columns
    assert "genre" in relation.layout.columns[4:]
    assert len(relation.layout.columns) == len(relation.layout.paths)
    row = dict(zip(relation.layout.columns, bench.rows[-1], strict=True))
    assert (row["n"], row["genre"], row["turns"]) == ("0", "pop", '{"z":5}')


def test_lines_that_are_no_objects_are_faults(bench: Bench) -> None:
    text = b'\n{"a": 1}\nnonsense\n\n[1]\n   \n{"a": \xff}\n"x"\n{"a": 1}{"a": 2}\n{"a":\x01}\n{"a": "\\ud800"}\n {"a": 3} \n\n'
    relation = bench.read(text, "bad.ndjson")
    assert (bench.rows, lines(relation)) == ([("1",), ("3",)], [2, 12])
    assert faults(relation) == [
        (3, "not a JSON object", "nonsense"),
        (5, "not a JSON object", "[1]"),
        (7, "not UTF-8 text", relation.faults[2].value),
        (8, "not a JSON object", '"x"'),
        (9, "not a JSON object", '{"a": 1}{"a": 2}'),
        (10, "not a JSON object", '{"a":\x01}'),
        (11, "not a JSON object", '{"a": "\\ud800"}'),
    ]
    assert {fault.reason for fault in relation.faults} <= formats.FAULT_WORDS


def test_elements_that_are_no_objects_are_faults(bench: Bench) -> None:
    relation = bench.read('[{"a": 1}, 5, null, {"a": 2}, ["x"]]', "mixed.json")
    assert (bench.rows, lines(relation)) == ([("1",), ("2",)], [1, 4])
    assert [fault[:2] for fault in faults(relation)] == [(n, "not a JSON object") for n in (2, 3, 5)]


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1}, {"a": 2}',
        '[{"a": 1}] and more',
        '[{"a": 1}, {"a": nonsense}]',
        '{"items": [{"a": 1}, {"a": 2}]',
        '[{"a": "\udcff"}]',
    ],
)
def test_a_broken_document_is_one_message(bench: Bench, text: str) -> None:
    with pytest.raises(UnreadableInput, match=r"cannot be read|no JSON objects") as caught:
        bench.read(text.encode("utf-8", "surrogateescape"), "broken.json")
    assert caught.value.hint


def test_an_array_that_ends_empty(bench: Bench) -> None:
    with pytest.raises(EmptyInput, match="no records"):
        bench.read("[{}, {}]", "empty.json")


def test_names_may_not_be_values(bench: Bench) -> None:
    with pytest.raises(UnreadableInput, match=r"more than 500 columns \(id0.a, id1.a, id2.a"):
        bench.read(json.dumps({f"id{n}": {"a": n} for n in range(501)}), "keyed.json")
    with pytest.raises(UnreadableInput, match="more than 500 columns"):
        bench.read(ndjson(*({"n": "x" * 1500, f"id{n}": n} for n in range(3000))), "keyed.ndjson")


@pytest.mark.parametrize("name", ["deep.ndjson", "deep.json"])
@pytest.mark.parametrize("deep", ["[" * 50_000 + "]" * 50_000, '{"x":' * 50_000 + "1" + "}" * 50_000])
def test_nesting_without_end_does_no_harm(bench: Bench, name: str, deep: str) -> None:
    relation = bench.read(f'{{"a": 1}}\n{{"a": 2, "b": {deep}}}\n', name)
    assert [row[0] for row in bench.rows] == ["1", "2"]
    assert (relation.layout.columns, relation.faults) == (("a", "b"), [])


def test_a_record_of_ten_million_characters(bench: Bench) -> None:
    for text, name in (
        (ndjson(A, {"b": "x" * 10_000_000}), "b.ndjson"),
        (json.dumps([A, {"b": "x" * 10_000_000}]), "b.json"),
    ):
        bench.read(text, name)
        assert [len(row[1]) for row in bench.rows] == [1, 10_000_000]


def test_a_record_over_the_limit(bench: Bench) -> None:
    huge = {"a": 1, "b": "x" * (structured._LONGEST_RECORD + 10)}
    relation = bench.read(ndjson(A, huge, B), "huge.ndjson")
    assert (bench.rows, [fault[:2] for fault in faults(relation)]) == (ROWS, [(2, "line too long")])
    with pytest.raises(UnreadableInput, match="cannot be read"):
        bench.read(json.dumps([A, {"b": "x" * (3 * structured._LONGEST_RECORD)}]), "huge.json")


def test_a_document_over_the_limit(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps({"items": [A, B]})
    monkeypatch.setattr(structured, "_LONGEST_DOCUMENT", len(text) - 1)
    with pytest.raises(UnreadableInput, match="one JSON value of more than"):
        bench.read(text, "long.json")


def test_json_and_csv_of_the_same_give_the_same(bench: Bench) -> None:
    records = [{"id": str(n), "name": f'“{n}”, "x"\n', "none": None} for n in range(1, 2000)]
    bench.read(ndjson(*records), "x.ndjson")
    before = bench.rows
    bench.read(json.dumps(records), "x.json")
    assert bench.rows == before == [tuple(record.values()) for record in records]


@pytest.mark.parametrize("packed", [".gz", ".zst"])
@pytest.mark.parametrize("name", ["cut.json", "cut.ndjson"])
def test_a_packed_file_that_is_cut(bench: Bench, name: str, packed: str) -> None:
    records = [{"n": n, "x": str(n * 7919 % 100003)} for n in range(20_000)]
    content = pack((ndjson(*records) if "nd" in name else json.dumps(records)).encode(), packed)
    (bench.folder / (name + packed)).write_bytes(content[: len(content) // 2])
    with pytest.raises(UnreadableInput, match="cannot be read"):
        formats.read(bench.workbench, formats.inspect(bench.folder / (name + packed)))
