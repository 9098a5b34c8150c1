"""JSON as Python sees it: the first records of a text, the columns they have, and their cells as text.

Numbers are kept as they are written. Only heads and samples pass through here; whole files are DuckDB's work.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from etl.formats.layout import ITEM_SEPARATOR, SAMPLE_ROWS, Row
from warehouse.errors import UnreadableInput

Place = tuple[str, ...]
Record = dict[str, Any]
MOST_RECORDS = 1000
_DEEPEST = 6  # objects in objects beyond this stay JSON text
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_BLANKS = " \t\r\n"
_NOT_JSON = (ValueError, RecursionError)


def parse(text: str) -> Any:
    """A JSON value, or None when the text is none, or holds half a character."""
    try:
        value, end = _DECODER.raw_decode(text, _skip(text, 0))
    except _NOT_JSON:
        return None
    whole = _skip(text, end) == len(text)
    return value if whole and ("\\u" not in text or _is_text(value)) else None


def of_lines(lines: Iterable[str]) -> list[Record]:
    """The objects among lines, at most MOST_RECORDS."""
    found: list[Record] = []
    for line in lines:
        if isinstance(value := parse(line), dict):
            found.append(value)
        if len(found) == MOST_RECORDS:
            break
    return found


def is_by_line(text: str) -> bool:
    """Whether the head of a .json file is one object a line rather than one document."""
    start = text.lstrip(_BLANKS)
    lines = [line for line in start.split("\n", SAMPLE_ROWS)[:SAMPLE_ROWS] if line.strip()]
    if start.startswith("[") or len(lines) < 2:
        return False
    if isinstance(parse(lines[0]), dict):
        return True
    return not _values(start, 0) and len(of_lines(lines)) > 1


def of_document(path: Path, text: str) -> list[Record]:
    """The first records of a document that may be cut: of an array of objects, of the one list of objects that an
    object has, or the objects that follow each other. Raises UnreadableInput when it is unclear which."""
    start = _skip(text, 0)
    if text[start : start + 1] == "[":
        values = list(_elements(text, start + 1))
    else:
        values = [v for v in _values(text, start) if _is_text(v)] or _first_list(text, start + 1)
        if len(values) == 1 and isinstance(values[0], dict):
            lists = [name for name, v in values[0].items() if isinstance(v, list) and v and isinstance(v[0], dict)]
            check_one_list(path, lists)
            values = values[0][lists[0]] if lists else values
    return [value for value in values[:MOST_RECORDS] if isinstance(value, dict) and _is_text(value)]


def check_one_list(path: Path, names: list[str]) -> None:
    """Raises UnreadableInput when an object has several lists of records."""
    if len(names) > 1:
        raise UnreadableInput(
            f"{path} holds several lists of records: {', '.join(names[:10])}.", "Save each list as a file of its own."
        )


def paths_of(records: Iterable[Record]) -> list[Place]:
    """Where the cells of the records are, in the order in which they first appear."""
    filled: dict[Place, bool] = {}
    for record in records:
        for path, value in _leaves(record):
            filled[path] = filled.get(path, False) or value is not None
    inner = {path[:depth] for path in filled for depth in range(1, len(path))}
    return [path for path, some in filled.items() if some or path not in inner]


def sample(records: Iterable[Record], paths: list[Place]) -> tuple[Row, ...]:
    """The cells of the first records as text."""
    first = [dict(_leaves(record)) for record, _ in zip(records, range(SAMPLE_ROWS), strict=False)]
    return tuple(tuple(as_text(cells.get(path)) for path in paths) for cells in first)


def pointer(path: Place) -> str:
    """A path as a JSON pointer (RFC 6901)."""
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in path)


def _leaves(record: Record, above: Place = ()) -> Iterator[tuple[Place, Any]]:
    for name, value in record.items():
        path = (*above, name)
        if isinstance(value, dict) and len(path) < _DEEPEST:
            yield from _leaves(value, path)
        else:
            yield path, value


def as_text(value: Any) -> str | None:
    """A value as the text of a cell; a list as its items, or the names of its objects, joined."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        items = [item.get("name", item) if isinstance(item, dict) else item for item in value]
        named = len({isinstance(item, dict) for item in value}) < 2
        if named and not any(isinstance(item, (dict, list)) for item in items):
            return ITEM_SEPARATOR.join(as_text(item) or "" for item in items if item is not None) or None
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _is_text(value: Any) -> bool:
    """Whether no text in a value holds half a character, which JSON can write and UTF-8 cannot."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except _NOT_JSON:
        return False
    return True


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at


def _values(text: str, at: int) -> list[Any]:
    """The values that follow each other; none when the last of them is not whole."""
    found = []
    while (at := _skip(text, at)) < len(text):
        try:
            value, at = _DECODER.raw_decode(text, at)
        except _NOT_JSON:
            return []
        found.append(value)
    return found


def _elements(text: str, at: int) -> Iterator[Any]:
    """The elements of an array from the first on, as far as they are whole."""
    for _ in range(MOST_RECORDS):
        try:
            value, at = _DECODER.raw_decode(text, _skip(text, at))
        except _NOT_JSON:
            return
        yield value
        at = _skip(text, at)
        if text[at : at + 1] != ",":
            return
        at += 1


def _first_list(text: str, at: int) -> list[Any]:
    """The first list of objects among the members of an object that is cut."""
    while True:
        try:
            _, at = _DECODER.raw_decode(text, _skip(text, at))
            at = _skip(text, _skip(text, at) + 1)
            if text[at : at + 1] == "[" and isinstance(next(_elements(text, at + 1), None), dict):
                return list(_elements(text, at + 1))
            _, at = _DECODER.raw_decode(text, at)
        except _NOT_JSON:
            return []
        at = _skip(text, at) + 1
