"""Training of groups and of the map on the sample: what is stored, that later tracks are placed, that names' numbers stay."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from analytics import clusters as groups
from analytics import training
from analytics.artefacts import load
from analytics.live import place
from analytics.progress import Cancelled
from analytics.training import clusters, sound_map
from tests.analytics.trained import QUICK, home_with, republish
from warehouse import store
from warehouse.connect import Reader, Workbench
from warehouse.errors import NotTrainable
from warehouse.home import Home


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory, sample_csv: Path) -> Home:
    home = home_with(tmp_path_factory.mktemp("mapped") / "home", sample_csv, models=())
    clusters.train(home, QUICK)
    sound_map.train(home, QUICK)
    republish(home)
    return home


def test_every_track_has_a_group_a_strength_and_a_place(mapped: Home) -> None:
    with Workbench(mapped) as workbench:
        assert workbench.value("select count(*) from track_clusters where scope = 'all'") == 390
        assert workbench.value("select bool_and(strength between 0 and 1) from track_clusters")
        assert workbench.value("select min(cluster) from track_clusters where scope = 'all'") == 1
        assert workbench.value("select count(*) from raw.track_map") == 390
        # Recordings are learned from; a re-release stands where its recording does.
        assert workbench.value("select count(*) from raw.track_map where learned") == 385
        assert workbench.value("select count(*) from map_points") == 385


def test_groups_are_told_with_all_candidates(mapped: Home) -> None:
    with Workbench(mapped) as workbench:
        ((run, promoted),) = workbench.rows("select run, promoted from raw.model_runs where model = 'clusters'")
        figures = workbench.value(
            "select count(distinct candidate) from raw.model_metrics where run = $run", {"run": run}
        )
    card = load(mapped, "clusters", run).card
    assert promoted
    assert card["chosen"]["passed"]
    assert card["chosen"]["groups"] == 4
    assert {one["kind"] for one in card["candidates"]} == {"k-means", "mixture", "density"}
    assert figures == len(card["candidates"])


def test_genres_of_the_sample_lie_in_one_group_each(mapped: Home) -> None:
    """The sample's genres are far apart in sound: metal is a group of its own, and no genre is torn in two."""
    with Workbench(mapped) as workbench:
        shares = workbench.rows(
            """select genre, max(n) / sum(n) from cluster_genres where scope = 'all' group by genre order by genre"""
        )
        metal = workbench.value("select name from clusters where scope = 'all' order by popularity desc limit 1")
    assert min(share for _, share in shares) > 0.9
    assert "energetic" in metal.lower()


def test_profiles_agree_with_the_tracks(mapped: Home) -> None:
    with Workbench(mapped) as workbench:
        rows = workbench.rows(
            """select max(c.n) = count(*), max(c.popularity) = median(t.popularity), max(r.median) = median(t.energy)
            from clusters as c join track_clusters as a using (scope, cluster)
            join tracks as t on t.track_id = a.track_id
            join cluster_traits as r on r.scope = c.scope and r.cluster = c.cluster and r.feature = 'energy'
            where c.scope = 'all' and t.is_canonical group by c.cluster"""
        )
    assert rows == [(True, True, True)] * 4


def test_the_model_read_back_places_the_same(mapped: Home) -> None:
    with Workbench(mapped) as workbench:
        run = workbench.value("select run from raw.model_runs where model = 'clusters'")
        stored = dict(workbench.rows("select track_id, cluster from raw.track_clusters where scope = 'all'"))
        names = groups.unpack(load(mapped, "clusters", run)).space.features
        columns = ", ".join(f'cast("{name}" as double)' for name in names)
        rows = workbench.rows(f"select track_id, {columns} from tracks order by track_id")
    model = groups.unpack(load(mapped, "clusters", run))
    X = np.array([[np.nan if value is None else value for value in row[1:]] for row in rows])
    labels, _ = model.whole.assign(model.space.place(X))
    assert model.number_of(labels, model.numbers).tolist() == [stored[row[0]] for row in rows]


def test_a_track_of_the_catalogue_given_as_a_candidate_stands_where_it_is(mapped: Home) -> None:
    reader = Reader(mapped, QUICK)
    with Workbench(mapped) as workbench:
        track, x, y, cluster = workbench.rows(
            "select track_id, x, y, cluster from map_points where learned order by draw limit 1"
        )[0]
        names = ("danceability", "energy", "valence", "tempo", "acousticness", "instrumentalness")
        names += ("speechiness", "liveness", "loudness", "duration_ms")
        columns = ", ".join(names)
        row = workbench.rows(f"select {columns} from tracks where track_id = $id", {"id": track})[0]
    found = place.place(reader, {name: value for name, value in zip(names, row, strict=True) if value is not None})
    assert found is not None
    assert found.where["t-SNE"] == pytest.approx((x, y), abs=1e-4)
    assert found.group == cluster
    assert place.place(reader, {"tempo": 120.0}) is None


def test_tracks_that_come_later_are_placed_without_training(mapped: Home, tmp_path: Path) -> None:
    home = Home(Path(shutil.copytree(mapped.path, tmp_path / "later")))
    with Workbench(home, QUICK) as workbench:
        for table in ("track_clusters", "track_map"):
            workbench.con.execute(f"delete from raw.{table} where track_id like 'metal%'")
        before = workbench.value("select count(*) from raw.track_map")
        assert before < 390
        assert training.score_missing(workbench) == 2 * (390 - before)
        assert training.score_missing(workbench) == 0
        assert workbench.value("select count(*) from raw.track_map") == 390
        moved = workbench.value(
            """select max(abs(old.x - new.x)) from raw.track_map as new join map_points as old using (track_id)"""
        )
    assert moved < 1e-4


def test_numbers_stay_when_groups_are_found_anew(mapped: Home, tmp_path: Path) -> None:
    home = Home(Path(shutil.copytree(mapped.path, tmp_path / "again")))
    again = clusters.train(home, QUICK)
    with Workbench(home, QUICK) as workbench:
        differ = workbench.value(
            """select count(*) from raw.track_clusters as new join raw.track_clusters as old using (scope, track_id)
            where new.run = $run and old.run <> new.run and new.cluster <> old.cluster""",
            {"run": again.run},
        )
        assert workbench.value("select run from raw.model_runs where model = 'clusters' and promoted") == again.run
    assert differ == 0


def test_without_measured_sound_it_says_what_to_load(tmp_path: Path) -> None:
    lines = ["track_id,track_name,artists,popularity", *(f"t{i},Song {i},Ann,{i % 90}" for i in range(80))]
    path = tmp_path / "plain.csv"
    path.write_text("\n".join(lines))
    home = home_with(tmp_path / "home", path, models=())
    for model in (clusters, sound_map):
        with pytest.raises(NotTrainable, match="measured sound"):
            model.train(home, QUICK)


def test_a_cancelled_run_writes_nothing(tmp_path: Path, sample_csv: Path) -> None:
    home = home_with(tmp_path / "home", sample_csv, models=())

    def stop(step: str, done: int, total: int) -> None:
        if step.startswith("Choosing"):
            raise Cancelled

    with pytest.raises(Cancelled):
        clusters.train(home, QUICK, stop)
    with Workbench(home) as workbench:
        store.prepare(workbench)
        assert workbench.value("select count(*) from raw.model_runs") == 0
        assert workbench.value("select count(*) from raw.track_clusters") == 0
