from __future__ import annotations

import pytest

from analytics import metrics, splits
from analytics.genre import evaluate
from analytics.progress import Cancelled
from tests.analytics.catalogue import trackset
from warehouse.errors import NotTrainable


def test_rows_have_the_agreed_shape_and_every_candidate_meets_every_protocol() -> None:
    data = trackset(tracks=500)
    rows = evaluate.evaluate_genre(data, ("R", "A"), folds=2, candidates=("majority", "logistic", "repertoire"))
    assert [tuple(row) for row in rows] == [
        ("model", "features", "protocol", "metric", "value", "low", "high", "n")
    ] * 30
    assert {row["features"] for row in rows} == {"audio"}
    assert [row["metric"] for row in rows[:5]] == list(metrics.NAMES)
    for row in rows:
        assert row["metric"] == "ece" or row["low"] <= row["value"] <= row["high"]
    tested = sum(len(splits.fold(data, "A", n).test) for n in range(2))
    assert {row["n"] for row in rows if row["protocol"] == "A"} == {tested}
    top1 = {(r["protocol"], r["model"]): r["value"] for r in rows if r["metric"] == "top1"}
    for protocol in ("R", "A"):
        assert top1[protocol, "repertoire"] > top1[protocol, "majority"] + 0.1


def test_all_five_folds_test_every_track_once() -> None:
    data = trackset()
    rows = evaluate.evaluate_genre(data, ("T",), folds=9, candidates=("majority",))
    assert {row["n"] for row in rows} == {len(data)}


def test_it_tells_where_it_stands_and_stops_when_asked() -> None:
    steps: list[str] = []

    def stop(step: str, done: int, total: int) -> None:
        steps.append(step)
        assert total == 2
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        evaluate.evaluate_genre(trackset(), ("T",), 1, stop, candidates=("majority", "logistic"))
    assert steps == ["protocol T, majority, fold 1", "protocol T, logistic, fold 1"]


def test_too_few_artists_are_told() -> None:
    with pytest.raises(NotTrainable, match="Too few tracks or artists"):
        evaluate.evaluate_genre(trackset(artists=1), ("A",), 1, candidates=("majority",))
