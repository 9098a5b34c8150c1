"""Variants: the interval of a difference by hand, and what is said of real candidates."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.live import score, variants
from analytics.live.candidates import Candidate
from analytics.live.variants import Change, spread_of_difference
from warehouse.connect import Reader


def around(ids: range, values: list[float] | None = None) -> pd.DataFrame:
    return pd.DataFrame({"track_id": [str(i) for i in ids], "x": values or [float(i % 2) for i in ids]})


def test_recordings_that_are_near_both_cancel_out() -> None:
    # 15 zeros and 15 ones in each, and one more of both: variance 32 x 0.25 / 31. Weights of 30 + 30 are 1/30.
    variance = 32 * 0.25 / 31
    assert spread_of_difference(around(range(30)), around(range(30)), "x") == 0.0
    apart = spread_of_difference(around(range(30)), around(range(30, 60)), "x")
    assert apart == pytest.approx(math.sqrt(variance * 60 / 900))
    half = spread_of_difference(around(range(30)), around(range(15, 45)), "x")
    assert half == pytest.approx(math.sqrt(variance * 30 / 900), rel=0.02)
    assert math.isnan(spread_of_difference(around(range(29)), around(range(30)), "x"))


def test_what_is_the_same_everywhere_is_not_taken_for_certain() -> None:
    same = [1.0] * 30
    assert spread_of_difference(around(range(30), same), around(range(30, 60), same), "x") > 0


def test_four_in_five_intervals_hold_the_difference_of_the_means() -> None:
    random = np.random.default_rng(0)
    hits = 0
    for _ in range(400):
        near = around(range(100), list(random.normal(40, 15, 100)))
        far = around(range(50, 150), [*near["x"][50:], *random.normal(40, 15, 50)])
        half = variants.Z_80 * spread_of_difference(near, far, "x")
        hits += abs(far["x"].mean() - near["x"].mean()) <= half
    assert 0.76 <= hits / 400 <= 0.86


def test_a_change_is_clear_when_its_interval_leaves_out_none() -> None:
    assert Change(2.0, 0.5, 3.5).is_clear
    assert Change(-2.0, -3.5, -0.5).is_clear
    assert not Change(2.0, -0.5, 4.5).is_clear
    assert not Change(2.0, math.nan, math.nan).is_clear


DANCE = {"danceability": 0.78, "energy": 0.8, "acousticness": 0.08, "valence": 0.65, "tempo": 124.0, "loudness": -6.0}
DANCE |= {"speechiness": 0.06, "instrumentalness": 0.05, "liveness": 0.15, "duration_ms": 200_000.0}


def test_every_variant_stands_beside_the_first(sample_home: Path) -> None:
    reader = Reader(sample_home)
    base = Candidate("A song", "An album", ("Nobody",), (), DANCE)
    quiet = base.changed(energy=0.2, loudness=-22.0, acousticness=0.8, danceability=0.3, valence=0.2, tempo=80.0)
    far = base.changed(tempo=290.0, loudness=-58.0, liveness=0.99, speechiness=0.95)
    first, second, third = variants.compare(reader, [base, quiet, far])
    assert first.popularity is None
    assert first.confidence is None
    assert first.genre == "dance"
    assert not first.leaves_data
    assert third.leaves_data
    expected = [score.one(reader, c)["popularity"] for c in (base, quiet)]
    assert second.popularity is not None
    assert second.popularity.value == pytest.approx(expected[1] - expected[0])
    assert second.popularity.low < second.popularity.value < second.popularity.high
    assert second.confidence is not None
    assert second.confidence.value < -0.3  # it no longer sounds like dance
    assert second.confidence.high < 0
    assert second.chance == pytest.approx(first.chance + second.confidence.value)
