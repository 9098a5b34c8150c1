"""Popularity of a track: the chance that it is 0, the level when it is not, what to expect of both, and an 80% interval.

Two hurdles (parts.py) answer: one for tracks whose artist or album has other tracks here, one for the others, which must
not be taken for tracks with an average history. Each is calibrated on tracks set aside as it is used: with such a
history, and without.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from analytics import splits
from analytics.known import Known
from analytics.popularity import history as histories
from analytics.popularity import parts, spread
from analytics.popularity.config import Config
from analytics.popularity.history import History
from analytics.popularity.parts import Kinds, Part
from analytics.popularity.spread import Spread
from analytics.progress import Progress, silent
from analytics.ragged import Bools, Floats, Ints
from analytics.splits import Protocol, Sample
from analytics.trackset import Inputs, TrackSet
from warehouse.errors import NotTrainable

BATCH = 20_000
FIELDS = ("zero", "level", "expected", "low", "high", "known")
#: Fewer tracks set aside than this say too little about chances and intervals of known or new artists alone.
ENOUGH = 300
#: Shares of the answer that deep trees may have.
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Hurdle:
    """A part with its intervals."""

    part: Part
    spread: Spread


@dataclass(frozen=True)
class PopularityModel:
    """A fitted model. alone: for new artists ; context: for tracks with a history, None in the sets without
    history ; rated (N,): popularity by position in the training TrackSet, NaN where the model did not learn from it ;
    known: their ids ; by_sound: for tracks of which only a sound file is there, None where it was not learned."""

    features: tuple[str, ...]
    alone: Hurdle
    context: Hurdle | None
    rated: Floats
    known: Known
    config: Config
    by_sound: BySound | None = None


@dataclass(frozen=True)
class BySound:
    """A model of what sound tells alone, and what was measured of it (by_sound.py)."""

    model: PopularityModel
    figures: dict[str, Any]


@dataclass(frozen=True)
class Forecast:
    """What is said of n tracks, (n,) each.

    zero: chance of popularity 0 ; level: expected when it is not 0 ; expected = (1 - zero) x level ; low, high: 80%
    interval ; known: whether artist or album has other tracks in the history.
    """

    zero: Floats
    level: Floats
    expected: Floats
    low: Floats
    high: Floats
    known: Bools

    def __len__(self) -> int:
        return len(self.zero)

    def take(self, index: Ints) -> Forecast:
        """The tracks at `index`, in that order."""
        return Forecast(*(getattr(self, name)[index] for name in FIELDS))

    def replaced(self, rows: Bools, other: Forecast, index: Ints) -> Forecast:
        """This with the tracks of `rows` (n,) taken from `other`, at their places `index` (n,) there."""
        from_other = other.take(np.maximum(index, 0))
        return Forecast(*(np.where(rows, getattr(from_other, name), getattr(self, name)) for name in FIELDS))


def fit(
    data: TrackSet,
    train: Sample,
    config: Config | None = None,
    protocol: Protocol = "T",
    progress: Progress = silent,
    like: PopularityModel | None = None,
) -> PopularityModel:
    """Learn from `train`: chances and intervals on a slice set aside by the protocol's grouping, then from all of it.

    like: a model whose calibration is taken over instead, as far as it has the part. Raises NotTrainable when `train` is
    too small to set a slice aside, and whatever `progress` raises.
    """
    config = config or Config()
    check(data.popularity[train.tracks])
    alone = _hurdle(data, train, config, protocol, False, progress, like.alone if like else None)
    context = None
    if config.with_history:
        context = _hurdle(data, train, config, protocol, True, progress, like.context if like else None)
    rated = np.full(len(data), np.nan)
    rated[train.tracks] = data.popularity[train.tracks]
    return PopularityModel(data.features, alone, context, rated, Known.of(data.track_ids), config)


def check(y: Floats) -> None:
    """Raises NotTrainable when popularity `y` of the training side has nothing to learn in it."""
    if len(np.unique(y)) < 2:
        raise NotTrainable(
            "Too few tracks of different popularity to set some aside for testing.",
            "Load more tracks with a popularity.",
        )


def _hurdle(
    data: TrackSet,
    train: Sample,
    config: Config,
    protocol: Protocol,
    with_history: bool,
    progress: Progress,
    like: Hurdle | None,
) -> Hurdle:
    kinds: Kinds = ((config.context if with_history else config.alone, 1.0),)
    if like is None:
        rest, aside = splits.aside(data, train, protocol, config.calibration_share, config.seed)
        first = kinds if config.with_history or protocol == "A" else ((config.alone, 0.5), (config.deep, 0.5))
        draft = fit_part(data, rest, config, with_history, first, progress)
        aside = _alike(data, aside, rest, with_history) if config.with_history else aside
        kinds = shared_out(draft, first, data, aside, config)
        like = calibrated(replace(draft, weights=parts.spread_over(kinds)), data, aside, config)
    # The same columns: intervals are told from them too, and a rare genre may be missing from either side.
    final = fit_part(data, train, config, with_history, kinds, progress, like.part)
    return Hurdle(replace(final, slope=like.part.slope, shift=like.part.shift), like.spread)


def fit_part(
    data: TrackSet,
    train: Sample,
    config: Config,
    with_history: bool,
    kinds: Kinds,
    progress: Progress = silent,
    like: Part | None = None,
) -> Part:
    """One hurdle, not calibrated. like: a part whose columns it shall have."""
    inputs, y = data.inputs(train.tracks), data.popularity[train.tracks]
    folds = inner_folds(data, train, config, with_history)
    return parts.fit(inputs, y, folds, data.features, config, with_history, kinds, progress, like)


def shared_out(draft: Part, kinds: Kinds, data: TrackSet, aside: Sample, config: Config) -> Kinds:
    """Two kinds of trees with the shares, of SHARES, that err least (mean squared) on tracks set aside."""
    if len(kinds) < 2 or not draft.level:
        return ((kinds[0][0], 1.0),)
    y, X = data.popularity[aside.tracks], parts.matrix(draft, data.inputs(aside.tracks))
    options: list[Kinds] = [((kinds[0][0], 1 - share), (kinds[1][0], share)) for share in SHARES]
    errors = []
    for option in options:
        tried = replace(draft, weights=parts.spread_over(option))
        expected = (1 - parts.chance_of_zero(tried, X, config.threads)) * parts.level(tried, X, config.threads)
        errors.append(float(np.mean((y - expected) ** 2)))
    return options[int(np.argmin(errors))]


def inner_folds(data: TrackSet, train: Sample, config: Config, with_history: bool) -> Ints:
    """The deal (n,) in which encodings of training tracks are made: by track where history is used, else by artist."""
    groups = train.tracks if with_history else data.main_artist[train.tracks]
    return splits.deal(groups, config.inner_folds, config.seed)


def calibrated(draft: Part, data: TrackSet, aside: Sample, config: Config) -> Hurdle:
    """A part with its chances and intervals calibrated on tracks it has not learned from."""
    y, inputs = data.popularity[aside.tracks], data.inputs(aside.tracks)
    X = parts.matrix(draft, inputs)
    slope, shift = _platt(parts.raw_chance(draft, X, config.threads), y == 0)
    draft = replace(draft, slope=slope, shift=shift)
    teach = splits.deal(aside.clusters, 2, config.seed) == 0
    random = np.random.default_rng(config.seed)
    kept = set(histories.NAMES.values())
    copies = [(X, np.arange(len(X)))] + [parts.masked(X, draft.names, 1.0, random, kept) for _ in range(2)]
    X = np.vstack([rows for rows, _ in copies])
    place = np.concatenate([index for _, index in copies])
    zero, level = (one(draft, X, config.threads) for one in (parts.chance_of_zero, parts.level))
    missing = parts.missing_share(draft, X)
    return Hurdle(draft, spread.fit(X, y[place], zero, level, missing, teach[place], config))


def _alike(data: TrackSet, aside: Sample, rest: Sample, known: bool) -> Sample:
    """Those set aside of which the rest knows artist or album, or neither; all of them when these are too few."""
    history = History.of(data.inputs(rest.tracks), data.popularity[rest.tracks])
    met = histories.knows(history, data.inputs(aside.tracks), np.full(len(aside), np.nan))
    fitting = np.flatnonzero(met == known)
    return aside.take(fitting) if len(fitting) >= ENOUGH else aside


def _platt(raw: Floats | None, truth: Bools) -> tuple[float, float]:
    """Slope and shift of log-odds that fit the truth best (Platt 1999); (1, 0) where that cannot be told."""
    if raw is None or truth.all() or not truth.any():
        return 1.0, 0.0
    found = LogisticRegression(C=1e6).fit(raw[:, None], truth)
    slope = float(found.coef_[0, 0])
    return (slope, float(found.intercept_[0])) if slope > 0 else (1.0, 0.0)


def predict(
    model: PopularityModel, inputs: Inputs, own: Ints | None = None, batch: int = BATCH, progress: Progress = silent
) -> Forecast:
    """Forecasts of n tracks, `batch` at a time.

    own (n,): positions in the training TrackSet of tracks that are in it, else -1; a track is left out of the history
    of its artist and album.
    """
    found = []
    for start in range(0, len(inputs), batch):
        part = inputs.batch(start, batch)
        mine = None if own is None else own[start : start + batch]
        found.append(_forecast(model, part, own_popularity(model, mine, len(part))))
        progress("scoring", min(len(inputs), start + batch), len(inputs))
    return joined(found)


def own_popularity(model: PopularityModel, own: Ints | None, n: int) -> Floats:
    """What to leave out of the history of n tracks (NaN: nothing), by their positions in the training TrackSet."""
    if own is None:
        return np.full(n, np.nan)
    return np.where(own >= 0, model.rated[np.maximum(own, 0)], np.nan)


def joined(found: list[Forecast]) -> Forecast:
    """Forecasts one after the other."""
    if not found:
        empty = np.empty(0)
        return Forecast(empty, empty, empty, empty, empty, np.empty(0, dtype=bool))
    return Forecast(*(np.concatenate([getattr(part, name) for part in found]) for name in FIELDS))


def _forecast(model: PopularityModel, inputs: Inputs, own: Floats) -> Forecast:
    known = known_history(model, inputs, own)
    columns = np.zeros((5, len(inputs)))
    for hurdle, rows in sides(model, known):
        columns[:, rows] = _answers(hurdle, inputs.take(rows), own[rows], model.config.threads)
    zero, level, expected, low, high = columns
    return Forecast(zero, level, expected, low, high, known)


def known_history(model: PopularityModel, inputs: Inputs, own: Floats) -> Bools:
    """Whether the main artist or the album of each track (n,) has other tracks in the history."""
    if model.context is None or model.context.part.history is None:
        return np.zeros(len(inputs), dtype=bool)
    return histories.knows(model.context.part.history, inputs, own)


def sides(model: PopularityModel, known: Bools) -> list[tuple[Hurdle, Ints]]:
    """Each hurdle that has tracks to answer for, and which."""
    pairs = [(model.alone, np.flatnonzero(~known)), (model.context, np.flatnonzero(known))]
    return [(hurdle, rows) for hurdle, rows in pairs if hurdle is not None and len(rows)]


def _answers(hurdle: Hurdle, inputs: Inputs, own: Floats, threads: int) -> Floats:
    """zero, level, expected, low, high: (5, n)."""
    X = parts.matrix(hurdle.part, inputs, own)
    zero, level = parts.chance_of_zero(hurdle.part, X, threads), parts.level(hurdle.part, X, threads)
    scale = spread.scales(hurdle.spread, X, zero, level, threads)
    low, high = spread.interval(hurdle.spread, zero, level, scale, parts.missing_share(hurdle.part, X))
    return np.stack([zero, level, (1 - zero) * level, low, high])


def quantiles(model: PopularityModel, inputs: Inputs, shares: tuple[float, ...], own: Ints | None = None) -> Floats:
    """(n, shares): the popularity that each track stays below with each chance, from the hurdle as a mixture."""
    mine = own_popularity(model, own, len(inputs))
    found = np.zeros((len(inputs), len(shares)))
    for hurdle, rows in sides(model, known_history(model, inputs, mine)):
        X = parts.matrix(hurdle.part, inputs.take(rows), mine[rows])
        zero, level = (one(hurdle.part, X, model.config.threads) for one in (parts.chance_of_zero, parts.level))
        scale = spread.scales(hurdle.spread, X, zero, level, model.config.threads)
        for place, share in enumerate(shares):
            found[rows, place] = spread.quantile(hurdle.spread, zero, level, scale, share)
    return found
