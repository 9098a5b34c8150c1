"""Genres: what the page says of a judged model, and what it says while there is none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.context import Context
from dashboard.pages import _waiting, genres
from dashboard.pages.genres import cards, data, every
from tests.dashboard.pages.answers import answer, words
from warehouse.connect import Reader, Snapshot
from warehouse.errors import FilterError
from warehouse.settings import Settings
from warehouse.userdata import CANCELLED, DONE, FAILED, Job

ABOUT = Snapshot(3, dt.datetime(2026, 11, 22, 9), dt.date(2022, 10, 1), False, False, "0.1.0")
CARD = {
    "data": {"vocabulary": "v", "genres": 3, "features": ["energy", "tempo"]},
    "holdouts": [
        {"protocol": "A", "words": "new artists", "leaky": False, "fold": 1, "trained": 60, "tested": 20, "dropped": 5},
        {"protocol": "R", "words": "random rows", "leaky": True, "fold": 1, "trained": 80, "tested": 25, "dropped": 0},
    ],
    "sure": {"threshold": 0.5, "coverage": 0.4, "accuracy": 0.75},
}


def rows(candidate: str, protocol: str, top1: float, n: int) -> list[dict[str, Any]]:
    found = {"top1": top1, "top5": top1 + 0.2, "macro_f1": top1 - 0.1, "ece": 0.05}
    about = {"candidate": candidate, "features": "audio", "protocol": protocol, "n": n}
    return [{**about, "metric": m, "value": v, "low": v - 0.02, "high": v + 0.02} for m, v in found.items()]


METRICS = pd.DataFrame(
    rows("repertoire", "A", 0.4, 20)
    + rows("extra_trees", "A", 0.3, 20)
    + rows("majority", "A", 0.2, 20)
    + rows("repertoire", "R", 0.55, 25)
)
REPORT = pd.DataFrame(
    [
        ("rock", "Rock", 10, 12, 0.5, 0.6, 0.55),
        ("punk", "Rock", 4, 2, 0.5, 0.25, 0.33),
        ("pop", "Pop", 6, 6, 0.0, 0.0, 0.0),
    ],
    columns=list(data.COLUMNS),
)
BY_GENRE = pd.DataFrame(
    [
        ("pop", "rock", 6, 1.0),
        ("punk", "punk", 1, 0.25),
        ("punk", "rock", 3, 0.75),
        ("rock", "pop", 4, 0.4),
        ("rock", "rock", 6, 0.6),
    ],
    columns=["truth", "predicted", "n", "share"],
)
BY_FAMILY = pd.DataFrame(
    [("Pop", "Rock", 6, 1.0), ("Rock", "Pop", 4, 4 / 14), ("Rock", "Rock", 10, 10 / 14)],
    columns=["truth", "predicted", "n", "share"],
)
LOADS = pd.DataFrame([{"file": "a.csv", "rows_read": 100}])


@pytest.fixture
def judged() -> data.Judged:
    return data.Judged(ABOUT, LOADS, "run-1", CARD, METRICS, REPORT, BY_FAMILY, BY_GENRE)


# ---- With a model ----------------------------------------------------------------------------------------------------


def test_the_finding_is_the_honest_figure(judged: data.Judged) -> None:
    assert cards.finding(judged) == "On unseen artists the model names a true genre for 40% of tracks, 60% within five"
    assert "20 tracks, new artists (protocol A, fold 1 of 5)" in cards.scope(judged)


def test_key_figures_stand_beside_the_best_baseline(judged: data.Judged) -> None:
    text = words(cards.kpis(judged, None))
    assert "First answer right 40.0%" in text
    assert "▲ 10.0 pts  vs extra trees, by sound alone" in text
    assert "audio; 38.0 to 42.0% (95%), n = 20" in text
    assert "Abstained 60.0% of tracks 75.0% of the others are right" in text


def test_what_knows_more_is_not_set_against_what_knows_less(judged: data.Judged) -> None:
    """A model that also knows words is .5 right; by sound alone .4, and the baselines hear only sound."""
    more = pd.DataFrame(rows("repertoire", "A", 0.5, 20)).assign(features="audio + words")
    served = replace(judged, card={**CARD, "features": "audio + words"}, metrics=pd.concat([METRICS, more]))
    text = words(cards.kpis(served, None))
    assert "First answer right 50.0%" in text
    assert "▲ 10.0 pts  vs extra trees, by sound alone (40.0%)" in text
    assert "audio + words; 48.0 to 52.0% (95%), n = 20" in text
    assert "10.0 pts ahead of extra trees, by sound alone" in words(cards.baselines(served))
    words_alone = replace(served, metrics=served.metrics[served.metrics["features"] != "audio"])
    assert "no baseline was measured with the same inputs" in words(cards.kpis(words_alone, None))


def test_a_difference_that_is_written_as_none_has_no_direction(judged: data.Judged) -> None:
    even = METRICS.assign(value=METRICS["value"].where(METRICS["candidate"] != "repertoire", 0.2996))
    text = words(cards.kpis(replace(judged, metrics=even), None))
    assert "no change  vs extra trees, by sound alone" in text


def test_the_gap_is_named(judged: data.Judged) -> None:
    pairs = data.side_by_side(judged).set_index("metric")
    assert pairs.loc["first answer right"].to_dict() == {"honest": 0.4, "leaky": 0.55, "baseline": 0.2}
    card = cards.honest_beside_leaky(judged, "light")
    assert "Random rows look 15.0 pts better at the first answer" in words(card)


def test_honest_rows_come_first(judged: data.Judged) -> None:
    found = data.candidates(judged.metrics)
    assert list(zip(found["candidate"].str.split(" ").str[0], found["leaky"], strict=True)) == [
        ("Repertoire", False),
        ("Extra", False),
        ("Majority:", False),
        ("Repertoire", True),
    ]
    assert "10.0 pts ahead of extra trees, by sound alone" in words(cards.baselines(judged))


def test_a_family_is_right_more_often_than_a_genre(judged: data.Judged) -> None:
    assert data.family_right(judged) == 0.5
    assert "The family is right for 50% of held-out tracks" in words(cards.matrix(judged, "", "dark"))


def test_inside_a_family_siblings_are_counted_apart_from_the_rest(judged: data.Judged) -> None:
    found = data.within(judged, "Rock")
    cells = {(t, p): n for t, p, n, _ in found.itertuples(index=False)}
    assert cells == {("punk", "punk"): 1, ("punk", "rock"): 3, ("rock", "rock"): 6, ("rock", data.OUTSIDE): 4}
    text = words(cards.matrix(judged, "Rock", "light"))
    assert "Rock: 21% go to siblings, 29% outside" in text  # 3 and 4 of 14
    assert data.order(found)[-1] == data.OUTSIDE


def test_scores_are_sorted_by_row(judged: data.Judged) -> None:
    assert data.scores(judged)["row"].tolist() == ["rock", "punk", "pop"]
    assert data.scores(judged, "Rock")["label"].tolist() == ["rock", "punk"]
    text = words(cards.scores(judged, "", "light"))
    assert "rock is found best, F1 0.55; pop worst, 0.00" in text


def test_families_are_ordered_by_held_out_tracks(judged: data.Judged) -> None:
    assert data.family_names(judged) == ["Rock", "Pop"]


def test_the_download_follows_the_table(judged: data.Judged) -> None:
    turned = REPORT.sort_values("genre").to_dict("records")
    link = next(part for part in _hrefs(cards.table(judged, turned)) if part.startswith("data:text/csv"))
    lines = [line for line in link.split("%0A") if line and "%23" not in line]
    assert [line.split("%2C")[0] for line in lines[1:]] == ["pop", "punk", "rock"]
    assert "1 of 3 are never right" in words(cards.table(judged, turned))


def _hrefs(component: Any) -> list[str]:
    from tests.dashboard.pages.answers import links

    return links(component)


def test_the_sort_of_the_table_is_read_from_its_columns() -> None:
    assert every.sort_of([{"colId": "n", "sort": None}, {"colId": "f1", "sort": "desc"}]) == "-f1"
    assert every.sort_of([{"colId": "genre", "sort": "asc"}]) == "genre"
    assert every.sort_of(None) == ""


# ---- Without a model ---------------------------------------------------------------------------------------------------

START = dt.datetime(2026, 11, 22, 10, 0)


def job(state: str, **more: Any) -> Job:
    given = {"step": "Judging", "done": 3, "total": 10, "message": "", "finished": None, "pid": 1, "started": START}
    return Job(**{"id": 1, "kind": "train", "title": "Training models", "state": state, **given, **more})


def test_training_says_step_progress_and_when() -> None:
    running = job("running")
    text = words(_waiting.waiting(running, [running], 90_000, START + dt.timedelta(seconds=80)))
    assert "Judging  30%" in text
    assert "1 min 20 s so far" in text
    assert "Ready in about 2 minutes" in text  # 20 s + 90,000 * 2 ms = 200 s, 80 s of them gone


def test_the_last_training_tells_how_long_it_takes() -> None:
    before = job(DONE, finished=START + dt.timedelta(seconds=600))
    assert _waiting.expected([job("running"), before], 90_000) == 600
    late = _waiting.left_words(job("running"), [before], 90_000, START + dt.timedelta(seconds=700))
    assert late.startswith("Longer than the 10 min 0 s")


def test_a_refusal_is_told_in_its_own_words() -> None:
    failed = job(FAILED, message="Too few genres. Load more.", finished=START)
    assert "Too few genres. Load more." in words(_waiting.waiting(failed, [failed], 10, START))
    assert _waiting.heading(failed) == "The genre model could not be trained"


def test_the_newest_training_of_a_model_says_why_there_is_none() -> None:
    about = '{"trained": ["popularity"], "refused": {"genre": "No track has a genre; load some."}}'
    older, newer = job(DONE, result=about), job(DONE, id=2, result='{"trained": ["popularity"], "refused": {}}')
    assert _waiting.refusal([newer, older], "genre") == "No track has a genre; load some."
    assert _waiting.refusal([newer, older], "popularity") == ""
    assert _waiting.refusal([job(DONE, id=3, result='{"trained": ["genre"]}'), older], "genre") == ""
    text = words(_waiting.waiting(newer, [newer, older], 10, START))
    assert "No track has a genre; load some. Everything else works without this model." in text
    assert _waiting.heading(newer, "x") == "This data cannot carry a genre model"


@pytest.mark.parametrize("given", [None, job(CANCELLED), job(DONE)])
def test_every_other_state_names_the_next_step(given: Job | None) -> None:
    assert "repertoire" in words(_waiting.waiting(given, [], 10, START))


# ---- The page over the sample ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader(sample_home: Path) -> Reader:
    return Reader(sample_home)


@pytest.fixture(scope="module")
def app(reader: Reader) -> Dash:
    return create_app(reader, Settings())


def test_the_page_answers(app: Dash, reader: Reader) -> None:
    found = answer(app, "genres-kpis.children", {"genres-run.data": "r"}, "genres-run.data")
    with reader.view() as view:
        value = view.value(
            "select value from model_metrics where candidate = 'repertoire' and protocol <> 'R' and metric = 'top1'"
        )
    assert f"First answer right {value:.1%}" in words(found["genres-kpis.children"])


def test_clicking_a_row_needs_many_genres(app: Dash) -> None:
    click = {"points": [{"x": 0, "y": 1}]}
    assert (
        answer(app, "genres-family.value", {"genres-matrix-graph.clickData": click}, "genres-matrix-graph.clickData")
        == {}
    )


WRONG = [{"family": "Nobody"}, {"sort": "-nothing"}, {"doubt": "all"}, {"genre": "nobody"}, {"feature": "key"}]


@pytest.mark.parametrize("query", WRONG)
def test_an_address_that_cannot_be_is_named(reader: Reader, query: dict[str, str]) -> None:
    with pytest.raises(FilterError):
        genres.layout(Context(reader, Settings()), **query)


def test_polling_turns_into_the_page(app: Dash) -> None:
    found = answer(app, "genres-page.children", {"genres-poll.n_intervals": 1}, "genres-poll.n_intervals")
    assert found["genres-poll.disabled"] is True
    assert "genres-grid" in str(found["genres-page.children"])
