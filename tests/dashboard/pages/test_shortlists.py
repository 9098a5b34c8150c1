"""Shortlists on the pages: the button on every list of tracks, the page of a list, what is gone in words."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard import shortlisting
from dashboard.app import create_app
from dashboard.pages import shortlists as page
from dashboard.pages.shortlists import cards
from tests.dashboard.pages.app_under_test import app_over, fire, words
from tests.dashboard.pages.visit import Visit
from warehouse.connect import Reader
from warehouse.home import Home
from warehouse.settings import load
from warehouse.userdata import UserData
from warehouse.userdata.shortlists import MOST


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Home:
    return Home(shutil.copytree(sample_home, tmp_path / "home", symlinks=True))


@pytest.fixture
def userdata(home: Home) -> UserData:
    return UserData(home)


@pytest.fixture
def app(home: Home, userdata: UserData) -> Dash:
    settings = load({}, home=home.path)
    return create_app(Reader(home.path, settings), settings, userdata)


def some(home: Home, where: str = "true", rows: int = 3) -> list[tuple[Any, ...]]:
    with Reader(home.path, load({}, home=home.path)).view() as view:
        return view.rows(f"select track_id, title, popularity from tracks where {where} order by track_no limit {rows}")


def press(app: Dash, source: str, name: str, **values: Any) -> str:
    """What the toast of Add says."""
    given = {f"{source}_shortlist_add__n_clicks": 1, f"{source}_shortlist_name__value": name, **values}
    answer = fire(app, "toasts.children", f"{source}-shortlist-add.n_clicks", **given)
    (toast,) = answer["toasts"]["children"]
    return f"{toast['props']['header']} {words(toast)}"


def test_selected_rows_of_discover_go_on_a_list(app: Dash, home: Home, userdata: UserData) -> None:
    ids = [row[0] for row in some(home)]
    rows = [{"track_id": one} for one in ids]
    said = press(app, "discover", "Scouting", discover_grid__selectedRows=rows, discover_state__data={})
    assert "3 tracks added to “Scouting” Undo Show the list" in said
    assert [one.track_id for one in userdata.shortlists.entries("Scouting")] == ids
    again = press(app, "discover", "scouting", discover_grid__selectedRows=rows[:1], discover_state__data={})
    assert "0 tracks added to “Scouting”, 1 stood there already" in again
    assert "Undo" not in again


def test_without_a_selection_every_row_of_the_filter_goes_in_its_order(
    app: Dash, home: Home, userdata: UserData
) -> None:
    data = {"where": "energy >= 0.9", "sort": "title"}
    press(app, "discover", "Loud", discover_state__data=data)
    with Reader(home.path, load({}, home=home.path)).view() as view:
        expected = view.rows("select track_id, title from tracks where energy >= 0.9")
    found = [one.track_id for one in userdata.shortlists.entries("Loud")]
    assert sorted(found) == sorted(one for one, _ in expected)
    titles = dict(expected)
    assert titles[found[0]].casefold() <= titles[found[-1]].casefold()


def test_the_panel_says_how_many_and_offers_the_lists(app: Dash, home: Home, userdata: UserData) -> None:
    def opened() -> dict[str, Any]:
        given = {"discover_shortlist_open__n_clicks": 1, "discover_state__data": {"where": 'title = "no such title"'}}
        return fire(app, "discover-shortlist-says.children", "discover-shortlist-open.n_clicks", **given)

    first = opened()
    assert first["discover-shortlist-says"]["children"] == "No track is chosen."
    assert first["discover-shortlist-name"]["value"] == shortlisting.FIRST_NAME
    userdata.shortlists.add("Scouting", ["a"])
    second = opened()
    assert second["discover-shortlist-name"]["value"] == "Scouting"
    (option,) = second["discover-shortlist-names"]["children"]
    assert (option["props"]["value"], option["props"]["label"]) == ("Scouting", "1 track")
    assert shortlisting.said(MOST + 1).startswith("More than 10,000 tracks")


def test_the_lasso_of_the_map_goes_on_a_list(app: Dash, home: Home, userdata: UserData) -> None:
    with Reader(home.path, load({}, home=home.path)).view() as view:
        ends = view.rows("select min(x) - 1, max(x) + 1, min(y) - 1, max(y) + 1, count(*) from map_points")[0]
    left, right, low, high, n = ends
    lasso = ";".join(f"{x:.2f},{y:.2f}" for x, y in ((left, low), (right, low), (right, high), (left, high)))
    assert f"{n} tracks added" in press(app, "map", "All", map_state__data={"lasso": lasso})
    press(app, "track", "One", track_subject__data="x1")
    assert [one.track_id for one in userdata.shortlists.entries("One")] == ["x1"]


def test_undo_takes_an_addition_back(app: Dash, userdata: UserData) -> None:
    change = userdata.shortlists.add("Scouting", ["a", "b"])
    userdata.shortlists.add("Scouting", ["c"])
    said = undo(app, change.batch)
    assert "Undone: 2 tracks" in said
    assert [one.track_id for one in userdata.shortlists.entries("Scouting")] == ["c"]
    assert "nothing left to undo" in undo(app, change.batch)


def undo(app: Dash, batch: str) -> str:
    """The answer to the button of a toast, as the browser asks for it: its id is a pattern."""
    key = next(k for k, s in app.callback_map.items() if any(shortlisting.UNDO in e["id"] for e in s["inputs"]))
    id = {"batch": batch, "type": shortlisting.UNDO}
    text = f'{{"batch":"{batch}","type":"{shortlisting.UNDO}"}}.n_clicks'
    names = [name.rsplit(".", 1) for name in key.strip(".").split("...")]
    body = {
        "output": key,
        "outputs": [{"id": one, "property": name} for one, name in names],
        "inputs": [[{"id": id, "property": "n_clicks", "value": 1}]],
        "changedPropIds": [text],
    }
    answer = app.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.get_json()["response"])


def test_the_page_shows_rows_numbers_and_what_is_gone(app: Dash, home: Home, userdata: UserData) -> None:
    rows = some(home, "popularity is not null")
    userdata.shortlists.add("Scouting", [*(row[0] for row in rows), "left-the-catalogue"], "hear it")
    opened = Visit(app, "/shortlists?list=scouting")
    assert opened.troubles == []
    assert "“Scouting”: 4 tracks, median popularity" in opened.text
    assert "1 no longer in the catalogue" in opened.text
    answer = fire(app, "shortlists-grid.rowData", "shortlists-name.data", shortlists_name__data="Scouting")
    shown = answer["shortlists-grid"]["rowData"]
    assert [(r["track_id"], r["title"], r["popularity"]) for r in shown[:3]] == rows
    assert (shown[3]["title"], shown[3]["artists"], shown[3]["note"]) == (cards.GONE, "left-the-catalogue", "hear it")
    assert answer["shortlists-up"]["disabled"] is False
    href = app.server.test_client().get(f"{cards.downloads.shortlist_url('Scouting', '')}")
    text = href.get_data(as_text=True)
    assert [r["track_id"] for r in csv.DictReader(s for s in io.StringIO(text) if s[0] != "#")] == [
        row["track_id"] for row in shown
    ]


def test_what_is_not_there_is_said(app: Dash, sample_home: Path, userdata: UserData) -> None:
    assert "No shortlist yet" in Visit(app, "/shortlists").text
    userdata.shortlists.add("Scouting", ["a"])
    gone = Visit(app, "/shortlists?list=Other")
    assert "There is no shortlist “Other”" in gone.text
    assert "Scouting" in gone.text
    assert "has no order 'loud'" in Visit(app, "/shortlists?sort=loud").text
    assert "not kept here" in Visit(app_over(sample_home), "/shortlists").text
    answer = app.server.test_client().get(cards.downloads.shortlist_url("Other", ""))
    assert (answer.status_code, "no shortlist “Other”" in answer.text) == (400, True)


def test_a_note_is_kept_rows_are_taken_off_and_moved(app: Dash, userdata: UserData) -> None:
    userdata.shortlists.add("S", ["a", "b", "c"])
    told = [{"data": {"track_id": "b", "note": "again"}, "colId": "note"}]
    fire(app, "shortlists-changed.data", "shortlists-grid.cellValueChanged",
         shortlists_grid__cellValueChanged=told, shortlists_name__data="S")  # fmt: skip
    assert [one.note for one in userdata.shortlists.entries("S")] == ["", "again", ""]
    fire(app, "toasts.children", "shortlists-up.n_clicks", shortlists_up__n_clicks=1,
         shortlists_grid__selectedRows=[{"track_id": "c"}], shortlists_name__data="S")  # fmt: skip
    assert [one.track_id for one in userdata.shortlists.entries("S")] == ["a", "c", "b"]
    fire(app, "shortlists-grid.selectedRows", "shortlists-remove.n_clicks", shortlists_remove__n_clicks=1,
         shortlists_grid__selectedRows=[{"track_id": "a"}], shortlists_name__data="S")  # fmt: skip
    assert [one.track_id for one in userdata.shortlists.entries("S")] == ["c", "b"]


def test_rows_move_past_one_another_as_a_block() -> None:
    order = ["a", "b", "c", "d"]
    assert page.moved(order, {"b", "c"}, -1) == ["b", "c", "a", "d"]
    assert page.moved(order, {"b", "c"}, 1) == ["a", "d", "b", "c"]
    assert page.moved(order, {"a"}, -1) == order
    assert page.moved(order, {"a", "c"}, -1) == ["a", "c", "b", "d"]
    assert page.moved(order, {"d"}, 1) == order
