"""A cell that credits several artists -> their names. The rule is the schema's; a comma is the hard one.

A comma separates only where a layout is known to use it, and never inside a name that is known whole: one that the
catalogue has already, or one of the bands in comma_names.csv ("Tyler, The Creator", "Earth, Wind & Fire").
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib import resources

import pyarrow as pa

from etl.formats import SOURCE
from warehouse.connect import Workbench

COMMA, LIST = ", ", "list"
UNIT = "chr(31)"  # what formats put between the items of a real list
CREDITS = "credits"
BLANKS = "e' \\t\\r\\n'"  # as SQL; what trim() removes by itself are spaces alone
# One item of a list as Python writes it: in single quotes, or in double quotes where the name holds a single one.
_ITEM = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_LISTED = r"""^\[\s*['"].*['"]\s*,?\s*\]\s*$"""


def choose(workbench: Workbench, cell: str, separators: str) -> str:
    """The first of the separators (`|` between them) that occurs in the cells of `incoming`, else the first."""
    options = separators.split("|")
    for option in options[:-1]:
        if workbench.value(f"select bool_or(contains({cell}, $option)) from {SOURCE}", {"option": option}):
            return option
    return options[-1]


def names_sql(cell: str, separator: str) -> str:
    """SQL: the names in a cell, as varchar[], without blank ones. For COMMA, `prepare` makes what this joins.

    Genres in a cell are names too; only a comma between them is an ordinary separator ("," without a space).
    """
    if separator == COMMA:
        parts = f"coalesce({CREDITS}.names, [{cell}])"
    elif separator == LIST:
        parts = f"case when {_is_list(cell)} then {_items(cell)} else [{cell}] end"
    elif separator:
        # A cell that is written as a list is one, whatever else separates names.
        parts = f"case when {_is_list(cell)} then {_items(cell)} else string_split({cell}, '{separator}') end"
    else:
        parts = f"[{cell}]"
    # A real list (JSON, Parquet) says by itself where its items end.
    listed = f"case when contains({cell}, {UNIT}) then string_split({cell}, {UNIT}) else {parts} end"
    trimmed = f"list_transform({listed}, lambda part: trim(part))"
    return f"list_filter({trimmed}, lambda part: trim(part, {BLANKS}) <> '')"


def prepare(workbench: Workbench, cell: str) -> None:
    """Temporary table `credits`: a cell with commas -> its names, each distinct cell once."""
    cells = [row[0] for row in workbench.rows(f"select distinct {cell} from {SOURCE} where contains({cell}, ', ')")]
    known = _known(workbench, any_comma=bool(cells))
    rows = pa.table(
        {
            "cell": pa.array(cells, pa.string()),
            "names": pa.array([split(text, known) for text in cells], pa.list_(pa.string())),
        }
    )
    workbench.con.register("credits_given", rows)
    workbench.con.execute(f"create or replace temp table {CREDITS} as select * from credits_given")
    workbench.con.unregister("credits_given")


def split(cell: str, known: Iterable[str]) -> list[str]:
    """The names in a cell, split at commas but never inside one of the `known` names (lower case); longest first."""
    parts, names, start = cell.split(COMMA), [], 0
    known = known if isinstance(known, (set, frozenset)) else set(known)
    while start < len(parts):
        whole = (end for end in range(len(parts), start + 1, -1) if COMMA.join(parts[start:end]).lower() in known)
        end = next(whole, start + 1)
        names.append(COMMA.join(parts[start:end]))
        start = end
    return names


@cache
def comma_names() -> frozenset[str]:
    """Names of bands that hold a comma, lower case."""
    text = resources.files("etl").joinpath("comma_names.csv").read_text(encoding="utf-8")
    return frozenset(row["name"].lower() for row in csv.DictReader(text.splitlines()))


def _known(workbench: Workbench, any_comma: bool) -> frozenset[str]:
    """Names with a comma: the usual ones and those that stand alone in what is loaded."""
    if not any_comma:
        return comma_names()
    rows = workbench.rows(
        """select distinct lower(name) from (select unnest(artist_names) as name from raw.tracks
        where contains(artists, ', ')) where contains(name, ', ')"""
    )
    return comma_names() | {name for (name,) in rows}


def _is_list(cell: str) -> str:
    return f"(starts_with({cell}, '[') and regexp_matches({cell}, '{_quoted(_LISTED)}'))"


def _items(cell: str) -> str:
    """SQL: the items of a list as Python writes it, without their quotes and escapes."""
    found = f"regexp_extract_all({cell}, '{_quoted(_ITEM)}')"
    return rf"list_transform({found}, lambda item: regexp_replace(item[2:-2], '\\(.)', '\1', 'g'))"


def _quoted(pattern: str) -> str:
    return pattern.replace("'", "''")
