"""Questions about rejected rows: how many, why, and the rows themselves, all of them, by load, column and reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries.fixed import sql

COLUMNS = ("load_id", "file", "line", "column_name", "reason", "value")
TEXTS = ("file", "column_name", "reason", "value")
EVERYTHING = 2**62


@dataclass(frozen=True)
class RejectFilter:
    """Which rejected rows: of one load, with a fault in one column, for one reason. None and '' mean all."""

    load: int | None = None
    column: str = ""
    reason: str = ""

    def where(self) -> tuple[str, dict[str, Any]]:
        """The condition and its parameters."""
        fields = {"load_id": self.load, "column_name": self.column, "reason": self.reason}
        given = {name: value for name, value in fields.items() if value not in (None, "")}
        return " and ".join(f"{name} = ${name}" for name in given) or "true", given

    @property
    def words(self) -> str:
        """The filter as people read it."""
        parts = [f"load {self.load}" if self.load is not None else "", f"column {self.column}" if self.column else ""]
        said = ", ".join(part for part in (*parts, f"reason: {self.reason}" if self.reason else "") if part)
        return f"rejected rows of {said}" if said else "all rejected rows"


def parse(load: str = "", column: str = "", reason: str = "") -> RejectFilter:
    """The filter of an address. Raises FilterError for a load that is no number."""
    if load and not (load.isascii() and load.isdigit() and len(load) < 10):
        raise FilterError(f"{load!r} is not the number of a load.", "Choose a load from the list.")
    return RejectFilter(int(load) if load else None, column, reason)


def count(view: View, flt: RejectFilter) -> int:
    """How many rejected rows the filter keeps."""
    where, params = flt.where()
    return int(view.value(f"select count(*) from rejects where {where}", params))


def page(view: View, flt: RejectFilter, offset: int, limit: int) -> pd.DataFrame:
    """Rows of COLUMNS from `offset`, at most `limit`: newest load first, in the order of the file."""
    query, params = selection(flt, ", ".join(COLUMNS))
    return view.frame(query, {**params, "offset": offset, "limit": limit})


def selection(flt: RejectFilter, columns: str) -> tuple[str, dict[str, Any]]:
    """The query of all rows in the order of `page`, and its parameters; `columns` is a select list of ours."""
    where, params = flt.where()
    return sql("rejects_page", where=where, columns=columns), {**params, "offset": 0, "limit": EVERYTHING}


def reasons(view: View, flt: RejectFilter) -> pd.DataFrame:
    """column_name, reason, n, loads: how many rows were rejected for what in how many loads, most first."""
    where, params = flt.where()
    return view.frame(sql("reject_reasons", where=where), params)


def choices(view: View) -> pd.DataFrame:
    """field (load, column, reason), value, words, n: what rejected rows can be filtered by, most frequent first."""
    return view.frame(sql("reject_choices"))
