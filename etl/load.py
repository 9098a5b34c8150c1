"""load(): files and folders -> raw tables, with a report. Each file is one transaction: all of it or nothing."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from etl import charts, formats, listeners, playlists, plays, rollups, small, tracks
from etl import report as reports
from etl.formats import Layout, Relation
from etl.intake import Intake, Rows
from etl.recognise import Recognition, check_kind, plain, recognise, schemas
from etl.report import FileReport, LoadReport
from warehouse import store
from warehouse.connect import Workbench
from warehouse.errors import (
    HomeError,
    InputError,
    MissingInput,
    NothingUsable,
    NotRecognised,
    RepertoireError,
    UnreadableInput,
)

# What DuckDB raises without room: in the middle, at the commit, and for whatever is asked of it afterwards.
_NO_ROOM = (duckdb.OutOfMemoryException, duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)
_DATE_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)")
READERS: Mapping[str, Callable[[Intake], Rows]] = {
    "tracks": tracks.load,
    "plays": plays.load,
    "charts": charts.load,
    "playlists": playlists.load,
    "series": small.load_series,
    "descriptors": small.load_descriptors,
    "tags": small.load_tags,
    "names": small.load_names,
    "listeners": listeners.load,
}


@dataclass(frozen=True)
class LoadOptions:
    """What the user says about the files. None means: find out.

    mapping : their column -> our name. encoding : a name that Python knows ("latin-1").
    demo : the files were made by Repertoire itself; every page and export says so.
    """

    kind: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    collection: str | None = None
    as_of: date | None = None
    encoding: str | None = None
    demo: bool = False


def load(
    workbench: Workbench,
    paths: Iterable[Path],
    options: LoadOptions | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> LoadReport:
    """Load every path, files as they are and folders file by file. A file that fails does not stop the others.

    `progress(step, done, total)` is called before each file and at the end.
    """
    options = options or LoadOptions()
    store.prepare(workbench)
    report = LoadReport()
    files: list[tuple[Path, LoadOptions]] = []
    for path in paths:
        try:
            files.extend(_expand(path, options, report.skipped))
        except RepertoireError as error:
            report.files.append(FileReport(formats.shown(path), error=error.message, hint=error.hint))
    for done, (path, own) in enumerate(files):
        if progress:
            progress(f"Loading {formats.shown(Path(path.name))}", done, len(files))
        report.files.append(_load_or_report(workbench, path, own))
    if progress:
        progress("Loaded", len(files), len(files))
    return report


def _expand(path: Path, options: LoadOptions, skipped: list[str]) -> list[tuple[Path, LoadOptions]]:
    """A file is itself; a folder is the files in it that are recognised, by name. Others are added to `skipped`.

    Files of one folder that have one layout are one collection, named after the folder.
    """
    if not _exists(path):
        raise MissingInput(f"{formats.shown(path)} does not exist.", "Check the path.")
    if not path.is_dir() or rollups.is_rollup(path):
        return [(path, options)]
    check_kind(options.kind)
    inside = _inside(path)
    found = {p: schema for p in inside if (schema := _schema_of(p, options))}
    skipped.extend(formats.shown(p) for p in inside if p not in found)
    if not found:
        raise NotRecognised(
            f"Nothing in the folder {path} is recognised.",
            f"It should hold tables ({', '.join(formats.SUFFIXES)}); of tracks, say, with a title and an artist column.",
        )
    alike = Counter((p.parent, schema) for p, schema in found.items())
    return [
        (p, options if options.collection or alike[p.parent, s] == 1 else replace(options, collection=p.parent.name))
        for p, s in found.items()
    ]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long for a file, a folder that nobody may look into
        return False


def _inside(folder: Path) -> list[Path]:
    """What is in a folder and those in it and is no folder, by name; a file to which links lead once, by its own name.

    Links to folders are not followed: they may lead in a circle.
    """
    others = [p for p in sorted(folder.rglob("*")) if not p.is_dir()]
    files = sorted((p for p in others if p.is_file()), key=Path.is_symlink)
    once = {real: p for p in reversed(files) if (real := p.resolve())}
    return sorted({*once.values(), *(p for p in others if not p.is_file())})


def _schema_of(path: Path, options: LoadOptions) -> str | None:
    """The layout of a file in a folder; None for one that is no input. One that is damaged is none that we may skip."""
    try:
        return recognise(formats.inspect(path, options.encoding), options.kind, options.mapping).schema.name
    except UnreadableInput:
        is_damaged = formats.is_supported(path) and path.is_file() and formats.shown(path) == str(path)
        return f"unreadable {path.name}" if is_damaged else None
    except InputError:
        return None


def _load_or_report(workbench: Workbench, path: Path, options: LoadOptions) -> FileReport:
    started = time.perf_counter()
    try:
        if rollups.is_rollup(path):
            report = rollups.load_folder(workbench, path, options.collection)
        else:
            report = load_file(workbench, path, options)
    except RepertoireError as error:
        report = FileReport(formats.shown(path), error=error.message, hint=error.hint)
    report.seconds = round(time.perf_counter() - started, 3)
    return report


def load_file(workbench: Workbench, path: Path, options: LoadOptions) -> FileReport:
    """Load one file in one transaction.

    Raises InputError (missing, empty, unreadable, not recognised, nothing usable), HomeError (no room); then nothing of
    it is kept.
    """
    started = time.perf_counter()
    layout = formats.inspect(path, options.encoding)
    recognition = recognise(layout, options.kind, options.mapping)
    collection = options.collection or path.name.split(".")[0]
    try:
        relation = formats.read(workbench, _as_known(layout, recognition, options))
        if relation.layout.columns != layout.columns:  # JSON may name columns that the head of the file does not
            recognition = recognise(relation.layout, options.kind, options.mapping)
        known = store.same_load(workbench, relation.fingerprint.sha256, collection, recognition.kind, options.as_of)
        if known:
            return reports.already(path, known, store.reject_counts(workbench, known["load_id"]))
        with workbench.transaction():
            return _store(workbench, relation, recognition, collection, options, started)
    except _NO_ROOM as error:
        raise HomeError(
            f"{formats.shown(path)} could not be stored: {str(error).splitlines()[0]}",
            "Make room on the disk or allow more memory (REPERTOIRE_MEMORY_LIMIT); nothing of the file was kept.",
        ) from error


def _as_known(layout: Layout, recognition: Recognition, options: LoadOptions) -> Layout:
    """The layout with what the schema knows of its text."""
    schema = recognition.schema
    if not schema.encoding and schema.has_quotes:
        return layout
    return formats.with_text(layout, options.encoding or schema.encoding or None, schema.has_quotes)


def _store(
    workbench: Workbench,
    relation: Relation,
    recognition: Recognition,
    collection: str,
    options: LoadOptions,
    started: float,
) -> FileReport:
    as_of, assumed = _as_of(relation.layout, options)
    intake = Intake(workbench, relation, recognition, store.next_load(workbench), collection, as_of, assumed)
    rows = READERS[recognition.kind](intake)
    if rows.loaded == 0:
        raise _nothing_usable(relation, rows)
    report = reports.of_file(intake, rows)
    for other in recognition.also:
        _load_also(replace(intake, recognition=other), report)
    store.record_rejects(workbench, _all_rejects(report, relation, rows))
    store.record_load(workbench, _load_row(report, relation, rows, options, time.perf_counter() - started))
    return report


def _load_also(intake: Intake, report: FileReport) -> None:
    """Read a further kind from the same rows; rows that are of no use as that kind are told in a note."""
    kind = intake.recognition.kind
    rows = READERS[kind](intake)
    report.also[kind] = rows.loaded
    told = Counter(reports.reason(r["column_name"], r["reason"]) for r in rows.rejects)
    report.notes += [
        f"{n:,} {'row gives' if n == 1 else 'rows give'} nothing of {kind}: {why}" for why, n in told.items()
    ]


def _load_row(
    report: FileReport, relation: Relation, rows: Rows, options: LoadOptions, seconds: float
) -> dict[str, Any]:
    return {
        "load_id": report.load_id,
        "file": relation.layout.path.name,
        "kind": report.kind,
        "schema": report.schema,
        "collection": report.collection,
        "vocabulary": rows.vocabulary,
        "as_of": date.fromisoformat(report.as_of or ""),
        "as_of_assumed": report.as_of_assumed,
        "demo": options.demo,
        "rows_read": report.rows_read,
        "rows_loaded": report.rows_loaded,
        "rows_merged": report.rows_merged,
        "rows_rejected": report.rows_rejected,
        "disagreeing": report.disagreeing,
        "missing_values": sum(report.missing.values()),
        "seconds": round(seconds, 3),
        "loaded_at": datetime.now(UTC).replace(tzinfo=None),
        "sha256": relation.fingerprint.sha256,
        "bytes": relation.fingerprint.bytes,
        "notes": reports.notes(report),
    }


def _all_rejects(report: FileReport, relation: Relation, rows: Rows) -> list[dict[str, Any]]:
    about = {"load_id": report.load_id, "file": relation.layout.path.name}
    # A line that does not fit its columns is told whole, unless it may hold what must not be kept.
    is_private = any(plain(column) in schema.private for schema in schemas() for column in relation.layout.columns)
    faulty = [
        dict(line=f.line, column_name=f.column or "", reason=f.reason, value="" if is_private else f.value)
        for f in relation.faults
    ]
    return [{**about, **row} for row in [*rows.rejects, *faulty]]


def _as_of(layout: Layout, options: LoadOptions) -> tuple[date, bool]:
    """The date the data are of: as stated, else a date in the file's name, else the file's time (then assumed).

    A file whose time is in the future is of today: it must not be the newest for ever.
    """
    if options.as_of:
        return options.as_of, False
    if match := _DATE_IN_NAME.search(layout.path.name):
        try:
            return date(*(int(part) for part in match.groups())), False
        except ValueError:
            pass  # 31 February is no date
    changed = (layout.stamp or formats.stamp(layout.path))[1] / 1e9
    return datetime.fromtimestamp(min(max(changed, 0), time.time()), UTC).date(), True


def _nothing_usable(relation: Relation, rows: Rows) -> NothingUsable:
    told = ", ".join(f"{reason} ({n:,})" for reason, n in list(reports.reasons(relation, rows).items())[:3])
    first = min((r["line"] for r in rows.rejects), default=relation.faults[0].line if relation.faults else 0)
    return NothingUsable(
        f"None of the {relation.rows_read:,} rows of {relation.layout.path} can be used: {told}.",
        f"Look at line {first}, correct the file and load it again.",
    )
