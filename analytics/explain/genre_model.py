"""The genre model as its explanations need it: what its trees over sound add to the score of one genre."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.dataset import Catalogue
from analytics.explain import genres
from analytics.explain.genres import Explain, Sounds
from analytics.explain.trees import Apart, contributions
from analytics.genre import GenreModel
from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints, Ragged


def explain(
    model: GenreModel, tracks: Catalogue, families: Sequence[str], seed: int = 0, threads: int = 1,
    progress: Progress = silent,
) -> genres.Found:  # fmt: skip
    """Importances over a catalogue read with the model's features and vocabulary; families: of the model's labels."""
    if model.trees is None:
        return genres.Found([], [], [])
    data = sounds(model, tracks, families)
    return genres.explain(explainer(model, threads), set(learned(model).tolist()), data, seed, threads, progress)


def sounds(model: GenreModel, tracks: Catalogue, families: Sequence[str]) -> Sounds:
    """The catalogue with its genres as the model's labels; genres that the model never learned are left out."""
    place = {name: i for i, name in enumerate(model.label_names)}
    codes = np.array([place.get(name, -1) for name in tracks.genre_names], dtype=np.int64)
    values = codes[tracks.genres.values] if len(codes) else np.empty(0, np.int64)
    known = values >= 0
    labels = Ragged.grouped(tracks.genres.rows[known], values[known], len(tracks))
    return Sounds(
        tracks.ids, tracks.X, labels, main_artists(tracks.artists), model.features, model.label_names, tuple(families)
    )


def main_artists(artists: Ragged) -> Ints:
    """The first artist of each track; a track without one is an artist of its own."""
    none = artists.values.max(initial=-1) + 1 + np.arange(len(artists))
    has = artists.counts > 0
    none[has] = artists.values[artists.starts[:-1][has]]
    return none


def learned(model: GenreModel) -> Ints:
    """Labels that the trees know."""
    return model.classes


def explainer(model: GenreModel, threads: int = 1) -> Explain:
    """What each feature adds to a label's score in the trees over sound; derived columns count for their feature.

    Rare genres of a very large vocabulary share one class of the trees, and so its contributions.
    """
    if model.booster is None or model.trees is None:
        return lambda _label, X: np.zeros_like(X)
    apart = Apart(model.booster)
    place = dict(zip(model.classes.tolist(), model.trees.place.tolist(), strict=True))

    def explained(label: int, X: Floats) -> Floats:
        if label not in place:
            return np.zeros_like(X)
        return model.narrow(contributions(apart.of_class(place[label]), model.wide(X), threads)[0])

    return explained
