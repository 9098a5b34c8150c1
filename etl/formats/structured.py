"""JSON (.json) and JSON lines (.ndjson, .jsonl), also packed -> a table of text columns.

DuckDB does the work on whole files: the records become rows of text, each is taken apart once. Objects in a record
become columns with dotted names; a list becomes one text (`_items_sql`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from etl.formats import records, text
from etl.formats.layout import ITEMS, SOURCE, Fault, Fingerprint, Layout, Relation, check_width, pattern, quoted, unique
from etl.formats.packed import beside, fingerprint, packing, stamp
from etl.formats.scan import Grid, Scanned, place, scan
from warehouse.connect import Workbench
from warehouse.errors import EmptyInput, UnreadableInput

NO_OBJECT = "not a JSON object"
LINES = "incoming_lines"
_HEAD_BYTES = 1 << 20
_LONGEST_HEAD = 16 << 20
_LONGEST_RECORD = 16 << 20
_LONGEST_DOCUMENT = 256 << 20
_SAMPLE_BYTES = 4 << 20
_NO_CHARACTER = "\x01"  # stands in no JSON text, so it parts no line
# What a row of `incoming_lines` says of its line: whether it is an object, and a number that stands for its keys.
_TOLD = """try(json_keys(line)) is not null and starts_with(ltrim(line, ' ' || chr(9) || chr(13) || chr(10)), '{') as fits,
    hash(try(json_keys(line))) as keys"""


def inspect(path: Path, encoding: str | None, by_line: bool) -> Layout:
    """Read the head of a file: its columns and first records, and whether it has one object a line.

    Raises MissingInput, EmptyInput, UnreadableInput.
    """
    before = stamp(path)
    encoding = text.encoding_of(path, encoding)
    for least in (_HEAD_BYTES, _LONGEST_HEAD):
        head, whole = text.head(path, encoding, least, _LONGEST_HEAD, 1 if by_line else 0)
        lined = by_line or records.is_by_line(head)
        found = records.of_lines(head.split("\n")) if lined else records.of_document(path, head)
        if found or whole:
            break
    if not head.strip():
        raise EmptyInput(f"{path} is empty.", "It should hold an array of objects, or one object a line.")
    paths = records.paths_of(found)
    if not paths:
        _refuse(path, nothing=bool(found) or records.parse(head) == [])
    names = [".".join(p) for p in paths]
    check_width(path, names)
    return Layout(
        path,
        _named(names),
        format="ndjson" if lined else "json",
        encoding=encoding,
        sample=records.sample(found, paths),
        paths=tuple(map(records.pointer, paths)),
        stamp=before,
    )


def _refuse(path: Path, nothing: bool) -> None:
    if nothing:
        raise EmptyInput(f"{path} holds no records.", "Nothing was loaded.")
    raise UnreadableInput(
        f"{path} holds no JSON objects.", "It should hold an array of objects, or one object a line, in UTF-8."
    )


def _named(names: list[str]) -> tuple[str, ...]:
    return unique(name.replace("\0", " ") for name in names)


def read(workbench: Workbench, layout: Layout) -> Relation:
    """Load a file into the temporary table `incoming`; keys that the head did not show become further columns.

    Raises InputError, HomeError; DuckDB's errors as they come.
    """
    if layout.format == "ndjson":
        grid = Grid(LINES, ("line",), _NO_CHARACTER, False, False, f"line, {_TOLD}")
        scanned, mark = scan(workbench, layout, grid)
    else:
        mark = _read_document(workbench, layout)
        scanned = Scanned([], [], text.Extent(0, 0), None)
    relation = Relation(_completed(workbench, layout), mark, 0)
    relation.faults, relation.lines = _numbered(workbench, scanned)
    _fill(workbench, relation.layout)
    relation.rows = int(workbench.value(f"select count(*) from {SOURCE}"))
    workbench.con.execute(f"drop table {LINES}")
    return relation


def _numbered(workbench: Workbench, scanned: Scanned) -> tuple[list[Fault], pa.Array | None]:
    """All faults in order, and the line of each object; None when objects are on all lines."""
    rows, fitting = workbench.rows(f"select count(*), count(*) filter (fits) from {LINES}")[0]
    if rows == fitting and not scanned.faults:
        return [], None
    none = np.array([], np.int64)
    begins, _ = place(1, rows, lambda: (none, none), scanned)
    strange = workbench.rows(
        f"select rowid, left(line, 500) from {LINES} where not fits and trim(line, ' ' || chr(9) || chr(13)) <> ''"
    )
    faults = [Fault(int(begins[row]), None, NO_OBJECT, line) for row, line in strange]
    # Only the character that stands in no JSON text can have made a line into several cells.
    faults += [replace(f, column=None, reason=NO_OBJECT) if "columns" in f.reason else f for f in scanned.faults]
    objects = workbench.arrow(f"select rowid from {LINES} where fits").column(0).to_numpy()
    return sorted(faults, key=lambda fault: fault.line), pa.array(begins[objects])


def _completed(workbench: Workbench, layout: Layout) -> Layout:
    """The layout with the columns that only later records have: from records all over the file, and all their keys."""
    total = workbench.value(f"select sum(strlen(line)) from {LINES} where fits") or 0
    step = -(-int(total) // _SAMPLE_BYTES) or 1
    spread = workbench.rows(f"select line from {LINES} where fits and rowid % {step} = 0")
    paths = records.paths_of(value for (line,) in spread if isinstance(value := records.parse(line), dict))
    keys = workbench.rows(
        f"""select distinct unnest(json_keys(line)) as key from {LINES}
        where rowid in (select min(rowid) from {LINES} where fits group by keys) order by key"""
    )
    topmost = {_first_name(path) for path in layout.paths} | {path[0] for path in paths}
    paths += [(key,) for (key,) in keys if key not in topmost]
    late = [path for path in paths if records.pointer(path) not in set(layout.paths)]
    names = [*layout.columns, *(".".join(path) for path in late)]
    check_width(layout.path, names)
    return replace(layout, columns=_named(names), paths=(*layout.paths, *map(records.pointer, late)))


def _first_name(pointer: str) -> str:
    return pointer.split("/")[1].replace("~1", "/").replace("~0", "~")


def _fill(workbench: Workbench, layout: Layout) -> None:
    cells = ", ".join(f"{_cell_sql(place)} as {quoted(name)}" for place, name in enumerate(layout.columns))
    values: dict[str, object] = {f"path{place}": path for place, path in enumerate(layout.paths)}
    workbench.con.execute(f"drop table if exists {SOURCE}")
    workbench.con.execute(
        f"""create temp table {SOURCE} as select {cells}
        from (select line, json_extract_string(line, $paths) as found from {LINES} where fits)""",
        {**values, "paths": list(layout.paths)},
    )


def _cell_sql(place: int) -> str:
    cell = f"found[{place + 1}]"
    # A text may begin with a bracket too: only then is it worth asking what it is.
    return f"""case when starts_with({cell}, '[') and json_type(line, $path{place}) = 'ARRAY' then {_items_sql(cell)}
        else {cell} end"""


def _items_sql(array: str) -> str:
    """A JSON array as one text: its scalars, or the names of its objects, joined; otherwise as it is."""
    kinds, names = f"json_type({array}, '$[*]')", f"json_extract_string({array}, '$[*].name')"
    nested = "['ARRAY', 'OBJECT']"
    return f"""case
        when not list_has_any({kinds}, {nested})
            then nullif(array_to_string(json_extract_string({array}, '$[*]'), {ITEMS}), '')
        when len({names}) = len({kinds}) and not list_has_any(json_type({array}, '$[*].name'), {nested})
            then nullif(array_to_string({names}, {ITEMS}), '')
        else {array} end"""


@contextmanager
def _plain(workbench: Workbench, layout: Layout) -> Iterator[Path]:
    """The file, or a copy of it in UTF-8 without a byte order mark."""
    encoding = text.encoding_of(layout.path, layout.encoding)
    if encoding is None and not text.has_mark(layout.path):
        yield layout.path
    else:
        with text.copied(workbench, layout.path, encoding) as (copy, _):
            yield copy


def _read_document(workbench: Workbench, layout: Layout) -> Fingerprint:
    head, _ = text.head(layout.path, text.encoding_of(layout.path, layout.encoding), _HEAD_BYTES, _HEAD_BYTES, 0)

    def work() -> None:
        with _plain(workbench, layout) as path:
            _read_objects(workbench, path, "array", _LONGEST_RECORD)

    if head.lstrip().startswith("["):
        return beside(workbench, layout.path, work)[1]
    mark = fingerprint(layout.path)
    if mark.bytes > _LONGEST_DOCUMENT:
        raise UnreadableInput(
            f"{layout.path} is one JSON value of more than {_LONGEST_DOCUMENT >> 20} MB.", "Save one object a line."
        )
    with _plain(workbench, layout) as path:
        _read_objects(workbench, path, "unstructured", max(_LONGEST_RECORD, 2 * mark.bytes))
    _unwrap(workbench, layout.path)
    return mark


def _read_objects(workbench: Workbench, path: Path, format: str, longest: int) -> None:
    unpack = f", compression='{packed}'" if (packed := packing(path)) else ""
    reader = f"""read_json_objects($path, format='{format}', maximum_object_size={longest},
        hive_partitioning=false{unpack})"""
    workbench.con.execute(f"drop table if exists {LINES}")
    workbench.con.execute(
        f"create temp table {LINES} as select line, {_TOLD} from (select json::varchar as line from {reader})",
        {"path": pattern(path)},
    )


def _unwrap(workbench: Workbench, path: Path) -> None:
    """Where the document is one object with a list of objects, that list takes its place."""
    if workbench.rows(f"select count(*), count(*) filter (fits) from {LINES}") != [(1, 1)]:
        return
    keys = [key for (key,) in workbench.rows(f"select unnest(json_keys(line)) from {LINES}")]
    first = {"paths": [f"{records.pointer((key,))}/0" for key in keys]}
    whole = {"paths": [records.pointer((key,)) for key in keys]}
    asked = f"select json_type(line, $paths) from {LINES}"
    kinds = zip(keys, workbench.value(asked, whole) or [], workbench.value(asked, first) or [], strict=True)
    lists = [key for key, kind, inner in kinds if kind == "ARRAY" and inner == "OBJECT"]
    records.check_one_list(path, lists)
    if lists:
        workbench.con.execute(
            f"""create or replace temp table {LINES} as
            select line, {_TOLD}
            from (select unnest(json_extract(json_extract(line, $path), '$[*]'))::varchar as line from {LINES})""",
            {"path": records.pointer((lists[0],))},
        )
