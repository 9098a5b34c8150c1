"""Parquet -> a table whose scalar columns keep their types; lists become text, the fields of structs columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.formats.layout import (
    ITEMS,
    SAMPLE_ROWS,
    SOURCE,
    Layout,
    Relation,
    Row,
    check_width,
    pattern,
    quoted,
    unique,
)
from etl.formats.packed import LEAST_LIMIT, MOST_GROWTH, beside, stamp
from etl.formats.records import as_text
from warehouse.connect import Workbench
from warehouse.errors import EmptyInput, UnreadableInput

_BATCH_BYTES = 1 << 16
_DAMAGED = (OSError, EOFError, ValueError, LookupError, NotImplementedError, OverflowError, pa.ArrowException)
_NUMBERS = {
    pa.bool_(): "BOOLEAN",
    pa.int8(): "TINYINT",
    pa.int16(): "SMALLINT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.uint8(): "UTINYINT",
    pa.uint16(): "USMALLINT",
    pa.uint32(): "UINTEGER",
    pa.uint64(): "UBIGINT",
    pa.float16(): "FLOAT",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
}


@dataclass(frozen=True)
class _Leaf:
    """A column: the place of the file's column, the fields that lead into it, and what is there."""

    place: int
    path: tuple[str, ...]
    type: pa.DataType


def inspect(path: Path) -> Layout:
    """Read the schema and first rows. Raises MissingInput, EmptyInput, UnreadableInput."""
    before = stamp(path)
    if before[0] == 0:
        raise EmptyInput(f"{path} is empty.", "Nothing was loaded.")
    try:
        with pq.ParquetFile(path, buffer_size=_BATCH_BYTES, pre_buffer=False) as file:
            schema, about = file.schema_arrow, file.metadata
            _check_size(path, about)
            batch = next(file.iter_batches(SAMPLE_ROWS), None) if about.num_rows else None
            head = pa.Table.from_batches([] if batch is None else [batch], schema if batch is None else batch.schema)
            leaves = list(_leaves(schema))
            cells = [_values(head.column(leaf.place), leaf.path) for leaf in leaves]
            texts = [_texts(values) for values in cells]
    except _DAMAGED as error:
        raise _damaged(path, error) from error
    return _layout(path, leaves, texts, before)


def _layout(path: Path, leaves: list[_Leaf], texts: list[list[str | None] | None], before: Any) -> Layout:
    names = _names(leaves)
    check_width(path, names)
    kept = [(name, leaf, cells) for name, leaf, cells in zip(names, leaves, texts, strict=True) if cells is not None]
    if not kept:
        raise UnreadableInput(f"{path} has no columns of text or numbers.", "Nothing was loaded.")
    sample: tuple[Row, ...] = tuple(islice(zip(*(cells for *_, cells in kept), strict=True), SAMPLE_ROWS))
    return Layout(
        path,
        tuple(name for name, *_ in kept),
        format="parquet",
        types={name: kind for name, leaf, _ in kept if (kind := _type(leaf.type)) is not None},
        sample=sample,
        left_out=tuple(name for name, cells in zip(names, texts, strict=True) if cells is None),
        stamp=before,
    )


def read(workbench: Workbench, layout: Layout) -> Relation:
    """Load a file into the temporary table `incoming`. Raises UnreadableInput; DuckDB's errors as they come."""
    leaves = list(_leaves(_schema(layout.path)))
    wanted = {name: leaf for name, leaf in zip(_names(leaves), leaves, strict=True) if name in layout.columns}
    _, mark = beside(workbench, layout.path, lambda: _fill(workbench, layout, wanted))
    rows = int(workbench.value(f"select count(*) from {SOURCE}"))
    return Relation(layout, mark, rows)


def _fill(workbench: Workbench, layout: Layout, wanted: dict[str, _Leaf]) -> None:
    values = {"path": pattern(layout.path)}
    source = "read_parquet($path, hive_partitioning=false)"
    # DuckDB tells names that differ by case apart in its own way: the place of a column is what both agree on.
    theirs = workbench.con.sql(f"select * from {source}", params=values).columns
    cells = ", ".join(
        f"{_cell_sql(leaf.type, _field_sql(theirs[leaf.place], leaf.path))} as {quoted(name)}"
        for name, leaf in wanted.items()
    )
    workbench.con.execute(f"drop table if exists {SOURCE}")
    workbench.con.execute(f"create temp table {SOURCE} as select {cells} from {source}", values)


def _check_size(path: Path, about: pq.FileMetaData) -> None:
    """Raises UnreadableInput when the file unpacks to too much; a row is at least a byte a column."""
    size = sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
    limit = max(LEAST_LIMIT, MOST_GROWTH * path.stat().st_size)
    if max(size, about.num_rows * about.num_columns) > limit:
        raise UnreadableInput(
            f"{path} unpacks to more than {limit >> 20:,} MB.", "If that is right, save it without such strong packing."
        )


def _schema(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except _DAMAGED as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> UnreadableInput:
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    return UnreadableInput(f"{path} cannot be read as Parquet: {reason}", "Check that the file is whole.")


def _names(leaves: list[_Leaf]) -> tuple[str, ...]:
    return unique(".".join(leaf.path).replace("\0", " ") for leaf in leaves)


def _leaves(schema: pa.Schema) -> Iterator[_Leaf]:
    for place, field in enumerate(schema):
        for path, kind in _inner(field):
            yield _Leaf(place, path, kind)


def _inner(field: pa.Field) -> Iterator[tuple[tuple[str, ...], pa.DataType]]:
    if not pa.types.is_struct(field.type):
        yield (field.name,), field.type
        return
    for inner in field.type:
        yield from (((field.name, *path), kind) for path, kind in _inner(inner))


# ---- What a column becomes ---------------------------------------------------------------------------------


def _value_type(kind: pa.DataType) -> pa.DataType:
    """What is in a column, whatever the way it is stored."""
    if isinstance(kind, pa.BaseExtensionType):
        return _value_type(kind.storage_type)
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _type(kind: pa.DataType) -> str | None:
    """The DuckDB type that a column keeps; None for those that become text."""
    kind = _value_type(kind)
    if kind in _NUMBERS:
        return _NUMBERS[kind]
    if pa.types.is_date(kind):
        return "DATE"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP"
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})" if kind.precision <= 38 else "DOUBLE"
    return None


def _is_binary(kind: pa.DataType) -> bool:
    kind = _value_type(kind)
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _field_sql(column: str, path: tuple[str, ...]) -> str:
    cell = quoted(column)
    for name in path[1:]:
        cell = f"struct_extract({cell}, {_literal(name)})"
    return cell


def _cell_sql(kind: pa.DataType, cell: str) -> str:
    kind = _value_type(kind)
    if pa.types.is_timestamp(kind) and kind.tz:
        return f"make_timestamp(epoch_us({cell}))"  # in UTC, whatever the time zone here
    if (kept := _type(kind)) is not None:
        return f"{cell}::{kept}"
    if _is_binary(kind):
        return f"coalesce(try(decode({cell})), hex({cell}))"
    if _is_list(kind):
        return _list_sql(kind.value_type, cell)
    return f"to_json({cell})::varchar" if pa.types.is_nested(kind) else f"{cell}::varchar"


def _list_sql(inner: pa.DataType, cell: str) -> str:
    if pa.types.is_struct(inner) and (at := inner.get_field_index("name")) >= 0:
        if not pa.types.is_nested(inner.field(at).type):
            return _list_sql(inner.field(at).type, f"list_transform({cell}, lambda item: item['name'])")
    elif not pa.types.is_nested(inner):
        return f"nullif(array_to_string({cell}::varchar[], {ITEMS}), '')"
    return f"to_json({cell})::varchar"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# ---- The first rows as text --------------------------------------------------------------------------------


def _values(column: pa.ChunkedArray, path: tuple[str, ...]) -> pa.ChunkedArray:
    for name in path[1:]:
        column = pc.struct_field(column, name)
    return column


def _texts(column: pa.ChunkedArray) -> list[str | None] | None:
    """The values as text; None when they are bytes and no text."""
    kind = _value_type(column.type)
    if _is_binary(kind):
        try:
            return [None if value is None else bytes(value).decode() for value in column.to_pylist()]
        except UnicodeDecodeError:
            return None
    if pa.types.is_nested(kind):
        return [as_text(value) for value in column.to_pylist()]
    return column.cast(kind).cast(pa.string()).to_pylist()
