"""What a genre model says of tracks: genres, family, and how far to trust both."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from analytics.genre import families
from analytics.genre.model import GenreModel, asked, chances
from analytics.progress import Progress, silent
from analytics.ragged import Bools, Floats, Ints
from analytics.trackset import Inputs


@dataclass(frozen=True)
class Answers:
    """What is said of n tracks.

    ranked (n, k) labels, best first, chances (n, k) ; sure (n,): whether the first counts as an answer ; family (n,)
    index of the likeliest family, family_chance, family_sure ; odd (n,): unlike anything learned from ; distance (n,):
    to what was learned from, in units of a usual distance, NaN when nothing of the sound is known.
    """

    ranked: Ints
    chances: Floats
    sure: Bools
    family: Ints
    family_chance: Floats
    family_sure: Bools
    odd: Bools
    distance: Floats


def answer(
    model: GenreModel, inputs: Inputs, own: Ints | None = None, progress: Progress = silent, k: int = 5
) -> Answers:
    """What the model says of each track, with its k likeliest genres (fewer when there are fewer labels).

    own (n,): positions in the training TrackSet of rows that are in it, else -1: no track vouches for itself among its
    neighbours or the other tracks of its artist.
    """
    k = min(k, len(model.label_names))
    parts = [_said(model, np.zeros((0, len(model.label_names))), np.zeros(0), k)]
    done = 0
    for seen in asked(model, inputs, own):
        parts.append(_said(model, chances(model, seen), seen.distance, k))
        done += len(seen.distance)
        progress("scoring", done, len(inputs))
    return Answers(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Answers)))


def _said(model: GenreModel, found: Floats, distance: Floats, k: int) -> Answers:
    order = np.argsort(-found, axis=1, kind="stable")[:, :k]
    best = np.take_along_axis(found, order, axis=1)
    grouped = families.chances(found, model.families)
    family_chance = grouped.max(axis=1)
    return Answers(
        ranked=order,
        chances=best,
        sure=best[:, 0] >= model.config.sure_above,
        family=grouped.argmax(axis=1),
        family_chance=family_chance,
        family_sure=family_chance >= model.config.family_sure_above,
        odd=distance > model.odd_from,
        distance=distance,
    )


def top(
    model: GenreModel, inputs: Inputs, k: int = 5, own: Ints | None = None, progress: Progress = silent
) -> tuple[Ints, Floats]:
    """The k best labels of each row, best first, and their probabilities: two arrays (n, min(k, labels)).

    own: as in `answer`.
    """
    said = answer(model, inputs, own, progress, k)
    return said.ranked, said.chances
