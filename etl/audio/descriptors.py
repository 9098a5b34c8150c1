"""Describe: samples -> numbers. Two sets: the 57 columns of GTZAN's published table, and what a catalogue calls a track's
features as far as sound alone tells them.

The 57 columns are means and variances over frames of 2,048 samples every 512, by librosa's defaults: chroma, root mean
square, spectral centroid, bandwidth and roll-off, zero crossings, the harmonic and percussive parts (median filtering,
Fitzgerald 2010), one tempo, and 20 mel-frequency cepstral coefficients.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pyloudnorm
from numpy.typing import NDArray

from etl.audio.compiled import librosa
from etl.audio.decode import RATE, Samples, Sound
from etl.audio.frames import Frames, Grid, frames

PITCHES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
# How well each note fits a key, from listeners: Krumhansl and Kessler 1982, table of the probe-tone profiles.
MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
STRETCH = 60.0
KEY_SECONDS = 3.0
"""Shorter sound is given no key: its lowest notes do not fit into it."""
_BLOCK_SECONDS = 0.4  # of ITU-R BS.1770: shorter sound has no loudness

Figures = dict[str, float]


def describe(sound: Sound) -> Figures:
    """The 57 columns, by name, in their published order. They move with the level: a table made at another level shows it."""
    rows = [_rows(frames(stretch)) for stretch in stretches(sound.samples)]
    return _figures({name: np.concatenate([part[name] for part in rows], axis=-1) for name in rows[0]})


def published(parts: Frames) -> Figures:
    """The 57 columns of a piece of sound that is taken apart already."""
    return _figures(_rows(parts))


def stretches(samples: Samples) -> list[Samples]:
    """The sound in equal stretches of a minute at most: memory must not grow with the length of a file."""
    return np.array_split(samples, max(1, math.ceil(len(samples) / (STRETCH * RATE))))


def _rows(parts: Frames) -> dict[str, Grid]:
    """What the columns are means and variances of, by frame or by sample."""
    return {
        "chroma_stft": parts.chroma,
        "rms": parts.rms,
        "spectral_centroid": librosa.feature.spectral_centroid(S=parts.size, sr=RATE),
        "spectral_bandwidth": librosa.feature.spectral_bandwidth(S=parts.size, sr=RATE),
        "rolloff": librosa.feature.spectral_rolloff(S=parts.size, sr=RATE),
        "zero_crossing_rate": librosa.feature.zero_crossing_rate(parts.samples),
        "harmony": parts.harmonic,
        "perceptr": parts.percussive,
        "decibels": parts.decibels,
        "mfcc": parts.mfcc,
    }


def _figures(rows: dict[str, Grid]) -> Figures:
    told: Figures = {}
    for name in list(rows)[:8]:
        told[f"{name}_mean"], told[f"{name}_var"] = float(np.mean(rows[name])), float(np.var(rows[name]))
    told["tempo"] = tempo(rows["decibels"])
    for number, row in enumerate(rows["mfcc"], start=1):
        told[f"mfcc{number}_mean"], told[f"mfcc{number}_var"] = float(np.mean(row)), float(np.var(row))
    return told


def features(sound: Sound) -> dict[str, Any]:
    """What FEATURES calls a track's columns: duration_ms, tempo (BPM), key (0 is C), mode (1 major, 0 minor), loudness
    (LUFS of ITU-R BS.1770-4, all channels). What sound alone does not tell with a known error is left out.
    """
    samples = sound.samples
    key, mode = key_of(samples) if len(samples) >= KEY_SECONDS * RATE else (None, None)
    level = loudness(samples)
    return {
        "duration_ms": round(sound.seconds * 1000),
        "tempo": tempo(librosa.power_to_db(librosa.feature.melspectrogram(y=samples, sr=RATE))),
        "key": key,
        "mode": mode,
        "loudness": None if level is None else level + sound.width,
    }


def tempo(decibels: Grid) -> float:
    """Beats a minute: the strongest period of the onsets near 120 (Ellis 2007). decibels: by mel band and frame.

    The onsets are medians over the bands, as in librosa's beat tracker, which the published column came from.
    """
    onsets = librosa.onset.onset_strength(S=decibels, sr=RATE, aggregate=np.median)
    return float(np.atleast_1d(librosa.feature.tempo(onset_envelope=onsets, sr=RATE))[0])


def key_of(samples: Samples) -> tuple[int, int]:
    """(key, mode): the profile that the notes' energy correlates with best, of 24 (Krumhansl 1990)."""
    notes = np.mean([librosa.feature.chroma_cqt(y=part, sr=RATE).mean(axis=1) for part in stretches(samples)], axis=0)
    fits = _profiles() @ ((notes - notes.mean()) / (notes.std() or 1.0))
    best = int(np.argmax(fits))
    return best % 12, 1 - best // 12


def loudness(samples: Samples) -> float | None:
    """LUFS of one channel; None for sound that the meter's gate leaves nothing of."""
    if len(samples) < _BLOCK_SECONDS * RATE:
        return None
    found = float(pyloudnorm.Meter(RATE).integrated_loudness(samples.astype(np.float64)))
    return found if np.isfinite(found) else None


@cache
def _profiles() -> NDArray[np.float64]:
    """24 rows of 12: every key in major, then in minor, each standardised."""
    rows = [np.roll(profile, key) for profile in (MAJOR, MINOR) for key in range(12)]
    found = np.array(rows, dtype=np.float64)
    return (found - found.mean(axis=1, keepdims=True)) / found.std(axis=1, keepdims=True) / 12
