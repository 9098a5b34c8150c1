"""What an out-of-fold run leaves behind: the rows of its tables and its card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import evidence, metrics
from analytics.artefacts import Arrays
from analytics.evidence import Families
from analytics.genre.card import lacks
from analytics.metrics import Outcome
from analytics.ragged import Floats, Ints
from analytics.trackset import TrackSet
from analytics.training.common import STORED, Tables, versions


@dataclass(frozen=True)
class Part:
    """One fold, judged: positions of its tracks in the TrackSet, what was found, and facts for the card."""

    number: int
    tracks: Ints
    arrays: Arrays
    facts: dict[str, Any]


def card(
    data: TrackSet,
    judged: Sequence[Part],
    forecast: Sequence[Part],
    outcome: Outcome,
    rows: Sequence[Mapping[str, Any]],
    config: Mapping[str, Any],
) -> dict[str, Any]:
    """The card: folds, how the probabilities are calibrated, what lists of doubtful tags find, limits."""
    lists = {"far": _curve(data, judged, sibling=False), "sibling": _curve(data, judged, sibling=True)}
    return {
        "task": "oof",
        "data": {
            "fingerprint": data.fingerprint,
            "vocabulary": data.vocabulary,
            "tracks": len(data),
            "rows": len(data.labels.values),
            "genres": len(data.label_names),
            "features": list(data.features),
        },
        "protocol": "T",
        "folds": [{"fold": part.number + 1, **part.facts} for part in judged],
        "popularity_folds": [{"fold": part.number + 1, **part.facts} for part in forecast],
        "popularity": _popularity_figures(data, forecast),
        "metrics": list(rows),
        "calibration": metrics.calibration(outcome),
        "doubtful_from": {kind: evidence.doubtful_from(found) for kind, found in lists.items()},
        "doubtful": lists,
        "lacks": lacks(data),
        "limits": _limits(data, forecast),
        "config": dict(config),
        "seed": config["seed"],
        "libraries": versions(),
    }


def _curve(data: TrackSet, judged: Sequence[Part], sibling: bool) -> list[dict[str, Any]]:
    name = "near" if sibling else "far"
    made_wrong, chance = (
        np.concatenate([part.arrays[column] for part in judged]) for column in (name, f"chance_{name}")
    )
    return evidence.curve(doubts(data, judged, sibling), made_wrong, chance.sum(axis=0))


def doubts(data: TrackSet, judged: Sequence[Part], sibling: bool) -> Floats:
    """The evidence against every tag whose suggestion is of that kind, 0 for the others; fold by fold."""
    families = Families.among(data.families).of
    found = []
    for part in judged:
        a, labels = part.arrays, data.labels.take(part.tracks)
        suggested = a["suggested"][labels.rows]
        kind = (families[suggested] == families[labels.values]) == sibling
        flags = np.full(len(kind), sibling)
        times = evidence.times(a["suggested_chance"][labels.rows], a["own"], a["own_family"], flags)
        found.append(np.where(kind & (suggested >= 0), times, 0.0))
    return np.concatenate(found)


def _popularity_figures(data: TrackSet, forecast: Sequence[Part]) -> dict[str, float]:
    """Mean absolute error and coverage of the intervals, out of fold; empty without popularity."""
    if not forecast:
        return {}
    truth = np.concatenate([data.popularity[part.tracks] for part in forecast])
    a = {name: np.concatenate([part.arrays[name] for part in forecast]) for name in ("expected", "low", "high")}
    inside = (a["low"] <= truth) & (truth <= a["high"])
    return {
        "n": len(truth),
        "mae": float(np.abs(truth - a["expected"]).mean()),
        "coverage": float(inside.mean()),
    }


def _limits(data: TrackSet, forecast: Sequence[Part]) -> list[str]:
    words = [
        f"Tags are those of one source ({data.vocabulary}). A doubtful tag is one that this source's other tags speak against.",
        "A tag that is wrong on most tracks of an artist is not found: the artist's other tracks vouch for it.",
        "How many wrong tags a list finds is measured on tags made wrong at random; real errors are less random.",
        "How much of a list is wrong is estimated twice: by calibration, and as if real errors were random. Neither is sure.",
    ]
    if not forecast:
        words.append("Popularity is not judged: too few tracks have one.")
    return words


def tables(run: str, data: TrackSet, judged: Sequence[Part], forecast: Sequence[Part]) -> Tables:
    """What goes into which table."""
    return {
        "genre_oof": (table for part in judged for table in genre_tables(run, data, part)),
        "popularity_oof": [popularity_table(run, data, part) for part in forecast],
    }


def genre_tables(run: str, data: TrackSet, part: Part) -> Iterator[pa.Table]:
    """Rows of genre_oof, one a track and tag, STORED tracks a table."""
    names = np.array([*data.label_names, None], dtype=object)  # -1, no genre, is the last
    families = np.array(data.families, dtype=object)
    starts = data.labels.take(part.tracks).starts
    for first in range(0, len(part.tracks), STORED):
        tracks = part.tracks[first : first + STORED]
        labels = data.labels.take(tracks)
        tags = slice(starts[first], starts[first] + len(labels.values))
        n = len(labels.values)

        def of_track(name: str, first: int = first, rows: Ints = labels.rows) -> Any:
            return part.arrays[name][first : first + STORED][rows]

        yield pa.table(
            {
                "track_id": pa.array(data.track_ids[tracks][labels.rows], pa.string()),
                "run": pa.array([run] * n, pa.string()),
                "fold": pa.array(np.full(n, part.number + 1), pa.int32()),
                "vocabulary": pa.array([data.vocabulary] * n, pa.string()),
                "genre": pa.array(names[labels.values], pa.string()),
                "probability": part.arrays["own"][tags],
                "suggested": pa.array(names[of_track("suggested")], pa.string()),
                "suggested_probability": of_track("suggested_chance"),
                "second": pa.array(names[of_track("second")], pa.string()),
                "second_probability": of_track("second_chance"),
                "family": pa.array(families[labels.values], pa.string()),
                "family_probability": part.arrays["own_family"][tags],
            }
        )


def popularity_table(run: str, data: TrackSet, part: Part) -> pd.DataFrame:
    """Rows of popularity_oof of one fold."""
    columns = {name: part.arrays[name] for name in ("zero", "expected", "low", "high")}
    return pd.DataFrame({"track_id": data.track_ids[part.tracks], "run": run, "fold": part.number + 1, **columns})
