"""A table of chart places -> rows: who stood where in which chart on which day.

Which chart it is stands in a column, is known of the layout, or in the name that Spotify gives its files
(regional-us-weekly-2021-10-07.csv); else it is the file's collection. The day is a column, else the date of the file.
A row that repeats another is merged; several tracks on one rank are all kept.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from etl.intake import Intake, Rows
from etl.judge import Cell, Fault, Judge
from warehouse import store
from warehouse.queries.fixed import sql

_LONGEST = 100_000  # places in a chart, and periods on it
CELLS = (
    Cell("chart"),
    Cell("region"),
    Cell("day", "date", low=1900, high=2100),
    Cell("rank", "integer", "no rank", low=1, high=_LONGEST),
    Cell("track_id", "key"),
    Cell("title"),
    Cell("artists", "names"),
    Cell("label"),
    Cell("streams", "integer", low=0, high=10**12),
    Cell("previous_rank"),  # text, because a new entry has "NEW" or "RE" there
    Cell("peak_rank", "integer", low=0, high=_LONGEST),
    Cell("periods_on_chart", "integer", low=0, high=_LONGEST),
)
#: Magazines date a chart by when it is on sale, up to two weeks ahead.
AHEAD = timedelta(days=14)
FAULTS = (
    Fault("title is null and track_id is null", "title", "no title"),
    Fault("rank <> floor(rank)", "rank", "not a whole number"),
)
_SPOTIFY_FILE = re.compile(r"regional-([a-z]+)-(daily|weekly)-", re.IGNORECASE)


def load(intake: Intake) -> Rows:
    """Judge, merge and insert the places of a chart; runs inside the caller's transaction."""
    is_dated = "day" in intake.recognition.columns
    cells = [replace(c, required="no date") if is_dated and c.name == "day" else c for c in CELLS]
    judge = Judge(intake, cells, (*FAULTS, _coming()) if is_dated else FAULTS)
    judge.judge()
    values = {"load_id": intake.load_id, **_said(intake)}
    loaded = store.insert(intake.workbench, "chart_entries", sql("judged_chart_entries"), values)
    return Rows(
        loaded=loaded,
        merged=judge.usable - loaded,
        rejected=judge.rejected,
        rejects=judge.rejects(),
        as_of=_latest(intake) if is_dated else None,
        notes=[] if is_dated else _note(intake),
    )


def _coming() -> Fault:
    """A day that has not come: one such row would make everything else old, and its chart years of gaps long."""
    return Fault(f"day > date '{datetime.now(UTC).date() + AHEAD}' and year(day) <= 2100", "day", "in the future")


def _said(intake: Intake) -> dict[str, str | date | None]:
    """What goes for every row that does not say it: chart, rhythm (the end of the chart's name), region, day.

    An empty region in a file that names regions is the world.
    """
    found = _SPOTIFY_FILE.match(intake.file_name)
    names_regions = "region" in intake.recognition.columns
    return {
        "chart": intake.collection,
        "rhythm": f"_{found[2].lower()}" if found else "",
        "region": found[1] if found else "global" if names_regions else None,
        "day": intake.as_of,
    }


def _latest(intake: Intake) -> date | None:
    latest: date | None = intake.workbench.value("select max(day) from judged where fault is null")
    return latest


def _note(intake: Intake) -> list[str]:
    day = f"the day of the chart is {intake.as_of}, "
    return [day + ("the file's time: say which with --as-of" if intake.as_of_assumed else "the date of the file")]
