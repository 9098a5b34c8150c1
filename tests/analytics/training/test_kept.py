from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics.artefacts import Arrays
from analytics.training.kept import Kept, key_of
from warehouse.home import Home


def part(value: float) -> tuple[Arrays, dict[str, Any]]:
    return {"x": np.array([value, np.nan]), "n": np.arange(3)}, {"trained": 5}


def never() -> tuple[Arrays, dict[str, Any]]:
    raise AssertionError("made again")


def test_a_part_is_made_once(tmp_path: Path) -> None:
    first = Kept(Home(tmp_path), "oof", "k").part("genre-0", lambda: part(0.1))
    again = Kept(Home(tmp_path), "oof", "k").part("genre-0", never)
    assert again[1] == {"trained": 5}
    for name, array in first[0].items():
        np.testing.assert_array_equal(again[0][name], array)
        assert again[0][name].dtype == array.dtype


def test_another_key_does_not_see_it(tmp_path: Path) -> None:
    Kept(Home(tmp_path), "oof", "k").part("genre-0", lambda: part(0.1))
    other = Kept(Home(tmp_path), "oof", "other")
    assert other.names() == []
    assert other.part("genre-0", lambda: part(0.2))[0]["x"][0] == 0.2


@pytest.mark.parametrize("damage", ["genre-0.npz", "genre-0.json"])
def test_a_damaged_part_is_made_again(tmp_path: Path, damage: str) -> None:
    kept = Kept(Home(tmp_path), "oof", "k")
    kept.part("genre-0", lambda: part(0.1))
    (file,) = tmp_path.rglob(damage)
    file.write_bytes(file.read_bytes()[:-9] + b"123456789")
    assert kept.part("genre-0", lambda: part(0.2))[0]["x"][0] == 0.2


def test_what_was_being_made_when_it_stopped_is_not_there(tmp_path: Path) -> None:
    kept = Kept(Home(tmp_path), "oof", "k")
    with pytest.raises(AssertionError):
        kept.part("genre-0", never)
    assert kept.names() == []


def test_cleared_parts_of_every_key_are_gone(tmp_path: Path) -> None:
    for key in ("a", "b"):
        Kept(Home(tmp_path), "oof", key).part("genre-0", lambda: part(0.1))
    Kept(Home(tmp_path), "oof", "a").clear()
    assert Kept(Home(tmp_path), "oof", "b").names() == []


def test_a_key_is_made_of_all_parts() -> None:
    assert key_of(1, {"seed": 0}) == key_of(1, {"seed": 0})
    assert len({key_of(1, {"seed": 0}), key_of(2, {"seed": 0}), key_of(1, {"seed": 1})}) == 3
