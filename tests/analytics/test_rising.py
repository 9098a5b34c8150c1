"""Rising artists: planted ones are found on 3 seeds, nothing in twins without them; changes and intervals by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analytics import rising

ARTISTS, PLANTED, TIMES = 600, 30, 6.0


def counted(seed: int, times: float) -> pd.DataFrame:
    """Overdispersed plays of artists of all sizes in two windows; the first PLANTED grow `times` times."""
    rng = np.random.default_rng(seed)
    size = np.exp(rng.normal(4.5, 1.0, ARTISTS))
    grown = np.where(np.arange(ARTISTS) < PLANTED, times, 1.0)
    before, after = (rng.poisson(size * rng.gamma(12, 1 / 12, ARTISTS) * by) for by in (1.0, grown))
    return pd.DataFrame({"artist_id": [f"a{i:03d}" for i in range(ARTISTS)], "before": before, "after": after}).astype(
        {"before": float, "after": float}
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_risers_are_found_and_nothing_in_the_twin(seed: int) -> None:
    rows = rising.against_peers(rising.of_counts(counted(seed, TIMES)))
    found = set(rows.loc[rising.is_found(rows) & (rows["z"] > 0), "artist_id"])
    planted = {f"a{i:03d}" for i in range(PLANTED)} & set(rows["artist_id"])
    assert len(found & planted) >= 0.8 * len(planted)
    assert len(found & planted) >= 0.6 * len(found), "what is said of false finds"
    twin = rising.against_peers(rising.of_counts(counted(seed, 1.0)))
    assert not rising.is_found(twin).any()


def test_a_common_change_is_nobodys() -> None:
    frame = counted(4, 1.0).assign(after=lambda rows: 3 * rows["after"])
    rows = rising.against_peers(rising.of_counts(frame))
    assert rows["usual"].median() == pytest.approx(math.log(3), abs=0.1)
    assert abs(rows["z"].median()) < 0.2


def test_counts_by_hand() -> None:
    frame = pd.DataFrame({"artist_id": ["a", "b"], "before": [9.5, 3.0], "after": [29.5, 4.0]})
    (row,) = rising.of_counts(frame).itertuples()
    assert row.change == pytest.approx(math.log(3))
    half = 1.96 * math.sqrt(1 / 10 + 1 / 30)
    assert (row.low, row.high) == pytest.approx((math.log(3) - half, math.log(3) + half))
    assert row.size == 39


def test_points_by_hand_and_one_recording_makes_no_riser() -> None:
    frame = pd.DataFrame(
        {"artist_id": ["a", "b"], "before": [40.0, 50.0], "change": [4.0, 1.0], "spread": [2.0, 0.5], "n": [4, 2]}
    )
    (row,) = rising.of_points(frame).itertuples()
    assert (row.low, row.high) == pytest.approx((4 - 3.182446, 4 + 3.182446), abs=1e-5)
    rng = np.random.default_rng(0)
    many = pd.DataFrame(
        {"artist_id": [f"a{i}" for i in range(100)], "size": rng.uniform(1, 90, 100), "change": rng.normal(0, 1, 100)}
    )
    many = many.assign(low=many["change"] - 1, high=many["change"] + 1)
    many.loc[7, ["change", "low", "high"]] = [20.0, -60.0, 100.0]
    assert rising.against_peers(many).set_index("artist_id").loc["a7", "z"] < 1.5


def test_too_few_artists_give_no_judgement() -> None:
    rows = rising.against_peers(rising.of_counts(counted(1, 1.0)).head(10))
    assert rows["z"].isna().all()
    assert not rising.is_found(rows).any()
