"""Learning a genre model: all parts from the training side, their blend on tracks set aside by the protocol's own grouping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics import splits
from analytics.genre import blend as blending
from analytics.genre import context, families, neighbours, network, novelty, steps, trees, words
from analytics.genre.blend import Blend
from analytics.genre.config import Config, FeatureSet, suited, widest
from analytics.genre.lesson import Lesson
from analytics.genre.model import GenreModel, ask, visible
from analytics.genre.network import Network
from analytics.genre.trees import Trees
from analytics.genre.words import Words
from analytics.known import Known
from analytics.progress import Progress, silent
from analytics.ragged import Ragged
from analytics.splits import Protocol, Sample
from analytics.trackset import TrackSet

#: Cells of parts x tracks x genres that the blend is learned from.
LEARNED_CELLS = 6_000_000
#: Tracks that should be set aside for the blend, and the largest share of the training side for it.
ASIDE, MOST_ASIDE = 300, 0.25
#: Shares of learning, for its progress: the trees' of the whole, the network's of the rest.
TREES, NETWORK = 0.4, 0.65


def fit(
    data: TrackSet,
    train: Sample,
    config: Config | None = None,
    protocol: Protocol = "T",
    blend: Blend | None = None,
    progress: Progress = silent,
) -> GenreModel:
    """Learn from `train`. Without `blend`, a slice set aside by the protocol's own grouping decides it.

    Raises NotTrainable when `train` is too small to set a slice aside, and whatever `progress` raises.
    """
    config = suited(config or Config(), data.features)
    if blend is not None:
        return _learned(data, train, config, blend, progress)
    return fit_sets(data, train, (config.sets,), config, protocol, progress)[config.sets]


def fit_sets(
    data: TrackSet,
    train: Sample,
    sets: Sequence[FeatureSet],
    config: Config,
    protocol: Protocol,
    progress: Progress = silent,
) -> dict[FeatureSet, GenreModel]:
    """A model for each feature set, as `fit` makes them; what they have in common is learned once."""
    every = replace(config, sets=widest(sets))
    share = min(MOST_ASIDE, max(config.slice, ASIDE / len(train)))
    rest, aside = splits.aside(data, train, protocol, share, config.seed)
    first = steps.part(progress, 0, 0.5) if config.refit else progress
    model = _learned(data, rest, every, blending.usual(("prior", *every.parts)), first)
    blends = learn_blends(model, data, aside, sets)
    if config.refit:
        model = _learned(data, train, every, model.blend, steps.part(progress, 0.5, 1))
    return {name: limited(model, name, blends[name]) for name in sets}


def limited(model: GenreModel, sets: FeatureSet, blend: Blend) -> GenreModel:
    """The same model as one of a smaller feature set."""
    config = replace(model.config, sets=sets)
    counts = {name: known for name, known in model.counts.items() if name in config.parts}
    return replace(model, config=config, blend=blend, counts=counts, words=model.words if config.reads_words else None)


def _learned(data: TrackSet, train: Sample, config: Config, blend: Blend, progress: Progress) -> GenreModel:
    """All parts from all of `train`."""
    lesson = Lesson.of(data, train)
    names, place = families.index(data.families)
    near = neighbours.fit(data, lesson.tracks, lesson.truth, config.seed) if config.hears else None
    boosted, smooth, words_known = _parts(data, lesson, config, progress)
    return GenreModel(
        features=data.features,
        label_names=data.label_names,
        families=place,
        family_names=names,
        vocabulary=data.vocabulary,
        classes=lesson.classes,
        prior=lesson.prior,
        trees=boosted,
        network=smooth,
        near=near,
        words=words_known,
        counts={name: context.fit(name, lesson) for name in config.parts if name in context.KEYS},
        blend=blend,
        odd_from=novelty.limit(near, data.X[near.tracks], config.seed) if near else float("inf"),
        tracks=lesson.tracks,
        truth=lesson.truth,
        known=Known.of(data.track_ids),
        config=config,
    )


def _parts(
    data: TrackSet, lesson: Lesson, config: Config, progress: Progress
) -> tuple[Trees | None, Network | None, Words | None]:
    """The parts that take long: trees beside network and words where there are cores for both."""
    if not config.hears:
        return None, None, words.fit(lesson, config, progress)
    known = (data.features, data.categorical, lesson)
    cores = steps.cores(config.threads)
    start = 0.0 if cores > 1 else TREES
    made: list[tuple[Network, Words | None]] = []

    def others() -> None:
        middle = start + (1 - start) * NETWORK
        smooth = network.fit(*known, config, steps.part(progress, start, middle))
        told = steps.part(progress, middle, 1)
        made.append((smooth, words.fit(lesson, config, told) if config.reads_words else None))

    # One thread for the algebra: its matrices are small, and the other cores have the trees.
    with threadpool_limits(1):
        if cores == 1:
            boosted = trees.fit(*known, config, steps.part(progress, 0, start))
            others()
        else:
            fewer = replace(config, threads=cores - 1)
            boosted = steps.beside(lambda told: trees.fit(*known, fewer, told), others, progress)
    return boosted, *made[0]


def learn_blends(
    model: GenreModel, data: TrackSet, aside: Sample, sets: Sequence[FeatureSet]
) -> dict[FeatureSet, Blend]:
    """The blends of feature sets that suit tracks the parts did not learn from."""
    cells = (len(model.config.parts) + 1) * len(model.classes)
    aside = aside.take(np.arange(len(aside))[:: max(1, -(-len(aside) * cells // LEARNED_CELLS))])
    seen = ask(model, data.inputs(aside.tracks))
    place = np.full(len(model.label_names), -1)
    place[model.classes] = np.arange(len(model.classes))
    known = place[aside.truth.values] >= 0
    truth = Ragged.grouped(aside.truth.rows[known], place[aside.truth.values[known]], len(aside))
    found = {}
    for name in sets:
        config = replace(model.config, sets=name)
        names = ("prior", *config.parts)
        possible = np.unique(visible(np.arange(blending.SITUATIONS), config)).tolist()
        found[name] = blending.learn(names, seen.of(names), visible(seen.where, config), truth, possible)
    return found
