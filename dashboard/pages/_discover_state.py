"""What Discover shows: a filter, a sort, a list of columns. Read from the address, written back to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from dashboard.urlstate import search
from warehouse.errors import FilterError
from warehouse.features import by_name
from warehouse.filters import TrackFilter, parse
from warehouse.ordering import Sort, parse_columns, parse_sort, sort_words, write_sort

PATH = "/discover"
CHART = "chart"
"""The chart over the table; it stays while the question changes."""
KNOWN = ("where", "sort", "columns", "view", CHART)
ANYWHERE = ("theme",)
"""Parameters that every page understands."""

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """A part of the address or of the expression that cannot be read: what is wrong and what to do."""

    part: str
    message: str
    hint: str


@dataclass(frozen=True)
class Question:
    """Which tracks, in which order, with which columns."""

    flt: TrackFilter = field(default_factory=TrackFilter)
    sort: Sort = ()
    columns: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The columns, the default ones where none were chosen."""
        return list(self.columns) or parse_columns("")

    @property
    def texts(self) -> dict[str, str]:
        """where, sort and columns as text; a default is ''. What the page's store holds."""
        columns = "" if self.names == parse_columns("") else ",".join(self.names)
        return {"where": self.flt.text, "sort": write_sort(self.sort), "columns": columns}

    @property
    def order_words(self) -> str:
        """The order as part of a sentence."""
        return sort_words(self.sort)

    def filtered(self, flt: TrackFilter) -> Question:
        """The same table of other tracks."""
        return replace(self, flt=flt)

    def sorted_by(self, model: Sequence[Mapping[str, Any]]) -> Question:
        """The same tracks in the order that the table asks for: [{'colId', 'sort'}, ...]."""
        known = by_name()
        sort = tuple((m["colId"], m["sort"] == "desc") for m in model if m.get("colId") in known)
        return replace(self, sort=() if sort == (("popularity", True),) else sort)

    def showing(self, columns: Sequence[str]) -> Question:
        """The same tracks with other columns; names that are no columns are left out, and nothing chosen is the default."""
        known = by_name()
        return replace(self, columns=tuple(name for name in dict.fromkeys(columns) if name in known))


def attempt(part: str, make: Callable[[], T]) -> T | Problem:
    """`make()`, or what keeps it from being made. The one place where a filter that cannot be read is not an error."""
    try:
        return make()
    except FilterError as error:
        return Problem(part, error.message, error.hint)


def read(query: Mapping[str, str]) -> tuple[Question, list[Problem]]:
    """The question of an address, and what in it cannot be read (and is then at its default)."""
    question, problems = Question(), []
    flt = attempt("filter", lambda: parse(query.get("where", "")))
    sort = attempt("sort", lambda: parse_sort(query.get("sort", "")))
    columns = attempt("columns", lambda: parse_columns(query.get("columns", "")))
    if isinstance(flt, Problem):
        problems.append(flt)
    else:
        question = replace(question, flt=flt)
    if isinstance(sort, Problem):
        problems.append(sort)
    else:
        question = replace(question, sort=() if sort == (("popularity", True),) else sort)
    if isinstance(columns, Problem):
        problems.append(columns)
    else:
        question = replace(question, columns=tuple(columns))
    return question, problems


def unknown(query: Mapping[str, str]) -> list[str]:
    """Parameters of the address that mean nothing here."""
    return [name for name in query if name not in KNOWN + ANYWHERE]


def restored(texts: Mapping[str, str]) -> Question:
    """The question that a store holds."""
    return read(texts)[0]


def written(question: Question, before: Mapping[str, str]) -> tuple[str, str]:
    """(search, whole address) of a question; what every page understands is taken over from the address before."""
    kept = {name: before[name] for name in (CHART, *ANYWHERE) if name in before}
    text = search(**question.texts, **kept)
    return text, PATH + text
