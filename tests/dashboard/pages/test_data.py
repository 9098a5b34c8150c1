"""Data & models: loads, freshness, rejects, checks, jobs, cards, dictionary, from frames worked by hand and the sample."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.context import Context
from dashboard.pages import data
from dashboard.pages.data import cards, head, loads, rejected, running, tables, upload
from tests.dashboard.pages.answers import answer, expanded, links, words
from tests.sample import TRUTH
from warehouse.connect import Reader, Snapshot
from warehouse.errors import FilterError
from warehouse.features import FEATURES
from warehouse.home import Home
from warehouse.queries.rejects import RejectFilter
from warehouse.settings import Settings
from warehouse.userdata import CANCELLED, CANCELLING, DONE, FAILED, RUNNING, WHOLE, Job, UserData

ABOUT = Snapshot(4, dt.datetime(2026, 11, 22, 9), dt.date(2022, 10, 1), True, False, "0.1.0")
LOAD = {
    "load_id": 1, "file": "a.csv", "kind": "tracks", "collection": "ours", "vocabulary": "v", "as_of": dt.date(2022, 10, 1),
    "as_of_assumed": True, "rows_read": 2000, "rows_loaded": 1900, "rows_merged": 99, "rows_rejected": 1, "disagreeing": 2,
    "seconds": 0.5, "loaded_at": dt.datetime(2026, 11, 22), "notes": "tempo: 3 stand-in values read as missing", "demo": False,
}  # fmt: skip
CHART = {
    **LOAD, "load_id": 2, "file": "top.csv", "kind": "charts", "collection": "top", "as_of": dt.date(2023, 5, 6),
    "as_of_assumed": False, "rows_read": 200, "rows_loaded": 200, "rows_merged": 0, "rows_rejected": 0, "notes": "",
}  # fmt: skip
CHECKS = pd.DataFrame(
    [("tracks", "range", "energy", 3, 10, False), ("tracks", "key is unique", "track_id", 0, 10, True)],
    columns=["relation", "check_name", "column_name", "failed", "total", "passed"],
)
LINKS = pd.DataFrame(
    [(2, "charts", 200, 150, 0.25), (1, "playlists", 40, 0, 1.0)],
    columns=["load_id", "kind", "rows", "rows_unlinked", "rows_share"],
)
START = dt.datetime(2026, 11, 22, 10)


def fresh(*rows: dict[str, Any]) -> pd.DataFrame:
    """What `catalogue.freshness` gives, for loads of one file a kind."""
    names = ("kind", "as_of", "as_of_assumed", "loaded_at")
    return pd.DataFrame(
        [{"loads": 1, "rows": r["rows_loaded"], "newest_file": r["file"], **{n: r[n] for n in names}} for r in rows]
    )


def stock(*rows: dict[str, Any], checks: pd.DataFrame = CHECKS, linked: pd.DataFrame = LINKS) -> head.Stock:
    snapshot = {"number": 4, "published_at": START, "as_of": None, "tracks": 1900, "artists": 7, "genres": 3}
    rows = rows or (LOAD,)
    return head.Stock(ABOUT, pd.DataFrame(rows), fresh(*rows), checks, pd.DataFrame([snapshot]), linked, 1900)


# ---- Above the tabs -----------------------------------------------------------------------------------------------------


def test_the_finding_counts_rows_and_checks() -> None:
    assert head.finding(stock()) == "2,000 rows became 1,900 tracks; 1 rejected, 1 of 2 checks failed"
    assert head.finding(stock(checks=CHECKS.tail(1))).endswith("all 1 check passed")
    assert head.finding(stock(LOAD, CHART)).startswith("2,200 rows of 2 kinds came in; 1 rejected")
    assert "assumed: the file gives no date" in head.scope(stock())


def test_key_figures() -> None:
    text = words(head.kpis(stock(LOAD, LOAD)))
    assert "Rows rejected 2 0.050% of rows read n = 4,000" in text
    assert "Checks passed 1 of 2 1 failed" in text
    assert "99 rows merged into them" in words(head.kpis(stock(LOAD, {**CHART, "rows_merged": 7})))


# ---- Loads --------------------------------------------------------------------------------------------------------------


def test_rows_that_are_unaccounted_for_are_told() -> None:
    good = words(loads.history(pd.DataFrame([LOAD]), LINKS, []))
    bad = words(loads.history(pd.DataFrame([LOAD, {**LOAD, "rows_read": 2001}]), LINKS, []))
    assert "Every row is accounted for" in good
    assert "1 load with rows unaccounted for" in bad
    assert "1 Oct 2022 (assumed)" in good


def test_a_load_leads_to_its_rejects_and_to_undo() -> None:
    card = loads.history(pd.DataFrame([CHART, LOAD]), LINKS, [])
    assert links(card)[1:] == ["/data?tab=rejects&load=1"], "after the download"
    text = words(card)
    assert "top.csv load 2 · top charts 6 May 2023 200 200 0 0 2 25.0%" in text
    assert "playlists 100.0%" in text
    assert text.count("Undo") >= 2
    asked = words(loads.question(LOAD))
    assert "Load 1, a.csv: 1,900 rows of tracks" in asked
    assert loads.history(pd.DataFrame([LOAD]).head(0), LINKS, []) is None


def test_freshness_has_a_row_a_kind() -> None:
    text = words(loads.freshness(stock(LOAD, CHART), []))
    assert "The newest date that is stated is 6 May 2023 (charts)" in text
    assert "Tracks a.csv 1 Oct 2022 (assumed)" in text
    assert "Charts top.csv 6 May 2023 22 Nov 2026, 00:00 200 1 25.0%" in text
    assert "Playlists in a.csv 1 Oct 2022 (assumed) 22 Nov 2026, 00:00 40 1 100.0%" in text
    assert "No file states the date" in words(loads.freshness(stock(LOAD, linked=LINKS.tail(1)), []))


def test_nothing_loaded_is_said() -> None:
    none = head.Stock(ABOUT, pd.DataFrame([LOAD]).head(0), fresh(LOAD).head(0), CHECKS, stock().snapshots, LINKS[:0], 0)
    assert head.finding(none) == "Nothing is loaded"
    text = words(loads.freshness(none, []))
    assert text.startswith("Nothing is loaded")
    assert "Choose a file above" in text
    assert "Rows read 0" in words(head.kpis(none))


def test_notes_of_a_load_are_shown() -> None:
    assert "tempo: 3 stand-in values" in words(loads.notes(pd.DataFrame([LOAD])))
    assert loads.notes(pd.DataFrame([{**LOAD, "notes": ""}])) is None


# ---- Repeats, checks, dictionary ----------------------------------------------------------------------------------------


def test_repeats_lead_to_their_track() -> None:
    frame = pd.DataFrame(
        [("id 1", "Song", "Somebody", 3, 0, 40)],
        columns=["track_id", "title", "artists", "tracks", "lowest", "highest"],
    )
    card = tables.repeats(frame, 2, [])
    assert "2 tracks repeat another; one 2 times" in words(card)
    assert "/track/id%201" in links(card)
    assert "No track repeats another" in words(tables.repeats(frame.head(0), 0, []))


def test_failed_checks_are_counted() -> None:
    assert "1 of 2 checks passed, 1 failed" in words(tables.checks(CHECKS, []))


def test_the_dictionary_has_every_column_and_table() -> None:
    frame = pd.DataFrame(
        [
            ("a", "One row an a.", "x", "bigint"),
            ("a", "One row an a.", "y", "varchar"),
            ("b", "One row a b.", "z", "date"),
        ],
        columns=["relation", "grain", "column_name", "type"],
    )
    text = words(tables.dictionary(frame, []))
    assert f"A track has {len(FEATURES)} columns" in text
    for feature in FEATURES:
        assert feature.help in text
    assert "Loudness loudness dB −60 to 10" in text
    assert "1860 to 2100" in text
    assert "2 tables are published, 3 columns in all" in text
    assert "a One row an a. 2 columns x bigint y varchar b One row a b. 1 column z date" in " ".join(text.split())


# ---- Jobs and cards -----------------------------------------------------------------------------------------------------


def job(state: str, **more: Any) -> Job:
    given = {
        "step": "Judging",
        "done": 370,
        "total": WHOLE,
        "message": "",
        "finished": None,
        "pid": 1,
        "started": START,
    }
    return Job(**{"id": 5, "kind": "train", "title": "Training models", "state": state, **given, **more})


def test_a_running_job_tells_its_share_and_can_be_cancelled_once() -> None:
    found = running.card_of([job(RUNNING)], START)
    assert "1 job runs" in words(found)
    assert "37%" in words(found).replace(" %", "%")
    assert "disabled=False" in str(found)
    stopping = running.card_of([job(CANCELLING)], START)
    assert "stopping at its next step" in words(stopping)
    assert "disabled=True" in str(stopping)


def test_jobs_without_any() -> None:
    assert "Nothing has been loaded or trained here yet" in words(running.card_of([], START))
    assert "not recorded here" in words(running.card_of(None, START))
    assert "No job is running" in words(running.card_of([job(DONE, finished=START)], START))


def test_the_watched_job_stands_in_one_place_only() -> None:
    one, other = job(RUNNING, id=6, kind="load", title="Loading a"), job(RUNNING, title="Training models")
    text = words(running.card_of([one, other], START, watched=6))
    assert "2 jobs run" in text
    assert "Loading a" not in text
    assert "Loading a" in words(running.outcome(one, START))
    assert running.newest_open([other, one]) == 6
    assert running.newest_open([other, job(DONE, kind="load")]) is None


FILE = {
    "file": "/x/uploads/6/a.csv", "kind": "tracks", "rows_read": 10, "rows_loaded": 7, "rows_merged": 1, "rows_rejected": 2,
    "rejects": {"no title": 2}, "load_id": 3, "already_loaded": False, "error": None, "hint": None, "also": {},
    "unknown_columns": ["mood"], "notes": [],
}  # fmt: skip


def outcome(state: str, message: str = "", **found: Any) -> str:
    return words(
        running.outcome(
            job(state, kind="load", title="Loading a.csv", message=message, result=json.dumps(found)), START
        )
    )


def test_the_outcome_of_a_load_is_its_counts() -> None:
    done = job(DONE, result=json.dumps({"files": [FILE], "snapshot": 9, "linked": {"3": {"playlists": 0.5}}}))
    text = words(running.outcome(done, START))
    assert "a.csv is loaded as tracks and published as snapshot 9" in text
    assert "Rows read 10 Loaded 7 Merged 1 Rejected 2 Linked playlists 50.0%" in text
    assert "no title: 2; columns not used: mood" in text
    assert links(running.outcome(done, START)) == ["/data?tab=rejects&load=3"]
    assert "loaded before, as load 3; nothing was changed" in outcome(DONE, files=[{**FILE, "already_loaded": True}])


def test_the_outcome_of_what_went_wrong_is_said_in_words() -> None:
    assert outcome(FAILED, "No known kind of input.", hint="Name it.") == (
        "Loading a.csv: No known kind of input. Name it."
    )
    assert "nothing was changed" in outcome(CANCELLED, "Stopped on request; nothing was changed.")
    assert "is empty" in outcome(DONE, files=[{**FILE, "error": "a.csv is empty.", "hint": "Look."}])
    assert outcome(DONE, "Load 3 is undone.") == "Load 3 is undone."
    assert running.outcome(None, START) is None


def test_a_card_shows_the_gap_and_the_limits() -> None:
    card = {
        "gap": {"honest": 0.231, "leaky": 0.257, "gap": 0.026},
        "limits": ["One source."],
        "data": {"tracks": 10, "rows": 12, "genres": 3, "dropped_features": {"release_year": "missing"}},
        "holdouts": [{"protocol": "A", "words": "new artists", "trained": 60, "tested": 20, "dropped": 5}],
        "seed": 0,
    }
    run = {"model": "genre", "run": "r1", "promoted": True, "trained_at": START, "seconds": 75.0, "card": card}
    text = words(cards.cards([run], ["source", "version"], "light"))
    for part in (
        "Genre: 23.1% honest, 25.7% leaky, gap 2.6 pts",
        "One source.",
        "release_year: missing",
        "60 20 5",
        "1 min 15 s",
    ):
        assert part in text
    assert "There is no model yet" in words(cards.cards([], [], "light"))


def test_a_newer_run_stands_beside_the_one_that_serves() -> None:
    row = {"candidate": "repertoire", "features": "audio", "protocol": "A", "metric": "top1", "difference": 0.1}
    apart = {**row, "one": 0.2, "other": 0.3, "one_low": 0.19, "one_high": 0.21, "other_low": 0.29, "other_high": 0.31}
    near = {**apart, "metric": "top5", "other_low": 0.2}
    other = {**apart, "candidate": "majority"}
    text = words(cards.comparison("genre", "r1", "r2", pd.DataFrame([apart, near, other]), ["source"]))
    assert "20.0% 30.0% newest is higher" in text
    assert "In first five" in text
    assert "20.0% 30.0% no" in text
    assert text.count("newest is higher") == 1


# ---- The page over the sample -------------------------------------------------------------------------------------------


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
        ("dictionary", "One row a track, in the order of popularity"),
    ],
)
def test_every_tab_answers(app: Dash, tab: str, text: str) -> None:
    given = {"data-tab.value": tab, "data-seen.data": 1}
    found = answer(app, "data-content.children", given, "data-tab.value")
    assert text in words(found["data-content.children"])


def test_a_tab_or_a_load_that_cannot_be_is_named(sample_home: Path) -> None:
    context = Context(Reader(sample_home), Settings())
    with pytest.raises(FilterError, match="no tab nothing"):
        data.layout(context, tab="nothing")
    with pytest.raises(FilterError, match="not the number of a load"):
        data.layout(context, tab="rejects", load="1; drop table")
    assert "Dictionary" in str(data.layout(context, tab="columns")), "links of earlier versions still work"


def fire(app: Dash, output: str, id: dict[str, Any] | str, **states: Any) -> dict[str, Any]:
    """Press a button whose callback writes `output`; states and further inputs as id__property."""
    key = next(k for k, s in app.callback_map.items() if output in k and any(_is(id, i["id"]) for i in s["inputs"]))
    about = app.callback_map[key]
    values = {name.replace("__", ".").replace("_", "-"): value for name, value in states.items()}
    pressed = {"id": id, "property": "n_clicks", "value": 1}

    def filled(entry: dict[str, Any]) -> Any:
        if _is(id, entry["id"]):
            return [pressed] if isinstance(id, dict) else pressed
        return {**entry, "value": values.get(f"{entry['id']}.{entry['property']}")}

    names = [name.rsplit(".", 1) for name in key.strip(".").split("...")]
    outputs = [{"id": i, "property": p.split("@")[0]} for i, p in names]
    text = json.dumps(id, sort_keys=True, separators=(",", ":")) if isinstance(id, dict) else id
    body = {
        "output": key, "outputs": outputs if key.startswith("..") else outputs[0], "changedPropIds": [f"{text}.n_clicks"],
        "inputs": [filled(i) for i in about["inputs"]], "state": [filled(s) for s in about["state"]],
    }  # fmt: skip
    reply = app.server.test_client().post("/_dash-update-component", json=body)
    assert reply.status_code in (200, 204), reply.text
    return dict(expanded(reply.get_json())) if reply.status_code == 200 else {}


def _is(id: Any, wanted: Any) -> bool:
    return (id["type"] in str(wanted)) if isinstance(id, dict) else id == wanted


def test_cancel_asks_the_job_to_stop(sample_home: Path, tmp_path: Path) -> None:
    userdata = UserData(Home(tmp_path))
    started = userdata.start_job("train", "Training models")
    app = create_app(Reader(sample_home), Settings(), userdata)
    fire(app, "data-jobs.children@", {"job": started, "type": running.CANCEL})
    assert userdata.is_cancelling(started)


def test_undo_asks_first(app: Dash) -> None:
    asked = fire(app, loads.CONFIRM, {"load": 1, "type": loads.UNDO})["response"]
    assert asked["data-confirm"]["is_open"] is True
    assert f"{TRUTH.tracks} rows of tracks" in words(asked["data-confirm-text"]["children"])
    assert asked["data-asked"]["data"] == 1
    assert fire(app, loads.CONFIRM, {"load": 77, "type": loads.UNDO}) == {}
    assert fire(app, loads.CONFIRM, loads.KEEP)["response"]["data-confirm"]["is_open"] is False


def test_undo_starts_a_job(app: Dash, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(data.jobs, "start_unload", lambda _context, load, file: started.append((load, file)) or 12)
    found = fire(app, upload.WATCHED, loads.REALLY, data_asked__data=1)["response"]
    assert started == [(1, "sample.csv")]
    assert (found[upload.WATCHED]["data"], found["data-confirm"]["is_open"]) == (12, False)
    assert fire(app, upload.WATCHED, loads.REALLY, data_asked__data=None) == {}


def test_polling_notices_a_new_snapshot(app: Dash) -> None:
    ticks = {"data-poll.n_intervals": 1}
    same = answer(app, "data-seen.data", {**ticks, "data-seen.data": _number(app)}, "data-poll.n_intervals")
    newer = answer(app, "data-seen.data", {**ticks, "data-seen.data": 0}, "data-poll.n_intervals")
    assert "data-seen.data" not in same
    assert newer["data-seen.data"] > 0


def _number(app: Dash) -> int:
    found = answer(app, "data-seen.data", {"data-poll.n_intervals": 1, "data-seen.data": -1}, "data-poll.n_intervals")
    return int(found["data-seen.data"])


# ---- Rejected rows ------------------------------------------------------------------------------------------------------


def rows(app: Dash, start: int = 0, end: int = 100, **chosen: str) -> dict[str, Any]:
    values = {f"data-reject-{name}.value": value for name, value in chosen.items()}
    asked = {"startRow": start, "endRow": end, "sortModel": []}
    name = f"{rejected.GRID}.getRowsResponse"
    return answer(app, name, {f"{rejected.GRID}.getRowsRequest": asked, **values}, f"{rejected.GRID}.getRowsRequest")[
        name
    ]


def test_rejected_rows_come_page_by_page(app: Dash) -> None:
    found = rows(app)
    assert found["rowCount"] == TRUTH.rows_rejected
    (row,) = found["rowData"]
    assert (row["file"], row["line"], row["column_name"], row["reason"]) == (
        "sample.csv", TRUTH.rows + 1, "title", "no title",
    )  # fmt: skip
    assert rows(app, reason="nothing of the kind") == {"rowCount": 0, "rowData": []}
    assert rows(app, 1, 100)["rowData"] == []


def test_the_filter_is_counted_and_exported(app: Dash) -> None:
    changed = f"{rejected.LOAD}.value"
    found = answer(app, f"{rejected.FOOT}.children", {changed: "1"}, changed)
    assert "1 of 1 rejected row" in words(found[f"{rejected.FOOT}.children"])
    assert "/export/rejects.csv?load=1" in str(found[f"{rejected.FOOT}.children"])
    assert found["data-filter.data"] == {"load": "1", "column": "", "reason": ""}
    none = answer(app, f"{rejected.FOOT}.children", {changed: "5"}, changed)
    assert "There are no rejected rows of load 5" in words(none[f"{rejected.NOTHING}.children"])
    assert "disabled" in str(none[f"{rejected.FOOT}.children"])


def test_the_address_opens_the_table_filtered(sample_home: Path, app: Dash) -> None:
    given = {"data-tab.value": "rejects", "data-filter.data": {"load": "1", "column": "title", "reason": ""}}
    found = answer(app, "data-content.children", given, "data-tab.value")
    text = str(found["data-content.children"])
    assert "'value': '1'" in text
    assert "'value': 'title'" in text
    with Reader(sample_home).view() as view:
        assert rejected.nothing(view, RejectFilter(1)) is None
