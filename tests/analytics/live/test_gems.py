"""Hidden gems and under-served groups as pages and commands ask for them; what is missing is said."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.live import gems, segments
from tests.analytics.recommend import homes
from tests.warehouse.homes import like
from warehouse import build, store
from warehouse.connect import Reader, Workbench
from warehouse.filters import TrackFilter, parse
from warehouse.home import Home
from warehouse.publish import publish
from workflows import finding

RUN, GROUPS = "20261122T120000-abcdef", "20261122T120001-abcdef"
GEMS = ("t60", "t62", "t63")
EXTRA = 80


def judged(folder: Path, monkeypatch: pytest.MonkeyPatch, listeners: int = 60) -> Reader:
    """A home with plays, a recommender, two groups (pop and jazz) and popularity out of fold; GEMS are far below it."""

    monkeypatch.setattr(homes, "LISTENERS", listeners)

    def make(home: Home) -> None:
        shutil.copytree(_judged(folder / "made").path, home.path, symlinks=True)

    return Reader(like(folder / "judged", ("gems", listeners), make), homes.QUICK)


def _judged(folder: Path) -> Home:
    made = homes.home(folder, tracks=homes.tracks_csv(EXTRA))
    with Workbench(made, homes.QUICK) as workbench:
        tracks = workbench.frame("select track_id, popularity from tracks order by track_id")
        store.put(workbench, "popularity_oof", answers(tracks).assign(run=RUN, fold=1))
        store.put(workbench, "track_clusters", grouped(tracks))
        for model, run in (("oof", RUN), ("clusters", GROUPS)):
            store.record_run(workbench, model, run, True, dt.datetime(2026, 11, 22, 12), 1.0, {"task": model})
            store.promote(workbench, model, run)
        build.build(workbench)
        publish(workbench)
    return made


def answers(tracks: pd.DataFrame) -> pd.DataFrame:
    """Expected within a few points of what is, save for GEMS."""
    noise = np.random.default_rng(0).normal(0, 2, len(tracks))
    level = tracks["popularity"] + noise + 45 * tracks["track_id"].isin(GEMS)
    return pd.DataFrame(
        {"track_id": tracks["track_id"], "zero": 0.0, "expected": level, "low": level - 3, "high": level + 3}
    )


def grouped(tracks: pd.DataFrame) -> pd.DataFrame:
    number = tracks["track_id"].str[1:].astype(int)
    return pd.DataFrame(
        {"track_id": tracks["track_id"], "run": GROUPS, "scope": "all", "cluster": 1 + number % 2, "strength": 0.5}
    )


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    return judged(tmp_path, monkeypatch)


def test_gems_come_first_with_what_they_are_called(reader: Reader) -> None:
    found = gems.gems_of(reader, TrackFilter.all(), limit=3)
    assert set(found.rows["track_id"]) == set(GEMS)
    assert list(found.rows.columns) == list(gems.SHOWN)
    assert found.rows["below"].all()
    assert set(found.rows["title"]) == {"Song 60", "Song 62", "Song 63"}
    assert "explains" in found.notes[0]
    assert "No track has a release date" in found.notes[0]


def test_a_filter_keeps_its_own_and_the_ranks_stay(reader: Reader) -> None:
    everything = gems.gems_of(reader, TrackFilter.all())
    jazz = gems.gems_of(reader, parse('genre = "jazz"'))
    expected = everything.rows[everything.rows["genre"] == "jazz"].reset_index(drop=True)
    pd.testing.assert_frame_equal(jazz.rows, expected)
    assert jazz.total == len(expected)


def test_for_a_listener_inside_the_groups_they_play_most_and_unheard(reader: Reader) -> None:
    found = gems.gems_of(reader, TrackFilter.all(), "u00")
    assert "groups that u00 plays most" in found.notes[-1]
    heard = set(pd.read_csv(io.StringIO(homes.plays_csv())).query("user_id == 'u00'")["track_id"])
    assert not heard & set(found.rows["track_id"])
    stranger = gems.gems_of(reader, TrackFilter.all(), "nobody")
    assert (stranger.total, stranger.notes[-1]) == (
        0,
        "Nobody called 'nobody' is among the listeners that were learned from.",
    )


def test_without_out_of_fold_answers_it_says_what_it_needs(tmp_path: Path) -> None:
    plain = homes.reader(tmp_path, plays=False)
    found = gems.gems_of(plain, TrackFilter.all(), "u00")
    assert (len(found.rows), found.notes) == (0, (gems.NEEDS,))
    served = segments.underserved(plain)
    assert len(served.rows) == 0
    assert served.notes[0].startswith("Plays are needed")


def test_segments_agree_with_the_events(reader: Reader) -> None:
    found = segments.underserved(reader)
    assert found.listeners == 60
    events = pd.read_csv(io.StringIO(homes.plays_csv()))
    shares = events.assign(pop=events["track_id"].str[1:].astype(int) % 2 == 0).groupby("user_id")["pop"].mean()
    row = found.rows[(found.rows["cluster"] == 1) & (found.rows["genre"] == "")].iloc[0]
    assert row["play_share"] == pytest.approx(shares.mean())
    assert row["track_share"] == 0.5
    assert (row["tracks"], row["listeners"]) == (40, int((shares > 0).sum()))


def test_too_few_listeners_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = segments.underserved(judged(tmp_path, monkeypatch, listeners=20))
    assert "20 listeners are too few (50 needed)" in found.notes[0]


def test_the_documents_of_the_commands(reader: Reader) -> None:
    settings = homes.QUICK.__class__(home=Home(reader.home.path).path, threads=1)
    found = finding.gems(settings, 'genre = "pop"', limit=2)
    assert {row["track_id"] for row in found["items"]} == {"t60", "t62"}
    assert set(found) == {"run", "notes", "total", "found", "zeros", "figures", "items"}
    assert isinstance(found["items"][0]["gap"], float)
    assert finding.segments(settings)["listeners"] == 60
