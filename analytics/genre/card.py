"""Model cards: everything a reader needs to decide how far to trust a run, as one JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics import metrics
from analytics.dataset import MIN_TRACKS_A_GENRE
from analytics.genre import blend, trees
from analytics.genre.config import FeatureSet, feature_sets
from analytics.genre.evaluate import REPERTOIRE
from analytics.genre.model import GenreModel
from analytics.genre.storing import pack
from analytics.metrics import Outcome
from analytics.splits import WORDS, Fold
from analytics.trackset import TrackSet


@dataclass(frozen=True)
class Holdout:
    """One holdout and how our model did on it, by feature set; the widest set comes last."""

    fold: Fold
    results: dict[FeatureSet, Outcome]

    @property
    def protocol(self) -> str:
        """R, T or A."""
        return self.fold.protocol

    @property
    def served(self) -> Outcome:
        """The result of the widest feature set judged here."""
        return list(self.results.values())[-1]


def genre_card(
    data: TrackSet,
    served: GenreModel,
    holdouts: Sequence[Holdout],
    rows: Sequence[dict[str, Any]],
    flagged: dict[str, float],
) -> dict[str, Any]:
    """The card of a genre run.

    holdouts: the honest one that decides, further honest ones, the leaky one last ; rows: measured figures of every
    candidate.
    """
    honest = holdouts[0]
    config = served.config
    sure = metrics.at_threshold(honest.served, config.sure_above)
    return {
        "task": "genre",
        "model": pack(served)[2],
        "data": _data(data, flagged),
        "features": config.sets,
        "holdouts": [_holdout(holdout) for holdout in holdouts],
        "metrics": list(rows),
        "gap": _gap(rows, honest.protocol, feature_sets(data.features)[0]),
        "per_genre": report(data, honest.served),
        "calibration": metrics.calibration(honest.served),
        "coverage": metrics.coverage_curve(honest.served),
        "sure": sure,
        "situations": [_situation(served, holdout) for holdout in holdouts if holdout.protocol != "R"],
        "blend": _blend(served),
        "lacks": lacks(data),
        "limits": _limits(data, served, holdouts, sure),
        "seed": config.seed,
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
        "families": len(set(data.families)),
        "artists": len(np.unique(data.main_artist)),
        "features": list(data.features),
        "dropped_features": data.dropped,
        "flagged_features": flagged,
        "left_out_genres": data.left_out,
        "min_tracks_a_genre": MIN_TRACKS_A_GENRE,
    }


def _holdout(holdout: Holdout) -> dict[str, Any]:
    fold = holdout.fold
    return {
        "protocol": fold.protocol,
        "words": WORDS[fold.protocol],
        "leaky": fold.protocol == "R",
        "fold": fold.number + 1,
        "trained": len(fold.train),
        "tested": len(fold.test),
        "dropped": fold.dropped,
    }


def _gap(rows: Sequence[dict[str, Any]], honest: str, features: FeatureSet) -> dict[str, Any]:
    """How much better the leaky holdout looks than the honest one: first answers from the fewest inputs."""
    top1 = {
        row["protocol"]: row["value"]
        for row in rows
        if row["candidate"] == REPERTOIRE and row["metric"] == "top1" and row["features"] == features
    }
    return {"features": features, "leaky": top1["R"], "honest": top1[honest], "gap": top1["R"] - top1[honest]}


def _situation(served: GenreModel, holdout: Holdout) -> dict[str, Any]:
    """What the served feature set does on one honest holdout: how sure, how well calibrated, by genre and by family."""
    result, config = holdout.served, served.config
    known = {} if result.family is None else {"family_calibration": metrics.calibration(result.family)}
    return {
        "protocol": holdout.protocol,
        "applies": "an artist the catalogue does not know" if holdout.protocol == "A" else "a track like those known",
        "n": len(result),
        "metrics": metrics.summary(result),
        "thresholds": {"genre": config.sure_above, "family": config.family_sure_above},
        "abstention": metrics.in_two_steps(result, config.sure_above, config.family_sure_above),
        "calibration": metrics.calibration(result),
        "coverage": metrics.coverage_curve(result),
        **known,
    }


def _blend(served: GenreModel) -> list[dict[str, Any]]:
    """What each part weighs, by what is known of a track; only situations that tracks set aside decided."""
    mixed = served.blend
    return [
        {
            "situation": blend.NAMES[i],
            "n": int(mixed.learned[i]),
            "temperature": float(mixed.temperature[i]),
            "weights": dict(zip(mixed.names, mixed.weights[i].tolist(), strict=True)),
        }
        for i in np.flatnonzero(mixed.learned).tolist()
    ]


def _limits(
    data: TrackSet, served: GenreModel, holdouts: Sequence[Holdout], sure: dict[str, float | None]
) -> list[str]:
    """What the figures do not say, in words."""
    honest = holdouts[0].fold
    return [
        f"Genres are the labels of one source ({data.vocabulary}); sibling genres overlap and are easily confused.",
        (
            "The model shown on the pages was refitted on all tracks. For tracks that have a genre its predictions are "
            "in-sample (neighbours and other tracks of the artist leave the track itself out, the rest does not) and "
            "look better than the figures of this card."
        ),
        (
            f"Figures are of one holdout of {len(honest.test):,} tracks ({WORDS[honest.protocol]}); that model learned "
            f"from {len(honest.train):,} (a slice of {served.config.slice:.0%} of them decided the blend), the served one "
            f"from all {len(data):,}, and keeps that calibration."
        ),
        *_which_applies(holdouts),
        (
            "The leaky holdout has one true genre a row, the honest one every genre of a track: "
            "the gap between them is not leakage alone."
        ),
        (
            f"Answers below {sure['threshold']:.0%} confidence count as not sure: "
            f"{1 - (sure['coverage'] or 0):.0%} of tested tracks."
        ),
        *_few(data, served, honest),
    ]


def _which_applies(holdouts: Sequence[Holdout]) -> list[str]:
    tops = {h.protocol: float(h.served.top1.mean()) for h in holdouts}
    if "A" not in tops or "T" not in tops:
        return []
    return [
        (
            f"First answers are right for {tops['A']:.0%} of tracks by artists the catalogue does not know, and for "
            f"{tops['T']:.0%} of random tracks of this catalogue, most of whose artists have other tracks with a genre: "
            "the first figure is for newcomers, the second for new tracks of artists at hand."
        )
    ]


def _few(data: TrackSet, served: GenreModel, honest: Fold) -> list[str]:
    """Limits that only some catalogues have."""
    words = []
    if honest.protocol != "A":
        words.append("Too few artists to test on new ones: the holdout has random tracks, and known artists help it.")
    if data.left_out:
        named = ", ".join(list(data.left_out)[:20]) + (" and more" if len(data.left_out) > 20 else "")
        words.append(
            f"Genres with fewer than {MIN_TRACKS_A_GENRE} tracks are never predicted ({len(data.left_out)}): {named}."
        )
    grouped = len(served.classes) - trees.MAX_CLASSES
    if grouped > 0:
        words.append(
            f"{len(served.classes):,} genres are more than the trees can tell apart in reasonable time: they know the "
            f"{trees.MAX_CLASSES} most common, the other {grouped:,} are one to them; the network, the words and the "
            "artists tell those apart."
        )
    return words


def lacks(data: TrackSet) -> list[str]:
    """Which of sound, words and artists this catalogue does not have, in sentences."""
    known, words = data.known, []
    if "sound" not in known:
        words.append(
            f"Only {' and '.join(known)} are known here: every audio feature is missing or the same for all tracks, so "
            "nothing is said from sound."
        )
    if "words" not in known:
        words.append("No track has a title or an album, so the words tell nothing here.")
    if "artists" not in known:
        words.append("No track has an artist, so the artists' other tracks tell nothing here.")
    return words
