"""Every odd sound file there is a line for, scored at once: a sentence or an answer each, in time; nothing is executed."""

from __future__ import annotations

import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest

from etl.audio import folder
from tests.etl.audio.sounds import noise, tone, written
from tests.warehouse.homes import tiny
from warehouse.settings import load
from workflows import scoring

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """File name -> its part of the document of `score`."""
    root = tmp_path_factory.mktemp("odd")
    _write(root / "in")
    settings = load({}, home=tiny(root / "home").path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder, "listeners", ThreadPoolExecutor)
        out = io.StringIO()
        assert scoring.write_scores(settings, [root / "in"], out)  # True: some could not be heard
    return {Path(file["file"]).name: file for file in json.loads(out.getvalue())["files"]}


def _write(root: Path) -> None:
    written(root / "🎸 fast.wav", tone(440, 1.2, rate=384_000), 384_000)
    written(root / "eight.wav", np.repeat(tone(440, 1.2)[:, None], 8, axis=1))
    broken = noise(1.2)
    broken[1000:2323] = np.nan
    written(root / "nan.wav", broken, subtype="FLOAT")
    written(root / "offset.wav", tone(440, 1.2) * 0.5 + np.float32(0.2))
    named = mutagen.File(written(root / "script.flac", noise(1.2, seed=5)))
    named["title"], named["artist"], named["genre"] = SCRIPT, SCRIPT, SCRIPT
    named.save()
    whole = written(root / "half.wav", noise(4))
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    written(root / "silent.wav", np.zeros(66_150, np.float32))
    written(root / "instant.wav", np.ones(1, np.float32))
    (root / "empty.ogg").touch()
    (root / "text.mp3").write_text("no music")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("text.mp3", "text.mp3 cannot be decoded."),
        ("empty.ogg", "empty.ogg is empty."),
        ("instant.wav", "instant.wav has 0.00 s of sound, too short to describe."),
        ("silent.wav", "silent.wav is silent throughout."),
    ],
)
def test_what_cannot_be_heard_is_a_sentence_and_advice(odd: dict[str, dict[str, Any]], name: str, said: str) -> None:
    assert (odd[name]["error"], odd[name]["rows"]) == (said, [])
    assert odd[name]["hint"]


@pytest.mark.parametrize(
    ("name", "remark"),
    [
        ("🎸 fast.wav", "Measured: "),
        ("eight.wav", "Measured: "),
        ("nan.wav", "of the samples are no numbers and count as silence."),
        ("offset.wav", "A constant offset of +0.20 was taken away."),
        ("half.wav", "Measured: "),
        ("script.flac", "Measured: "),
    ],
)
def test_what_can_be_heard_is_answered_with_what_is_odd(odd: dict[str, dict[str, Any]], name: str, remark: str) -> None:
    (row,) = odd[name]["rows"]
    assert any(remark in words for words in odd[name]["remarks"])
    assert np.isfinite(row["features"]["loudness"])
    assert all(np.isfinite(list(piece["figures"].values())).all() for piece in row["segments"])


def test_metadata_is_text(odd: dict[str, dict[str, Any]]) -> None:
    (row,) = odd["script.flac"]["rows"]
    assert (row["title"], row["artists"], row["stated_genres"]) == (SCRIPT, [SCRIPT], [SCRIPT])


def test_three_hundred_files_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "listeners", ThreadPoolExecutor)
    (tmp_path / "in").mkdir()
    for number in range(300):
        (tmp_path / "in" / f"{number:03}.mp3").write_text(f"no music {number}")
    began = time.monotonic()
    files = scoring.score_files(load({}, home=tiny(tmp_path / "home").path), [tmp_path / "in"])["files"]
    assert [(Path(f["file"]).name, f["error"]) for f in files] == [
        (f"{n:03}.mp3", f"{n:03}.mp3 cannot be decoded.") for n in range(300)
    ]
    assert time.monotonic() - began < 60
