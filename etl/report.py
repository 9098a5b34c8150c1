"""What came of the files that were loaded, for people and for the table of loads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl import formats
from etl.formats import Relation
from etl.intake import Intake, Rows


@dataclass
class FileReport:
    """What came of one file. rows_read = rows_loaded + rows_merged + rows_rejected, unless `error` says otherwise.

    also : further kind -> rows of it that the same rows gave.
    """

    file: str
    kind: str | None = None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_merged: int = 0
    rows_rejected: int = 0
    rejects: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    load_id: int | None = None
    schema: str | None = None
    collection: str | None = None
    as_of: str | None = None
    as_of_assumed: bool = False
    also: dict[str, int] = field(default_factory=dict)
    disagreeing: int = 0
    missing: dict[str, int] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
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


def of_file(intake: Intake, rows: Rows) -> FileReport:
    """What came of a file that was read. Raises AssertionError when a row is unaccounted for."""
    relation = intake.relation
    report = FileReport(
        file=str(relation.layout.path),
        kind=intake.recognition.kind,
        rows_read=relation.rows_read,
        rows_loaded=rows.loaded,
        rows_merged=rows.merged,
        rows_rejected=rows.rejected + len(relation.faults),
        rejects=reasons(relation, rows),
        load_id=intake.load_id,
        schema=intake.recognition.schema.name,
        collection=intake.collection,
        as_of=intake.as_of.isoformat(),
        as_of_assumed=intake.as_of_assumed,
        disagreeing=rows.disagreeing,
        missing=rows.missing,
        unknown_columns=(*intake.recognition.unknown, *relation.layout.left_out, *rows.unused),
        notes=rows.notes,
    )
    if rows.as_of and intake.as_of_assumed:
        report.as_of, report.as_of_assumed = rows.as_of.isoformat(), False
    assert report.rows_read == report.rows_loaded + report.rows_merged + report.rows_rejected, report
    return report


def reasons(relation: Relation, rows: Rows) -> dict[str, int]:
    """Reason -> rejected rows, most first."""
    told = Counter(reason(r["column_name"], r["reason"]) for r in rows.rejects)
    told.update(fault.reason for fault in relation.faults)
    return dict(told.most_common())


def reason(column: str, words: str) -> str:
    """What was wrong, with the column unless the words name it or it is about the whole line."""
    return words if words.startswith("no ") or words in formats.FAULT_WORDS else f"{column} {words}"


def notes(report: FileReport) -> str:
    """What else is worth knowing of a file, as one text."""
    told = [f"{name}: {n:,} stand-in values read as missing" for name, n in report.missing.items()]
    told += [f"also {n:,} {'row' if n == 1 else 'rows'} of {kind}" for kind, n in report.also.items()]
    if report.unknown_columns:
        told.append(f"columns not used: {', '.join(report.unknown_columns)}")
    return "; ".join([*told, *report.notes])


def already(path: Path, known: dict[str, Any], rejects: list[tuple[str, str, int]]) -> FileReport:
    """The report of a file whose content is loaded already: what the first load said."""
    return FileReport(
        str(path),
        kind=known["kind"],
        rows_read=known["rows_read"],
        rows_loaded=known["rows_loaded"],
        rows_merged=known["rows_merged"],
        rows_rejected=known["rows_rejected"],
        rejects={reason(column, words): n for column, words, n in rejects},
        load_id=known["load_id"],
        schema=known["schema"],
        collection=known["collection"],
        as_of=known["as_of"].isoformat() if known["as_of"] else None,
        as_of_assumed=bool(known["as_of_assumed"]),
        disagreeing=known["disagreeing"],
        already_loaded=True,
        notes=[f"loaded before as load {known['load_id']}; to read it otherwise, unload that first"],
    )
