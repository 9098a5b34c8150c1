"""Parquet: types that stay, nested values that become text, files that only claim to be Parquet."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl import formats
from etl.formats import Relation, parquet
from tests.etl.formats.conftest import Bench, lines, ndjson
from warehouse.errors import EmptyInput, UnreadableInput

UNIT = "\x1f"


def read(bench: Bench, columns: dict[str, Any], name: str = "t.parquet", **options: Any) -> Relation:
    pq.write_table(pa.table(columns), bench.folder / name, **options)
    return formats.read(bench.workbench, formats.inspect(bench.folder / name))


def test_scalars_keep_their_type(bench: Bench) -> None:
    when = dt.datetime(2020, 1, 31, 23, 30, 0, 250)
    zone = dt.timezone(dt.timedelta(hours=5))
    columns = {
        "tiny": pa.array([1, None], pa.int8()),
        "big": pa.array([2**64 - 1, None], pa.uint64()),
        "half": pa.array([1.5, None], pa.float16()),
        "real": pa.array([0.1, None]),
        "flag": pa.array([True, None]),
        "day": pa.array([dt.date(1958, 8, 4), None]),
        "at": pa.array([when, None], pa.timestamp("us")),
        "nanos": pa.array([when, None], pa.timestamp("ns")),
        "zoned": pa.array([when.replace(tzinfo=zone), None], pa.timestamp("ms", "Asia/Karachi")),
        "money": pa.array([Decimal("12345678901234567890.05"), None], pa.decimal128(38, 2)),
        "wide": pa.array([Decimal("1.5"), None], pa.decimal256(50, 2)),
        "text": pa.array(["é", None], pa.large_string()),
        "label": pa.array(["rock", None]).dictionary_encode(),
        "time": pa.array([dt.time(1, 2, 3), None]),
        "none": pa.nulls(2),
    }
    relation = read(bench, columns)
    kinds = ["TINYINT", "UBIGINT", "FLOAT", "DOUBLE", "BOOLEAN", "DATE", *["TIMESTAMP"] * 3, "DECIMAL(38,2)", "DOUBLE"]
    assert relation.layout.types == dict(zip(columns, kinds, strict=False))
    found = bench.workbench.rows(f"select column_name, column_type from (describe {formats.SOURCE})")
    assert dict(found) == {**dict.fromkeys(columns, "VARCHAR"), **relation.layout.types}
    utc = (when - dt.timedelta(hours=5)).replace(microsecond=0)
    row = [1, 2**64 - 1, 1.5, 0.1, True, dt.date(1958, 8, 4), when, when, utc, columns["money"][0].as_py(), 1.5]
    assert bench.rows == [(*row, "é", "rock", "01:02:03", None), (None,) * 15]
    assert (relation.layout.format, relation.first_line, lines(relation)) == ("parquet", 1, [1, 2])


def test_a_sample_is_text(bench: Bench) -> None:
    relation = read(
        bench, {"n": [1, 2] * 40, "x": [1e-5, None] * 40, "flag": [True, False] * 40, "l": [[1, 2], None] * 40}
    )
    assert relation.layout.sample[:2] == (("1", "0.00001", "true", f"1{UNIT}2"), ("2", None, "false", None))
    assert (len(relation.layout.sample), relation.rows) == (50, 80)


def test_nested_values_are_as_in_json(bench: Bench) -> None:
    records = [
        {
            "id": "1",
            "artists": [{"name": "A", "n": 1}, {"name": "B", "n": 2}],
            "tags": ["x", None, "y"],
            "meta": {"a": {"b": "q"}},
        },
        {"id": "2", "artists": [{"name": "C", "n": None}], "tags": [], "meta": {"a": {"b": None}}},
        {"id": "3", "artists": None, "tags": None, "meta": None},
        {"id": "4", "artists": [], "tags": ["one"], "meta": {"a": {"b": "r"}}},
    ]
    relation = read(bench, {name: [record[name] for record in records] for name in records[0]})
    assert relation.layout.columns == ("id", "artists", "tags", "meta.a.b")
    expected = [
        ("1", f"A{UNIT}B", f"x{UNIT}y", "q"),
        ("2", "C", None, None),
        ("3", None, None, None),
        ("4", None, "one", "r"),
    ]
    assert bench.rows == expected == list(relation.layout.sample)
    bench.read(ndjson(*records), "t.ndjson")
    assert bench.rows == expected


def test_other_nested_values_are_json(bench: Bench) -> None:
    columns = {
        "lists": pa.array([[["a"], ["b"]]]),
        "objects": pa.array([[{"id": 1}]]),
        "map": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int32())),
        "pair": pa.array([[1, 2]], pa.list_(pa.int32(), 2)),
    }
    read(bench, columns)
    assert bench.rows == [('[["a"],["b"]]', '[{"id":1}]', '{"k":1}', f"1{UNIT}2")]


def test_bytes_are_text_where_they_can_be(bench: Bench) -> None:
    columns = {
        "name": pa.array(["é".encode(), None], pa.binary()),
        "picture": pa.array([b"\x89PNG", b"\xff"], pa.binary()),
        "code": pa.array([b"ab", b"cd"], pa.binary(2)),
    }
    relation = read(bench, columns)
    assert (relation.layout.columns, relation.layout.left_out) == (("name", "code"), ("picture",))
    assert bench.rows == [("é", "ab"), (None, "cd")]
    read(bench, {"name": pa.array([b"x"] * 50 + [b"\xff\x00"], pa.binary())})
    assert bench.rows[-1] == ("FF00",)


def test_a_file_of_pictures(bench: Bench) -> None:
    with pytest.raises(UnreadableInput, match="no columns of text or numbers"):
        read(bench, {"picture": pa.array([b"\x89PNG"], pa.binary())})


def test_names_however_odd(bench: Bench) -> None:
    arrays = [pa.array([n]) for n in range(6)]
    nested = pa.array([{"it's": 8}])
    table = pa.Table.from_arrays([*arrays, nested], ["a", "A", "a_1", 'x"y', "it's", "", "s"])
    path = bench.folder / "odd [1] *?'.parquet"
    pq.write_table(table, path)
    relation = formats.read(bench.workbench, formats.inspect(path))
    assert relation.layout.columns == ("a", "A_2", "a_1", 'x"y', "it's", "column_5", "s.it's")
    assert bench.rows == [(0, 1, 2, 3, 4, 5, 8)]


def test_a_folder_adds_no_column(bench: Bench) -> None:
    (bench.folder / "year=2020").mkdir()
    assert read(bench, {"a": ["x"]}, "year=2020/t.parquet").layout.columns == ("a",)
    assert bench.rows == [("x",)]


def test_rows_keep_their_order(bench: Bench) -> None:
    read(bench, {"n": list(range(50_000))}, row_group_size=1000)
    assert bench.rows == [(n,) for n in range(50_000)]


def test_no_rows(bench: Bench) -> None:
    with pytest.raises(EmptyInput, match="no rows"):
        read(bench, {"a": pa.array([], pa.string())})


@pytest.mark.parametrize("damage", ["cut", "middle", "foot", "text"])
def test_what_only_claims_to_be_parquet(bench: Bench, damage: str) -> None:
    path = bench.folder / "t.parquet"
    pq.write_table(pa.table({"a": [str(n * 7919 % 100003) for n in range(20_000)]}), path, compression="zstd")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    spoiled = {
        "cut": content[:middle],
        "middle": content[:middle] + bytes(200) + content[middle + 200 :],
        "foot": content[:-60] + bytes(40) + content[-20:],
        "text": b"a,b\n1,2\n",
    }
    path.write_bytes(spoiled[damage])
    with pytest.raises(UnreadableInput) as caught:
        formats.read(bench.workbench, formats.inspect(path))
    assert "\n" not in caught.value.message


def test_a_file_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "constant.parquet"
    pq.write_table(pa.table({"a": pa.repeat(pa.scalar("x"), 1_000_000)}), path)
    formats.inspect(path)
    monkeypatch.setattr(parquet, "LEAST_LIMIT", 999_999)
    with pytest.raises(UnreadableInput, match="unpacks to more than"):
        formats.inspect(path)


def test_too_many_columns(bench: Bench) -> None:
    with pytest.raises(UnreadableInput, match="more than 500 columns"):
        read(bench, {f"c{n}": [1] for n in range(501)})
