"""Regions of a made map: as narrow as what is known allows, they hold as often as they say, and luck gets none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analytics import projection, region, sound
from analytics.live import place, served
from analytics.projection import Projection
from tests.warehouse.homes import tiny
from warehouse.connect import Reader


def made(informed: bool) -> tuple[Projection, np.ndarray]:
    """4,000 tracks of 800 artists, spread evenly; tempo says how far right one is (or nothing), energy how far up."""
    random = np.random.default_rng(3)
    layout = random.uniform(-50, 50, (4_000, 2)).astype(np.float32)
    tempo = 100 + layout[:, 0] + random.normal(0, 4, len(layout))
    X = np.column_stack([tempo if informed else random.permutation(tempo), layout[:, 1]])
    space = sound.fit(X, ("tempo", "energy"))
    points = space.place(X)
    return Projection(space, points, layout, projection.components_of(points)[0]), np.arange(len(layout)) // 5


def test_a_region_is_narrow_where_its_feature_tells_and_holds_as_often_as_it_says() -> None:
    found, artists = made(informed=True)
    about = region.measured(found, artists)
    assert about is not None
    assert about["features"] == ["tempo"]
    assert about["catalogue"] < 0.25  # 80% of a normal error of 4 is 10 wide, of 100, and cells are 5
    assert about["low"] <= region.ASKED <= about["high"]
    assert about["error"] < 0.7 * about["centre"]
    row = found.space.place(np.array([[130.0, np.nan]]))
    (inside,) = region.region(found, row, about)
    side, box = about["side"], about["box"]
    right = box[0] + (np.flatnonzero(inside) % side + 0.5) / side * (box[1] - box[0])
    assert abs(right.mean() - 30) < 4
    fresh = np.random.default_rng(9).uniform(-40, 40, (400, 2))
    seen = np.column_stack([100 + fresh[:, 0] + np.random.default_rng(8).normal(0, 4, 400), np.full(400, np.nan)])
    cells = region.cells(fresh, about)
    holds = region.region(found, found.space.place(seen), about)[np.arange(400), cells].mean()
    assert holds == pytest.approx(region.ASKED, abs=0.08)


def test_what_tells_nothing_gets_no_region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, artists = made(informed=False)
    about = region.measured(found, artists)
    assert about is not None
    assert about["catalogue"] > 0.7
    silent = replace(found, space=replace(found.space, features=("valence", "energy")))
    assert region.measured(silent, artists) is None
    few = replace(found, points=found.points[:200], layout=found.layout[:200])
    assert region.measured(few, artists[:200]) is None
    reader = Reader(tiny(tmp_path))
    for told, words in (
        (None, "no map is there"),
        (found, "how often regions hold was not measured"),
        (replace(found, by_sound=about), "leaves more than half of it open"),
    ):
        monkeypatch.setattr(served, "sound_map", lambda _reader, told=told: told)
        answer = place.region_by_sound(reader, {"tempo": 120.0})
        assert answer.cells == ()
        assert words in answer.words
    assert "Tempo could not be measured" in place.region_by_sound(reader, {"key": 1.0}).words
