"""The SQL files of warehouse/sql/queries, and the places in them that Python fills."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def text_of(name: str) -> str:
    """The text of warehouse/sql/queries/<name>.sql."""
    return files("warehouse").joinpath("sql", "queries", f"{name}.sql").read_text(encoding="utf-8")


@cache
def events_sql(name: str) -> str:
    """The text of warehouse/sql/events/<name>.sql: what stands before the rollups where events come as Parquet."""
    return files("warehouse").joinpath("sql", "events", f"{name}.sql").read_text(encoding="utf-8")


def sql(name: str, **parts: str) -> str:
    """The query of file `name` with each {part} filled. Parts come from allow-lists, never from what people type."""
    text = text_of(name)
    for part, value in parts.items():
        if f"{{{part}}}" not in text:
            raise KeyError(f"{name}.sql has no place for {part}")
        text = text.replace(f"{{{part}}}", value)
    return text
