"""Genre from what is known of a track: parts that know one thing each, blended, calibrated, free to say "not sure".

trees, network, near      how it sounds: boosted trees, a network, votes of the tracks that sound nearest
ngrams, album             words: n-grams of title and album; genres of other tracks on an album of that name
main, artists,            context: genres of other tracks of the first artist, of all its artists, of the artist on that
artist_album, artist_title   album and under that title

Every part gives log probabilities over the prior, so that a part which knows nothing of a track adds nothing. The blend
weighs them (analytics/genre/blend.py). How all of it is learned: analytics/genre/learning.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np

from analytics.genre import blend as blending
from analytics.genre import columns, context, neighbours, network, novelty, trees, words
from analytics.genre.blend import Blend
from analytics.genre.config import ARTIST_PARTS, SOUND_PARTS, Config
from analytics.genre.context import Counts
from analytics.genre.lesson import centred, softmax
from analytics.genre.neighbours import Neighbours
from analytics.genre.network import Network
from analytics.genre.trees import Trees
from analytics.genre.words import Words
from analytics.known import Known
from analytics.ragged import Floats, Ints, Ragged
from analytics.trackset import Inputs

BATCH = 5_000
#: Cells of parts x tracks x genres that are worked on at a time.
CELLS = 8_000_000


@dataclass(frozen=True)
class GenreModel:
    """A fitted model.

    families: family of each label, an index into family_names ; classes (m,): labels that occurred in training ;
    prior (m,) ; trees, network, near: None, all three, where no column of sound could be used ; words, counts: None and
    empty where the feature set has none ; odd_from: novelty.limit ; tracks, truth: positions in the TrackSet that were
    learned from and their genres as places in classes ; known: the ids of the whole TrackSet.
    """

    features: tuple[str, ...]
    label_names: tuple[str, ...]
    families: Ints
    family_names: tuple[str, ...]
    vocabulary: str
    classes: Ints
    prior: Floats
    trees: Trees | None
    network: Network | None
    near: Neighbours | None
    words: Words | None
    counts: dict[str, Counts]
    blend: Blend
    odd_from: float
    tracks: Ints
    truth: Ragged
    known: Known
    config: Config

    @property
    def booster(self) -> lgb.Booster | None:
        """The trees' booster. It takes what `wide` makes of X; the class of genre classes[i] is trees.place[i]."""
        return self.trees.booster if self.trees else None

    @property
    def source(self) -> Ints:
        """For each column of `wide`, the position in `features` it came from."""
        return columns.sources(self.features)

    def wide(self, X: Floats) -> Floats:
        """X (n, p) as the booster takes it: with derived columns, what is missing filled."""
        return trees.filled(self.trees, self.features, X) if self.trees else X

    def narrow(self, contributions: Floats) -> Floats:
        """Contributions (n, columns of `wide`) as those of the p features: a derived column counts for its source."""
        found = np.zeros((len(contributions), len(self.features)))
        for column, source in enumerate(self.source):
            found[:, source] += contributions[:, column]
        return found


def visible(where: Ints, config: Config) -> Ints:
    """Situations (n,) as a model of these settings sees them."""
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
        return blending.scores(blend, self.of(blend.names), visible(self.where, config))


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
    if model.trees is None or model.network is None or model.near is None:
        return {}, np.full(len(X), np.nan)
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
