"""A table of tracks -> typed rows, rejects with reasons, and genre labels, all in DuckDB.

Three passes over the temporary table `incoming`: type and judge every cell (`judged`), merge the rows of one track
(`merged`), insert. Rows of one track that disagree on popularity keep the highest value; what else they say is taken
from the first row in the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from etl.formats import SOURCE, Relation
from etl.recognise import Recognition
from warehouse import features, store
from warehouse.connect import Workbench
from warehouse.export import unguard_sql
from warehouse.features import Feature

# Cells that mean "no value" in a column of numbers or dates; in a column of text they are names.
NO_NUMBER = ("", "na", "n/a", "nan", "null", "none", "-")
NO_DATE = (*NO_NUMBER, "0000", "0000-00-00")
EXPORTED = "repertoire_export"
BLANKS = "e' \\t\\r\\n'"  # as SQL; what trim() removes by itself are spaces alone


@dataclass(frozen=True)
class Fault:
    """One way in which a row can be unusable: a SQL condition on a typed row, the column it is about, the words."""

    condition: str
    column: str
    reason: str


@dataclass
class TrackRows:
    """What came of the rows of a file. Rows in the file = loaded + merged + rejected.

    disagreeing : tracks whose rows disagree on popularity.
    missing : feature -> rows in which a stand-in value (tempo 0) was read as "not measured".
    """

    loaded: int
    merged: int
    rejected: int
    disagreeing: int
    rejects: list[dict[str, Any]] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)


class TrackTable:
    """The reading of one file as tracks: SQL made from FEATURES and from what the file's columns were recognised as."""

    def __init__(self, workbench: Workbench, relation: Relation, recognition: Recognition) -> None:
        self.workbench = workbench
        self.relation = relation
        self.schema = recognition.schema
        self.columns = recognition.columns
        # An export without its provenance lines does not say whether its text is guarded; by default it is.
        unsaid = recognition.schema.name == EXPORTED and not relation.layout.preamble
        self.guarded = relation.layout.guarded or unsaid
        self.typed = [f for f in features.stored() if f.name in self.columns and f.kind not in ("text", "key")]
        self.texts = [f for f in features.stored() if f.kind == "text" and f.name not in ("title", "artists")]
        self.faults = self._faults()

    def load(self, load_id: int, vocabularies: dict[str, str]) -> TrackRows:
        """Judge, merge and insert; runs inside the caller's transaction. `vocabularies`: genre column -> label set."""
        self._judge()
        self._merge()
        loaded = store.insert_tracks(self.workbench, self._tracks_sql(), {"load_id": load_id})
        for name, vocabulary in vocabularies.items():
            values = {"load_id": load_id, "vocabulary": vocabulary}
            store.insert_labels(self.workbench, self._labels_sql(name), values)
        usable = self._number("select count(*) from judged where fault is null")
        return TrackRows(
            loaded=loaded,
            merged=usable - loaded,
            rejected=self.relation.rows - usable,
            disagreeing=self._number("select count(*) from merged where disagrees"),
            rejects=self._rejects(),
            missing=self._missing(),
        )

    def _number(self, sql: str) -> int:
        return int(self.workbench.value(sql))

    def cell(self, name: str) -> str:
        """SQL of a cell as trimmed text; null where the file has no such column."""
        column = self.columns.get(name)
        if column is None:
            return "null::varchar"
        quoted = _quoted(column)
        is_text = name not in {f.name for f in self.typed}
        return f"trim({unguard_sql(quoted)})" if is_text and self.guarded else f"trim({quoted})"

    def _typed_sql(self, feature: Feature) -> str:
        cell = self.cell(feature.name)
        if feature.kind == "flag":
            return f"try_cast({cell} as boolean)"
        if feature.kind == "date":
            whole = f"{cell} || case length({cell}) when 4 then '-01-01' when 7 then '-01' else '' end"
            # DuckDB also takes words such as 'infinity' and 'epoch' for dates.
            return (
                f"case when {cell} between '0' and ':' and {cell} not in {NO_DATE} then try_cast({whole} as date) end"
            )
        return f"nullif(try_cast({cell} as double), 'nan'::double)"

    def _faults(self) -> list[Fault]:
        """What can be wrong with a row, in the order in which it is told."""
        faults = [
            Fault(f"coalesce(trim(title, {BLANKS}), '') = ''", "title", "no title"),
            Fault("coalesce(len(artist_names), 0) = 0", "artists", "no artist"),
        ]
        for feature in self.typed:
            empty = NO_DATE if feature.kind == "date" else NO_NUMBER
            given = f'lower("{feature.name} as given") not in {empty}'
            what = {"flag": "not yes or no", "date": "not a date"}.get(feature.kind, "not a number")
            unread = f'"{feature.name}" is null'
            if feature.is_numeric:
                faults.append(_out_of_range(feature))
                unread = f'coalesce(not isfinite("{feature.name}"), true)'
            faults.append(Fault(f"{unread} and {given}", feature.name, what))
            if feature.kind == "date":
                faults.append(_out_of_years(feature))
        return faults

    def _judge(self) -> None:
        """Temporary table `judged`: one row a row of the file, typed, with the number of its first fault or null."""
        typed = [f'{self._typed_sql(f)} as "{f.name}", {self.cell(f.name)} as "{f.name} as given"' for f in self.typed]
        texts = [f'{self.cell(f.name)} as "{f.name}"' for f in self.texts]
        labels = [f'{self.cell(name)} as "{name}"' for name in ("genre", "subgenre")]
        columns = ", ".join([*typed, *texts, *labels])
        given = ", ".join(f'"{f.name} as given"' for f in self.typed)
        verdict = " ".join(f"when {fault.condition} then {code}" for code, fault in enumerate(self.faults))
        line, join = self._line_sql()
        self.workbench.con.execute(
            f"""create or replace temp table judged as
            select * {f"exclude ({given})" if given else ""}, case {verdict} end as fault
            from (select {SOURCE}.rowid as row_no, {line} as line, {self.cell("track_id")} as given_id,
                    {self.cell("title")} as title, {self._names_sql()} as artist_names, {columns}
                  from {SOURCE} {join})"""
        )

    def _line_sql(self) -> tuple[str, str]:
        if self.relation.lines is None:
            return f"{SOURCE}.rowid + {self.relation.first_line}", ""
        numbers = pa.array(range(self.relation.rows), pa.int64())
        table = pa.table({"row_no": numbers, "line": self.relation.lines})
        self.workbench.con.register("row_lines_arrow", table)
        self.workbench.con.execute("create or replace temp table row_lines as select * from row_lines_arrow")
        self.workbench.con.unregister("row_lines_arrow")
        return "row_lines.line", f"join row_lines on row_lines.row_no = {SOURCE}.rowid"

    def _names_sql(self) -> str:
        cell, separator = self.cell("artists"), self.schema.artist_separator
        parts = f"string_split({cell}, '{separator}')" if separator else f"[{cell}]"
        return f"list_filter(list_transform({parts}, lambda part: trim(part)), lambda part: trim(part, {BLANKS}) <> '')"

    def _merge(self) -> None:
        """Temporary table `merged`: one row a track, with its first row in the file and its highest popularity."""
        popularity = "popularity" if "popularity" in self.columns else "null::double"
        self.workbench.con.execute(
            f"""create or replace temp table merged as
            select {self._id_sql()} as track_id, min(row_no) as row_no, max({popularity}) as best_popularity,
                min({popularity}) <> max({popularity}) as disagrees
            from judged where fault is null group by all"""
        )

    def _id_sql(self) -> str:
        """The source's id, or one made from what names a recording where the source has none."""
        length = "coalesce(duration_ms::bigint::varchar, '')" if "duration_ms" in self.columns else "''"
        made = f"'r' || md5(concat_ws(chr(31), lower(title), lower(array_to_string(artist_names, ';')), {length}))[:21]"
        return f"coalesce(nullif(given_id, ''), {made})"

    def _tracks_sql(self) -> str:
        values = [self._value_sql(f) for f in self.typed if f.name not in ("popularity", "release_year")]
        texts = [f'nullif("{f.name}", \'\') as "{f.name}"' for f in self.texts]
        year = self._year_sql()
        return f"""
            select $load_id as load_id, track_id, line, artist_names, title,
                array_to_string(artist_names, '; ') as artists,
                best_popularity::integer as popularity, {", ".join([*values, *texts, year])}
            from merged join judged using (row_no)"""

    def _value_sql(self, feature: Feature) -> str:
        value = f'"{feature.name}"'
        if feature.missing is not None:
            value = f"nullif({value}, {feature.missing})"
        return f'{value}::{feature.sql_type} as "{feature.name}"'

    def _year_sql(self) -> str:
        stated = "release_year" if "release_year" in self.columns else "null"
        dated = "year(release_date)" if "release_date" in self.columns else "null"
        return f"coalesce({stated}, {dated})::integer as release_year"

    def _labels_sql(self, name: str) -> str:
        separator = self.schema.genre_separator
        parts = f"unnest(string_split(\"{name}\", '{separator}'))" if separator else f'"{name}"'
        return f"""
            select distinct $load_id as load_id, track_id, $vocabulary as vocabulary, trim(label) as genre
            from (select {self._id_sql()} as track_id, {parts} as label from judged where fault is null)
            where trim(label) <> ''"""

    def _rejects(self) -> list[dict[str, Any]]:
        rows = self.workbench.rows("select row_no, line, fault from judged where fault is not null order by row_no")
        values = self._rejected_values([row[0] for row in rows])
        found = []
        for row_no, line, code in rows:
            fault = self.faults[code]
            value = values[row_no].get(self.columns.get(fault.column, ""), "")
            found.append({"line": line, "column_name": fault.column, "reason": fault.reason, "value": value})
        return found

    def _rejected_values(self, row_numbers: list[int]) -> dict[int, dict[str, str]]:
        """The rejected rows as they stand in the file; looked up by row number, so only they are read."""
        if not row_numbers:
            return {}
        names = list(dict.fromkeys(self.columns.values()))
        rows = self.workbench.rows(
            f"""select rowid, {", ".join(map(_quoted, names))} from {SOURCE}
            where rowid in (select row_no from judged where fault is not null)"""
        )
        return {
            number: {name: (cell or "")[:500] for name, cell in zip(names, cells, strict=True)}
            for number, *cells in rows
        }

    def _missing(self) -> dict[str, int]:
        stand_ins = [f for f in self.typed if f.missing is not None]
        if not stand_ins:
            return {}
        counts = ", ".join(f'count(*) filter ("{f.name}" = {f.missing})' for f in stand_ins)
        row = self.workbench.rows(f"select {counts} from judged where fault is null")[0]
        return {f.name: int(n) for f, n in zip(stand_ins, row, strict=True) if n}


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _out_of_years(feature: Feature) -> Fault:
    """A date in a year in which no release year may be."""
    year = features.by_name()["release_year"]
    condition = f'year("{feature.name}") not between {year.low} and {year.high}'
    return Fault(condition, feature.name, f"outside {year.low:g} to {year.high:g}")


def _out_of_range(feature: Feature) -> Fault:
    allowed = "" if feature.missing is None else f' and "{feature.name}" <> {feature.missing}'
    finite = f'isfinite("{feature.name}")'
    condition = f'{finite} and "{feature.name}" not between {feature.low} and {feature.high}{allowed}'
    return Fault(condition, feature.name, f"outside {feature.low:g} to {feature.high:g}")
