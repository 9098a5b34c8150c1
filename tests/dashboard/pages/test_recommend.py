"""Recommend: callbacks by POST; bad input is answered in words; the file is the list."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.context import Context
from dashboard.pages import recommend as page
from dashboard.pages.recommend import ids, rows
from dashboard.pages.recommend.changes import after, put
from dashboard.recommended import State, find, read
from tests.analytics.recommend import homes
from tests.dashboard.pages.app_under_test import fire, words
from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.settings import load
from warehouse.userdata import Said, UserData
from warehouse.userdata.engine import now

HEAD = "track_id,title,artists,popularity,genre,energy,tempo\n"


def context_of(home: Home, userdata: bool = True) -> Context:
    settings = load({}, home=home.path)
    return Context(Reader(home, settings), settings, UserData(home) if userdata else None)


def app_of(context: Context) -> Dash:
    return create_app(context.reader, context.settings, context.userdata)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return context_of(homes.home(tmp_path_factory.mktemp("trained")))


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return context_of(homes.home(tmp_path_factory.mktemp("silent"), plays=False))


def drawn(context: Context, **state: str) -> dict[str, Any]:
    app = app_of(context)
    found = fire(app, "recommend-list.children", "recommend-state.data", recommend_state__data=state)
    side = fire(app, "recommend-side.children", "recommend-drawn.data", recommend_state__data=state)
    found.pop("recommend-drawn")
    parts = {**found, **side}
    return {name.removeprefix("recommend-"): words(part["children"]) for name, part in parts.items()}


def test_the_address_is_read_and_written_back() -> None:
    state = State(
        "a listener", (("t1", 2.0), ("x,y*z%2C", 1.0)), (("t2", 0.5),), ("o",), ("k",), "calm", 70, 20, 60, 50, True, "all",
        True, True,
    )  # fmt: skip
    assert read(state.params()) == state
    assert not any(State().params().values())
    assert read(State().params()) == State()


@pytest.mark.parametrize(
    ("name", "value"),
    [("n", "0"), ("n", "x"), ("n", "101"), ("dial", "-1"), ("alike", "200"), ("like", "a*x"), ("dislike", "a*99"),
     ("like", "a*nan"), ("against", "last")],
)  # fmt: skip
def test_what_an_address_cannot_mean_is_told(name: str, value: str) -> None:
    with pytest.raises(FilterError):
        read({name: value})


def test_one_thing_at_a_time_changes_the_state() -> None:
    told: dict[str, Any] = {"n": 20}
    old = State(like=(("a", 1.0),), out=("b",))
    assert after(old, told, ids.ADD, "b", "dislike", True) == State(like=(("a", 1.0),), dislike=(("b", 1.0),))
    assert after(old, told, ids.do("more", "a"), None, "like", True).like == (("a", 1.5),)
    assert after(State(like=(("a", 0.5),)), told, ids.do("less", "a"), None, "like", True).like == (("a", 0.5),)
    assert after(old, told, ids.do("drop", "b"), None, "like", True).out == ()
    assert after(old, told, ids.do("base", "-"), None, "like", True).base
    assert after(old, told, ids.say("skip", "c"), None, "like", True).out == ("b", "c")
    named = State(profile="mine")
    assert after(named, {"profile": "mine"}, ids.say("skip", "c"), None, "like", True) == named
    assert put(old, "keep", "a") == State(out=("b",), keep=("a",))


def test_the_bar_is_as_long_as_its_parts() -> None:
    made = rows.bar([2.0, 1.0, -1.0], (1.0, 4.0))
    widths = [span.style["width"] for span in made.children]
    assert widths == ["0.00%", "20.00%", "40.00%", "20.00%"]
    assert made.title == "sound and tags 2.00, listeners 1.00, popularity −1.00"


def test_without_plays_the_page_says_that_sound_answers(silent: Context) -> None:
    told = drawn(silent, like="t00", n="10", profile="somebody")
    assert "from genres and sound alone" in told["list"]
    assert "No listener is called 'somebody' here." in told["list"]
    assert told["scope"].startswith("From genres and sound alone; somebody: no plays of that name")
    assert "recommend" not in told["lines"].lower() or "no recommender" in told["lines"]


def test_a_stranger_a_lost_seed_and_an_empty_list_are_told(trained: Context) -> None:
    told = drawn(trained, like="t00,nowhere", profile="nobody")
    assert "No listener is called 'nobody' here." in told["list"]
    assert "so left out: nowhere" in told["list"]
    nothing = drawn(trained, out=",".join(f"t{i:02d}" for i in range(40)))
    assert "No other track is left to recommend" in nothing["list"]
    assert nothing["finding"] == "No track is left to recommend"
    contradiction = drawn(trained, mood="over 150 bpm, under 100 bpm")
    assert "what the mood asks for" in contradiction["list"]
    assert contradiction["mood-said"]


@pytest.mark.parametrize(
    "tracks",
    [
        HEAD + "a,One,A,10,pop,0.5,100\n",
        HEAD + "".join(f"a{i},One,A,10,pop,0.5,100\n" for i in range(3)),
        "track_id,title,artists\na,One,A\nb,Two,B\n",
    ],
    ids=["one track", "identical tracks", "no features"],
)
def test_odd_catalogues_have_an_answer(tmp_path: Path, tracks: str) -> None:
    told = drawn(context_of(homes.home(tmp_path, plays=False, tracks=tracks)), like="a", alike="50", mood="calm")
    assert told["list"]
    assert told["finding"]


def test_what_was_shown_on_three_days_stays_out_until_asked_for(trained: Context) -> None:
    assert trained.userdata is not None
    feedback = trained.userdata.feedback
    usual = find(trained, read({"profile": "tired", "like": "t00"})).answer.items["id"].tolist()
    for day in range(1, 4):
        assert find(trained, read({"profile": "tired", "like": "t00"})).answer.items["id"].tolist() == usual
        feedback.show("tired", "track", usual[:2], now().date() - timedelta(days=day))
    rested = find(trained, read({"profile": "tired", "like": "t00"})).answer.items["id"].tolist()
    assert not set(usual[:2]) & set(rested)
    assert find(trained, read({"profile": "tired", "like": "t00", "tired": "1"})).answer.items["id"].tolist() == usual
    assert find(trained, read({"like": "t00"})).answer.items["id"].tolist() == usual


def test_a_verdict_is_kept_and_told(trained: Context) -> None:
    assert trained.userdata is not None
    trained.userdata.feedback.say([Said("told", "t01", "track", "like")])
    told = drawn(trained, profile="told", like="t00")
    assert "like Song 1, A1 Take back" in told["kept"]
    assert "against the list without the newest feedback" in told["changes"]
    assert "1 verdict kept" in told["scope"]


def test_without_a_place_for_feedback_the_page_works(tmp_path: Path) -> None:
    context = context_of(homes.home(tmp_path, plays=False), userdata=False)
    assert "Song" in drawn(context, profile="mine", like="t00")["list"]


def test_the_file_is_the_list_with_what_it_was_asked_with(trained: Context) -> None:
    client = app_of(trained).server.test_client()
    text = client.get("/export/recommend.csv?like=t00*2&mood=jazz&n=10&dial=80").text
    head = [line for line in text.splitlines() if line.startswith("#")]
    told = list(csv.DictReader(io.StringIO("\n".join(line for line in text.splitlines() if not line.startswith("#")))))
    found = find(trained, read({"like": "t00*2", "mood": "jazz", "n": "10", "dial": "80"}))
    assert [row["id"] for row in told] == found.shown.items["id"].tolist()
    assert [row["rank"] for row in told] == [str(i + 1) for i in range(len(told))]
    for row, (_, item) in zip(told, found.shown.items.iterrows(), strict=True):
        parts = [float(row[name]) for name in ("from_listeners", "from_sound_and_tags", "from_popularity")]
        assert sum(parts) == pytest.approx(item["score"] + item["popularity"], abs=1e-4)
    assert "# likes: Song 0, A0 x2" in head
    assert any(line.startswith("# mood: jazz (") for line in head)
    assert "# settings: dial 80, diversity 0, least likeness 0" in head


def test_a_listener_is_found_by_the_whole_name_only(trained: Context) -> None:
    found = page.controls.profile_options(trained, "u03")
    assert found[-1]["label"] == "u03: listener of 8 tracks"
    assert "a name of your own" in page.controls.profile_options(trained, "u0")[-1]["label"]
