"""What a page draws of a sound: its outline and its bands, small whatever the length, and where they must be."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from etl.audio import Picture
from etl.audio.folder import hear
from etl.audio.picture import BANDS, COLUMNS, PAIRS, picture
from tests.etl.audio.sounds import noise, sound, tone, written


def levels(drawn: Picture) -> NDArray[np.uint8]:
    return np.frombuffer(base64.b64decode(drawn.levels), np.uint8).reshape(-1, BANDS)


def test_the_outline_holds_every_extreme() -> None:
    wave = tone(440, 12, 0.2)
    wave[100_000], wave[200_000] = 0.9, -0.8
    drawn = picture(sound(wave))
    assert drawn.seconds == 12
    assert (len(drawn.low), len(drawn.high)) == (PAIRS, PAIRS)
    assert drawn.high[100_000 * PAIRS // len(wave)] == pytest.approx(0.9)
    assert min(range(PAIRS), key=lambda at: drawn.low[at]) == 200_000 * PAIRS // len(wave)
    assert np.median(drawn.high) == pytest.approx(0.2, abs=0.002)


def test_a_tone_is_loudest_in_its_band_and_when_it_sounds() -> None:
    wave = np.concatenate([tone(440, 5, 0.3), tone(3_000, 5, 0.003)])
    drawn = picture(sound(wave))
    cells = levels(drawn)
    assert len(cells) == COLUMNS
    assert drawn.hertz[int(cells[50].argmax())] == pytest.approx(440, rel=0.08)
    assert drawn.hertz[int(cells[350].argmax())] == pytest.approx(3_000, rel=0.08)
    # 40 dB quieter is 127 steps of 255 over 80 dB; bands differ in width, hence the tolerance.
    assert int(cells[50].max()) - int(cells[350].max()) == pytest.approx(127, abs=20)
    assert cells.max() == 255


def test_a_short_sound_has_fewer_columns_and_is_kept_with_its_answer(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", noise(1.5))
    (tmp_path / "kept").mkdir()
    first = hear(path, tmp_path / "kept", picture=True)
    assert first.picture is not None
    assert len(levels(first.picture)) == 1 + int(1.5 * 22_050) // 512
    again = hear(path, tmp_path / "kept", picture=True)
    assert again.picture is not None
    assert again.picture == first.picture
    assert hear(path, tmp_path / "kept").picture is None
