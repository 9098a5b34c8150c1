"""What artists are ranked by: how large they are, and how plays, charts and popularity of theirs have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from warehouse.connect import View
from warehouse.filters import TrackFilter
from warehouse.queries.fixed import sql, text_of

#: Tables that say what a model expects of a track, the better first: one that had not seen the track, then any.
ANSWERS = ("popularity_oof", "popularity_predictions")

UNSEEN = dict(zip(ANSWERS, ("true", "out_of_fold"), strict=True))


@dataclass(frozen=True)
class Span:
    """Two windows of equal length: from `begin`, from `middle`, up to and without `until` (plays), or after `begin`, after
    `middle`, up to and with `until` (charts)."""

    begin: dt.date
    middle: dt.date
    until: dt.date


def answers(view: View) -> str:
    """The first of ANSWERS that holds anything; '' when no model has answered."""
    return next((name for name in ANSWERS if view.rows(sql("answers_of", table=name, unseen=UNSEEN[name]))[0][0]), "")


def unseen(view: View, source: str) -> bool:
    """Whether all that one of ANSWERS says comes from models that had not seen the tracks; False for ''."""
    return bool(source and view.rows(sql("answers_of", table=source, unseen=UNSEEN[source]))[0][1])


def ranked(view: View, flt: TrackFilter, source: str) -> pd.DataFrame:
    """artist_id, name, genres, recordings, rated, popularity (median), newest (release), judged, expected, headroom (medians
    over recordings that have both), headroom_spread, of every artist with recordings that the filter keeps.

    source: one of ANSWERS; '' as the second, which then is empty.
    """
    where, params = flt.where()
    table = source if source in ANSWERS else ANSWERS[-1]
    return view.frame(sql("artists_ranked", where=where, answers=table), params)


def play_weeks(view: View) -> tuple[dt.date, dt.date, dt.date] | None:
    """(Monday of the first week, of the last week, last day) of the plays that have a time; None without any."""
    first, last, day = view.rows(text_of("play_weeks"))[0]
    return (first, last, day) if first is not None else None


def played(view: View, span: Span) -> pd.DataFrame:
    """artist_id, before, after: counted plays in the two windows."""
    return view.frame(text_of("artists_played"), vars(span))


def charts(view: View) -> pd.DataFrame:
    """chart, region, periods, first_day, last_day, linked_share; the one with most rows of late that were linked first."""
    return view.frame(text_of("chart_spans"))


def charted(view: View, chart: str, region: str | None, span: Span) -> pd.DataFrame:
    """artist_id, before, after: places in a chart in the two windows, one a track and day of the chart."""
    return view.frame(text_of("artists_charted"), {"chart": chart, "region": region, **vars(span)})


def moved(view: View) -> pd.DataFrame:
    """artist_id, n (recordings), before (mean popularity), change (mean, points), spread, since, until."""
    return view.frame(text_of("artists_moved"))


def genres(view: View) -> list[str]:
    """The genres that can be chosen, by name."""
    return [str(one) for one in view.frame(text_of("genre_choices"))["genre"]]


def foremost(view: View, ids: Sequence[str]) -> list[str]:
    """The id of the most popular recording of each artist, in the order of `ids`."""
    found = view.frame(text_of("artists_foremost"), {"artists": list(ids)}).set_index("artist_id")["track_id"]
    return [str(found[one]) for one in ids if one in found.index]
