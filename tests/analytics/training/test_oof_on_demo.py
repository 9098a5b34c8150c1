"""Planted wrong labels of the demo catalogue are found out of fold, on 3 seeds; without them next to nothing is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics import dataset, evidence, genre
from analytics.progress import silent
from analytics.training import oof
from analytics.training.oof_results import Part, doubts
from etl.demo import DemoConfig, genres
from etl.demo.catalogue import make
from etl.demo.files import write_files
from etl.demo.truth import truth_of
from tests.etl.demo.conftest import SEEDS, Written

FAMILY = dict(zip(genres.NAMES, genres.FAMILIES, strict=True))
SOUND = [
    *("danceability", "energy", "loudness", "valence", "tempo", "acousticness"),
    *("instrumentalness", "speechiness", "liveness", "duration_ms"),
]
FROM = 20.0
"""Times likelier from which a tag counts as found here."""


@dataclass(frozen=True)
class Judged:
    """Evidence against every tag, whether the tag was planted, and what the list is said to be worth."""

    times: np.ndarray
    planted: np.ndarray
    worth: dict[float, dict[str, Any]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Judged]:
    """`judged(seed, "mislabelled")`: the demo of a seed without wrong labels, judged out of fold once."""

    @cache
    def build(seed: int, *without: str) -> Judged:
        return _judge(tmp_path_factory.mktemp("demo"), seed, without)

    return build


def _judge(folder: Path, seed: int, without: tuple[str, ...]) -> Judged:
    demo = make(DemoConfig(1_500, 150, 60, 2_000, seed, frozenset(without)))
    written = Written(write_files(folder, demo), truth_of(demo))
    tracks = written.tracks.reset_index()
    inputs = tracks[["track_id", *SOUND, "title", "album"]].assign(popularity=np.nan)
    labels = written.rows[["track_id", "genre"]].drop_duplicates().assign(family=lambda rows: rows.genre.map(FAMILY))
    people = pd.DataFrame({"track_id": tracks.track_id, "artist_id": tracks.lead, "position": 1})
    data = dataset.build(inputs, labels, people, "demo", 10)
    deck, config = oof.deal(data), genre.Config(refit=False, threads=1)
    parts = [
        Part(number, np.flatnonzero(deck.folds == number), *oof._judge(deck, number, config, silent))
        for number in range(5)
    ]
    found = doubts(data, parts, sibling=False)
    order = np.concatenate([part.tracks for part in parts])
    planted = np.array([data.track_ids[i] in written.truth.mislabelled for i in order[data.labels.take(order).rows]])
    wrong, chance = (np.concatenate([part.arrays[name] for part in parts]) for name in ("far", "chance_far"))
    return Judged(found, planted, {row["times"]: row for row in evidence.curve(found, wrong, chance.sum(axis=0))})


@pytest.mark.parametrize("seed", SEEDS)
def test_planted_wrong_labels_are_found(judged: Callable[..., Judged], seed: int) -> None:
    found, twin = judged(seed), judged(seed, "mislabelled")
    listed = found.times >= FROM
    assert found.planted.sum() > 25
    assert (listed & found.planted).sum() >= 0.75 * found.planted.sum()
    assert (listed & found.planted).sum() >= 0.8 * listed.sum()
    assert not twin.planted.any()
    assert (twin.times >= FROM).sum() <= 0.005 * len(twin.times)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_said_of_a_list_is_true_of_it(judged: Callable[..., Judged], seed: int) -> None:
    """The share wrong lies between the bounds, give or take what 40 rows allow; the recall is that of the planted ones."""
    found = judged(seed)
    for times in (2.0, 5.0, 10.0):
        row, listed = found.worth[times], found.times >= times
        right = found.planted[listed].mean()
        assert row["least"] - 0.1 <= right <= row["most"] + 0.1
        assert row["found"] == pytest.approx(found.planted[listed].sum() / found.planted.sum(), abs=0.15)
    assert evidence.doubtful_from(list(found.worth.values())) <= 20
