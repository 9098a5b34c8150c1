"""Descriptors of sound with known answers, and against what librosa's own recipe gives."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from etl.audio import descriptors
from etl.audio.compiled import librosa
from etl.audio.decode import RATE, decode
from etl.audio.descriptors import describe, features, key_of, loudness
from etl.audio.frames import frames
from tests.etl.audio.sounds import clicks, noise, scale, sound, tone, written
from warehouse.features import FROM_SOUND

MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)


@pytest.mark.parametrize("beats", [90, 120])
def test_clicks_have_their_tempo(beats: float) -> None:
    assert features(sound(clicks(beats)))["tempo"] == pytest.approx(beats, rel=0.03)


@pytest.mark.parametrize(
    ("root", "steps", "third", "expected"),
    [(69, MAJOR, 4, (9, 1)), (69, MINOR, 3, (9, 0)), (60, MAJOR, 4, (0, 1)), (66, MINOR, 3, (6, 0))],
)
def test_a_scale_has_its_key(root: int, steps: tuple[int, ...], third: int, expected: tuple[int, int]) -> None:
    assert key_of(scale(root, steps, third)) == expected


def test_a_tone_of_minus_23_lufs() -> None:
    # BS.1770: a sine of 997 Hz at full scale in one channel is -3.01 LUFS.
    level = 10 ** ((-23 + 3.01) / 20)
    assert loudness(tone(997, 10, level)) == pytest.approx(-23.0, abs=0.1)


def test_both_channels_count_for_loudness(tmp_path: Path) -> None:
    one, other = noise(8, 0.1, 1), noise(8, 0.1, 2)
    same = decode(written(tmp_path / "same.wav", np.stack([one, one], axis=1)))
    apart = decode(written(tmp_path / "apart.wav", np.stack([one, other], axis=1)))
    alone = decode(written(tmp_path / "alone.wav", one))
    level = {name: features(heard)["loudness"] for name, heard in (("same", same), ("apart", apart), ("alone", alone))}
    assert level["same"] - level["alone"] == pytest.approx(3.01, abs=0.05)
    assert level["apart"] - level["alone"] == pytest.approx(3.01, abs=0.15)  # two powers, though their mean is weaker


def test_loudness_of_an_instant_is_not_known() -> None:
    assert loudness(tone(seconds=0.2)) is None


def test_the_halves_are_librosas() -> None:
    wave = clicks(seconds=3) + tone(seconds=3)
    harmonic, percussive = librosa.effects.hpss(wave)
    found = frames(wave)
    assert np.abs(found.harmonic - harmonic).max() < 1e-5
    assert np.abs(found.percussive - percussive).max() < 1e-5


def test_the_columns_are_those_of_the_plain_recipe() -> None:
    wave = scale(60, MAJOR, 4)[: 3 * RATE] + clicks(seconds=3)
    found = describe(sound(wave))
    assert len(found) == 57
    plain = {
        "chroma_stft": librosa.feature.chroma_stft(y=wave, sr=RATE),
        "spectral_bandwidth": librosa.feature.spectral_bandwidth(y=wave, sr=RATE),
        "rolloff": librosa.feature.spectral_rolloff(y=wave, sr=RATE),
        "mfcc7": librosa.feature.mfcc(y=wave, sr=RATE, n_mfcc=20)[6],
        "perceptr": librosa.effects.percussive(wave),
    }
    for name, rows in plain.items():
        assert found[f"{name}_mean"] == pytest.approx(float(rows.mean()), rel=1e-3, abs=1e-5)
        assert found[f"{name}_var"] == pytest.approx(float(rows.var()), rel=1e-3, abs=1e-7)


def test_a_tones_centre_is_its_pitch() -> None:
    assert describe(sound(tone(1000)))["spectral_centroid_mean"] == pytest.approx(1000, rel=0.02)


def test_long_sound_is_described_by_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    wave = sound(np.tile(clicks(seconds=4) + tone(seconds=4), 3))
    whole = describe(wave)
    monkeypatch.setattr(descriptors, "STRETCH", 4.0)
    parts = describe(wave)
    assert len(descriptors.stretches(wave.samples)) == 3
    for name in ("tempo", "spectral_centroid_mean", "mfcc2_mean", "chroma_stft_mean", "rms_mean"):
        assert parts[name] == pytest.approx(whole[name], rel=0.05), name


def test_what_sound_does_not_tell_is_left_out() -> None:
    found = features(sound(noise(3)))
    assert set(found) == {"duration_ms", "tempo", "key", "mode", "loudness"} == set(FROM_SOUND)
    assert found["duration_ms"] == 3000
    assert math.isfinite(found["loudness"])
