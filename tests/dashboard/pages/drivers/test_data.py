from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from dashboard.pages.drivers import data
from dashboard.pages.drivers.data import Facts, State
from warehouse.connect import Snapshot
from warehouse.errors import FilterError

ABOUT = Snapshot(3, dt.datetime(2026, 11, 22, 9), dt.date(2022, 10, 1), False, False, "0.1.0")
SCOPES = pd.DataFrame({"task": ["genre", "genre"], "scope": ["all", "dance"], "n": [100, 60]})
GENRES = pd.DataFrame({"vocabulary": ["v"], "genre": ["dance"], "family": ["House"], "tracks": [60]})


def facts(**cards: dict) -> Facts:
    return Facts(ABOUT, pd.DataFrame([{"file": "a.csv", "rows_read": 9}]), SCOPES, GENRES, "v", {"genre": "g2"}, cards)


def test_the_address_is_the_state() -> None:
    assert data.read(facts(), {}) == State("genre", "all")  # what was explained comes first
    assert data.read(facts(), {"scope": "dance", "feature": "energy"}) == State("genre", "dance", "energy")
    assert data.read(facts(), {"task": "popularity", "scope": "x"}).scope == "x"  # nothing explained: the page says so
    with pytest.raises(FilterError, match="jazz"):
        data.read(facts(), {"scope": "jazz"})
    with pytest.raises(FilterError, match="taste"):
        data.read(facts(), {"task": "taste"})


def test_a_newer_model_makes_the_explanation_old() -> None:
    assert facts(drivers={"explains": {"genre": "g1"}}).is_stale("genre")
    assert not facts(drivers={"explains": {"genre": "g2"}}).is_stale("genre")
    assert not facts().is_stale("genre")


def test_groups_of_features_get_letters() -> None:
    frame = pd.DataFrame(
        {"feature": ["energy", "tempo", "loudness", "artist's other tracks"], "feature_group": [4, 2, 4, 9]}
    )
    ranked = data.ranked(frame)
    assert list(ranked["label"]) == ["Energy · A", "Tempo", "Loudness · A", "Artist's other tracks"]
    assert data.kin(ranked) == {"A": ["Energy", "Loudness"]}


def test_bins_hold_every_track_and_few_have_no_mean() -> None:
    points = pd.DataFrame({"value": np.linspace(0, 1, 101), "contribution": np.linspace(-1, 1, 101)})
    bins = data.binned(points, "energy")
    assert len(bins) == data.BINS
    assert bins["n"].sum() == 101
    assert bins["mean"].is_monotonic_increasing
    few = data.binned(points.iloc[:30], "energy")
    assert few["n"].tolist() == [10, 10, 10]
    assert data.binned(points.iloc[:20], "energy")["mean"].isna().all()
    assert data.binned(points.assign(value=np.nan), "energy").empty


def test_a_code_has_a_bin_a_value() -> None:
    points = pd.DataFrame({"value": [0.0, 1.0] * 10, "contribution": [0.0, 1.0] * 10})
    assert data.binned(points, "mode")[["low", "high", "mean", "n"]].values.tolist() == [
        [-0.5, 0.5, 0.0, 10],
        [0.5, 1.5, 1.0, 10],
    ]


def test_dots_are_tinted_by_the_rank_of_the_partner() -> None:
    points = pd.DataFrame({"track_id": ["a", "b", "c"], "value": [1.0, 2.0, np.nan], "contribution": [0.1, 0.2, 0.3]})
    other = pd.DataFrame({"track_id": ["a", "b", "c"], "value": [9.0, 3.0, 1.0]})
    drawn = data.dots(points, other)
    assert list(drawn["track_id"]) == ["a", "b"]
    assert list(drawn["shade"]) == [1.0, pytest.approx(2 / 3)]
    assert len(data.dots(pd.concat([points] * 1000), most=100)) <= 100


def test_the_partner_is_the_strongest_feature() -> None:
    pairs = pd.DataFrame(
        {
            "feature": ["genre", "energy", "tempo"],
            "other": ["energy", "loudness", "energy"],
            "strength": [3.0, 2.0, 1.0],
        }
    )
    assert data.partner_of(pairs, "energy") == "loudness"
    assert data.partner_of(pairs, "tempo") == "energy"
    assert data.partner_of(pairs, "valence") == ""


def test_every_feature_of_the_swarm_has_the_same_tracks() -> None:
    points = pd.DataFrame(
        {"feature": np.repeat(["energy", "tempo"], 1000), "track_id": [f"t{i}" for i in range(1000)] * 2}
    )
    drawn = data.swarm(points, ["energy", "tempo"])
    energy, tempo = (set(drawn.loc[drawn["feature"] == name, "track_id"]) for name in ("energy", "tempo"))
    assert energy == tempo
    assert drawn["track_id"].nunique() <= data.SWARM_DOTS


def test_the_honest_figure_is_that_of_new_artists() -> None:
    rows = [
        {"candidate": "repertoire", "protocol": protocol, "metric": metric, "value": value}
        for protocol, metric, value in (("R", "top1", 0.9), ("T", "top1", 0.8), ("A", "top1", 0.4), ("A", "top5", 0.7))
    ]
    found = data.honest(facts(genre={"metrics": [*rows, {**rows[2], "candidate": "majority", "value": 0.1}]}), "genre")
    assert found is not None
    assert found["value"] == 0.4
    assert data.honest(facts(), "genre") is None
