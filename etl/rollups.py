"""A folder that `repertoire rollup` left -> the tables that stand in place of plays.

One rollup stands at a time: a newer one takes the place of the one before. Plays that were loaded one by one and a rollup
do not go together: who heard something in both would count twice.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from etl.report import FileReport
from warehouse import forget, landed, store
from warehouse.connect import Workbench
from warehouse.errors import InputError, UnreadableInput
from warehouse.rollup import LANDED, MANIFEST


def is_rollup(path: Path) -> bool:
    """Whether a path is a folder that a rollup left."""
    return path.is_dir() and (path / MANIFEST).is_file()


def load_folder(workbench: Workbench, folder: Path, collection: str | None = None) -> FileReport:
    """Take a rollup in, in one transaction; rows are events.

    Raises UnreadableInput for a damaged folder, InputError where plays were loaded one by one, or where it counts somebody
    who was erased.
    """
    said = _manifest(folder)
    if workbench.value("select count(*) from raw.plays"):
        raise InputError(
            "Plays were loaded here one by one; a rollup stands for all plays.",
            "Use another folder with REPERTOIRE_HOME, or undo the loads of plays: repertoire unload NUMBER",
        )
    as_of = date.fromisoformat(said["as_of"] or said["made_at"][:10])
    with workbench.transaction():
        for load_id in landed.loads(workbench):
            store.unload(workbench, load_id)
        landed.land(workbench, {name: folder / name for name in LANDED})
        _refuse_erased(workbench)
        report = FileReport(str(folder), kind="plays", schema=landed.SCHEMA, collection=collection or folder.name)
        report.load_id = store.next_load(workbench)
        report.rows_read, report.rows_rejected = said["events"], said["rejected"]
        report.rows_loaded = report.rows_read - report.rows_rejected
        report.as_of, report.as_of_assumed = as_of.isoformat(), not said["as_of"]
        report.notes = [f"rolled up by {said['engine']} on {said['made_at']}"]
        store.record_load(workbench, _row(report, as_of))
    return report


def _refuse_erased(workbench: Workbench) -> None:
    """Raises InputError where a rollup counts plays of somebody who was erased; the numbers cannot be taken apart."""
    counted = f"select count(*) from raw.rolled_play_listeners where {forget.IS_ERASED}"
    if forget.is_any(workbench) and workbench.value(counted):
        raise InputError(
            "The rollup counts plays of a listener who was erased here on request.",
            "Remove the listener from the events and roll up again.",
        )


def _manifest(folder: Path) -> dict[str, Any]:
    """rollup.json, checked as far as it is used, and the tables beside it. Raises UnreadableInput."""
    hint = "Roll up again: repertoire rollup --events PATH --out DIR"
    try:
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        whole = {name: int(said["rows"][name]) for name in LANDED}
        datetime.fromisoformat(str(said["made_at"])), int(said["events"]), int(said["rejected"]), str(said["engine"])
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise UnreadableInput(f"{folder / MANIFEST} does not say what a rollup says: {error!r}.", hint) from error
    lost = [name for name in whole if not any((folder / name).glob("*.parquet"))]
    if lost:
        raise UnreadableInput(f"{folder} lacks {', '.join(lost)}.", hint)
    return said


def _row(report: FileReport, as_of: date) -> dict[str, Any]:
    copied = ("load_id", "kind", "schema", "collection", "as_of_assumed", "rows_read", "rows_loaded", "rows_rejected")
    return {
        **{name: getattr(report, name) for name in copied},
        "file": Path(report.file).name,
        "as_of": as_of,
        "demo": False,
        "rows_merged": 0,
        "disagreeing": 0,
        "missing_values": 0,
        "loaded_at": datetime.now(UTC).replace(tzinfo=None),
        "notes": "; ".join(report.notes),
    }
