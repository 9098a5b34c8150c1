from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytics import metrics, splits
from analytics.genre import FEATURE_SETS, evaluate
from analytics.progress import Cancelled
from tests.analytics.catalogue import trackset
from tests.analytics.genre.songs import QUICK, songs
from warehouse.errors import NotTrainable


def test_rows_have_the_agreed_shape_and_every_candidate_meets_every_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "Config", lambda seed, threads: replace(QUICK, seed=seed))
    data = songs()
    names = (*metrics.NAMES, *metrics.FAMILY_NAMES)
    rows = evaluate.evaluate_genre(data, ("T", "A"), 2, candidates=("majority", "artist counts", "repertoire"))
    assert {tuple(row) for row in rows} == {("model", "features", "protocol", "metric", "value", "low", "high", "n")}
    assert [row["metric"] for row in rows[: len(names)]] == list(names)
    sets = [("majority", "audio"), *(("repertoire", name) for name in FEATURE_SETS)]
    found = [(r["protocol"], r["model"], r["features"]) for r in rows if r["metric"] == "top1"]
    counts = ("T", "artist counts", FEATURE_SETS[-1])
    assert sorted(found) == sorted([*((p, *names) for p in ("T", "A") for names in sets), counts])
    for row in rows:
        assert "ece" in row["metric"] or row["low"] <= row["value"] <= row["high"]
    tested = sum(len(splits.fold(data, "A", n).test) for n in range(2))
    assert {row["n"] for row in rows if row["protocol"] == "A"} == {tested}
    top1 = {
        key: r["value"] for r in rows if r["metric"] == "top1" for key in [(r["protocol"], r["model"], r["features"])]
    }
    for protocol in ("T", "A"):
        assert top1[protocol, "repertoire", "audio"] > top1[protocol, "majority", "audio"] + 0.1
    assert top1["T", "repertoire", FEATURE_SETS[-1]] >= top1["T", "artist counts", FEATURE_SETS[-1]]
    # New artists have no other tracks: to know of them adds nothing.
    assert top1["A", "repertoire", FEATURE_SETS[-1]] == pytest.approx(
        top1["A", "repertoire", FEATURE_SETS[1]], abs=0.02
    )


def test_artist_counts_are_shares_of_the_other_tracks() -> None:
    data = songs()
    fold = splits.fold(data, "T")
    result = evaluate.run_candidate("artist counts", data, fold)[FEATURE_SETS[-1]]
    track = int(fold.test.tracks[0])
    others = [t for t in fold.train.tracks if data.main_artist[t] == data.main_artist[track]]
    counts = np.bincount(np.concatenate([data.labels[t] for t in others]), minlength=4)
    assert result.predicted[0] == counts.argmax()


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
