"""Hidden gems: recordings that stand lower than recordings like them, by a model that had not seen them.

What a recording is compared with are its cell: the recordings of its genre and five release years, or of its genre alone
where those are fewer than LEAST or there are no dates. Popularity 0 is a mass of its own (dead duplicates, what is not
available) and stands apart.

- Percentiles: where the expected and the observed popularity stand in the cell. The expected one is drawn to the middle
  by the rank correlation of both within cells, out of fold: a model that ranks at random expects the middle of all.
- Gap in points, z: expected less observed, in robust standard deviations of that gap among recordings of which as much
  was expected. Low popularity is common and mostly luck, so a large gap alone says little.
- How sure: as many gaps as large would be there by luck as there are of the same size the other way, recordings as far
  above what was expected. Their ratio at a z is the share of false finds (Barber and Candes, Controlling the false
  discovery rate via knockoffs, 2015). Popularity is skewed upwards, which makes this careful rather than bold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST = 30
"""Recordings of a cell."""
BINS = 20
FALSE = 0.4
"""Share of false finds up to which a recording counts as found."""
DOUBT = 4
"""Recordings that are taken to lie as far the other way beside those that do: a few large gaps with none opposite are luck too
often. With 4 and FALSE, pure noise gave a find in 3 of 500 draws of 2,000 recordings."""
COLUMNS = (
    "track_no", "track_id", "genre", "years", "cell", "n", "popularity", "expected", "low", "high",
    "percentile", "expected_percentile", "gap", "z", "sure",
)  # fmt: skip


@dataclass(frozen=True)
class Gems:
    """rows: COLUMNS of every recording that is expected above where it stands, the largest z first; found: how many of them
    are beyond luck ; zeros: recordings at popularity 0, most expected first ; figures: all (candidates), n
    (ranked), apart (in too small cells), dated (share), ranks, r2, mae.
    """

    rows: pd.DataFrame
    zeros: pd.DataFrame
    found: int
    figures: dict[str, float]


def find(candidates: pd.DataFrame) -> Gems:
    """Rank the candidates, as warehouse.queries.gems gives them."""
    n = len(candidates)
    at_zero = candidates["popularity"].to_numpy() <= 0
    live = candidates[~at_zero].reset_index(drop=True)
    # What is expected of a recording that does not stand at 0: the chance of standing there is told apart.
    live["expected"] = live["expected"] / (1 - live["zero"].clip(0, 0.99))
    live = _in_cells(live)
    small = live["n"] < LEAST
    judged = live[~small].reset_index(drop=True)
    judged, ranks = _percentiles(judged)
    judged["z"] = _unusual(judged["expected"].to_numpy(), judged["popularity"].to_numpy())
    judged["sure"] = 1 - false_share(judged["z"].to_numpy())
    rows = judged[(judged["gap"] > 0) & (judged["z"] > 0)]
    rows = rows.sort_values(["z", "track_id"], ascending=[False, True])[list(COLUMNS)].reset_index(drop=True)
    zeros = candidates[at_zero].sort_values(["expected", "track_id"], ascending=[False, True]).reset_index(drop=True)
    figures = {
        "all": float(n),
        "n": float(len(judged)),
        "apart": float(small.sum()),
        "dated": float(candidates["years"].notna().mean()) if n else 0.0,
        "ranks": ranks,
        **_accuracy(candidates),
    }
    return Gems(rows, zeros, int((rows["sure"] >= 1 - FALSE).sum()), figures)


def _in_cells(live: pd.DataFrame) -> pd.DataFrame:
    """With the cell of each recording, by what it is (years or genre), and its size."""
    narrow = live.groupby(["genre", "years"], dropna=False)["track_no"].transform("size").to_numpy()
    wide = live.groupby("genre")["track_no"].transform("size").to_numpy()
    dated = live["years"].notna().to_numpy() & (narrow >= LEAST)
    return live.assign(
        cell=np.where(dated, "genre and years", "genre"),
        key=live["genre"].astype(str) + np.where(dated, " " + live["years"].astype(str), ""),
        n=np.where(dated, narrow, wide).astype(np.int64),
    )


def _percentiles(judged: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Percentiles within the cell's own pool, and how well the expected rank observed ones there (0 to 1).

    A recording of a wide cell is ranked among all of its genre, those of narrow cells too.
    """
    place = {}
    for name in ("popularity", "expected"):
        narrow = _mid_ranks(judged, ["genre", "years"], name)
        wide = _mid_ranks(judged, ["genre"], name)
        place[name] = np.where(judged["cell"] == "genre", wide, narrow)
    a, b = place["expected"] - 50, place["popularity"] - 50
    spread = float(np.sqrt((a**2).sum() * (b**2).sum())) if len(judged) else 0.0
    ranks = max(0.0, float((a * b).sum()) / spread) if spread > 0 else 0.0
    shrunk = 50 + ranks * a
    found = judged.assign(percentile=place["popularity"], expected_percentile=shrunk, gap=shrunk - place["popularity"])
    return found, ranks


def _mid_ranks(judged: pd.DataFrame, keys: list[str], name: str) -> Floats:
    """Percentile of each value in its group, ties in the middle: 0 to 100."""
    grouped = judged.groupby(keys, dropna=False)[name]
    share = (grouped.rank(method="average") - 0.5) / grouped.transform("size")
    return 100 * share.to_numpy(dtype=np.float64)


def _unusual(expected: Floats, observed: Floats) -> Floats:
    """Expected less observed in robust standard deviations, centred, among recordings of which as much is expected."""
    gap = expected - observed
    if not len(gap):
        return gap
    bins = min(BINS, max(1, len(gap) // 50))
    bin_of = np.argsort(np.argsort(expected, kind="stable"), kind="stable") * bins // len(gap)
    z = np.zeros(len(gap))
    for number in range(bins):
        inside = bin_of == number
        middle = np.median(gap[inside])
        spread = 1.4826 * np.median(np.abs(gap[inside] - middle))
        z[inside] = (gap[inside] - middle) / max(spread, 1.0)  # popularity has whole points
    return z


def false_share(z: Floats) -> Floats:
    """(n,): of the recordings with a z as large or larger, the share that luck explains; 1 for z <= 0.

    (DOUBT + how many lie as far below 0) / how many lie as far above, made monotone: a larger z is never less sure.
    """
    above, below = np.sort(z[z > 0]), np.sort(-z[z < 0])
    share = np.ones(len(z))
    if not len(above):
        return share
    as_far = len(below) - np.searchsorted(below, above, side="left")
    ratio = (DOUBT + as_far) / (len(above) - np.arange(len(above)))
    best = np.minimum.accumulate(np.minimum(ratio, 1.0))  # from the smallest z up
    share[z > 0] = best[np.searchsorted(above, z[z > 0], side="left")]
    return share


def _accuracy(candidates: pd.DataFrame) -> dict[str, float]:
    """R2 and mean absolute error of the expected popularity, out of fold, zeros and all."""
    truth, said = candidates["popularity"].to_numpy(float), candidates["expected"].to_numpy(float)
    total = float(((truth - truth.mean()) ** 2).sum()) if len(truth) else 0.0
    r2 = 1 - float(((truth - said) ** 2).sum()) / total if total > 0 else 0.0
    return {"r2": r2, "mae": float(np.abs(truth - said).mean()) if len(truth) else 0.0}
