"""Degrade: the same sound as a worse recording would have it, so that models can be taught and tested on it.

Samples in, samples out, both float32 of one channel at RATE; whoever wants chance hands in the generator, so the same seed
is the same noise. Nothing here is measured, and nothing here is what a model is told.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import soundfile
import soxr
from numpy.random import Generator
from numpy.typing import NDArray

from etl.audio.decode import RATE, Samples

#: What a compressed file is made from: stereo at the rate of a CD, as music is sold.
MP3_RATE, MP3_MOST, MP3_LEAST = 44_100, 320, 32
VOICES, SPEECH = 12, (200.0, 4_000.0)
"""How many talk in a crowd, and the band of speech in Hz (ITU-T G.712 keeps 300 to 3,400)."""
_SYLLABLE = (0.08, 0.30)
_ORDER = 8


@dataclass(frozen=True)
class Condition:
    """One way to be worse. family: what kind ; make: (samples, generator, other sounds) -> samples."""

    name: str
    family: str
    make: Callable[[Samples, Generator, Sequence[Samples]], Samples]


def noisy(samples: Samples, noise: Samples, decibels: float) -> Samples:
    """The sound with noise under it: its power is `decibels` above that of the noise (signal to noise, over the whole).

    Brought back within full scale where the sum passes it, as a recording engineer would.
    """
    power, against = (float(np.mean(np.square(one, dtype=np.float64))) for one in (samples, noise))
    mixed = samples + noise * np.float32(np.sqrt(power / max(against, 1e-20) / 10 ** (decibels / 10)))
    return _f32(mixed / max(1.0, float(np.abs(mixed).max())))


def white(length: int, generator: Generator) -> Samples:
    """As much power in every Hz."""
    return _f32(generator.standard_normal(length))


def pink(length: int, generator: Generator) -> Samples:
    """As much power in every octave: white noise divided by the root of the frequency, from 20 Hz."""
    spectrum = np.fft.rfft(generator.standard_normal(length))
    return _f32(np.fft.irfft(spectrum / np.sqrt(np.maximum(_hertz(length), 20.0)), length))


def crowd(length: int, generator: Generator, others: Sequence[Samples]) -> Samples:
    """Babble: VOICES streams of syllables of 80 to 300 ms, cut anywhere from other sounds, faded, every second one or so left
    out, kept to the band of speech and added. It has the rhythm and the band of a crowd and no words; it is not recorded speech.
    """
    voices = sum(_voice(length, generator, others) for _ in range(VOICES))
    low, high = SPEECH
    hertz = _hertz(length)
    kept = _falling(hertz, high) * np.sqrt(1 - _falling(hertz, low) ** 2)
    return _f32(np.fft.irfft(np.fft.rfft(voices) * kept, length))


def _voice(length: int, generator: Generator, others: Sequence[Samples]) -> NDArray[np.float64]:
    found, place = np.zeros(length), 0
    while place < length:
        size = int(generator.uniform(*_SYLLABLE) * RATE)
        source = others[int(generator.integers(len(others)))]
        start = int(generator.integers(max(1, len(source) - size)))
        syllable = source[start : start + size][: length - place].astype(np.float64)
        loud = float(np.sqrt(np.mean(syllable**2))) if len(syllable) else 0.0
        if loud > 0 and generator.random() < 0.6:
            found[place : place + len(syllable)] = syllable / loud * np.hanning(len(syllable))
        place += size
    return found


def low_pass(samples: Samples, hertz: float) -> Samples:
    """What is above `hertz` fades as behind a Butterworth filter of order 8, without its delay."""
    return _f32(np.fft.irfft(np.fft.rfft(samples) * _falling(_hertz(len(samples)), hertz), len(samples)))


def resampled(samples: Samples, rate: int) -> Samples:
    """Through another rate and back."""
    there = soxr.resample(samples, RATE, rate)
    return _fitted(_f32(soxr.resample(there, rate, RATE)), len(samples))


def mp3(samples: Samples, kilobits: int) -> Samples:
    """Through an MP3 file of constant rate (stereo, 44.1 kHz, by libsndfile's LAME). `kilobits` a second, 32 to 320."""
    wide = soxr.resample(samples, RATE, MP3_RATE)
    file = io.BytesIO()
    # libsndfile refuses a level of 1 and rounds to the nearest rate there is.
    level = min(0.999, (MP3_MOST - kilobits) / (MP3_MOST - MP3_LEAST))
    soundfile.write(
        file, np.column_stack([wide, wide]), MP3_RATE, format="MP3", subtype="MPEG_LAYER_III",
        bitrate_mode="CONSTANT", compression_level=level,
    )  # fmt: skip
    file.seek(0)
    back, rate = soundfile.read(file, dtype="float32", always_2d=True)
    return _fitted(_f32(soxr.resample(back.mean(axis=1), rate, RATE)), len(samples))


def louder(samples: Samples, decibels: float) -> Samples:
    """Another level; what passes full scale is cut off there, as in a file of whole numbers."""
    return _f32(np.clip(samples * 10 ** (decibels / 20), -1.0, 1.0))


def clipped(samples: Samples, decibels: float) -> Samples:
    """Cut off `decibels` below its peak, then brought back to the level of that peak."""
    peak = float(np.abs(samples).max())
    most = peak * 10 ** (-decibels / 20)
    return _f32(np.clip(samples, -most, most) * (peak / most if most else 1.0))


def folded(samples: Samples, milliseconds: float = 1.0) -> Samples:
    """One channel of two that were recorded apart: the sound and the same a little later, half each (a comb filter)."""
    later = int(RATE * milliseconds / 1000)
    return _f32((samples + np.concatenate([np.zeros(later, np.float32), samples[: len(samples) - later]])) / 2)


def excerpt(samples: Samples, seconds: float, generator: Generator) -> Samples:
    """`seconds` from anywhere in it; all of a shorter sound."""
    size = int(seconds * RATE)
    start = int(generator.integers(max(1, len(samples) - size + 1)))
    return samples[start : start + size]


def _noise(kind: str, decibels: int) -> Condition:
    def make(samples: Samples, generator: Generator, others: Sequence[Samples]) -> Samples:
        if kind == "crowd":
            return noisy(samples, crowd(len(samples), generator, others or [samples]), decibels)
        return noisy(samples, {"white": white, "pink": pink}[kind](len(samples), generator), decibels)

    return Condition(f"{kind} noise {decibels} dB", kind, make)


def _plain(name: str, family: str, change: Callable[[Samples], Samples]) -> Condition:
    return Condition(name, family, lambda samples, _generator, _others: change(samples))


CONDITIONS: tuple[Condition, ...] = (
    *(_noise(kind, decibels) for kind in ("white", "pink", "crowd") for decibels in (30, 20, 10, 0)),
    *(_plain(f"mp3 {rate} kbit", "mp3", partial(mp3, kilobits=rate)) for rate in (128, 64, 32)),
    *(_plain(f"low-pass {rate // 1000} kHz", "low-pass", partial(low_pass, hertz=rate)) for rate in (8000, 4000)),
    _plain("clipped 12 dB", "clipping", partial(clipped, decibels=12)),
    *(_plain(f"gain {change:+d} dB", "gain", partial(louder, decibels=change)) for change in (-20, -10, 10)),
    _plain("folded to mono", "mono", folded),
    *(
        _plain(f"resampled {rate // 1000} kHz", "resampling", partial(resampled, rate=rate))
        for rate in (44100, 16000, 11025)
    ),
    Condition("5 s excerpt", "excerpt", lambda samples, generator, _others: excerpt(samples, 5.0, generator)),
)


def _falling(hertz: NDArray[np.float64], corner: float) -> NDArray[np.float64]:
    return np.asarray(1 / np.sqrt(1 + (hertz / corner) ** (2 * _ORDER)))


def _hertz(length: int) -> NDArray[np.float64]:
    return np.asarray(np.fft.rfftfreq(length, 1 / RATE), dtype=np.float64)


def _fitted(samples: Samples, length: int) -> Samples:
    """As long as it was: coders add a little at both ends."""
    return np.pad(samples[:length], (0, max(0, length - len(samples))))


def _f32(samples: NDArray[np.floating]) -> Samples:
    return np.asarray(samples, dtype=np.float32)
