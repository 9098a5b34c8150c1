"""Picture: a sound as two small arrays that a page can draw: its outline, and how loud each pitch is over time."""

from __future__ import annotations

import base64

import numpy as np
from numpy.typing import NDArray

from etl.audio import Picture
from etl.audio.compiled import librosa
from etl.audio.decode import RATE, Samples, Sound
from etl.audio.descriptors import stretches

PAIRS, BANDS, COLUMNS = 1_000, 64, 400
RANGE = 80.0
"""Decibels below the loudest cell that are told apart; what is quieter is 0."""


def picture(sound: Sound) -> Picture:
    """The outline as at most PAIRS lowest and highest samples, and at most COLUMNS of BANDS mel bands (Slaney
    1998, librosa's default), each the mean power of its stretch of time.
    """
    cuts = _cuts(len(sound.samples), PAIRS)
    return Picture(
        seconds=round(len(sound.samples) / RATE, 3),
        low=_rounded(np.minimum.reduceat(sound.samples, cuts)),
        high=_rounded(np.maximum.reduceat(sound.samples, cuts)),
        hertz=tuple(round(float(f), 1) for f in librosa.mel_frequencies(BANDS + 2, fmin=0, fmax=RATE / 2)[1:-1]),
        levels=base64.b64encode(_levels(sound.samples).tobytes()).decode("ascii"),
        decibels=RANGE,
    )


def _levels(samples: Samples) -> NDArray[np.uint8]:
    """(columns, BANDS): 0 is RANGE dB below the loudest cell or less, 255 is the loudest."""
    parts = [librosa.feature.melspectrogram(y=part, sr=RATE, n_mels=BANDS) for part in stretches(samples)]
    power = np.concatenate(parts, axis=1)
    cuts = _cuts(power.shape[1], COLUMNS)
    lengths = np.diff([*cuts, power.shape[1]])
    mean = np.add.reduceat(power, cuts, axis=1) / lengths
    told = librosa.power_to_db(mean, ref=np.max, top_db=RANGE)
    return np.asarray(np.round((told.T + RANGE) * (255 / RANGE)), dtype=np.uint8)


def _cuts(length: int, most: int) -> NDArray[np.intp]:
    """Where each of at most `most` equal parts begins."""
    count = min(length, most)
    return (np.arange(count) * length // count).astype(np.intp)


def _rounded(values: Samples) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)
