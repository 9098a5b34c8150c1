"""Words of sound: every measure has two, and they differ."""

from __future__ import annotations

from pathlib import Path

from warehouse import sound_words
from warehouse.home import Home
from warehouse.queries.genre_work import measures


def test_every_measure_has_a_word_for_much_and_one_for_little(tmp_path: Path) -> None:
    words = sound_words.load(Home(tmp_path))
    pairs = [words[f.name] for f in measures()]
    assert not any(high.startswith("high ") for high, _ in pairs)
    assert len({word for pair in pairs for word in pair}) == 2 * len(pairs)
