"""Why one track of the catalogue gets the answers it gets: parts of its expected popularity, and of its genre.

Computed on request from the published snapshot and kept until it changes. The track is left out of its neighbours and of
what is known of its artist and album. Parts are TreeSHAP values and their like: association in the model, not cause.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics import genre
from analytics.genre import GenreModel
from analytics.live import score, served
from analytics.live.candidates import Candidate, as_inputs, frame_of, own_of
from analytics.reasons import Explained, Reason, strongest
from warehouse.connect import Reader
from warehouse.queries import tracks

__all__ = ["Duel", "Explained", "Explanation", "Reason", "explain"]


@dataclass(frozen=True)
class Duel:
    """The likeliest genre against the runner-up: parts are differences of the two scores (log-odds)."""

    first: str
    second: str
    chances: tuple[float, float]
    fall: Explained


@dataclass(frozen=True)
class Explanation:
    """A track and its answers; popularity and genre are None without their models, genre also with a single genre."""

    track_id: str
    title: str
    artists: str
    popularity_now: float
    popularity: Explained | None
    genre: Duel | None


def explain(reader: Reader, track_id: str) -> Explanation | None:
    """The answers about a track taken apart, None when there is no such track. Raises BadArtefact, NotTrainable."""
    model = served.genre_model(reader)
    candidate = score.track(reader, track_id, model.vocabulary if model else "")
    if candidate is None:
        return None
    rated = reader.cached(("rated", track_id), lambda view: tracks.track(view, track_id)["popularity"].iloc[0])
    return Explanation(
        track_id,
        candidate.title,
        "; ".join(candidate.artists),
        float("nan") if rated != rated or rated is None else float(rated),
        reader.cached(("fall", track_id), lambda _: score.why(reader, candidate)),
        reader.cached(("duel", track_id), lambda _: _duel(model, candidate)),
    )


def _duel(model: GenreModel | None, candidate: Candidate) -> Duel | None:
    if model is None or len(model.label_names) < 2:
        return None
    frame = frame_of([candidate])
    inputs, own = as_inputs(frame, model.features), own_of(model.known, frame)
    said = genre.answer(model, inputs, own)
    first, second = (int(label) for label in said.ranked[0, :2])
    for_first, for_second = (
        {part.feature: part for part in genre.reasons(model, inputs, label, None, own)} for label in (first, second)
    )
    parts = [
        Reason(name, part.value, part.contribution - (for_second[name].contribution if name in for_second else 0.0))
        for name, part in for_first.items()
    ]
    total = float(sum(part.contribution for part in parts))
    chances = (float(said.chances[0, 0]), float(said.chances[0, 1]))
    names = (model.label_names[first], model.label_names[second])
    return Duel(*names, chances, Explained(0.0, strongest(parts), total))
