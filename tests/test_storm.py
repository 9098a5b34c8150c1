"""What the house must survive: the disk, the clock, the memory, other programs, kill -9. `make faults` runs the full counts.

After each fault the last published snapshot answers, nothing committed is lost, and the next run succeeds.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.live import served
from analytics.training.common import finish
from dashboard.app import create_app
from dashboard.wsgi import make_app
from tests.analytics.trained import republish
from tests.dashboard.pages.app_under_test import fire, words
from tests.storm import kills
from tests.storm.clock import clock_at
from tests.storm.readers import ASKED, TRACKS, Server, ask_while, catalogue, publish_marked
from tests.warehouse.homes import QUICK, tiny
from tests.warehouse.rollup import ugly
from warehouse import publish as publishing
from warehouse import store
from warehouse.connect import Reader, Workbench
from warehouse.errors import BadArtefact, DamagedSnapshot, HomeBusy, HomeNotWritable, TooMuchMemory
from warehouse.home import Home
from warehouse.rollup import LANDED
from warehouse.userdata import Said, UserData, engine
from workflows import rolling

CLIENTS, PUBLISHES = (int(os.environ.get(name, few)) for name, few in (("CLIENTS", "3"), ("PUBLISHES", "2")))
NOBODY, MANY = 65534, 10_000


# ---- Many readers while others publish --------------------------------------------------------------------------------


def test_clients_see_whole_answers_while_snapshots_are_published(tmp_path: Path) -> None:
    home = tiny(tmp_path, catalogue(1))
    with Server(home) as server:
        seen = ask_while(server, CLIENTS, lambda: publish_marked(home, 2, PUBLISHES + 1))
    print(f"{sum(seen.answers.values())} answers of {len(seen.answers)} snapshots")  # noqa: T201
    assert seen.wrong == []
    assert seen.answers[PUBLISHES + 1] >= CLIENTS  # the last question of each was asked after the last publish
    assert len(seen.answers) >= 2


# ---- Files -------------------------------------------------------------------------------------------------------------


def cut(path: Path) -> None:
    os.truncate(path, 4096)


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))


@pytest.mark.parametrize("damage", [cut, overwrite])
def test_a_snapshot_that_is_damaged_while_it_is_served(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    home = tiny(tmp_path, catalogue(1, MANY))  # a smaller file would be in memory when it is open
    publish_marked(home, 2, 2)
    reader = Reader(home, QUICK)
    app = create_app(reader, QUICK, UserData(home))
    client = app.server.test_client()
    kept = home.current.resolve().read_bytes()
    assert client.get("/readyz").status_code == 200  # it is open
    damage(home.current.resolve())
    with pytest.raises(DamagedSnapshot) as told, reader.view() as view:
        view.value("select sum(length(title)) from tracks")
    assert "rollback" in told.value.hint
    for path, status in (("/readyz", 503), (ASKED, 400)):
        answer = client.get(path)
        assert (answer.status_code, "rollback" in answer.text) == (status, True), path
    page = fire(app, "page.children", "url.pathname", url__pathname="/", url__search="")["page"]["children"]
    assert "rollback" in words(page)
    assert client.get("/_dash-layout").status_code == 200  # the frame around a page that says what is wrong
    home.current.resolve().write_bytes(kept)  # somebody copies the file back
    assert client.get("/readyz").status_code == 200
    damage(home.current.resolve())
    publishing.rollback(home)
    assert "snapshot 1," in client.get(ASKED).text
    publish_marked(home, 3, 3)  # the next run succeeds
    assert "snapshot 3," in client.get(ASKED).text


def test_a_snapshot_that_is_deleted_while_it_is_served(tmp_path: Path) -> None:
    home = tiny(tmp_path, catalogue(1))
    reader = Reader(home, QUICK)
    client = create_app(reader, QUICK).server.test_client()
    before = client.get(ASKED).text.partition("# time")[0]
    home.current.resolve().unlink()
    assert client.get(ASKED).text.partition("# time")[0] == before  # who has it open keeps it
    publish_marked(home, 2, 2)  # not number 1 again: under its name a reader would still see what was deleted
    assert "snapshot 2," in client.get(ASKED).text


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Nobody may write in a folder and those in it; root, whom no mode stops, is somebody else meanwhile."""
    inside = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in inside if not path.is_symlink()}
    for path, mode in modes.items():
        path.chmod(stat.S_IMODE(mode) & ~0o222 | 0o444 | (0o111 if path.is_dir() else 0))
    parents = {
        path: path.stat().st_mode
        for path in folder.parents
        if len(path.parts) > 2 and path.stat().st_uid == os.geteuid()
    }
    for path, mode in parents.items():
        path.chmod(stat.S_IMODE(mode) | 0o111)
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)
        for path, mode in (*modes.items(), *parents.items()):
            path.chmod(stat.S_IMODE(mode))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no permissions of this kind")
def test_a_home_that_cannot_be_written_is_served(tmp_path: Path) -> None:
    home = tiny(tmp_path, catalogue(1))
    settings = replace(QUICK, home=home.path)
    make_app(settings)  # what is imported on the way is read before the rights are gone
    with unwritable(home.path):
        with pytest.raises(HomeNotWritable) as told:
            UserData(home)
        assert "permissions" in told.value.hint
        client = make_app(settings).server.test_client()
        assert client.get("/readyz").status_code == 200
        assert client.get(ASKED).text.count("\n") > TRACKS
        with pytest.raises(HomeNotWritable), Workbench(home, QUICK):
            pass
    publish_marked(home, 2, 2)
    assert UserData(home).feedback.say([Said("eva", "t1", "track", "like")])


def test_user_data_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WAIT", 0.1)
    home = tiny(tmp_path)
    feedback = UserData(home).feedback
    feedback.say([Said("eva", "a", "track", "like")])
    other = sqlite3.connect(home.userdata, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(HomeBusy, match="holds"):
        feedback.say([Said("eva", "b", "track", "like")])
    assert [one.item for one in feedback.verdicts("eva")] == ["a"]  # reading goes on
    other.execute("rollback")
    other.close()
    feedback.say([Said("eva", "b", "track", "like")])
    assert [one.item for one in feedback.verdicts("eva")] == ["b", "a"]


# ---- Memory, clock, models ---------------------------------------------------------------------------------------------


def test_a_question_that_needs_too_much_memory_says_so_and_the_next_one_is_answered(tmp_path: Path) -> None:
    reader = Reader(tiny(tmp_path, catalogue(1)), replace(QUICK, memory_limit="30MB"))
    for _ in range(2):
        with pytest.raises(TooMuchMemory) as told, reader.view() as view:
            view.value("select len(list(n)) from range(20000000) t(n)")
        assert "REPERTOIRE_MEMORY_LIMIT" in told.value.hint
        with reader.view() as view:
            assert view.value("select count(*) from tracks where popularity = 1") == TRACKS


def test_a_clock_that_goes_backwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tiny(tmp_path, catalogue(1))
    reader, feedback = Reader(home, QUICK), UserData(home).feedback

    def popularity() -> int:
        return reader.cached("popularity", lambda view: view.value("select max(popularity) from tracks"))

    assert popularity() == 1
    feedback.say([Said("eva", "a", "track", "like"), Said("eva", "b", "track", "like")])
    clock_at(monkeypatch, dt.datetime(2001, 1, 1))
    publish_marked(home, 2, 2)
    assert (reader.snapshot.number, reader.snapshot.published_at.year, popularity()) == (2, 2001, 2)
    feedback.say([Said("eva", "a", "track", "dislike")])
    assert {one.item: one.verdict for one in feedback.verdicts("eva")} == {"a": "dislike", "b": "like"}
    publishing.rollback(home)
    assert popularity() == 1
    publish_marked(home, 3, 3)  # of the same moment as number 2
    assert popularity() == 3
    text = create_app(reader, QUICK).server.test_client().get("/metrics").text
    assert "repertoire_snapshot_number 3.0" in text
    assert [number for number, _ in publishing.snapshots(home)] == [1, 2, 3]


def test_a_damaged_model_is_refused_and_the_one_before_answers(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = tiny(tmp_path)
    for text in ("first", "second"):
        about = {"model": {}, "metrics": []}
        finish(home, QUICK, "genre", text, {}, about, [], lambda run: {}, time.monotonic())
    found = {(path / "model.txt").read_text(): path for path in (home.models / "genre").iterdir()}
    first, second = found["first"], found["second"]
    with Workbench(home, QUICK) as workbench:
        store.promote(workbench, "genre", second.name)
    republish(home)

    def text_of(reader: Reader) -> str:
        return str(served._served(reader, "genre", lambda stored: stored.text))

    reader = Reader(home, QUICK)
    assert (text_of(reader), served.answering(reader, "genre")) == ("second", second.name)
    (second / "card.json").write_bytes(b"{}")
    assert text_of(reader) == "second"  # it was read before
    reader = Reader(home, QUICK)
    assert (text_of(reader), served.answering(reader, "genre")) == ("first", first.name)
    assert f"{first.name} answers instead" in caplog.text
    (first / "model.txt").write_text("firsT")
    with pytest.raises(BadArtefact, match=second.name):
        text_of(Reader(home, QUICK))


# ---- kill -9 -----------------------------------------------------------------------------------------------------------

TALKER = """
import sys
from warehouse.home import Home
from warehouse.userdata import Said, UserData
feedback = UserData(Home(sys.argv[1])).feedback
print("begins", flush=True)
for n in range(400):
    feedback.say([Said("eva", f"{n}-{part}", "track", "like") for part in range(5)])
    print(n, flush=True)
"""
ROLLER = """
import sys
from pathlib import Path
from warehouse.settings import Settings
from workflows import rolling
home, events, out = map(Path, sys.argv[1:])
settings = Settings(home=home, threads=1, wait_seconds=5)
print("begins", flush=True)
rolling.rollup(settings, events, out, "duckdb")
print("ends", flush=True)
"""


@pytest.mark.parametrize("seed", kills.seeds(1))
def test_feedback_killed_at_a_random_moment(tmp_path: Path, seed: int) -> None:
    home = tiny(tmp_path)
    said = kills.kill(kills.start(TALKER, home.path), "feedback", seed, 1.0)
    told = [int(line) for line in said.split()]
    batches: dict[str, int] = {}
    for one in UserData(home).feedback.verdicts("eva"):
        number = one.item.partition("-")[0]
        batches[number] = batches.get(number, 0) + 1
    assert set(batches.values()) <= {5}, "no batch is there by halves"
    assert {str(n) for n in told} <= batches.keys() <= {str(n) for n in range(len(told) + 1)}
    assert UserData(home).feedback.say([Said("eva", "next", "track", "like")])


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path, float]:
    """(home, events, what a rollup of them leaves, seconds that it takes)."""
    folder = tmp_path_factory.mktemp("roller")
    home, events = tiny(folder), ugly.write(folder / "events", ugly.events())
    child = kills.start(ROLLER, home.path, events, folder / "out")
    began = time.perf_counter()
    assert child.communicate()[0] == "ends\n"
    return home.path, events, folder / "out", time.perf_counter() - began


def tables(folder: Path) -> dict[str, pa.Table]:
    return {name: pq.read_table(folder / name / "part-0.parquet") for name in LANDED}


@pytest.mark.parametrize("seed", kills.seeds(1))
def test_a_rollup_killed_at_a_random_moment(alone: tuple[Path, Path, Path, float], tmp_path: Path, seed: int) -> None:
    home, events, whole, seconds = alone
    out = tmp_path / "out"
    kills.kill(kills.start(ROLLER, home, events, out), "rollup", seed, seconds)
    assert not out.exists() or tables(out) == tables(whole)
    with Workbench(Home(home), QUICK) as workbench:
        assert workbench.value("select count(*) from play_items") == 0  # linking left nothing behind
    if not out.exists():
        rolling.rollup(replace(QUICK, home=home), events, out, "duckdb")
    assert tables(out) == tables(whole)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
