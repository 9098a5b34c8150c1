"""What a recording's page says of a model's answer; the answer is that of a model trained here, from sound."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from dash import dcc

from analytics.audio_genre import worse
from dashboard.pages.screening import recording
from etl.audio import folder
from tests.dashboard.pages.app_under_test import context_over, words
from tests.etl.audio.sounds import noise, tone, written
from tests.warehouse.homes import tiny
from warehouse.settings import Settings
from workflows import scoring, training
from workflows.progress import Quiet


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A home with a model of hiss and hum, and the answer on a new hiss."""
    root = tmp_path_factory.mktemp("heard")
    for number in range(6):
        written(root / "music" / "hiss" / f"{number}.wav", noise(2, seed=number))
        written(root / "music" / "hum" / f"{number}.wav", tone(200 + 40 * number, 2))
    settings = Settings(home=tiny(root / "home").path, threads=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder, "listeners", ThreadPoolExecutor)
        patch.setattr(worse, "LEAST", 1_000)  # too few to learn from worse copies, which take a minute
        training.train(settings, ["audio"], Quiet(), [root / "music"])
        new = written(root / "new.wav", noise(12, seed=99))
        (file,) = scoring.score_files(settings, [new], pictures=True)["files"]
    return settings.home, file


def test_the_genre_is_told_with_its_chance_and_over_time(heard: tuple[Path, dict[str, Any]]) -> None:
    home, file = heard
    (row,) = file["rows"]
    assert row["genre"] == "hiss"
    chance = f"hiss ({row['confidence']:.0%})"
    assert recording.finding(file) == ("Sounds like " if row["sure"] else "Not sure of the genre; most like ") + chance
    page = recording.cards(context_over(home), file, 1, 1, "light")
    figures = {c.id: c.figure for c in page._traverse() if isinstance(c, dcc.Graph)}
    (bars,) = figures["screening-heard-graph"].data
    assert sorted(bars.x) == pytest.approx(sorted(one["probability"] for one in row["top5"]))
    (pieces,) = figures["screening-over-time-graph"].data
    assert list(pieces.base) == [piece["start"] for piece in row["segments"]]
    assert [told[:2] for told in pieces.customdata.tolist()] == [
        [p["genre"], p["probability"]] for p in row["segments"]
    ]
    assert "No predicted genre" not in words(page)
    why = row["reasons"]["genre"]
    assert why["base"] + sum(part["contribution"] for part in why["parts"]) == pytest.approx(why["total"], abs=1e-4)
    (reasons,) = figures["screening-sound-why-genre-graph"].data
    assert list(reasons.x) == [part["contribution"] for part in why["parts"]]
    strong = max(why["parts"], key=lambda part: part["contribution"])["feature"]
    assert f"{strong[:1].upper()}{strong[1:]} speak" in words(page)
    assert row["reasons"].keys() == {"genre"}


def test_what_the_model_does_not_stand_by_is_said_so(heard: tuple[Path, dict[str, Any]]) -> None:
    _home, file = heard
    unsure = {**file, "rows": [{**file["rows"][0], "sure": False}]}
    assert recording.finding(unsure).startswith("Not sure of the genre; most like hiss")


def test_popularity_stands_with_its_interval_and_what_it_rests_on(heard: tuple[Path, dict[str, Any]]) -> None:
    home, file = heard
    (row,) = file["rows"]
    assert row["popularity"] is None  # no model of popularity is trained there
    assert "No expected popularity" in words(recording.cards(context_over(home), file, 1, 1, "light"))
    by = {"features": ["tempo", "loudness"], "share": 0.8, "tested": 1234, "protocol": "A"}
    by["coverage"] = {"value": 0.791, "low": 0.77, "high": 0.81}
    parts = [
        {"feature": "tempo", "value": 120.0, "contribution": 3.5},
        {"feature": "key", "value": None, "contribution": -0.3},
    ]
    why = {"popularity": {"base": 28.0, "parts": parts, "total": 31.2}}
    told = {
        **file,
        "rows": [
            {**row, "reasons": why, "popularity": 31.2, "low": 4.0, "high": 61.0, "zero": 0.1, "popularity_by": by}
        ],
    }
    page = words(recording.cards(context_over(home), told, 1, 1, "light"))
    assert "Sound alone leaves popularity open: 4 to 61" in page
    assert "79.1% [77.0% to 81.0%]" in page
    assert "1,234 tracks of new artists" in page
    assert "Tempo: +3.5 points" in page


def test_the_region_of_the_map_is_drawn_or_its_want_is_told(heard: tuple[Path, dict[str, Any]]) -> None:
    home, file = heard
    context, (row,) = context_over(home), file["rows"]
    assert row["place"] is None
    assert "No place on the map: no map is there" in words(recording.cards(context, file, 1, 1, "light"))
    about = {"features": ["tempo"], "asked": 0.8, "held": 0.81, "low": 0.77, "high": 0.84, "tested": 412, "error": 29.0}
    about |= {"centre": 45.0, "width": 145.0, "box": [0, 2, 0, 2], "side": 2, "cells": [1], "map": "run"}
    drawn = recording.cards(context, {**file, "rows": [{**row, "place": about}]}, 1, 1, "light")
    assert "81.0% [77.0% to 84.0%]" in words(drawn)
    assert "29 at the median (middle of the map 45) of 145" in words(drawn)
