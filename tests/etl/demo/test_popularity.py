"""An artist effect and hidden gems; the shape of popularity at three dates."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest

from etl.demo import genres
from tests.etl.demo.conftest import SEEDS, Written

WrittenOf = Callable[..., Written]


@cache
def explained(demo: Written) -> pd.DataFrame:
    """Recordings above popularity 0 with `fit` from sound, its squares, age and genre, and `rest`.

    Slopes are those within artists, one set a family: artists differ in sound, and slopes across them would take
    what is theirs. Levels of genres come after.
    """
    known = demo.recordings[demo.recordings.popularity > 0].copy()
    labels = known.groupby("lead").genre.value_counts().reset_index("genre")  # the most common first
    known["home"] = known.lead.map(labels.genre[~labels.index.duplicated()])  # some labels are wrong
    sound = demo.sound.loc[known.index].to_numpy()
    age = pd.get_dummies(known.year.clip(1970, 2025) // 5).to_numpy(dtype=float)
    columns = pd.DataFrame(np.column_stack([sound, sound**2, age]), index=known.index)
    known["fit"] = 0.0
    for _, part in known.groupby(known.home.map(dict(zip(genres.NAMES, genres.FAMILIES, strict=True)))):
        x = columns.loc[part.index]
        inner = (x - x.groupby(part.lead).transform("mean")).to_numpy()
        y = part.popularity - part.popularity.groupby(part.lead).transform("mean")
        known.loc[part.index, "fit"] = x.to_numpy() @ np.linalg.lstsq(inner, y, rcond=1e-8)[0]
    known["fit"] += (known.popularity - known.fit).groupby(known.home).transform("mean")
    return known.assign(rest=known.popularity - known.fit)


def between_artists(demo: Written) -> float:
    """Standard deviation between artists of what sound, genre and age leave, by analysis of variance (0 if negative)."""
    known = explained(demo)
    groups = known.groupby("lead").rest
    size, n = groups.size(), len(known)
    within = ((known.rest - groups.transform("mean")) ** 2).sum() / (n - len(size))
    across = (size * (groups.mean() - known.rest.mean()) ** 2).sum() / (len(size) - 1)
    typical = (n - (size**2).sum() / n) / (len(size) - 1)
    return float(np.sqrt(max(0.0, (across - within) / typical)))


@pytest.mark.parametrize("seed", SEEDS)
def test_artists_differ_in_popularity(written: WrittenOf, seed: int) -> None:
    demo, twin = written(seed), written(seed, "artist_effect")
    assert between_artists(demo) == pytest.approx(demo.truth.artist_effect, abs=2)
    assert twin.truth.artist_effect == 0
    assert between_artists(twin) < 3  # what least squares misses of the sound differs between artists too


def overlooked(demo: Written) -> pd.Index:
    """Tracks of the upper third by sound and artist whose popularity is more than 3 robust deviations below."""
    known = explained(demo)
    groups = known.groupby("lead").rest
    others = (groups.transform("sum") - known.rest) / (groups.transform("size") - 1 + 2.0)  # shrunk to 0
    expected = known.fit + others
    miss = known.popularity - expected
    spread = 1.4826 * (miss - miss.median()).abs().median()
    standing = (expected - expected.groupby(known.home).transform("median")).rank(pct=True)
    return known.index[(miss < -3 * spread) & (standing > 2 / 3)]


@pytest.mark.parametrize("seed", SEEDS)
def test_hidden_gems_are_found(written: WrittenOf, seed: int) -> None:
    demo, twin = written(seed), written(seed, "gems")
    found, planted = set(overlooked(demo)), set(demo.truth.gems)
    assert len(planted) == 40
    assert len(found & planted) >= 20
    assert len(found & planted) >= 0.6 * len(found)
    assert twin.truth.gems == ()
    assert len(overlooked(twin)) <= 10


def test_a_gem_stands_low_in_its_genre_and_decade(written: WrittenOf) -> None:
    demo = written(1)
    known = demo.tracks[demo.tracks.popularity > 0]
    rank = known.groupby(["genre", known.year // 10]).popularity.rank(pct=True)
    assert rank.reindex(demo.truth.gems).dropna().median() < 0.15


def test_popularity_is_whole_skewed_and_has_a_mass_at_zero(written: WrittenOf) -> None:
    popularity = written(1).tracks.popularity
    assert popularity.between(0, 100).all()
    assert 0.04 < (popularity == 0).mean() < 0.15
    assert 30 < popularity[popularity > 0].median() < 50
    assert 12 < popularity[popularity > 0].std() < 22


def test_snapshots_differ_a_little(written: WrittenOf) -> None:
    demo = written(1)
    first = demo.read("tracks-2025").drop_duplicates("track_id").set_index("track_id").popularity.astype(int)
    last = demo.read("popularity-2026-06-28").set_index("track_id").popularity.astype(int)
    both = pd.concat([first, last], axis=1, keys=["first", "last"]).dropna()
    both = both[(both > 0).all(axis=1)]
    assert len(both) > 6000
    assert both.corr().iloc[0, 1] > 0.97
    assert (both["first"] != both["last"]).mean() > 0.5
