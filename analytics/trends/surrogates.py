"""Series that only remember their last value: what a trend, a cycle or a revival is held against."""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter
from statsmodels.tsa.stattools import acf

from analytics.trends.regular import Floats

SURROGATES = 999


def red(values: Floats, rng: np.random.Generator, around_a_line: bool = False) -> Floats:
    """(SURROGATES, n): AR(1) series of the length, memory and spread of values (n,) that are centred or detrended.

    around_a_line: a line was taken out, so the series looks more forgetful than it is: its memory is raised by
    (2 + 4 phi) / n, the bias that least squares have then (Kendall 1954, with a trend).
    """
    n = len(values)
    seen = float(acf(values, nlags=1, fft=False)[1])
    phi = float(np.clip(seen + around_a_line * (2 + 4 * seen) / n, 0, 0.97))
    noise = rng.normal(0, values.std() * np.sqrt(1 - phi**2), (SURROGATES, 3 * n))
    return np.asarray(lfilter([1], [1, -phi], noise, axis=1)[:, -n:])


def chance(as_far: np.ndarray) -> float:
    """Share of surrogates that are as far, with the series itself counted as one of them."""
    return float((1 + as_far.sum()) / (1 + len(as_far)))
