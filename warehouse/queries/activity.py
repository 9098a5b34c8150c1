"""What happens by the week: plays, streams of a chart, places of a chart; of all, and of the tracks that a filter keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from warehouse.connect import View
from warehouse.filters import TrackFilter
from warehouse.queries.catalogue import relations
from warehouse.queries.fixed import sql, text_of
from warehouse.queries.movers import kept

Kind = Literal["plays", "streams", "places"]
Against = Literal["before", "year"]

#: What an entry of a chart counts for.
_AMOUNTS: Mapping[str, str] = {"streams": "greatest(coalesce(entries.streams, 0), 0)", "places": "1"}
#: Plays that a title needs in the span before: a rise from next to nothing is large in relation to anything.
LEAST_PLAYS = 10
A_YEAR = 364
"""Days back to the same week of the year before, on the same weekday."""


@dataclass(frozen=True)
class Source:
    """Something that is counted by the week. chart, region : '' for plays ; places : of a chart, None for plays."""

    kind: Kind
    chart: str
    region: str
    first_week: date
    last_week: date
    weeks: int
    entries: int
    places: int | None

    @property
    def key(self) -> str:
        """How an address names it: 'plays', 'streams@top_200@us'."""
        return "@".join(part for part in (self.kind, self.chart, self.region) if part)

    @property
    def place(self) -> str:
        """Where it is seen, as warehouse.queries.movers names it."""
        return ", ".join(part for part in (self.chart, "" if self.region == "unstated" else self.region) if part)


def sources(view: View) -> list[Source]:
    """Everything that has whole weeks: plays, then charts with streams, then charts by their places, the largest first."""
    if not {"charts", "item_plays_weekly", "plays_by_day"} <= relations(view):
        return []
    rows = view.frame(text_of("activity_sources")).astype(object).to_dict("records")
    return [_source({str(name): value for name, value in row.items()}) for row in rows]


def _source(row: Mapping[str, Any]) -> Source:
    return Source(
        kind=row["source"],
        chart=row["chart"] or "",
        region=row["region"] or "",
        first_week=pd.Timestamp(row["first_week"]).date(),
        last_week=pd.Timestamp(row["last_week"]).date(),
        weeks=int(row["weeks"]),
        entries=int(row["entries"]),
        places=None if pd.isna(row["places"]) else int(row["places"]),
    )


def weeks(view: View, source: Source, flt: TrackFilter | None, most: int = 157) -> pd.DataFrame:
    """week, total, all_entries, amount, entries, items, top_ten of the last `most` weeks, the oldest first.

    amount, entries, items, top_ten (what the ten largest had) are of the tracks that `flt` keeps, total of everything.
    flt None : every entry counts as kept, whether it is in the catalogue or not.
    """
    parts, params = _asked(source, flt)
    return view.frame(sql("activity_weeks", **parts), {**params, "most": most})


def periods(view: View, source: Source, flt: TrackFilter | None, span: int) -> dict[str, dict[str, Any]]:
    """'now', 'before', 'year' -> the figures of `weeks` over the last `span` weeks, the ones before, those of a year ago.

    A span without any week is left out; `weeks` says how many of its weeks there are.
    """
    parts, params = _asked(source, flt)
    rows = view.frame(sql("activity_periods", **parts), {**params, "weeks": span}).to_dict("records")
    return {str(row["span"]): {str(name): value for name, value in row.items()} for row in rows}


def moved(
    view: View,
    source: Source,
    flt: TrackFilter | None,
    span: int,
    against: Against = "before",
    falling: bool = False,
    limit: int = 6,
) -> pd.DataFrame:
    """Titles that were there in three quarters of both spans, those that rose most (or fell most) first.

    item, track_id (missing when it is not in the catalogue), title, artists, now, before, change, series (by week),
    compared, rose, fell (counts over all of them). Plays and streams are sums and change a share of one; of places the
    best counts, and change is the places won.
    """
    parts, params = _asked(source, flt)
    by_rank = source.kind == "places"
    parts |= {
        "value": "min(rank)" if by_rank else "sum(amount)",
        "total": "min(value)" if by_rank else "sum(value)",
        "change": "before - now" if by_rank else "now / before - 1",
        "direction": "asc" if falling else "desc",
    }
    shift = A_YEAR if against == "year" else 7 * span
    asked = {"weeks": span, "shift": shift, "least": LEAST_PLAYS if source.kind == "plays" else 1, "limit": limit}
    return view.frame(sql("activity_moved", **parts), {**params, **asked})


def _asked(source: Source, flt: TrackFilter | None) -> tuple[dict[str, str], dict[str, Any]]:
    """The parts of a query that say what is counted and what is kept, and what they bind."""
    points = (
        text_of("activity_plays") if source.kind == "plays" else sql("activity_chart", amount=_AMOUNTS[source.kind])
    )
    condition, bound = ("true", {}) if flt is None else kept(flt, "track_id")
    if flt is not None and flt.is_all:
        condition = "track_id is not null"
    return (
        {"points": points, "kept": condition},
        {"chart": source.chart, "region": source.region, "last_week": source.last_week, **bound},
    )
