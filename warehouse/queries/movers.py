"""What moves: series of plays, chart streams and ranks against their own history, and how often that happens by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.filters import TrackFilter
from warehouse.queries.fixed import sql, text_of

By = Literal["total", "absolute", "relative"]
#: What is measured -> its unit.
SOURCES = {"plays": "plays a week", "streams": "streams a week", "rank": "place", "popularity": "popularity, 0 to 100"}
WHATS = ("track", "artist", "genre")
KINDS = {
    "spike": "level far from its usual one",
    "velocity": "change over 4 weeks far from its usual one",
    "acceleration": "change of that change far from its usual one",
    "breakout": "three weeks far above the usual, the last a height not seen in half a year",
}
BY = ("total", "absolute", "relative")
WEEKS_A_MONTH = 365.25 / 12 / 7


def groups(view: View) -> pd.DataFrame:
    """source, what, place (a chart and region; '' for plays and popularity), series, judged, first_week, last_week: the
    kinds of series there are, the largest first within source and what.
    """
    return view.frame(text_of("mover_groups"))


def rates(view: View) -> pd.DataFrame:
    """source, what, place, kind, threshold, shuffled_alarms, shuffled_squares, alarms, shuffled_months, months, series."""
    return view.frame(text_of("mover_rates_all"))


def alarms(view: View, thresholds: pd.DataFrame, weeks: int = 0, flt: TrackFilter | None = None) -> pd.DataFrame:
    """Alarms of the groups in `thresholds` (source, what, place, kind, threshold), the newest first: week, source, what,
    place, kind, item, name, artists, track_id, artist_id, value, usual, z, weeks (of history), peak (week of its height).

    weeks: only the last so many of each source, 0 for all. A filter keeps tracks alone.
    """
    names = {"source": "sources", "what": "whats", "place": "places", "kind": "kinds", "threshold": "thresholds"}
    params: dict[str, Any] = {many: thresholds[one].tolist() for one, many in names.items()}
    condition, bound = kept(flt, "series.track_id")
    return view.frame(sql("mover_alarms_found", tracks=condition), {**params, "weeks": weeks, **bound})


def followed(view: View, source: str, what: str, place: str, flt: TrackFilter | None = None) -> dict[str, int]:
    """{"series", "series_weeks", "weeks"} of the last year of a group: what a rule looks at."""
    condition, bound = kept(flt, "series.track_id")
    params = {"source": source, "what": what, "place": place, **bound}
    (row,) = view.frame(sql("mover_followed", tracks=condition), params).to_dict("records")
    return {str(name): 0 if pd.isna(value) else int(value) for name, value in row.items()}


def ranked(
    view: View,
    source: str,
    what: str,
    place: str = "",
    by: By = "absolute",
    falling: bool = False,
    flt: TrackFilter | None = None,
    most: int = 100,
) -> pd.DataFrame:
    """The series of a source that moved most by one measure: item, name, artists, track_id, artist_id, place, week, now,
    before, total, absolute, relative, spike, velocity, acceleration (in robust spreads), weeks. Raises FilterError.
    """
    known(source=source, what=what, by=by)
    condition, bound = kept(flt, "track_id")
    direction = "asc" if falling else "desc"
    query = sql("mover_ranked", tracks=condition, order=by, direction=direction)
    return view.frame(query, {"source": source, "what": what, "place": place, "most": most, **bound})


def known(**asked: str) -> None:
    """Raises FilterError for a source, what, kind or by that there is not."""
    names: Mapping[str, Sequence[str]] = {"source": tuple(SOURCES), "what": WHATS, "kind": tuple(KINDS), "by": BY}
    for name, value in asked.items():
        if value not in names[name]:
            raise FilterError(f"There is no {name} {value[:40]!r}.", f"There are: {', '.join(names[name])}.")


def kept(flt: TrackFilter | None, column: str) -> tuple[str, dict[str, Any]]:
    """The condition that a track is kept by a filter, and what it binds."""
    if flt is None or not flt.rules:
        return "true", {}
    where, params = flt.where()
    return f"{column} in ({sql('track_ids_kept', where=where)})", dict(params)
