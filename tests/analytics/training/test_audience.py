"""The step that finds listener segments: its figures against the events, what it refuses, what its page says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analytics import training
from analytics.live import audience as live
from dashboard.app import create_app
from dashboard.pages import audience as page
from tests.analytics.recommend import homes
from tests.dashboard.pages.app_under_test import context_over, words
from tests.dashboard.pages.visit import Visit
from warehouse.connect import Reader
from warehouse.errors import FilterError, NotTrainable
from warehouse.settings import load
from workflows import audience as work
from workflows import publishing

LISTENERS, EACH = 160, 30


def plays() -> str:
    """Even listeners play the even tracks (pop) nine times in ten, odd ones the odd ones (jazz)."""
    rng = np.random.default_rng(3)
    lines = ["user_id,track_id,played_at"]
    for listener in range(LISTENERS):
        own = np.where(rng.random(EACH) < 0.9, listener % 2, 1 - listener % 2)
        for place, parity in enumerate(own.tolist()):
            track = 2 * int(rng.integers(0, 19)) + parity
            lines.append(f"u{listener:03d},t{track:02d},2026-01-{1 + place % 28:02d} {place % 24:02d}:{place:02d}:00")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        text = plays()
        patch.setattr(homes, "plays_csv", lambda: text)
        made = homes.home(tmp_path_factory.mktemp("audience"), trained=False)
    training.train(made, homes.QUICK, ["audience"])
    settings = load({}, home=made.path)
    publishing.build(settings)
    publishing.publish(settings)
    return made.path


def test_segments_are_those_of_the_events(home: Path) -> None:
    found = live.audience(Reader(home))
    assert found.k == 2
    assert sorted(found.segments["listeners"]) == [LISTENERS // 2, LISTENERS // 2]
    jazz = next(one for one in found.card["segments"] if one["over"][0]["genre"] == "jazz")
    events = [line.split(",") for line in plays().splitlines()[1:]]
    own = [int(track[1:]) % 2 for who, track, _ in events if int(who[1:]) % 2]
    share = (np.mean(own) * EACH + 10 * 0.5) / (EACH + 10)  # drawn to the common mix, which is half and half
    assert jazz["over"][0]["share"] == pytest.approx(share, abs=0.005)
    assert found.genres == ["jazz", "pop"]
    assert live.genre_of(found, "jazz")["listeners"] >= 0.9 * LISTENERS / 2
    night = sum(jazz["dayparts"][part]["share"] for part in jazz["dayparts"])
    assert night == pytest.approx(1.0)
    with pytest.raises(FilterError, match="no segment 7"):
        live.segment_of(found, 7)


def test_the_page_and_the_command_say_the_same(home: Path) -> None:
    app = create_app(Reader(home), load({}, home=home))
    visit = Visit(app, "/campaigns/audience?genre=pop")
    assert visit.troubles == []
    assert "2 segments come back" in visit.text
    assert f"n = {LISTENERS} listeners" in visit.text
    assert "listeners of pop" in visit.text
    document = work.audience(load({}, home=home))
    assert (document["k"], len(document["items"])) == (2, 2)
    told = str(document)
    assert not any(f"u{listener:03d}" in told for listener in range(LISTENERS)), "nothing of single listeners"


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    plain = homes.home(tmp_path, trained=False)
    with pytest.raises(NotTrainable, match="too few to look for segments"):
        training.train(plain, homes.QUICK, ["audience"])
    assert "train --only audience" in words(page.layout(context_over(plain.path)))
