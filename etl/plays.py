"""A table of listening events, or of counts of them -> raw.plays.

A row with a time is one event; a row without one is a count. Nothing is merged or dropped here: short plays, repeats
and excess are marked when the marts are built (docs/decisions/0012), so that a change of the rules needs no new load.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from etl.intake import Intake, Rows
from etl.judge import Cell, Fault, Judge
from warehouse import forget, store

OWNER = "owner"  # the listener of an export of somebody's own account, which names nobody
FIRST_YEAR = 1971  # a play of 1970 is a clock that was never set: players without a date report the year time begins
LONGEST_MS = 24 * 60 * 60 * 1000
MOST_PLAYS = 1_000_000_000


def load(intake: Intake) -> Rows:
    """Judge and insert the plays of a file; runs inside the caller's transaction."""
    columns = {*intake.recognition.columns, *intake.recognition.schema.constants}
    judge = Judge(intake, cells(columns), [*erased(intake, columns), *_faults(columns)])
    judge.judge()
    listener = "listener" if "listener" in columns else f"'{OWNER}'"
    select = f"""
        select $load_id as load_id, line, {listener} as listener, track_id, title, artist, artist_id, played_at,
            ms_played::bigint as ms_played, coalesce(plays, 1)::bigint as plays, country
        from judged where fault is null"""
    loaded = store.insert(intake.workbench, "plays", select, {"load_id": intake.load_id})
    return Rows(loaded, 0, judge.relation.rows - loaded, judge.rejects(), notes=_notes(judge))


def cells(columns: set[str]) -> tuple[Cell, ...]:
    """The columns a table of plays may have. `columns` are those it has: whose plays they are may go without saying,
    a table without counts needs its times, one without times its counts."""
    listener = "no listener" if "listener" in columns else ""
    time = "no time" if "played_at" in columns and "plays" not in columns else ""
    count = "no count" if "plays" in columns and "played_at" not in columns else ""
    return (
        Cell("listener", required=listener, spaced=True),
        Cell("track_id", "key"),
        Cell("title"),
        Cell("artist"),
        Cell("artist_id", "key", spaced=True),
        Cell("played_at", "moment", required=time),
        Cell("ms_played", "integer", low=0, high=LONGEST_MS),
        Cell("plays", "integer", required=count, low=1, high=MOST_PLAYS),
        Cell("country"),
    )


def erased(intake: Intake, columns: set[str]) -> list[Fault]:
    """The rows of listeners that were erased are refused. The fault names no column of the file, so no id is kept."""
    if "listener" not in columns or not forget.is_any(intake.workbench):
        return []
    return [Fault(forget.IS_ERASED, "erased", "its listener was erased on request")]


def _faults(columns: set[str]) -> list[Fault]:
    """What can be wrong with a row beyond its single cells. A clock may be a day ahead of ours, not more."""
    latest = datetime.now(UTC).replace(tzinfo=None, microsecond=0) + timedelta(days=1)
    faults = [
        Fault("coalesce(track_id, title, artist, artist_id) is null", "title", "no track or artist"),
        Fault(f"played_at < timestamp '{FIRST_YEAR}-01-01'", "played_at", f"before {FIRST_YEAR}"),
        Fault(f"played_at > timestamp '{latest}'", "played_at", "in the future"),
    ]
    if {"played_at", "plays"} <= columns:
        empty = "coalesce(\"played_at as given\", '') = '' and coalesce(\"plays as given\", '') = ''"
        faults.append(Fault(empty, "played_at", "no time and no count"))
    return faults


def _notes(judge: Judge) -> list[str]:
    """What the report says of whose plays these are and whether they are events or counts."""
    counts = int(judge.workbench.value("select count(*) from judged where fault is null and played_at is null"))
    notes = [] if judge.has("listener") else [f"the file names no listener: the plays are those of {OWNER!r}"]
    return [*notes, f"{counts:,} rows are counts without a time"] if counts else notes
