"""What makes a genre sound like itself: the parts of the genre model's answers that come from the trees over sound.

For every genre, tracks that have it stand beside tracks of its sibling genres; what a feature adds to that genre's score
is compared between the two. The scope "all" is the mean size of what a feature adds to the score of a track's own genre.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import pandas as pd

from analytics.explain import importance, sampling
from analytics.explain.sampling import Contrast
from analytics.explain.trees import Apart, contributions
from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints, Ragged, Texts
from analytics.splits import deal

#: Refits: folds of artists, the most tracks each learns from, its rounds and leaves. Small, because only the shares of
#: features are compared.
FOLDS, REFIT_TRACKS, REFIT_ROUNDS, REFIT_LEAVES = 3, 20_000, 20, 31

#: label, X (n, p) -> (n, p): what each feature adds to that label's score; zeros for a label that was not learned.
Explain = Callable[[int, Floats], Floats]


@dataclass(frozen=True)
class Sounds:
    """n tracks as the trees see them: X (n, p), the genres they have as codes into label_names, main artists as codes."""

    ids: Texts
    X: Floats
    genres: Ragged
    artists: Ints
    features: tuple[str, ...]
    label_names: tuple[str, ...]
    families: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """Rows of the tables drivers and driver_points, without the run, and the contrasts they are of."""

    rows: list[pd.DataFrame]
    points: list[pd.DataFrame]
    contrasts: list[Contrast]


def explain(
    served: Explain,
    learned: Collection[int],
    data: Sounds,
    seed: int = 0,
    threads: int = 1,
    progress: Progress = silent,
) -> Found:
    """Importances of "all" and of every genre with enough tracks, with their range over refits on folds of artists.

    served, learned: the model that serves, and the codes of the genres it knows. Raises whatever `progress` raises.
    """
    most = sampling.share_of_each(data.genres, len(data.label_names))
    contrasts = [c for c in sampling.contrasts(data.genres, data.families, most, seed) if c.genre in learned]
    kin = importance.groups(data.X[sampling.evenly(data.genres, seed=seed)])
    fits = [served, *refits(data, seed, threads, progress)]
    found, whole = Found([], [], contrasts), []
    for i, each in enumerate(contrasts):
        progress("genres", i + 1, len(contrasts))
        rows = np.concatenate([each.own, each.others])
        parts = [fit(each.genre, data.X[rows]) for fit in fits]
        whole.append((each.own, [part[: len(each.own)] for part in parts]))
        _add_genre(found, data, each, rows, parts, kin)
    if whole:
        _add_whole(found, data, whole, kin, seed)
    return found


def per_class(booster: lgb.Booster, classes: Sequence[int] | Ints, threads: int = 1) -> Explain:
    """An Explain from a multiclass booster; classes: the label of each of its classes."""
    apart, place = Apart(booster), {int(label): i for i, label in enumerate(classes)}

    def explained(label: int, X: Floats) -> Floats:
        if label not in place:
            return np.zeros_like(X)
        return contributions(apart.of_class(place[label]), X, threads)[0]

    return explained


def refits(data: Sounds, seed: int, threads: int, progress: Progress = silent) -> list[Explain]:
    """Small models over sound, each without one fold of main artists."""
    folds = deal(data.artists, FOLDS, seed)
    random = np.random.default_rng(seed)
    found = []
    for fold in range(FOLDS):
        progress("refitting", fold, FOLDS)
        kept = np.flatnonzero((folds != fold) & (data.genres.counts > 0))
        tracks = np.sort(random.permutation(kept)[:REFIT_TRACKS])
        labels = data.genres.take(tracks)
        if len(np.unique(labels.values)) > 1:
            found.append(_refit(data, tracks, labels, seed, threads))
    return found


def _refit(data: Sounds, tracks: Ints, labels: Ragged, seed: int, threads: int) -> Explain:
    classes, target = np.unique(labels.values, return_inverse=True)
    matrix = lgb.Dataset(
        data.X[tracks[labels.rows]],
        target,
        weight=1 / labels.counts[labels.rows],
        categorical_feature=[i for i, name in enumerate(data.features) if name == "key"],
        params={"verbosity": -1, "max_cat_to_onehot": 4, "min_data_in_bin": 3},
    )
    settings = {
        "objective": "multiclass",
        "num_class": len(classes),
        "seed": seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_leaves": REFIT_LEAVES,
        "learning_rate": 0.1,
        "min_sum_hessian_in_leaf": 5.0,
        "lambda_l2": 5.0,
        "num_threads": threads,
        "verbosity": -1,
    }
    return per_class(lgb.train(settings, matrix, REFIT_ROUNDS), classes, threads)


def _add_genre(found: Found, data: Sounds, each: Contrast, rows: Ints, parts: Sequence[Floats], kin: Ints) -> None:
    scope, own = data.label_names[each.genre], len(each.own)
    sizes = [importance.contrast(part, own) for part in parts]
    low, high = importance.ranges(sizes[0], sizes[1:])
    directions = importance.direction(data.X[rows], parts[0])
    table = importance.rows("genre", scope, data.features, sizes[0], low, high, directions, len(rows), kin)
    found.rows.append(table)
    found.points.append(importance.points("genre", scope, data.features, data.ids[rows], data.X[rows], parts[0]))


def _add_whole(found: Found, data: Sounds, whole: Sequence[tuple[Ints, list[Floats]]], kin: Ints, seed: int) -> None:
    """Every track toward its own genre; at most sampling.MOST, evenly from each."""
    share = max(1, sampling.MOST // len(whole))
    random = np.random.default_rng(seed)
    chosen = [random.permutation(len(own))[:share] for own, _ in whole]
    rows = np.concatenate([own[pick] for (own, _), pick in zip(whole, chosen, strict=True)])
    parts = [
        np.concatenate([fits[k][pick] for (_, fits), pick in zip(whole, chosen, strict=True)])
        for k in range(len(whole[0][1]))
    ]
    sizes = [importance.mean_size(part) for part in parts]
    low, high = importance.ranges(sizes[0], sizes[1:])
    # Each track is explained toward its own genre: what is high for one genre is low for another, so there is no
    # direction over all.
    nowhere = np.full(len(data.features), np.nan)
    table = importance.rows("genre", "all", data.features, sizes[0], low, high, nowhere, len(rows), kin)
    found.rows.insert(0, table)
    found.points.insert(0, importance.points("genre", "all", data.features, data.ids[rows], data.X[rows], parts[0]))
