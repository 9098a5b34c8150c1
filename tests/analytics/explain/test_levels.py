"""What goes with popularity, on a catalogue where one feature was made to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from analytics import popularity, splits
from analytics.dataset import Catalogue
from analytics.explain import levels
from analytics.explain.levels import Rated
from analytics.popularity import PopularityModel, Trees
from analytics.popularity.reasons import decomposed
from analytics.ragged import Ragged
from analytics.trackset import TrackSet

N = 600
FEATURES = ("danceability", "energy", "tempo")
SMALL = Trees(1, 1, 30, 7, 0.12, 10, 5.0, 0.3)


def catalogue(seed: int, slope: float) -> tuple[TrackSet, Rated]:
    """Tracks by 100 artists of two families; popularity rises with energy by `slope` points over its range."""
    random = np.random.default_rng(seed)
    X = random.uniform(0, 1, (N, 3))
    y = np.clip(np.round(40 + slope * (X[:, 1] - 0.5) + random.normal(0, 5, N)), 1, 100)
    artists = Ragged.of([[a] for a in random.integers(0, 100, N)])
    genres = Ragged.of([[g] for g in random.integers(0, 2, N)])
    ids, artist_ids = (np.array([f"{p}{i:04d}" for i in range(n)], dtype=object) for p, n in (("t", N), ("a", 100)))
    empty = np.full(N, "", dtype=object)
    names = ("rock", "pop")
    data = TrackSet(
        ids, X, FEATURES, artists.values, artists, artist_ids, genres, names, names, empty, empty, y, "", {}, {}
    )
    texts = pa.chunked_array([pa.array(empty)])
    tracks = Catalogue(pa.chunked_array([pa.array(ids)]), X, texts, texts, artists, artist_ids, genres, names)
    return data, Rated(tracks, y, genres.values, ("Rock", "Pop"))


def fitted(data: TrackSet) -> PopularityModel:
    config = popularity.Config(alone=SMALL, context=SMALL, threads=1)
    return popularity.fit(data, splits.everything(data), config)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_planted_feature_leads_overall_and_in_each_family(seed: int) -> None:
    data, rated = catalogue(seed, slope=40)
    found = levels.explain(fitted(data), rated)
    assert [rows["scope"].iloc[0] for rows in found.rows] == ["all", "Rock", "Pop", "genre: rock", "genre: pop"]
    for rows in found.rows:
        by_name = rows.set_index("feature")
        assert by_name["importance"].idxmax() == "energy"
        assert by_name.loc["energy", "low"] > by_name.drop("energy")["high"].max()
        assert by_name.loc["energy", "direction"] > 0.8


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_without_an_effect_no_feature_stands_out(seed: int) -> None:
    data, rated = catalogue(seed, slope=0)
    rows = levels.explain(fitted(data), rated).rows[0].set_index("feature")
    assert rows.loc["energy", "importance"] < 2


def test_what_the_model_rests_on_adds_up_to_what_it_expects() -> None:
    data, rated = catalogue(0, slope=40)
    model = fitted(data)
    found = levels.explain(model, rated)
    points = found.points[0].pivot(index="track_id", columns="feature", values="contribution").sum(axis=1)
    own = np.arange(N)
    base, _, _ = decomposed(model, data.inputs(), own)
    expected = popularity.predict(model, data.inputs(), own).expected
    places = np.array([int(track[1:]) for track in points.index])
    assert points.to_numpy() + base[places] == pytest.approx(expected[places])


def test_tracks_of_another_catalogue_have_no_place_in_the_model() -> None:
    data, rated = catalogue(0, slope=40)
    model = fitted(data)
    assert (levels._own(model, rated) == np.arange(N)).all()
    other = Rated(rated.tracks, np.where(np.arange(N) == 3, 77.0, rated.popularity), rated.families, rated.family_names)
    assert levels._own(model, other) is None


def test_each_genre_is_a_sample_of_its_own_tracks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A genre has its share of the whole sample and is filled up to 60, from its own tracks alone."""
    _, rated = catalogue(0, slope=40)
    whole = np.arange(40)
    for name, tracks in levels._genres(rated, whole, 0).items():
        code = ("genre: rock", "genre: pop").index(name)
        own = np.flatnonzero(rated.tracks.genres.values == code)
        assert len(tracks) == levels.OF_FAMILY
        assert set(tracks) <= set(own)
        assert set(own) & set(whole) <= set(tracks)
    monkeypatch.setattr(levels, "MOST_FILLED", 80)
    assert [len(tracks) for tracks in levels._genres(rated, whole, 0).values()] == [40, 40]


def test_small_genres_and_those_beyond_the_most_are_no_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    _, rated = catalogue(0, slope=40)
    few = np.where(np.arange(N) < 29, 1, 0)  # pop has 29 tracks, one too few
    tracks = replace(rated.tracks, genres=Ragged.of([[g] for g in few]))
    assert set(levels._genres(replace(rated, tracks=tracks), np.arange(0), 0)) == {"genre: rock"}
    monkeypatch.setattr(levels, "MOST_GENRES", 1)
    largest = ("rock", "pop")[int(np.bincount(rated.tracks.genres.values).argmax())]
    assert set(levels._genres(rated, np.arange(0), 0)) == {f"genre: {largest}"}
