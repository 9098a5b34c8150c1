"""Where on the map a track may stand of which only what sound tells is known: no point, a region, and how often it holds.

The learned tracks that are nearest in the known features say where such tracks stand. The cells of a grid over the map are
ordered by how much likelier one of these is there than any track; the region is the first of them, up to the share of all tracks
under which ASKED of the tracks that were held out lay inside (split conformal, Vovk et al. 2005). Held out are all tracks of some
artists: half of the artists set that share, the others say how often it then holds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import KDTree

from analytics.metrics import bootstrap
from analytics.projection import Projection
from analytics.ragged import Bools, Floats, Ints
from analytics.sound import Points
from warehouse.features import FROM_SOUND, by_name

ASKED = 0.8
#: Neighbours that are looked at, as a share of the learned tracks and at most, and tracks of a cell that count beforehand.
SHARE, MOST, BEFORE = 0.05, 1_000, 30
#: Cells along a side at most, tracks a cell on average at least, and tracks held out at most (as a share, and in all).
SIDE, FILLED, OUT, MEASURED = 30, 10, 0.2, 2_000
#: A region that holds more of the map than this says no more than that a track is somewhere on it.
USEFUL = 0.5
DRAWS = 200
#: Tracks whose neighbours are looked at together.
AT_ONCE = 1_000
#: Fewer tracks than this say too little about how often a region holds.
LEAST = 30


def measured(found: Projection, artists: Ints, seed: int = 0) -> dict[str, Any] | None:
    """How large the region must be, how often it then holds, and how far its middle is off; None without a known feature or
    where too few tracks are there. artists (m,): who made each learned track.

    features, asked, near, box, side ; catalogue: the share of tracks in a region ; held, low, high, tested: of tracks that did
    not set it, 95%, artists drawn ; error: median distance of the middle of the nearest ones from the track ; centre: that of the
    middle of the map ; width: of the map, in the same units.
    """
    names = [name for name in found.space.features if name in FROM_SOUND]
    out, teach = _held_out(artists, seed)
    near = int(min(MOST, max(5, SHARE * len(artists))))
    if not names or (out & ~teach).sum() < LEAST or (~out).sum() < 4 * near:
        return None
    box, side = _box(found.layout), int(min(SIDE, max(2, np.sqrt(len(artists) / FILLED))))
    about: dict[str, Any] = {"features": names, "asked": ASKED, "near": near, "box": list(box), "side": side}
    chances, middles = _tell(found, found.points[out], about, ~out)
    usual = _usual(found, about, ~out)
    own = cells(found.layout[out], about)
    needed = _needed(chances, usual)[np.arange(len(own)), own]
    sure = float(np.quantile(needed[teach[out]], ASKED, method="higher"))
    inside = needed[~teach[out]] <= sure
    low, high = _between(inside, artists[out & ~teach], seed)
    off = np.linalg.norm(middles - found.layout[out], axis=1)
    centre = np.linalg.norm(np.median(found.layout[~out], axis=0) - found.layout[out], axis=1)
    return {
        **about, "catalogue": sure, "held": float(inside.mean()), "low": low, "high": high,
        "tested": len(inside), "error": float(np.median(off)), "centre": float(np.median(centre)),
        "width": float(max(box[1] - box[0], box[3] - box[2])),
    }  # fmt: skip


def _between(inside: Bools, artists: Ints, seed: int) -> tuple[float, float]:
    """95% of the share inside, whole artists drawn (Efron 1979): tracks of one stand together."""
    _, place = np.unique(artists, return_inverse=True)
    drawn = bootstrap(lambda weight: {"held": float(weight @ inside / weight.sum())}, place, DRAWS, seed)
    low, high = np.quantile([one["held"] for one in drawn], [0.025, 0.975])
    return float(low), float(high)


def region(found: Projection, points: Points, about: dict[str, Any]) -> Bools:
    """The cells (n, side * side) of the region of each track (n, p), of which the measured features count; about: as `measured`
    says."""
    everyone = np.ones(len(found.points), bool)
    chances, _ = _tell(found, points, about, everyone)
    return np.asarray(_needed(chances, _usual(found, about, everyone)) <= about["catalogue"])


def tells(about: dict[str, Any] | None) -> bool:
    """Whether regions were measured, and leave enough of the map out to say something."""
    return about is not None and about["catalogue"] <= USEFUL


def middles(found: Projection, points: Points, about: dict[str, Any]) -> Points:
    """The middle (n, 2) of where the learned tracks stand that are nearest to each point (n, p) in the measured features:
    that of which about["error"] says how far it is off.
    """
    tree, known = _tree(found, about, np.ones(len(found.points), bool))
    parts = [
        _nearest(tree, points[start : start + AT_ONCE][:, known], about) for start in range(0, len(points), AT_ONCE)
    ]
    middle = [np.median(found.layout[near], axis=1) for near in parts]
    return np.concatenate([np.empty((0, 2)), *middle]).astype(np.float32)


def cells(where: Points, about: dict[str, Any]) -> Ints:
    """The cell (n,) of places (n, 2): row times side plus column, the lowest row first."""
    left, right, lower, upper = about["box"]
    side = about["side"]
    share = (where - [left, lower]) / [right - left, upper - lower]
    place = np.clip((share * side).astype(np.int64), 0, side - 1)
    return np.asarray(place[:, 1] * side + place[:, 0])


def _held_out(artists: Ints, seed: int) -> tuple[Bools, Bools]:
    """(which tracks are held out, which are of artists that set the share)."""
    names, place, count = np.unique(artists, return_inverse=True, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(names))
    reached = np.cumsum(count[order])
    chosen = order[reached <= min(MEASURED, OUT * len(artists))]
    return np.isin(place, chosen), np.isin(place, chosen[::2])


def _box(layout: Points) -> tuple[float, float, float, float]:
    (left, lower), (right, upper) = layout.min(axis=0), layout.max(axis=0)
    return float(left), float(right), float(lower), float(upper)


def _tell(found: Projection, points: Points, about: dict[str, Any], kept: Bools) -> tuple[Floats, Floats]:
    """Chance of each cell (n, cells), drawn to what is usual as by BEFORE tracks; middle (n, 2) of the nearest of `kept`."""
    tree, known = _tree(found, about, kept)
    near = _nearest(tree, points[:, known], about)
    where, count = found.layout[kept], about["side"] ** 2
    own = cells(where, about)
    found_there = np.stack([np.bincount(own[row], minlength=count) for row in near])
    usual = _usual(found, about, kept)
    chances = (found_there + BEFORE * usual) / (about["near"] + BEFORE)
    return chances, np.median(where[near], axis=1)


def _tree(found: Projection, about: dict[str, Any], kept: Bools) -> tuple[KDTree, list[int]]:
    """Learned tracks to look among, by the measured features alone; which columns these are."""
    known = [found.space.features.index(name) for name in about["features"]]
    return KDTree(found.points[kept][:, known]), known


def _nearest(tree: KDTree, points: Points, about: dict[str, Any]) -> Ints:
    return np.asarray(tree.query(points, k=about["near"], return_distance=False))


def _usual(found: Projection, about: dict[str, Any], kept: Bools) -> Floats:
    share = np.bincount(cells(found.layout[kept], about), minlength=about["side"] ** 2)
    return np.asarray(share / share.sum())


def _needed(chances: Floats, usual: Floats) -> Floats:
    """(n, cells): the share of all tracks in the cells that are at least as much likelier than usual as this one."""
    ratio: NDArray[np.float64] = np.where(usual > 0, chances / np.maximum(usual, 1e-12), -1)
    order = np.argsort(-ratio, axis=1, kind="stable")
    needed = np.empty_like(ratio)
    np.put_along_axis(needed, order, np.cumsum(usual[order], axis=1), axis=1)
    return np.where(usual > 0, needed, np.inf)


def in_words(about: dict[str, Any]) -> str:
    """What a region is worth, in sentences."""
    told, listed = about, ", ".join(by_name()[name].label for name in about["features"])
    held = f"{told['held']:.0%} [{told['low']:.0%} to {told['high']:.0%}]"
    return (
        f"By {listed} alone, of {told['tested']:,} tracks of other artists {held} lay in their region, which holds "
        f"{told['catalogue']:.0%} of the map's recordings. Its middle was off by {told['error']:.0f} at the median, the "
        f"middle of the map by {told['centre']:.0f}, of {told['width']:.0f} that the map is wide."
    )
