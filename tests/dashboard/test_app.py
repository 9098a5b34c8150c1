"""The router: which page an address shows, and what stands there when there is nothing to show."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.app import PAGES, find_page
from tests.dashboard.pages.app_under_test import app_over, fire, words
from tests.warehouse.homes import QUICK, TINY, load_text
from warehouse import store
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.publish import publish

SERIES = "year,energy,tempo\n2019,0.5,120\n2020,0.6,121\n"


def test_every_page_is_found_by_its_path() -> None:
    for page in PAGES:
        found = find_page(page.PATH.replace("<track_id>", "x").replace("<artist_id>", "y"))
        assert found is not None
        assert found[0] is page
    assert find_page("/nothing") is None


@pytest.fixture(scope="module", params=["nothing", "other kinds"])
def trackless(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Home:
    """A published home without tracks: every load undone, or only files of another kind."""
    home = Home(tmp_path_factory.mktemp("trackless") / "home")
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, TINY)
        if request.param == "other kinds":
            load_text(workbench, SERIES, "by_year.csv")
        store.unload(workbench, 1)
        build(workbench)
        publish(workbench)
    return home


@pytest.mark.parametrize(
    ("path", "said"),
    [("/", "There is nothing to look over yet")]
    + [(path, "There are no tracks") for path in ("/discover", "/genres", "/track/a", "/artist/b")],
)
def test_without_tracks_the_pages_about_them_say_so(trackless: Home, path: str, said: str) -> None:
    found = fire(app_over(trackless.path), "page.children", "url.pathname", url__pathname=path, url__search="")
    text = words(found["page"]["children"])
    assert said in text
    assert "Load a file" in text


def test_without_tracks_files_can_still_be_loaded(trackless: Home) -> None:
    app = app_over(trackless.path)
    found = fire(app, "page.children", "url.pathname", url__pathname="/data", url__search="")
    assert "Choose a file" in words(found["page"]["children"])
    for tab in ("loads", "rejects", "repeats", "checks", "models", "dictionary"):
        fire(app, "data-content.children", "data-tab.value", data_tab__value=tab, data_seen__data=1)
    fire(app, "data-finding.children", "data-seen.data", data_seen__data=1)


def test_a_home_without_a_snapshot_says_what_to_do(tmp_path: Path) -> None:
    found = fire(app_over(tmp_path), "page.children", "url.pathname", url__pathname="/", url__search="")
    assert "Nothing is loaded yet" in words(found["page"]["children"])
