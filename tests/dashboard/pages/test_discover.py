"""Discover: address to question and back, events, words, and its callbacks on the published sample."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.pages import _discover_events as events
from dashboard.pages import _discover_parts as parts
from dashboard.pages import _discover_table as table
from dashboard.pages import discover
from dashboard.pages._discover_filters import controls
from dashboard.pages._discover_state import Problem, Question, read, restored, unknown, written
from tests.dashboard.pages.app_under_test import app_over, context_over, fire, words
from warehouse.connect import Reader
from warehouse.features import by_name
from warehouse.filters import TrackFilter, parse

DEFAULTS = [name for name, feature in by_name().items() if feature.default]


# ---- The address -----------------------------------------------------------------------------------------------------


def test_an_empty_address_is_every_track_in_the_stored_order_with_the_default_columns() -> None:
    question, problems = read({})
    assert (question.flt.is_all, question.sort, question.names, problems) == (True, (), DEFAULTS, [])
    assert written(question, {}) == ("", "/discover")


def test_an_address_is_read_and_written_back() -> None:
    query = {"where": "popularity>=70 and genre in (pop,rock)", "sort": "-energy,title", "columns": "title,energy"}
    question, problems = read(query)
    assert problems == []
    assert question.sort == (("energy", True), ("title", False))
    assert question.names == ["title", "energy"]
    text, whole = written(question, {"theme": "dark", "foo": "1"})
    assert text.startswith("?where=popularity%20%3E%3D%2070%20and%20genre%20in")
    assert text.endswith("&sort=-energy%2Ctitle&columns=title%2Cenergy&theme=dark")
    assert whole == "/discover" + text
    assert restored(question.texts) == question


@pytest.mark.parametrize("columns", [",".join(DEFAULTS), "", ","])
def test_default_columns_and_the_stored_order_are_not_written(columns: str) -> None:
    question, _ = read({"columns": columns, "sort": "-popularity"})
    assert question.texts == {"where": "", "sort": "", "columns": ""}


@pytest.mark.parametrize(
    ("query", "part", "word"),
    [
        ({"where": "energyy > 1"}, "filter", "energyy"),
        ({"where": "energy >"}, "filter", "ends too early"),
        ({"sort": "-nothing"}, "sort", "nothing"),
        ({"columns": "title,title"}, "columns", "twice"),
    ],
)
def test_what_cannot_be_read_is_named_and_left_at_its_default(query: dict[str, str], part: str, word: str) -> None:
    question, problems = read(query)
    assert [problem.part for problem in problems] == [part]
    assert word in problems[0].message
    assert problems[0].hint
    assert question.texts == {"where": "", "sort": "", "columns": ""}


def test_unknown_parameters_are_named_and_those_of_every_page_are_not() -> None:
    assert unknown({"where": "", "theme": "dark", "colour": "red", "context": "x"}) == ["colour", "context"]


# ---- Events ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(sample_home: Path) -> dict[str, Any]:
    with Reader(sample_home).view() as view:
        return {c.key: c for c in controls(view)}


def test_each_event_changes_the_filter_in_its_way(made: dict[str, Any]) -> None:
    flt = parse("popularity >= 20 and energy < 0.5")
    for by, value, text in [
        ("discover-where", "tempo > 100", "tempo > 100"),
        ("discover-where", None, ""),
        ("discover-clear", 1, ""),
        ({"page": "discover", "remove": 0, "at": "chip"}, 1, "energy < 0.5"),
        ({"page": "discover", "remove": 1, "at": "state"}, 1, "popularity >= 20"),
        ({"page": "discover", "remove": -1, "at": "state"}, 1, ""),
        ({"page": "discover", "control": "popularity"}, [30, 100], "popularity >= 30 and energy < 0.5"),
        ({"page": "discover", "control": "gone"}, [30, 100], "popularity >= 20 and energy < 0.5"),
        # A chip that has just appeared has not been pressed.
        ({"page": "discover", "remove": 0, "at": "chip"}, 0, "popularity >= 20 and energy < 0.5"),
        (None, None, "popularity >= 20 and energy < 0.5"),
    ]:
        assert events.changed(flt, made, by, value, []).text == text


def test_columns_and_sort_follow_the_table_and_the_menu() -> None:
    before = Question(columns=("title", "artists", "energy"))

    def after(by: Any, value: Any = 1, arranged: Any = None) -> Question:
        return events.rearranged(before, by, value, arranged)

    def button(name: str, does: str) -> dict[str, str]:
        return {"page": "discover", "column": name, "does": does}

    assert after(button("energy", "up")).names == ["title", "energy", "artists"]
    assert after(button("energy", "down")).names == ["title", "artists", "energy"]
    assert after(button("artists", "toggle")).names == ["title", "energy"]
    assert after(button("tempo", "toggle")).names == ["title", "artists", "energy", "tempo"]
    assert after(button("tempo", "toggle"), value=0) == before
    assert after("discover-columns-default").names == DEFAULTS
    dragged = after(events.ARRANGED, arranged={"columns": ["title", "energy", "artists"]})
    assert (dragged.names, dragged.sort) == (["title", "energy", "artists"], ())
    sort = [
        {"colId": "energy", "sort": "desc"},
        {"colId": "title", "sort": "asc"},
        {"colId": "no column", "sort": "asc"},
    ]
    assert after(events.ARRANGED, arranged={"sort": sort}).texts["sort"] == "-energy,title"
    assert after(events.ARRANGED, arranged={"sort": [{"colId": "popularity", "sort": "desc"}]}).sort == ()


def test_the_first_column_is_pinned_and_an_unseen_sort_still_reaches_the_table() -> None:
    definitions = table.column_definitions(Question(sort=(("tempo", True),), columns=("energy", "title")))
    assert [(d["field"], d.get("pinned"), d.get("hide"), d["sort"]) for d in definitions] == [
        ("energy", "left", None, None),
        ("title", None, None, None),
        ("tempo", None, True, "desc"),
    ]


# ---- Words -----------------------------------------------------------------------------------------------------------

FIGURES = {
    "tracks": 711,
    "merged_repeats": 15,
    "artists": 303,
    "measured": 696,
    "q1_popularity": 31,
    "q3_popularity": 52,
}


def test_the_title_says_how_many_and_where_half_of_them_sit() -> None:
    assert parts.finding(FIGURES, False) == "711 tracks match; half of them sit between popularity 31 and 52"
    assert parts.finding(FIGURES, True) == "711 tracks; half of them sit between popularity 31 and 52"
    assert parts.finding({**FIGURES, "tracks": 1, "measured": 1}, False) == "1 track matches"
    assert parts.finding({**FIGURES, "tracks": 0, "measured": 0}, False) == "No track matches"
    assert words(parts.live(FIGURES)) == "711 tracks match 303 artists 15 repeats merged"
    longest = {**FIGURES, "tracks": 5_000_000}
    assert len(parts.finding(longest, False)) <= 85


def test_when_nothing_matches_the_rule_to_loosen_is_named_with_its_count() -> None:
    flt = parse("energy > 0.95 and acousticness > 0.8")
    state = parts.nothing(flt, [12, 312])
    assert words(state) == (
        "No track matches: energy above 0.95 and acousticness above 0.80. Without “acousticness above 0.80”, 312 tracks match. "
        "Remove “acousticness above 0.80”"
    )
    assert state.children[1].id == {"page": "discover", "remove": 1, "at": "state"}
    hopeless = parts.nothing(flt, [0, 0])
    assert "No single rule keeps them away" in words(hopeless)
    assert hopeless.children[1].id["remove"] == -1


def test_chips_name_each_part_and_shorten_the_long_ones() -> None:
    flt = parse(
        'popularity >= 70 and explicit is true and (energy < 0.5 or genre in ("a", "b", "c", "d", "e", "f", "g"))'
    )
    *made, add = parts.chips(flt)
    assert [words(chip) for chip in made][:2] == ["Popularity at least 70", "explicit"]
    assert words(made[2]).endswith("…")
    assert [chip.children[1].id["remove"] for chip in made] == [0, 1, 2]
    assert words(add) == "+ Filter"


def test_the_export_names_true_counts_and_carries_the_whole_question() -> None:
    question, _ = read({"where": "popularity >= 70", "sort": "-energy", "columns": "title,energy"})
    link, menu = table.export(question, 12)
    assert words(link) == "Export CSV: 12 rows, 2 columns"
    assert link.href == "/export/tracks.csv?where=popularity%20%3E%3D%2070&sort=-energy&columns=title%2Cenergy"
    others = [getattr(a, "href", a.children) for a in menu.children[1].children]
    assert others[0] == f"{link.href}&format=xlsx"
    assert [("provenance=0" in h, "raw=1" in h) for h in others[2:]] == [(True, False), (False, True), (True, True)]
    (nothing,) = table.export(question, 0)
    assert nothing.disabled is True


def test_rows_have_null_for_missing() -> None:
    frame = pd.DataFrame({"a": [1.0, float("nan")], "b": pd.Series([None, "x"], dtype="object")})
    assert events.records(frame) == [{"a": 1.0, "b": None}, {"a": None, "b": "x"}]


# ---- Layout and callbacks on the sample --------------------------------------------------------------------------------


def test_a_filter_that_cannot_be_read_is_an_error_in_words_with_a_way_out(sample_home: Path) -> None:
    page = discover.layout(context_over(sample_home), where="energyy > 0.9")
    assert "There is no field 'energyy'." in words(page)
    assert "energyy > 0.9" in words(page)
    assert "Show every track" in words(page)
    assert discover.STATE not in json.dumps(page.to_plotly_json(), default=lambda c: c.to_plotly_json())


def test_unknown_parameters_are_named_in_a_toast(sample_home: Path) -> None:
    page = discover.layout(context_over(sample_home), colour="red", context="x", self="y")
    assert "Ignored in this address: colour, context, self" in str(page)


def sample_rows(sample_csv: Path) -> dict[str, dict[str, str]]:
    """track_id -> the row that counts: the one of the highest popularity, rows without a title left out."""
    best: dict[str, dict[str, str]] = {}
    with sample_csv.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kept = best.get(row["track_id"])
            if row["track_name"] and (kept is None or int(row["popularity"]) > int(kept["popularity"])):
                best[row["track_id"]] = row
    return best


def test_the_rows_callback_gives_a_page_of_the_filtered_sorted_table(sample_home: Path, sample_csv: Path) -> None:
    app = app_over(sample_home)
    request = {"startRow": 10, "endRow": 30, "sortModel": [{"colId": "tempo", "sort": "desc"}], "filterModel": {}}
    state = {"where": "popularity >= 50", "sort": "", "columns": "title,tempo", "names": ["title", "tempo"]}
    response = fire(
        app, "discover-grid.getRowsResponse", "discover-grid.getRowsRequest",
        discover_grid__getRowsRequest=request, discover_state__data=state,
    )["discover-grid"]["getRowsResponse"]  # fmt: skip
    kept = [r for r in sample_rows(sample_csv).values() if int(r["popularity"]) >= 50]
    found = sorted((float(r["tempo"]) or -1.0 for r in kept), reverse=True)
    assert response["rowCount"] == len(kept)
    assert [row["tempo"] for row in response["rowData"]] == found[10:30]
    assert {"track_no", "track_id", "title", "tempo"} == set(response["rowData"][0])
    before = fire(app, "discover-grid.getRowsResponse", "discover-grid.getRowsRequest", discover_state__data=state)
    assert before == {}


def test_the_count_callback_counts_tracks_recordings_and_artists(sample_home: Path, sample_csv: Path) -> None:
    app = app_over(sample_home)
    state = {"where": 'genre = "dance" and popularity >= 30', "sort": "", "columns": "", "names": DEFAULTS}
    response = fire(app, "discover-live.children", "discover-settled.data", discover_settled__data=state)
    with sample_csv.open(encoding="utf-8", newline="") as file:
        dance = {row["track_id"] for row in csv.DictReader(file) if row["track_genre"] == "dance"}
    kept = [r for r in sample_rows(sample_csv).values() if r["track_id"] in dance and int(r["popularity"]) >= 30]
    artists = {name for r in kept for name in r["artists"].split(";")}
    # Re-releases have the title of a dance song and 200 ms more.
    recordings = {(r["artists"].split(";")[0], r["track_name"]) for r in kept}
    live = words(response["discover-live"]["children"])
    assert live.startswith(f"{len(kept)} tracks match {len(artists)} artists {len(kept) - len(recordings)} repeat")
    assert words(response["discover-exports"]["children"]).startswith(
        f"Export CSV: {len(kept)} rows, {len(DEFAULTS)} columns"
    )
    assert response["discover-nothing"]["className"] == "rp-hidden"


def test_the_count_callback_says_what_to_loosen(sample_home: Path) -> None:
    app = app_over(sample_home)
    state = {"where": 'genre = "ambient" and energy > 0.9', "sort": "", "columns": "", "names": DEFAULTS}
    response = fire(app, "discover-live.children", "discover-settled.data", discover_settled__data=state)
    said = words(response["discover-nothing"]["children"])
    assert said.startswith(
        'No track matches: genre is "ambient" and energy above 0.90. Without “energy above 0.90”, 65 tracks match.'
    )
    assert response["discover-nothing"]["className"] == "rp-nothing"


def test_an_expression_that_cannot_be_read_leaves_everything_as_it_is(made: dict[str, Any]) -> None:
    from dashboard.pages._discover_state import attempt

    found = attempt("filter", lambda: events.changed(TrackFilter.all(), made, events.EXPRESSION, "energy >> 1", []))
    assert isinstance(found, Problem)
    said = words(parts.problem(found))
    assert "The last filter that could be read is still on." in said
    assert "character" in said.lower()
