"""The view "Ranked" of Discover: boxes, rows, file and shortlist agree; what is wrong is said."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import urlencode

import pytest
from dash import Dash

from dashboard import downloads
from dashboard.app import create_app
from dashboard.pages._discover_scores import BOX, offered, set_weights
from tests.dashboard.pages.answers import expanded
from tests.dashboard.pages.app_under_test import asked, fire
from tests.dashboard.pages.visit import Visit
from tests.warehouse.homes import tiny
from tests.warehouse.queries.test_scored import TEXT
from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.scores import parse_weights, write_weights
from warehouse.settings import load
from warehouse.userdata import UserData

ASKED = {"where": "popularity >= 50", "score": "popularity:2,rarity:1"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return tiny(tmp_path_factory.mktemp("ranked"), TEXT)


@pytest.fixture(scope="module")
def app(home: Home) -> Dash:
    settings = load({}, home=home.path)
    return create_app(Reader(home, settings), settings, UserData(home))


def lines(app: Dash, **asked: str) -> list[dict[str, str]]:
    text = app.server.test_client().get(f"{downloads.RANKED}?{urlencode(asked)}").get_data(as_text=True)
    return list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("# ")))


def test_screen_file_and_shortlist_agree(app: Dash, home: Home) -> None:
    opened = Visit(app, "/discover?" + urlencode({"view": "ranked", **ASKED}))
    assert opened.troubles == []
    assert "T e leads 4 tracks" in opened.text
    assert "by popularity 67%, rarity 33%; score and ranks 0 to 100" in opened.text
    assert "needs popularity on two dates" in opened.text
    window = {"startRow": 0, "endRow": 100}
    answer = fire(app, "ranked-grid.getRowsResponse", "ranked-grid.getRowsRequest",
                  ranked_grid__getRowsRequest=window, ranked_state__data=ASKED)  # fmt: skip
    given = answer["ranked-grid"]["getRowsResponse"]
    file = lines(app, **ASKED)
    assert given["rowCount"] == len(file) == 4
    for shown, row in zip(given["rowData"], file, strict=True):
        assert {k: "" if v is None else str(v) for k, v in shown.items()} == {
            k: str(float(v)) if k == "score" or (k.startswith("rank_") and v) else v for k, v in row.items()
        }
    said = fire(app, "toasts.children", "ranked-shortlist-add.n_clicks", ranked_shortlist_add__n_clicks=1,
                ranked_shortlist_name__value="Best", ranked_state__data=ASKED)  # fmt: skip
    assert "4 tracks added" in str(said)
    assert [one.track_id for one in UserData(home).shortlists.entries("Best")] == [row["track_id"] for row in file]
    book = app.server.test_client().get(f"{downloads.RANKED}?format=xlsx&{urlencode(ASKED)}")
    assert book.get_data()[:2] == b"PK"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"score": "fame:1"}, "There is no part 'fame' of a score."),
        ({"where": "genr = 1"}, "genr"),
        ({"where": "popularity > 99"}, "No track matches this filter"),
    ],
)
def test_what_cannot_be_ranked_is_said(app: Dash, query: dict[str, str], words: str) -> None:
    opened = Visit(app, "/discover?" + urlencode({"view": "ranked", **query}))
    assert words in opened.text
    assert opened.troubles == []


def test_boxes_say_weights_and_an_address_is_kept(app: Dash) -> None:
    weights = parse_weights("rarity:2,-energy:0.5")
    ids: list[dict[str, Any]] = [{"type": BOX, "part": p.key, "turned": p.key == "energy"} for p in offered(weights)]
    values = [{"rarity": 2, "energy": 0.5}.get(i["part"], 0) for i in ids]
    assert write_weights(set_weights(ids, values)) == "rarity:2,-energy:0.5"
    values[0] = None
    assert write_weights(set_weights(ids, values)) == "rarity:2,-energy:0.5"
    with pytest.raises(FilterError, match="Every weight is 0"):
        set_weights(ids, [0] * len(ids))
    with pytest.raises(FilterError, match="no weight"):
        set_weights(ids, [11] * len(ids))


def test_the_views_of_discover_lead_to_each_other_with_the_filter(app: Dash) -> None:
    for view in ("", "ranked", "gems"):
        opened = Visit(app, "/discover?" + urlencode({"view": view, "where": "popularity >= 50"}))
        assert "view=ranked&where=popularity%20%3E%3D%2050" in str(opened._layout)


def test_a_weight_changes_table_words_and_address_and_a_wrong_filter_is_said(app: Dash) -> None:
    ids = [{"type": BOX, "part": p.key, "turned": False} for p in offered(parse_weights(""))]
    values = [1 if i["part"] == "popularity" else 0 for i in ids]
    given = {"ranked_where__value": ASKED["where"], "ranked_state__data": ASKED}
    answer = _changed(app, ids, values, given)
    assert answer["url"]["search"] == "?view=ranked&where=popularity%20%3E%3D%2050&score=popularity%3A1"
    assert answer["pushed"]["data"] == f"/discover{answer['url']['search']}"
    assert answer["ranked-finding"]["children"] == "T d leads 4 tracks"
    assert "by popularity 100%" in answer["ranked-scope"]["children"]
    wrong = _changed(app, ids, values, {**given, "ranked_where__value": "genr = 1"})
    assert list(wrong) == ["ranked-problem"]
    assert "genr" in wrong["ranked-problem"]["children"]
    same = {"ranked_where__value": "", "ranked_state__data": {"where": "", "score": "popularity:1"}}
    assert list(_changed(app, ids, values, same)) == ["ranked-problem"]


def _changed(app: Dash, ids: list[dict[str, Any]], values: list[int], given: dict[str, Any]) -> dict[str, Any]:
    """The answer to a press of a box; what a pattern matches is a list of components."""
    body = asked(app, "ranked-finding.children", "ranked-where.value", **given)
    boxes = [{"id": id, "property": "value", "value": value} for id, value in zip(ids, values, strict=True)]
    body["inputs"][1], body["state"][0] = boxes, [{"id": id, "property": "id", "value": id} for id in ids]
    answer = app.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.text
    return dict(expanded(answer.get_json())["response"])
