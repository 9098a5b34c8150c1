"""A summer season and niches, drift by decade, a genre that can be heard in part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import DBSCAN
from sklearn.ensemble import ExtraTreesClassifier

from tests.etl.demo.conftest import SEEDS, Written

WrittenOf = Callable[..., Written]


def summer(demo: Written, feature: str) -> tuple[float, float]:
    """Amplitude with a peak in July, within artist and genre, and its z score; tracks whose month is known."""
    dated = demo.recordings[demo.recordings.month.notna() & (demo.recordings.tempo > 0)]
    turn = np.cos(2 * np.pi * (dated.month - 7) / 12)
    both = pd.DataFrame({"x": turn, "y": dated[feature]})
    both -= both.groupby([dated.lead, dated.genre]).transform("mean")
    slope = (both.x * both.y).sum() / (both.x**2).sum()
    groups = dated.groupby(["lead", "genre"]).ngroups
    error = np.sqrt(((both.y - slope * both.x) ** 2).sum() / (len(both) - groups - 1) / (both.x**2).sum())
    return float(slope), float(slope / error)


@pytest.mark.parametrize("seed", SEEDS)
def test_releases_of_summer_are_happier_and_faster(written: WrittenOf, seed: int) -> None:
    demo, twin = written(seed), written(seed, "season")
    assert demo.truth.season is not None
    _, valence, tempo = demo.truth.season
    found, z = summer(demo, "valence")
    assert z > 5
    assert found == pytest.approx(valence, abs=0.02)
    found, z = summer(demo, "tempo")
    assert z > 4
    assert found == pytest.approx(tempo, abs=1.5)
    assert twin.truth.season is None
    for feature in ("valence", "tempo"):
        assert abs(summer(twin, feature)[1]) < 3.5


def dense_mixtures(demo: Written) -> list[set[str]]:
    """Dense groups of at least 20 recordings in which no genre has half."""
    labels = DBSCAN(eps=0.6, min_samples=8).fit_predict(demo.sound)
    groups = [demo.recordings[labels == n] for n in range(labels.max() + 1)]
    mixed = [g for g in groups if len(g) >= 20 and g.genre.value_counts(normalize=True).iloc[0] < 0.5]
    return [set(g.index) for g in mixed]


@pytest.mark.parametrize("seed", SEEDS)
def test_niches_are_dense_across_genres(written: WrittenOf, seed: int) -> None:
    demo, twin = written(seed), written(seed, "niches")
    found = dense_mixtures(demo)
    assert len(demo.truth.niches) == 5
    for members in demo.truth.niches.values():
        best = max(found, key=lambda group: len(group & set(members)))
        assert len(best & set(members)) >= 0.7 * len(members)
        assert len(best & set(members)) >= 0.8 * len(best)
    assert not twin.truth.niches
    assert dense_mixtures(twin) == []


def test_sound_drifts_by_decade(written: WrittenOf) -> None:
    """From the seventies to now less acoustic and louder, from the nineties shorter, as published yearly means say."""
    tracks = written(1).recordings
    mean = tracks.groupby(tracks.year // 10 * 10)[["acousticness", "loudness", "duration_ms"]].mean()
    assert mean.acousticness[2020] < mean.acousticness[1970] - 0.1
    assert mean.loudness[2020] > mean.loudness[1970] + 2
    assert mean.duration_ms[2020] < mean.duration_ms[1990] - 20_000


def test_features_hang_together_as_published(written: WrittenOf) -> None:
    """Within a genre: energy with loudness .70, energy against acousticness -.57, valence with danceability .40."""
    sound, genre = written(1).sound, written(1).recordings.genre
    within = sound - sound.groupby(genre).transform("mean")
    found = within.corr()
    assert found.loc["energy", "loudness"] == pytest.approx(0.70, abs=0.12)
    assert found.loc["energy", "acousticness"] == pytest.approx(-0.57, abs=0.15)
    assert found.loc["valence", "danceability"] == pytest.approx(0.40, abs=0.1)


def test_a_genre_can_be_heard_but_not_always(written: WrittenOf) -> None:
    demo = written(1)
    artists = demo.recordings.lead.astype("category").cat.codes
    unseen = (artists % 5 == 0).to_numpy()
    model = ExtraTreesClassifier(60, min_samples_leaf=3, random_state=0)
    model.fit(demo.sound[~unseen], demo.recordings.genre[~unseen])
    share = (model.predict(demo.sound[unseen]) == demo.recordings.genre[unseen]).mean()
    assert 0.4 < share < 0.7


def test_some_tempos_are_not_measured(written: WrittenOf) -> None:
    assert 1 <= (written(1).tracks.tempo == 0).sum() <= 40
