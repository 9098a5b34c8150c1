"""Protocols run: our model and its baselines on the same folds, pooled, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from analytics import splits
from analytics.popularity import baselines, measures, rated
from analytics.popularity import model as models
from analytics.popularity.config import FEATURE_SETS, Config, suited
from analytics.popularity.measures import SHARES, Tested
from analytics.popularity.model import PopularityModel
from analytics.popularity.rated import PROTOCOLS, By, Rated
from analytics.progress import Progress, silent
from analytics.ragged import Bools
from analytics.splits import Fold

REPERTOIRE = "repertoire"


def feature_sets(data: Rated) -> tuple[str, ...]:
    """Those of FEATURE_SETS that differ on this data: without genres and artists there is less to know."""
    has_genres = len(data.data.labels.values) > 0
    kept = {FEATURE_SETS[0]: bool(data.data.features), FEATURE_SETS[1]: has_genres, FEATURE_SETS[2]: True}
    return tuple(name for name in FEATURE_SETS if kept[name])


def protocols(data: Rated) -> tuple[By, ...]:
    """Those of PROTOCOLS that apply. Rows (R) are a track and a genre: without genres each track is one row."""
    return tuple(by for by in PROTOCOLS if by != "R" or len(data.data.labels.values))


def judge(model: PopularityModel, data: Rated, fold: Fold) -> tuple[Tested, Bools]:
    """What a model says of a fold's test side, and for which of its rows (n,) the artist is known."""
    inputs = data.data.inputs(fold.test.tracks)
    found = models.predict(model, inputs)
    quantiles = models.quantiles(model, inputs, SHARES)
    y = data.y[fold.test.tracks]
    result = Tested(y, found.expected, found.zero, found.low, found.high, quantiles, fold.test.clusters)
    return result, found.known


def run_candidate(name: str, data: Rated, fold: Fold, config: Config, progress: Progress = silent) -> Tested:
    """Fit our model or one of the baselines on a fold's training side and judge it on the test side."""
    if name != REPERTOIRE:
        return baselines.test(name, data, fold, config)
    return judge(models.fit(data.data, fold.train, config, fold.protocol, progress), data, fold)[0]


def evaluate_popularity(
    data: Rated,
    by: Sequence[By] = (),
    folds: int = splits.FOLDS,
    progress: Progress = silent,
    features: Sequence[str] = (),
    seed: int = 0,
    threads: int = 0,
    config: Config | None = None,
) -> list[dict[str, Any]]:
    """Our model and the baselines by every protocol, pooled over the first `folds` of five.

    by: of rated.PROTOCOLS, all that apply by default ; features: of FEATURE_SETS, all that differ by default.
    Rows: model, features, protocol, metric, value, low, high, n (rows tested). Raises NotTrainable.
    """
    config = replace(config or suited(Config(), len(data)), seed=seed, threads=threads)
    work = [
        (protocol, name, chosen)
        for protocol in (by or protocols(data))
        for name, chosen in candidates(features or feature_sets(data))
    ]
    rows: list[dict[str, Any]] = []
    for place, (protocol, name, chosen) in enumerate(work):
        found = []
        for number in range(min(folds, splits.FOLDS)):
            step = f"protocol {protocol}, {name}, {chosen}, fold {number + 1}"
            checking = _checking(progress, step, place, len(work))
            checking("", 0, 0)
            fold = rated.fold(data, protocol, number, seed)
            found.append(run_candidate(name, data, fold, replace(config, features=chosen), checking))
        rows += result_rows(name, chosen, protocol, measures.pooled(found), seed)
    progress("done", len(work), len(work))
    return rows


def candidates(sets: Sequence[str]) -> list[tuple[str, str]]:
    """(model, features) of everything that is judged; means have no more inputs than their own."""
    both = [(name, chosen) for chosen in sets for name in ("linear", REPERTOIRE)]
    genre = [("genre mean", FEATURE_SETS[1])] if FEATURE_SETS[1] in sets else []
    return [("mean", FEATURE_SETS[0]), *genre, *both]


def _checking(progress: Progress, step: str, place: int, total: int) -> Progress:
    """Rounds of one fit do not move the overall count, but give the callback its chance to cancel."""
    return lambda _step, _done, _total: progress(step, place, total)


def result_rows(name: str, features: str, protocol: str, result: Tested, seed: int = 0) -> list[dict[str, Any]]:
    """One row a metric for one candidate. Baselines are not asked for a chance of 0."""
    kept = [m for m in measures.NAMES if name == REPERTOIRE or m not in ("auc", "brier")]
    found = measures.intervals(result, seed=seed)
    return [
        {
            "model": name,
            "features": features,
            "protocol": protocol,
            "metric": metric,
            "value": found[metric].value,
            "low": found[metric].low,
            "high": found[metric].high,
            "n": len(result),
        }
        for metric in kept
        if metric in found
    ]
