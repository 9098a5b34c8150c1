"""Decoding: formats, and bad input, each a sentence."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from etl.audio.decode import RATE, SECONDS, decode
from tests.etl.audio.sounds import noise, tone, written
from warehouse.errors import BadAudio, EmptyInput, MissingInput

FORMATS = {
    "a.wav": {},
    "a.flac": {},
    "a.ogg": {},
    "a.mp3": {},
    "a.opus": {"format": "OGG", "subtype": "OPUS"},
    "a.aiff": {},
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (24_000, 1)])
def test_formats_rates_and_channels_give_the_same_sound(name: str, rate: int, channels: int, tmp_path: Path) -> None:
    wave = np.repeat(tone(440, 3, rate=rate)[:, None], channels, axis=1)
    heard = decode(written(tmp_path / name, wave, rate, **FORMATS[name]))
    spectrum = np.abs(np.fft.rfft(heard.samples))
    assert np.argmax(spectrum) * RATE / len(heard.samples) == pytest.approx(440, abs=1)
    assert heard.seconds == pytest.approx(3, abs=0.1)
    assert heard.channels == channels
    assert not heard.notes


def message(path: Path) -> str:
    with pytest.raises(BadAudio) as caught:
        decode(path)
    assert caught.value.hint
    return caught.value.message


def test_what_is_no_sound_is_told(tmp_path: Path) -> None:
    text = tmp_path / "text.mp3"
    text.write_text("This is no music.\n" * 100)
    assert message(text) == "text.mp3 cannot be decoded."
    (tmp_path / "empty.wav").touch()
    with pytest.raises(EmptyInput, match=r"empty\.wav is empty"):
        decode(tmp_path / "empty.wav")
    with pytest.raises(MissingInput, match="is not there"):
        decode(tmp_path / "missing.wav")


def test_silence_and_an_instant_are_told(tmp_path: Path) -> None:
    assert "silent throughout" in message(written(tmp_path / "silent.wav", np.zeros(3 * RATE, np.float32)))
    assert "0.00 s of sound, too short" in message(written(tmp_path / "one.wav", np.ones(1, np.float32)))
    assert "silent throughout" in message(written(tmp_path / "constant.wav", np.full(3 * RATE, 0.5, np.float32)))
    cancelled = np.stack([tone(), -tone()], axis=1)
    assert "silent throughout" in message(written(tmp_path / "cancelled.wav", cancelled))


@pytest.mark.parametrize("name", ["half.wav", "half.flac", "half.mp3", "half.ogg"])
def test_truncated_files_are_heard_as_far_as_they_go(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / name, noise(8))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    heard = decode(path)
    assert 2 < len(heard.samples) / RATE < 5
    if heard.seconds > 5:  # the header still tells the whole length
        assert heard.notes[0].startswith("It breaks off: ")


def test_odd_rates_channels_and_samples(tmp_path: Path) -> None:
    assert decode(written(tmp_path / "fast.wav", tone(440, 2, rate=384_000), 384_000)).rate == 384_000
    eight = decode(written(tmp_path / "eight.wav", np.repeat(tone()[:, None], 8, axis=1)))
    assert (eight.channels, round(eight.width, 2)) == (8, 9.03)
    broken = tone()
    broken[1000:2323] = np.nan
    heard = decode(written(tmp_path / "nan.wav", broken, subtype="FLOAT"))
    assert np.isfinite(heard.samples).all()
    assert heard.notes == ("1.0% of the samples are no numbers and count as silence.",)


def test_offset_and_clipping_are_noted(tmp_path: Path) -> None:
    moved = decode(written(tmp_path / "moved.wav", tone() + np.float32(0.2)))
    assert moved.notes == ("A constant offset of +0.20 was taken away.",)
    assert abs(moved.samples.mean()) < 1e-4
    clipped = decode(written(tmp_path / "loud.wav", np.clip(tone(level=3.0), -1, 1)))
    assert "at full scale: it is clipped" in clipped.notes[0]


def test_ten_hours_in_a_small_file_are_bounded(tmp_path: Path) -> None:
    """A decompression bomb: 10 hours of hardly anything are packed into a small fraction of what they unpack to."""
    path, rate = tmp_path / "bomb.flac", 2_000
    wave = np.zeros(10 * 3600 * rate, np.int16)
    wave[:rate] = 20_000 * tone(440, 1, 1.0, rate)
    written(path, wave, rate)
    assert path.stat().st_size < wave.nbytes / 400
    began = time.monotonic()
    heard = decode(path)
    assert time.monotonic() - began < 30
    assert len(heard.samples) == pytest.approx(SECONDS * RATE, rel=0.001)
    assert heard.notes == ("The first 10 of 600 minutes were heard.",)


def test_m4a_without_ffmpeg_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    path = tmp_path / "song.m4a"
    path.write_bytes(b"\0" * 100)
    assert message(path) == "song.m4a: .m4a files need ffmpeg, which is not installed."
