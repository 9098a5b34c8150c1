"""Tracks that sound alone describes, beside tracks of an ordinary file: estimated places, apart from the measured ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analytics import artefacts, heard, projection, region, training
from analytics.training import sound_map
from tests.analytics.mixed import BEATS, mixed
from tests.analytics.trained import QUICK
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home


@pytest.fixture
def home(tmp_path: Path, sample_csv: Path) -> Home:
    return mixed(tmp_path / "home", sample_csv)


def test_what_sound_alone_describes_gets_an_estimate_and_no_place(home: Home) -> None:
    with Workbench(home, QUICK) as workbench:
        estimated = workbench.rows(
            "select title, m.x, m.y from map_estimates as m join tracks using (track_no) order by title"
        )
        assert [title for title, *_ in estimated] == sorted(f"Clicks {beats}" for beats in BEATS)
        placed = workbench.value("select count(*) from map_points join tracks using (track_no) where artists = 'Ada'")
        assert placed == 0
        (run,) = workbench.rows("select run from raw.model_runs where model = 'map'")[0]
        names = artefacts.load(home, "map", run).card["model"]["features"]
        columns = ", ".join(f'cast("{name}" as double)' for name in names)
        rows = workbench.rows(f"select {columns} from tracks where title like 'Clicks%' order by title")
        assert training.score_missing(workbench) == 0
    stored = artefacts.load(home, "map", run)
    found = projection.unpack(stored.arrays, stored.card["model"])
    X = np.array(rows, dtype=np.float64)
    about = found.by_sound
    assert about is not None
    # The middle of the learned tracks that are nearest in what sound tells, reckoned anew.
    known = [found.space.features.index(name) for name in about["features"]]
    apart = ((found.points[None, :, known] - found.space.place(X)[:, None, known]) ** 2).sum(axis=2)
    middles = [np.median(found.layout[np.argsort(row, kind="stable")[: about["near"]]], axis=0) for row in apart]
    assert np.array([row[1:] for row in estimated]) == pytest.approx(np.array(middles), abs=1e-4)


def test_a_track_that_gets_a_place_has_no_estimate_any_more(home: Home) -> None:
    with Workbench(home, QUICK) as workbench:
        (track, run) = workbench.rows("select track_id, run from raw.track_map_estimates order by track_id limit 1")[0]
        workbench.con.execute(
            "insert into raw.track_map values ($run, $track, 0, 0, 0, 0, false)", dict(run=run, track=track)
        )
        build(workbench)
        kept = [one for (one,) in workbench.rows("select track_id from map_estimates")]
        assert len(kept) == len(BEATS) - 1
        assert track not in kept
        assert workbench.value("select count(*) from map_points where track_id = $track", {"track": track}) == 1


def test_a_training_estimates_them_too(home: Home) -> None:
    result = sound_map.train(home, QUICK)
    with Workbench(home, QUICK) as workbench:
        found = "select count(*) from raw.track_map_estimates where run = $run"
        assert workbench.value(found, {"run": result.run}) == len(BEATS)
        # As many recordings are learned from as without them.
        assert (
            workbench.value("select count(*) from raw.track_map where run = $run and learned", {"run": result.run})
            == 385
        )


def test_where_sound_tells_nothing_of_a_place_none_is_estimated(home: Home) -> None:
    with Workbench(home, QUICK) as workbench:
        tracks = heard.read(workbench)
        run = workbench.value("select run from raw.model_runs where model = 'map'")
    stored = artefacts.load(home, "map", run)
    found = projection.unpack(stored.arrays, stored.card["model"])
    assert len(sound_map.estimable(tracks, found)) == len(BEATS)
    older = replace(found, by_sound=None)
    vague = replace(found, by_sound={**(found.by_sound or {}), "catalogue": region.USEFUL + 0.1})
    assert len(sound_map.estimable(tracks, older)) == len(sound_map.estimable(tracks, vague)) == 0
