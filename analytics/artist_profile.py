"""An artist's recordings against the hits of its genre, where its sound drifts, who is nearest, which track may be next.

Everything is association in one catalogue. Several features are looked at, so chances are held together over them by
Benjamini and Hochberg's procedure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analytics.segments import adjusted

Floats = NDArray[np.float64]

LEAST_HITS, LEAST_OWN, LEAST_DATES = 30, 3, 5
TOP = 0.1
"""Share of a genre that stands for its hits where too few reach the threshold."""
LEVEL = 0.05
SHARED = 0.4
"""Standard deviations from the catalogue's mean, the same way, that make a feature a reason why two artists are near."""


def hits_of(genre: pd.DataFrame, threshold: float) -> tuple[pd.DataFrame, float]:
    """(hits, popularity of the least of them): those from the threshold on, or the upper TOP when these are too few.

    genre: popularity and features, the most popular first. No row when even that gives fewer than LEAST_HITS.
    """
    reached = int((genre["popularity"] >= threshold).sum())
    count = reached if reached >= LEAST_HITS else max(LEAST_HITS, int(len(genre) * TOP))
    if count > len(genre):
        return genre.head(0), threshold
    hits = genre.head(count)
    return hits, float(min(threshold, hits["popularity"].min())) if reached < LEAST_HITS else threshold


def differences(own: pd.DataFrame, hits: pd.DataFrame, features: Sequence[str]) -> pd.DataFrame:
    """feature, own, hits (means), difference, low, high (95%, Welch's t), n, hits_n, spread (of hits), chance, differs.

    A feature needs LEAST_OWN values here and LEAST_HITS there, and some spread.
    """
    found = [(name, _difference(own[name].dropna(), hits[name].dropna())) for name in features]
    rows = [(name, *row) for name, row in found if row is not None]
    columns = ["feature", "own", "hits", "difference", "low", "high", "n", "hits_n", "spread", "chance"]
    made = pd.DataFrame(rows, columns=columns)
    return made.assign(differs=_beyond(made["chance"]))


def _beyond(chance: pd.Series) -> NDArray[np.bool_]:
    """Which chances are small, held together over all of them."""
    return adjusted(chance.to_numpy(np.float64)) <= LEVEL


def _difference(own: pd.Series, hits: pd.Series) -> tuple[float, ...] | None:
    if len(own) < LEAST_OWN or len(hits) < LEAST_HITS or not hits.std() or not own.std():
        return None
    tested = stats.ttest_ind(own, hits, equal_var=False)
    ends = tested.confidence_interval(0.95)
    mean, other = float(own.mean()), float(hits.mean())
    sizes = len(own), len(hits), float(hits.std()), float(tested.pvalue)
    return (mean, other, mean - other, float(ends.low), float(ends.high), *sizes)


def drift(own: pd.DataFrame, features: Sequence[str]) -> pd.DataFrame:
    """feature, slope (a year), low, high (95%, t), dates, n, chance, drifts: least squares over release dates.

    Tracks of one release are alike, so the mean of each release date is one point; LEAST_DATES are needed.
    """
    dated = own.dropna(subset=["release_date"])
    years = pd.to_datetime(dated["release_date"])
    when = years.dt.year + (years.dt.day_of_year - 1) / 365.25
    found = [_slope(name, dated[name], when) for name in features]
    rows = [row for row in found if row is not None]
    made = pd.DataFrame(rows, columns=["feature", "slope", "low", "high", "dates", "n", "chance"])
    return made.assign(drifts=_beyond(made["chance"]))


def _slope(name: str, values: pd.Series, when: pd.Series) -> tuple[object, ...] | None:
    means = values.groupby(when).mean().dropna()
    if len(means) < LEAST_DATES or means.nunique() < 2:
        return None
    fit = stats.linregress(means.index.to_numpy(np.float64), means.to_numpy(np.float64))
    half = float(stats.t.ppf(0.975, len(means) - 2) * fit.stderr)
    return (
        name,
        float(fit.slope),
        fit.slope - half,
        fit.slope + half,
        len(means),
        int(values.notna().sum()),
        float(fit.pvalue),
    )


def nearest(centres: pd.DataFrame, artist_id: str, scale: Mapping[str, tuple[float, float]], rows: int) -> pd.DataFrame:
    """artist_id, name, genres, n, popularity, distance, shares (features), nearest first, of `centres` without the artist.

    scale: feature -> (mean, standard deviation) in the catalogue. distance: root of the mean square over the features, in
    standard deviations. shares: (feature, both above the mean) where both stand SHARED or more from it on one side.
    """
    mine = centres["artist_id"] == artist_id
    if not mine.any() or not scale:
        return centres.head(0).assign(distance=[], shares=[])
    names = list(scale)
    middle, spread = np.array([scale[name] for name in names]).T
    points = np.nan_to_num((centres[names].to_numpy(np.float64) - middle) / spread)
    own = points[np.flatnonzero(mine)[0]]
    distance = np.sqrt(((points - own) ** 2).mean(axis=1))
    others = centres.assign(distance=distance, place=np.arange(len(centres)))[~mine]
    near = others.sort_values(["distance", "artist_id"]).head(rows)
    shares = [_shared(own, points[place], names) for place in near["place"]]
    kept = ["artist_id", "name", "genres", "n", "popularity", "distance"]
    return near[kept].assign(shares=pd.Series(shares, near.index, dtype=object)).reset_index(drop=True)


def _shared(one: Floats, other: Floats, names: Sequence[str]) -> list[tuple[str, bool]]:
    """Features that set both apart from the catalogue on the same side, the strongest first."""
    both = np.minimum(np.abs(one), np.abs(other)) * (np.sign(one) == np.sign(other))
    order = [int(i) for i in np.argsort(-both, kind="stable") if both[i] >= SHARED]
    return [(names[i], bool(one[i] > 0)) for i in order]


def next_single(own: pd.DataFrame, hits: pd.DataFrame, features: Sequence[str]) -> pd.DataFrame:
    """Low-exposure recordings, the best first: track_id, title, popularity, expected, low, high, gap, fit, standing, plays.

    Low exposure: no popularity yet (unreleased, or unknown), or one below the median of the artist's own and above 0, which
    is what is not available. gap: expected
    less now (0 where there is none yet). fit: share of the hits that lie further from the middle of the hits than the
    recording, in standard deviations of the hits, 0 to 1. standing: the mean of the ranks of both, 0 to 1; a gap counts
    only above 0. No row without hits or without what a model expects.
    """
    usual = own["popularity"].median()
    is_low = own["popularity"].isna() | (own["popularity"].between(0, usual, inclusive="neither"))
    low = own[own["expected"].notna() & is_low]
    used = [name for name in features if name in hits and hits[name].std() > 0]
    if low.empty or len(hits) < LEAST_HITS or not used:
        return pd.DataFrame(columns=[*_SINGLE, "standing"])
    made = low.assign(gap=low["expected"] - low["popularity"].fillna(0.0), fit=_fit(low, hits, used))
    ranks = made[["gap", "fit"]].rank(pct=True, method="average")
    made["standing"] = ranks.mean(axis=1)
    made = made[made["gap"] > 0].sort_values(["standing", "gap", "track_id"], ascending=[False, False, True])
    return made[[*_SINGLE, "standing"]].reset_index(drop=True)


_SINGLE = ["track_id", "title", "release_date", "popularity", "expected", "low", "high", "gap", "fit", "plays"]


def _fit(rows: pd.DataFrame, hits: pd.DataFrame, names: Sequence[str]) -> Floats:
    middle, spread = hits[names].mean(), hits[names].std()
    far = _distance(rows[list(names)], middle, spread)
    usual = np.sort(_distance(hits[list(names)], middle, spread))
    return 1 - np.searchsorted(usual, far, side="left") / len(usual)


def _distance(rows: pd.DataFrame, middle: pd.Series, spread: pd.Series) -> Floats:
    """Root of the mean square over the features that a row has."""
    return np.sqrt((((rows - middle) / spread) ** 2).mean(axis=1)).fillna(np.inf).to_numpy(np.float64)
