"""Export as CSV, of tracks and of rejected rows: exactly the filtered, sorted rows, written in one place for all.

The file is UTF-8, each line ends with a line feed. Lines that begin with "# " come first and say where the rows are from; then a
header of machine names; then the rows. Text is in quotes, numbers are not and keep every digit; a missing value is
nothing at all.

A spreadsheet takes text that begins with = + - @ or a control character for a formula or a command. The guard puts an
apostrophe before such text, and before text that is apostrophes followed by such a character. Taking one apostrophe
away from every text of that second form undoes exactly what the guard did: `unguard_sql` does so for the loader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Literal

import pyarrow as pa

from warehouse import export_csv, whole
from warehouse.connect import Snapshot, View
from warehouse.errors import RepertoireError
from warehouse.features import by_name
from warehouse.filters import TrackFilter
from warehouse.ordering import Sort, checked_columns, is_stored_order, sort_words, write_sort
from warehouse.queries import rejects, tracks
from warehouse.queries.fixed import sql
from warehouse.queries.rejects import RejectFilter

BATCH_ROWS = 50_000
STORED_SLICE = 200_000  # rows read at a time when the order is the stored one and nothing needs sorting
SOURCE = "Repertoire export"

# The characters that make a spreadsheet act, as the inside of a bracket in a regular expression: Python's and DuckDB's
# readings agree on it.
GUARDED = r"=+\-@\x00-\x1f\x7f-\x{9f}"
_GUARD = re.compile("'*[" + GUARDED.replace(r"\x{9f}", r"\x9f") + "]")
_UNGUARD = re.compile("'+[" + GUARDED.replace(r"\x{9f}", r"\x9f") + "]")

# Columns that a model fills -> the model.
PREDICTED = {"predicted_genre": "genre", "genre_confidence": "genre"}


def guard(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would act on it."""
    return f"'{text}" if _GUARD.match(text) else text


def unguard(text: str) -> str:
    """The text that `guard` was given."""
    return text[1:] if _UNGUARD.match(text) else text


def guard_sql(column: str) -> str:
    """`guard` as a DuckDB expression. `column` is an expression of ours, never what people type."""
    return f"case when regexp_matches({column}, '^''*[{GUARDED}]') then '''' || {column} else {column} end"


def unguard_sql(column: str) -> str:
    """`unguard` as a DuckDB expression; for text columns of a file whose provenance says "text guard: on"."""
    return f"case when regexp_matches({column}, '^''+[{GUARDED}]') then substring({column}, 2) else {column} end"


@dataclass(frozen=True)
class Provenance:
    """Where exported rows come from. `lines` is what the file says; `written_at` is UTC without a zone.

    asked : what was asked for, label -> words: filter and order.
    """

    snapshot: Snapshot
    asked: Mapping[str, str]
    columns: tuple[str, ...]
    rows: int
    guarded: bool
    written_at: datetime
    models: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    def entries(self) -> dict[str, str]:
        """Label -> value, in the order of the file."""
        entries = {
            "source": SOURCE,
            **self.asked,
            "columns": ", ".join(self.columns),
            "data version": _data_version(self.snapshot),
            **{f"{model} model": f"run {run}" for model, run in self.models.items()},
            "rows": str(self.rows),
            "time": f"{self.written_at.isoformat(timespec='seconds')} UTC",
            "text guard": "on" if self.guarded else "off",
        }
        if self.snapshot.demo:
            entries["demo"] = "yes, from the synthetic demo catalogue"
        return entries | dict(self.notes)

    def lines(self) -> bytes:
        """The lines of the file, each beginning with "# "."""
        return "".join(f"# {_one_line(k)}: {_one_line(v)}\n" for k, v in self.entries().items()).encode()


def _data_version(snapshot: Snapshot) -> str:
    version = f"snapshot {snapshot.number}, published {snapshot.published_at.isoformat(timespec='seconds')} UTC"
    if snapshot.as_of is None:
        return f"{version}, date of the data unknown"
    return f"{version}, data as of {snapshot.as_of.isoformat()}{' (assumed)' if snapshot.as_of_assumed else ''}"


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())


def provenance_of(
    view: View,
    flt: TrackFilter,
    sort: Sort,
    columns: Sequence[str],
    *,
    raw: bool = False,
    notes: Mapping[str, str] | None = None,
) -> Provenance:
    """The provenance of an export of tracks made from this view now. `notes` are more lines: label -> value.

    Raises FilterError.
    """
    used = {*columns, *(name for name, _ in sort), *(rule.field for rule in flt.rules)}
    models = {m: view.value(sql("served_run"), {"model": m}) for name, m in PREDICTED.items() if name in used}
    return Provenance(
        snapshot=view.snapshot,
        asked={
            "filter": flt.words,
            "filter expression": flt.text or "(none)",
            "sort": f"{sort_words(sort)} ({write_sort(sort) or '-popularity'})",
        },
        columns=tuple(checked_columns(columns)),
        rows=tracks.count(view, flt),
        guarded=not raw,
        written_at=_now(),
        models={model: run for model, run in models.items() if run is not None},
        notes=dict(notes or {}),
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def stream_tracks(
    view: View,
    flt: TrackFilter,
    sort: Sort,
    columns: Sequence[str],
    *,
    provenance: bool | Provenance = True,
    raw: bool = False,
    notes: Mapping[str, str] | None = None,
) -> Pieces:
    """The file in pieces, for a web response; the view must stay open until the last. Memory does not grow with the
    rows.

    provenance : True writes the lines of `provenance_of`, False none; a Provenance is written as it is given.
    raw : leave text as it is, without the guard.

    Raises FilterError before the first piece.
    """
    names = checked_columns(columns)
    if provenance is True:
        provenance = provenance_of(view, flt, sort, names, raw=raw, notes=notes)
    elif provenance:
        provenance = replace(provenance, guarded=not raw)
    return Pieces(names, _batches(view, flt, sort, _select_list(names, raw)), provenance)


def stream_rejects(view: View, flt: RejectFilter, *, provenance: bool = True, raw: bool = False) -> Pieces:
    """Rejected rows in pieces, all that the filter keeps, newest load first; otherwise as `stream_tracks`."""
    texts = () if raw else rejects.TEXTS
    columns = ", ".join(f'{guard_sql(n) if n in texts else n} as "{n}"' for n in rejects.COLUMNS)
    query, params = rejects.selection(flt, columns)
    said = Provenance(
        snapshot=view.snapshot,
        asked={"filter": flt.words, "sort": "newest load first, in the order of the file"},
        columns=rejects.COLUMNS,
        rows=rejects.count(view, flt),
        guarded=not raw,
        written_at=_now(),
    )
    return Pieces(rejects.COLUMNS, view.batches(query, params, BATCH_ROWS), provenance and said)


def stream_table(
    view: View, table: pa.Table, asked: Mapping[str, str], *, provenance: bool = True, raw: bool = False
) -> Pieces:
    """A table that is there already, in pieces; `asked` says what it is. Otherwise as `stream_tracks`."""
    names, guarded = tuple(table.column_names), table
    for place, column in enumerate(table.columns):
        # What pandas calls str comes as the type of long texts.
        if (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)) and not raw:
            texts = [None if text is None else guard(text) for text in column.to_pylist()]
            guarded = guarded.set_column(place, names[place], pa.array(texts, pa.string()))
    said = Provenance(view.snapshot, asked, names, table.num_rows, not raw, _now())
    return Pieces(names, iter(guarded.to_batches(BATCH_ROWS)), provenance and said)


def said_of(view: View, asked: Mapping[str, str], columns: Sequence[str], rows: int) -> dict[str, str]:
    """Where rows that are exported now come from, label -> words, for files that are no tables."""
    return Provenance(view.snapshot, asked, tuple(columns), rows, False, _now()).entries()


def write(out: Path | str | BinaryIO, pieces: Iterator[bytes]) -> None:
    """Write the pieces of a file to a path, whole or not at all, or to a binary stream. Raises RepertoireError."""
    if isinstance(out, str | Path):
        _write_file(Path(out), pieces)
    else:
        out.writelines(pieces)


def write_tracks(
    view: View,
    flt: TrackFilter,
    sort: Sort,
    columns: Sequence[str],
    out: Path | str | BinaryIO,
    *,
    provenance: bool | Provenance = True,
    raw: bool = False,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write the file to a path or to a binary stream. A path appears when it is complete, or not at all.

    The other parameters are those of `stream_tracks`. Raises FilterError, RepertoireError where the path cannot be
    written.
    """
    write(out, stream_tracks(view, flt, sort, columns, provenance=provenance, raw=raw, notes=notes))


def _write_file(path: Path, pieces: Iterator[bytes]) -> None:
    try:
        with whole.writing(path) as part, part.open("wb") as file:
            file.writelines(pieces)
    except OSError as error:
        raise RepertoireError(
            f"Cannot write {path}: {error.strerror or error}.", "Choose another file with --out, or make room."
        ) from error


@dataclass
class Pieces(Iterator[bytes]):
    """A file in pieces, as CSV when it is read; `export_excel` writes its batches as a workbook instead."""

    names: Sequence[str]
    batches: Iterator[pa.RecordBatch]
    provenance: Provenance | Literal[False]

    def __post_init__(self) -> None:
        self._left = self._csv()

    def __next__(self) -> bytes:
        return next(self._left)

    def _csv(self) -> Iterator[bytes]:
        yield (self.provenance.lines() if self.provenance else b"") + (",".join(self.names) + "\n").encode()
        for batch in self.batches:
            if batch.num_rows:
                yield export_csv.rows(batch)


def _select_list(names: list[str], raw: bool) -> str:
    known = by_name()
    guarded = {n for n in names if not raw and known[n].sql_type == "varchar"}
    columns = {n: f't."{n}"' for n in names}
    return ", ".join(f'{guard_sql(columns[n]) if n in guarded else columns[n]} as "{n}"' for n in names)


def _batches(view: View, flt: TrackFilter, sort: Sort, columns: str) -> Iterator[pa.RecordBatch]:
    """All rows in order. In the stored order slice by slice, so that nothing is sorted and the first rows come at
    once."""
    query, params = tracks.selection(flt, sort, columns)
    if not is_stored_order(sort):
        yield from view.batches(query, params, BATCH_ROWS)
        return
    first, last = view.rows("select min(track_no), max(track_no) from tracks")[0]
    query, params = tracks.selection(flt, sort, columns, "t.track_no >= $begin and t.track_no < $end")
    for begin in range(first, last + 1, STORED_SLICE) if first is not None else ():
        yield from view.batches(query, {**params, "begin": begin, "end": begin + STORED_SLICE}, BATCH_ROWS)
