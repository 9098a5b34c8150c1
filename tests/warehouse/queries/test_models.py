"""Questions about models, each answered on a few rows whose answers are worked out by hand."""

from __future__ import annotations

import duckdb
import pytest

from warehouse.connect import View
from warehouse.errors import UnknownModel
from warehouse.queries import models


@pytest.fixture
def view() -> View:
    con = duckdb.connect()
    con.execute(
        "create table model_runs as select * from (values "
        "('genre', 'old', false, timestamp '2026-01-01 00:00:00', 3.0, '{\"seed\": 1}'), "
        "('genre', 'new', true, timestamp '2026-02-01 00:00:00', 4.0, '{\"seed\": 2}')) "
        "as t (model, run, promoted, trained_at, seconds, card)"
    )
    con.execute(
        "create table genre_confusion as select * from (values "
        "('new', 'rock', 'rock', 6, 'Rock', 'Rock'), ('new', 'rock', 'punk', 2, 'Rock', 'Rock'), "
        "('new', 'punk', 'pop', 2, 'Rock', 'Pop'), ('old', 'rock', 'pop', 50, 'Rock', 'Pop')) "
        "as t (run, truth, predicted, n, truth_family, predicted_family)"
    )
    con.execute(
        "create table model_metrics as select * from (values "
        "('new', 'repertoire', 'audio', 'A', 'top1', 0.3::double, 0.2, 0.4, 10), "
        "('new', 'majority', 'audio', 'A', 'top1', 0.1, 0.0, 0.2, 10), "
        "('old', 'repertoire', 'audio', 'A', 'top1', 0.9, 0.8, 1.0, 10)) "
        "as t (run, candidate, features, protocol, metric, value, low, high, n)"
    )
    return View(con)


def test_cards_come_newest_first(view: View) -> None:
    assert [(c["run"], c["promoted"], c["card"]) for c in models.cards(view)] == [
        ("new", True, {"seed": 2}),
        ("old", False, {"seed": 1}),
    ]


def test_the_promoted_run_serves(view: View) -> None:
    assert models.promoted_run(view, "genre") == "new"
    assert models.promoted_run(view, "popularity") is None
    assert models.promoted_card(view, "genre") == {"seed": 2}


def test_metrics_are_of_one_run(view: View) -> None:
    assert models.metrics(view, "new")["value"].tolist() == [0.1, 0.3]
    assert models.metrics(view, "new", "repertoire")["value"].tolist() == [0.3]


def test_shares_of_a_true_genre_sum_to_one(view: View) -> None:
    found = models.confusion(view, "new", by_family=False)
    rows = [(r["truth"], r["predicted"], r["n"], r["share"]) for r in found.to_dict("records")]
    assert rows == [("punk", "pop", 2, 1.0), ("rock", "punk", 2, 0.25), ("rock", "rock", 6, 0.75)]


def test_confusions_are_summed_by_family(view: View) -> None:
    found = models.confusion(view, "new", by_family=True)
    rows = [(r["truth"], r["predicted"], r["n"], r["share"]) for r in found.to_dict("records")]
    assert rows == [("Rock", "Pop", 2, 0.2), ("Rock", "Rock", 8, 0.8)]


def test_two_runs_side_by_side(view: View) -> None:
    (row,) = models.compared(view, "old", "new").to_dict("records")
    assert (row["candidate"], row["protocol"], row["metric"], row["n"]) == ("repertoire", "A", "top1", 10)
    assert (row["one"], row["other"], row["difference"]) == (0.9, 0.3, pytest.approx(-0.6))


def test_runs_that_cannot_be_compared(view: View) -> None:
    with pytest.raises(UnknownModel, match="no published run older"):
        models.compared(view, "old", "older")
    view.con.execute("insert into model_runs values ('popularity', 'p', true, null, 1.0, '{}')")
    with pytest.raises(UnknownModel, match="different models"):
        models.compared(view, "old", "p")
