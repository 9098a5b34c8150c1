"""Four small kinds -> rows: series (a key and figures), descriptors (a clip and figures), tags, and names of ids.

Of series and descriptors every column that has no name of ours and holds numbers is a figure, stored as one row each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from etl.formats import SOURCE
from etl.intake import Intake, Rows
from etl.judge import Cell, Fault, Judge, quoted
from etl.plays import erased
from etl.recognise import is_index
from warehouse import store
from warehouse.errors import NotRecognised
from warehouse.queries.fixed import sql

_AT_ONCE = 50  # columns in one question: the time DuckDB needs to plan one grows with their square
_FIGURE = "figure "  # what cells of figures are called, so that a figure may have the name of a cell of ours
_TAG_CELLS = (
    Cell("track_id", "key"),
    Cell("artist"),
    Cell("artist_id", "key", spaced=True),
    Cell("tag"),
    Cell("tag_id", "key", spaced=True),
    Cell("listener", "key", spaced=True),
    Cell("uses", "integer", low=0, high=10**12),
    Cell("tagged_on", "date", low=1900, high=2100),
    Cell("day", "integer", low=1, high=31),
    Cell("month", "integer", low=1, high=12),
    Cell("year", "integer", low=1900, high=2100),
)
_TAG_FAULTS = (
    Fault("tag is null and tag_id is null", "tag", "no tag"),
    Fault("track_id is null and artist is null and artist_id is null", "artist", "no track or artist"),
)
#: A year, a month or a day, or a moment, which ends with its zone where it says one.
_ZONE = "(Z|[+-][0-9]{2}:?[0-9]{2})"
_DATED = f"[12][0-9]{{3}}(-[0-9]{{2}}){{0,2}}|[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}[T ][0-9]{{2}}:[0-9:.]+ ?{_ZONE}?"
_ZONES = f"select count(distinct regexp_extract(key, ':[0-9:.]+ ?{_ZONE}$', 1)) from kept where day is not null"
_COMPOSED = "try_cast(printf('%04d-%02d-%02d', {}, {}, {}) as date)"


def load_series(intake: Intake) -> Rows:
    """Rows of a key and figures. The series is named after the file; keys that are all dates are days too.

    A key that comes again is merged into its first row, which counts. A key with a time is of the day it says, whatever its
    zone: moved to another zone, the first of a month may be the last of the one before.
    """
    cells = (Cell("key", required="no key"),)
    key = Judge(intake, cells).text(cells[0])
    dated = {"day": f"case when regexp_full_match({key}, '{_DATED}') then {_day(f'({key})[:10]')} end"}
    series = intake.file_name.split(".")[0]
    rows = _load_figures(intake, "series", cells, dated, {"series": series})
    if (zones := int(intake.workbench.value(_ZONES))) > 1:
        rows.notes.append(f"times of {zones} zones: each counts on the day it says")
    return rows


def load_descriptors(intake: Intake) -> Rows:
    """Rows of a clip, its label and figures. A clip that comes again is merged into its first row, which counts."""
    cells = (Cell("clip", "key", "no clip"), Cell("label"))
    return _load_figures(intake, "descriptors", cells, {}, {})


def load_tags(intake: Intake) -> Rows:
    """Rows of a track or artist, a tag, and who gave it or how often.

    A listener gives a tag to an item once. Of several counts of one item and tag the largest is taken; where the file
    neither counts nor names listeners, every row is one use.
    """
    judge = Judge(intake, _TAG_CELLS, [*erased(intake, {*intake.recognition.columns}), *_TAG_FAULTS])
    judge.judge({"composed": _composed(judge)})
    is_counted = judge.has("uses") or judge.has("listener")
    values = {"load_id": intake.load_id, "is_counted": is_counted}
    return _rows(judge, store.insert(intake.workbench, "tags", sql("judged_tags"), values))


def load_names(intake: Intake) -> Rows:
    """Rows of an id and the name it stands for; of several names of one id the first counts."""
    cells = (Cell("entity"), Cell("id", "key", "no id", spaced=True), Cell("name", required="no name"))
    judge = Judge(intake, cells)
    judge.judge()
    values = {"load_id": intake.load_id, "entity": _entity(intake)}
    return _rows(judge, store.insert(intake.workbench, "names", sql("judged_names"), values))


def _load_figures(
    intake: Intake,
    table: str,
    cells: Sequence[Cell],
    extra: Mapping[str, str],
    values: Mapping[str, str],
) -> Rows:
    """Judge the rows, keep the first of each key (the first cell), and insert its figures."""
    key = cells[0].name
    free = _free(intake)
    figures = {f"{_FIGURE}{column}": column for column in _figures(intake, free)}
    if not figures:
        raise NotRecognised(
            f"{intake.file_name} has no column of numbers beside its {key}.", "Say what it is with --kind."
        )
    columns = {**intake.recognition.columns, **figures}
    own = replace(intake, recognition=replace(intake.recognition, columns=columns))
    judge = Judge(own, (*cells, *(Cell(name, "number") for name in figures)))
    judge.judge(extra)
    kept = _keep_first(intake, key)
    select = sql(f"judged_{table}", figures=", ".join(map(quoted, figures)))
    known = {"load_id": intake.load_id, "start": len(_FIGURE) + 1}
    store.insert(intake.workbench, table, select, {**known, **values})
    rows = _rows(judge, kept)
    rows.rejects = [{**row, "column_name": row["column_name"].removeprefix(_FIGURE)} for row in rows.rejects]
    rows.unused = tuple(column for column in free if column not in figures.values())
    rows.notes = [f"figures: {', '.join(figures.values())}" if len(figures) <= 20 else f"{len(figures)} figures"]
    if rows.merged:
        several = "row repeats" if rows.merged == 1 else "rows repeat"
        rows.notes.append(f"{rows.merged:,} {several} the {key} of an earlier one, which counts")
    return rows


def _keep_first(intake: Intake, key: str) -> int:
    """Temporary table `kept`: the usable rows, of each key the first. Returns how many."""
    intake.workbench.con.execute(
        f"""create or replace temp table kept as
        select * from judged where fault is null
        qualify row_number() over (partition by {key} order by row_no) = 1"""
    )
    return int(intake.workbench.value("select count(*) from kept"))


def _free(intake: Intake) -> list[str]:
    """The columns nobody has claimed; a column without a name that counts the rows is none."""
    taken = set(intake.recognition.columns.values())
    return [column for column in intake.relation.layout.columns if column not in taken and not is_index(column)]


def _figures(intake: Intake, free: Sequence[str]) -> list[str]:
    """Those of the columns of which at least half of the filled cells are numbers."""
    filled = {column: f"nullif(trim({quoted(column)}::varchar), '')" for column in free}
    counts = [f"count({cell}), count(try_cast({cell} as double))" for cell in filled.values()]
    found: list[int] = []
    for start in range(0, len(counts), _AT_ONCE):
        found.extend(intake.workbench.rows(f"select {', '.join(counts[start : start + _AT_ONCE])} from {SOURCE}")[0])
    return [
        c for c, cells, numbers in zip(free, found[::2], found[1::2], strict=True) if numbers and 2 * numbers >= cells
    ]


def _day(cell: str) -> str:
    """SQL: a year, a month or a day as the first day of it."""
    return f"try_cast({cell} || case length({cell}) when 4 then '-01-01' when 7 then '-01' else '' end as date)"


def _composed(judge: Judge) -> str:
    """SQL: the date whose day, month and year stand in columns of their own; null where one is missing."""
    parts = [f"try_cast({judge.text(Cell(name, 'integer'))} as integer)" for name in ("year", "month", "day")]
    return _COMPOSED.format(*parts)


def _entity(intake: Intake) -> str:
    """What the ids are ids of, as the name of their column says: an artist unless it is a tag or a track."""
    column = intake.recognition.columns.get("id", "").lower()
    return next((entity for entity in ("tag", "track") if entity in column), "artist")


def _rows(judge: Judge, loaded: int) -> Rows:
    return Rows(loaded, judge.usable - loaded, judge.rejected, judge.rejects())
