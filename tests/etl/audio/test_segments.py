"""Pieces of a sound: where they lie, and that their figures say nothing of the level."""

from __future__ import annotations

import numpy as np
import pytest

from etl.audio.segments import figures_of, segments
from tests.etl.audio.sounds import clicks, noise, sound, tone


def test_pieces_are_equal_and_cover_the_sound() -> None:
    found = segments(sound(noise(17.0)))
    assert [(piece.start, piece.end) for piece in found] == [(0.0, 5.667), (5.667, 11.333), (11.333, 17.0)]
    assert len({tuple(piece.figures) for piece in found}) == 1
    assert all(np.isfinite(list(piece.figures.values())).all() for piece in found)


def test_a_piece_is_what_it_would_be_as_a_file_of_its_own() -> None:
    wave = np.concatenate([noise(5.0), tone(seconds=5.0)])
    assert segments(sound(wave))[1].figures == pytest.approx(figures_of(wave[len(wave) // 2 :]))


def test_silence_is_no_piece() -> None:
    wave = np.concatenate([noise(5.0), np.zeros_like(noise(5.0)), noise(5.0)])
    assert [piece.start for piece in segments(sound(wave))] == [0.0, 10.0]


def test_the_level_changes_no_figure() -> None:
    loud, soft = figures_of(clicks(seconds=5.0)), figures_of(clicks(seconds=5.0) * np.float32(0.05))
    assert soft == pytest.approx(loud, rel=1e-3, abs=1e-3)


def test_figures_tell_clicks_from_a_tone_from_noise() -> None:
    struck, held, hissed = (figures_of(wave) for wave in (clicks(seconds=6.0), tone(), noise()))
    assert struck["percussive_share"] > 0.9 > 0.1 > held["percussive_share"]
    assert struck["pulse"] > 0.8
    assert struck["onset_rate"] == pytest.approx(2.0, abs=0.25)
    assert hissed["flatness_mean"] > 0.3 > 0.01 > held["flatness_mean"]
    assert held["crest"] == pytest.approx(20 * np.log10(np.sqrt(2)), abs=0.01)  # of a sine
