"""Guards on what may stand in a matrix: columns that are the answer of a task, and columns that alone are too good."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.ragged import Floats, Ints
from analytics.trackset import TrackSet
from warehouse.errors import NotTrainable

#: Columns that are, or were made from, the answer of a task; never inputs, whatever role they get in FEATURES.
DENIED: dict[str, frozenset[str]] = {
    "genre": frozenset(
        {
            *(
                "track_id",
                "track_no",
                "recording_key",
                "title",
                "album",
                "label",
                "load_id",
                "collection",
                "vocabulary",
            ),
            *("artists", "artist", "artist_id", "main_artist", "main_artist_id", "popularity"),
            *("artist_followers", "artist_genres", "release_precision"),
            *("genres", "genre", "subgenre", "family", "predicted_genre", "genre_confidence", "predicted_family"),
            *("playlist", "playlist_id", "playlist_name", "playlist_genre", "playlist_subgenre"),
            "expected_popularity",
        }
    ),
    "popularity": frozenset(
        {
            *("track_id", "track_no", "recording_key", "load_id", "is_canonical", "popularity", "expected_popularity"),
            *("artist_followers", "release_precision", "collection"),
            *("playlist", "playlist_id", "playlist_name", "playlist_genre", "playlist_subgenre"),
            *("predicted_genre", "genre_confidence", "predicted_family", "search_text"),
        }
    ),
}
#: How far a single column may go on its own, as the share of the way from the majority's accuracy to 1.
LEAK_SKILL = 0.9
#: With fewer genres one honest column may do that well (classical against metal by energy): flagged, not refused.
LEAK_MIN_LABELS = 5


def check_inputs(task: str, names: Sequence[str]) -> None:
    """Refuse inputs that are the answer of `task` or were made from it. Raises NotTrainable."""
    denied = sorted(DENIED[task] & set(names))
    if denied:
        raise NotTrainable(
            f"{', '.join(denied)} may not be an input of the {task} model: it is, or knows, the answer.",
            "Give the column another role in warehouse/features.py.",
        )


def column_skill(data: TrackSet, train: Ints, test: Ints, bins: int = 256) -> dict[str, float]:
    """How well each column alone tells the first label: 0 is the majority's accuracy, 1 is always right.

    The column is cut into quantile bins of the training tracks; each bin answers its most frequent label.
    """
    first = data.labels.values[data.labels.starts[:-1]]
    majority = np.bincount(first[train]).argmax()
    chance = float(np.mean(first[test] == majority))
    skills = {}
    for i, name in enumerate(data.features):
        hits = _bin_hits(data.X[:, i], first, train, test, bins)
        skills[name] = (hits - chance) / (1 - chance) if chance < 1 else 0.0
    return skills


def _bin_hits(column: Floats, first: Ints, train: Ints, test: Ints, bins: int) -> float:
    filled = column[train][~np.isnan(column[train])]
    edges = np.unique(np.quantile(filled, np.linspace(0, 1, bins + 1), method="nearest")) if len(filled) else filled
    # searchsorted puts NaN after every edge: missing values get a bin of their own.
    place = np.searchsorted(edges, column, side="left") + np.isnan(column)
    counts = np.zeros((len(edges) + 2, first.max() + 1))
    np.add.at(counts, (place[train], first[train]), 1)
    return float(np.mean(counts.argmax(axis=1)[place[test]] == first[test]))


def check_leaks(data: TrackSet, train: Ints, test: Ints) -> dict[str, float]:
    """Columns that alone are too good (LEAK_SKILL), with their skill. Raises NotTrainable with 5 or more labels."""
    leaks = {name: skill for name, skill in column_skill(data, train, test).items() if skill >= LEAK_SKILL}
    if leaks and len(data.label_names) >= LEAK_MIN_LABELS:
        named = ", ".join(f"{name} ({skill:.0%})" for name, skill in leaks.items())
        raise NotTrainable(
            f"One column alone tells the genre far better than sound could: {named}. It was probably made from it.",
            "Remove the column from the file, or its role as an input in warehouse/features.py.",
        )
    return leaks
