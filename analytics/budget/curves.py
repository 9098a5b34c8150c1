"""Response curves: what a spend is expected to bring, and how unsure that is.

Every form rises from 0, ever more slowly (concave), so that the best split is one and can be found: hyperbolic
c x / (h + x), exponential c (1 - 2^(-x / h)), logarithmic c log2(1 + x / h). c is the ceiling of the first two and what
h brings in the third; h is the spend of half the ceiling. S-shaped curves are left out: their best split need not be one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Form = Literal["hyperbolic", "exponential", "logarithmic"]
FORMS: tuple[Form, ...] = ("hyperbolic", "exponential", "logarithmic")
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """A curve as it is stated. ceiling: in the unit of the result ; half: in money ; unsure: relative standard deviation of
    both, independent of each other.
    """

    form: Form
    ceiling: float
    half: float
    unsure: float = 0.3


@dataclass(frozen=True)
class Draws:
    """Curves that may be true: forms by release, and ceilings and halves, one row a draw and one column a release."""

    forms: tuple[Form, ...]
    ceilings: Array
    halves: Array

    def some(self, rows: Array | slice | NDArray[np.bool_] | NDArray[np.intp]) -> Draws:
        """Some of the draws."""
        return Draws(self.forms, self.ceilings[rows], self.halves[rows])


def alike(releases: int) -> tuple[Form, ...]:
    """The form that past spend is fitted by, for so many releases."""
    form: Form = "hyperbolic"
    return (form,) * releases


def drawn(curves: list[Curve], draws: int, seed: int) -> Draws:
    """Draws of stated curves: lognormal, so that none is negative, with the stated means."""
    random = np.random.default_rng(seed)
    spread = np.array([np.sqrt(np.log1p(curve.unsure**2)) for curve in curves])
    noise = random.standard_normal((2, draws, len(curves)))
    ceilings, halves = (np.exp(part * spread - spread**2 / 2) for part in noise)
    return Draws(
        tuple(curve.form for curve in curves),
        ceilings * np.array([curve.ceiling for curve in curves]),
        halves * np.array([curve.half for curve in curves]),
    )


def value(form: Form, spend: Array, ceiling: Array, half: Array) -> Array:
    """What a spend brings; arguments broadcast."""
    ratio = spend / half
    if form == "hyperbolic":
        return ceiling * ratio / (1 + ratio)
    if form == "exponential":
        return ceiling * -np.expm1(-ratio * np.log(2))
    return ceiling * np.log1p(ratio) / np.log(2)


def slope(form: Form, spend: Array, ceiling: Array, half: Array) -> Array:
    """What the next unit of money brings; arguments broadcast."""
    ratio = spend / half
    if form == "hyperbolic":
        return ceiling / half / (1 + ratio) ** 2
    if form == "exponential":
        return ceiling / half * np.log(2) * np.exp(-ratio * np.log(2))
    return ceiling / half / (1 + ratio) / np.log(2)


def results(draws: Draws, spend: Array) -> Array:
    """What a split brings by each draw and release. spend: one a release."""
    return np.column_stack(
        [value(form, spend[i], draws.ceilings[:, i], draws.halves[:, i]) for i, form in enumerate(draws.forms)]
    )


def slopes(draws: Draws, spend: Array) -> Array:
    """What the next unit of money brings in each release, the mean of the draws."""
    return np.array(
        [slope(form, spend[i], draws.ceilings[:, i], draws.halves[:, i]).mean() for i, form in enumerate(draws.forms)]
    )
