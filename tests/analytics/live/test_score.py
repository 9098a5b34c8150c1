"""Answers about candidates agree with what training stored, with SQL, and with themselves."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics import dataset, popularity
from analytics.live import score
from analytics.live.candidates import Candidate, frame_of
from tests.warehouse.homes import tiny
from warehouse.connect import Reader
from warehouse.errors import UnknownModel

DANCE = {"danceability": 0.78, "energy": 0.8, "acousticness": 0.08, "valence": 0.65, "tempo": 124.0, "loudness": -6.0}
SONG = Candidate("A song", "An album", ("Nobody",), (), DANCE)


@pytest.fixture(scope="module")
def reader(sample_home: Path) -> Reader:
    return Reader(sample_home)


@pytest.mark.parametrize("track", ["dance00000000000000007", "folk000000000000000007", "feat000000000000000000"])
def test_a_track_is_told_what_training_stored_of_it(reader: Reader, track: str) -> None:
    """Also a track that was learned from: it does not vouch for itself, in training nor here."""
    judges = score.promoted(reader)
    candidate = score.track(reader, track, judges.vocabulary)
    assert candidate is not None
    found = score.one(reader, candidate)
    with reader.view() as view:
        genre, chance = view.rows(
            "select genre, probability from genre_predictions where track_id = $id and rank = 1", {"id": track}
        )[0]
        data = dataset.read(view)
    assert (found["genre"], found["confidence"]) == (genre, pytest.approx(chance, abs=1e-5))
    place = np.flatnonzero(data.track_ids == track)
    assert candidate.track_id == track
    assert judges.popularity is not None
    told = popularity.predict(judges.popularity, data.inputs(place), own=place)
    assert (found["popularity"], found["low"], found["high"]) == pytest.approx(
        (told.expected[0], told.low[0], told.high[0]), abs=1e-9
    )


def test_answers_are_whole_and_in_range(reader: Reader) -> None:
    found = score.one(reader, SONG)
    assert found["genre"] == "dance"
    assert found["sure"]
    assert found["top5"][0]["genre"] == "dance"
    chances = [top["probability"] for top in found["top5"]]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1 + 1e-9
    assert found["low"] <= found["popularity"] <= found["high"]
    assert found["compared_with"] == "dance"


def test_the_percentile_is_the_share_of_the_genre_of_which_less_is_expected(reader: Reader) -> None:
    found = score.one(reader, replace(SONG, genres=("folk",)))
    with reader.view() as view:
        below, n = view.rows(
            """select count(*) filter (where expected < $level), count(*) from popularity_predictions
            join track_genres using (track_id) where genre = 'folk'""",
            {"level": float(found["popularity"])},
        )[0]
    assert found["compared_with"] == "folk"
    assert found["percentile_genre"] == pytest.approx(100 * below / n)
    assert math.isnan(found["percentile_cohort"])  # the sample has no release dates


def test_a_few_tracks_are_no_crowd(reader: Reader) -> None:
    assert math.isnan(score.genre_rank(reader, "spotify_tracks", "no such genre", 50.0)[0])
    assert math.isnan(score.genre_rank(reader, "spotify_tracks", "folk", math.nan)[0])


def test_what_is_missing_widens_the_interval_and_breaks_nothing(reader: Reader) -> None:
    whole, bare = (score.one(reader, c) for c in (SONG, Candidate("A song")))
    assert bare["high"] - bare["low"] >= whole["high"] - whole["low"] - 1e-9
    assert not bare["sure"]  # nothing of its sound is known


def test_parts_add_up_to_what_is_expected(reader: Reader) -> None:
    found = score.why(reader, SONG)
    assert found is not None
    assert found.base + sum(part.contribution for part in found.parts) == pytest.approx(found.total, abs=1e-6)
    assert found.total == pytest.approx(score.one(reader, SONG)["popularity"], abs=1e-6)


def test_curves_pass_through_what_is_expected(reader: Reader) -> None:
    curves = score.curves(reader, SONG, {"energy": [0.2, 0.8], "tempo": [124.0]})
    expected = score.one(reader, SONG)["popularity"]
    assert curves["energy"][1] == pytest.approx(expected)
    assert curves["tempo"] == pytest.approx([expected])


def test_rows_do_not_depend_on_those_beside_them(reader: Reader) -> None:
    judges = score.promoted(reader)
    frame = frame_of([SONG, Candidate("Other", values={"energy": 0.1}), SONG])
    together = score.score(reader, judges, frame)
    alone = pd.concat(list(score.batches(reader, judges, (frame.iloc[[i]] for i in range(3)))), ignore_index=True)
    for name in ("confidence", "popularity", "low", "high", "distance"):
        assert np.allclose(together[name].astype(float), alone[name].astype(float), equal_nan=True)
    assert list(together["genre"]) == list(alone["genre"])


def test_without_models_nothing_is_said(tmp_path: Path) -> None:
    reader = Reader(tiny(tmp_path))
    found = score.one(reader, SONG)
    assert found["genre"] is None
    assert math.isnan(found["popularity"])
    assert score.why(reader, SONG) is None
    assert score.curves(reader, SONG, {"energy": [0.1]}) == {}
    assert all(math.isnan(chance) for chance in score.chance_of(None, frame_of([SONG]), "pop"))
    with pytest.raises(UnknownModel, match="No model is trained"):
        score.need_models(reader)
