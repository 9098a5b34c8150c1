"""Data & models: loads, rejects, checks, jobs and cards, from frames worked by hand and from the sample."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.context import Context
from dashboard.pages import _data_tabs as tabs
from dashboard.pages import _data_words as said
from dashboard.pages import _model_card, data
from tests.dashboard.pages.answers import answer, links, words
from tests.sample import TRUTH
from warehouse.connect import Reader, Snapshot
from warehouse.errors import FilterError
from warehouse.features import FEATURES
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import CANCELLING, DONE, Job, UserData

ABOUT = Snapshot(4, dt.datetime(2026, 11, 22, 9), dt.date(2022, 10, 1), True, False, False, "0.1.0")
LOAD = {
    "load_id": 1, "file": "a.csv", "kind": "tracks", "collection": "ours", "vocabulary": "v", "as_of": dt.date(2022, 10, 1),
    "as_of_assumed": True, "rows_read": 2000, "rows_loaded": 1900, "rows_merged": 99, "rows_rejected": 1, "disagreeing": 2,
    "seconds": 0.5, "loaded_at": dt.datetime(2026, 11, 22), "notes": "tempo: 3 stand-in values read as missing",
}  # fmt: skip
CHECKS = pd.DataFrame(
    [("tracks", "range", "energy", 3, 10, False), ("tracks", "key is unique", "track_id", 0, 10, True)],
    columns=["relation", "check_name", "column_name", "failed", "total", "passed"],
)
START = dt.datetime(2026, 11, 22, 10)


def stock(checks: pd.DataFrame = CHECKS) -> said.Stock:
    snapshot = {"number": 4, "published_at": START, "as_of": None, "tracks": 1900, "artists": 7, "genres": 3}
    return said.Stock(ABOUT, pd.DataFrame([LOAD, LOAD]), checks, pd.DataFrame([snapshot]), 1900)


def test_the_finding_counts_rows_and_checks() -> None:
    assert said.finding(stock()) == "4,000 rows became 1,900 tracks; 2 rejected, 1 of 2 checks failed"
    assert said.finding(stock(CHECKS.tail(1))).endswith("all 1 check passed")
    assert "assumed: the file gives no date" in said.scope(stock())


def test_key_figures() -> None:
    text = words(said.kpis(stock()))
    assert "Rows rejected 2 0.050% of rows read n = 4,000" in text
    assert "Checks passed 1 of 2 1 failed" in text


def test_rows_that_are_unaccounted_for_are_told() -> None:
    good = words(tabs.loads(pd.DataFrame([LOAD]), []))
    bad = words(tabs.loads(pd.DataFrame([LOAD, {**LOAD, "rows_read": 2001}]), []))
    assert "Every row is accounted for" in good
    assert "1 load with rows unaccounted for" in bad
    assert "1 Oct 2022 (assumed)" in good


def test_notes_of_a_load_are_shown() -> None:
    assert "tempo: 3 stand-in values" in words(tabs.notes(pd.DataFrame([LOAD])))
    assert tabs.notes(pd.DataFrame([{**LOAD, "notes": ""}])) is None


def test_rejects_name_file_line_column_and_reason() -> None:
    reasons = pd.DataFrame(
        [(1, "a.csv", "title", "no title", 1)], columns=["load_id", "file", "column_name", "reason", "n"]
    )
    rows = pd.DataFrame(
        [(1, "a.csv", 65902, "title", "no title", "")],
        columns=["load_id", "file", "line", "column_name", "reason", "value"],
    )
    text = words(tabs.rejects(reasons, rows, ["source"]))
    assert "1 row rejected, no title" in text
    assert "a.csv 65,902 title no title empty" in text
    assert "No row was rejected" in words(tabs.rejects(reasons.head(0), rows.head(0), []))


def test_repeats_lead_to_their_track() -> None:
    frame = pd.DataFrame(
        [("id 1", "Song", "Somebody", 3, 0, 40)],
        columns=["track_id", "title", "artists", "tracks", "lowest", "highest"],
    )
    card = tabs.repeats(frame, 2, [])
    assert "2 tracks repeat another; one 2 times" in words(card)
    assert "/track/id%201" in links(card)
    assert "No track repeats another" in words(tabs.repeats(frame.head(0), 0, []))


def test_failed_checks_are_counted() -> None:
    assert "1 of 2 checks passed, 1 failed" in words(tabs.checks(CHECKS, []))


def test_the_dictionary_has_every_column() -> None:
    text = words(tabs.dictionary([]))
    assert f"A track has {len(FEATURES)} columns" in text
    for feature in FEATURES:
        assert feature.help in text
    assert "Loudness loudness dB −60 to 10" in text
    assert "1860 to 2100" in text


# ---- Jobs and cards ----------------------------------------------------------------------------------------------------


def job(state: str, **more: Any) -> Job:
    given = {"step": "Judging", "done": 3, "total": 10, "message": "", "finished": None, "pid": 1, "started": START}
    return Job(**{"id": 5, "kind": "train", "title": "Training models", "state": state, **given, **more})


def test_a_running_job_can_be_cancelled_once() -> None:
    assert "disabled=False" in str(said.jobs([job("running")], START))
    stopping = said.jobs([job(CANCELLING)], START)
    assert "stopping at its next step" in words(stopping)
    assert "disabled=True" in str(stopping)


def test_jobs_without_any() -> None:
    assert "Nothing has been trained here yet" in words(said.jobs([], START))
    assert "not recorded here" in words(said.jobs(None, START))
    assert "No job is running" in words(said.jobs([job(DONE, finished=START)], START))


def test_a_card_shows_the_gap_and_the_limits() -> None:
    card = {
        "gap": {"honest": 0.231, "leaky": 0.257, "gap": 0.026},
        "limits": ["One source."],
        "data": {"tracks": 10, "rows": 12, "genres": 3, "dropped_features": {"release_year": "missing"}},
        "holdouts": [{"protocol": "A", "words": "new artists", "trained": 60, "tested": 20, "dropped": 5}],
        "seed": 0,
    }
    run = {"model": "genre", "run": "r1", "promoted": True, "trained_at": START, "seconds": 75.0, "card": card}
    text = words(_model_card.cards([run], ["source", "version"]))
    for part in (
        "Genre: 23.1% honest, 25.7% leaky, gap 2.6 pts",
        "One source.",
        "release_year: missing",
        "60 20 5",
        "1 min 15 s",
    ):
        assert part in text
    assert "There is no model yet" in words(_model_card.cards([], []))


# ---- The page over the sample ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def app(sample_home: Path) -> Dash:
    return create_app(Reader(sample_home), Settings())


@pytest.mark.parametrize(
    ("tab", "text"),
    [
        ("loads", f"{TRUTH.rows} {TRUTH.tracks} {TRUTH.rows_merged} {TRUTH.rows_rejected} {TRUTH.disagreeing}"),
        ("rejects", "1 row rejected"),
        ("repeats", f"{TRUTH.re_releases} tracks repeat another"),
        ("checks", "checks passed"),
        ("models", "honest"),
        ("columns", "danceability"),
    ],
)
def test_every_tab_answers(app: Dash, tab: str, text: str) -> None:
    found = answer(app, "data-content.children", {"data-tab.value": tab, "data-seen.data": 1}, "data-tab.value")
    assert text in words(found["data-content.children"])


def test_a_tab_that_is_not_there_is_named(sample_home: Path) -> None:
    with pytest.raises(FilterError):
        data.layout(Context(Reader(sample_home), Settings()), tab="nothing")


def test_cancel_asks_the_job_to_stop(sample_home: Path, tmp_path: Path) -> None:
    userdata = UserData(Home(tmp_path))
    running = userdata.start_job("train", "Training models")
    app = create_app(Reader(sample_home), Settings(), userdata)
    button = {"type": said.CANCEL, "job": running}
    body = {
        "output": next(key for key in app.callback_map if key.startswith("data-jobs.children@")),
        "outputs": {"id": "data-jobs", "property": "children"},
        "inputs": [[{"id": button, "property": "n_clicks", "value": 1}]],
        "changedPropIds": [f'{{"job":{running},"type":"{said.CANCEL}"}}.n_clicks'],
        "state": [],
    }
    reply = app.server.test_client().post("/_dash-update-component", json=body)
    assert reply.status_code == 200
    assert userdata.is_cancelling(running)


def test_polling_notices_a_new_snapshot(app: Dash) -> None:
    ticks = {"data-poll.n_intervals": 1}
    same = answer(app, "data-seen.data", {**ticks, "data-seen.data": _number(app)}, "data-poll.n_intervals")
    newer = answer(app, "data-seen.data", {**ticks, "data-seen.data": 0}, "data-poll.n_intervals")
    assert "data-seen.data" not in same
    assert newer["data-seen.data"] > 0


def _number(app: Dash) -> int:
    found = answer(app, "data-seen.data", {"data-poll.n_intervals": 1, "data-seen.data": -1}, "data-poll.n_intervals")
    return int(found["data-seen.data"])
