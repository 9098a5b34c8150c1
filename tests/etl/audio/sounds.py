"""Sound with known answers: tones, clicks, scales, noise, and files of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from etl.audio.decode import RATE, Sound

Wave = NDArray[np.float32]


def tone(hertz: float = 440.0, seconds: float = 6.0, level: float = 0.3, rate: int = RATE) -> Wave:
    """A sine."""
    return (level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def clicks(beats: float = 120.0, seconds: float = 12.0) -> Wave:
    """A short burst of noise every beat."""
    wave = np.zeros(int(seconds * RATE), dtype=np.float32)
    burst = np.random.default_rng(0).normal(0, 0.3, 600) * np.exp(-np.arange(600) / 120)
    for start in np.arange(0, len(wave) - 600, 60 * RATE / beats).astype(int):
        wave[start : start + 600] += burst.astype(np.float32)
    return wave


def noise(seconds: float = 6.0, level: float = 0.1, seed: int = 0) -> Wave:
    """White noise."""
    return np.random.default_rng(seed).normal(0, level, int(seconds * RATE)).astype(np.float32)


def scale(root: int, steps: tuple[int, ...], third: int) -> Wave:
    """A scale up and down from a MIDI note, with its triad at both ends, every note with three partials."""
    order = [*steps, 12, *reversed(steps)]
    parts = [
        _note(root, 0.4, (0, third, 7)),
        *(_note(root + step, 0.3) for step in order),
        _note(root, 1.0, (0, third, 7)),
    ]
    return np.concatenate(parts).astype(np.float32)


def _note(note: int, seconds: float, chord: tuple[int, ...] = (0,)) -> Wave:
    hertz = [440 * 2 ** ((note + step - 69) / 12) for step in chord]
    wave = sum(tone(h * k, seconds, 0.15 / k / len(chord)) for h in hertz for k in (1, 2, 3))
    return np.asarray(wave * np.hanning(len(wave)) ** 0.25, dtype=np.float32)


def sound(wave: Wave) -> Sound:
    """As if it had been decoded."""
    return Sound(wave, len(wave) / RATE, RATE, 1, "wav", 0.0)


def written(path: Path, wave: Wave, rate: int = RATE, **how: str) -> Path:
    """A file of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, wave, rate, **how)
    return path
