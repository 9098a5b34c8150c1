"""Speech or music: what tells them apart in the loudness of a sound alone, and a rule that says "like speech" seldom of music.

Speech falls silent between words and pulses with its syllables, some four a second, in all bands at once (Scheirer and Slaney
1997, "low-energy frames" and "4 Hz modulation energy"; Saunders 1996). Zero crossings, the third of their measures, added nothing
on the sound that the bounds were set on. How often the rule is wrong: docs/decisions/0034-hearing-files.md, benchmarks/speech.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.audio.compiled import librosa
from etl.audio.decode import RATE, Samples
from etl.audio.descriptors import stretches
from etl.audio.frames import Grid

#: Bounds from which a sound is like speech, both. No clip of GTZAN's 50 reaches both.
LEAST_PAUSES, LEAST_SYLLABLES = 0.25, 0.112
#: More pauses than speech ever had (0.45 of 298 pieces): single beats in silence.
MOST_PAUSES = 0.6
#: Shorter sound holds too few syllables to be told.
LEAST_SECONDS = 3.0
NOTE = "It pauses and pulses as speech does: it may be talk, not music, and what is measured is meant for music."
_FRAME, _HOP, _BANDS = 512, 256, 40
_SYLLABLES = (2.5, 6.0)  # Hz


@dataclass(frozen=True)
class Speech:
    """pauses: share of frames of 23 ms below half of the mean level of their second ; syllables: power of the 2.5 to 6 Hz
    modulation of a band's amplitude, against its mean, mean of 40 mel bands and of stretches of 2 s.
    """

    pauses: float
    syllables: float

    @property
    def likely(self) -> bool:
        """Whether both are within their bounds."""
        return LEAST_PAUSES < self.pauses < MOST_PAUSES and self.syllables > LEAST_SYLLABLES


def speech(samples: Samples) -> Speech | None:
    """The measures of one channel at RATE, whatever its level; None for less than LEAST_SECONDS of it."""
    if len(samples) < LEAST_SECONDS * RATE:
        return None
    parts = stretches(samples)
    syllables = np.concatenate([_syllables(part) for part in parts])
    return Speech(float(np.concatenate([_pauses(part) for part in parts]).mean()), float(syllables.mean()))


def _pauses(samples: Samples) -> Grid:
    """The share of quiet frames in each whole second."""
    second = RATE // _FRAME
    count = len(samples) // (second * _FRAME)
    frames = samples[: count * second * _FRAME].astype(np.float64).reshape(count, second, _FRAME)
    level = np.sqrt((frames**2).mean(axis=2))
    return np.asarray((level < level.mean(axis=1, keepdims=True) / 2).mean(axis=1))


def _syllables(samples: Samples) -> Grid:
    """The power of the modulation in each stretch of 2 s, every second."""
    mel = librosa.feature.melspectrogram(y=samples, sr=RATE, n_fft=2 * _FRAME, hop_length=_HOP, n_mels=_BANDS)
    size = np.sqrt(mel)
    size = size / np.maximum(size.mean(axis=1, keepdims=True), 1e-9)
    length = 2 * RATE // _HOP
    pieces = np.lib.stride_tricks.sliding_window_view(size, length, axis=1)[:, :: length // 2]
    moving = (pieces - pieces.mean(axis=2, keepdims=True)) * np.hanning(length)
    power = np.abs(np.fft.rfft(moving, axis=2)) ** 2
    hertz = np.fft.rfftfreq(length, _HOP / RATE)
    slowest, fastest = _SYLLABLES
    kept = (hertz >= slowest) & (hertz <= fastest)
    return np.asarray(power[:, :, kept].sum(axis=2).mean(axis=0) / length**2)
