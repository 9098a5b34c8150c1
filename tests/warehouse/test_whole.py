"""A file is there whole or not at all, also when several threads write it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from warehouse import whole


def test_of_several_that_write_at_once_each_ends_and_one_wins_whole(tmp_path: Path) -> None:
    path, texts = tmp_path / "kept.json", [bytes([65 + n]) * 100_000 for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            list(pool.map(whole.write, [path] * 8, texts))
            assert path.read_bytes() in texts
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_leaves_what_was_there_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:2])
        raise OSError(28, "No space left on device")

    path = tmp_path / "kept.json"
    whole.write(path, b"before")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        whole.write(path, b"after")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"before", [path])
