"""Under-served groups of the snapshot: sound groups, and genres inside them, that are played more than there is of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analytics import segments
from analytics.live import served
from analytics.recommend import Recommender
from analytics.segments import COLUMNS, LEAST_LISTENERS, TIMES
from warehouse.connect import Reader
from warehouse.queries import gems as queries
from warehouse.queries import sound_map

__all__ = ["COLUMNS", "LEAST_LISTENERS", "TIMES", "Served", "underserved"]


@dataclass(frozen=True)
class Served:
    """rows: COLUMNS and name (of the group), the most asked for first ; listeners: how many were counted ; run: of the
    recommender, which holds who heard what ; notes for people: what the figures are, or what they need.
    """

    rows: pd.DataFrame
    listeners: int
    run: str
    notes: tuple[str, ...]


def underserved(reader: Reader) -> Served:
    """Every group and genre inside it; no row, and why in `notes`, without plays or groups. Worked out once a snapshot."""
    run = served.run_of(reader, "recommend") or ""
    found: Served = reader.cached(("segments", run), lambda _view: _worked_out(reader, run))
    return found


def _worked_out(reader: Reader, run: str) -> Served:
    model = served.recommender(reader)
    if model is None or model.source != "plays":
        return _nothing(run, "Plays are needed, and who heard what. In a terminal: repertoire train --only recommend")
    with reader.view() as view:
        members, names = queries.members(view), sound_map.groups(view, "all")
    if members.empty:
        return _nothing(run, "Groups are not found yet. In a terminal: repertoire train --only clusters")
    plays = _on(members, model)
    listeners = int((np.diff(plays.indptr) > 0).sum())
    if listeners < LEAST_LISTENERS:
        return _nothing(run, f"{listeners} listeners are too few ({LEAST_LISTENERS} needed).")
    rows = segments.find(plays, _cells(members))
    rows["name"] = rows["cluster"].map(names.set_index("cluster")["name"])
    note = (
        f"{listeners:,} listeners, each counted as one; shares of plays against shares of {len(members):,} recordings, 95% "
        f"intervals over listeners. Under-served: from {TIMES:g} times, beyond plays dealt at random (5%, held together over "
        f"{len(rows)} cells)."
    )
    return Served(rows, listeners, run, (note,))


def _nothing(run: str, why: str) -> Served:
    return Served(pd.DataFrame(columns=[*COLUMNS, "name"]), 0, run, (why,))


def _on(members: pd.DataFrame, model: Recommender) -> sp.csr_matrix:
    """(listeners, recordings): plays of each recording; those of an artist are spread evenly over the recordings."""
    key = "main_artist_id" if model.kind == "artist" else "track_id"
    place = members[key].astype(str).map(model.place)
    known = np.flatnonzero(place.notna())
    items = place.iloc[known].to_numpy(dtype=np.int64)
    shared = np.bincount(items, minlength=len(model.ids))[items]
    where = items, known
    spread = sp.csr_matrix((1 / shared, where), shape=(len(model.ids), len(members)))
    found = (model.plays.astype(np.float64) @ spread).tocsr()
    found.eliminate_zeros()
    return found


def _cells(members: pd.DataFrame) -> pd.DataFrame:
    """cluster, genre ('' for all of a group), members: positions."""
    positions = members.assign(position=np.arange(len(members)))
    rows: list[dict[str, object]] = [
        {"cluster": cluster, "genre": "", "members": group["position"].to_numpy()}
        for cluster, group in positions.groupby("cluster")
    ]
    rows += [
        {"cluster": cluster, "genre": str(genre), "members": group["position"].to_numpy()}
        for (cluster, genre), group in positions.dropna(subset="genre").groupby(["cluster", "genre"])
    ]
    return pd.DataFrame(rows)
