"""The map: tracks in two dimensions, by principal components and by t-SNE, and how far the picture can be trusted.

A new track is placed without learning anew: among its nearest learned tracks, weighted as t-SNE weighs neighbours (a
Gaussian whose width gives the stated perplexity; van der Maaten and Hinton 2008), at the weighted median of where those
stand, so that neighbours in two places of the map do not put it between them.

Trustworthiness (Venna and Kaski 2001) is 1 when a track's neighbours on the map are its neighbours in sound, about one
half when the map is shuffled. Kept is the share of a track's nearest in sound that are among its nearest on the map.
Both are measured on a sample of tracks against all tracks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import KDTree

from analytics.ragged import Floats, Ints
from analytics.sound import Points, SoundSpace
from warehouse.errors import BadArtefact

#: Perplexity of a placed track, its neighbours that count, the tracks that quality is measured on, and neighbours compared.
NARROW, NEIGHBOURS, MEASURED, COMPARED = 5.0, 15, 500, 12


@dataclass(frozen=True)
class Projection:
    """Learned tracks (m, p) and where they stand (m, 2); components (2, p) of the principal ones, scaled to the layout ;
    by_sound: what is known of places by what sound tells alone (region.py), None where it was not measured."""

    space: SoundSpace
    points: Points
    layout: Points
    components: Floats
    by_sound: dict[str, Any] | None = None

    def place(self, points: Points) -> tuple[Points, Points]:
        """Where tracks stand by t-SNE and by principal components, (n, 2) each. A learned track stands where it stood."""
        return placed(self.points, self.layout, points), principal(points, self.components)


@dataclass(frozen=True)
class Quality:
    """trust, kept: of the layout ; shuffled: trust of the layout with its tracks shuffled ; n: tracks measured."""

    trust: float
    kept: float
    shuffled: float
    n: int


def principal(points: Points, components: Floats) -> Points:
    """Points by principal components."""
    return (points @ components.T.astype(np.float32)).astype(np.float32)


def components_of(points: Points, width: float = 1.0) -> tuple[Floats, Floats]:
    """The two principal directions (2, p), scaled so that the first has standard deviation `width`, and the share of variance
    of each. Signs are set by the largest entry, so that the same tracks always lie the same way.
    """
    values, vectors = np.linalg.eigh(np.cov(points.astype(np.float64), rowvar=False).reshape(points.shape[1], -1))
    order = np.argsort(values)[::-1][:2]
    found = vectors[:, order].T
    found = found * np.sign(found[np.arange(len(found)), np.abs(found).argmax(axis=1)])[:, None]
    if len(found) < 2:  # one feature alone: the map is a line
        found, order = np.vstack([found, np.zeros_like(found)]), np.array([order[0], order[0]])
    scale = width / np.sqrt(max(values[order[0]], 1e-12))
    return found * scale, values[order] / values.sum()


def placed(learned: Points, layout: Points, points: Points, leave_out_self: bool = False) -> Points:
    """Where points (n, p) stand among learned ones. leave_out_self: points are learned ones, placed as if they were new."""
    if not len(points):
        return np.empty((0, 2), np.float32)
    many = min(NEIGHBOURS + leave_out_self, len(learned))
    distances, nearest = KDTree(learned).query(points, k=many)
    distances, nearest = distances[:, int(leave_out_self) :], nearest[:, int(leave_out_self) :]
    weights = _weights(distances)
    found = np.column_stack([_weighted_median(layout[nearest, axis], weights) for axis in (0, 1)])
    same = distances[:, 0] == 0
    found[same] = layout[nearest[same, 0]]
    return found.astype(np.float32)


def _weights(distances: Floats) -> Floats:
    """Gaussian weights of neighbours (n, k), rows add up to 1, of perplexity NARROW, by bisection of the precision."""
    squares = (distances**2 - distances[:, :1] ** 2).astype(np.float64)
    wanted = np.log(min(NARROW, max(1.5, distances.shape[1] / 2)))
    low, high = np.zeros(len(squares)), np.full(len(squares), 1e6)
    for _ in range(50):
        middle = (low + high) / 2
        weights = np.exp(-squares * middle[:, None])
        weights /= weights.sum(axis=1, keepdims=True)
        entropy = -(weights * np.log(np.maximum(weights, 1e-300))).sum(axis=1)
        low, high = np.where(entropy > wanted, middle, low), np.where(entropy > wanted, high, middle)
    return weights


def _weighted_median(values: NDArray[Any], weights: Floats) -> Floats:
    """Of each row the value at which half of the weight is reached."""
    order = np.argsort(values, axis=1)
    half = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1) >= 0.5 - 1e-9
    place = np.take_along_axis(order, half.argmax(axis=1)[:, None], axis=1)
    return np.take_along_axis(values, place, axis=1)[:, 0]


def quality(points: Points, layout: Points, seed: int = 0, where: Points | None = None) -> Quality:
    """How far a layout (n, 2) of points (n, p) can be trusted, on MEASURED of them against all.

    where: other places (n, 2) of the measured tracks, for instance those they get when they are placed as new.
    """
    rng = np.random.default_rng(seed)
    some = np.sort(rng.permutation(len(points))[:MEASURED])
    compared = min(COMPARED, (len(points) - 1) // 2)
    own = layout if where is None else where
    trust, kept = _agreement(points, layout, own, some, compared)
    shuffled, _ = _agreement(points, rng.permutation(layout), None, some, compared)
    return Quality(trust, kept, shuffled, len(some))


def _agreement(points: Points, layout: Points, own: Points | None, some: Ints, k: int) -> tuple[float, float]:
    """Trustworthiness and share kept of the tracks `some`, whose places are those of `own`."""
    n, penalty, kept = len(points), 0.0, 0
    own = layout if own is None else own
    for i in some:
        far = ((points - points[i]) ** 2).sum(axis=1)
        near = ((layout - own[i]) ** 2).sum(axis=1)
        far[i] = near[i] = np.inf
        there = np.argpartition(near, k)[:k]
        ranks = (far[None, :] < far[there][:, None]).sum(axis=1) + 1
        penalty += np.maximum(ranks - k, 0).sum()
        kept += int((ranks <= k).sum())
    scale = 2 / (len(some) * k * (2 * n - 3 * k - 1))
    return float(1 - scale * penalty), kept / (len(some) * k)


def pack(found: Projection) -> dict[str, NDArray[Any]]:
    """The arrays of an artefact."""
    return {
        **found.space.arrays(),
        "points": found.points,
        "layout": found.layout,
        "components": found.components,
    }


def unpack(arrays: Mapping[str, NDArray[Any]], settings: Mapping[str, Any]) -> Projection:
    """The inverse of `pack`; settings: with the names of the features. Raises BadArtefact."""
    try:
        space = SoundSpace.of_arrays(settings["features"], arrays)
        found = Projection(space, arrays["points"], arrays["layout"], arrays["components"], settings.get("by_sound"))
    except (KeyError, TypeError) as error:
        raise BadArtefact(f"The stored map cannot be read: {error}", "Train again.") from error
    if found.points.shape != (len(found.layout), len(space.features)) or found.components.shape[1] != len(
        space.features
    ):
        raise BadArtefact("The stored map does not fit its card.", "Train again.")
    return found
