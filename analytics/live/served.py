"""The promoted models, as they are needed by pages and commands: read and verified once a run, then kept."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from analytics import artefacts, audio_genre, clusters, genre, popularity, projection, recommend
from analytics.artefacts import Artefact
from analytics.audio_genre import AudioGenre
from analytics.clusters import ClusterModel
from analytics.genre import GenreModel
from analytics.popularity import PopularityModel
from analytics.projection import Projection
from analytics.recommend import Recommender
from warehouse.connect import Reader
from warehouse.errors import BadArtefact, UnknownModel
from warehouse.queries import models

# Model -> (promoted run, run that answers, model).
# One of a kind a reader: not in the reader's cache, which would keep those of earlier snapshots beside it.
_KEPT: WeakKeyDictionary[Reader, dict[str, tuple[str, str, Any]]] = WeakKeyDictionary()
_LOCK = threading.Lock()
_LOG = logging.getLogger("repertoire.models")


def genre_model(reader: Reader) -> GenreModel | None:
    """The promoted genre model, None before the first. Raises BadArtefact when its files cannot be used."""
    found: GenreModel | None = _served(reader, "genre", genre.unpack)
    return found


def popularity_model(reader: Reader) -> PopularityModel | None:
    """The promoted popularity model, None before the first. Raises BadArtefact when its files cannot be used."""
    found: PopularityModel | None = _served(reader, "popularity", popularity.unpack)
    return found


def audio_model(reader: Reader) -> AudioGenre | None:
    """The promoted audio model, None before the first. Raises BadArtefact when its files cannot be used."""
    found: AudioGenre | None = _served(reader, "audio", audio_genre.unpack)
    return found


def recommender(reader: Reader) -> Recommender | None:
    """The promoted recommender, None before the first. Raises BadArtefact when its files cannot be used."""
    found: Recommender | None = _served(reader, "recommend", recommend.unpack)
    return found


def groups(reader: Reader) -> ClusterModel | None:
    """The groups that serve, None before the first. Raises BadArtefact when their files cannot be used."""
    found: ClusterModel | None = _served(reader, "clusters", clusters.unpack)
    return found


def sound_map(reader: Reader) -> Projection | None:
    """The map that serves, None before the first. Raises BadArtefact when its files cannot be used."""
    found: Projection | None = _served(reader, "map", _projection)
    return found


def _projection(stored: Artefact) -> Projection:
    return projection.unpack(stored.arrays, stored.card["model"])


def run_of(reader: Reader, model: str) -> str | None:
    """The promoted run of a model in the snapshot that is served, None before the first."""
    return reader.cached(("promoted", model), lambda view: models.promoted_run(view, model))


def answering(reader: Reader, model: str) -> str | None:
    """The run that answers: the promoted one, or an earlier one where the files of that are damaged."""
    with _LOCK:
        promoted, run, _ = _KEPT.get(reader, {}).get(model, ("", "", None))
    now = run_of(reader, model)
    return run if promoted == now else now


def _served(reader: Reader, name: str, unpack: Callable[[Artefact], Any]) -> Any:
    run = run_of(reader, name)
    if run is None:
        return None
    with _LOCK:
        kept = _KEPT.setdefault(reader, {})
        if kept.get(name, ("", "", None))[0] != run:
            kept[name] = (run, *_usable(reader, name, run, unpack))
        return kept[name][2]


def _usable(reader: Reader, name: str, run: str, unpack: Callable[[Artefact], Any]) -> tuple[str, Any]:
    """(run, model): the promoted one, or the newest other whose files are whole; the log says so.

    Raises BadArtefact, that of the promoted one, when none is.
    """
    with reader.view() as view:
        others = [other for other, _ in models.runs(view, name) if other != run]
    damaged: BadArtefact | None = None
    for each in (run, *others):
        try:
            found = unpack(artefacts.load(reader.home, name, each))
        except (BadArtefact, UnknownModel) as error:
            if each == run and isinstance(error, UnknownModel):
                raise
            damaged = damaged or (error if isinstance(error, BadArtefact) else None)
            continue
        if damaged:
            _LOG.warning("%s The run %s answers instead.", damaged.message, each)
        return each, found
    assert damaged is not None
    raise damaged
