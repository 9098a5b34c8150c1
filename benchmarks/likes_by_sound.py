"""What is answered to a like of which only tempo and loudness are known, by sound alone?

    python -m benchmarks.likes_by_sound HOME

HOME is published and has tracks with many features. A tenth of them keep tempo and loudness alone; 400 of these are liked one
at a time. Printed: of the first 20 answers the share that lack the same features, and the share of a genre of the like, with
95% bootstrap intervals over the likes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analytics.live.recommend_content import catalogue
from analytics.metrics import bootstrap
from analytics.recommend import content
from analytics.recommend.catalogue import Catalogue
from warehouse.connect import Reader

LIKES, FIRST, DRAWS = 400, 20, 500
KNOWN = ("tempo", "loudness")
Likeness = Callable[[int], NDArray[np.floating]]


def judged(
    name: str, likeness: Likeness, likes: NDArray[np.int64], lacking: NDArray[np.int64], found: Catalogue
) -> str:
    """One line of the table."""
    shares, same = [], []
    for like in likes:
        near = likeness(int(like)).copy()
        near[like] = -np.inf
        first = np.argsort(-near)[:FIRST]
        shares.append(np.isin(first, lacking).mean())
        same.append(((found.content.side[first] @ found.content.side[like].T).toarray() > 0).mean())
    values = np.array(same)
    drawn = bootstrap(lambda weight: {"same": float(weight @ values / weight.sum())}, np.arange(len(values)), DRAWS, 0)
    low, high = np.quantile([one["same"] for one in drawn], [0.025, 0.975])
    return f"{name:28} {np.mean(shares):8.3f} {values.mean():8.4f} [{low:.4f}-{high:.4f}]"


def main(home: Path) -> None:
    found, random = catalogue(Reader(home)), np.random.default_rng(0)
    known = [found.features.index(name) for name in KNOWN]
    others = [place for place in range(len(found.features)) if place not in known]
    full = random.permutation(np.flatnonzero(~np.isnan(found.sound).any(axis=1)))
    lacking, sound = full[: len(found.track_no) // 10], found.sound.copy()
    sound[np.ix_(lacking, others)] = np.nan
    every, _ = content.sound_points(sound, np.ones(len(found.features)))
    directions, _ = content.sound_points(sound[:, known], np.ones(len(known)))
    ranks = content.ranked_points(sound[:, known])
    scaled = (sound[:, known] - np.nanmean(sound[:, known], axis=0)) / np.nanstd(sound[:, known], axis=0)
    scaled = np.nan_to_num(scaled)
    ways: dict[str, Likeness] = {
        "all features, missing usual": lambda like: every @ every[like],
        "both known, directions": lambda like: directions @ directions[like],
        "both known, ranks (serves)": lambda like: ranks @ ranks[like],
        "both known, distance": lambda like: -((scaled - scaled[like]) ** 2).sum(axis=1),
        "at random": lambda _like: random.random(len(sound)),
    }
    print(f"{len(sound):,} recordings, {len(lacking):,} with {' and '.join(KNOWN)} alone, {LIKES} likes, first {FIRST}")
    print(f"{'compared by':28} {'lacking':>8} {'of genre':>8}")
    for name, likeness in ways.items():
        print(judged(name, likeness, lacking[:LIKES], lacking, found), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
