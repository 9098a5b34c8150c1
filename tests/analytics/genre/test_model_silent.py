"""A genre model of a catalogue whose sound tells nothing: words and artists alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analytics import artefacts, genre, metrics, splits
from analytics.genre import evaluate, learning
from analytics.trackset import TrackSet
from tests.analytics.genre.songs import QUICK, songs
from warehouse.home import Home


@pytest.fixture(scope="module")
def data() -> TrackSet:
    """Songs without a column of sound."""
    heard = songs()
    return replace(heard, X=np.empty((len(heard), 0)), features=())


@pytest.fixture(scope="module")
def fitted(data: TrackSet) -> genre.GenreModel:
    return genre.fit(data, splits.fold(data, "T").train, QUICK)


def test_it_says_what_it_may_know(data: TrackSet, fitted: genre.GenreModel) -> None:
    assert genre.feature_sets(data.features) == ("words", "words + artist")
    assert fitted.config.sets == "words + artist"
    assert (fitted.trees, fitted.network, fitted.near, fitted.booster) == (None, None, None, None)
    assert fitted.blend.names[:3] == ("prior", "ngrams", "album")


def test_words_tell_more_than_nothing_and_artists_more_than_words(data: TrackSet) -> None:
    fold = splits.fold(data, "T")
    models = learning.fit_sets(data, fold.train, ("words", "words + artist"), QUICK, "T")
    found = evaluate.judge_sets(models, data, fold.test)
    words, artists = (metrics.summary(found[name])["top1"] for name in ("words", "words + artist"))
    majority = metrics.summary(evaluate.run_candidate("majority", data, fold)[evaluate.NOTHING])["top1"]
    assert majority + 0.1 < words < artists
    assert artists > 0.75, "nine in ten tracks of an artist are of one genre"


def test_no_track_is_odd_and_reasons_are_words_and_artists(data: TrackSet, fitted: genre.GenreModel) -> None:
    inputs = data.inputs(np.arange(5))
    said = genre.answer(fitted, inputs)
    assert not said.odd.any()
    assert np.isnan(said.distance).all()
    found = genre.reasons(fitted, inputs, count=None)
    assert {reason.feature for reason in found} == {genre.COMMON, genre.WORDS, genre.ARTIST}
    chances = next(genre.score(fitted, data.inputs(np.arange(1))))[0]
    logs = np.log(chances)
    assert sum(reason.contribution for reason in found) == pytest.approx(float(logs.max() - logs.mean()), abs=1e-9)


def test_it_comes_back_as_it_was_stored(data: TrackSet, fitted: genre.GenreModel, tmp_path: Path) -> None:
    text, arrays, about = genre.pack(fitted)
    assert text == ""
    artefacts.save(Home(tmp_path), "genre", "run", text, arrays, {"model": about})
    again = genre.unpack(artefacts.load(Home(tmp_path), "genre", "run"))
    first, second = (np.concatenate(list(genre.score(m, data.inputs()))) for m in (fitted, again))
    assert np.array_equal(first, second)


def test_baselines_that_need_sound_are_left_out(data: TrackSet) -> None:
    rows = evaluate.evaluate_genre(data, ("T",), 1, candidates=("majority", "logistic", "extra_trees", "artist counts"))
    assert {(row["model"], row["features"]) for row in rows} == {
        ("majority", evaluate.NOTHING), ("artist counts", "words + artist"),
    }  # fmt: skip
