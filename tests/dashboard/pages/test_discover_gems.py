"""The view "Hidden gems" of Discover: rows, file and shortlist agree; what is missing or wrong is said."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import urlencode

import pytest
from dash import Dash

from dashboard import downloads
from dashboard.app import create_app
from tests.analytics.live.test_gems import GEMS, judged
from tests.analytics.recommend import homes
from tests.dashboard.pages.app_under_test import app_over, fire
from tests.dashboard.pages.visit import Visit
from warehouse.settings import load
from warehouse.userdata import UserData

NONE = {"where": "", "listener": ""}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dash:
    reader = judged(tmp_path, monkeypatch)
    return create_app(reader, load({}, home=reader.home.path), UserData(reader.home))


def test_the_view_the_file_and_the_shortlist_agree(app: Dash) -> None:
    opened = Visit(app, "/discover?view=gems")
    assert opened.troubles == []
    assert "R2 0." in opened.text
    assert "candidates" in opened.text
    text = app.server.test_client().get(downloads.GEMS).get_data(as_text=True)
    rows = list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("# ")))
    assert {row["track_id"] for row in rows[:3]} == set(GEMS)
    assert "# model: out of fold, run 20261122T120000-abcdef\n" in text
    answer = fire(app, "toasts.children", "gems-shortlist-add.n_clicks", gems_shortlist_add__n_clicks=1,
                  gems_shortlist_name__value="G", gems_state__data=NONE)  # fmt: skip
    assert f"{len(rows)} tracks added" in str(answer)


def test_a_filter_goes_into_the_address_and_a_wrong_one_is_said(app: Dash) -> None:
    given = {"gems_where__value": "genre = 'jazz'", "gems_listener__value": "", "gems_state__data": NONE}
    assert "view=gems&where=" in str(fire(app, "url.search", "gems-where.value", **given))
    wrong = fire(app, "gems-problem.children", "gems-where.value", **{**given, "gems_where__value": "genr = 1"})
    assert "genr" in wrong["gems-problem"]["children"]
    filtered = Visit(app, "/discover?" + urlencode({"view": "gems", "where": 'genre = "jazz"'}))
    assert filtered.troubles == []
    assert "jazz" in filtered.text
    assert "has no view 'pearls'" in Visit(app, "/discover?view=pearls").text


def test_gems_for_a_listener_are_unheard_and_a_stranger_is_said(app: Dash) -> None:
    given = {"gems_where__value": "", "gems_listener__value": " u00 ", "gems_state__data": NONE}
    assert "view=gems&listener=u00" in str(fire(app, "url.search", "gems-listener.value", **given))
    opened = Visit(app, "/discover?view=gems&listener=u00")
    assert opened.troubles == []
    assert "groups that u00 plays most" in opened.text
    text = app.server.test_client().get(f"{downloads.GEMS}?listener=u00").get_data(as_text=True)
    assert "# listener: u00\n" in text
    rows = {row["track_id"] for row in csv.DictReader(x for x in io.StringIO(text) if not x.startswith("# "))}
    plays = csv.DictReader(io.StringIO(homes.plays_csv()))
    assert rows
    assert not rows & {row["track_id"] for row in plays if row["user_id"] == "u00"}
    assert "Nobody called 'ann'" in Visit(app, "/discover?view=gems&listener=ann").text


def test_before_tags_are_judged_it_says_what_it_needs(sample_home: Path) -> None:
    text = Visit(app_over(sample_home), "/discover?view=gems").text
    assert "Hidden gems are not looked for yet" in text
    assert "repertoire train --only oof" in text
