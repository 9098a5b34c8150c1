"""Frames: samples -> what every descriptor is made of, each computed once: spectrum, mel bands, notes, loudness, halves.

By librosa's defaults: frames of 2,048 samples every 512. Harmonic and percussive halves by median filters of 31 frames and 31
bins (Fitzgerald 2010), as `librosa.decompose.hpss` does, with the medians taken along one long line, which is ten times as fast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from etl.audio.compiled import librosa
from etl.audio.decode import RATE, Samples

MFCC = 20
_MEDIAN = 31

Grid = NDArray[Any]


@dataclass(frozen=True)
class Frames:
    """A piece of sound, taken apart. size: magnitude by bin and frame ; mel: power by band and frame, decibels: the same in
    dB ; mfcc: 20 rows ; chroma: 12 rows, C first ; rms: one row ; harmonic, percussive: samples, which add up to all of them.
    """

    samples: Samples
    size: Grid
    mel: Grid
    decibels: Grid
    mfcc: Grid
    chroma: Grid
    rms: Grid
    harmonic: Samples
    percussive: Samples


def frames(samples: Samples) -> Frames:
    """samples: one channel at RATE, at least a frame of them."""
    spectrum = librosa.stft(samples)
    size = np.abs(spectrum)
    power = size**2
    mel = librosa.feature.melspectrogram(S=power, sr=RATE)
    decibels = librosa.power_to_db(mel)
    harmonic = librosa.istft(spectrum * _harmonic_share(size), length=len(samples))
    return Frames(
        samples=samples,
        size=size,
        mel=mel,
        decibels=decibels,
        mfcc=librosa.feature.mfcc(S=decibels, n_mfcc=MFCC),
        chroma=librosa.feature.chroma_stft(S=power, sr=RATE),
        rms=librosa.feature.rms(y=samples),
        harmonic=harmonic,
        percussive=samples - harmonic,
    )


def _harmonic_share(size: Grid) -> Grid:
    """How much of each bin and frame lasts (harmonic) rather than strikes: between 0 and 1; half where nothing sounds."""
    lasting, striking = _median_along(size), _median_along(size.T).T
    return librosa.util.softmask(lasting, striking, power=2, split_zeros=True)


def _median_along(rows: Grid) -> Grid:
    """Running median of every row, mirrored at its ends. All rows as one line: only for lines the filter is fast."""
    half = _MEDIAN // 2
    padded = np.pad(rows, ((0, 0), (half, half)), mode="symmetric")
    return np.reshape(median_filter(padded.ravel(), size=_MEDIAN), padded.shape)[:, half:-half]
