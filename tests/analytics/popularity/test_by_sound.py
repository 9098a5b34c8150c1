"""A model of what sound tells: it sees nothing else, its figures are those of tracks that it did not learn from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analytics import popularity
from analytics.artefacts import Artefact
from analytics.popularity import by_sound, rated
from analytics.popularity.by_sound import Judged
from analytics.popularity.rated import Rated
from analytics.trackset import Inputs
from tests.analytics.popularity.hits import CONFIG, hits, r2, with_popularity


@pytest.fixture(scope="module")
def learned() -> tuple[Rated, Judged]:
    """Tracks whose popularity is their tempo and noise, and what was learned on new artists."""
    data = hits(tracks=1200)
    tempo = np.nan_to_num(data.data.X[:, 1], nan=0.5)
    noise = np.random.default_rng(1).normal(0, 8, len(data))
    data = with_popularity(data, np.round(np.clip(15 + 60 * tempo + noise, 1, 100)))
    fold = rated.fold(data, "A")
    whole = popularity.fit(data.data, fold.train, replace(CONFIG, features="audio"), "A")
    return data, by_sound.judge(data, fold, "A", whole, CONFIG)


def test_its_figures_are_those_of_new_artists(learned: tuple[Rated, Judged]) -> None:
    data, judged = learned
    fold, figures = rated.fold(data, "A"), judged.figures
    assert not set(data.data.main_artist[fold.test.tracks]) & set(data.data.main_artist[fold.train.tracks])
    said = popularity.predict(judged.model, Inputs.of_sound(data.data.X[fold.test.tracks][:, [1]]))
    y = data.y[fold.test.tracks]
    inside = float(((y >= said.low) & (y <= said.high)).mean())
    assert figures["features"] == ["tempo"]
    assert (figures["tested"], figures["coverage"]["value"]) == (len(y), pytest.approx(inside))
    assert figures["r2"]["value"] == pytest.approx(r2(y, said.expected), abs=1e-9)
    assert figures["r2"]["value"] > 0.5
    assert figures["beside"]["mean"]["mae"]["value"] > figures["mae"]["value"]
    assert 0.7 < inside < 0.9
    assert f"held {inside:.1%}" in by_sound.in_words(figures, figures["features"])


def test_what_serves_is_stored_whole_and_remembers_no_track(learned: tuple[Rated, Judged]) -> None:
    data, judged = learned
    served = by_sound.served(data, judged, CONFIG)
    assert len(served.model.rated) == len(served.model.known.codes) == 0
    whole = replace(popularity.fit(data.data, rated.everyone(data), CONFIG), by_sound=served)
    text, arrays, about = popularity.pack(whole)
    again = popularity.unpack(Artefact(Path("r"), text, arrays, {"model": about})).by_sound
    assert again is not None
    assert again.figures == judged.figures
    row = Inputs.of_sound(np.array([[0.2], [0.9], [np.nan]]))
    one, other = popularity.predict(served.model, row), popularity.predict(again.model, row)
    assert one.expected.tolist() == other.expected.tolist()
    assert one.expected[0] < one.expected[2] < one.expected[1]


def test_without_a_measured_column_there_is_none() -> None:
    data = hits(tracks=60)
    silent = replace(data.data, X=data.data.X[:, [0, 2]], features=("energy", "valence"))
    assert by_sound.heard(silent) == ()
