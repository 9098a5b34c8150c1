"""Pure metrics for one answer out of many where several may be right.

Everything starts from three arrays a classifier leaves behind for n tested rows: `ranked` (n, k) label indices, best
first; `confidence` (n,) the probability it gives its first answer; and the truth, a Ragged of label indices.
A first answer is a hit when it is any of a row's true labels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analytics.ragged import Floats, Ints, Ragged

Bools = NDArray[np.bool_]
NAMES = ("top1", "top5", "macro_f1", "balanced_accuracy", "ece")
#: With families also: hierarchy counts a hit once and an answer of the right family half (a sibling genre is a smaller
#: mistake); the others are of the family's own answer.
FAMILY_NAMES = ("hierarchy", "family_top1", "family_ece")
SIBLING = 0.5
BINS = 15


@dataclass(frozen=True)
class Interval:
    """A value with its 95% bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Outcome:
    """What a classifier answered on n tested rows, reduced to what the metrics need.

    top1, top5 (n,): whether the first, any of the first five answers is right ; confidence (n,) ;
    predicted (n,): first answer ; truth: true labels ; labels: number of labels ; clusters (n,): rows drawn together ;
    family: what was answered about families, when labels have any ; sibling (n,): whether the first answer is of the
    family of a true label.
    """

    top1: Bools
    top5: Bools
    confidence: Floats
    predicted: Ints
    truth: Ragged
    labels: int
    clusters: Ints
    family: Outcome | None = None
    sibling: Bools | None = None

    def __len__(self) -> int:
        return len(self.top1)


def outcome(ranked: Ints, confidence: Floats, truth: Ragged, labels: int, clusters: Ints | None = None) -> Outcome:
    """Reduce ranked answers (n, at least 1) to an Outcome. Without `clusters` each row stands alone."""
    hits = right(ranked, truth, labels)
    groups = np.arange(len(ranked)) if clusters is None else clusters
    return Outcome(hits[:, 0], np.any(hits[:, :5], axis=1), confidence, ranked[:, 0], truth, labels, groups)


def with_families(result: Outcome, place: Ints, answered: Ints, confidence: Floats) -> Outcome:
    """The same with what was answered about families. place (labels,): family of each label ; answered, confidence (n,):
    the likeliest family and its chance."""
    pairs = np.unique(np.column_stack([result.truth.rows, place[result.truth.values]]), axis=0)
    truth = Ragged.grouped(pairs[:, 0], pairs[:, 1], len(result))
    families = int(place.max()) + 1
    family = outcome(answered[:, None], confidence, truth, families, result.clusters)
    return replace(result, family=family, sibling=right(place[result.predicted][:, None], truth, families)[:, 0])


def pooled(parts: list[Outcome]) -> Outcome:
    """Outcomes of several folds as one."""
    families = [p.family for p in parts if p.family is not None]
    siblings = [p.sibling for p in parts if p.sibling is not None]
    return Outcome(
        np.concatenate([p.top1 for p in parts]),
        np.concatenate([p.top5 for p in parts]),
        np.concatenate([p.confidence for p in parts]),
        np.concatenate([p.predicted for p in parts]),
        _joined([p.truth for p in parts]),
        parts[0].labels,
        np.concatenate([p.clusters for p in parts]),
        pooled(families) if families else None,
        np.concatenate(siblings) if siblings else None,
    )


def _joined(parts: list[Ragged]) -> Ragged:
    starts = np.concatenate([[0], *(p.starts[1:] + before for p, before in zip(parts, _before(parts), strict=True))])
    return Ragged(np.concatenate([p.values for p in parts]), starts.astype(np.int64))


def _before(parts: list[Ragged]) -> list[int]:
    return np.concatenate([[0], np.cumsum([len(p.values) for p in parts])[:-1]]).astype(int).tolist()


def right(ranked: Ints, truth: Ragged, labels: int) -> Bools:
    """(n, k): whether each answer is one of the row's true labels."""
    known = np.zeros((len(ranked), labels), dtype=bool)
    known[truth.rows, truth.values] = True
    return np.take_along_axis(known, ranked, axis=1)


def top_k(ranked: Ints, truth: Ragged, labels: int, k: int) -> float:
    """Share of rows with a true label among the first k answers."""
    return float(right(ranked[:, :k], truth, labels).any(axis=1).mean())


def confusion(result: Outcome, weight: Floats | None = None) -> Floats:
    """(labels, labels): rows true, columns answered; sums to n.

    A hit counts once, on the diagonal. A miss is shared among the row's true labels, 1 / k each: precision is then
    the share of hits among a label's answers, and no row is a hit for one label and a miss for another.
    """
    weight = np.ones(len(result)) if weight is None else weight
    rows = result.truth.rows
    missed = ~result.top1[rows]
    share = (weight / result.truth.counts)[rows][missed]
    cells = np.concatenate(
        [
            result.predicted[result.top1] * (result.labels + 1),
            result.truth.values[missed] * result.labels + result.predicted[rows][missed],
        ]
    )
    weights = np.concatenate([weight[result.top1], share])
    return _sums(cells, weights, result.labels**2).reshape(result.labels, result.labels)


def _sums(place: Ints, weights: Floats, size: int) -> Floats:
    """Sum of the weights at each place 0 .. size - 1."""
    return np.bincount(place, weights, size).astype(np.float64)


@dataclass(frozen=True)
class PerLabel:
    """Arrays (labels,): rows that are truly the label, rows answered so, precision, recall, F1 (0 where undefined)."""

    n: Floats
    predicted_n: Floats
    precision: Floats
    recall: Floats
    f1: Floats


def per_label(table: Floats) -> PerLabel:
    """Precision, recall and F1 of each label from a confusion table."""
    return _from_margins(np.diag(table), table.sum(axis=1), table.sum(axis=0))


def _margins(result: Outcome, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Diagonal, row sums and column sums of the confusion table, without the table."""
    n, rows = result.labels, result.truth.rows
    hits = _sums(result.predicted[result.top1], weight[result.top1], n)
    missed = ~result.top1[rows]
    misses = _sums(result.truth.values[missed], (weight / result.truth.counts)[rows][missed], n)
    return hits, hits + misses, _sums(result.predicted, weight, n)


def _from_margins(hits: Floats, true: Floats, answered: Floats) -> PerLabel:
    recall, precision = _ratio(hits, true), _ratio(hits, answered)
    return PerLabel(true, answered, precision, recall, _ratio(2 * hits, true + answered))


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros_like(below, dtype=float), where=below > 0)


def ece(confidence: Floats, hits: Bools, weight: Floats | None = None, bins: int = BINS) -> float:
    """Expected calibration error (Naeini et al. 2015): mean gap of confidence and accuracy over equal-width bins."""
    weight = np.ones(len(hits)) if weight is None else weight
    place = _bins(confidence, bins)
    gap = np.bincount(place, weight * (confidence - hits), bins)
    return float(np.abs(gap).sum() / weight.sum())


def _bins(confidence: Floats, bins: int) -> Ints:
    return np.clip((confidence * bins).astype(np.int64), 0, bins - 1)


def calibration(result: Outcome, bins: int = BINS) -> list[dict[str, float]]:
    """Bins that hold rows: low, high, n, mean confidence, accuracy."""
    place = _bins(result.confidence, bins)
    n = np.bincount(place, minlength=bins)
    sums = [np.bincount(place, values, bins) for values in (result.confidence, result.top1.astype(float))]
    return [
        {
            "low": i / bins,
            "high": (i + 1) / bins,
            "n": int(n[i]),
            "confidence": float(sums[0][i] / n[i]),
            "accuracy": float(sums[1][i] / n[i]),
        }
        for i in np.flatnonzero(n).tolist()
    ]


COVERAGES = (0.1, 0.25, 0.5, 0.75, 1.0)


def coverage_curve(result: Outcome, coverages: tuple[float, ...] = COVERAGES) -> list[dict[str, float]]:
    """Accuracy when only the most confident share of rows is answered: coverage, threshold, accuracy."""
    order = np.argsort(-result.confidence, kind="stable")
    hits, sorted_confidence = result.top1[order], result.confidence[order]
    counts = [max(1, round(c * len(result))) for c in coverages]
    return [
        {"coverage": n / len(result), "threshold": float(sorted_confidence[n - 1]), "accuracy": float(hits[:n].mean())}
        for n in counts
    ]


def at_threshold(result: Outcome, threshold: float) -> dict[str, float | None]:
    """Share of rows answered at `threshold` and the accuracy among them (None when there are none)."""
    sure = result.confidence >= threshold
    accuracy = float(result.top1[sure].mean()) if sure.any() else None
    return {"threshold": threshold, "coverage": float(sure.mean()), "accuracy": accuracy}


def in_two_steps(result: Outcome, threshold: float, family_threshold: float) -> dict[str, dict[str, float | None]]:
    """What abstaining costs and gives: rows answered with a genre at `threshold`, those of the rest answered with a
    family at `family_threshold`, and both together; each with its coverage of all rows and its accuracy."""
    sure = result.confidence >= threshold
    found = {"genre": _step(sure, result.top1)}
    if result.family is not None:
        next_best = ~sure & (result.family.confidence >= family_threshold)
        found["family"] = _step(next_best, result.family.top1)
        found["either"] = _step(sure | next_best, np.where(sure, result.top1, result.family.top1))
    return found


def _step(answered: Bools, right: Bools) -> dict[str, float | None]:
    accuracy = float(right[answered].mean()) if answered.any() else None
    return {"coverage": float(answered.mean()), "accuracy": accuracy}


def summary(result: Outcome, weight: Floats | None = None) -> dict[str, float]:
    """Every metric of NAMES, and of FAMILY_NAMES when there are families. Labels without a tested row count in neither
    macro F1 nor balanced accuracy."""
    weight = np.ones(len(result)) if weight is None else weight
    each = _from_margins(*_margins(result, weight))
    tested = each.n > 0
    found = {
        "top1": float(np.average(result.top1, weights=weight)),
        "top5": float(np.average(result.top5, weights=weight)),
        "macro_f1": float(each.f1[tested].mean()),
        "balanced_accuracy": float(each.recall[tested].mean()),
        "ece": ece(result.confidence, result.top1, weight),
    }
    return found | _family_summary(result, weight)


def _family_summary(result: Outcome, weight: Floats) -> dict[str, float]:
    if result.family is None or result.sibling is None:
        return {}
    partial = np.maximum(result.top1, SIBLING * result.sibling)
    return {
        "hierarchy": float(np.average(partial, weights=weight)),
        "family_top1": float(np.average(result.family.top1, weights=weight)),
        "family_ece": ece(result.family.confidence, result.family.top1, weight),
    }


def intervals(result: Outcome, draws: int = 200, seed: int = 0) -> dict[str, Interval]:
    """`summary` with 95% percentile bootstrap intervals; clusters are drawn with replacement (Efron 1979)."""
    _, place = np.unique(result.clusters, return_inverse=True)
    values = bootstrap(lambda weight: summary(result, weight), place, draws, seed)
    return {
        name: Interval(value, *np.quantile([draw[name] for draw in values], [0.025, 0.975]).tolist())
        for name, value in summary(result).items()
    }


def bootstrap(
    statistic: Callable[[Floats], dict[str, float]], place: Ints, draws: int, seed: int
) -> list[dict[str, float]]:
    """`statistic(weights of the rows)` for `draws` resamples of clusters; place (n,): each row's cluster from 0."""
    random = np.random.default_rng(seed)
    clusters = int(place.max()) + 1
    found = []
    for _ in range(draws):
        times = np.bincount(random.integers(0, clusters, clusters), minlength=clusters)
        found.append(statistic(times[place].astype(float)))
    return found
