"""Files in and out again: load, publish, undo, what `run` does; and that a stop leaves everything as it was."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import etl.demo
from etl.load import LoadOptions
from tests.sample import TRUTH
from tests.warehouse.homes import TINY, tiny
from tests.workflows.conftest import Value
from tests.workflows.steps import Told
from warehouse import store
from warehouse.connect import Reader, Workbench
from warehouse.errors import HomeError, UnknownLoad
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import CANCELLED, DONE, FAILED, UserData
from workflows import loading, publishing
from workflows.loading import PLAN

MORE = "track_id,title,artists,popularity,genre\nd,Four,D,40,jazz\ne,Five,D,50,jazz\n,Six,,10,jazz\n"
CHART = "chart,day,rank,title,artists\nTop,2024-01-05,1,One,A\nTop,2024-01-05,2,Unheard,Nobody\n"


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """A published home of three tracks by A and B."""
    return Settings(home=tiny(tmp_path).path, threads=1, wait_seconds=1)


@pytest.fixture
def more(tmp_path: Path) -> Path:
    path = tmp_path / "more.csv"
    path.write_text(MORE)
    return path


def raw(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """Every row that came out of files, by table."""
    with Workbench(Home(settings.home), settings) as workbench:
        store.prepare(workbench)
        return {t: workbench.rows(f"select * from raw.{t} order by all") for t in store.LOAD_TABLES}


def served(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """Every row that is published, by table, without what every snapshot says of itself."""
    with Reader(settings.home, settings).view() as view:
        names = [name for (name,) in view.rows("select table_name from duckdb_tables() order by 1")]
        own = {"snapshot", "snapshots", "catalogue"}
        return {name: view.rows(f"select * from {name} order by all") for name in names if name not in own}


# ---- What `run` does ----------------------------------------------------------------------------------------------------


def test_own_data_are_loaded_built_and_published(settings: Settings, value: Value, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(TINY)
    told = Told()
    loaded = loading.prepare(settings, [tmp_path / "own.csv"], told)
    assert (told.phases, loaded.snapshot) == (["[Load]", "[Build]", "[Publish]"], 1)
    assert value(settings, "select count(*) from tracks") == 3


def test_without_data_the_demo_is_shown_and_own_data_push_it_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, more: Path
) -> None:
    small = etl.demo.DemoConfig(tracks=300, artists=48, listeners=30, plays=1000)
    write = etl.demo.write_demo
    monkeypatch.setattr(etl.demo, "write_demo", lambda folder: write(folder, small))
    loaded = loading.prepare(settings, [], Told())
    assert {file.kind for file in loaded.report.loaded} == {"tracks", "plays", "charts", "playlists"}
    assert not loaded.report.failed
    found = publishing.status(settings)
    assert found["demo"] is True
    assert min(found[name] for name in ("tracks", "plays", "chart_entries", "playlists")) > 0
    assert Reader(settings.home, settings).snapshot.as_of == etl.demo.END
    assert not any(file.as_of_assumed for file in loaded.report.loaded)

    monkeypatch.setattr(etl.demo, "write_demo", lambda _folder: pytest.fail("it is published already"))
    assert loading.prepare(settings, [], Told()).snapshot is None
    loading.prepare(settings, [more], Told())
    after = publishing.status(settings)
    assert (after["demo"], after["tracks"], after["plays"], after["playlists"]) == (False, 2, 0, 0)


def test_without_data_what_is_published_stays(home: Settings) -> None:
    loaded = loading.prepare(home, [], Told())
    assert (loaded.report.files, loaded.snapshot, Reader(home.home, home).snapshot.number) == ([], None, 1)


def test_when_nothing_loads_nothing_is_published(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("x\n1\n")
    told = Told()
    assert loading.prepare(settings, [tmp_path / "bad.csv"], told).report.failed
    assert "[Build]" not in told.phases
    assert not (settings.home / "current").exists()


def test_the_good_files_are_published_beside_a_bad_one(settings: Settings, value: Value, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("x\n1\n")
    (tmp_path / "good.csv").write_text(TINY)
    report = loading.prepare(settings, [tmp_path / "bad.csv", tmp_path / "good.csv"], Told()).report
    assert (len(report.failed), len(report.loaded)) == (1, 1)
    assert value(settings, "select count(*) from tracks") == 3


def test_what_was_loaded_before_is_not_built_again(home: Settings, tmp_path: Path) -> None:
    told = Told()
    loaded = loading.prepare(home, [tmp_path / "tiny.csv"], told)
    assert [file.already_loaded for file in loaded.report.files] == [True]
    assert (told.phases, loaded.snapshot) == (["[Load]"], None)


def test_the_report_as_json_survives_json(settings: Settings, sample_csv: Path) -> None:
    gone = sample_csv.parent / "gone.csv"
    loaded = loading.load_as_job(settings, [sample_csv, gone], LoadOptions(), publish=False)
    document = json.loads(json.dumps(loading.report_json(loaded)))
    assert list(document) == ["files"]
    assert [file["rows_loaded"] for file in document["files"]] == [0, TRUTH.tracks]


# ---- Load and publish ---------------------------------------------------------------------------------------------------


def test_a_job_tells_the_share_of_the_whole(home: Settings, more: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shares: list[tuple[str, int]] = []
    monkeypatch.setattr(UserData, "report", lambda _self, _job, step, done, _total: shares.append((step, done)))
    loading.load_as_job(home, [more], LoadOptions(), publish=True)
    numbers = [share for _, share in shares]
    assert numbers == sorted(numbers), "the bar never goes back"
    assert (numbers[0], numbers[-1]) == (0, 1000)
    without_a_model = [begins for begins, _ in PLAN if begins != "Scoring"]
    for begins in ["Load", *without_a_model]:
        assert any(step.startswith(begins) for step, _ in shares), (
            f"no step begins with {begins}: rename it in the plan"
        )
    assert max(b - a for a, b in itertools.pairwise(numbers)) < 350, "no step is a third of it all"


def test_a_load_as_a_job_says_what_came_of_it(home: Settings, value: Value, more: Path) -> None:
    loaded = loading.load_as_job(home, [more], LoadOptions(), publish=True)
    (job,) = UserData(Home(home.home)).jobs()
    assert (job.kind, job.title, job.state) == ("load", "Loading more.csv", DONE)
    assert job.message == "more.csv: 3 rows read, 2 loaded, 0 merged, 1 rejected"
    assert (job.found["snapshot"], loaded.snapshot) == (2, 2)
    assert job.found["files"][0]["rejects"] == {"no artist": 1}
    assert value(home, "select count(*) from tracks") == 5


def test_a_load_that_fails_says_why(home: Settings, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("x,y\n1,2\n")
    loaded = loading.load_as_job(home, [tmp_path / "bad.csv"], LoadOptions(), publish=True)
    (job,) = UserData(Home(home.home)).jobs()
    assert (job.state, job.found["hint"]) == (FAILED, loaded.report.files[0].hint)
    assert "No known kind" in job.message
    assert Reader(home.home, home).snapshot.number == 1


def test_a_given_up_file_is_removed_whatever_came_of_it(home: Settings, tmp_path: Path) -> None:
    for number, text in enumerate((MORE, "x\n")):
        path = tmp_path / "uploads" / str(number) / "more.csv"
        path.parent.mkdir(parents=True)
        path.write_text(text)
        loading.load_as_job(home, [path], LoadOptions(), publish=True, discard=True)
        assert not path.parent.exists()
    assert (tmp_path / "uploads").is_dir()


def test_the_share_of_linked_rows_is_told(home: Settings, tmp_path: Path) -> None:
    (tmp_path / "chart.csv").write_text(CHART)
    loaded = loading.load_as_job(home, [tmp_path / "chart.csv"], LoadOptions(kind="charts"), publish=True)
    assert loaded.report.files[0].error is None
    assert loaded.linked == {2: {"charts": 0.5}}


# ---- Stopped on the way: nothing was changed ------------------------------------------------------------------------------


def stopping(settings: Settings, step: str, act: Callable[[UserData], None]) -> Told:
    """Progress that does something to the newest job when a step is reached."""
    return Told((step, lambda: act(UserData(Home(settings.home)))))


def cancel(data: UserData) -> None:
    data.cancel(data.jobs()[0].id)


def kill(_data: UserData) -> None:
    raise SystemExit(143)


def break_it(_data: UserData) -> None:
    raise HomeError("The marts are not consistent.", "Ours to mend.")


@pytest.mark.parametrize(
    ("step", "act", "state"),
    [
        ("Loading", cancel, CANCELLED),
        ("Loaded", kill, CANCELLED),
        ("Building", cancel, CANCELLED),
        ("Building", break_it, FAILED),
        ("Built", kill, CANCELLED),
    ],
)
def test_a_load_that_is_stopped_leaves_everything_as_it_was(
    home: Settings, more: Path, step: str, act: Callable[[UserData], None], state: str
) -> None:
    before = raw(home), served(home)
    steps = stopping(home, step, act)
    if act is cancel:
        assert loading.load_as_job(home, [more], LoadOptions(), publish=True, steps=steps).cancelled
    else:
        with pytest.raises((SystemExit, HomeError)):
            loading.load_as_job(home, [more], LoadOptions(), publish=True, steps=steps)
    assert UserData(Home(home.home)).jobs()[0].state == state
    assert (raw(home), served(home)) == before
    assert Reader(home.home, home).snapshot.number == 1
    loading.load_as_job(home, [more], LoadOptions(), publish=True)
    assert len(served(home)["tracks"]) == 5, "and the next one works"


def test_the_demo_comes_back_when_the_load_that_pushed_it_out_is_stopped(
    settings: Settings, more: Path, tmp_path: Path
) -> None:
    (tmp_path / "demo.csv").write_text(TINY)
    loading.load_and_publish(settings, [(tmp_path / "demo.csv", loading.DEMO)])
    assert Reader(settings.home, settings).snapshot.demo
    before = raw(settings)
    steps = stopping(settings, "Building", cancel)
    assert loading.load_as_job(settings, [more], LoadOptions(), publish=True, steps=steps).cancelled
    assert raw(settings) == before
    loading.load_as_job(settings, [more], LoadOptions(), publish=True)
    assert not Reader(settings.home, settings).snapshot.demo
    assert {row[3] for row in raw(settings)["loads"]} == {"generic_tracks"}
    assert len(served(settings)["tracks"]) == 2, "real data push out the demo"


def test_publishing_can_no_longer_be_stopped(home: Settings, more: Path) -> None:
    loaded = loading.load_as_job(home, [more], LoadOptions(), publish=True, steps=stopping(home, "Publishing", cancel))
    assert (loaded.cancelled, loaded.snapshot) == (False, 2)
    assert UserData(Home(home.home)).jobs()[0].state == DONE


# ---- Undo ---------------------------------------------------------------------------------------------------------------


def test_undo_restores_every_number(home: Settings, more: Path) -> None:
    before = raw(home), served(home)
    loading.load_as_job(home, [more], LoadOptions(), publish=True)
    assert served(home) != before[1]
    removed = loading.unload_as_job(home, 2, publish=True)
    assert removed == {"tracks": 2, "labels": 2, "rejects": 1, "loads": 1}
    assert (raw(home), served(home)) == before
    job = UserData(Home(home.home)).jobs()[0]
    assert (job.kind, job.state, job.done) == ("unload", DONE, 1000)
    assert job.message == "Load 2 is undone: 2 rows of tracks, 2 rows of labels, 1 row of rejects."


def test_undo_of_an_older_load_keeps_the_newer_one(home: Settings, more: Path, value: Value) -> None:
    loading.load_as_job(home, [more], LoadOptions(), publish=True)
    loading.unload_as_job(home, 1, publish=True)
    assert value(home, "select string_agg(title, ',' order by title) from tracks") == "Five,Four"


def test_undo_without_publish_shows_after_build_and_publish(home: Settings, value: Value) -> None:
    assert loading.unload(home, 1)["tracks"] == 3
    assert value(home, "select count(*) from tracks") == 3
    publishing.build(home)
    publishing.publish(home)
    assert value(home, "select count(*) from tracks") == 0


def test_a_load_that_is_not_there_cannot_be_undone(home: Settings) -> None:
    before = raw(home)
    with pytest.raises(UnknownLoad, match="no load 9") as caught:
        loading.unload_as_job(home, 9, publish=True)
    assert caught.value.hint == "Loads: 1."
    assert UserData(Home(home.home)).jobs()[0].state == FAILED
    assert raw(home) == before


@pytest.mark.parametrize("step", ["Building", "Checking"])
def test_an_undo_that_is_cancelled_leaves_the_load(home: Settings, step: str) -> None:
    before = raw(home), served(home)
    assert loading.unload_as_job(home, 1, publish=True, steps=stopping(home, step, cancel)) is None
    assert (raw(home), served(home)) == before
