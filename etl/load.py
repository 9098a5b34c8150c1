"""load(): files and folders -> raw tables, with a report. Each file is one transaction: all of it or nothing."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from etl import formats
from etl.formats import Relation
from etl.recognise import Recognition, check_kind, recognise
from etl.tracks import TrackRows, TrackTable
from warehouse import store
from warehouse.connect import Workbench
from warehouse.errors import InputError, MissingInput, NothingUsable, NotRecognised, RepertoireError

_DATE_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True)
class LoadOptions:
    """What the user says about the files. None means: find out.

    demo, sample : the file was made by Repertoire itself; every page and export says so.
    """

    kind: str | None = None
    collection: str | None = None
    as_of: date | None = None
    demo: bool = False
    sample: bool = False


@dataclass
class FileReport:
    """What came of one file. rows_read = rows_loaded + rows_merged + rows_rejected, unless `error` says otherwise."""

    file: str
    kind: str | None = None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_merged: int = 0
    rows_rejected: int = 0
    rejects: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    load_id: int | None = None
    collection: str | None = None
    disagreeing: int = 0
    missing: dict[str, int] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    already_loaded: bool = False
    error: str | None = None
    hint: str | None = None


@dataclass
class LoadReport:
    """The reports of all files, in order; `skipped` are files in a given folder that no kind of input fits."""

    files: list[FileReport] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def failed(self) -> list[FileReport]:
        """Files of which nothing was loaded because of an error."""
        return [f for f in self.files if f.error]

    @property
    def loaded(self) -> list[FileReport]:
        """Files that were loaded."""
        return [f for f in self.files if not f.error]


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
    files = []
    for path in paths:
        try:
            files.extend(_expand(path, options, report.skipped))
        except RepertoireError as error:
            report.files.append(FileReport(formats.shown(path), error=error.message, hint=error.hint))
    for done, path in enumerate(files):
        if progress:
            progress(f"Loading {formats.shown(Path(path.name))}", done, len(files))
        report.files.append(_load_or_report(workbench, path, options))
    if progress:
        progress("Loaded", len(files), len(files))
    return report


def _expand(path: Path, options: LoadOptions, skipped: list[str]) -> list[Path]:
    """A file is itself; a folder is the files in it that are recognised, by name. Others are added to `skipped`."""
    if not path.exists():
        raise MissingInput(f"{formats.shown(path)} does not exist.", "Check the path.")
    if not path.is_dir():
        return [path]
    check_kind(options.kind)
    inside = [p for p in sorted(path.rglob("*")) if p.is_file()]
    found = [p for p in inside if _known(p, options)]
    skipped.extend(formats.shown(p) for p in inside if p not in found)
    if not found:
        raise NotRecognised(
            f"Nothing in the folder {path} is recognised.",
            f"It should hold tables of tracks ({', '.join(formats.SUFFIXES)}) with a title and an artist column.",
        )
    return found


def _known(path: Path, options: LoadOptions) -> bool:
    try:
        recognise(formats.inspect(path).columns, options.kind)
    except InputError:
        return False
    return True


def _load_or_report(workbench: Workbench, path: Path, options: LoadOptions) -> FileReport:
    started = time.perf_counter()
    try:
        report = load_file(workbench, path, options)
    except RepertoireError as error:
        report = FileReport(formats.shown(path), error=error.message, hint=error.hint)
    report.seconds = round(time.perf_counter() - started, 3)
    return report


def load_file(workbench: Workbench, path: Path, options: LoadOptions) -> FileReport:
    """Load one file in one transaction.

    Raises InputError (missing, empty, unreadable, not recognised, nothing usable); then nothing of it is kept.
    """
    started = time.perf_counter()
    layout = formats.inspect(path)
    recognition = recognise(layout.columns, options.kind)
    relation = formats.read(workbench, layout)
    collection = options.collection or path.name.split(".")[0]
    known = store.same_load(workbench, relation.fingerprint.sha256, collection)
    if known:
        return _already(path, known, store.reject_counts(workbench, known["load_id"]))
    with workbench.transaction():
        load_id = store.next_load(workbench)
        vocabularies = _vocabularies(recognition, collection)
        rows = TrackTable(workbench, relation, recognition).load(load_id, vocabularies)
        if rows.loaded == 0:
            raise _nothing_usable(path, relation, rows)
        report = _report(path, load_id, collection, relation, recognition, rows)
        _record(workbench, report, relation, recognition, options, vocabularies, rows, time.perf_counter() - started)
    return report


def _vocabularies(recognition: Recognition, collection: str) -> dict[str, str]:
    """Genre column -> the vocabulary its labels belong to, for those the file has."""
    schema = recognition.schema
    named = {"genre": schema.vocabulary or collection, "subgenre": schema.subvocabulary or f"{collection}_subgenre"}
    return {name: vocabulary for name, vocabulary in named.items() if name in recognition.columns}


def _report(
    path: Path, load_id: int, collection: str, relation: Relation, recognition: Recognition, rows: TrackRows
) -> FileReport:
    reasons = Counter(_reason(r["column_name"], r["reason"]) for r in rows.rejects)
    reasons.update(fault.reason for fault in relation.faults)
    report = FileReport(
        file=str(path),
        kind=recognition.schema.kind,
        rows_read=relation.rows_read,
        rows_loaded=rows.loaded,
        rows_merged=rows.merged,
        rows_rejected=rows.rejected + len(relation.faults),
        rejects=dict(reasons.most_common()),
        load_id=load_id,
        collection=collection,
        disagreeing=rows.disagreeing,
        missing=rows.missing,
        unknown_columns=recognition.unknown,
    )
    assert report.rows_read == report.rows_loaded + report.rows_merged + report.rows_rejected, report
    return report


def _reason(column: str, reason: str) -> str:
    """What was wrong, with the column unless the words name it or it is about the whole line."""
    return reason if reason.startswith("no ") or reason in formats.FAULT_WORDS else f"{column} {reason}"


def _record(
    workbench: Workbench,
    report: FileReport,
    relation: Relation,
    recognition: Recognition,
    options: LoadOptions,
    vocabularies: dict[str, str],
    rows: TrackRows,
    seconds: float,
) -> None:
    as_of, assumed = _as_of(relation.layout.path, options)
    store.record_rejects(workbench, _all_rejects(report, relation, rows))
    store.record_load(
        workbench,
        {
            "load_id": report.load_id,
            "file": relation.layout.path.name,
            "kind": report.kind,
            "schema": recognition.schema.name,
            "collection": report.collection,
            "vocabulary": vocabularies.get("genre"),
            "as_of": as_of,
            "as_of_assumed": assumed,
            "demo": options.demo,
            "sample": options.sample,
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
            "notes": _notes(report),
        },
    )


def _all_rejects(report: FileReport, relation: Relation, rows: TrackRows) -> list[dict[str, Any]]:
    about = {"load_id": report.load_id, "file": relation.layout.path.name}
    faulty = [
        {**about, "line": f.line, "column_name": f.column or "", "reason": f.reason, "value": f.value}
        for f in relation.faults
    ]
    return [{**about, **row} for row in rows.rejects] + faulty


def _notes(report: FileReport) -> str:
    notes = [f"{name}: {n:,} stand-in values read as missing" for name, n in report.missing.items()]
    if report.unknown_columns:
        notes.append(f"columns not used: {', '.join(report.unknown_columns)}")
    return "; ".join(notes)


def _as_of(path: Path, options: LoadOptions) -> tuple[date, bool]:
    """The date the data are of: as stated, else a date in the file's name, else the file's time (then assumed)."""
    if options.as_of:
        return options.as_of, False
    if match := _DATE_IN_NAME.search(path.name):
        try:
            return date(*(int(part) for part in match.groups())), False
        except ValueError:
            pass  # 31 February is no date
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date(), True


def _already(path: Path, known: dict[str, Any], rejects: list[tuple[str, str, int]]) -> FileReport:
    """The report of a file whose content is loaded already: what the first load said."""
    return FileReport(
        str(path),
        kind=known["kind"],
        rows_read=known["rows_read"],
        rows_loaded=known["rows_loaded"],
        rows_merged=known["rows_merged"],
        rows_rejected=known["rows_rejected"],
        rejects={_reason(column, reason): n for column, reason, n in rejects},
        load_id=known["load_id"],
        collection=known["collection"],
        disagreeing=known["disagreeing"],
        already_loaded=True,
    )


def _nothing_usable(path: Path, relation: Relation, rows: TrackRows) -> NothingUsable:
    reasons = Counter(_reason(r["column_name"], r["reason"]) for r in rows.rejects)
    reasons.update(fault.reason for fault in relation.faults)
    told = ", ".join(f"{reason} ({n:,})" for reason, n in reasons.most_common(3))
    first = min((r["line"] for r in rows.rejects), default=relation.faults[0].line if relation.faults else 0)
    return NothingUsable(
        f"None of the {relation.rows_read:,} rows of {path} can be used: {told}.",
        f"Look at line {first}, correct the file and load it again.",
    )
