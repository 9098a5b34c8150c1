"""Worse recordings of a folder: described once, gone on with where it was stopped, babble cut from others, bad files left out."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analytics.progress import Cancelled
from etl.audio import degrade, folder, worsen
from tests.etl.audio.sounds import noise, tone, written

NAMES = ("white noise 0 dB", "crowd noise 10 dB")


@pytest.fixture
def sounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.setattr(folder, "listeners", ThreadPoolExecutor)
    monkeypatch.setattr(degrade, "CONDITIONS", [c for c in degrade.CONDITIONS if c.name in NAMES])
    bad = tmp_path / "c.mp3"
    bad.write_text("no music")
    return [written(tmp_path / "a.wav", tone(220, 1)), written(tmp_path / "b.wav", noise(1)), bad]


def test_each_condition_of_a_content_is_described_once(sounds: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    kept = sounds[0].parent / "kept"
    one, other, bad = worsen.worsen_all(sounds, kept, 1, True)
    assert bad == {}
    assert set(one) == set(other) == {worsen.CLEAN, *NAMES}
    assert one[worsen.CLEAN] != one[NAMES[0]]
    described: list[int] = []
    from etl.audio import segments

    real = segments.figures_of
    monkeypatch.setattr(segments, "figures_of", lambda wave: described.append(len(wave)) or real(wave))
    assert list(worsen.worsen_all(sounds, kept, 1, True)) == [one, other, {}]
    assert not described
    # Beside other neighbours the babble is another, and nothing else is described again.
    again = list(worsen.worsen_all([*sounds, written(sounds[0].parent / "d.wav", tone(500, 1))], kept, 1, True))
    assert len(described) == 2 + 3
    assert again[0][NAMES[1]] != one[NAMES[1]]
    assert again[0][NAMES[0]] == one[NAMES[0]]


def test_work_that_was_stopped_is_gone_on_with(sounds: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    kept = sounds[0].parent / "kept"

    def stop(_step: str, done: int, _total: int) -> None:
        if done == len(sounds):
            raise Cancelled

    with pytest.raises(Cancelled):
        list(worsen.worsen_all(sounds, kept, 1, True, stop))
    assert [path.name for path in kept.iterdir() if path.name.startswith(".")] == []
    (first, *_) = kept.glob("*.json")
    assert set(json.loads(first.read_text(encoding="utf-8"))) >= {worsen.CLEAN, NAMES[0]}
    halt = kept / "halt"
    halt.touch()
    fresh = written(kept.parent / "e.wav", tone(300, 1))
    assert worsen.worsened(fresh, sounds[:1], kept, True, halt) == {}
