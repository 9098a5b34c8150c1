"""Which genre does this recording sound like? By the promoted audio model, overall and over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics import audio_genre
from analytics.audio_genre import AudioGenre, blend, columns, model
from analytics.live import served
from analytics.ragged import Floats
from analytics.reasons import Explained
from warehouse.connect import Reader
from warehouse.errors import InputError

TOP = 5


@dataclass(frozen=True)
class Heard:
    """genre: None when it abstains ; probability: of the first of `top`, calibrated ; top: the likeliest genres, best first ;
    segments: start, end (s), genre, probability of each ; sure_above: the probability from which a genre is answered ; distance:
    1 is as far from anything learned from as all but 1% of clips are ; why_not: words when it abstains, else '' ; reasons: of
    the first genre.
    """

    genre: str | None
    probability: float
    top: list[tuple[str, float]]
    segments: pd.DataFrame
    sure_above: float
    distance: float
    why_not: str
    reasons: Explained


def open_model(reader: Reader) -> AudioGenre | None:
    """The promoted audio model, None before the first. Raises BadArtefact when its files cannot be used, NoSnapshot."""
    return served.audio_model(reader)


def classify(found: AudioGenre, segments: pd.DataFrame) -> Heard:
    """One recording. segments: start, end (s) and descriptors, a row a segment in order of time; one for the whole will do.

    A model of segments has them vote: the mean of what they say. A model of whole clips is given the segments joined to one.
    Raises InputError without segments, or where none of the descriptors is known.
    """
    known = [name for name in found.descriptors if name in segments]
    if not len(segments) or not known:
        raise InputError(
            "There is nothing to tell a genre from: no segment has a descriptor that the model knows.",
            f"It knows {len(found.descriptors)}: {', '.join(found.descriptors[:5])} ...",
        )
    joined = columns.pooled(segments, known)
    each = audio_genre.score(found, segments)
    chance = overall(found, segments) if found.segmented else audio_genre.score(found, joined)[0]
    order = np.argsort(-chance, kind="stable")[:TOP]
    top = [(found.label_names[i], float(chance[i])) for i in order]
    distance = float(model.odd(found, joined)[0])
    why_not = _why_not(found, top, distance)
    over_time = segments[["start", "end"]].reset_index(drop=True).assign(
        genre=np.array(found.label_names, dtype=object)[each.argmax(axis=1)], probability=each.max(axis=1)
    )  # fmt: skip
    reasons = audio_genre.reasons(found, joined, int(order[0]))
    genre = None if why_not else top[0][0]
    return Heard(genre, top[0][1], top, over_time, found.config.sure_above, distance, why_not, reasons)


def overall(found: AudioGenre, segments: pd.DataFrame) -> Floats:
    """(genres,): chances by the vote of segments, each as long as it is."""
    said = model.logits(found, columns.level_free(segments, found.descriptors))
    length = (segments["end"] - segments["start"]).to_numpy(np.float64)
    return np.asarray(blend.softmax((length @ said / length.sum())[None])[0])


def _why_not(found: AudioGenre, top: list[tuple[str, float]], distance: float) -> str:
    if distance > 1:
        return "It sounds like nothing the model has learned from."
    if top[0][1] < found.config.sure_above:
        return f"Not sure: {top[0][0]} is the likeliest genre, with a chance of {top[0][1]:.0%}."
    return ""
