"""Playlists: callbacks by POST over the published sample, files by address, bad input in words."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.pages import playlists as page
from dashboard.pages.playlists.controls import FIELDS
from dashboard.pages.playlists.state import State
from tests.dashboard.pages.answers import answer, words
from tests.dashboard.pages.app_under_test import app_over, context_over
from tests.dashboard.pages.visit import Visit
from warehouse import playlist_files
from warehouse.connect import Reader
from warehouse.home import Home
from warehouse.settings import load
from warehouse.userdata import UserData


@pytest.fixture(scope="module")
def app(sample_home: Path) -> Dash:
    return app_over(sample_home)


def shown(app: Dash, **state: str) -> dict[str, Any]:
    values = {"playlists-state.data": state, "theme.data": "light"}
    return answer(app, "playlists-body.children", values, "playlists-state.data")


def _ids(sample_home: Path, genre: str, rows: int) -> list[str]:
    with Reader(sample_home, load({}, home=sample_home)).view() as view:
        found = view.rows(
            f"select track_id from tracks where genres = '{genre}' and is_canonical order by 1 limit {rows}"
        )
    return [str(id) for (id,) in found]


@pytest.mark.parametrize("kind", ["csv", "m3u8", "jspf"])
def test_files_hold_what_is_on_screen(app: Dash, kind: str) -> None:
    body = shown(app, prompt="genre folk", tracks="6")["playlists-body.children"]
    on_screen = list(json.dumps(body).split('"href": "/track/')[1:])
    ids = [part.partition('"')[0] for part in on_screen]
    reply = app.server.test_client().get(f"/export/playlist.{kind}?prompt=genre+folk&tracks=6")
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"] == f'attachment; filename="repertoire-playlist.{kind}"'
    assert [one.id for one in playlist_files.read(reply.data)] == ids
    assert len(ids) == 6
    assert "6 tracks asked" in reply.text


def test_a_file_that_cannot_be_made_is_said(app: Dash) -> None:
    client = app.server.test_client()
    assert client.get("/export/playlist.mp3").status_code == 400
    assert client.get("/export/playlist.csv?tempo=up").status_code == 400


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"from": "group", "cluster": "999"}, "There is no group 999."),
        ({"prompt": "xyzzy"}, "Not understood: xyzzy."),
        ({"from": "list", "ids": "nope"}, "1 of the ids is not in the catalogue."),
        ({"from": "tracks", "like": "nope"}, "Not in the catalogue"),
        ({"from": "listener", "listener": "nobody"}, "No listener is called 'nobody' here."),
        ({"prompt": "genre folk", "include": "nope"}, "Not in the catalogue, so left out: nope."),
        ({"prompt": "genre folk", "minutes": "1"}, "because the shortest track alone is longer"),
        ({"from": "list", "shortlist": "gone"}, "is empty or not there"),
        ({"view": "fit", "playlist": "gone"}, "There is no playlist 'gone' here."),
        ({"view": "fit", "pasted": "nope"}, "None of its tracks is in the catalogue."),
    ],
)
def test_bad_input_is_answered_in_words(app: Dash, state: dict[str, str], said: str) -> None:
    found = shown(app, **state)
    text = words(found["playlists-body.children"]) + words(found["playlists-head.children"])
    assert said in text


def test_a_fit_counts_what_is_not_in_the_catalogue(app: Dash, sample_home: Path) -> None:
    ids = _ids(sample_home, "metal", 8)
    found = shown(app, view="fit", pasted=",".join(ids), entries="11")
    text = words(found["playlists-body.children"])
    assert "3 of 11 tracks are not in the catalogue and are left out." in text
    assert "What would fit best" in text


def test_a_file_that_is_dropped_is_looked_at(sample_home: Path) -> None:
    context = context_over(sample_home)
    ids = _ids(sample_home, "metal", 6)
    state, toast = page.pasted(context, State(), "\n".join([*ids, "nope"]))
    assert (state.view, state.pasted, state.entries, toast) == ("fit", ",".join(ids), "7", None)
    state, toast = page.pasted(context, State(), "nope")
    assert state == State()
    assert "None of its tracks" in toast.header
    many = _ids(sample_home, "metal", 60) + [
        i for g in ("folk", "dance", "ambient", "classical") for i in _ids(sample_home, g, 60)
    ]
    state, toast = page.pasted(context, State(), "\n".join(many))
    assert len(state.pasted.split(",")) == 200
    assert f"The first 200 of {len(many)} tracks" in toast.header


def test_an_upload_goes_through_the_callback(app: Dash, sample_home: Path) -> None:
    ids = _ids(sample_home, "metal", 6)
    sent = "data:text/plain;base64," + base64.b64encode("\n".join(ids).encode()).decode()
    values = {"playlists-upload.contents": sent, "playlists-state.data": {}}
    found = answer(app, "playlists-playlist.value", values, "playlists-upload.contents")
    assert found["playlists-state.data"]["pasted"] == ",".join(ids)


def test_controls_make_the_state() -> None:
    given: dict[str, Any] = dict.fromkeys(FIELDS) | {"amount": 20, "unit": "tracks", "dial": 0.5, "artist": 2}
    assert page.told(State(), given) == State()
    given |= {"amount": 45, "unit": "minutes", "dial": 0.8, "include": ["a", "b"], "prompt": " calm "}
    state = page.told(State(), given)
    assert (state.minutes, state.tracks, state.dial, state.include, state.prompt) == ("45", "", "0.8", "a,b", "calm")
    assert page.told(State(pasted="x", entries="1"), given | {"playlist": "p"}).pasted == ""


def test_a_shortlist_is_a_source(sample_home: Path, tmp_path: Path) -> None:
    settings, data = load({}, home=sample_home), UserData(Home(tmp_path / "kept"))
    ids = _ids(sample_home, "folk", 7)
    data.shortlists.add("Mine", ids)
    app = create_app(Reader(sample_home, settings), settings, data)
    visit = Visit(app, "/recommend/playlists?from=list&shortlist=Mine&tracks=7&artist=3")
    assert not visit.troubles
    assert "the shortlist “Mine”" in visit.text
    assert "7 tracks" in visit.text


def test_a_group_has_the_name_that_somebody_gave_it(sample_home: Path, tmp_path: Path) -> None:
    settings, data = load({}, home=sample_home), UserData(Home(tmp_path / "kept"))
    data.group_names.name("all", 1, "My sound")
    app = create_app(Reader(sample_home, settings), settings, data)
    visit = Visit(app, "/recommend/playlists?from=group&cluster=1&tracks=5")
    assert not visit.troubles
    assert "the group “My sound”" in visit.text
