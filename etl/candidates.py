"""A table of candidates: read and judged as a table of tracks is, and not loaded. What is screened is not kept.

Beside what a table of tracks needs, nothing has to be there but one column that says something of how a track sounds,
or what it is called: a track before its release may have no id, no artist and half of its features.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl import credits, formats
from etl.formats import SOURCE, Layout, Relation
from etl.formats.layout import unique
from etl.intake import Intake
from etl.judge import Cell, Judge, quoted
from etl.recognise import Recognition, aliases, columns_of
from etl.tracks import cells
from warehouse import features, store
from warehouse.connect import Workbench
from warehouse.errors import NotRecognised
from warehouse.export import guard_sql

KIND = "tracks"
BATCH = 5_000
_NO_POPULARITY = ("popularity", "as_of")  # what is to be predicted is not looked at


@dataclass(frozen=True)
class Candidates:
    """A file of candidates in the workbench, as the tables `incoming` and `judged`.

    rows : usable rows ; rejects : line, column_name, reason, value of the others ; reasons : words of the faults, by
    their number ; genre_names : SQL of the stated genres of a row.
    """

    workbench: Workbench
    relation: Relation
    recognition: Recognition
    rows: int
    rejects: list[dict[str, Any]]
    reasons: tuple[str, ...]
    genre_names: str

    @property
    def layout(self) -> Layout:
        """How the file is laid out."""
        return self.relation.layout

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns that were not used."""
        return self.recognition.unknown

    def batches(self, size: int = BATCH) -> Iterator[pa.Table]:
        """The usable rows, `size` at a time: row (from 1), line, title, album, artists and genres (lists), release_year
        and one double column an input feature."""
        typed = f"select row_no + 1 as row, line, {self._typed()} from judged where fault is null order by row_no"
        yield from _tables(self.workbench, typed, size)

    def whole(self, names: tuple[str, ...], size: int = BATCH) -> Iterator[tuple[pa.Table, pa.Table]]:
        """All rows that fit the columns, as they stand in the file under `names`, beside the same rows as in `batches`.

        Text of the file on which a spreadsheet would act is guarded. Rows that are of no use have a number in
        `fault`, the place of its words in `reasons`.
        """
        given = ", ".join(
            f"{self._as_given(c)} as {quoted(n)}" for c, n in zip(self.layout.columns, names, strict=True)
        )
        query = (
            f"select {given}, typed.* exclude (row_no) from {SOURCE}"
            f" join (select row_no, row_no + 1 as row, line, {self._typed()}, fault from judged) as typed"
            f" on {SOURCE}.rowid = typed.row_no order by typed.row_no"
        )
        for table in _tables(self.workbench, query, size):
            yield table.select(list(range(len(names)))), table.select(list(range(len(names), table.num_columns)))

    def _typed(self) -> str:
        measured = ", ".join(f"{_number(f.name)} as {quoted(f.name)}" for f in features.model_inputs())
        artists = "coalesce(artists, []) as artists"
        return f"coalesce(title, '') as title, coalesce(album, '') as album, {artists}, {self.genre_names}, {measured}"

    def _as_given(self, column: str) -> str:
        """A cell as it stands in the file. Numbers need no guard, though one may begin with a minus."""
        cell = f"{SOURCE}.{quoted(column)}"
        if self.layout.guarded or self.layout.types.get(column, "VARCHAR") != "VARCHAR":
            return f"{cell}::varchar"
        return f"case when try_cast({cell} as double) is null then {guard_sql(cell)} else {cell} end"


def read(
    workbench: Workbench, path: Path, mapping: Mapping[str, str] | None = None, encoding: str | None = None
) -> Candidates:
    """Read a file of candidates into temporary tables of a workbench that is thrown away.

    mapping : their column -> our name. Raises InputError: missing, empty, unreadable, not recognised.
    """
    store.prepare(workbench)
    layout = formats.inspect(path, encoding)
    recognition = recognised(layout, mapping)
    relation = formats.read(workbench, layout)
    intake = Intake(workbench, relation, recognition, 0, path.name.split(".")[0], date.min)
    judge = Judge(intake, lenient_cells())
    judge.judge()
    faults = [dict(line=f.line, column_name=f.column or "", reason=f.reason, value=f.value) for f in relation.faults]
    rejects = sorted([*judge.rejects(), *faults], key=lambda row: row["line"])
    reasons = tuple(f"{fault.column} {fault.reason}" for fault in judge.faults)
    return Candidates(workbench, relation, recognition, judge.usable, rejects, reasons, _genres_sql(recognition))


def lenient_cells() -> list[Cell]:
    """The cells of a table of tracks, none of them required, without the popularity that is to be predicted."""
    return [replace(cell, required="") for cell in cells() if cell.name not in _NO_POPULARITY]


def recognised(layout: Layout, mapping: Mapping[str, str] | None = None) -> Recognition:
    """Which column is which. Raises NotRecognised when no column says how the tracks sound or what they are called."""
    found = columns_of(KIND, layout, mapping)
    useful = {*(f.name for f in features.model_inputs()), "title"}
    if not useful & found.columns.keys():
        names = "; ".join(", ".join(aliases(KIND)[name]) for name in ("title", "danceability", "energy", "tempo"))
        raise NotRecognised(
            f"{layout.path.name} has no column that says how a track sounds or what it is called.",
            f"Name columns after features, for instance: {names}.",
        )
    return found


def free_names(layout: Layout, added: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The file's columns and further ones beside them, told apart where they would be called the same."""
    names = unique([*layout.columns, *added])
    return names[: len(layout.columns)], names[len(layout.columns) :]


def _genres_sql(recognition: Recognition) -> str:
    names = credits.names_sql('"genre"', recognition.schema.genre_separator)
    return f"coalesce({names}, []) as genres"


def _number(name: str) -> str:
    """A feature as a double; a stand-in for "not measured" is missing."""
    feature = features.by_name()[name]
    if name == "release_year":
        return "coalesce(release_year, year(release_date))::double"
    plain = f"{quoted(name)}::double"
    return plain if feature.missing is None else f"nullif({plain}, {feature.missing})"


def _tables(workbench: Workbench, query: str, size: int) -> Iterator[pa.Table]:
    # Not View.batches: a cursor of its own would not see temporary tables.
    for batch in workbench.con.sql(query).to_arrow_reader(size):
        if batch.num_rows:
            yield pa.Table.from_batches([batch])
