"""The card of a popularity run: everything a reader needs to decide how far to trust it, as one JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.popularity import by_sound, measures, rated, stored
from analytics.popularity.config import FEATURE_SETS
from analytics.popularity.evaluate import REPERTOIRE
from analytics.popularity.measures import Tested
from analytics.popularity.model import PopularityModel
from analytics.popularity.rated import By, Rated
from analytics.ragged import Bools
from analytics.splits import Fold

#: What the baselines know that do not have the inputs of the model.
BASELINE_FEATURES = {"mean": FEATURE_SETS[0], "genre mean": FEATURE_SETS[1]}
DECILES = 10
#: A genre with fewer tested tracks tells nothing of its own.
MIN_TESTED = 10


@dataclass(frozen=True)
class Holdout:
    """One holdout, what our model said of it, and for which of its rows (n,) artist or album is known."""

    by: By
    features: str
    fold: Fold
    result: Tested
    known: Bools


def popularity_card(
    data: Rated,
    served: PopularityModel,
    holdouts: Sequence[Holdout],
    rows: Sequence[dict[str, Any]],
    columns: dict[str, float],
    libraries: dict[str, str],
) -> dict[str, Any]:
    """The card. rows: measured figures of every candidate ; columns: R2 of each input alone ; libraries: versions."""
    known = next(one for one in holdouts if one.by == "T")
    honest = holdouts[0]
    return {
        "task": "popularity",
        "model": stored.pack(served)[2],
        "data": _data(data, columns),
        "holdouts": [_holdout(one) for one in holdouts],
        "metrics": list(rows),
        "gap": _gap(rows, honest.by, [one.by for one in holdouts]),
        "coverage": {one.by: coverage(one) for one in holdouts if one.by != "R"},
        "calibration": {one.by: measures.calibration(one.result) for one in holdouts if one.by != "R"},
        "per_genre": per_genre(data, known),
        "lacks": lacks(data),
        "limits": [*_limits(data, holdouts), *_on_sound(served)],
        "seed": served.config.seed,
        "libraries": libraries,
    }


def _data(data: Rated, columns: dict[str, float]) -> dict[str, Any]:
    tracks = data.data
    return {
        "fingerprint": tracks.fingerprint,
        "tracks": len(data),
        "recordings": len(np.unique(data.recordings)),
        "at_zero": int((data.y == 0).sum()),
        "mean": float(data.y.mean()),
        "genres": len(tracks.label_names),
        "artists": len(np.unique(tracks.main_artist)),
        "features": list(tracks.features),
        "dropped_features": tracks.dropped,
        "r2_of_each_column_alone": columns,
    }


def _holdout(one: Holdout) -> dict[str, Any]:
    return {
        "protocol": one.by,
        "words": rated.WORDS[one.by],
        "leaky": one.by == "R",
        "features": one.features,
        "fold": one.fold.number + 1,
        "trained": len(one.fold.train),
        "tested": len(one.result),
        "dropped": one.fold.dropped,
        "known_history": float(one.known.mean()),
    }


def _gap(rows: Sequence[dict[str, Any]], honest: By, judged: Sequence[By]) -> dict[str, Any] | None:
    """How much better the leaky holdout looks than the honest one, R2 of our model with the same inputs."""
    r2 = {r["protocol"]: r["value"] for r in rows if r["candidate"] == REPERTOIRE and r["metric"] == "r2"}
    if "R" not in judged or honest != "A" or not {"R", honest} <= set(r2):
        return None
    return {"metric": "r2", "leaky": r2["R"], "honest": r2[honest], "gap": r2["R"] - r2[honest]}


def coverage(one: Holdout) -> list[dict[str, Any]]:
    """Coverage and width of the intervals: all tracks, those with and without a history, and by tenth of expected popularity."""
    result = one.result
    ranks = np.argsort(np.argsort(result.expected, kind="stable"), kind="stable")
    tenths = ranks * DECILES // len(result)
    every = measures.coverage_by(result, np.zeros(len(result), np.int64), ["all tracks"])
    kinds = measures.coverage_by(
        result, one.known.astype(np.int64), ["artist and album are new", "artist or album is known"]
    )
    names = [f"expected popularity, tenth {i + 1} of {DECILES}" for i in range(DECILES)]
    return [*every, *kinds, *measures.coverage_by(result, tenths, names)]


def per_genre(data: Rated, one: Holdout) -> list[dict[str, Any]]:
    """Per genre with MIN_TESTED tested tracks: n, coverage, width, popularity, expected, mae, largest genres first."""
    labels = data.data.labels.take(one.fold.test.tracks)
    each = one.result.take(labels.rows)
    wrong = np.bincount(labels.values, np.abs(each.y - each.expected), len(data.data.label_names))
    found = measures.coverage_by(each, labels.values, list(data.data.label_names))
    place = {name: i for i, name in enumerate(data.data.label_names)}
    rows = [
        {"genre": row.pop("group"), **row, "mae": float(wrong[place[str(row_name)]] / row["n"])}
        for row in found
        if (row_name := row["group"]) is not None and int(row["n"]) >= MIN_TESTED
    ]
    return sorted(rows, key=lambda row: (-row["n"], row["genre"]))


def lacks(data: Rated) -> list[str]:
    """Inputs that this catalogue does not have, in words."""
    tracks = data.data
    words = []
    if not tracks.features:
        words.append("No audio feature is known: nothing is said from sound.")
    if not len(tracks.labels.values):
        words.append("No genres are known: they are no input.")
    if "release_year" not in tracks.features:
        words.append("No release dates are known: popularity falls with age, and that is not told apart here.")
    if not (data.y == 0).any():
        words.append("No track is at popularity 0, so no chance of 0 is learned; it is given as 0.")
    if (data.y == 0).any() and len(np.unique(data.y[data.y > 0])) < 2:
        words.append("All tracks above popularity 0 have the same one: only the chance of 0 is learned.")
    return words


def _on_sound(served: PopularityModel) -> list[str]:
    """What is worth what is said of a sound file, beside the model of everything with the rest missing."""
    if served.by_sound is None:
        return []
    told = served.by_sound.figures
    beside = "; ".join(f"{name} {figures['mae']['value']:.1f}" for name, figures in told["beside"].items())
    return [
        f"{by_sound.in_words(told, told['features'])} It errs by {told['mae']['value']:.1f} points on average ({beside})."
    ]


def _limits(data: Rated, holdouts: Sequence[Holdout]) -> list[str]:
    """What the figures do not say, in words."""
    releases = len(data) - len(np.unique(data.recordings))
    words = [
        "Promotion, playlists, budgets and fan bases are not known to the model; all it says is association.",
        "Popularity is a snapshot: it was made at one time, moves with age and is rated anew by its source.",
        (
            "Popularity 0 mostly marks tracks that are unavailable or replaced by another release, not unpopular ones; "
            "the chance of 0 and the level above 0 are therefore told apart."
        ),
        (
            "The forecasts of tracks with a popularity were each made by a model that had not seen the track (random "
            "fifths); its artist's and album's other tracks were known to it. Those of other tracks are by the served model."
        ),
        (
            f"{releases:,} of {len(data):,} tracks are further releases of a recording that is here as well. Among random "
            "tracks one release may be trained on and another tested: the protocol G keeps them together and is the "
            "figure for a recording that is new."
        ),
        (
            "Much of what history adds is the name of the album: tracks of one compilation mostly share their fate, whoever "
            "plays on them. It says little about a track that is not out yet."
        ),
        "Intervals were calibrated on tracks set aside from the training side; missing inputs widen them.",
    ]
    if "release_year" not in data.data.features:
        words.append(
            "Without release dates percentiles are within genre only: an old track and a new one are compared."
        )
    if holdouts[0].by != "A":
        words.append(
            "Too few artists to test on new ones: only random tracks were tested, and known artists help there."
        )
    return words
