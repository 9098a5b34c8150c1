"""The blend: how much each part counts, and how sure the sum may be; learned on groups that the parts did not learn from."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from analytics.ragged import Floats, Ints

#: Where learning starts and what it is drawn to, as if by so many rows, on the scales of the parts.
USUAL, PULL = np.array([3.0, 0.3, 0.3]), 5.0
#: Shares of equal weights that are tried, the learned weights alone first.
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_WIDEST = 4.0  # factors of e by which weights are scaled at most


def chosen(scores: Floats, y: Ints, weight: Floats, group: Ints, fold: Ints) -> tuple[Floats, float]:
    """(weights (parts,), share of equal weights in them), for scores (parts, n, k) of rows with a genre, weight, group and fold.

    The share is chosen by cross-validation over `fold` (n,), on rows that the weights were not learned from: the largest
    whose log loss is within one standard error of the least, by group (Breiman et al. 1984). Learned weights must be worth
    their doubt, as few rows as there are.
    """
    if len(np.unique(fold)) < 2:
        return weights(scores, y, weight), 0.0
    lost = np.zeros((len(SHARES), len(y)))
    for number in np.unique(fold):
        into, out = fold != number, fold == number
        learned, even = weights(scores[:, into], y[into], weight[into]), equal(scores[:, into], y[into], weight[into])
        for place, share in enumerate(SHARES):
            mixed = scaled((1 - share) * learned + share * even, scores[:, into], y[into], weight[into])
            lost[place, out] = weight[out] * losses(mixed, scores[:, out], y[out])
    share = _largest(lost, group)
    learned, even = weights(scores, y, weight), equal(scores, y, weight)
    return scaled((1 - share) * learned + share * even, scores, y, weight), share


def _largest(lost: Floats, group: Ints) -> float:
    """The largest of SHARES that is no worse than the best by more than a standard error. lost (shares, n): weighted losses."""
    _, place = np.unique(group, return_inverse=True)
    sums = np.stack([np.bincount(place, row) for row in lost])
    above = sums - sums[sums.sum(axis=1).argmin()]
    error = above.std(axis=1) * np.sqrt(sums.shape[1])
    return SHARES[int(np.flatnonzero(above.sum(axis=1) <= error)[-1])]


def weights(scores: Floats, y: Ints, weight: Floats) -> Floats:
    """(parts,): none below 0, of the least log loss of softmax(weights @ scores), scores (parts, n, k), genres y (n,).

    The weights are the temperature as well (Guo et al. 2017): where the parts say nothing right they go to 0 and every genre
    is as likely.
    """

    def loss(given: Floats) -> tuple[float, Floats]:
        logits = np.tensordot(given, scores, axes=1)
        chance = softmax(logits)
        own = np.arange(len(y))
        off = chance.copy()
        off[own, y] -= 1
        drawn = given / USUAL - 1
        value = -(weight * np.log(np.maximum(chance[own, y], 1e-12))).sum() + PULL * (drawn**2).sum() / 100
        slope = np.einsum("pnk,nk,n->p", scores, off, weight) + PULL * 2 * drawn / USUAL / 100
        return float(value), slope

    found = minimize(loss, USUAL, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(scores))
    return np.asarray(found.x)


def equal(scores: Floats, y: Ints, weight: Floats) -> Floats:
    """(parts,): each part at its own best temperature, all counting alike."""
    each = [scaled(usual, scores, y, weight)[place] for place, usual in enumerate(np.diag(USUAL)) if usual[place]]
    return scaled(np.array(each) / len(each), scores, y, weight)


def scaled(given: Floats, scores: Floats, y: Ints, weight: Floats) -> Floats:
    """`given` weights (parts,) times the factor of the least log loss: the temperature alone is learned."""

    def loss(power: float) -> float:
        return float(weight @ losses(given * np.exp(power), scores, y))

    found = minimize_scalar(loss, bounds=(-_WIDEST, _WIDEST), method="bounded")
    return np.asarray(given * np.exp(found.x))


def losses(given: Floats, scores: Floats, y: Ints) -> Floats:
    """(n,): minus the log of the chance of the true genre."""
    chance = softmax(np.tensordot(given, scores, axes=1))
    return np.asarray(-np.log(np.maximum(chance[np.arange(len(y)), y], 1e-12)))


def softmax(logits: Floats) -> Floats:
    """Chances (n, k) that add up to 1 a row."""
    above = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(above / above.sum(axis=1, keepdims=True))
