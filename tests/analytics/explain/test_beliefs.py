"""Beliefs on planted data: an effect, none, the opposite, and data that cannot tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.explain import beliefs
from analytics.explain.beliefs import DOES_NOT, HOLDS, UNTOLD, WITHIN, Belief, Material
from warehouse import features
from warehouse.errors import SettingError
from warehouse.home import Home

WITH = Belief("b", "Danceable tracks are more popular", "goes_with", "danceability", "up", "popularity", "")
TELLS = Belief("g", "Tempo tells the genre", "tells_genre", "tempo", "up", "genre", "")
KEY = Belief("k", "The key tells the genre", "tells_genre", "key", "up", "genre", "")
RISES = Belief("r", "Energy has risen", "rises_after", "energy", "up", "", "2020")
FRIDAY = Belief("f", "Fridays", "released_on", "weekday=5", "up", "popularity", "")
SEEDS = (0, 1, 2)


def material(seed: int, slope: float = 0.0, tempo: float = 0.0, later: float = 0.0, friday: float = 0.0) -> Material:
    """2,000 tracks by 200 artists in 4 genres with planted effects; everything else is noise with artists of a style."""
    random = np.random.default_rng(seed)
    artist = random.integers(0, 200, 2000)
    genre = random.integers(0, 4, 200)[artist]
    dance, energy = random.uniform(0, 1, 2000), random.normal(0.5, 0.1, 2000)
    dates = pd.Timestamp("2016-01-01") + pd.to_timedelta(random.integers(0, 9 * 365, 2000), unit="D")
    on_friday = dates.day_of_week == 4
    popularity = 50 + slope * (dance - 0.5) + friday * on_friday + random.normal(0, 5, 200)[artist]
    frame = pd.DataFrame(
        {
            "track_id": [f"t{i}" for i in range(2000)],
            "artist_id": [f"a{i}" for i in artist],
            "release_date": dates.date,
            "release_precision": "day",
            "release_year": dates.year,
            "popularity": (popularity + random.normal(0, 10, 2000)).clip(1, 100),
            "danceability": dance,
            "energy": energy + later * 0.1 * (dates.year >= 2020),
            "tempo": 120 + tempo * genre + random.normal(0, 10, 2000),
            "key": random.integers(0, 12, 2000).astype(float),
        }
    )
    labels = pd.DataFrame({"track_id": frame["track_id"], "genre": [f"g{g}" for g in genre]})
    return Material.of(frame, labels)


def verdicts(belief: Belief, data: Material) -> dict[str, str]:
    return {tested.belief: tested.verdict for tested in beliefs.all_tested([belief], data)}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_planted_effect_holds_overall_and_within_genres(seed: int) -> None:
    assert verdicts(WITH, material(seed, slope=40)) == {"b": HOLDS, f"b{WITHIN}": HOLDS}


@pytest.mark.parametrize("seed", SEEDS)
def test_without_an_effect_the_belief_does_not_hold(seed: int) -> None:
    assert set(verdicts(WITH, material(seed)).values()) == {DOES_NOT}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_opposite_does_not_hold(seed: int) -> None:
    (tested, _) = beliefs.all_tested([WITH], material(seed, slope=-40))
    assert tested.verdict == DOES_NOT
    assert tested.effect is not None
    assert tested.effect.high < 0


@pytest.mark.parametrize("seed", SEEDS)
def test_tempo_tells_genres_only_where_it_was_planted(seed: int) -> None:
    assert verdicts(TELLS, material(seed, tempo=10)) == {"g": HOLDS}
    assert verdicts(TELLS, material(seed))["g"] != HOLDS
    assert verdicts(KEY, material(seed, tempo=10))["k"] != HOLDS


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rise_is_found_where_it_was_planted(seed: int) -> None:
    assert set(verdicts(RISES, material(seed, later=0.6)).values()) == {HOLDS}
    assert HOLDS not in verdicts(RISES, material(seed)).values()


@pytest.mark.parametrize("seed", SEEDS)
def test_fridays_are_compared_within_artists(seed: int) -> None:
    assert verdicts(FRIDAY, material(seed, friday=8)) == {"f": HOLDS}
    assert verdicts(FRIDAY, material(seed))["f"] != HOLDS


def test_without_dates_nothing_can_be_told_of_time() -> None:
    data = material(0, later=1)
    none = data.frame.assign(release_date=None, release_year=np.nan)
    (rises,) = beliefs.all_tested([RISES], Material(none, data.artists, data.genres))
    assert (rises.verdict, rises.effect) == (UNTOLD, None)
    assert rises.method == "No track released from 2020 on is there."
    (friday,) = beliefs.all_tested([FRIDAY], Material(none, data.artists, data.genres))
    assert friday.method == "No release dates are known."


def test_dates_of_years_say_nothing_of_weekdays() -> None:
    data = material(0, friday=8)
    years = data.frame.assign(release_precision="year")
    (friday,) = beliefs.all_tested([FRIDAY], Material(years, data.artists, data.genres))
    assert friday.verdict == UNTOLD


def test_few_tracks_or_artists_cannot_tell() -> None:
    data = material(0, slope=40)
    few = np.arange(60)
    small = Material(data.frame.iloc[few], data.artists[few], data.genres[few])
    assert {t.verdict for t in beliefs.all_tested([WITH], small)} == {UNTOLD}
    one = Material(data.frame, np.zeros(2000, dtype=np.int64), data.genres)
    (tested, _) = beliefs.all_tested([WITH], one)
    assert "by 1 artists" in tested.method


def test_without_genres_there_is_no_test_within_them() -> None:
    data = material(0, slope=40)
    plain = Material(data.frame, data.artists, np.full(2000, -1))
    assert verdicts(WITH, plain) == {"b": HOLDS}
    assert verdicts(TELLS, plain) == {"g": UNTOLD}


def test_popularity_zero_is_no_popularity() -> None:
    data = material(0, slope=40)
    frame = data.frame.assign(popularity=data.frame["popularity"].where(data.frame.index % 2 == 0, 0.0))
    (tested, _) = beliefs.all_tested([WITH], Material(frame, data.artists, data.genres))
    assert tested.effect is not None
    assert tested.effect.n == 1000


def test_overall_and_within_genres_may_disagree() -> None:
    """Genres that are danceable are popular; inside a genre danceability says nothing."""
    random = np.random.default_rng(0)
    data = material(0)
    dance = data.genres / 4 + random.uniform(0, 0.2, 2000)
    popularity = 20 + 15 * data.genres + random.normal(0, 5, 2000)
    frame = data.frame.assign(danceability=dance, popularity=popularity.clip(1, 100))
    assert verdicts(WITH, Material(frame, data.artists, data.genres)) == {"b": HOLDS, f"b{WITHIN}": DOES_NOT}


def test_a_row_carries_the_interval_and_n() -> None:
    (tested, _) = beliefs.all_tested([WITH], material(0, slope=40))
    row = tested.row()
    assert row["n"] == 2000
    assert row["low"] < row["effect"] < row["high"]  # type: ignore[operator]
    assert "2,000 tracks by 200 main artists" in str(row["method"])


def test_the_list_of_the_program_can_be_tested(tmp_path: Path) -> None:
    known = features.by_name()
    found = beliefs.load(Home(tmp_path))
    assert len(found) >= 15
    assert len({belief.id for belief in found}) == len(found)
    assert {b.features for b in found if b.kind != "released_on"} <= set(known)


def test_the_homes_own_list_wins(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    folder.mkdir()
    text = "id,words,kind,features,direction,target,period\nx,Mine,goes_with,energy,up,popularity,\n"
    (folder / "beliefs.csv").write_text(text, encoding="utf-8")
    assert [belief.words for belief in beliefs.load(Home(tmp_path))] == ["Mine"]


@pytest.mark.parametrize(
    "row",
    [
        "x,W,wishful,energy,up,popularity,",
        "x,W,goes_with,vibe,up,popularity,",
        "x,W,goes_with,energy,sideways,popularity,",
        "x,W,rises_after,energy,up,,soon",
        "x,W,released_on,moon=1,up,popularity,",
    ],
)
def test_a_belief_that_cannot_be_tested_is_named(row: str) -> None:
    with pytest.raises(SettingError, match="x"):
        beliefs.read(f"id,words,kind,features,direction,target,period\n{row}\n")
