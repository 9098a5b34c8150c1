"""Going with the trend, on real release dates: what is said to move moves in the file, and what comes first goes with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import spearmanr

from analytics.live import brief as live
from analytics.live.brief import Asked
from etl.load import LoadOptions
from warehouse import settings as setting_module
from warehouse.connect import Reader
from workflows.loading import load_paths
from workflows.progress import Quiet
from workflows.publishing import build, publish

FIRST, LAST, EVERY = 2010, 2019, 3
"""Ten whole years, every third track of them: enough for one feature to move beyond luck."""


@pytest.fixture(scope="module")
def some(tidytuesday: Path) -> pd.DataFrame:
    """Rows of the file, read with nothing of ours: one a track."""
    frame = pd.read_csv(tidytuesday, keep_default_na=False).drop_duplicates("track_id")
    years = frame["track_album_release_date"].str[:4].astype(int)
    return frame[years.between(FIRST, LAST)].iloc[::EVERY]


@pytest.fixture(scope="module")
def found(some: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> live.Answer:
    """What a brief answers that asks for nothing but the trend."""
    folder = tmp_path_factory.mktemp("dated")
    some.to_csv(folder / "spotify_songs.csv", index=False)
    settings = replace(setting_module.load(), home=folder / "home", threads=1)
    load_paths(settings, [folder / "spotify_songs.csv"], LoadOptions(), Quiet())
    build(settings)
    publish(settings)
    return live.brief(Reader(settings.home, settings), Asked(trend=1.0))


def test_what_is_said_to_move_moves_in_the_file_and_the_first_tracks_go_with_it(
    some: pd.DataFrame, found: live.Answer
) -> None:
    (said,) = [note for note in found.notes if note.startswith("Trend of releases")]
    moving = dict(part.strip(" .").rsplit(" ", 1) for part in said.split(":", 1)[1].split(","))
    assert moving, said
    years = some["track_album_release_date"].str[:4].astype(int)
    for feature, way in moving.items():
        means = some[feature].groupby(years).mean()
        rho, chance = spearmanr(means.index, means)
        assert (rho > 0) == (way == "up")
        assert chance < 0.02, f"{feature} does not move in the file: {means.round(3).tolist()}"
    first = some.set_index("track_id").loc[found.rows["track_id"].head(50), list(moving)]
    for feature, way in moving.items():
        ahead = first[feature].mean() - some[feature].mean()
        assert ahead > 0 if way == "up" else ahead < 0, feature
    assert [part.name for part in found.parts] == ["with the trend"]
