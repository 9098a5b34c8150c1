"""The tracks behind a cell of the confusion: which cell is shown, what is said of it, and the list over the sample."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.context import Context
from dashboard.pages import genres
from dashboard.pages.genres import behind, cells, data
from tests.dashboard.pages.answers import answer, links, words
from tests.dashboard.pages.genres.test_cards import ABOUT, BY_FAMILY, BY_GENRE, CARD, LOADS, METRICS, REPORT
from tests.judged_home import judge
from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.filters import parse
from warehouse.home import Home
from warehouse.queries import tracks
from warehouse.queries.confused import Cell
from warehouse.settings import Settings


@pytest.fixture
def judged() -> data.Judged:
    return data.Judged(ABOUT, LOADS, "run-1", CARD, METRICS, REPORT, BY_FAMILY, BY_GENRE)


KEPT = behind.Answered({"held": 20, "oof": 90}, "oof-1")
COUNTED = pd.DataFrame({"track_id": ["a", "b", "c"], "weight": [1.0, 1.0, 0.5]})


# ---- Which cell, and its words -------------------------------------------------------------------------------------------


def test_the_largest_mistake_is_shown_unasked(judged: data.Judged) -> None:
    assert behind.cell(judged, "", "", "") == (
        "pop",
        "rock",
    )  # 6 tracks, more than rock as pop (4) and punk as rock (3)
    assert behind.cell(judged, "Rock", "", "") == ("punk", "rock")  # a genre by name goes before all others together
    assert behind.cell(judged, "", "punk", "") == ("punk", "rock")
    assert behind.cell(judged, "", "rock", "rock") == ("rock", "rock")
    assert behind.cell(judged, "Rock", "rock", data.OUTSIDE) == ("rock", data.OUTSIDE)
    assert behind.cell(judged, "Rock", "pop", "rock") == ("punk", "rock")  # not of the family: its largest


def test_a_click_names_its_cell(judged: data.Judged) -> None:
    at = {"points": [{"x": 2, "y": 1}]}  # pop, punk, rock
    assert behind.clicked(judged, "", at) == ("punk", "rock")
    assert behind.clicked(judged, "Rock", at) == ("rock", data.OUTSIDE)  # punk, rock, the others


def test_all_others_are_asked_for_by_what_they_are_not(judged: data.Judged) -> None:
    assert behind.asked_of(judged, "Rock", "rock", data.OUTSIDE) == Cell("rock", "", ("punk", "rock"))
    assert behind.asked_of(judged, "Rock", "rock", "punk") == Cell("rock", "punk")


def test_answers_stand_with_their_numbers(judged: data.Judged) -> None:
    labels = [option["label"] for option in behind.answer_options(judged, "Rock", "rock")]
    assert labels == ["rock, right: 6", "other families: 4"]


def test_held_out_tracks_say_how_they_count(judged: data.Judged) -> None:
    text = words(behind.head(judged, KEPT, "", "held", ("punk", "rock"), COUNTED, []))
    assert text.startswith(
        "3 held-out tracks of punk are answered rock The 20 tracks held out, by a model that had not"
    )
    assert "unseen artists (A)" in text
    assert "They count 2.5 in the cell" in text
    assert "no longer loaded" not in text
    less = words(behind.head(judged, KEPT, "", "held", ("punk", "rock"), COUNTED.head(1), []))
    assert "The cell counted 3: tracks that are no longer loaded" in less


def test_out_of_fold_says_that_the_cell_counts_less(judged: data.Judged) -> None:
    text = words(behind.head(judged, KEPT, "", "oof", ("punk", "rock"), COUNTED, []))
    assert text.startswith("3 tracks of punk are answered rock Out of fold: all 90 tracks with a genre")
    assert "The cell above counts the 20 held-out tracks only: 3." in text


def test_the_holdout_comes_first_and_what_is_empty_is_no_choice() -> None:
    assert KEPT.source("") == "held"
    assert KEPT.source("oof") == "oof"
    assert behind.Answered({"held": 0, "oof": 90}, "r").source("held") == "oof"
    assert behind.Answered({"held": 0, "oof": 0}, "").source("held") == ""


# ---- Over the judged sample ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    made = Home(shutil.copytree(sample_home, tmp_path_factory.mktemp("behind") / "home", symlinks=True))
    judge(made)
    return Reader(made)


@pytest.fixture(scope="module")
def app(reader: Reader) -> Dash:
    return create_app(reader, Settings())


def shown(app: Dash, truth: str, guess: str, source: str) -> dict[str, Any]:
    values = {f"{behind.TRUTH}.value": truth, f"{behind.ANSWER}.value": guess, f"{behind.SOURCE}.value": source}
    return answer(app, f"{behind.GRID}.rowData", values, f"{behind.ANSWER}.value")


def test_every_cell_lists_the_tracks_that_it_counts(app: Dash, reader: Reader) -> None:
    with reader.view() as view:
        counted = view.rows("select truth, predicted, n from genre_confusion where n >= 1 order by all")
    assert counted
    for truth, guess, n in counted[:6]:
        rows = shown(app, truth, guess, "held")[f"{behind.GRID}.rowData"]
        assert sum(row["weight"] for row in rows) == pytest.approx(n)
        assert all(row["title"] and truth in row["genres"] for row in rows)


def test_the_link_to_discover_gives_those_tracks(app: Dash, reader: Reader) -> None:
    with reader.view() as view:
        truth, guess = view.rows("select truth, predicted from genre_confusion order by n desc limit 1")[0]
    found = shown(app, truth, guess, "held")
    href = next(h for h in links(found[f"{behind.FILES}.children"]) if h.startswith("/discover"))
    where = parse_qs(urlsplit(href).query)["where"][0]
    with reader.view() as view:
        assert tracks.count(view, parse(where)) == len(found[f"{behind.GRID}.rowData"])


def test_the_file_holds_the_list(app: Dash) -> None:
    found = shown(app, "metal", "metal", "oof")
    href = next(h for h in links(found[f"{behind.FILES}.children"]) if h.startswith("/export"))
    text = app.server.test_client().get(href).get_data(as_text=True)
    lines = list(csv.DictReader(io.StringIO("".join(x for x in text.splitlines(True) if not x.startswith("#")))))
    assert [line["track_id"] for line in lines] == [row["track_id"] for row in found[f"{behind.GRID}.rowData"]]
    assert "# answers: out of fold, every track" in text


def test_a_family_keeps_the_cell_inside_it(app: Dash) -> None:
    values = {"genres-family.value": "Metal", f"{behind.TRUTH}.value": "pop", f"{behind.ANSWER}.value": "pop"}
    found = answer(app, f"{behind.TRUTH}.options", values, "genres-family.value")
    assert found[f"{behind.TRUTH}.options"] == ["metal"]
    assert found[f"{behind.TRUTH}.value"] == "metal"


def test_the_address_says_what_is_not_usual(reader: Reader) -> None:
    context = Context(reader, Settings())
    usual = behind.cell(data.of(context), "", "", "")
    assert cells.words(context, "", usual, "held") == {"truth": "", "answer": "", "of": ""}
    assert cells.words(context, "", ("metal", "metal"), "oof") == {"truth": "metal", "answer": "metal", "of": "oof"}


@pytest.mark.parametrize("query", [{"truth": "nobody"}, {"answer": "nobody"}, {"of": "served"}])
def test_a_cell_that_cannot_be_is_named(reader: Reader, query: dict[str, str]) -> None:
    with pytest.raises(FilterError):
        genres.layout(Context(reader, Settings()), **query)
