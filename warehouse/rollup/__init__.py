"""Rollups of more events than one machine loads: the files of sql/plays/ over Parquet, on DuckDB or on a Spark cluster.

What they leave is a folder of Parquet tables and `rollup.json`; `repertoire load` takes it in place of plays.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from warehouse.build import RELATIONS, Relation
from warehouse.connect import Workbench
from warehouse.errors import HomeError, InputError, MissingInput, UnreadableInput
from warehouse.queries.fixed import events_sql
from warehouse.rollup import linking
from warehouse.rollup.engines import Engine

Progress = Callable[[str, int, int], None]
MANIFEST = "rollup.json"
LAYER: tuple[Relation, ...] = tuple(r for r in RELATIONS if r.layer == "plays")
#: What a rollup leaves and `repertoire load` takes in; the marks of single plays stay behind, play_rules is ours.
LANDED = (
    *("play_items", "play_listeners", "outlier_listeners", "listener_items", "listener_totals", "item_plays"),
    *("artist_plays", "plays_by_day", "item_plays_weekly", "artist_plays_weekly"),
)
#: Column of the events -> its type, and what Parquet may hold for it; those that are missing are null.
COLUMNS: dict[str, tuple[str, Callable[[pa.DataType], bool]]] = {
    **dict.fromkeys(
        ("listener", "track_id", "title", "artist", "artist_id"),
        ("varchar", lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind)),
    ),
    "played_at": ("timestamp", pa.types.is_timestamp),
    **dict.fromkeys(("ms_played", "plays"), ("bigint", pa.types.is_integer)),
}


@dataclass(frozen=True)
class Rollup:
    """What a rollup says of itself. `rows`: relation -> rows; as_of: the newest day of a play, None without times."""

    engine: str
    version: str
    made_at: str
    events: int
    rejected: int
    as_of: str | None
    rows: dict[str, int]


def roll_up(workbench: Workbench, engine: Engine, events: Path, out: Path, progress: Progress | None = None) -> Rollup:
    """Roll up the events in the Parquet files of a file or folder, linked with the catalogue of a workbench, into `out`.

    `out` is there whole or not at all. On a cluster both paths must be on storage that every worker sees.
    Raises MissingInput, UnreadableInput, InputError, HomeError when `out` exists or the catalogue is not built.
    """
    if out.exists():
        raise HomeError(f"{out} exists.", "Name another folder with --out, or remove it.")
    select = _select(events)
    unfinished = out.with_name(f".{out.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        made = _run(workbench, engine, select, events.absolute(), unfinished.absolute(), progress)
        (unfinished / MANIFEST).write_text(json.dumps(asdict(made), indent=2), encoding="utf-8")
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    unfinished.rename(out)
    return made


def _run(
    workbench: Workbench, engine: Engine, select: str, events: Path, folder: Path, progress: Progress | None
) -> Rollup:
    told = progress or (lambda step, done, total: None)
    steps = [r for r in LAYER if r.name != "play_listeners"]
    told("Reading events", 0, len(steps) + 3)
    engine.open("parquet_given", events)
    engine.make("events_given", select)
    engine.make("events", events_sql("events"))
    words = engine.table(events_sql("event_words"))
    read, used = (
        engine.table(f"select count(*) as n from {name}")["n"][0].as_py() for name in ("events_given", "events")
    )
    if not used:
        raise InputError(
            f"None of the {read:,} events can be used.",
            "An event holds a listener, a track or artist, and played_at or plays.",
        )
    told("Linking items", 1, len(steps) + 3)
    links, items = linking.link(workbench, words)
    _give(engine, folder, "event_links", links)
    _give(engine, folder, "play_items", items)
    engine.make("play_listeners", events_sql("play_listeners"), folder / "play_listeners")
    told("Numbering plays", 2, len(steps) + 3)
    engine.make("play_events", events_sql("play_events"), folder / "play_events")
    for done, relation in enumerate(steps):
        told(f"Rolling up {relation.name}", done + 3, len(steps) + 3)
        engine.make(relation.name, relation.sql, folder / relation.name if relation.kind == "table" else None)
    return _described(engine, folder, read, read - used)


def _give(engine: Engine, folder: Path, name: str, table: pa.Table) -> None:
    """A small table of ours, as a Parquet file that the engine reads like its own."""
    (folder / name).mkdir()
    pq.write_table(table, folder / name / "part-0.parquet")
    engine.open(name, folder / name)


def _described(engine: Engine, folder: Path, read: int, rejected: int) -> Rollup:
    """What was made; removes what does not land."""
    newest: date | None = engine.table("select max(day) as newest from plays_by_day")["newest"][0].as_py()
    engine.close()
    for inside in [path for path in folder.iterdir() if path.name not in LANDED]:
        shutil.rmtree(inside)
    rows = {name: sum(part.count_rows() for part in [ds.dataset(folder / name)]) for name in LANDED}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    version = metadata.version("repertoire")
    return Rollup(engine.name, version, now, read, rejected, newest.isoformat() if newest else None, rows)


def _select(events: Path) -> str:
    """The statement that reads COLUMNS of the given files. Raises MissingInput, UnreadableInput, InputError."""
    if not events.exists():
        raise MissingInput(
            f"{events} does not exist.", "Check the path; it must be a Parquet file or a folder of them."
        )
    try:
        schema = ds.dataset(events, format="parquet", exclude_invalid_files=False).schema
    except (pa.ArrowException, OSError) as error:
        raise UnreadableInput(
            f"{events} is not Parquet: {error}", "Give a Parquet file or a folder of them."
        ) from error
    there = {name: schema.field(name).type for name in schema.names}
    missing = [one for one in ("listener",) if one not in there]
    if missing or not {"track_id", "title", "artist", "artist_id"} & there.keys():
        raise InputError(f"{events} names no listener, or no track or artist.", f"Columns: {', '.join(COLUMNS)}.")
    for name, (kind, fits) in COLUMNS.items():
        if name in there and not fits(there[name]):
            raise InputError(f"The column {name} of {events} is {there[name]}.", f"It must hold {kind} values.")
    parts = [f"cast({name if name in there else 'null'} as {kind}) as {name}" for name, (kind, _) in COLUMNS.items()]
    return f"select {', '.join(parts)} from parquet_given"
