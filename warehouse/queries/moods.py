"""Questions about moods and activities: which there are, the tracks of one or several, the moods of one track.

What is asked is what was built: the moods of the snapshot, whatever the table says by now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.features import model_inputs
from warehouse.filter_fields import unknown
from warehouse.filters import TrackFilter
from warehouse.moods import MEMBER, Mood, SoftRange
from warehouse.ordering import checked_columns
from warehouse.queries.fixed import sql


def moods(view: View) -> pd.DataFrame:
    """mood, kind, synonyms (joined by semicolons), sentence, tracks (members of at least 0.5), not_known, in the order of
    the table."""
    return view.frame(sql("moods_all"))


def table(view: View) -> tuple[Mood, ...]:
    """The moods with their ranges, as they were when the snapshot was built."""
    ranges: dict[str, list[SoftRange]] = {}
    for row in view.rows(sql("mood_ranges_all")):
        mood, _, feature, *ends = row
        ranges.setdefault(mood, []).append(SoftRange(feature, *ends))
    return tuple(
        Mood(name, kind, tuple(filter(None, synonyms.split(";"))), sentence, tuple(ranges[name]))
        for name, kind, synonyms, sentence, *_ in view.rows(sql("moods_all"))
    )


def of_track(view: View, track_no: int) -> pd.DataFrame:
    """mood, kind, sentence, membership, known, held_back_by, value of every mood for one track, the fullest first.

    membership : 0 to 1, missing where not known ; known : share of the ranges that could be looked at ; held_back_by,
    value : the feature with the worst fit and the track's value of it, missing where every range is fully met. No row when
    there is no such track.
    """
    names = [f.name for f in model_inputs() if f.is_numeric]
    columns = ", ".join(f'cast(t."{name}" as double) as "{name}"' for name in names)
    return view.frame(sql("mood_of_track", columns=columns), {"track_no": track_no})


def ranked(
    view: View, asked: Mapping[str, float], flt: TrackFilter, columns: Sequence[str], rows: int = 50
) -> pd.DataFrame:
    """The tracks that are in every mood asked for, the fullest member first: `columns`, then membership.

    asked : mood -> least membership, above 0 ; flt : what else must hold. The membership is the smallest of those in the
    moods; equal ones come in the order of popularity. Raises FilterError: a mood that the snapshot has not, no mood at
    all, unknown columns.
    """
    known = moods(view)["mood"].tolist()
    for name in asked:
        if name not in known:
            raise unknown("mood", name, known)
    if not asked or min(asked.values()) <= 0:
        raise FilterError("No mood was asked for.", "Ask for one with a membership above 0.")
    params: dict[str, Any] = {}
    alternatives = []
    for i, (name, least) in enumerate(asked.items()):
        params |= {f"mood{i}": name, f"least{i}": least}
        alternatives.append(f"(mood = $mood{i} and membership >= $least{i})")
    where, given = flt.where()
    parts = {
        "members": f"({' or '.join(alternatives)})",
        "within": "true" if flt.is_all else f"track_no in (select t.track_no from tracks as t where {where})",
        "columns": ", ".join(f't."{name}"' for name in checked_columns(columns)),
    }
    params |= {**given, "rows": rows}
    if len(asked) == 1:
        return view.frame(sql("mood_tracks", **parts), params)
    return view.frame(sql("moods_tracks", **parts), {**params, "moods": len(asked)})


def counts(view: View, flt: TrackFilter, least: float = MEMBER) -> pd.DataFrame:
    """mood, kind, tracks (members of at least `least` that the filter keeps), not_known of every mood."""
    if flt.is_all and least == MEMBER:
        return moods(view)[["mood", "kind", "tracks", "not_known"]]
    where, params = flt.where()
    return view.frame(sql("mood_counts", where=where), {**params, "least": least})
