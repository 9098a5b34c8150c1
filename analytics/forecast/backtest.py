"""What every model said at past origins, each time from the points before it alone, and what came."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.forecast.config import STEPS, Config
from analytics.forecast.models import MODELS, Model, ahead
from analytics.forecast.scale import Scale, scale_of
from analytics.forecast.series import Series

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: An origin has so many points before it, or two horizons if that is more.
LEAST = 10


@dataclass(frozen=True)
class Past:
    """A series at its origins (o,), the last of which is now: o points are known at each.

    middle, spread (o, models, horizon): on the modelled scale, nan where a model does not fit ; actual (o, horizon): on
    that scale, nan where it has not come yet ; value, real: middle and actual as values of the series ; change (o,): mean
    absolute one-step change of the known part, the scale of MASE ; scale: the modelled one ; late: whether
    time left models out that would have changed something: by the clock, or all but naive ones by the plan.
    """

    series: Series
    scale: Scale
    origins: Ints
    middle: Floats
    spread: Floats
    actual: Floats
    value: Floats
    real: Floats
    change: Floats
    late: bool


def origins_of(n: int, horizon: int, config: Config) -> Ints:
    """Numbers of known points, ascending; the last is n, which is now. Spaced by the stride, at most so many."""
    stride = config.stride or max(1, round(horizon / 4))
    first = max(LEAST, min(2 * horizon, n // 2))
    return np.arange(n, first - 1, -stride, dtype=np.int64)[: config.origins + 1][::-1]


def affordable(n: int, season: int, origins: int, config: Config, seconds: float) -> list[Model]:
    """The models that fit this history, cheapest first, as many as the seconds carry; the naive ones always.

    Planned from the models' known costs and not by the clock, so that the same series has the same models every time.
    """
    fits, chosen = -(-origins // config.refit), list[Model]()
    cost = {m: m.seconds(n, fits, origins - fits) for m in MODELS if m.fits(n, season)}
    for model in sorted(cost, key=lambda m: cost[m]):
        seconds -= cost[model]
        if seconds >= 0 or model.cost == 0:
            chosen.append(model)
    return chosen


def past(series: Series, horizon: int, config: Config, seconds: float, end: float = math.inf) -> Past:
    """Every affordable model at every origin of a series (n,).

    seconds: planned for it. A fit that hangs on a slow machine is met by the clock: at four times the seconds, or at `end` (of
    the monotonic clock) for all series together, only naive models go on, and `late` says so.
    """
    y, n = series.values, len(series.values)
    origins = origins_of(n, horizon, config)
    season = STEPS[series.step].season
    scale = scale_of(y[: origins[0]], series.low, series.high, series.group != "")
    z = scale.there(y)
    chosen = affordable(min(n, config.window), season, len(origins), config, seconds)
    shape = (len(origins), len(MODELS), horizon)
    middle, spread = np.full(shape, np.nan), np.full(shape, np.nan)
    late = not any(model.cost for model in chosen)
    until = min(time.monotonic() + 4 * seconds + 5, end)
    for model in chosen:
        late |= not _through(model, z, origins, season, config, (middle, spread), until)
    return Past(
        series, scale, origins, middle, spread, _after(z, origins, horizon), scale.back(middle),
        _after(y, origins, horizon), _changes(y, origins), late,
    )  # fmt: skip


def _through(
    model: Model, z: Floats, origins: Ints, season: int, config: Config, into: tuple[Floats, Floats], until: float
) -> bool:
    """One model through all origins; its parameters are found anew at every few, and now. False when time ran out."""
    params, column, horizon = None, MODELS.index(model), into[0].shape[2]
    for i, origin in enumerate(origins):
        known = z[max(0, origin - config.window) : origin]
        if model.cost and time.monotonic() > until:
            into[0][:, column] = np.nan
            return False
        if not model.fits(len(known), season):
            continue
        again = (len(origins) - 1 - i) % config.refit == 0
        if (found := ahead(model, known, season, horizon, None if again else params)) is not None:
            into[0][i, column], into[1][i, column], params = found
    return True


def _after(y: Floats, origins: Ints, horizon: int) -> Floats:
    """(o, horizon): what followed each origin, nan beyond the end."""
    longer = np.concatenate([y, np.full(horizon, np.nan)])
    return longer[origins[:, None] + np.arange(horizon)]


def _changes(y: Floats, origins: Ints) -> Floats:
    """Mean absolute one-step change of the part before each origin; nan, so that nothing is judged there, while all was
    still.
    """
    steps = [float(np.abs(np.diff(y[:origin])).mean()) for origin in origins]
    return np.array([step if step > 0 else np.nan for step in steps])
