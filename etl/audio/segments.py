"""Segments: a sound in pieces of about five seconds, each described on its own and independent of its level.

Every piece is brought to the same root mean square before it is described, so that the figures say how it sounds and not how
loud the file was made. Beside the 57 published columns, over frames of 2,048 samples every 512:

- `mfccN_delta_std`: how much each cepstral coefficient moves (slope over 9 frames, Furui 1986);
- `contrastN_mean`, `_std`: peaks against valleys in 7 octave bands (Jiang 2002);
- `tonnetzN_mean`, `_std`: fifths, minor and major thirds (Harte 2006);
- `intervalN`: how much of the note N semitones above the strongest one sounds, which no key changes;
- `onset_mean`, `onset_std`, `onset_rate` (a second), `pulse` (how well onsets repeat at 40 to 240 a minute, 0 to 1);
- `level_std`, `level_range` (90% of frames less 10%), `crest` in dB, `quiet_share` (frames below half of the mean level);
- `flatness_mean`, `_std` (noise against tones), `percussive_share` of the energy (0 to 1).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from etl.audio import Segment
from etl.audio.compiled import librosa
from etl.audio.decode import RATE, SILENT, Samples, Sound
from etl.audio.descriptors import Figures, published
from etl.audio.frames import Frames, Grid, frames

SECONDS = 5.0
LEVEL = 0.1
"""Root mean square that every piece is brought to: 20 dB below full scale."""
_HOP = 512
_SLOWEST, _FASTEST = 40, 240  # onsets a minute
_FLOOR = 1e-6


def segments(sound: Sound, seconds: float = SECONDS) -> list[Segment]:
    """The sound in equal pieces of about `seconds`, without those that are silent; at least one.

    A piece has the figures that it would have as a file of its own.
    """
    count = max(1, round(len(sound.samples) / (seconds * RATE)))
    edges = [round(len(sound.samples) * place / count) for place in range(count + 1)]
    return [
        Segment(round(start / RATE, 3), round(end / RATE, 3), figures_of(sound.samples[start:end]))
        for start, end in pairwise(edges)
        if float(np.abs(sound.samples[start:end]).max()) >= SILENT
    ]


def figures_of(samples: Samples) -> Figures:
    """The figures of one piece that is not silent, whatever its level."""
    root = float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))
    parts = frames((samples * (LEVEL / root)).astype(np.float32))
    return {**published(parts), **_timbre(parts), **_harmony(parts), **_rhythm(parts), **_dynamics(parts)}


def _timbre(parts: Frames) -> Figures:
    slopes = librosa.feature.delta(parts.mfcc)
    told = {f"mfcc{number}_delta_std": float(row.std()) for number, row in enumerate(slopes, start=1)}
    told |= _rows("contrast", librosa.feature.spectral_contrast(S=parts.size, sr=RATE))
    flatness = librosa.feature.spectral_flatness(S=parts.size)
    return {**told, "flatness_mean": float(flatness.mean()), "flatness_std": float(flatness.std())}


def _harmony(parts: Frames) -> Figures:
    notes = parts.chroma.mean(axis=1)
    above = np.roll(notes, -int(np.argmax(notes))) / max(float(notes.max()), _FLOOR)
    told = {f"interval{number}": float(share) for number, share in enumerate(above[1:], start=1)}
    return {**_rows("tonnetz", librosa.feature.tonnetz(chroma=parts.chroma)), **told}


def _rhythm(parts: Frames) -> Figures:
    onsets = librosa.onset.onset_strength(S=parts.decibels, sr=RATE)
    found = librosa.onset.onset_detect(onset_envelope=onsets, sr=RATE)
    return {
        "onset_mean": float(onsets.mean()),
        "onset_std": float(onsets.std()),
        "onset_rate": len(found) * RATE / len(parts.samples),
        "pulse": _pulse(onsets),
    }


def _pulse(onsets: Grid) -> float:
    """The highest autocorrelation of the onsets at a period of a beat; 0 where nothing repeats."""
    around = onsets - onsets.mean()
    alike = librosa.autocorrelate(around)
    shortest, longest = (round(60 * RATE / _HOP / rate) for rate in (_FASTEST, _SLOWEST))
    periods = alike[shortest : longest + 1]
    return float(np.clip(periods.max() / alike[0], 0, 1)) if len(periods) and alike[0] > _FLOOR else 0.0


def _dynamics(parts: Frames) -> Figures:
    level = librosa.amplitude_to_db(parts.rms[0])
    low, high = np.percentile(level, [10, 90])
    strikes, lasts = (float(np.sum(half.astype(np.float64) ** 2)) for half in (parts.percussive, parts.harmonic))
    return {
        "level_std": float(level.std()),
        "level_range": float(high - low),
        "crest": float(20 * np.log10(np.abs(parts.samples).max() / LEVEL)),
        "quiet_share": float((parts.rms < parts.rms.mean() / 2).mean()),
        "percussive_share": strikes / (strikes + lasts),
    }


def _rows(name: str, rows: Grid) -> Figures:
    """Mean and standard deviation of every row, which are counted from 1."""
    return {
        f"{name}{number}_{how}": float(value)
        for number, row in enumerate(rows, start=1)
        for how, value in (("mean", row.mean()), ("std", row.std()))
    }
