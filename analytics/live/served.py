"""The promoted models, as they are needed by pages and commands: read and verified once a run, then kept."""

from __future__ import annotations

from analytics import artefacts, genre, popularity
from analytics.genre import GenreModel
from analytics.popularity import PopularityModel
from warehouse.connect import Reader, View
from warehouse.queries import models


def genre_model(reader: Reader) -> GenreModel | None:
    """The promoted genre model, None before the first. Raises BadArtefact when its files cannot be used."""
    home = reader.home

    def make(view: View) -> GenreModel | None:
        run = models.promoted_run(view, "genre")
        return None if run is None else genre.unpack(artefacts.load(home, "genre", run))

    return reader.cached(("served", "genre"), make)


def popularity_model(reader: Reader) -> PopularityModel | None:
    """The promoted popularity model, None before the first. Raises BadArtefact when its files cannot be used."""
    home = reader.home

    def make(view: View) -> PopularityModel | None:
        run = models.promoted_run(view, "popularity")
        return None if run is None else popularity.unpack(artefacts.load(home, "popularity", run))

    return reader.cached(("served", "popularity"), make)
