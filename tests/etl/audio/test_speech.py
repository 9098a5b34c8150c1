"""Speech is told by its pauses and syllables, whatever the level; steady and beating sound is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from etl.audio.decode import RATE, decode
from etl.audio.folder import hear
from etl.audio.speech import NOTE, speech
from tests.etl.audio.sounds import Wave, clicks, noise, scale, tone, written
from tests.etl.audio.test_descriptors_published import CLIPS, DATA

PAUSE, SYLLABLE, GAP = 0.25, 0.12, 0.13


def words(seconds: int = 12, level: float = 0.3) -> Wave:
    """A voice of many partials: four syllables a second with gaps between them, then a pause."""
    length = seconds * RATE
    voice = sum(tone(120 * partial, seconds, level / partial) for partial in range(1, 40))
    time = np.arange(length) / RATE
    beat = SYLLABLE + GAP
    open_ = (time % beat < SYLLABLE) & (time % (4 * beat + PAUSE) < 4 * beat)
    soft = np.convolve(open_, np.hanning(600) / np.hanning(600).sum(), mode="same")
    return np.asarray(voice * soft, dtype=np.float32)


def test_words_are_like_speech_at_any_level() -> None:
    told, quiet = speech(words()), speech(words() / np.float32(100))
    assert told is not None
    assert quiet is not None
    assert told.likely
    assert told.pauses == pytest.approx(1 - 4 * SYLLABLE / (4 * (SYLLABLE + GAP) + PAUSE), abs=0.1)
    assert (quiet.pauses, quiet.syllables) == pytest.approx((told.pauses, told.syllables), rel=0.01)


@pytest.mark.parametrize("wave", [tone(), noise(), scale(57, (2, 4, 5, 7, 9, 11), 4), clicks(96)])
def test_tones_noise_scales_and_beats_are_not(wave: Wave) -> None:
    told = speech(wave)
    assert told is not None
    assert not told.likely


def test_a_file_of_words_says_so(tmp_path: Path) -> None:
    assert NOTE in hear(written(tmp_path / "words.wav", words(6))).notes
    assert hear(written(tmp_path / "scale.wav", scale(57, (2, 4, 5, 7, 9, 11), 4))).notes == ()


def test_too_little_is_not_told() -> None:
    assert speech(words()[: 2 * RATE]) is None


@pytest.mark.skipif(not (DATA / "clips").is_dir(), reason="REPERTOIRE_TEST_DATA holds no gtzan/clips")
def test_music_is_not_taken_for_speech() -> None:
    told = [speech(decode(DATA / "clips" / f"{name}.wav").samples) for name in CLIPS]
    assert [one.likely for one in told if one] == [False] * len(CLIPS)
