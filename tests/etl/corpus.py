"""Tables of every kind, good and bad, and ways to write them: what the tests of bad input are made of."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import store
from warehouse.build import RELATIONS
from warehouse.connect import Workbench

Rows = Sequence[Sequence[str]]
Contents = dict[str, list[str]]


@dataclass(frozen=True)
class Sort:
    """A table of one kind that is good throughout, and what may not be in it.

    wrong : (column, cell, column the fault is about, words of the fault): cells that make a row unusable.
    named : a column of free text that is stored as it is written, and the raw table and column where it ends up.
    raw : the raw table that takes the rows.
    """

    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wrong: tuple[tuple[str, str, str, str], ...]
    named: tuple[str, str]
    raw: str

    def cell(self, column: str, value: str, row: int = 0) -> list[str]:
        """One good row with one other cell."""
        cells = list(self.rows[row])
        cells[self.columns.index(column)] = value
        return cells


TRACKS = Sort(
    "tracks",
    ("track_id", "title", "artists", "popularity", "release_date", "tempo", "valence", "duration_ms", "explicit"),
    tuple((f"id{n}", f"Title {n}", f"Artist {n}", str(50 + n), f"201{n}-05-06", "120.5", "0.5", "200000", "true")
          for n in range(6)),
    (
        ("title", "", "title", "no title"),
        ("artists", " ", "artists", "no artist"),
        ("popularity", "101", "popularity", "outside 0 to 100"),
        ("popularity", "many", "popularity", "not a number"),
        ("popularity", "inf", "popularity", "not a number"),
        ("valence", "1.5", "valence", "outside 0 to 1"),
        ("valence", "-inf", "valence", "not a number"),
        ("duration_ms", "-5", "duration_ms", "outside"),
        ("release_date", "0001-01-01", "release_date", "outside 1860 to 2100"),
        ("release_date", "2101-01-01", "release_date", "outside 1860 to 2100"),
        ("release_date", "soon", "release_date", "not a date"),
        ("explicit", "perhaps", "explicit", "not yes or no"),
    ),
    ("title", "title"),
    "tracks",
)  # fmt: skip
PLAYS = Sort(
    "plays",
    ("listener", "track_id", "title", "artist", "played_at", "ms_played"),
    tuple((f"listener {n % 2}", f"id{n}", f"Title {n}", f"Artist {n}", f"2021-05-0{n + 1} 10:11:12", "200000")
          for n in range(6)),
    (
        ("listener", "", "listener", "no listener"),
        ("played_at", "", "played_at", "no time"),
        ("played_at", "yesterday", "played_at", "not a time"),
        ("played_at", "0001-01-01 00:00:00", "played_at", "before 1971"),
        ("played_at", "2101-01-01 00:00:00", "played_at", "in the future"),
        ("ms_played", "-1", "ms_played", "outside"),
        ("ms_played", "nan?", "ms_played", "not a number"),
    ),
    ("title", "title"),
    "plays",
)  # fmt: skip
CHARTS = Sort(
    "charts",
    ("chart", "region", "day", "rank", "title", "artists", "streams"),
    tuple(("top", "us", "2021-05-06", str(n + 1), f"Title {n}", f"Artist {n}", "1000") for n in range(6)),
    (
        ("rank", "", "rank", "no rank"),
        ("rank", "0", "rank", "outside"),
        ("rank", "1.5", "rank", "not a whole number"),
        ("rank", "first", "rank", "not a number"),
        ("day", "", "day", "no date"),
        ("day", "0000-00-00", "day", "no date"),
        ("day", "2101-05-06", "day", "outside 1900 to 2100"),
        ("day", "6th of May", "day", "not a date"),
        ("title", "", "title", "no title"),
        ("streams", "-3", "streams", "outside"),
    ),
    ("title", "title"),
    "chart_entries",
)
PLAYLISTS = Sort(
    "playlists",
    ("playlist_id", "playlist", "track_id", "title", "artist", "position", "added_at"),
    tuple(("p1", "Mine", f"id{n}", f"Title {n}", f"Artist {n}", str(n), "2021-05-06 10:11:12") for n in range(6)),
    (
        ("position", "-1", "position", "outside"),
        ("position", "top", "position", "not a number"),
        ("added_at", "once", "added_at", "not a time"),
        ("added_at", "0001-01-01 00:00:00", "added_at", "outside 1900 to 2100"),
        ("added_at", "2101-01-01 00:00:00", "added_at", "outside 1900 to 2100"),
    ),
    ("title", "title"),
    "playlist_tracks",
)
SERIES = Sort(
    "series",
    ("year", "tempo", "valence"),
    tuple((str(1990 + n), f"1{n}0.5", f"0.{n}") for n in range(6)),
    (
        ("year", "", "key", "no key"),
        ("tempo", "fast", "tempo", "not a number"),
        ("valence", "inf", "valence", "not a number"),
    ),
    ("year", "key"),
    "series",
)
DESCRIPTORS = Sort(
    "descriptors",
    ("filename", "mfcc1", "mfcc2", "rms", "label"),
    tuple((f"clip {n}.wav", f"-{n}.5", "1e-3", "0.5", "jazz") for n in range(6)),
    (
        ("filename", "", "clip", "no clip"),
        ("mfcc1", "low", "mfcc1", "not a number"),
        ("rms", "-inf", "rms", "not a number"),
    ),
    ("filename", "clip"),
    "descriptors",
)
TAGS = Sort(
    "tags",
    ("artist", "tag", "count", "tagged_on"),
    tuple((f"Artist {n}", "indie", str(n + 1), "2009-04-01") for n in range(6)),
    (
        ("artist", "", "artist", "no track or artist"),
        ("tag", "", "tag", "no tag"),
        ("count", "-1", "uses", "outside"),
        ("count", "few", "uses", "not a number"),
        ("tagged_on", "0001-01-01", "tagged_on", "outside 1900 to 2100"),
        ("tagged_on", "May", "tagged_on", "not a date"),
    ),
    ("artist", "artist"),
    "tags",
)
NAMES = Sort(
    "names",
    ("id", "name"),
    tuple((str(n), f"Artist {n}") for n in range(6)),
    (("id", "", "id", "no id"), ("name", "", "name", "no name")),
    ("name", "name"),
    "names",
)
LISTENERS = Sort(
    "listeners",
    ("user_id", "age", "country", "gender"),
    tuple((f"u{n}", str(20 + n), "SE", "f") for n in range(6)),
    (("user_id", "", "listener", "no listener"),),
    ("user_id", "listener"),
    "listeners",
)
SORTS: dict[str, Sort] = {
    s.kind: s for s in (TRACKS, PLAYS, CHARTS, PLAYLISTS, SERIES, DESCRIPTORS, TAGS, NAMES, LISTENERS)
}

# Texts that readers like to break, each a name that must come out letter by letter.
ODD_NAMES = (
    "NA", "N/A", "null", "NULL", "Nan", "NaN", "None", "-", "0", "1e5", "true", "'", '"', '""', '"; drop table tracks; --',
    "'); delete from raw.tracks; --", "$1", "$load_id", "?", "%s", "{cell}", "a\nb", "a\r\nb", 'say "x", he said', "a;b|c",
    "🎵🎶", "👩‍👩‍👧", "مرحبا بالعالم", "\u202eright to left", "שלום", "e\u0301", "\u200bzero width", "tab\there", "\\N", "\\",
    "=1+1",
)  # fmt: skip


# ---- One table, any format ---------------------------------------------------------------------------------


def delimited(columns: Sequence[str], rows: Rows, delimiter: str = ",", ends: str = "\n") -> bytes:
    """A table as delimited text in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ends)
    writer.writerows([columns, *rows])
    return out.getvalue().encode()


def ndjson(columns: Sequence[str], rows: Rows) -> bytes:
    """A table as one JSON object a line; an empty cell is null."""
    return "".join(json.dumps(record) + "\n" for record in _records(columns, rows)).encode()


def document(columns: Sequence[str], rows: Rows) -> bytes:
    """A table as a JSON array of objects; an empty cell is null."""
    return json.dumps(_records(columns, rows), ensure_ascii=False).encode()


def parquet(columns: Sequence[str], rows: Rows) -> bytes:
    """A table as Parquet, every column of text; an empty cell is null."""
    sink = pa.BufferOutputStream()
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array([cell or None for cell in column], pa.string()) for column in cells]
    pq.write_table(pa.Table.from_arrays(arrays, list(columns)), sink)
    return bytes(sink.getvalue())


def zst(content: bytes) -> bytes:
    """Bytes packed as zstd with an end that Arrow and DuckDB know."""
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(content)
    return bytes(sink.getvalue())


Writer = Callable[[Sequence[str], Rows], bytes]
FORMATS: Mapping[str, Writer] = {
    "csv": delimited,
    "tsv": lambda columns, rows: delimited(columns, rows, "\t"),
    "dat": lambda columns, rows: delimited(columns, rows, "\t", "\r\n"),
    "csv.gz": lambda columns, rows: gzip.compress(delimited(columns, rows)),
    "csv.zst": lambda columns, rows: zst(delimited(columns, rows)),
    "json": document,
    "ndjson": ndjson,
    "ndjson.gz": lambda columns, rows: gzip.compress(ndjson(columns, rows)),
    "parquet": parquet,
}


def _records(columns: Sequence[str], rows: Rows) -> list[dict[str, str | None]]:
    return [{name: cell or None for name, cell in zip(columns, row, strict=True)} for row in rows]


# ---- What a home holds -------------------------------------------------------------------------------------


def raw(workbench: Workbench) -> Contents:
    """Every row of every table of loaded rows, as text."""
    return _contents(workbench, [f"raw.{table}" for table in store.LOAD_TABLES])


def built(workbench: Workbench) -> Contents:
    """Every row of every built relation, as text; without what tells when it was built."""
    return _contents(workbench, [r.name for r in RELATIONS if r.name != "snapshots"])


def _contents(workbench: Workbench, tables: Sequence[str]) -> Contents:
    return {
        table: [
            row
            for (row,) in workbench.rows(
                f"select row_text from (select t::varchar as row_text from {table} t) order by 1"
            )
        ]
        for table in tables
    }


def write(path: Path, content: bytes) -> Path:
    """Write a file; returns its path."""
    path.write_bytes(content)
    return path
