"""Why a forecast is what it is: points of popularity for each input, adding up to the expected popularity exactly.

Expected = (1 - zero) x level. TreeSHAP (Lundberg et al. 2020, as LightGBM computes it) splits the level and the log-odds
of 0 into parts of the inputs. The log-odds' parts are turned into parts of the chance by the one slope between the usual
and this track's chance, and parts of a product of two are those of each factor times the middle of the other: the
Shapley value of a product of two. All is association in the model.
"""

from __future__ import annotations

import numpy as np

from analytics.popularity import parts
from analytics.popularity.labels import NAME
from analytics.popularity.model import BATCH, PopularityModel, known_history, own_popularity, predict, sides
from analytics.popularity.parts import Boosters, Matrix, Part
from analytics.ragged import Floats, Ints
from analytics.reasons import Explained, Reason, strongest
from analytics.trackset import Inputs


def reasons(model: PopularityModel, inputs: Inputs, own: Ints | None = None) -> Explained:
    """Why one track is expected to reach what it is, strongest part first. own: as in `predict`."""
    base, found, names = decomposed(model, inputs, own)
    values = dict(zip(model.features, inputs.X[0].tolist(), strict=True))
    listed = [Reason(name, values.get(name, np.nan), float(part)) for name, part in zip(names, found[0], strict=True)]
    expected = float(predict(model, inputs, own).expected[0])
    return Explained(float(base[0]), strongest(listed), expected)


def contributions(model: PopularityModel, inputs: Inputs, own: Ints | None = None) -> tuple[Floats, list[str]]:
    """(n, parts) points that each input adds, and the names of the parts: for importance over many tracks."""
    _, found, names = decomposed(model, inputs, own)
    return found, names


def decomposed(model: PopularityModel, inputs: Inputs, own: Ints | None = None) -> tuple[Floats, Floats, list[str]]:
    """(base (n,), contributions (n, parts), names of the parts); each row adds up to the expected popularity."""
    names = part_names(model)
    base, found = np.zeros(len(inputs)), np.zeros((len(inputs), len(names)))
    for start in range(0, len(inputs), BATCH):
        batch = inputs.batch(start, BATCH)
        mine = own_popularity(model, None if own is None else own[start : start + BATCH], len(batch))
        for hurdle, rows in sides(model, known_history(model, batch, mine)):
            part = hurdle.part
            X = parts.matrix(part, batch.take(rows), mine[rows])
            base[start + rows], each = _product(part, X, model.config.threads)
            found[start + rows] = _grouped(each, part.names, names)
    return base, found, names


def part_names(model: PopularityModel) -> list[str]:
    """The inputs that any part of the model uses, each once."""
    every = [*model.alone.part.names, *(model.context.part.names if model.context else [])]
    return list(dict.fromkeys(every))


def _grouped(each: Floats, columns: list[str], names: list[str]) -> Floats:
    """Contributions of columns summed by the input they belong to."""
    found = np.zeros((len(each), len(names)))
    for place, name in enumerate(columns):
        found[:, names.index(name)] += each[:, place]
    return found


def _product(part: Part, X: Matrix, threads: int) -> tuple[Floats, Floats]:
    """(base (n,), (n, columns)) of (1 - zero) x level."""
    usual, here, up = _level_parts(part, X, threads)
    usual_free, free, free_up = _free_parts(part, X, threads)
    found = up * ((usual_free + free) / 2)[:, None] + free_up * ((usual + here) / 2)[:, None]
    return usual_free * usual, found


def _level_parts(part: Part, X: Matrix, threads: int) -> tuple[Floats, Floats, Floats]:
    """(usual level, level, its parts (n, columns))."""
    here = parts.level(part, X, threads)
    if not part.level:
        return here, here, np.zeros(X.shape)
    usual, each = shap_values(part.level, part.weights, X, threads)
    start = np.clip(usual, 1, 100)
    return start, here, _rescaled(each, here - start)


def _free_parts(part: Part, X: Matrix, threads: int) -> tuple[Floats, Floats, Floats]:
    """(usual chance of not being at 0, that of these tracks, its parts (n, columns))."""
    free = 1 - parts.chance_of_zero(part, X, threads)
    if not part.zero:
        return free, free, np.zeros(X.shape)
    usual, each = shap_values(part.zero, part.weights, X, threads)
    start = 1 - parts.sigmoid(part.slope * usual + part.shift)
    return start, free, _rescaled(each, free - start)


def shap_values(boosters: Boosters, weights: tuple[float, ...], X: Matrix, threads: int) -> tuple[Floats, Floats]:
    """(expected value (n,), TreeSHAP values (n, columns)) of the weighted sum of boosters' raw scores."""
    found = np.zeros((len(X), X.shape[1] + 1))
    for booster, weight in zip(boosters, weights, strict=True):
        found += weight * np.asarray(booster.predict(X, pred_contrib=True, num_threads=threads), dtype=np.float64)
    return found[:, -1], found[:, :-1]


def _rescaled(each: Floats, total: Floats) -> Floats:
    """Parts in the same proportions that add up to `total`; where they cancel out, the rest is shared evenly by size."""
    sums, sizes = each.sum(axis=1), np.abs(each).sum(axis=1)
    safe = np.abs(sums) > 1e-6 * np.maximum(sizes, 1e-12)
    factor = np.where(safe, total / np.where(safe, sums, 1.0), 0.0)
    rest = np.where(safe, 0.0, total)[:, None] * np.abs(each) / np.maximum(sizes, 1e-12)[:, None]
    found = each * factor[:, None] + rest
    nothing = (sizes == 0) & (total != 0)
    found[nothing, 0] += total[nothing]
    return np.asarray(found)


__all__ = ["NAME", "Explained", "Reason", "contributions", "decomposed", "part_names", "reasons", "shap_values"]
