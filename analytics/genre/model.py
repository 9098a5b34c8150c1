"""Genre from sound: LightGBM over the input features of one vocabulary, calibrated, and free to say "not sure".

The few training tracks that sound nearest vote beside it: see analytics/genre/neighbours.py.
A track with k genres is k training rows of weight 1 / k. Probabilities are calibrated by one temperature (Guo et al.
2017) so that the confidence of the first answer is the chance that it is one of the track's genres. A first answer
counts as sure from Config.sure_above.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import lightgbm as lgb
import numpy as np

from analytics import metrics, splits
from analytics.artefacts import Arrays, Artefact
from analytics.genre import neighbours
from analytics.genre.neighbours import Neighbours
from analytics.progress import Progress, silent
from analytics.ragged import Bools, Floats, Ints, Ragged
from analytics.splits import Protocol, Sample
from analytics.trackset import Inputs, TrackSet
from warehouse.errors import BadArtefact

BATCH = 5_000
#: The name under which reasons() lists what the nearest tracks add.
NEAREST = "nearest tracks"


@dataclass(frozen=True)
class Config:
    """Settings of one model.

    The leaf limits are what keeps boosting of many small classes from diverging: with LightGBM's own (1e-3 and 0) the
    114-genre model gets worse with every round. calibration_share: part of the training side set aside for the
    temperature. sure_above: confidence from which an answer counts as sure. neighbours: training tracks that vote (0:
    none). trees_vote: what the trees' answer weighs against them; a copy of the track weighs 625, twenty usual
    neighbours together about 10. threads: 0 means one a core.
    """

    seed: int = 0
    rounds: int = 60
    num_leaves: int = 31
    learning_rate: float = 0.06
    feature_fraction: float = 0.5
    min_sum_hessian_in_leaf: float = 5.0
    lambda_l2: float = 5.0
    calibration_share: float = 0.05
    sure_above: float = 0.5
    neighbours: int = 20
    trees_vote: float = 125.0
    threads: int = 0


@dataclass(frozen=True)
class GenreModel:
    """A fitted model. classes: the label indices that occurred in training, in the booster's order."""

    booster: lgb.Booster
    features: tuple[str, ...]
    label_names: tuple[str, ...]
    vocabulary: str
    classes: Ints
    temperature: float
    config: Config
    near: Neighbours


@dataclass(frozen=True)
class Reason:
    """One feature's part in an answer: its value (NaN when missing) and what it adds to the answer's log-odds score."""

    feature: str
    value: float
    contribution: float


def fit(
    data: TrackSet,
    train: Sample,
    config: Config | None = None,
    protocol: Protocol = "T",
    temperature: float | None = None,
    progress: Progress = silent,
) -> GenreModel:
    """Learn from `train`. Without `temperature`, a slice set aside by the protocol's own grouping decides it.

    Raises NotTrainable when `train` is too small to set a slice aside, and whatever `progress` raises.
    """
    config = config or Config()
    if temperature is not None:
        return _boost(data, train, config, temperature, progress)
    rest, aside = splits.aside(data, train, protocol, config.calibration_share, config.seed)
    model = _boost(data, rest, config, 1.0, progress)
    return replace(model, temperature=find_temperature(model, data, aside))


def _boost(data: TrackSet, train: Sample, config: Config, temperature: float, progress: Progress) -> GenreModel:
    tracks, labels, weight = train.pairs()
    classes, target = np.unique(labels, return_inverse=True)
    matrix = lgb.Dataset(
        data.X[tracks],
        target,
        weight=weight,
        feature_name=list(data.features),
        categorical_feature=data.categorical,
        params={"verbosity": -1, "max_cat_to_onehot": 4, "min_data_in_bin": 3},
    )
    booster = lgb.train(_params(config, len(classes)), matrix, config.rounds, callbacks=[_reporter(progress)])
    booster.free_dataset()
    near = neighbours.fit(data, *_by_track(train), config.seed)
    return GenreModel(booster, data.features, data.label_names, data.vocabulary, classes, temperature, config, near)


def _by_track(train: Sample) -> tuple[Ints, Ragged]:
    """Each track once with the labels it has in `train`; under protocol R a track may be several rows."""
    tracks, labels, _ = train.pairs()
    order = np.lexsort((labels, tracks))
    found, rows = np.unique(tracks[order], return_inverse=True)
    return found, Ragged.grouped(rows, labels[order], len(found))


def _params(config: Config, classes: int) -> dict[str, Any]:
    return {
        "objective": "multiclass",
        "num_class": max(2, classes),
        "seed": config.seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_leaves": config.num_leaves,
        "learning_rate": config.learning_rate,
        "feature_fraction": config.feature_fraction,
        "min_sum_hessian_in_leaf": config.min_sum_hessian_in_leaf,
        "lambda_l2": config.lambda_l2,
        "num_threads": config.threads,
        "verbosity": -1,
    }


def _reporter(progress: Progress) -> Any:
    def report(env: lgb.callback.CallbackEnv) -> None:
        progress("learning", env.iteration - env.begin_iteration + 1, env.end_iteration - env.begin_iteration)

    return report


def score(model: GenreModel, inputs: Inputs, batch: int = BATCH, own: Ints | None = None) -> Iterator[Floats]:
    """Calibrated probabilities (rows, labels) for `batch` of the n tracks at a time; each row sums to 1.

    own (n,): positions in the training TrackSet of rows that are in it, else -1; no track is its own neighbour.
    Labels that did not occur in training have probability 0. Memory does not grow with n.
    """
    for start in range(0, len(inputs), batch):
        rows = inputs.X[start : start + batch]
        mine = None if own is None else own[start : start + batch]
        yield _cooled(_blend(model, _trees(model, rows), rows, mine), model.temperature)


def _trees(model: GenreModel, rows: Floats) -> Floats:
    """Probabilities (rows, labels) of the trees alone."""
    raw = np.asarray(model.booster.predict(rows, raw_score=True, num_threads=model.config.threads))
    found = np.zeros((len(raw), len(model.label_names)))
    found[:, model.classes] = _softmax(raw[:, : len(model.classes)])
    return found


def _blend(model: GenreModel, trees: Floats, rows: Floats, own: Ints | None) -> Floats:
    """The trees' probabilities and the neighbours' votes, weighed together."""
    if not model.config.neighbours:
        return trees
    votes = neighbours.votes(model.near, rows, len(model.label_names), model.config.neighbours, own)
    prior = model.config.trees_vote
    # A row has no votes when it is the only training track.
    return (prior * trees + votes) / (prior + votes.sum(axis=1, keepdims=True))


def _cooled(found: Floats, temperature: float) -> Floats:
    """Probabilities to the power of 1 / temperature, summing to 1 again; zeros stay."""
    powers = found ** (1 / temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def top(
    model: GenreModel, inputs: Inputs, k: int = 5, own: Ints | None = None, progress: Progress = silent
) -> tuple[Ints, Floats]:
    """The k best labels of each row, best first, and their probabilities: two arrays (n, min(k, labels)).

    own: as in `score`.
    """
    k = min(k, len(model.label_names))
    ranked, chances = [np.empty((0, k), np.int64)], [np.empty((0, k))]
    for number, found in enumerate(score(model, inputs, own=own)):
        order = np.argsort(-found, axis=1, kind="stable")[:, :k]
        ranked.append(order)
        chances.append(np.take_along_axis(found, order, axis=1))
        progress("scoring", min(len(inputs), (number + 1) * BATCH), len(inputs))
    return np.concatenate(ranked), np.concatenate(chances)


@dataclass(frozen=True)
class Answers:
    """What is said of n tracks.

    ranked (n, k) labels, best first, chances (n, k) ; sure (n,): whether the first counts as an answer ; family (n,)
    index of the likeliest family, family_chance, family_sure ; odd (n,): unlike anything learned from, distance (n,).
    """

    ranked: Ints
    chances: Floats
    sure: Bools
    family: Ints
    family_chance: Floats
    family_sure: Bools
    odd: Bools
    distance: Floats


def answer(model: GenreModel, inputs: Inputs, own: Ints | None = None, progress: Progress = silent) -> Answers:
    """What the model says of each track. own: as in `score`."""
    ranked, chances = top(model, inputs, own=own, progress=progress)
    n = len(inputs)
    sure = chances[:, 0] >= model.config.sure_above
    unknown = np.zeros(n, dtype=bool)
    return Answers(
        ranked, chances, sure, np.zeros(n, np.int64), np.full(n, np.nan), unknown, unknown, np.full(n, np.nan)
    )


def find_temperature(model: GenreModel, data: TrackSet, aside: Sample) -> float:
    """The temperature under which the first answer's confidence fits its hits best (log loss), on rows not trained on.

    Searched on a grid from 0.25 to 4: the loss has one minimum and the second digit does not matter.
    """
    plain = np.concatenate(list(score(replace(model, temperature=1.0), data.inputs(aside.tracks))))
    best = plain.argmax(axis=1)[:, None]
    hit = metrics.right(best, aside.truth, len(model.label_names))[:, 0]
    grid = np.geomspace(0.25, 4, 65)
    return float(grid[int(np.argmin([_loss(plain, hit, t) for t in grid]))])


def _loss(plain: Floats, hit: metrics.Bools, temperature: float) -> float:
    confidence = np.clip(_cooled(plain, temperature).max(axis=1), 1e-9, 1 - 1e-9)
    return float(-np.mean(np.where(hit, np.log(confidence), np.log1p(-confidence))))


def reasons(model: GenreModel, inputs: Inputs, count: int = 5) -> list[Reason]:
    """Why one track got its first answer: what moved that label's score most, either way, strongest first.

    Contributions of features are TreeSHAP values (Lundberg et al. 2020) as LightGBM computes them. NEAREST stands for
    the neighbours: its value is their share of the answer, its contribution what they add to the label's log
    probability. All is association in the model.
    """
    row = inputs.X[0]
    trees = _trees(model, row[None, :])
    blended = _blend(model, trees, row[None, :], None)
    best = int(blended[0].argmax())
    if best not in model.classes:
        return []
    place = int(np.flatnonzero(model.classes == best)[0])
    width = len(model.features) + 1
    shares = np.asarray(model.booster.predict(row[None, :], pred_contrib=True, num_threads=model.config.threads))
    own = shares.reshape(-1, width)[place, :-1]
    found = [Reason(name, float(row[i]), float(own[i])) for i, name in enumerate(model.features)]
    if model.config.neighbours:
        total = neighbours.votes(model.near, row[None, :], len(model.label_names), model.config.neighbours).sum()
        added = np.log(blended[0, best]) - np.log(max(trees[0, best], 1e-12))
        found.append(Reason(NEAREST, float(total / (total + model.config.trees_vote)), float(added)))
    return sorted(found, key=lambda reason: -abs(reason.contribution))[:count]


def pack(model: GenreModel) -> tuple[str, Arrays, dict[str, Any]]:
    """(booster text, arrays, card part): what an artefact needs to bring the model back exactly."""
    about = {
        "features": list(model.features),
        "label_names": list(model.label_names),
        "vocabulary": model.vocabulary,
        "temperature": model.temperature,
        "config": asdict(model.config),
    }
    return model.booster.model_to_string(), {"classes": model.classes, **neighbours.pack(model.near)}, about


def unpack(artefact: Artefact) -> GenreModel:
    """The model an artefact holds. Raises BadArtefact when its parts do not fit together."""
    try:
        about = artefact.card["model"]
        booster = lgb.Booster(model_str=artefact.text)
        model = GenreModel(
            booster,
            tuple(about["features"]),
            tuple(about["label_names"]),
            about["vocabulary"],
            artefact.arrays["classes"],
            float(about["temperature"]),
            Config(**about["config"]),
            neighbours.unpack(artefact.arrays),
        )
    except (KeyError, TypeError, ValueError, lgb.basic.LightGBMError) as error:
        raise BadArtefact(f"The genre model in {artefact.path} cannot be read: {error}", "Train again.") from error
    if booster.num_feature() != len(model.features):
        raise BadArtefact(f"The genre model in {artefact.path} does not fit its card.", "Train again.")
    return model
