"""The order of rows and the choice of columns: both name columns of FEATURES and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.errors import FilterError
from warehouse.features import by_name
from warehouse.filter_fields import PLAIN, unknown

Sort = tuple[tuple[str, bool], ...]

_WAYS = {
    "number": ("lowest first", "highest first"),
    "integer": ("lowest first", "highest first"),
    "date": ("oldest first", "newest first"),
    "flag": ("false first", "true first"),
}


def parse_sort(text: str) -> Sort:
    """`-popularity,title` as ((name, descending), ...); empty text is (), the order of the file: most popular first.

    Raises FilterError for a name that is no column, or one named twice.
    """
    items = _items(text)
    sort = tuple((item.lstrip("+-").strip().lower(), item.startswith("-")) for item in items)
    _check([name for name, _ in sort], "column to sort by")
    return sort


def write_sort(sort: Sort) -> str:
    """The text that `parse_sort` reads back."""
    return ",".join(f"-{name}" if descending else name for name, descending in sort)


def sort_words(sort: Sort) -> str:
    """The order as part of a sentence."""
    known = by_name()
    parts = [
        f"{known[name].label.lower()}, {_WAYS.get(known[name].kind, ('A to Z', 'Z to A'))[descending]}"
        for name, descending in sort or (("popularity", True),)
    ]
    return "; then ".join(parts)


def sort_sql(sort: Sort, alias: str = "t") -> str:
    """What follows ORDER BY: missing values last, track_no in the end, so that the order is always the same.

    Text is sorted without case and accents, so that Édith stands near Edith. Raises FilterError for unknown columns.
    """
    _check([name for name, _ in sort], "column to sort by")
    if is_stored_order(sort):
        return f"{alias}.track_no"
    keys = [f"{_key(name, alias)} {'desc' if descending else 'asc'} nulls last" for name, descending in sort]
    return ", ".join([*keys, f"{alias}.track_no"])


def _key(name: str, alias: str) -> str:
    column = f'{alias}."{name}"'
    return PLAIN.format(column) if by_name()[name].kind == "text" else column


def is_stored_order(sort: Sort) -> bool:
    """Whether this is the order in which the table is stored: track_no counts from the most popular down."""
    return sort in ((), (("popularity", True),))


def parse_columns(text: str) -> list[str]:
    """`title,artists` as a list of names in that order; empty text is the default columns, `all` every column.

    Raises FilterError for a name that is no column, or one named twice.
    """
    known = by_name()
    names = [item.lower() for item in _items(text)]
    if not names:
        return [f.name for f in known.values() if f.default]
    return list(known) if names == ["all"] else checked_columns(names)


def checked_columns(names: Sequence[str]) -> list[str]:
    """The names, when each is a column of FEATURES and none comes twice. Raises FilterError."""
    _check(names, "column")
    if not names:
        raise FilterError("No column was chosen.", "Choose at least one column.")
    return list(names)


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _check(names: Sequence[str], what: str) -> None:
    known = by_name()
    for i, name in enumerate(names):
        if name not in known:
            raise unknown(what, name, known)
        if name in names[:i]:
            raise FilterError(f"The {what} {name!r} is named twice.", "Name it once.")
