"""Where something is missing every page says what to load and how; the files it shows as examples can be loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from dash import Dash

from dashboard import needs
from dashboard.app import PAGES, create_app
from tests.dashboard.pages.app_under_test import fire, words
from tests.warehouse.homes import QUICK, like, load_text
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.settings import load
from warehouse.userdata import UserData

PATHS = [page.PATH for page in PAGES]


def app_with(folder: Path, *kinds: str) -> Dash:
    """The application over a home in which the examples of these kinds are loaded; nothing is published where there are none."""

    def make(home: Home) -> None:
        with Workbench(home, QUICK) as workbench:
            for kind in kinds:
                load_text(workbench, needs.KINDS[kind].example + "\n", f"{kind}.csv")
            build(workbench)
            publish(workbench)

    home = like(folder / "home", ("needs", kinds), make) if kinds else Home(folder / "home")
    settings = load({}, home=home.path)
    return create_app(Reader(home, settings), settings, UserData(home))


def text_of(app: Dash, path: str) -> str:
    """What stands on a page before anything is called back."""
    here = path.replace("<track_id>", "t1").replace("<artist_id>", "nobody")
    found = fire(app, "page.children", "url.pathname", url__pathname=here, url__search="")
    return words(found["page"]["children"])


def test_every_page_that_lives_from_data_is_listed() -> None:
    free = {"/data", "/help", "/audit", "/campaigns"}  # the plan of a budget is typed in
    assert set(PATHS) - free == set(needs.NEEDS)


@pytest.mark.parametrize("kind", needs.KINDS)
def test_an_example_is_a_file_of_its_kind(tmp_path: Path, kind: str) -> None:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        load_text(workbench, needs.KINDS[kind].example + "\n", "some.csv")
        assert workbench.con.execute("select kind, rows_loaded from raw.loads").fetchall() == [(kind, 1)]


@pytest.mark.parametrize("there", [("tracks",), ("charts",), ("plays",)], ids=lambda kinds: kinds[0])
def test_every_page_says_what_would_make_it_say_more(tmp_path: Path, there: tuple[str, ...]) -> None:
    app = app_with(tmp_path, *there)
    for path in PATHS:
        text, missing = text_of(app, path), [kind for kind in needs.NEEDS.get(path, ((), ""))[0] if kind not in there]
        assert ("nothing is loaded" in text) is bool(missing), path
        if missing:
            assert "Load a file or in a terminal: repertoire load FILE --publish" in text, path
            assert all(needs.KINDS[kind].example.split()[0] in text for kind in missing), path


def test_where_nothing_is_loaded_every_page_says_what_can_be(tmp_path: Path) -> None:
    app = app_with(tmp_path)
    for path in PATHS:
        text = text_of(app, path)
        if path == "/help":
            assert "Five minutes with each job" in text
        else:
            assert "Nothing is loaded yet" in text, path
            assert all(
                kind.capitalize() in text and f"A row is {how.row}." in text for kind, how in needs.KINDS.items()
            )


def test_with_every_kind_nothing_is_asked_for() -> None:
    assert [path for path in PATHS if needs.note(path, set(needs.KINDS))] == []
    assert needs.note("/campaigns/audience", {"tracks"}) is not None
