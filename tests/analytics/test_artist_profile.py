"""An artist against hits, its drift, its neighbours and its next single: planted differences are found, twins have none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics import artist_profile

FEATURES = ("energy", "valence", "tempo")


def hits(rng: np.random.Generator, count: int = 80) -> pd.DataFrame:
    frame = pd.DataFrame({name: rng.normal(0.5, 0.1, count) for name in FEATURES})
    return frame.assign(popularity=np.linspace(95, 71, count))


def own(rng: np.random.Generator, shift: float = 0.0, slope: float = 0.0, count: int = 30) -> pd.DataFrame:
    """Three tracks on each of ten dates, a year apart."""
    years = np.repeat(np.arange(count // 3), 3)
    frame = pd.DataFrame({name: rng.normal(0.5, 0.1, count) for name in FEATURES})
    frame["energy"] += shift + slope * years
    dates = [pd.Timestamp(2010 + year, 3, 1) for year in years.tolist()]
    return frame.assign(
        track_id=[f"t{i:02d}" for i in range(count)], title="Song", release_date=dates, popularity=np.arange(40.0, 40 + count),
        expected=60.0, low=50.0, high=70.0, plays=1.0,
    )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_planted_difference_and_drift_are_found_and_not_in_the_twin(seed: int) -> None:
    rng = np.random.default_rng(seed)
    others = hits(rng)
    moved = artist_profile.differences(own(rng, shift=0.12), others, FEATURES)
    assert moved.set_index("feature")["differs"].to_dict() == {"energy": True, "valence": False, "tempo": False}
    drifting = artist_profile.drift(own(rng, slope=0.05), FEATURES).set_index("feature")
    assert drifting["drifts"].to_dict() == {"energy": True, "valence": False, "tempo": False}
    assert drifting.loc["energy", "low"] < 0.05 < drifting.loc["energy", "high"]
    still = own(rng)
    assert not artist_profile.differences(still, others, FEATURES)["differs"].any()
    assert not artist_profile.drift(still, FEATURES)["drifts"].any()


def test_the_interval_is_welchs() -> None:
    rng = np.random.default_rng(7)
    mine, others = own(rng), hits(rng)
    row = artist_profile.differences(mine, others, FEATURES).iloc[0]
    a, b = mine["energy"], others["energy"]
    error = np.sqrt(a.var() / len(a) + b.var() / len(b))
    freedom = error**4 / ((a.var() / len(a)) ** 2 / (len(a) - 1) + (b.var() / len(b)) ** 2 / (len(b) - 1))
    half = stats.t.ppf(0.975, freedom) * error
    assert (row["low"], row["high"]) == pytest.approx((a.mean() - b.mean() - half, a.mean() - b.mean() + half))
    assert (row["n"], row["hits_n"]) == (30, 80)


def test_hits_are_those_above_the_threshold_or_the_upper_tenth() -> None:
    genre = pd.DataFrame({"popularity": np.arange(400, 0, -1) / 4.0})
    found, least = artist_profile.hits_of(genre, 70)
    assert (len(found), least) == (121, 70)
    found, least = artist_profile.hits_of(genre, 99)
    assert (len(found), least) == (40, genre["popularity"].iloc[39])
    assert artist_profile.hits_of(genre.head(20), 70)[0].empty


def test_the_nearest_artist_is_the_nearest_and_says_why() -> None:
    centres = pd.DataFrame(
        {"artist_id": ["a", "b", "c"], "name": ["A", "B", "C"], "genres": None, "n": 5, "popularity": 50.0,
         "energy": [0.9, 0.88, 0.5], "valence": [0.5, 0.55, 0.5], "tempo": [0.5, 0.5, 0.1]}
    )  # fmt: skip
    scale = dict.fromkeys(FEATURES, (0.5, 0.1))
    near = artist_profile.nearest(centres, "a", scale, 5)
    assert near["artist_id"].tolist() == ["b", "c"]
    assert near["distance"].iloc[0] == pytest.approx(np.sqrt((0.2**2 + 0.5**2) / 3))
    assert near["shares"].tolist() == [[("energy", True)], []]
    assert artist_profile.nearest(centres, "z", scale, 5).empty


def test_the_next_single_is_low_now_expected_higher_and_near_the_hits() -> None:
    rng = np.random.default_rng(5)
    mine, others = own(rng, count=6), hits(rng)
    mine["popularity"] = [80.0, 70.0, 60.0, 20.0, np.nan, 0.0]
    mine["expected"] = [80.0, 70.0, 60.0, 25.0, 55.0, 90.0]
    mine.loc[4, list(FEATURES)] = 0.5
    found = artist_profile.next_single(mine, others, FEATURES)
    assert found["track_id"].tolist() == ["t04", "t03"], "popularity 0 is what is not available"
    assert found["gap"].tolist() == [55.0, 5.0]
    assert found["fit"].iloc[0] > 0.95
    assert artist_profile.next_single(mine.assign(expected=np.nan), others, FEATURES).empty


def test_one_recording_without_dates_is_no_error() -> None:
    rng = np.random.default_rng(5)
    one = own(rng, count=3).head(1).assign(release_date=pd.NaT)
    assert artist_profile.differences(one, hits(rng), FEATURES).empty
    assert artist_profile.drift(one, FEATURES)["drifts"].sum() == 0
