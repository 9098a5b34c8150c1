"""`repertoire recommend` as a document: mood, feedback, threshold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analytics.recommend import homes
from warehouse.home import Home
from warehouse.settings import Settings, load
from warehouse.userdata import Said, UserData
from workflows import recommending


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load({}, home=homes.home(tmp_path_factory.mktemp("recommending")).path)


def _ids(found: dict[str, object]) -> list[str]:
    items = found["items"]
    assert isinstance(items, list)
    return [row["id"] for row in items]


def test_a_mood_restricts_and_is_shown_back(settings: Settings) -> None:
    found = recommending.recommend(settings, ["t00"], words="jazz under 110 bpm wobbly, 3 tracks")
    assert _ids(found)
    assert set(_ids(found)) <= {f"t{i:02d}" for i in range(1, 11, 2)}
    assert len(_ids(found)) <= 3
    assert "jazz" in found["mood"]["filter"]
    assert any("jazz" in words and "110" in words for words in found["mood"]["understood"])
    assert "Not understood: wobbly." in found["notes"]


def test_words_that_mean_nothing_narrow_nothing_and_are_told(settings: Settings) -> None:
    found = recommending.recommend(settings, ["t00"], words="xyzzy")
    assert _ids(found) == _ids(recommending.recommend(settings, ["t00"]))
    assert "Nothing was understood" in found["notes"][0]


def test_a_contradiction_is_told(settings: Settings) -> None:
    found = recommending.recommend(settings, ["t00"], words="over 150 bpm, under 100 bpm")
    assert _ids(found) == []
    assert found["basis"] == "nothing"
    assert found["mood"]["problems"]


def test_like_in_a_mood_is_a_like(settings: Settings) -> None:
    found = recommending.recommend(settings, [], words='like "Song 1"')
    assert _ids(found) == _ids(recommending.recommend(settings, ["t01"]))


def test_kept_feedback_counts(settings: Settings, tmp_path: Path) -> None:
    UserData(Home(settings.home)).feedback.say([Said("mine", "t03", "track", "like")])
    found = recommending.recommend(settings, [], listener="mine")
    assert found["feedback"] == 1
    assert "counts: 1 verdict." in " ".join(found["notes"])
    assert _ids(found) == _ids(recommending.recommend(settings, ["t03"]))
