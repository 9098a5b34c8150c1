"""Model cards: everything a reader needs to decide how far to trust a run, as one JSON document."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib import metadata
from typing import Any

from analytics import metrics
from analytics.dataset import MIN_TRACKS_A_GENRE
from analytics.genre import model as genre
from analytics.genre.model import GenreModel
from analytics.metrics import Outcome
from analytics.splits import WORDS, Fold
from analytics.trackset import TrackSet

LIBRARIES = ("lightgbm", "numpy", "pandas", "scikit-learn", "duckdb")


def genre_card(
    data: TrackSet,
    served: GenreModel,
    judged: Sequence[tuple[Fold, Outcome]],
    rows: Sequence[dict[str, Any]],
    flagged: dict[str, float],
) -> dict[str, Any]:
    """The card of a genre run.

    judged: our model on the honest holdout, then on the leaky one ; rows: measured figures of every candidate.
    """
    honest_fold, honest = judged[0]
    sure = metrics.at_threshold(honest, served.config.sure_above)
    return {
        "task": "genre",
        "model": genre.pack(served)[2],
        "data": _data(data, flagged),
        "holdouts": [_holdout(fold, result) for fold, result in judged],
        "metrics": list(rows),
        "gap": _gap(rows, honest_fold.protocol),
        "per_genre": report(data, honest),
        "calibration": metrics.calibration(honest),
        "coverage": metrics.coverage_curve(honest),
        "sure": sure,
        "limits": _limits(data, honest_fold, sure),
        "seed": served.config.seed,
        "libraries": {"python": platform.python_version(), **{name: metadata.version(name) for name in LIBRARIES}},
    }


def report(data: TrackSet, result: Outcome) -> list[dict[str, Any]]:
    """Per genre: n, predicted_n, precision, recall, f1. A miss of a track with k genres counts 1 / k for each."""
    each = metrics.per_label(metrics.confusion(result))
    columns = zip(each.n, each.predicted_n, each.precision, each.recall, each.f1, strict=True)
    names = ("n", "predicted_n", "precision", "recall", "f1")
    return [
        {"genre": name, **{key: float(value) for key, value in zip(names, values, strict=True)}}
        for name, values in zip(data.label_names, columns, strict=True)
    ]


def _data(data: TrackSet, flagged: dict[str, float]) -> dict[str, Any]:
    return {
        "fingerprint": data.fingerprint,
        "vocabulary": data.vocabulary,
        "tracks": len(data),
        "rows": len(data.labels.values),
        "genres": len(data.label_names),
        "features": list(data.features),
        "dropped_features": data.dropped,
        "flagged_features": flagged,
        "left_out_genres": data.left_out,
        "min_tracks_a_genre": MIN_TRACKS_A_GENRE,
    }


def _holdout(fold: Fold, result: Outcome) -> dict[str, Any]:
    return {
        "protocol": fold.protocol,
        "words": WORDS[fold.protocol],
        "leaky": fold.protocol == "R",
        "fold": fold.number + 1,
        "trained": len(fold.train),
        "tested": len(result),
        "dropped": fold.dropped,
    }


def _gap(rows: Sequence[dict[str, Any]], honest: str) -> dict[str, float]:
    """How much better the leaky holdout looks than the honest one, first answers."""
    top1 = {r["protocol"]: r["value"] for r in rows if r["candidate"] == "repertoire" and r["metric"] == "top1"}
    return {"leaky": top1["R"], "honest": top1[honest], "gap": top1["R"] - top1[honest]}


def _limits(data: TrackSet, honest: Fold, sure: dict[str, float | None]) -> list[str]:
    """What the figures do not say, in words."""
    words = [
        f"Genres are the labels of one source ({data.vocabulary}); sibling genres overlap and are easily confused.",
        (
            "The model shown on the pages was refitted on all tracks. For tracks that have a genre its predictions are "
            "in-sample (only its neighbours leave the track itself out) and look better than the figures of this card."
        ),
        (
            f"Figures are of one holdout of {len(honest.test):,} tracks ({WORDS[honest.protocol]}); that model learned "
            f"from {len(honest.train):,}, the served one from all {len(data):,}, and keeps that calibration."
        ),
        (
            "The leaky holdout has one true genre a row, the honest one every genre of a track: "
            "the gap between them is not leakage alone."
        ),
        (
            f"Answers below {sure['threshold']:.0%} confidence count as not sure: "
            f"{1 - (sure['coverage'] or 0):.0%} of tested tracks."
        ),
    ]
    if honest.protocol != "A":
        words.append("Too few artists to test on new ones: the holdout has random tracks, and known artists help it.")
    if data.left_out:
        named = ", ".join(list(data.left_out)[:20]) + (" and more" if len(data.left_out) > 20 else "")
        words.append(
            f"Genres with fewer than {MIN_TRACKS_A_GENRE} tracks are never predicted ({len(data.left_out)}): {named}."
        )
    return words
