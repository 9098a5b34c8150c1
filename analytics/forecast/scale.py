"""The scale a series is modelled on: shares as log odds, amounts from zero as logarithms, others as they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WORDS = {"odds": "log odds", "log": "logarithm", "plain": "as it is, cut at its bounds"}


@dataclass(frozen=True)
class Scale:
    """kind: one of WORDS ; low, high: bounds of the values ; least: what 0 and 1 are moved in by for log odds."""

    kind: str
    low: float | None = None
    high: float | None = None
    least: float = 0.0

    def there(self, values: Floats) -> Floats:
        """Values on the modelled scale."""
        if self.kind == "odds":
            inside = np.clip(values, self.least, 1 - self.least)
            return np.asarray(np.log(inside / (1 - inside)))
        return np.log(np.maximum(values, self.least)) if self.kind == "log" else values

    def back(self, z: Floats) -> Floats:
        """What was said on the modelled scale as values, never outside of the bounds."""
        if self.kind == "odds":
            return np.asarray(1 / (1 + np.exp(-np.clip(z, -40, 40))))
        if self.kind == "log":
            return np.asarray(np.exp(np.minimum(z, 700)))
        return z if self.low is None and self.high is None else np.clip(z, self.low, self.high)

    def ends(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Both ends of an interval as values. All from 0 to what 0 was moved in to is one point on the modelled scale, so
        an interval that reaches this point holds all of it; likewise at 1.
        """
        first, last = self.back(low), self.back(high)
        if self.kind == "plain":
            return first, last
        edge = self.least * (1 + 1e-9)
        first, last = np.where(first <= edge, 0, first), np.maximum(last, self.least)
        if self.kind == "odds":
            first, last = np.minimum(first, 1 - self.least), np.where(1 - last <= edge, 1, last)
        return np.asarray(first), np.asarray(last)


def scale_of(y: Floats, low: float | None, high: float | None, share: bool = False) -> Scale:
    """The scale of a series by its bounds; share: of a whole. Looks at y (n,) only for what 0 and 1 are moved in by.

    A share that is 0 is moved in by half of the smallest distance from 0 and 1 in y; an amount of 0 likewise. Amounts
    of which more than a tenth is 0 stay as they are.
    """
    if share and low == 0 and high == 1:
        inner = np.minimum(y, 1 - y)
        return Scale("odds", low, high, 0.5 * float(inner[inner > 0].min()) if (inner > 0).any() else 0.005)
    if low == 0 and high is None and (y > 0).mean() > 0.9:
        return Scale("log", low, high, 0.5 * float(y[y > 0].min()))
    return Scale("plain", low, high)
