"""Rings of the map: callbacks by POST over a catalogue with three tracks that sound alone describes, and one without features."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from analytics.live import place as places
from dashboard.context import Context
from dashboard.pages import map as page
from dashboard.pages.map import cards, data, estimates
from dashboard.pages.map import state as states
from dashboard.pages.map.placing import placed
from tests.analytics.mixed import BEATS, mixed
from tests.dashboard.pages.app_under_test import app_over, context_over, fire, words

WHOLE = "-999,-999;999,-999;999,999;-999,999"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, sample_csv: Path) -> Path:
    return mixed(tmp_path_factory.mktemp("rings") / "home", sample_csv).path


@pytest.fixture(scope="module")
def context(home: Path) -> Context:
    return context_over(home)


@pytest.fixture(scope="module")
def app(home: Path) -> Dash:
    return app_over(home)


def draw(app: Dash, **state: str) -> dict[str, Any]:
    return fire(app, "map-graph.figure", "map-state.data", map_state__data=state, map_drag__value="move")


def traces(found: dict[str, Any]) -> dict[str, Any]:
    return {trace["name"]: trace for trace in found["map-graph"]["figure"]["data"]}


def test_rings_are_drawn_apart_from_the_dots_and_counted_apart(app: Dash, context: Context) -> None:
    found = draw(app)
    ring = traces(found)["estimated"]
    with context.reader.view() as view:
        stored = {track for (track,) in view.rows("select track_id from map_estimates")}
        about = json.loads(view.value("select card from model_runs where model = 'map' and promoted"))["model"][
            "by_sound"
        ]
    assert set(ring["customdata"]) == stored
    assert len(stored) == len(BEATS)
    assert ring["marker"]["symbol"] == "circle-open"
    assert "385 of 385 drawn" in words(found["map-quality"]["children"])
    how = words(found["map-how"]["children"])
    assert f"half of such tracks lie more than {about['error']:.0f} away, of {about['width']:.0f}" in how
    assert "from tempo, loudness and length alone" in how


def test_the_page_says_who_has_no_place_and_why(context: Context) -> None:
    said = words(page.layout(context))
    assert "1 recording has no place here: too few of the map's features are known." in said
    f = data.facts(context)
    assert (f.n, f.estimated, f.without) == (385, len(BEATS), 1)


def test_without_the_tick_and_by_components_no_ring_is_drawn(app: Dash) -> None:
    hidden = draw(app, estimated="0")
    assert "estimated" not in traces(hidden)
    assert "ring" not in words(hidden["map-how"]["children"])
    flat = draw(app, layout="PCA")
    assert "estimated" not in traces(flat)
    assert "Estimated places are drawn on the layout t-SNE" in words(flat["map-how"]["children"])
    ticked = {"map_estimated__value": [], "map_state__data": {}}
    assert fire(app, "map-state.data", "map-estimated.value", **ticked)["map-state"]["data"]["estimated"] == "0"


def test_the_card_of_a_ring_says_that_its_place_is_estimated(app: Dash) -> None:
    ring = traces(draw(app))["estimated"]
    point = {"x": 0, "y": 0, "customdata": ring["customdata"][0], "bbox": {"x0": 1, "x1": 1, "y0": 1, "y1": 1}}
    told = fire(
        app, "map-tip.show", "map-graph.hoverData", map_graph__hoverData={"points": [point]}, map_state__data={}
    )
    card = words(told["map-tip"]["children"])
    assert re.search(r"Clicks \d+ Ada", card)
    assert "Place estimated from tempo, loudness and length; half of such tracks lie more than" in card


def test_a_click_on_a_ring_shows_its_region(app: Dash, context: Context) -> None:
    track = traces(draw(app))["estimated"]["customdata"][0]
    clicked = {"points": [{"x": 0, "y": 0, "customdata": track}]}
    chosen = fire(app, "map-find.value", "map-graph.clickData", map_graph__clickData=clicked)["map-find"]
    assert chosen["value"] == track
    found = draw(app, place=track)
    values = {name: value for name, value in values_of(context, track).items() if value is not None}
    assert traces(found)["region"]["type"] == "heatmap"
    one = placed(context, {}, states.State(place=track))
    assert one.region is not None
    assert tuple(one.region.cells) == places.region_by_sound(context.reader, values).cells != ()
    said = json.dumps(found["map-legend"])
    assert "lay in their region" in said
    assert f"/track/{track}" in said
    assert placed(context, {}, states.State(layout="PCA", place=track)).label is None


def values_of(context: Context, track: str) -> dict[str, Any]:
    with context.reader.view() as view:
        rows = view.arrow("select tempo, loudness, duration_ms from tracks where track_id = $track", {"track": track})
    return dict(rows.to_pylist()[0])


def test_what_cannot_be_placed_says_why(app: Dash) -> None:
    said = json.dumps(draw(app, place="bare")["map-legend"])
    assert "Bare" in said
    assert "No place on the map: Tempo, Loudness, Length could not be measured." in said


def test_a_lasso_counts_rings_apart_and_its_file_marks_them(app: Dash, context: Context) -> None:
    found = fire(app, "map-side.children", "map-state.data", map_state__data={"lasso": WHOLE})
    side = found["map-side"]["children"]
    assert "385 recordings" in words(side)
    assert "3 estimated places inside are not counted in any figure here" in words(side)
    assert "CSV, 388 rows" in words(side)
    href = next(part for part in json.dumps(side).split('"') if part.startswith("/export/map.csv"))
    text = app.server.test_client().get(href).get_data(as_text=True).replace('"', "")
    rows = [line for line in text.splitlines() if not line.startswith("# ")][1:]
    assert [row.rsplit(",", 1)[1] for row in rows].count("measured") == 385
    assert [row.rsplit(",", 1)[1] for row in rows].count("estimated") == 3
    assert len(data.ids_inside(context, states.read({"lasso": WHOLE}))) == 385
    alone = fire(app, "map-side.children", "map-state.data", map_state__data={"lasso": WHOLE, "estimated": "0"})
    assert "CSV, 385 rows" in words(alone["map-side"]["children"])


def test_more_rings_than_are_drawn_are_told(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "MOST", 2)
    f, box = data.facts(context), (-998.0, 998.0, -998.0, 998.0)
    scene = data.scene(context, f, states.State(box=box))
    assert cards.drawn_words(f, states.State(box=box), scene).endswith("in view, 2 of 3 estimated")
