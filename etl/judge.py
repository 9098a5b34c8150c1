"""Cells of text -> typed columns and the first fault of every row: what the readers of all kinds share.

`Judge` makes the temporary table `judged` from `incoming`: one row a row of the file, its cells typed and, in the
column `fault`, the number of the first thing that is wrong with it. Nothing is guessed or dropped here: a
cell that cannot be read is a fault of its row, with the words of the file. (Whole columns round fractions when stored.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from etl import credits
from etl.credits import BLANKS
from etl.formats import SOURCE
from etl.intake import Intake
from etl.recognise import NO_NUMBER
from warehouse.export import unguard_sql

Kind = Literal["text", "key", "names", "number", "integer", "flag", "date", "moment"]
READ: tuple[Kind, ...] = ("number", "integer", "flag", "date", "moment")  # those that not every text can be read as

NO_DATE = (*NO_NUMBER, "0000", "0000-00-00")
EXPORTED = "repertoire_export"
_NOT_READ = {"flag": "not yes or no", "date": "not a date", "moment": "not a time"}
_NUMBERS = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "FLOAT",
    "DOUBLE",
)
_MOMENTS = ("TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S", "TIMESTAMP WITH TIME ZONE", "DATE")
_USUAL_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ")
_FORMATS = ("%d %b %Y, %H:%M", "%d %b %Y %H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%Y/%m/%d %H:%M:%S")
# Spotify's links and URIs name a track as its plain id does.
_TRACK_LINK = r"^(spotify:track:|https?://open\.spotify\.com/(intl-\w+/)?track/)([0-9A-Za-z]+)(\?.*)?$"


@dataclass(frozen=True)
class Cell:
    """A column that a kind of input may have.

    required : the words of the fault when it is empty ("no title"); "" when it may be.
    low, high : the range of valid numbers, or of valid years of a date, inclusive.
    missing : a number that stands for "not measured" and is valid.
    spaced : an id of the source, which gets the schema's namespace before it.
    """

    name: str
    kind: Kind = "text"
    required: str = ""
    low: float | None = None
    high: float | None = None
    missing: float | None = None
    spaced: bool = False


@dataclass(frozen=True)
class Fault:
    """One way in which a row can be unusable: a SQL condition on a typed row, the column it is about, the words."""

    condition: str
    column: str
    reason: str


class Judge:
    """The reading of one file as rows of one kind: SQL made from cells and from what its columns were recognised as."""

    def __init__(self, intake: Intake, cells: Sequence[Cell], faults: Sequence[Fault] = ()) -> None:
        self.workbench = intake.workbench
        self.relation = intake.relation
        self.schema = intake.recognition.schema
        self.columns = intake.recognition.columns
        self.cells = tuple(cells)
        self._stem = intake.file_name.split(".")[0]
        # An export without its provenance lines does not say whether its text is guarded; by default it is.
        unsaid = self.schema.name == EXPORTED and not self.relation.layout.preamble
        self._guarded = self.relation.layout.guarded or unsaid
        self._read = [c for c in self.cells if c.kind in READ and c.name in self.columns]
        self.faults = [*self._required(), *faults, *(f for c in self._read for f in _faults(c))]

    def judge(self, extra: Mapping[str, str] | None = None) -> None:
        """Make `judged`: row_no (from 0), line, a typed column a cell (null where the file has none), fault.

        extra : further columns, name -> SQL over `incoming`, made of what `text` gives.
        """
        given = [_given(c) for c in self._read]
        typed = [f"{self._typed(c)} as {quoted(c.name)}" for c in self.cells]
        typed += [f"{self.text(c)} as {_given(c)}" for c in self._read]
        typed += [f"{sql} as {quoted(name)}" for name, sql in (extra or {}).items()]
        verdict = " ".join(f"when {fault.condition} then {code}" for code, fault in enumerate(self.faults))
        line, joins = self._line()
        joins += self._credits()
        self.workbench.con.execute(
            f"""create or replace temp table judged as
            select * {f"exclude ({', '.join(given)})" if given else ""},
                {f"case {verdict} end" if verdict else "null::integer"} as fault
            from (select {SOURCE}.rowid as row_no, {line} as line, {", ".join(typed)} from {SOURCE} {joins})"""
        )

    @property
    def usable(self) -> int:
        """Rows without a fault."""
        return int(self.workbench.value("select count(*) from judged where fault is null"))

    @property
    def rejected(self) -> int:
        """Rows with one."""
        return int(self.workbench.value("select count(*) from judged where fault is not null"))

    def has(self, name: str) -> bool:
        """Whether the file, or its schema, has a column."""
        return name in self.columns or name in self.schema.constants

    def rejects(self) -> list[dict[str, Any]]:
        """The rows with a fault, in the order of the file: line, column_name, reason, value."""
        rows = self.workbench.rows("select row_no, line, fault from judged where fault is not null order by row_no")
        values = self._rejected_values() if rows else {}
        found = []
        for row_no, line, code in rows:
            fault = self.faults[code]
            value = values[row_no].get(self.columns.get(fault.column, ""), "")
            found.append({"line": line, "column_name": fault.column, "reason": fault.reason, "value": value})
        return found

    def missing(self) -> dict[str, int]:
        """Column -> usable rows in which a stand-in value was read as "not measured"."""
        stand_ins = [c for c in self._read if c.missing is not None]
        if not stand_ins:
            return {}
        counts = ", ".join(f"count(*) filter ({quoted(c.name)} = {c.missing})" for c in stand_ins)
        row = self.workbench.rows(f"select {counts} from judged where fault is null")[0]
        return {c.name: int(n) for c, n in zip(stand_ins, row, strict=True) if n}

    def text(self, cell: Cell) -> str:
        """SQL of a cell as trimmed text; null where the file has no such column."""
        column = self.columns.get(cell.name)
        if column is None:
            constant = self.schema.constants.get(cell.name)
            return "null::varchar" if constant is None else _literal(constant.replace("{file}", self._stem))
        plain = f"{SOURCE}.{quoted(column)}"
        if self._type(cell) != "VARCHAR":
            return f"{plain}::varchar"
        if self._guarded and cell.kind not in READ:
            plain = unguard_sql(plain)
        if self.schema.missing and not cell.required:
            return f"nullif(trim({plain}), {_literal(self.schema.missing)})"
        return f"trim({plain})"

    def _typed(self, cell: Cell) -> str:
        if cell.kind in ("text", "key"):
            return self._text_value(cell)
        if cell.kind == "names":
            return credits.names_sql(self.text(cell), self._separator(cell))
        if cell.kind == "date":
            return _date_sql(self.text(cell))
        if cell.kind == "moment":
            return self._moment(cell)
        if cell.kind == "flag":
            return f"try_cast({self.text(cell)} as boolean)"
        # A number that is stored as one need not go through text.
        number = f"{SOURCE}.{quoted(self.columns[cell.name])}" if self._type(cell) in _NUMBERS else self.text(cell)
        return f"nullif(try_cast({number} as double), 'nan'::double)"

    def _text_value(self, cell: Cell) -> str:
        value = self.text(cell)
        if cell.name == "track_id" and self.has("track_id"):
            link = f"regexp_replace({value}, '{_TRACK_LINK}', '\\3')"
            value = f"case when contains({value}, ':') then {link} else {value} end"
        value = f"nullif({value}, '')"
        return f"'{self.schema.namespace}:' || {value}" if cell.spaced and self.schema.namespace else value

    def _moment(self, cell: Cell) -> str:
        if self._type(cell) in _MOMENTS:
            return f"{SOURCE}.{quoted(self.columns[cell.name])}::timestamp"
        return _moment_sql(self.text(cell))

    def _type(self, cell: Cell) -> str:
        """The DuckDB type of the column that holds a cell."""
        return self.relation.layout.types.get(self.columns.get(cell.name, ""), "VARCHAR")

    def _separator(self, cell: Cell) -> str:
        if cell.name not in self.columns:
            return ""
        return credits.choose(self.workbench, self.text(cell), self.schema.artist_separator)

    def _credits(self) -> str:
        """The join with the names of cells that commas separate, where the schema says that they do."""
        named = next((c for c in self.cells if c.kind == "names" and c.name in self.columns), None)
        if named is None or self._separator(named) != credits.COMMA:
            return ""
        credits.prepare(self.workbench, self.text(named))
        return f" left join {credits.CREDITS} on {credits.CREDITS}.cell = {self.text(named)}"

    def _line(self) -> tuple[str, str]:
        if self.relation.lines is None:
            return f"{SOURCE}.rowid + {self.relation.first_line}", ""
        numbers = pa.array(range(self.relation.rows), pa.int64())
        table = pa.table({"row_no": numbers, "line": self.relation.lines})
        self.workbench.con.register("row_lines_arrow", table)
        self.workbench.con.execute("create or replace temp table row_lines as select * from row_lines_arrow")
        self.workbench.con.unregister("row_lines_arrow")
        return "row_lines.line", f"join row_lines on row_lines.row_no = {SOURCE}.rowid"

    def _required(self) -> list[Fault]:
        empty = {"names": 'coalesce(len("{}"), 0) = 0', "text": f"coalesce(trim(\"{{}}\", {BLANKS}), '') = ''"}
        return [
            Fault(empty.get(c.kind, '"{}" is null').format(c.name), c.name, c.required)
            for c in self.cells
            if c.required and c not in self._read
        ]

    def _rejected_values(self) -> dict[int, dict[str, str]]:
        """The rejected rows as they stand in the file; looked up by row number, so only they are read."""
        names = list(dict.fromkeys(self.columns.values()))
        rows = self.workbench.rows(
            f"""select rowid, {", ".join(f"{quoted(name)}::varchar" for name in names)} from {SOURCE}
            where rowid in (select row_no from judged where fault is not null)"""
        )
        return {
            number: {name: (cell or "")[:500] for name, cell in zip(names, cells, strict=True)}
            for number, *cells in rows
        }


def quoted(column: str) -> str:
    """A column's name as SQL."""
    return '"' + column.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'::varchar"


def _given(cell: Cell) -> str:
    """The name, as SQL, of the column that keeps the text of a cell that is read."""
    return quoted(f"{cell.name} as given")


def _faults(cell: Cell) -> list[Fault]:
    """What can be wrong with a cell that is read, in the order in which it is told."""
    column, given = quoted(cell.name), f"lower({_given(cell)})"
    # Not `in`: planning that takes DuckDB minutes for a table of hundreds of columns of numbers.
    empty = " or ".join(f"{given} = '{text}'" for text in (NO_DATE if cell.kind in ("date", "moment") else NO_NUMBER))
    is_number = cell.kind in ("number", "integer")
    unread = f"coalesce(not isfinite({column}), true)" if is_number else f"{column} is null"
    faults = [Fault(f"{unread} and not ({empty})", cell.name, _NOT_READ.get(cell.kind, "not a number"))]
    if cell.required:
        faults.append(Fault(f"{column} is null", cell.name, cell.required))
    if cell.low is None or cell.high is None:
        return faults
    allowed = "" if cell.missing is None else f" and {column} <> {cell.missing}"
    value = f"isfinite({column}) and {column}" if is_number else f"year({column})"
    outside = f"{value} not between {cell.low} and {cell.high}{allowed}"
    range_fault = Fault(outside, cell.name, f"outside {cell.low:.12g} to {cell.high:.12g}")
    return [range_fault, *faults] if is_number else [*faults, range_fault]


def _date_sql(cell: str) -> str:
    whole = f"{cell} || case length({cell}) when 4 then '-01-01' when 7 then '-01' else '' end"
    # DuckDB also takes words such as 'infinity' and 'epoch' for dates.
    return f"case when {cell} between '0' and ':' and {cell} not in {NO_DATE} then try_cast({whole} as date) end"


def _moment_sql(cell: str) -> str:
    """A time as UTC without a zone: ISO, with or without an offset; seconds or milliseconds since 1970; some others."""
    seconds = f"try_cast({cell} as double)"
    counted = f"make_timestamp(({seconds} * case when {seconds} >= 1e11 then 1000 else 1000000 end)::bigint)"
    written = (
        f"coalesce(try_cast(try_cast({cell} as timestamptz) as timestamp), try_strptime({cell}, {list(_FORMATS)}))"
    )
    # The usual forms first: reading them strictly takes a tenth of the time that trying everything does. Both ways also
    # take words such as 'infinity' and 'epoch' for times, so the text must begin with a digit.
    digit = f"{cell} between '0' and ':'"
    return (
        f"coalesce(case when {digit} then try_strptime({cell}, {list(_USUAL_FORMATS)}) end, "
        f"case when {seconds} between 0 and 1e14 then {counted} when {digit} and {cell} not in {NO_DATE} then {written} end)"
    )
