"""Drivers as a browser asks for it: its callbacks answer on the sample, with and without explanations."""

from __future__ import annotations

from pathlib import Path

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.context import Context
from dashboard.pages import drivers as page
from tests.analytics.trained import QUICK, home_with
from tests.dashboard.pages.answers import answer, words
from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.queries import drivers


@pytest.fixture(scope="module")
def reader(sample_home: Path) -> Reader:
    return Reader(sample_home)


@pytest.fixture(scope="module")
def app(reader: Reader) -> Dash:
    return create_app(reader, QUICK)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, sample_csv: Path) -> Reader:
    return Reader(home_with(tmp_path_factory.mktemp("bare") / "home", sample_csv, models=()), QUICK)


def which(task: str, scope: str = "all", **more: str) -> dict[str, str]:
    return {f"{page.TASK}.value": task, f"{page.SCOPE}.value": scope, "theme.data": "light", **more}


def test_the_layout_takes_its_state_from_the_address(reader: Reader) -> None:
    text = str(page.layout(Context(reader, QUICK), task="genre", scope="dance", feature="tempo", genre="metal"))
    for value in ("'dance'", "'tempo'", "'metal'"):
        assert f"value={value}" in text
    with pytest.raises(FilterError, match="polka"):
        page.layout(Context(reader, QUICK), task="genre", scope="polka")


def test_ranked_features_are_those_of_the_table(app: Dash, reader: Reader) -> None:
    with reader.view() as view:
        first = drivers.importance(view, "genre", "metal").iloc[0]
    given = which("genre", "metal", **{f"{page.FEATURE}.value": "tempo", f"{page.LOOK}.value": "ranked"})
    found = answer(app, "drivers-ranked-slot.children", given, f"{page.SCOPE}.value")
    text = words(found["drivers-ranked-text.children"])
    assert page.label(first["feature"]) in text
    assert "log-odds" in text
    figure = str(found["drivers-ranked-slot.children"])
    assert str(first["feature"]) in figure


def test_the_swarm_and_the_dependence_answer(app: Dash) -> None:
    given = which("popularity", "all", **{f"{page.FEATURE}.value": "energy", f"{page.LOOK}.value": "tracks"})
    swarm = answer(app, "drivers-ranked-slot.children", given, f"{page.LOOK}.value")
    assert "tracks, at what the feature adds to expected popularity" in words(swarm["drivers-ranked-text.children"])
    found = answer(app, "drivers-dependence-slot.children", given, f"{page.FEATURE}.value")
    assert words(found["drivers-dependence-text.children"]).startswith("Energy")


def test_a_new_task_keeps_the_scope_only_where_it_has_it(app: Dash) -> None:
    found = answer(app, f"{page.SCOPE}.options", which("genre", "Metal"), f"{page.TASK}.value")
    assert found[f"{page.SCOPE}.value"] == "all"
    kept = answer(app, f"{page.SCOPE}.options", which("genre", "dance"), f"{page.TASK}.value")
    assert kept[f"{page.SCOPE}.value"] == "dance"


def test_popularity_can_be_asked_of_a_genre(app: Dash, reader: Reader) -> None:
    with reader.view() as view:
        row = drivers.importance(view, "popularity", "genre: metal").iloc[0]
    options = answer(app, f"{page.SCOPE}.options", which("popularity", "metal"), f"{page.TASK}.value")
    assert options[f"{page.SCOPE}.value"] == "genre: metal"
    assert {"value": "genre: metal", "label": f"metal, n = {row['n']}"} in options[f"{page.SCOPE}.options"]
    given = which("popularity", "genre: metal", **{f"{page.FEATURE}.value": "energy", f"{page.LOOK}.value": "ranked"})
    head = answer(app, "drivers-finding.children", given, f"{page.SCOPE}.value")
    assert "most associated with popularity within metal" in head["drivers-finding.children"]
    assert f"n = {row['n']} tracks of metal" in head["drivers-scope.children"]
    back = answer(app, f"{page.SCOPE}.options", which("genre", "genre: metal"), f"{page.TASK}.value")
    assert back[f"{page.SCOPE}.value"] == "metal"


def test_a_click_chooses_a_feature_and_a_part_without_values_does_not(app: Dash) -> None:
    assert clicked(app, "tempo") == "tempo"
    assert clicked(app, "artist's other tracks") is None


def clicked(app: Dash, feature: str) -> str | None:
    """The feature that a click on a dot chooses, None when nothing changes."""
    key = next(k for k in app.callback_map if k.startswith(f"{page.FEATURE}.value@"))
    point = {"points": [{"customdata": ["", 0, 0, 0, feature]}]}
    body = {
        "output": key,
        "outputs": dict(zip(("id", "property"), key.rsplit(".", 1), strict=True)),
        "inputs": [{"id": "drivers-ranked-graph", "property": "clickData", "value": point}],
        "state": [{"id": page.LOOK, "property": "value", "value": "ranked"}],
        "changedPropIds": ["drivers-ranked-graph.clickData"],
    }
    reply = app.server.test_client().post("/_dash-update-component", json=body)
    found = {} if reply.status_code == 204 else reply.get_json()["response"]
    return next((str(props["value"]) for props in found.values()), None)


def test_the_blueprint_follows_its_choosers(app: Dash) -> None:
    ids = (page.targets.GENRE, page.targets.BAND, page.targets.KIND, page.targets.WITHIN)
    given = dict(zip((f"{id}.value" for id in ids), ("metal", "all", "", "all"), strict=True))
    found = answer(app, "drivers-blueprint-slot.children", given, f"{page.targets.GENRE}.value")
    assert "Differs most in" in words(found["drivers-blueprint-text.children"])
    assert "metal, n = " in words(found["drivers-blueprint-slot.children"])


def test_a_track_is_taken_apart(app: Dash, reader: Reader) -> None:
    with reader.view() as view:
        track_id = view.value("select track_id from tracks where genres = 'metal' order by track_id")
    found = answer(app, "drivers-fall-slot.children", {f"{page.TRACK}.value": track_id}, f"{page.TRACK}.value")
    assert words(found["drivers-fall-text.children"]).startswith("Expected ")
    assert " over " in words(found["drivers-duel-text.children"])
    with reader.view() as view:
        title = view.value("select title from tracks where track_id = $id", {"id": track_id})
    given = {f"{page.TRACK}.search_value": title}
    options = answer(app, f"{page.TRACK}.options", given, f"{page.TRACK}.search_value")[f"{page.TRACK}.options"]
    assert track_id in [option["value"] for option in options]


def test_without_explanations_every_card_says_what_to_run(bare: Reader) -> None:
    app = create_app(bare, QUICK)
    given = which("popularity", "all", **{f"{page.LOOK}.value": "ranked"})
    for card in ("ranked", "dependence"):
        found = answer(app, f"drivers-{card}-slot.children", given, f"{page.SCOPE}.value")
        assert "repertoire train" in words(found[f"drivers-{card}-slot.children"])
    head = answer(app, "drivers-finding.children", given, f"{page.SCOPE}.value")
    assert head["drivers-finding.children"] == "What goes with popularity has not been explained yet"
    beliefs = answer(app, "drivers-beliefs-slot.children", {"theme.data": "light"}, "theme.data")
    assert "repertoire train --only drivers" in words(beliefs["drivers-beliefs-slot.children"])
    with bare.view() as view:
        track_id = view.value("select min(track_id) from tracks")
    fall = answer(app, "drivers-fall-slot.children", {f"{page.TRACK}.value": track_id}, f"{page.TRACK}.value")
    assert "There is no popularity model" in words(fall["drivers-fall-slot.children"])
