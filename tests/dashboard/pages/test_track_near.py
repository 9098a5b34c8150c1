"""The card of nearest tracks on the page of a track: of a usual one, of one that came as sound, of one without features."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.context import Context
from dashboard.pages import _track_near as near
from tests.analytics.mixed import mixed
from tests.dashboard.pages.app_under_test import app_over, context_over, fire, words


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, sample_csv: Path) -> Path:
    return mixed(tmp_path_factory.mktemp("near") / "home", sample_csv).path


@pytest.fixture(scope="module")
def context(home: Path) -> Context:
    return context_over(home)


def track(context: Context, where: str) -> tuple[str, str]:
    with context.reader.view() as view:
        return view.rows(f"select track_id, title from tracks where {where} order by track_id limit 1")[0]


def test_a_track_that_came_as_sound_is_near_others_by_what_is_measured(context: Context, home: Path) -> None:
    sound, _ = track(context, "title = 'Clicks 120'")
    found = fire(app_over(home), "track-near-place.children", "track-subject.data", track_subject__data=sound)
    card = found["track-near-place"]["children"]
    assert "Closest in tempo and loudness alone: no more is measured of it, of 9 features" in words(card)
    assert f"/map?place={sound}" in json.dumps(card)
    assert f"/recommend?like={sound}" in json.dumps(card)
    with context.reader.view() as view:
        nearest = view.rows(
            """with unit as (select stddev_pop(tempo) as tempo, stddev_pop(loudness) as loudness from tracks where is_canonical),
            one as (select tempo, loudness from tracks where track_id = $id)
            select title from tracks, unit, one where track_id <> $id and is_canonical
            order by pow((tracks.tempo - one.tempo) / unit.tempo, 2)
                + pow((tracks.loudness - one.loudness) / unit.loudness, 2) nulls last limit 1""",
            {"id": sound},
        )[0][0]
    rows = json.dumps(card)
    assert nearest in rows


def test_a_track_of_which_most_is_measured_says_by_how_many_features(context: Context) -> None:
    usual, _ = track(context, "energy is not null")
    assert "Closest in 9 measured features; smaller is closer." in words(near.near_card(context, usual, []))


def test_without_measured_sound_the_card_says_why_there_is_none(context: Context) -> None:
    assert words(near.near_card(context, "bare", [])) == f"No nearest tracks {near.NOTHING}"
    assert near.near_card(context, "nobody", []) is None
