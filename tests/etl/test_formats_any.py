"""Whatever is in a file: the same table from every format, and never an error that is not ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import formats
from tests.conftest import FUZZ
from tests.etl.conftest import QUICK
from tests.etl.formats.conftest import Bench, ndjson
from warehouse.connect import Workbench
from warehouse.errors import HomeError, RepertoireError
from warehouse.home import Home

NAMES = ("id", "title", "Title")
# CSV cannot tell an empty text from none, and has no zero bytes.
CELL = st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=12)
TABLE = st.lists(st.tuples(st.integers(1, 10**6).map(str), CELL, CELL), min_size=1, max_size=8)
PACKED = st.sampled_from(["", ".gz", ".zst"])

SEEDS = {
    ".csv": b'a,b,c\n1,"x\ny",z\n2,q,r\n\n3,,\n',
    ".tsv": b"a\tb\n1\t2\n",
    ".json": b'[{"a":1,"b":["x","y"],"c":{"d":null}},{"a":"\\u00e9"}]',
    ".ndjson": b'{"a":1,"b":["x","y"],"c":{"d":null}}\n\n{"a":"\\u00e9"}\nx\n',
}
PIECES = [
    b"\0",
    b"\xff",
    b'"',
    b"\r",
    b"\n",
    b",",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\\ud800",
    b'{"a":',
]
CHANGES = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(PIECES) | st.binary(max_size=4), st.integers(0, 5)), max_size=5
)
CODECS = st.sampled_from([None, None, None, "latin-1", "utf-16", "cp1252", "shift_jis", "utf-7"])


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("any")
    with Workbench(Home(folder / "home"), QUICK) as workbench:
        yield Bench(workbench, folder)


def as_csv(rows: list[tuple], delimiter: str = ",") -> str:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' if cell else "" for cell in row] for row in [NAMES, *rows]]
    return "".join(delimiter.join(row) + "\n" for row in quoted)


def records(rows: list[tuple]) -> list[dict]:
    return [dict(zip(NAMES, row, strict=True)) for row in rows]


@settings(deadline=None, max_examples=20 * FUZZ)
@given(rows=TABLE, packed=PACKED, encoding=st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_the_same_table_from_every_format(bench: Bench, rows: list[tuple], packed: str, encoding: str) -> None:
    contents = {
        f"t.csv{packed}": as_csv(rows).encode(encoding),
        f"t.dat{packed}": as_csv(rows, "\t").encode(encoding),
        f"t.json{packed}": json.dumps(records(rows), ensure_ascii=False).encode(encoding),
        f"t.jsonl{packed}": ndjson(*records(rows)).encode(encoding),
        f"wrapped.json{packed}": json.dumps({"n": 1, "rows": records(rows)}, indent=1).encode(encoding),
    }
    found = {}
    for name, content in contents.items():
        relation = bench.read(content, name)
        assert (relation.layout.columns, relation.faults) == (("id", "title", "Title_2"), []), name
        assert relation.layout.sample == tuple(rows), name
        found[name] = bench.rows
    pq.write_table(
        pa.Table.from_pylist(records(rows), pa.schema([(n, pa.string()) for n in NAMES])), bench.folder / "t.parquet"
    )
    formats.read(bench.workbench, formats.inspect(bench.folder / "t.parquet"))
    assert found == dict.fromkeys(contents, rows)
    assert bench.rows == rows


@settings(deadline=None, max_examples=100 * FUZZ)
@given(
    kind=st.sampled_from(list(SEEDS)),
    changes=CHANGES,
    packed=PACKED,
    damage=st.none() | st.integers(0, 40),
    encoding=CODECS,
    quoting=st.booleans(),
)
def test_any_bytes_are_read_or_refused(
    bench: Bench, kind: str, changes: list, packed: str, damage: int | None, encoding: str | None, quoting: bool
) -> None:
    content = bytearray(SEEDS[kind])
    for at, piece, dropped in changes:
        content[at : at + dropped] = piece
    path = bench.path(bytes(content), f"any{kind}{packed}")
    if packed and damage is not None:
        spoiled = bytearray(path.read_bytes())
        spoiled[damage % len(spoiled)] ^= 1 << damage % 8
        path.write_bytes(spoiled)
    check(bench, path, encoding, quoting)


@settings(deadline=None, max_examples=80 * FUZZ)
@given(
    places=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=4),
    cut=st.none() | st.integers(0, 2000),
)
def test_any_damage_to_parquet_is_read_or_refused(bench: Bench, places: list[tuple[int, int]], cut: int | None) -> None:
    path = bench.folder / "any.parquet"
    table = pa.table({"n": [1, 2, None], "l": [["a"], [], None], "s": [{"x": 1}, {"x": 2}, None]})
    pq.write_table(table, path)
    content = bytearray(path.read_bytes())
    for at, byte in places:
        content[at % len(content)] = byte
    path.write_bytes(content[: cut % len(content)] if cut else content)
    check(bench, path, None, True)


def check(bench: Bench, path: Path, encoding: str | None, quoting: bool) -> None:
    """Reads a file, or is told why not; either way nothing is left and the workbench goes on."""
    relation, told = None, None
    try:
        relation = formats.read(bench.workbench, formats.inspect(path, encoding, quoting))
    except RepertoireError as error:
        told = error
    if relation is None:
        assert told is not None
        assert not isinstance(told, HomeError), told
        assert told.hint
        assert told.message.encode()
    else:
        assert [len(row) for row in bench.rows] == [len(relation.layout.columns)] * relation.rows
        assert relation.lines is None or len(relation.lines) == relation.rows
    assert bench.left == []
    assert bench.workbench.value("select 1") == 1
