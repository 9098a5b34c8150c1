"""MODELS: train -> evaluate -> artefact -> scores to the warehouse, cheapest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from analytics.progress import Progress, silent
from analytics.training import (
    audience,
    audio,
    clusters,
    drivers,
    forecasts,
    genre,
    oof,
    popularity,
    recommend,
    sound_map,
)
from analytics.training.common import ModelSpec, Trained, Training
from warehouse import settings as setting_module
from warehouse.connect import Workbench
from warehouse.errors import NotTrainable, UnknownModel
from warehouse.home import Home
from warehouse.settings import Settings

MODELS: tuple[ModelSpec, ...] = (
    ModelSpec("popularity", 1, popularity.train),
    ModelSpec("genre", 2, genre.train),
    ModelSpec("drivers", 3, drivers.train),
    ModelSpec("clusters", 4, clusters.train),
    ModelSpec("map", 5, sound_map.train),
    ModelSpec("recommend", 6, recommend.train, usual=False),
    ModelSpec("forecasts", 7, forecasts.train, usual=False),
    ModelSpec("audience", 7, audience.train, usual=False),
    ModelSpec("audio", 3, audio.train, usual=False),
    ModelSpec("oof", 9, oof.train, usual=False),
)

__all__ = ["MODELS", "ModelSpec", "Trained", "chosen", "score_missing", "train"]


def chosen(only: Sequence[str] = ()) -> list[ModelSpec]:
    """The models to train, cheapest first: those named, else the usual ones. Raises UnknownModel."""
    known = {spec.name: spec for spec in MODELS}
    unknown = [name for name in only if name not in known]
    if unknown:
        raise UnknownModel(f"There is no model {', '.join(unknown)}.", f"Models: {', '.join(known)}.")
    return sorted((s for s in MODELS if s.name in only or (not only and s.usual)), key=lambda spec: spec.cost)


def train(
    home: Home,
    settings: Settings | None = None,
    only: Sequence[str] = (),
    progress: Progress = silent,
    before: Callable[[str], object] = lambda name: None,
    after: Callable[[str], object] = lambda name: None,
    instead: Mapping[str, Training] | None = None,
) -> list[Trained]:
    """Train the usual models, or those named, cheapest first; `before` and `after` are told the name of each.

    `after` is called only when a run is stored. instead: name -> training on other data than the warehouse's.

    A model that the data cannot carry does not stop the others: its Trained says why in `refused`. When none could be
    trained, the first refusal is raised. Raises UnknownModel, NotTrainable, HomeBusy, and Cancelled from `progress`.
    """
    settings = settings or setting_module.load()
    done: list[Trained] = []
    refusals: list[NotTrainable] = []
    for spec in chosen(only):
        before(spec.name)
        try:
            done.append((instead or {}).get(spec.name, spec.train)(home, settings, progress))
            after(spec.name)
        except NotTrainable as refusal:
            refusals.append(refusal)
            done.append(Trained(spec.name, "", False, 0.0, [], {}, refusal.message))
    if refusals and all(result.refused for result in done):
        raise refusals[0]
    return done


def score_missing(workbench: Workbench, progress: Progress = silent) -> int:
    """Score tracks that the promoted models have not seen; how many results. 0 without a model. Needs built marts.

    Raises BadArtefact or UnknownModel when the stored model cannot be used, NotTrainable when its columns are gone.
    """
    models = (popularity, genre, clusters, sound_map)
    return sum(model.score_missing(workbench, progress) for model in models)
