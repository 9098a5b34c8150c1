"""What the model sees of the descriptors: nothing that changes with the level of a recording alone.

A louder copy of a recording has the same genre. Of the published 57 columns these know the level: root mean square, the
harmonic and percussive parts, and the first cepstral coefficient. The variances of the parts are taken relative to the
power of the whole, the coefficient relative to its decibels; what is then left of the level is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.ragged import Floats

LEVEL = ("rms_mean", "rms_var")
#: Means of samples are offsets of the recording, and its length is where it was cut: no property of the music.
OFFSETS = ("harmony_mean", "perceptr_mean", "length")
RELATIVE = ("rms_var", "harmony_var", "perceptr_var")
FIRST = "mfcc1_mean"
#: Mel bands of the coefficients: the first is the root of their number times their mean in decibels (orthonormal cosines).
BANDS = 128
_TINY = 1e-12
#: Kinds of descriptors for people, by the beginning of their names.
KINDS = {
    "rhythm": r"tempo|onset|beat|pulse|rate",
    "harmony": r"chroma|tonnetz|harmony|key|mode",
    "dynamics": r"rms|dynamic|crest|loud|level|percept|percussive|balance|hp",
    "timbre": r".*",
}


def usable(names: Sequence[str]) -> tuple[str, ...]:
    """Which descriptors of `names` the model is made from, in their order; LEVEL are needed for others."""
    return tuple(name for name in names if name not in OFFSETS)


def names_of(descriptors: Sequence[str]) -> tuple[str, ...]:
    """The columns of `level_free`, for the same descriptors."""
    return tuple(name for name in descriptors if name not in ("rms_mean", *OFFSETS))


def level_free(figures: pd.DataFrame, descriptors: Sequence[str]) -> Floats:
    """(n, p) in the order of `names_of(descriptors)`: variances and tempo as logarithms, nothing that a gain would change.
    A descriptor that is not there is NaN.
    """
    given = figures.reindex(columns=list(descriptors)).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        power = _power(given)
        return np.column_stack([_column(given[name], name, power) for name in names_of(descriptors)])


def _power(given: pd.DataFrame) -> Floats:
    """Log of the mean square, 0 where the root mean square is not known."""
    if not set(LEVEL) <= set(given.columns):
        return np.zeros(len(given))
    return np.log(given["rms_mean"].to_numpy() ** 2 + given["rms_var"].to_numpy() + _TINY)


def _column(values: pd.Series, name: str, power: Floats) -> Floats:
    found = values.to_numpy(np.float64)
    if name == FIRST:
        return found - np.sqrt(BANDS) * 10 / np.log(10) * power
    if name.endswith("_var") or name == "tempo":
        found = np.log(np.maximum(found, 0) + _TINY)
    return found - power if name in RELATIVE else found


def kind(name: str) -> str:
    """rhythm, harmony, dynamics or timbre."""
    return next(kind for kind, pattern in KINDS.items() if re.match(pattern, name))


def pooled(segments: pd.DataFrame, descriptors: Sequence[str]) -> pd.DataFrame:
    """One row: the segments as one clip. Means are averaged and variances joined by the law of total variance, each segment
    counting as long as it is (columns start and end, s); what is neither is its median.
    """
    length = (segments["end"] - segments["start"]).to_numpy(np.float64)
    weight = length / length.sum()
    row = {}
    for name in descriptors:
        values = segments[name].to_numpy(np.float64)
        mean = name.removesuffix("_var") + "_mean"
        if name.endswith("_mean"):
            row[name] = float(weight @ values)
        elif name.endswith("_var") and mean in segments:
            means = segments[mean].to_numpy(np.float64)
            row[name] = float(weight @ values + weight @ (means - weight @ means) ** 2)
        else:
            row[name] = float(np.median(values))
    return pd.DataFrame([row])
