"""Describe: samples -> numbers. Two sets: the 57 columns of GTZAN's published table, and what a catalogue calls a track's
features as far as sound alone tells them.

The 57 columns are means and variances over frames of 2,048 samples every 512, by librosa's defaults: chroma, root mean
square, spectral centroid, bandwidth and roll-off, zero crossings, the harmonic and percussive parts (median filtering,
Fitzgerald 2010), one tempo, and 20 mel-frequency cepstral coefficients.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import librosa
import numpy as np
import pyloudnorm
from numpy.typing import NDArray

from etl.audio.decode import RATE, Samples, Sound

MFCC = 20
PITCHES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
# How well each note fits a key, from listeners: Krumhansl and Kessler 1982, table of the probe-tone profiles.
MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
_BLOCK_SECONDS = 0.4  # of ITU-R BS.1770: shorter sound has no loudness

Figures = dict[str, float]


def describe(sound: Sound) -> Figures:
    """The 57 columns, by name, in their published order. One spectrum serves them all."""
    samples = sound.samples
    spectrum = librosa.stft(samples)
    size = np.abs(spectrum)
    mel = librosa.feature.melspectrogram(S=size**2, sr=RATE)
    harmonic, percussive = librosa.decompose.hpss(spectrum)
    told: Figures = {}
    for name, frames in (
        ("chroma_stft", librosa.feature.chroma_stft(S=size**2, sr=RATE, tuning=_tuning(size))),
        ("rms", librosa.feature.rms(y=samples)),
        ("spectral_centroid", librosa.feature.spectral_centroid(S=size, sr=RATE)),
        ("spectral_bandwidth", librosa.feature.spectral_bandwidth(S=size, sr=RATE)),
        ("rolloff", librosa.feature.spectral_rolloff(S=size, sr=RATE)),
        ("zero_crossing_rate", librosa.feature.zero_crossing_rate(samples)),
        ("harmony", librosa.istft(harmonic, length=len(samples))),
        ("perceptr", librosa.istft(percussive, length=len(samples))),
    ):
        told[f"{name}_mean"], told[f"{name}_var"] = float(np.mean(frames)), float(np.var(frames))
    told["tempo"] = tempo(mel)
    for number, row in enumerate(librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=MFCC), start=1):
        told[f"mfcc{number}_mean"], told[f"mfcc{number}_var"] = float(np.mean(row)), float(np.var(row))
    return told


def features(sound: Sound) -> dict[str, Any]:
    """What FEATURES calls a track's columns: duration_ms, tempo (BPM), key (0 is C), mode (1 major, 0 minor), loudness
    (LUFS of ITU-R BS.1770-4, one channel). What sound alone does not tell with a known error is left out.
    """
    samples = sound.samples
    mel = librosa.feature.melspectrogram(y=samples, sr=RATE)
    key, mode = key_of(samples)
    return {
        "duration_ms": round(sound.seconds * 1000),
        "tempo": tempo(mel),
        "key": key,
        "mode": mode,
        "loudness": loudness(samples),
    }


def tempo(mel: NDArray[Any]) -> float:
    """Beats a minute: the strongest period of the onsets near 120 (Ellis 2007). mel: power by band and frame."""
    onsets = librosa.onset.onset_strength(S=librosa.power_to_db(mel), sr=RATE)
    return float(np.atleast_1d(librosa.feature.tempo(onset_envelope=onsets, sr=RATE))[0])


def key_of(samples: Samples) -> tuple[int, int]:
    """(key, mode): the profile that the notes' energy correlates with best, of 24 (Krumhansl 1990)."""
    notes = librosa.feature.chroma_cqt(y=samples, sr=RATE).mean(axis=1)
    fits = _profiles() @ ((notes - notes.mean()) / (notes.std() or 1.0))
    best = int(np.argmax(fits))
    return best % 12, 1 - best // 12


def loudness(samples: Samples) -> float | None:
    """LUFS; None for sound that the meter's gate leaves nothing of."""
    if len(samples) < _BLOCK_SECONDS * RATE:
        return None
    found = float(pyloudnorm.Meter(RATE).integrated_loudness(samples.astype(np.float64)))
    return found if np.isfinite(found) else None


def _tuning(size: NDArray[Any]) -> float:
    """How far the instruments stand from 440 Hz, in parts of a semitone."""
    return float(librosa.estimate_tuning(S=size**2, sr=RATE))


@cache
def _profiles() -> NDArray[np.float64]:
    """24 rows of 12: every key in major, then in minor, each standardised."""
    rows = [np.roll(profile, key) for profile in (MAJOR, MINOR) for key in range(12)]
    found = np.array(rows, dtype=np.float64)
    return (found - found.mean(axis=1, keepdims=True)) / found.std(axis=1, keepdims=True) / 12
