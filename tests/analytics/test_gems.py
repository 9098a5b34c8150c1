"""Gems by hand: cells, percentiles, zeros apart, how sure; what is missing is no error."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics import gems


def rows(n: int = 400, seed: int = 0, **more: object) -> pd.DataFrame:
    """Recordings of one genre and ten years whose popularity is what is expected and a symmetrical error."""
    rng = np.random.default_rng(seed)
    expected = rng.uniform(30, 70, n)
    given = {
        "track_no": np.arange(n),
        "track_id": [f"t{i:03}" for i in range(n)],
        "genre": "pop",
        "years": np.where(np.arange(n) % 2, 2010.0, 2015.0),
        "popularity": np.clip(np.rint(expected + rng.normal(0, 5, n)), 1, 100),
        "expected": expected,
        "zero": 0.0,
        "low": expected - 6.4,
        "high": expected + 6.4,
    }
    return pd.DataFrame({**given, **more})


def test_planted_ones_are_found_and_nothing_without_them() -> None:
    given = rows()
    assert gems.find(given).found == 0
    planted = [f"t{i:03}" for i in range(0, 120, 10)]
    chosen = given["track_id"].isin(planted)
    given.loc[chosen, "popularity"] = np.maximum(1, given.loc[chosen, "expected"] - 29)
    found = gems.find(given)
    assert set(found.rows["track_id"].head(len(planted))) == set(planted)
    assert len(planted) <= found.found <= len(planted) / (1 - gems.FALSE)
    assert (found.rows["gap"] > 0).all()
    assert found.rows["sure"].is_monotonic_decreasing


def test_pure_noise_has_next_to_nothing_beyond_luck() -> None:
    assert sum(gems.find(rows(seed=seed)).found > 0 for seed in range(30)) <= 2


def test_zeros_stand_apart_and_are_ranked_among_nothing() -> None:
    given = rows()
    given.loc[:4, "popularity"] = 0
    found = gems.find(given)
    assert sorted(found.zeros["track_id"]) == [f"t{i:03}" for i in range(5)]
    assert not set(found.zeros["track_id"]) & set(found.rows["track_id"])
    assert found.figures["n"] == 395


def test_what_is_expected_is_told_for_a_track_that_does_not_stand_at_zero() -> None:
    found = gems.find(rows(zero=0.5)).rows
    plain = gems.find(rows(expected=rows()["expected"] * 2)).rows
    pd.testing.assert_frame_equal(found, plain)


def test_a_small_cell_is_compared_with_its_genre_and_a_small_genre_not_at_all() -> None:
    given = rows()
    given.loc[:9, "years"] = 1960.0
    given.loc[10:19, "genre"] = "rare"
    found = gems.find(given)
    cells = found.rows.set_index("track_id")["cell"]
    assert {cells[name] for name in cells.index if name < "t010"} <= {"genre"}
    assert not any("t010" <= name < "t020" for name in cells.index)
    assert found.figures["apart"] == 10
    undated = gems.find(rows(years=np.nan))
    assert set(undated.rows["cell"]) == {"genre"}
    assert undated.figures["dated"] == 0


def test_a_model_that_ranks_at_random_expects_the_middle_of_everything() -> None:
    given = rows(n=2_000)
    given["popularity"] = np.random.default_rng(5).integers(30, 70, 2_000)
    found = gems.find(given)
    assert found.figures["ranks"] < 0.08
    assert found.rows["expected_percentile"].between(45, 55).all()
    assert found.figures["r2"] < 0


def test_the_share_of_false_finds_by_hand() -> None:
    z = np.array([*range(4, 14), 3.0, -3.5, 0.5, -0.5, 0.0])
    # From 4: (4 + 0) / 10; from 3: (4 + 1) / 11; from 0.5: (4 + 2) / 12; a larger z is never less sure.
    assert gems.false_share(z) == pytest.approx([*[0.4] * 10, 5 / 11, 1, 0.5, 1, 1])


def test_no_candidate_is_no_error() -> None:
    found = gems.find(rows().head(0))
    assert (len(found.rows), found.found, len(found.zeros)) == (0, 0, 0)
