"""How well distance to a playlist tells its own held-out tracks from random ones of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.playlists import fit
from analytics.ragged import Floats, Ints
from analytics.recommend.measures import intervals

#: A fifth of a playlist is held out, of those with at least so many; each is ranked among so many random tracks.
PARTS, LEAST, BESIDE = 5, 10, 500


def judge(
    X: Floats, artists: Ints, lists: Mapping[str, Ints], with_artists: bool = True, least: int = LEAST, seed: int = 0
) -> pd.DataFrame:
    """playlist, n, fit, middle, closest: area under the ROC curve of each playlist, by held-out fifths.

    X (m, p) standard scores of the catalogue ; artists (m,) codes ; lists: name -> rows of X. `fit` is ours ; `middle` the plain
    distance to the mean of the members ; `closest` that to the nearest member. Random tracks are never members.
    """
    r = np.random.default_rng(seed)
    filled = np.nan_to_num(X)
    sizes = np.bincount(artists)
    rows = []
    for name, members in lists.items():
        if len(members) < least:
            continue
        beside = np.setdiff1d(r.choice(len(X), BESIDE, replace=False), members)
        folds = np.array_split(r.permutation(members), PARTS)
        scores = []
        for held in folds:
            known = np.setdiff1d(members, held)
            both = np.concatenate([held, beside])
            codes = artists if with_artists else np.arange(len(X))
            share = sizes[np.unique(artists[known])].sum() / len(X)
            ours = fit.distance(fit.profile(X[known], codes[known], share), X[both], codes[both])
            middle = ((filled[both] - filled[known].mean(axis=0)) ** 2).sum(axis=1)
            squares = ((filled[both][:, None, :] - filled[known][None, :, :]) ** 2).sum(axis=2)
            scores.append([auc(one, len(held)) for one in (ours, middle, squares.min(axis=1))])
        rows.append((name, len(members), *np.mean(scores, axis=0)))
    return pd.DataFrame(rows, columns=["playlist", "n", "fit", "middle", "closest"])


def auc(distances: Floats, held: int) -> float:
    """Chance that one of the first `held` is nearer than one of the others; equal ones count half."""
    inside, outside = distances[:held, None], distances[None, held:]
    return float(np.mean((inside < outside) + 0.5 * (inside == outside)))


def summary(judged: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """model, auc, low, high: means over playlists with 95% bootstrap intervals over playlists."""
    rows = []
    for name in ("fit", "middle", "closest"):
        mean = intervals(judged[name].to_numpy(), seed=seed)
        rows.append((name, mean.value, mean.low, mean.high))
    return pd.DataFrame(rows, columns=["model", "auc", "low", "high"])
