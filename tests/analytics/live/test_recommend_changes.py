"""Feedback changes the next answer, what may be answered can be narrowed, and lists are set beside others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.live import served
from analytics.live.recommend import Answer, Options, Profile, recommend, strengths
from analytics.live.recommend_figures import baseline, changes, figures, without
from tests.analytics.recommend.homes import reader
from warehouse.connect import Reader
from warehouse.filters import parse
from warehouse.userdata import Said


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return reader(tmp_path_factory.mktemp("trained"))


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return reader(tmp_path_factory.mktemp("silent"), plays=False)


def _jazz(answer: Answer) -> int:
    return sum(int(name[1:]) % 2 for name in answer.items["id"])


def _lead(answer: Answer) -> float:
    """By how much jazz is ahead of pop in the mean score."""
    jazz = answer.items["id"].str[1:].astype(int) % 2 == 1
    return float(answer.items.loc[jazz, "score"].mean() - answer.items.loc[~jazz, "score"].mean())


def test_verdicts_become_strengths_by_their_weight() -> None:
    said = [Said("p", "a", "track", "like", 2), Said("p", "b", "track", "skip"), Said("p", "c", "track", "dislike")]
    assert strengths(said) == {"a": 2.0, "b": -0.25, "c": -1.0}


@pytest.mark.parametrize("home", ["trained", "silent"])
def test_feedback_counts_like_a_seed_and_a_skip_is_less_than_a_dislike(
    home: str, request: pytest.FixtureRequest
) -> None:
    there: Reader = request.getfixturevalue(home)
    profile = Profile({"t00": 1.0, "t01": 1.0})
    plain, *told = (
        recommend(there, Profile(profile.likes, feedback=given), Options(limit=40))
        for given in ({}, {"t03": -0.25}, {"t03": -1.0}, {"t03": 1.0})
    )
    skipped, disliked, liked = told
    assert all("t03" not in set(answer.items["id"]) for answer in told)
    levels = [_lead(answer) for answer in (disliked, skipped, plain, liked)]  # t03 is jazz
    assert levels == sorted(levels)
    assert levels[0] < levels[1] < levels[3]
    assert recommend(there, Profile({"t00": 1.0}, feedback={"t01": 1.0}), Options(limit=30)).items["id"].tolist() == (
        recommend(there, Profile({"t00": 1.0, "t01": 1.0}), Options(limit=30)).items["id"].tolist()
    )


@pytest.mark.parametrize("home", ["trained", "silent"])
def test_a_filter_restricts_what_is_answered(home: str, request: pytest.FixtureRequest) -> None:
    there: Reader = request.getfixturevalue(home)
    found = recommend(there, Profile({"t00": 1.0}), Options(limit=30, only=parse('genre = "jazz" and tempo < 115')))
    assert set(found.items["id"]) <= {f"t{i:02d}" for i in range(1, 15, 2)}
    assert len(found.items) == found.matching > 0
    none = recommend(there, Profile({"t00": 1.0}), Options(only=parse("tempo > 200")))
    assert none.items.empty
    assert none.basis == "nothing"
    assert "what the mood asks for" in none.notes[-1]


@pytest.mark.parametrize("home", ["trained", "silent"])
def test_a_threshold_keeps_what_is_alike_to_something_liked(home: str, request: pytest.FixtureRequest) -> None:
    there: Reader = request.getfixturevalue(home)
    wide, narrow = (
        recommend(there, Profile({"t00": 1.0}), Options(limit=40, alike=alike, keep_known=True)) for alike in (0.1, 0.9)
    )
    assert set(narrow.items["id"]) < set(wide.items["id"])
    assert _jazz(narrow) == 0
    assert f"{narrow.matching} tracks are at least 0.90 alike" in " ".join(narrow.notes)
    lost = recommend(there, Profile(), Options(alike=0.5))
    assert "threshold is left aside" in " ".join(lost.notes)


def test_likeness_to_all_is_the_likeness_of_the_model(trained: Reader) -> None:
    from analytics.live.recommend_only import likeness

    model = served.recommender(trained)
    assert model is not None
    content, every = model.model.content, np.arange(len(model.ids))
    for place in (0, 7):
        assert likeness(content, place) == pytest.approx(content.likeness(place, every), abs=1e-5)


@pytest.mark.parametrize("home", ["trained", "silent"])
def test_what_is_included_by_hand_stands_first(home: str, request: pytest.FixtureRequest) -> None:
    there: Reader = request.getfixturevalue(home)
    options = Options(limit=5, include=("t11", "nowhere"), only=parse("tempo < 110"), exclude=("t02",))
    found = recommend(there, Profile({"t00": 1.0}), options)
    assert found.items["id"].iloc[0] == "t11"
    assert len(found.items) == 5
    assert found.items["id"].is_unique
    assert "nowhere" in " ".join(found.notes)


@pytest.mark.parametrize("home", ["trained", "silent"])
def test_the_order_is_that_of_score_and_popularity(home: str, request: pytest.FixtureRequest) -> None:
    there: Reader = request.getfixturevalue(home)
    found = recommend(there, Profile({"t00": 1.0}), Options(limit=20, dial=0.9)).items
    parts = found[["ease", "als", "content", "popularity"]].fillna(0).sum(axis=1)
    assert parts.is_monotonic_decreasing
    middle = recommend(there, Profile({"t00": 1.0}), Options(limit=20)).items
    assert middle["popularity"].to_numpy() == pytest.approx(0, abs=1e-5)


def test_figures_are_those_of_the_events(trained: Reader) -> None:
    found = recommend(trained, Profile({"t00": 1.0}), Options(limit=6))
    plain = baseline(trained, found, Options(limit=6))
    model = served.recommender(trained)
    assert model is not None
    heard = pd.Series(model.heard, index=model.ids)
    told = figures(trained, plain, found)
    assert plain.items["id"].tolist() == heard.sort_values(ascending=False, kind="stable").index[:6].tolist()
    assert told.popular == 1.0  # 6 of the most-heard fifth of 38
    assert told.novelty == pytest.approx(np.log2(30 / heard[plain.items["id"]]).mean())
    assert told.shared == len(set(plain.items["id"]) & set(found.items["id"]))
    assert (told.covered, told.marks) == (2 + plain.items["name"].str.split(", ").str[-1].nunique(), 12)


def test_figures_without_plays_rest_on_popularity(silent: Reader) -> None:
    found = recommend(silent, Profile({"t00": 1.0}), Options(limit=6))
    plain = baseline(silent, found, Options(limit=6))
    assert plain.items["id"].tolist() == [f"t{i:02d}" for i in range(6)]
    told = figures(silent, plain)
    assert (told.popular, told.novelty, told.shared) == (1.0, None, None)
    nothing = recommend(silent, Profile(), Options(exclude=tuple(f"t{i:02d}" for i in range(40))))
    assert figures(silent, nothing).popular is None


def test_changes_say_what_came_went_and_moved() -> None:
    def answer(ids: str) -> Answer:
        frame = pd.DataFrame({"id": list(ids), "name": [name.upper() for name in ids]})
        return Answer(frame, (), "hybrid", "track")

    found = changes(answer("abcde"), answer("xacdb"))
    assert found["id"].tolist() == ["x", "e", "b", "a"]
    assert found["before"].astype(object).where(found["before"].notna(), None).tolist() == [None, 5, 2, 1]
    assert found["after"].astype(object).where(found["after"].notna(), None).tolist() == [1, None, 5, 2]
    assert found["name"].iloc[0] == "X"
    assert changes(answer("abc"), answer("abc")).empty


def test_a_profile_without_the_newest_feedback() -> None:
    assert dict(without(Profile(feedback={"a": 1.0, "b": -1.0}), ["b"]).feedback) == {"a": 1.0}


def test_no_track_of_a_home_is_too_odd(tmp_path: Path) -> None:
    one = reader(tmp_path, plays=False, tracks="track_id,title,artists\na,One,A\n")
    found = recommend(one, Profile({"a": 1.0}), Options(alike=0.5))
    assert found.items.empty
    assert figures(one, found).n == 0
