from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytics.popularity import FEATURE_SETS, evaluate, measures, rated
from analytics.popularity.rated import Rated
from analytics.progress import Cancelled
from analytics.ragged import Ragged
from tests.analytics.popularity.hits import CONFIG, hits


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    return evaluate.evaluate_popularity(hits(tracks=800), folds=1, threads=1, config=CONFIG)


def _value(rows: list[dict[str, object]], **wanted: object) -> float:
    (found,) = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    value = found["value"]
    assert isinstance(value, float)
    return value


def test_every_candidate_is_judged_by_every_protocol(rows: list[dict[str, object]]) -> None:
    assert {(r["protocol"], r["model"], r["features"]) for r in rows} == {
        (by, *one) for by in rated.PROTOCOLS for one in evaluate.candidates(FEATURE_SETS)
    }
    for row in rows:
        assert set(row) == {"model", "features", "protocol", "metric", "value", "low", "high", "n"}
        assert row["metric"] in measures.NAMES
        assert row["low"] <= row["value"] + 1e-9  # type: ignore[operator]
        assert row["value"] <= row["high"] + 1e-9  # type: ignore[operator]


def test_the_mean_explains_nothing_and_ours_beats_every_baseline(rows: list[dict[str, object]]) -> None:
    history = {"features": FEATURE_SETS[2], "protocol": "T", "metric": "r2"}
    assert _value(rows, model="mean", protocol="T", metric="r2") == pytest.approx(0, abs=0.03)
    ours = _value(rows, model="repertoire", **history)
    assert ours > _value(rows, model="linear", **history) > _value(rows, model="genre mean", protocol="T", metric="r2")


def test_without_genres_there_are_fewer_sets_and_no_rows_protocol() -> None:
    data = hits(tracks=300)
    bare = replace(data, data=replace(data.data, labels=Ragged.of([[] for _ in range(300)])))
    assert evaluate.feature_sets(bare) == (FEATURE_SETS[0], FEATURE_SETS[2])
    assert "R" not in evaluate.protocols(bare)
    found = evaluate.evaluate_popularity(bare, ["T"], 1, threads=1, config=CONFIG)
    assert {row["model"] for row in found} == {"mean", "linear", "repertoire"}


def test_folds_are_pooled() -> None:
    data: Rated = hits(tracks=300)
    found = evaluate.evaluate_popularity(data, ["G"], 5, features=FEATURE_SETS[:1], threads=1, config=CONFIG)
    assert {row["n"] for row in found} == {300}


def test_evaluation_can_be_stopped() -> None:
    def stop(_step: str, _done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        evaluate.evaluate_popularity(hits(tracks=300), ["T"], 1, stop, config=CONFIG)


def test_the_same_seed_gives_the_same_figures() -> None:
    data = hits(tracks=300)
    one, again = (
        evaluate.evaluate_popularity(data, ["T"], 1, features=FEATURE_SETS[2:], threads=1, config=CONFIG)
        for _ in range(2)
    )
    assert one == again
    assert all(np.isfinite(row["value"]) for row in one)
