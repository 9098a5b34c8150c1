"""Popularity of a track of which only a sound file is there: a small model of the columns that sound tells, and no others.

Judged on new artists, interval and all, like the model of everything; beside it that model with all else missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analytics.known import Known
from analytics.popularity import baselines, evaluate, measures
from analytics.popularity import model as models
from analytics.popularity.config import FEATURE_SETS, Config, Trees
from analytics.popularity.measures import SHARES, Tested
from analytics.popularity.model import BySound, PopularityModel
from analytics.popularity.rated import WORDS, By, Rated
from analytics.progress import Progress, silent
from analytics.splits import Fold, everything
from analytics.trackset import Inputs, TrackSet
from warehouse.features import FROM_SOUND, by_name

#: Few columns say little: small leaves would only remember tracks.
TREES = Trees(bags=1, best=0, rounds=60, num_leaves=15, min_data_in_leaf=50, feature_fraction=1.0)
#: Of new artists' tracks, set aside for the interval: at a tenth its coverage on others was .75 to .82, at this .79 to .81.
CALIBRATION = 0.3
FIGURES = ("r2", "mae", "coverage", "width")


@dataclass(frozen=True)
class Judged:
    """The model of a fold's training side, which calibrates the one that serves, and what was measured on the test side."""

    model: PopularityModel
    figures: dict[str, Any]


def heard(data: TrackSet) -> tuple[str, ...]:
    """The columns of `data` that sound tells."""
    return tuple(name for name in data.features if name in FROM_SOUND)


def settings(config: Config) -> Config:
    """`config` for few columns and nothing else."""
    return replace(config, features=FEATURE_SETS[0], alone=TREES, deep=TREES, calibration_share=CALIBRATION)


def judge(
    data: Rated, fold: Fold, by: By, whole: PopularityModel, config: Config, progress: Progress = silent
) -> Judged:
    """Learn from a fold's training side what `heard` columns say, and measure it on the test side.

    whole: the model of everything on the same side, measured beside it with all but these columns missing.
    """
    names = heard(data.data)
    narrow = replace(data, data=narrowed(data.data))
    model = models.fit(narrow.data, fold.train, settings(config), fold.protocol, progress)
    own, _ = evaluate.judge(model, narrow, fold)
    others = {
        "everything, the rest missing": masked(whole, data, fold),
        "mean": baselines.test("mean", data, fold, config),
    }
    figures = {
        "features": list(names),
        "protocol": by,
        "words": WORDS[by],
        "trained": len(fold.train),
        "tested": len(own),
        "share": config.coverage,
        **_figures(own, config.seed),
        "beside": {name: _figures(one, config.seed) for name, one in others.items()},
    }
    return Judged(model, figures)


def masked(whole: PopularityModel, data: Rated, fold: Fold) -> Tested:
    """What the model of everything says of a fold's test side when nothing but what sound tells is known."""
    X = data.data.X[fold.test.tracks]
    X[:, [name not in FROM_SOUND for name in data.data.features]] = np.nan
    inputs = Inputs.of_sound(X)
    said = models.predict(whole, inputs)
    quantiles = models.quantiles(whole, inputs, SHARES)
    y = data.y[fold.test.tracks]
    return Tested(y, said.expected, said.zero, said.low, said.high, quantiles, fold.test.clusters)


def served(data: Rated, judged: Judged, config: Config, progress: Progress = silent) -> BySound:
    """The model that answers: learned from all tracks, calibrated as it was judged. It remembers no track."""
    narrow = narrowed(data.data)
    found = models.fit(narrow, everything(narrow), settings(config), "A", progress, like=judged.model)
    return BySound(replace(found, rated=np.empty(0), known=Known.of(np.empty(0, dtype=object))), judged.figures)


def narrowed(data: TrackSet) -> TrackSet:
    """The same tracks with the `heard` columns alone."""
    names = heard(data)
    return replace(data, X=data.X[:, [data.features.index(name) for name in names]], features=names)


def in_words(figures: Mapping[str, Any], features: Sequence[str]) -> str:
    """What a model of what sound tells is worth, in sentences. features: those of the track that are measured."""
    names = ", ".join(by_name()[name].label for name in features)
    held, explained = figures["coverage"], max(figures.get("r2", {"value": 0.0})["value"], 0)
    others = "new artists" if figures["protocol"] == "A" else "tracks that it had not seen"
    return (
        f"Popularity of a sound file rests on what is measured of it alone ({names}); genre and artist are not used. On "
        f"{figures['tested']:,} tracks of {others} the {figures['share']:.0%} interval held {held['value']:.1%} "
        f"[{held['low']:.1%} to {held['high']:.1%}], and {explained:.1%} of the variance was explained: the rest is in the width."
    )


def _figures(result: Tested, seed: int) -> dict[str, dict[str, float]]:
    """value, low, high (95%) of each of FIGURES; what is not defined is left out."""
    found = measures.intervals(result, seed=seed)
    return {
        name: {"value": found[name].value, "low": found[name].low, "high": found[name].high}
        for name in FIGURES
        if name in found
    }
