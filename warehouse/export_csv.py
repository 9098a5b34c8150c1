"""Rows of a batch as CSV: one form of quotes, of numbers and of what is missing."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.csv


def rows(batch: pa.RecordBatch) -> bytes:
    """The rows as CSV without a header. Arrow writes the shortest digits that read back as the same number."""
    if batch.num_columns == 1 and batch.column(0).null_count:
        return _lone_column(batch)
    out = io.BytesIO()
    pyarrow.csv.write_csv(batch, out, pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed"))
    return out.getvalue()


def _lone_column(batch: pa.RecordBatch) -> bytes:
    """One column with missing values, which become "": readers skip lines that hold nothing."""
    column = batch.column(0)
    if pa.types.is_string(column.type):
        return rows(pa.record_batch([column.fill_null("")], names=batch.schema.names))
    present = iter(rows(pa.record_batch([column.drop_null()], names=batch.schema.names)).splitlines(keepends=True))
    return b"".join(next(present) if value.is_valid else b'""\n' for value in column)
