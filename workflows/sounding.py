"""Sound files as candidates: what was measured of each, what of a track's features is missing, and what it is near to.

Nothing is loaded and nothing is kept: what was measured goes away with the answer.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.live import audio_genre, by_sound, nearest
from analytics.live.audio_genre import Heard as Told
from analytics.live.by_sound import Expected
from analytics.live.candidates import Candidate, inputs
from analytics.live.place import Region, region_by_sound
from analytics.reasons import Explained
from etl.audio import SUFFIXES, folder, tables
from etl.audio.folder import Heard
from warehouse import features as feature_table
from warehouse.connect import Reader
from warehouse.settings import Settings
from workflows.progress import Phases

NO_GENRE = (
    "Genre is not told: no model that learned from sound is installed, and others need features not measured."
    " One command makes it from a folder of labelled clips: repertoire train --only audio --data DIR"
)
NO_POPULARITY = (
    "Popularity is not predicted: no popularity model that learned from what sound tells is there. Train it: repertoire train"
    " --only popularity"
)
NO_NEIGHBOURS = "No nearest tracks: the catalogue has none of the features that were measured."
EXCERPT = (
    "It is {:.0f} s long and counts as a whole track of that length: for an excerpt, popularity and place on the map are those of"
    " a shorter track."
)
LEAST_WHOLE = 60_000
"""Milliseconds: what is shorter may be an excerpt."""
NEIGHBOURS = "Nearest tracks are near in tempo and loudness, as far as they were measured, and may differ in all else."
_NEAR = ("track_id", "title", "artists", "distance")


def is_sound(path: Path) -> bool:
    """Whether a path is taken for a sound file, by its name."""
    return path.suffix.lower() in SUFFIXES and not path.is_dir()


def spread(paths: Sequence[Path]) -> list[Path]:
    """The paths with the sound files of a folder in its place; a folder without any stays, to be told as unreadable."""
    return [file for path in paths for file in (path.is_dir() and folder.files(path)) or [path]]


def heard(settings: Settings, paths: Sequence[Path], steps: Phases, pictures: bool = False) -> Iterator[Heard]:
    """What was measured of each sound file among `paths`, in their order, with its segments; bad files are answers too.

    pictures : also what a page draws of each.
    """
    sounds = [path for path in paths if is_sound(path)]
    with tempfile.TemporaryDirectory(prefix="repertoire-") as kept:
        workers = max(1, min(settings.cores, len(sounds)))
        yield from folder.hear_all(sounds, Path(kept), workers, steps, pieces=True, picture=pictures)


def candidate(one: Heard) -> Candidate:
    """The track that a sound file is: names by its tags, else by its name; values as far as they were measured."""
    named = tables.track(one, Path(one.file).parent, labelled=False)
    artists = tuple(name for name in named["artists"].split("; ") if name != tables.UNKNOWN)
    genres = (named["genre"],) if named["genre"] else ()
    return Candidate(named["title"], named["album"], artists, genres, _known(one))


def told(reader: Reader, one: Heard) -> Told | None:
    """What the promoted audio model says of a file that was heard; None without a model, or where nothing can be told from.

    Raises BadArtefact when the model's files cannot be used.
    """
    model = audio_genre.open_model(reader)
    if model is None or not one.segments:
        return None
    rows = [{"start": piece.start, "end": piece.end, **piece.figures} for piece in one.segments]
    return audio_genre.classify(model, pd.DataFrame(rows))


def genre(said: Told | None) -> dict[str, Any]:
    """The cells of an answer that a genre fills: genre, confidence, second, second_confidence, sure, odd, top5."""
    if said is None:
        return {}
    (first, chance), (second, other) = said.top[0], said.top[1]
    return {
        "genre": first,
        "confidence": round(chance, 6),
        "second": second,
        "second_confidence": round(other, 6),
        "sure": said.genre is not None,
        "odd": said.distance > 1,
        "top5": [{"genre": name, "probability": round(p, 6)} for name, p in said.top],
    }


def expected(reader: Reader, one: Heard) -> Expected | None:
    """What popularity to expect of a file that was heard; None without a model of what sound tells. Raises BadArtefact."""
    return by_sound.expected(reader, _known(one))


def popularity(found: Expected | None) -> dict[str, Any]:
    """The cells of an answer that an expected popularity fills: popularity, low, high, zero, and popularity_by: the features
    it rests on, the interval's share, and its coverage as measured on `tested` tracks."""
    if found is None:
        return {}
    numbers = {name: round(getattr(found, name), 6) for name in ("popularity", "low", "high", "zero")}
    told = {name: found.figures[name] for name in ("share", "coverage", "tested", "protocol")}
    return {**numbers, "popularity_by": {"features": list(found.features), **told}}


def place(reader: Reader, one: Heard) -> Region:
    """Where on the map a file that was heard may stand. Raises BadArtefact."""
    return region_by_sound(reader, _known(one))


def on_map(found: Region) -> dict[str, Any]:
    """The cell `place` of an answer: the region's cells, the grid they are of, and what was measured of such regions; None where
    there is none."""
    told = {**found.about, "cells": list(found.cells), "map": found.run} if found.cells else None
    return {"place": told}


def reasons(said: Told | None, popular: Expected | None) -> dict[str, Any]:
    """The cell `reasons` of an answer: genre (log odds) and popularity (points) taken apart, as far as they are told: base, parts
    (feature, value, contribution), total."""
    told = {"genre": said, "popularity": popular}
    return {"reasons": {name: _apart(one.reasons) for name, one in told.items() if one}}


def _apart(why: Explained) -> dict[str, Any]:
    parts = [
        {
            "feature": p.feature,
            "value": p.value if p.value == p.value else None,
            "contribution": round(p.contribution, 6),
        }
        for p in why.parts
    ]
    return {"base": round(why.base, 6), "parts": parts, "total": round(why.total, 6)}


def measured(reader: Reader, one: Heard, said: Told | None = None) -> dict[str, Any]:
    """features (every input of the models, None where not measured), segments (start and end in seconds, figures, and with
    an audio model's answer `said` the genre and probability of each), nearest (track_id, title, artists, distance in
    standard deviations, in tempo and loudness alone) and picture where it was asked for, as etl.audio.Picture says."""
    found = nearest.nearest(reader, candidate(one))
    rows = [dict(zip(_NEAR, row, strict=True)) for row in found[list(_NEAR)].itertuples(index=False)]
    pieces: list[dict[str, Any]] = [
        {"start": p.start, "end": p.end, "figures": {name: round(v, 6) for name, v in p.figures.items()}}
        for p in one.segments
    ]
    if said is not None:
        each = zip(said.segments["genre"], said.segments["probability"], strict=True)
        pieces = [
            {**piece, "genre": name, "probability": round(float(p), 6)}
            for piece, (name, p) in zip(pieces, each, strict=True)
        ]
    near = [{**row, "artists": _listed(row["artists"]), "distance": round(float(row["distance"]), 6)} for row in rows]
    drawn = {"picture": asdict(one.picture)} if one.picture else {}
    return {"features": {**dict.fromkeys(inputs()), **_known(one)}, "segments": pieces, "nearest": near, **drawn}


def remarks(
    one: Heard, near: Sequence[dict[str, Any]], said: Told | None, popular: Expected | None, where: Region
) -> list[str]:
    """What a reader must know of an answer: what was measured and what not, what the file is like, what is not predicted."""
    known = _known(one)
    labels = {name: feature_table.by_name()[name].label for name in inputs()}
    figures = ", ".join(f"{labels[name]} {value:.4g}" for name, value in known.items())
    missing = ", ".join(label for name, label in labels.items() if name not in known)
    nearby = [NEIGHBOURS if near else NO_NEIGHBOURS]
    rests = by_sound.in_words(popular) if popular else NO_POPULARITY
    short = known.get("duration_ms", LEAST_WHOLE) < LEAST_WHOLE and (popular is not None or bool(where.cells))
    excerpt = [EXCERPT.format(known["duration_ms"] / 1000)] if short else []
    told = [*one.notes, *_on_genre(said), rests, where.words, *excerpt, *nearby]
    return [f"Measured: {figures}.", f"Not measured: {missing}.", *told]


def _on_genre(said: Told | None) -> list[str]:
    """Why there is no genre, or why the model does not stand by it."""
    if said is None:
        return [NO_GENRE]
    return [said.why_not] if said.why_not else []


def _known(one: Heard) -> dict[str, float]:
    return {name: round(float(v), 6) for name in inputs() if (v := one.features.get(name)) is not None}


def _listed(artists: Any) -> Any:
    return artists if isinstance(artists, str) else list(artists)
