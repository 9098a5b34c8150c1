"""Hidden gems of the snapshot: what stands lower than recordings like it, by a model that had not seen them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics import gems
from analytics.gems import COLUMNS, FALSE, LEAST, Gems
from analytics.live import served
from warehouse.connect import Reader
from warehouse.filters import TrackFilter
from warehouse.queries import gems as queries

__all__ = ["FALSE", "LEAST", "NEEDS", "SHOWN", "Answer", "found", "gems_of"]

NEEDS = (
    "Hidden gems need what a model expects of tracks that it has not seen. In a terminal: repertoire train --only oof"
)
SHOWN = ("track_id", "title", "artists", *COLUMNS[2:], "below")
TOP_GROUPS = 3
"""Groups of a listener in which gems are looked for: those they play most."""


@dataclass(frozen=True)
class Answer:
    """rows: SHOWN, the most unusual first ; total: how many of the filter there are ; found: how many of these are beyond
    luck ; zeros: recordings of the filter at popularity 0, which stand apart ; run ; notes for people ; figures of `Gems`.
    """

    rows: pd.DataFrame
    total: int
    found: int
    zeros: int
    run: str
    notes: tuple[str, ...]
    figures: dict[str, float]


def found(reader: Reader) -> Gems | None:
    """The gems of the whole catalogue; None before tags were judged out of fold, or without popularity."""

    def make(view: object) -> Gems | None:
        candidates = queries.candidates(view)  # type: ignore[arg-type]
        return gems.find(candidates) if len(candidates) else None

    found: Gems | None = reader.cached(("gems",), make)
    return found


def gems_of(reader: Reader, flt: TrackFilter, listener: str = "", limit: int | None = None) -> Answer:
    """The gems among the tracks that a filter keeps; with a listener, inside the groups they play most. Nothing is
    trained; where something is missing, `notes` say what it needs.
    """
    everything, run = found(reader), served.run_of(reader, "oof") or ""
    if everything is None:
        return Answer(pd.DataFrame(columns=list(SHOWN)), 0, 0, 0, run, (NEEDS,), {})
    with reader.view() as view:
        kept = queries.kept(view, flt)
    notes = _notes(everything)
    if listener:
        groups, said = _groups(reader, listener)
        kept, notes = np.intersect1d(kept, groups), (*notes, said)
    rows = everything.rows[np.isin(everything.rows["track_no"], kept)]
    sure = int((rows["sure"] >= 1 - FALSE).sum())
    zeros = int(np.isin(everything.zeros["track_no"], kept).sum())
    shown = _named(reader, rows if limit is None else rows.head(limit))
    return Answer(shown, len(rows), sure, zeros, run, notes, everything.figures)


def _named(reader: Reader, rows: pd.DataFrame) -> pd.DataFrame:
    with reader.view() as view:
        names = queries.names(view, [str(one) for one in rows["track_id"]])
    ids = rows["track_id"].astype(names["track_id"].dtype)
    joined = rows.assign(track_id=ids).merge(names, on="track_id", how="left")
    joined["below"] = joined["popularity"] < joined["low"]
    return joined[list(SHOWN)].reset_index(drop=True)


def _notes(everything: Gems) -> tuple[str, ...]:
    f = everything.figures
    dates = "" if f["dated"] else " No track has a release date, so recordings are compared within their genre alone."
    return (
        (
            f"Out of fold, the model explains {f['r2']:.0%} of popularity (R2, n = {f['all']:,.0f}); within cells it ranks "
            f"with a correlation of {f['ranks']:.2f}, by which expected percentiles are drawn to the middle.{dates}"
        ),
        (
            f"{everything.found:,} of {len(everything.rows):,} stand beyond luck: of these at most {FALSE:.0%} would be "
            "there by luck, judged by how many lie as far the other way."
        ),
    )


def _groups(reader: Reader, listener: str) -> tuple[np.ndarray, str]:
    """(track_no of the recordings in the groups that a listener plays most, words about them)."""
    model, none = served.recommender(reader), np.array([], dtype=np.int64)
    if model is None or model.source != "plays":
        return none, "For one listener, plays are needed. In a terminal: repertoire train --only recommend"
    heard = model.history(listener)
    if heard is None:
        return none, f"Nobody called {listener[:60]!r} is among the listeners that were learned from."
    members = reader.cached(("cluster-members",), queries.members)
    if members.empty:
        return none, "Groups are not found yet. In a terminal: repertoire train --only clusters"
    key = "main_artist_id" if model.kind == "artist" else "track_id"
    plays = pd.Series(np.expm1(heard[1]), index=model.ids[heard[0]].astype(str))
    own = members[members[key].astype(str).isin(plays.index)]
    weight = own[key].astype(str).map(plays / own[key].astype(str).value_counts())
    shares = weight.groupby(own["cluster"]).sum().sort_values(ascending=False)
    if shares.empty:
        return none, "Nothing that this listener played is in a group."
    top = shares.head(TOP_GROUPS)
    inside = members.loc[members["cluster"].isin(top.index), "track_no"].to_numpy(dtype=np.int64)
    unheard = members.loc[~members[key].astype(str).isin(plays.index), "track_no"].to_numpy(dtype=np.int64)
    said = f"Inside the {len(top)} groups that {listener} plays most ({top.sum() / shares.sum():.0%} of the plays), unheard."
    return np.intersect1d(inside, unheard), said
