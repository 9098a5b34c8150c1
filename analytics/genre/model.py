"""Genre from what is known of a track: parts that know one thing each, blended, calibrated, free to say "not sure".

trees, network, near      how it sounds: boosted trees, a network, votes of the tracks that sound nearest
ngrams, album             words: n-grams of title and album; genres of other tracks on an album of that name
main, artists,            context: genres of other tracks of the first artist, of all its artists, of the artist on that
artist_album, artist_title   album and under that title

Every part gives log probabilities over the prior, so that a part which knows nothing of a track adds nothing. The blend
weighs them (analytics/genre/blend.py); its weights are learned on tracks set aside by the protocol's own grouping.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import lightgbm as lgb
import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics import splits
from analytics.genre import blend as blending
from analytics.genre import columns, context, families, neighbours, network, novelty, steps, trees, words
from analytics.genre.blend import Blend
from analytics.genre.config import ARTIST_PARTS, FEATURE_SETS, SOUND_PARTS, Config, FeatureSet
from analytics.genre.context import Counts
from analytics.genre.lesson import Lesson, centred, softmax
from analytics.genre.neighbours import Neighbours
from analytics.genre.network import Network
from analytics.genre.trees import Trees
from analytics.genre.words import Words
from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints, Ragged
from analytics.splits import Protocol, Sample
from analytics.trackset import Inputs, TrackSet

BATCH = 5_000
#: Cells of parts x tracks x genres that are worked on at a time, and that the blend is learned from.
CELLS, LEARNED_CELLS = 8_000_000, 6_000_000
#: Tracks that should be set aside for the blend, and the largest share of the training side for it.
ASIDE, MOST_ASIDE = 300, 0.25
#: Shares of learning, for its progress: the trees' of the whole, the network's of the rest.
TREES, NETWORK = 0.4, 0.65


@dataclass(frozen=True)
class GenreModel:
    """A fitted model.

    families: family of each label, an index into family_names ; classes (m,): labels that occurred in training ;
    prior (m,) ; words, counts: None and empty where the feature set has none ; odd_from: novelty.limit ; tracks,
    truth: positions in the TrackSet that were learned from and their genres as places in classes.
    """

    features: tuple[str, ...]
    label_names: tuple[str, ...]
    families: Ints
    family_names: tuple[str, ...]
    vocabulary: str
    classes: Ints
    prior: Floats
    trees: Trees
    network: Network
    near: Neighbours
    words: Words | None
    counts: dict[str, Counts]
    blend: Blend
    odd_from: float
    tracks: Ints
    truth: Ragged
    config: Config

    @property
    def booster(self) -> lgb.Booster:
        """The trees' booster. It takes what `wide` makes of X; the class of genre classes[i] is trees.place[i]."""
        return self.trees.booster

    @property
    def source(self) -> Ints:
        """For each column of `wide`, the position in `features` it came from."""
        return columns.sources(self.features)

    def wide(self, X: Floats) -> Floats:
        """X (n, p) as the booster takes it: with derived columns, what is missing filled."""
        return trees.filled(self.trees, self.features, X)

    def narrow(self, contributions: Floats) -> Floats:
        """Contributions (n, columns of `wide`) as those of the p features: a derived column counts for its source."""
        found = np.zeros((len(contributions), len(self.features)))
        for column, source in enumerate(self.source):
            found[:, source] += contributions[:, column]
        return found


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
    config = config or Config()
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
    widest = replace(config, sets=max(sets, key=FEATURE_SETS.index))
    share = min(MOST_ASIDE, max(config.slice, ASIDE / len(train)))
    rest, aside = splits.aside(data, train, protocol, share, config.seed)
    first = steps.part(progress, 0, 0.5) if config.refit else progress
    model = _learned(data, rest, widest, blending.usual(("prior", *widest.parts)), first)
    blends = learn_blends(model, data, aside, sets)
    if config.refit:
        model = _learned(data, train, widest, model.blend, steps.part(progress, 0.5, 1))
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
    near = neighbours.fit(data, lesson.tracks, lesson.truth, config.seed)
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
        odd_from=novelty.limit(near, data.X[near.tracks], config.seed),
        tracks=lesson.tracks,
        truth=lesson.truth,
        config=config,
    )


def _parts(data: TrackSet, lesson: Lesson, config: Config, progress: Progress) -> tuple[Trees, Network, Words | None]:
    """The parts that take long: trees beside network and words where there are cores for both."""
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
        possible = np.unique(_visible(np.arange(blending.SITUATIONS), config)).tolist()
        found[name] = blending.learn(names, seen.of(names), _visible(seen.where, config), truth, possible)
    return found


def _visible(where: Ints, config: Config) -> Ints:
    return blending.visible(where, config.reads_words, config.knows_artists)


@dataclass(frozen=True)
class Seen:
    """What the parts say of n tracks.

    names (k,): 'prior' and the parts ; parts (k, n, m): centred log probabilities over the prior, of 'prior' the centred
    log prior ; where (n,): situations ; distance (n,): to what was learned from, NaN when nothing of the sound is known.
    """

    names: tuple[str, ...]
    parts: Floats
    where: Ints
    distance: Floats

    def of(self, names: Sequence[str]) -> Floats:
        """The parts of these names, in their order."""
        if tuple(names) == self.names:
            return self.parts
        return self.parts[[self.names.index(name) for name in names]]

    def scores(self, blend: Blend, config: Config) -> Floats:
        """Centred, calibrated scores (n, m)."""
        return blending.scores(blend, self.of(blend.names), _visible(self.where, config))


def ask(model: GenreModel, inputs: Inputs, own: Ints | None = None) -> Seen:
    """What every part says of a few tracks. own: as in `score`."""
    n, prior = len(inputs), model.prior
    found = {"prior": np.tile(np.log(prior), (n, 1))}
    sound, distance = _sound(model, inputs.X, own)
    found |= sound
    others, texts = np.zeros(n), np.zeros(n, bool)
    mine = None if own is None else _own_genres(model, own)
    if model.words is not None:
        found["ngrams"], texts = words.logs(model.words, inputs), words.known(inputs)
    for name, known in model.counts.items():
        sums, tracks = context.look(name, known, inputs, len(model.classes), mine)
        found[name] = context.logs(sums, tracks, prior)
        others = np.maximum(others, tracks) if name in ARTIST_PARTS else others
    stack = np.stack([centred(found[name]) for name in model.blend.names])
    return Seen(model.blend.names, stack, blending.situations(texts, others), distance)


def _sound(model: GenreModel, X: Floats, own: Ints | None) -> tuple[dict[str, Floats], Floats]:
    """What the sound says, and how far it is from what was learned; all 0 where nothing of the sound is known."""
    config, m = model.config, len(model.classes)
    base = np.log(model.prior)
    near, distance = neighbours.search(model.near, X, max(config.neighbours, novelty.RANK), own, config.threads)
    cast = neighbours.votes(model.near, near, distance, m) if config.neighbours else np.zeros((len(X), m))
    found = {
        "trees": trees.logs(model.trees, model.features, X, config.threads) - base,
        "network": network.logs(model.network, model.features, X) - base,
        "near": neighbours.logs(cast, model.prior),
    }
    silent_rows = np.isnan(X).all(axis=1)
    for name in SOUND_PARTS:
        found[name][silent_rows] = 0
    return found, np.where(silent_rows, np.nan, novelty.distance(distance))


def _own_genres(model: GenreModel, own: Ints) -> Ragged:
    """Genres of the rows that were learned from, as places in classes; none for the others."""
    place = np.minimum(np.searchsorted(model.tracks, own), len(model.tracks) - 1)
    rows = np.flatnonzero(model.tracks[place] == own)
    taken = model.truth.take(place[rows])
    return Ragged.grouped(rows[taken.rows], taken.values, len(own))


def score(model: GenreModel, inputs: Inputs, batch: int = BATCH, own: Ints | None = None) -> Iterator[Floats]:
    """Calibrated probabilities (rows, labels) for `batch` of the n tracks at a time; each row sums to 1.

    own (n,): positions in the training TrackSet of rows that are in it, else -1; neighbours and context leave a track
    itself out. Labels that did not occur in training have probability 0. Memory does not grow with n.
    """
    for start in range(0, len(inputs), batch):
        mine = None if own is None else own[start : start + batch]
        parts = [chances(model, seen) for seen in asked(model, inputs.batch(start, batch), mine)]
        yield np.concatenate(parts)


def chances(model: GenreModel, seen: Seen) -> Floats:
    """Probabilities (n, labels) from what the parts of this model, or of a wider one, say."""
    found = np.zeros((len(seen.where), len(model.label_names)))
    found[:, model.classes] = softmax(seen.scores(model.blend, model.config))
    return found


def asked(model: GenreModel, inputs: Inputs, own: Ints | None = None) -> Iterator[Seen]:
    """`ask`, a few rows at a time: parts x genres is what takes memory. own: as in `score`."""
    size = max(16, CELLS // ((len(model.config.parts) + 1) * len(model.label_names)))
    for start in range(0, len(inputs), size):
        yield ask(model, inputs.batch(start, size), None if own is None else own[start : start + size])
