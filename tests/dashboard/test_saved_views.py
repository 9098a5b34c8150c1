"""The menu of saved views: what is on screen is kept, listed, deleted and put back."""

from __future__ import annotations

from typing import Any

import pytest
from dash import Dash

from dashboard import saved_views
from dashboard.app import create_app
from tests.dashboard.pages.answers import properties, words
from tests.dashboard.pages.app_under_test import asked, fire
from warehouse.connect import Reader
from warehouse.home import Home
from warehouse.settings import load
from warehouse.userdata import UserData


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("views") / "home")


@pytest.fixture(scope="module")
def app(home: Home) -> Dash:
    settings = load({}, home=home.path)
    return create_app(Reader(home, settings), settings, UserData(home))


def save(app: Dash, name: str, pathname: str, search: str) -> dict[str, Any]:
    given = {"views_save__n_clicks": 1, "views_name__value": name, "url__pathname": pathname, "url__search": search}
    return fire(app, "views-name.value", "views-save.n_clicks", **given)


def test_a_view_is_saved_listed_replaced_deleted_and_put_back(app: Dash, home: Home) -> None:
    answer = save(app, "Loud", "/discover", "?where=energy%20%3E%200.8&theme=dark")
    assert answer["views-name"]["value"] == ""
    assert answer["toasts"]["children"][0]["props"]["header"] == "“Loud” is saved"
    drawn = fire(app, "views-list.children", "views-open.n_clicks", views_open__n_clicks=1)["views-list"]["children"]
    assert "Loud this machine, " in words(drawn)
    assert "/discover?where=energy%20%3E%200.8'" in str(drawn)  # the theme is nobody else's
    told = save(app, "loud", "/map", "")["toasts"]["children"][0]["props"]
    assert (told["header"], words(told["children"])) == ("“loud” leads here now", "Put back")
    (back,) = properties(told["children"], "id")
    assert back == {"type": "view-back", "name": "loud", "address": "/discover?where=energy%20%3E%200.8"}
    kept = UserData(home).views
    assert [v.address for v in kept.views()] == ["/map"]
    assert kept.delete("Loud") == "/map"


def test_a_list_that_is_as_it_was_is_not_drawn_again(app: Dash, home: Home) -> None:
    save(app, "Kept", "/map", "")
    opened = ("views-list.children", "views-open.n_clicks")
    shown = fire(app, *opened, views_open__n_clicks=1)["views-shown"]["data"]
    body = asked(app, *opened, views_open__n_clicks=2, views_shown__data=shown)
    assert app.server.test_client().post("/_dash-update-component", json=body).status_code == 204
    UserData(home).views.delete("Kept")
    assert fire(app, *opened, views_open__n_clicks=3, views_shown__data=shown)["views-shown"]["data"] == []


def test_nothing_saved_is_said() -> None:
    assert "Nothing is saved yet" in words(saved_views.listed([]))


def test_an_address_without_what_is_ones_own() -> None:
    assert saved_views.address("/", None) == "/"
    assert saved_views.address("/genres", "?theme=dark") == "/genres"
    assert saved_views.address("/map", "?theme=dark&genre=R%26B&x=1") == "/map?genre=R%26B&x=1"
