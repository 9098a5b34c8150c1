"""How a playlist holds together and what fits it, by features whose spread inside is smaller than in the catalogue.

A track's distance to a playlist is minus the log of how much likelier its features are there than in the catalogue: for
each feature two normal curves are compared, that of the members and that of the catalogue. A feature that the playlist
does not keep to then counts little, one that it keeps to counts much. Mean and variance of few members are drawn towards
those of the catalogue, as PRIOR tracks of it would do. An artist of a member counts for a track, by how often members
share their artist with another member.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binom

from analytics.ragged import Floats, Ints

#: Fewer members do not say what holds them together.
LEAST = 5
#: Tracks of the catalogue that stand beside the members of a playlist, for a variance and for a mean.
PRIOR, PRIOR_MEAN = 3.0, 1.0
#: Robust standard deviations above the median from which a member's distance makes it an outlier.
OUTLYING = 3.0
RANDOM, RESAMPLES = 2_000, 500


@dataclass(frozen=True)
class Profile:
    """What is learned of a playlist's n members. mean, variance (p,): of the features, in standard scores of the catalogue ;
    artists: code -> members ; known: log-ratio of a track whose artist is a member's ; other: of one whose is not."""

    mean: Floats
    variance: Floats
    artists: dict[int, int]
    known: float
    other: float


def profile(X: Floats, artists: Ints, share: float) -> Profile:
    """X (n, p) standard scores, NaN where missing ; artists (n,) codes ; share: of catalogue tracks by one of n artists."""
    known = np.isfinite(X)
    n = known.sum(axis=0)
    mean = np.where(known, X, 0).sum(axis=0) / (n + PRIOR_MEAN)
    squares = (np.where(known, X - mean, 0) ** 2).sum(axis=0)
    counts = {int(code): int(k) for code, k in zip(*np.unique(artists, return_counts=True), strict=True)}
    total = len(artists)
    repeated = sum(k for k in counts.values() if k > 1)
    chance = (repeated + 0.5 * 2 * share) / (total + 1)
    share = min(max(share, 1e-6), 0.5)
    chance = min(max(chance, share / 2), 0.99)
    ratio = float(np.log(chance / share)), float(np.log((1 - chance) / (1 - share)))
    # What is wider inside than in the catalogue says nothing of a track: it would speak for whatever is far out.
    return Profile(mean, np.minimum((squares + PRIOR) / (n + PRIOR), 1), counts, *ratio)


def parts(found: Profile, X: Floats, artists: Ints) -> Floats:
    """(m, p + 1): what each feature, and the artist, adds to the log-ratio of tracks; positive speaks for a track."""
    ratio = 0.5 * (X**2 - (X - found.mean) ** 2 / found.variance - np.log(found.variance))
    own = np.where(np.isin(artists, list(found.artists)), found.known, found.other)
    return np.column_stack([np.nan_to_num(ratio), own])


def distance(found: Profile, X: Floats, artists: Ints) -> Floats:
    """(m,): how far tracks are from a playlist; smaller fits better."""
    return np.asarray(-parts(found, X, artists).sum(axis=1))


def left_out(X: Floats, artists: Ints, share: float) -> tuple[Floats, Floats]:
    """(distance (n,), parts (n, p + 1)) of each member to the playlist without it."""
    rows = []
    for i in range(len(X)):
        others = np.arange(len(X)) != i
        rows.append(parts(profile(X[others], artists[others], share), X[i : i + 1], artists[i : i + 1])[0])
    told = np.array(rows).reshape(len(X), X.shape[1] + 1)
    return -told.sum(axis=1), told


def percentile(members: Floats, value: float) -> float:
    """Share of members, 0 to 100, that are at least as far away as a candidate: 100 fits better than all of them."""
    return float(100 * (np.sum(members > value) + 0.5 * np.sum(members == value)) / len(members))


def outlying(members: Floats) -> Floats:
    """(n,): robust standard deviations of each member's distance above their median."""
    middle = np.median(members)
    spread = 1.4826 * np.median(np.abs(members - middle))
    return np.asarray((members - middle) / spread) if spread > 0 else np.zeros(len(members))


def cohesion(X: Floats, catalogue: Floats, features: tuple[str, ...], seed: int = 0) -> pd.DataFrame:
    """feature, n, ratio, low, high, random_low, random_high, holds: what is alike inside, the most alike first.

    ratio : standard deviation inside, of that in the catalogue ; low, high : 95% interval by resampling the members ;
    random_low, random_high : the middle 95% of the ratio in random playlists of the same size ; holds : the ratio is
    smaller than in all but 2.5% / p of them (p features are looked at). Features of fewer than LEAST members are left out.
    """
    r = np.random.default_rng(seed)
    rows = []
    for j, name in enumerate(features):
        x, all_of_it = X[np.isfinite(X[:, j]), j], catalogue[np.isfinite(catalogue[:, j]), j]
        spread = float(np.std(all_of_it)) if len(all_of_it) else 0.0
        if len(x) < LEAST or spread == 0:
            continue
        drawn = np.std(r.choice(all_of_it, (RANDOM, len(x))), axis=1, ddof=1) / spread
        again = np.std(r.choice(x, (RESAMPLES, len(x))), axis=1, ddof=1) / spread
        ratio = float(np.std(x, ddof=1)) / spread
        # Resamples repeat members and so have less spread: the interval is moved to stand around the ratio.
        shift = ratio - float(np.mean(again))
        ends = np.quantile(again + shift, [0.025, 0.975])
        holds = bool(ratio < np.quantile(drawn, 0.025 / len(features)))
        rows.append((name, len(x), ratio, max(0.0, ends[0]), ends[1], *np.quantile(drawn, [0.025, 0.975]), holds))
    columns = ["feature", "n", "ratio", "low", "high", "random_low", "random_high", "holds"]
    found = pd.DataFrame(rows, columns=columns).astype({"holds": bool})
    return found.sort_values("ratio", kind="stable", ignore_index=True)


def shared(inside: dict[str, int], n: int, everywhere: dict[str, float], least: float = 0.2) -> pd.DataFrame:
    """name, n, share, usual, times of labels that at least `least` of n members have, and clearly more than usual.

    inside : label -> members ; everywhere : label -> share of the catalogue. Clearly: a share this high would come by chance
    less than once in 1,000 (binomial), for each label.
    """
    rows = []
    for name, k in inside.items():
        usual = min(max(everywhere.get(name, 0.0), 1e-9), 1.0)
        if k / n >= least and k > 1 and binom.sf(k - 1, n, usual) < 1e-3:
            rows.append((name, k, k / n, usual, k / n / usual))
    found = pd.DataFrame(rows, columns=["name", "n", "share", "usual", "times"])
    return found.sort_values(["share", "times"], ascending=False, kind="stable", ignore_index=True)
