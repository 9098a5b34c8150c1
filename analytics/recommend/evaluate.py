"""Full ranking: every model answers every listener from all items; what it was taught is left out, what was held out counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp

from analytics.progress import Progress, silent
from analytics.ragged import Ints
from analytics.recommend import holdout, hybrid, measures
from analytics.recommend import taste as tastes
from analytics.recommend.blend import Scorer
from analytics.recommend.config import Config
from analytics.recommend.measures import Lists
from analytics.recommend.ranking import lists
from analytics.recommend.taste import Numbers, Sparse, Taste

MODELS = ("popular", "itemknn", "als", "bpr", "ease", "content", "hybrid")
#: H: a fifth of each listener's items held out, with what the listener said of them. R: the same with that left in,
#: leaky. I: whole items held out. N: whole listeners held out.
PROTOCOLS = ("H", "R", "I", "N")
WORDS = {
    "H": "a fifth of each listener's items, and what the listener said of them, held out; full ranking",
    "R": "the same with the tags that listeners gave to held-out items left in (leaky)",
    "I": "a tenth of the items that 3 listeners heard held out whole; ranked among them",
    "N": "a fifth of the listeners held out whole; full ranking",
}
#: Settings of ALS and EASE from plays alone, tuned for that on the same seeds as Config.
PLAIN: dict[str, Any] = {
    "side": 0.0, "ease_side": 0.0, "factors": 128, "als_penalty": 30.0, "als_trust": 2.0, "als_starts": 1
}  # fmt: skip
#: So many items a new listener tells.
TOLD = (1, 3, 5)


def evaluate_recommend(
    taste: Taste,
    protocols: Sequence[str] = PROTOCOLS,
    progress: Progress = silent,
    models: Sequence[str] = MODELS,
    config: Config | None = None,
    seed: int = 0,
) -> list[dict[str, Any]]:
    """Models and baselines by every protocol of PROTOCOLS.

    Rows: model, features, protocol, metric, value, low, high, n (listeners tested). Raises whatever `progress` raises.
    """
    config = config or Config()
    work = {"H": _held_items, "R": _with_told_marks, "I": _cold_items, "N": _cold_listeners}
    rows: list[dict[str, Any]] = []
    for place, protocol in enumerate(protocols):
        named = _naming(progress, f"protocol {protocol}", place, len(protocols))
        rows += work[protocol](taste, config, seed, models, named)
    return rows


def _naming(progress: Progress, step: str, place: int, total: int) -> Progress:
    """Steps inside a protocol do not move the count of protocols, but give the callback its chance to cancel."""
    return lambda inner, _done, _total: progress(f"{step}, {inner}", place, total)


def fitted(
    name: str, taste: Taste, config: Config, progress: Progress = silent, made: Mapping[str, Scorer] | None = None
) -> Scorer:
    """A model of MODELS, learned from `taste`. made: those that were already, which the hybrid takes its parts from."""
    progress(name, 0, 1)
    if name == "hybrid":
        return hybrid.fit(taste, config, progress, made)
    model: Scorer = hybrid.FITS[name](taste, config, progress)
    return model


def inputs_of(name: str, taste: Taste) -> str:
    """What a model is given, in words."""
    marks = bool(taste.mark_names)
    if name == "content":
        return " + ".join(word for word, there in (("marks", marks), ("sound", bool(taste.features))) if there)
    if name not in ("ease", "als", "hybrid") or not marks:
        return "plays" + (" + sound" if name == "hybrid" and taste.features else "")
    return "plays + marks" + (" + sound" if name == "hybrid" and taste.features else "")


def _held_items(
    taste: Taste, config: Config, seed: int, models: Sequence[str], progress: Progress, leaky: bool = False
) -> list[dict[str, Any]]:
    """A fifth of each listener's items; with `leaky`, what these listeners said of them is left in."""
    given = holdout.items_of_listeners(taste, seed, forget_marks=not leaky)
    profiles, rows = tastes.weighted(given.train.plays), []
    made: dict[str, Scorer] = {}
    for name in models:
        made[name] = fitted(name, given.train, config, progress, made)
        found = lists(made[name], profiles, given.held)
        rows += result_rows(name, inputs_of(name, taste), "R" if leaky else "H", found, given.train)
        if name in ("als", "ease") and taste.mark_names and not leaky:
            alone = fitted(name, given.train, replace(config, **PLAIN), progress)
            rows += result_rows(name, "plays", "H", lists(alone, profiles, given.held), given.train)
    return rows


def _with_told_marks(
    taste: Taste, config: Config, seed: int, models: Sequence[str], progress: Progress
) -> list[dict[str, Any]]:
    if not (taste.marks.listener >= 0).any():
        return []
    chosen = [name for name in models if name in ("content", "hybrid")]
    return _held_items(taste, config, seed, chosen, progress, leaky=True)


def _cold_items(
    taste: Taste, config: Config, seed: int, models: Sequence[str], progress: Progress
) -> list[dict[str, Any]]:
    """Whole items that nobody was seen to hear; ranked among each other, beside an order at random."""
    given = holdout.whole_items(taste, seed)
    profiles, rows = tastes.weighted(given.train.plays), []
    made: dict[str, Scorer] = {}
    for name in ("random", *(m for m in models if m in ("content", "ease", "als", "hybrid"))):
        made[name] = Chance(seed) if name == "random" else fitted(name, given.train, config, progress, made)
        found = lists(made[name], profiles, given.held, items=given.items)
        words = "nothing" if name == "random" else inputs_of(name, taste)
        rows += result_rows(name, words, "I", found, given.train, len(given.items) if given.items is not None else 0)
    return rows


def _cold_listeners(
    taste: Taste, config: Config, seed: int, models: Sequence[str], progress: Progress
) -> list[dict[str, Any]]:
    """Whole listeners who are new: answered from none, 1, 3 or 5 of their items, told without how often they played."""
    people = holdout.whole_listeners(taste, seed)
    if not len(people):
        return []
    train, seeds, held = holdout.new_listeners(taste, people, seed)
    rows = []
    for name in [m for m in models if m in ("popular", "content", "hybrid")]:
        model = fitted(name, train, config, progress)
        for told in (0,) if name == "popular" else (0, *TOLD) if name == "hybrid" else TOLD:
            strength = tastes.usual(tastes.weighted(train.plays))
            profiles = _told(seeds, told, strength, taste.shape[1])
            found = lists(model, profiles, held, own=False)
            rows += result_rows(name, f"{told} items told", "N", found, train)
    return rows


def _told(seeds: Sequence[Ints], told: int, strength: float, items: int) -> Sparse:
    """(n, I): the first `told` seeds of each listener, each as strong as a usual play."""
    some = [mine[:told] for mine in seeds]
    starts = np.concatenate([[0], np.cumsum([len(mine) for mine in some])])
    columns = np.concatenate(some) if some else np.empty(0, np.int64)
    profiles = sp.csr_matrix((np.full(len(columns), strength), columns, starts), shape=(len(seeds), items))
    profiles.sort_indices()
    return profiles


@dataclass(frozen=True)
class Chance:
    """An order at random: what any answer must beat where nothing else is there to be beaten."""

    seed: int

    def scores(self, profiles: Sparse, own: Ints | None = None) -> Numbers:
        """(n, I) at random; the first row's listener moves the seed, so that batches differ."""
        first = 0 if own is None or not len(own) else int(own[0])
        return np.random.default_rng((self.seed, first)).random(profiles.shape, dtype=np.float32)


def result_rows(
    name: str, features: str, protocol: str, found: Lists, train: Taste, items: int | None = None
) -> list[dict[str, Any]]:
    """One row a metric. items: among how many was answered, by default all."""
    each = measures.per_listener(found, train.heard(), train.shape[0])
    rows = []
    for metric in measures.PER_LISTENER:
        if protocol == "I" and metric in ("novelty", "long_tail", "popularity_lift"):
            continue  # nobody has heard any of these items
        about = measures.intervals(each[metric])
        told = {"value": about.value, "low": about.low, "high": about.high}
        clean = {side: value if np.isfinite(value) else None for side, value in told.items()}
        rows.append({"metric": metric, **clean})
    share = measures.coverage(found, items or train.shape[1])
    rows.append({"metric": "coverage", "value": share, "low": None, "high": None})
    return [{"model": name, "features": features, "protocol": protocol, **row, "n": len(found)} for row in rows]
