"""Map: callbacks by POST over the published sample, checked against the tables of the file."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dash import Dash
from dash.exceptions import PreventUpdate

from dashboard.context import Context
from dashboard.pages import map as page
from dashboard.pages.map import data
from dashboard.pages.map import state as states
from tests.dashboard.pages.app_under_test import app_over, context_over, fire, words
from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.settings import load
from warehouse.userdata import UserData


@pytest.fixture(scope="module")
def app(sample_home: Path) -> Dash:
    return app_over(sample_home)


@pytest.fixture(scope="module")
def reader(sample_home: Path) -> Reader:
    return Reader(sample_home, load({}, home=sample_home))


def rows(reader: Reader, query: str) -> list[tuple[Any, ...]]:
    with reader.view() as view:
        return view.rows(query)


def draw(app: Dash, **state: str) -> dict[str, Any]:
    return fire(app, "map-graph.figure", "map-state.data", map_state__data=state, map_drag__value="move")


def numbers(trace: dict[str, Any], name: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(trace[name]["bdata"]), trace[name]["dtype"])


def test_every_recording_is_drawn_where_it_stands(app: Dash, reader: Reader) -> None:
    found = draw(app)
    traces = [trace for trace in found["map-graph"]["figure"]["data"] if trace["type"] == "scattergl"]
    stands = {no: (x, y) for no, x, y in rows(reader, "select track_no, x, y from map_points")}
    placed = {
        int(no): (x, y)
        for trace in traces
        for no, x, y in zip(*(numbers(trace, name) for name in ("customdata", "x", "y")), strict=True)
    }
    assert placed.keys() == stands.keys()
    assert np.array([placed[no] for no in stands]) == pytest.approx(np.array(list(stands.values())))
    assert "385 of 385 drawn" in words(found["map-quality"]["children"])


def test_colours_are_the_groups_with_their_sizes(app: Dash, reader: Reader) -> None:
    traces = draw(app)["map-graph"]["figure"]["data"]
    sizes = {trace["name"]: len(numbers(trace, "x")) for trace in traces}
    assert sizes == dict(rows(reader, "select name, n from clusters where scope = 'all'"))


def test_quality_is_that_of_the_cards(app: Dash, reader: Reader) -> None:
    cards = {
        model: json.loads(card) for model, card in rows(reader, "select model, card from model_runs where promoted")
    }
    said = words(draw(app)["map-quality"]["children"])
    assert f"Trustworthiness {cards['map']['quality']['t-SNE']['trust']:.3f}" in said
    assert f"nearest kept {cards['map']['quality']['t-SNE']['kept']:.0%}" in said
    assert f"Stability {cards['clusters']['chosen']['stability']:.2f}" in said
    assert f"Separation {cards['clusters']['chosen']['separation']:.2f}" in said
    flat = words(draw(app, layout="PCA")["map-quality"]["children"])
    assert f"Trustworthiness {cards['map']['quality']['PCA']['trust']:.3f}" in flat


@pytest.mark.parametrize("colour", ["family", "predicted", "popularity", "year"])
def test_every_colour_is_drawn_with_what_it_means(app: Dash, colour: str) -> None:
    found = draw(app, colour=colour)
    assert sum(len(numbers(trace, "x")) for trace in found["map-graph"]["figure"]["data"]) == 385
    assert words(found["map-legend"]["children"])


def test_colours_stay_when_a_part_is_in_view(app: Dash) -> None:
    whole = draw(app, colour="family")["map-graph"]["figure"]["data"]
    part = draw(app, colour="family", view="-100,0,-100,100")["map-graph"]["figure"]["data"]
    colours = {trace["name"]: trace["marker"]["color"] for trace in whole}
    assert 0 < len(part) < len(whole)
    assert all(colours[trace["name"]] == trace["marker"]["color"] for trace in part)


def test_a_lasso_is_summed_up_and_leads_on(app: Dash, reader: Reader) -> None:
    (x, y), *_ = rows(reader, "select median(x), median(y) from map_points")
    lasso = f"{x:.2f},{y:.2f};1000,{y:.2f};1000,1000;{x:.2f},1000"
    found = fire(app, "map-side.children", "map-state.data", map_state__data={"lasso": lasso})
    side = found["map-side"]["children"]
    assert found["map-clear"]["hidden"] is False
    ((n, popularity),) = rows(
        reader, f"select count(*), median(popularity) from map_points where x > {x:.2f} and y > {y:.2f}"
    )
    assert f"{n} recordings" in words(side)
    assert f"{round(popularity)} median popularity" in words(side)
    href = next(part for part in json.dumps(side).split('"') if part.startswith("/export/map.csv"))
    text = app.server.test_client().get(href).get_data(as_text=True)
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    assert len(lines) == n + 1
    assert f"CSV, {n} rows" in words(side)
    assert "/discover?where=track_id" in json.dumps(side)


def test_an_empty_lasso_says_so(app: Dash) -> None:
    found = fire(app, "map-side.children", "map-state.data", map_state__data={"lasso": "900,900;901,900;901,901"})
    assert "No recording stands inside this lasso" in words(found["map-side"]["children"])


def test_without_a_lasso_groups_and_niches_stand_at_the_side(app: Dash) -> None:
    found = fire(app, "map-side.children", "map-state.data", map_state__data={})
    assert words(found["map-side"]["children"]).startswith("Groups")
    assert found["map-clear"]["hidden"] is True
    assert "No small dense group stands across genres" in words(found["map-side"]["children"])


def test_the_hover_card_is_of_the_point(app: Dash, reader: Reader) -> None:
    ((x, y, title, artists),) = rows(
        reader, "select x, y, title, artists from tracks join map_points using (track_no) order by track_no limit 1"
    )
    told = {"points": [{"x": x, "y": y, "bbox": {"x0": 1, "x1": 1, "y0": 1, "y1": 1}}]}
    found = fire(app, "map-tip.show", "map-graph.hoverData", map_graph__hoverData=told, map_state__data={})
    assert found["map-tip"]["show"] is True
    assert words(found["map-tip"]["children"]).startswith(f"{title} {artists}")


def test_a_drawn_lasso_and_a_zoom_go_into_the_state(app: Dash) -> None:
    drawn = {"lassoPoints": {"x": list(range(200)), "y": [0.5] * 200}}
    found = fire(
        app, "map-state.data", "map-graph.selectedData", map_graph__selectedData=drawn, map_state__data={},
        map_layout__value="t-SNE", map_colour__value="group",
    )  # fmt: skip
    assert 3 <= len(found["map-state"]["data"]["lasso"].split(";")) <= states.CORNERS
    zoom = {"xaxis.range[0]": -1, "xaxis.range[1]": 2.5, "yaxis.range[0]": 0, "yaxis.range[1]": 1}
    found = fire(
        app, "map-state.data", "map-graph.relayoutData", map_graph__relayoutData=zoom, map_state__data={},
        map_layout__value="t-SNE", map_colour__value="group",
    )  # fmt: skip
    assert found["map-state"]["data"]["view"] == "-1.00,2.50,0.00,1.00"


def test_a_lasso_is_kept_beside_what_else_changes_and_until_it_is_cleared_by_hand(app: Dash) -> None:
    drawn = {"lassoPoints": {"x": [0, 1, 1], "y": [0, 0, 1]}}
    given = {"map_layout__value": "t-SNE", "map_colour__value": "group"}
    both = fire(
        app, "map-state.data", "map-graph.relayoutData", also=("map-graph.selectedData",),
        map_graph__selectedData=drawn, map_graph__relayoutData={"selections": []}, map_state__data={}, **given,
    )  # fmt: skip
    kept = both["map-state"]["data"]
    assert len(kept["lasso"].split(";")) == 3
    clicked = fire(app, "map-state.data", "map-clear.n_clicks", map_clear__n_clicks=1, map_state__data=kept, **given)
    assert clicked["map-state"]["data"]["lasso"] == ""


def test_the_state_is_written_and_read_back() -> None:
    state = states.State("PCA", "year", (-1.5, 2, 0, 3), ((0, 0), (1, 0), (1, 1)), "track", "tempo=120")
    assert states.read(state.params()) == state
    assert states.read({}).params() == dict.fromkeys(
        ("layout", "colour", "view", "lasso", "place", "candidate", "mood", "estimated"), ""
    )
    for wrong in ({"layout": "UMAP"}, {"colour": "smell"}, {"view": "1,2,3"}, {"view": "2,1,0,1"}, {"lasso": "1,1"}):
        with pytest.raises(FilterError):
            states.read(wrong)


def test_a_candidate_from_screening_is_placed(app: Dash) -> None:
    found = draw(app, candidate="title=My+demo&tempo=150&energy=0.95&acousticness=0.03")
    notes = [note["text"] for note in found["map-graph"]["figure"]["layout"]["annotations"]]
    assert any("My demo" in note for note in notes)
    assert found["map-graph"]["figure"]["data"][-1]["name"] == "placed"


def test_screening_leads_to_its_candidate_on_the_map(app: Dash) -> None:
    found = fire(app, "screening-near-slot.children", "screening-shown.data", screening_shown__data={"tempo": "150"})
    text = json.dumps(found)
    href = next(part for part in text.split('"') if part.startswith("/map?candidate="))
    assert href == "/map?candidate=tempo%3D150"


def test_a_track_is_placed_by_its_id(app: Dash, reader: Reader) -> None:
    ((track, x, y),) = rows(reader, "select track_id, x, y from map_points order by draw limit 1")
    trace = draw(app, place=track)["map-graph"]["figure"]["data"][-1]
    assert (trace["x"][0], trace["y"][0]) == pytest.approx((x, y))


def test_above_the_most_points_a_density_layer_counts_all(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "MOST", 100)
    monkeypatch.setattr(data, "FIRST", 50)
    context = context_over(sample_home)
    f = data.facts(context)
    whole = data.scene(context, f, states.State())
    assert (whole.drawn, whole.inside) == (50, 385)
    assert whole.figure.density is not None
    assert whole.figure.density.sum() == 385
    left, right, lower, upper = data.whole(f, "t-SNE")
    part = data.scene(context, f, states.State(box=(left, left + (right - left) / 5, lower, upper)))
    assert part.drawn == part.inside <= 100
    assert part.figure.density is None


def test_a_name_that_people_give_stands_on_the_page_and_empty_takes_it_back(sample_home: Path, tmp_path: Path) -> None:
    plain = context_over(sample_home)
    context = Context(plain.reader, plain.settings, UserData(Home(tmp_path)))
    automatic = data.facts(context).groups.iloc[0]
    group = {"scope": "all", "cluster": int(automatic["cluster"])}
    page._renamed(context, group, "My own")
    assert data.facts(context).groups["name"].iloc[0] == "My own"
    assert data.facts(context).groups["automatic"].iloc[0] == automatic["name"]
    with pytest.raises(PreventUpdate):
        page._renamed(context, group, "My own")
    page._renamed(context, group, "")
    assert data.facts(context).groups["name"].iloc[0] == automatic["name"]


def test_the_finding_names_the_group_with_the_most_popular_tracks(sample_home: Path, reader: Reader) -> None:
    context = context_over(sample_home)
    said = words(page.layout(context))
    ((name, median),) = rows(
        reader, "select name, popularity from clusters where scope = 'all' and n >= 30 order by popularity desc limit 1"
    )
    assert "sound groups" in said
    assert f"median {round(median)}" in said
    assert name[:20] in said


def test_a_mood_colours_the_map_by_its_membership(app: Dash, reader: Reader) -> None:
    ((mood, best),) = rows(
        reader, "select mood, max(membership) from track_moods group by mood order by 2 desc, 1 limit 1"
    )
    found = draw(app, colour="mood", mood=mood)
    (trace,) = [t for t in found["map-graph"]["figure"]["data"] if t["type"] == "scattergl" and t["name"] == "known"]
    drawn = dict(zip(numbers(trace, "customdata").tolist(), numbers(trace["marker"], "color").tolist(), strict=True))
    known = dict(rows(reader, f"select track_no, membership from track_moods where mood = '{mood}'"))
    assert max(drawn.values()) == pytest.approx(float(best))
    for number, amount in drawn.items():
        assert amount == pytest.approx(float(known.get(number, 0)), abs=1e-6)
    assert mood.replace("_", " ") in words(found["map-legend"]["children"])
    with pytest.raises(FilterError, match="no mood 'grey'"):
        data.mood_of(data.facts(context_over(reader.home.path)), states.read({"colour": "mood", "mood": "grey"}))


def test_without_plays_the_card_of_the_underserved_says_what_it_needs(app: Dash) -> None:
    answer = fire(app, "map-side.children", "map-state.data", map_state__data={})
    assert "Asked for more than there is Plays are needed" in words(answer["map-side"]["children"])
