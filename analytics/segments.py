"""Under-served groups: where much is played of few tracks, by listeners taken one by one.

For each group of recordings (and each genre inside it): its share of the plays against its share of the recordings. The
share of plays is the mean over listeners of each listener's own share, so that one who plays all day counts as one; the
interval comes from drawing listeners anew, because the plays of one listener are not independent. The null deals each
listener's recordings at random over the catalogue: what differs from 1 there is luck. Many groups are looked at, so the
chances are held together by Benjamini and Hochberg's procedure at LEVEL.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_LISTENERS, LEAST_TRACKS = 50, 30
DRAWS, LEVEL = 400, 0.05
TIMES = 1.25
"""Plays a recording, against the mean of the catalogue, from which a group is asked for more than there is of it."""
COLUMNS = (
    "cluster", "genre", "tracks", "track_share", "play_share", "times", "low", "high", "listeners", "null", "chance", "adjusted",
    "underserved",
)  # fmt: skip


def find(plays: sp.csr_matrix, cells: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """COLUMNS, a row a cell, the most asked for first; cells with too few tracks are left out, all with too few listeners.

    plays (listeners, recordings): counts ; cells: cluster, genre ('' for the whole group) and members (positions of its
    recordings). times: share of plays over share of recordings, low to high at 95% ; null: the same for plays dealt at
    random ; chance: that luck alone gives as much, adjusted for the number of cells.
    """
    active = np.flatnonzero(np.diff(plays.indptr) > 0)
    cells = cells[cells["members"].map(len) >= LEAST_TRACKS].reset_index(drop=True)
    if len(active) < LEAST_LISTENERS or cells.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    shares = sp.diags(1 / np.asarray(plays[active].sum(axis=1)).ravel()) @ plays[active]
    rng, size = np.random.default_rng(seed), plays.shape[1]
    inside = _indicator(cells["members"].tolist(), size)
    own = np.asarray((shares @ inside).todense())
    track_share = np.asarray(inside.sum(axis=0)).ravel() / size
    observed = own.mean(axis=0)
    drawn = np.array([own[rng.integers(0, len(own), len(own))].mean(axis=0) for _ in range(DRAWS)])
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    null = _null(shares.tocsr(), inside, rng)
    chance = (1 + (null >= observed).sum(axis=0)) / (1 + len(null))
    found = cells[["cluster", "genre"]].assign(
        tracks=cells["members"].map(len),
        track_share=track_share,
        play_share=observed,
        times=observed / track_share,
        low=low / track_share,
        high=high / track_share,
        listeners=(own > 0).sum(axis=0),
        null=null.mean(axis=0) / track_share,
        chance=chance,
        adjusted=adjusted(chance),
    )
    found["underserved"] = (found["adjusted"] <= LEVEL) & (found["low"] > 1) & (found["times"] >= TIMES)
    return found.sort_values("times", ascending=False, kind="stable")[list(COLUMNS)].reset_index(drop=True)


def _indicator(members: list[Ints], size: int) -> sp.csr_matrix:
    rows = np.concatenate([np.asarray(one, dtype=np.int64) for one in members])
    columns = np.repeat(np.arange(len(members)), [len(one) for one in members])
    return sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(size, len(members)))


def _null(shares: sp.csr_matrix, inside: sp.csr_matrix, rng: np.random.Generator) -> Floats:
    """(DRAWS, cells): the mean shares when every recording changes places with another one.

    One permutation a draw for all listeners: how plays heap up on single recordings, and who shares them, stays as it is;
    only which group a recording is in becomes luck.
    """
    weight = np.asarray(shares.mean(axis=0)).ravel()
    return np.array([np.asarray(weight[rng.permutation(len(weight))] @ inside).ravel() for _ in range(DRAWS)])


def adjusted(chance: Floats) -> Floats:
    """Chances held together over all of them (Benjamini and Hochberg, 1995)."""
    order = np.argsort(chance)
    raised = chance[order] * len(chance) / np.arange(1, len(chance) + 1)
    out = np.empty(len(chance))
    out[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return out
