"""The blend: how much each part counts, and how sure the sum may be; learned on groups that the parts did not learn from."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from analytics.ragged import Floats, Ints

#: Where learning starts and what it is drawn to, as if by so many rows, on the scales of the parts.
USUAL, PULL = np.array([3.0, 0.3, 0.3]), 5.0


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


def softmax(logits: Floats) -> Floats:
    """Chances (n, k) that add up to 1 a row."""
    above = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(above / above.sum(axis=1, keepdims=True))
