"""The slope of a series over a window, with an interval that holds where neighbours are alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import statsmodels.api as sm

from analytics.trends.regular import LEAST, Floats, Regular, is_flat
from analytics.trends.surrogates import chance, red


@dataclass(frozen=True)
class Slope:
    """a_year: change of the value in a year ; low, high: its 95% interval ; p: chance of as much without a trend ;
    change: over the window, as fitted ; n: periods.
    """

    a_year: float
    low: float
    high: float
    p: float
    change: float
    n: int


def slope(series: Regular, window: int | None = None, seed: int = 0) -> Slope | None:
    """Of the last `window` periods (all without one); None where they are too few or do not move.

    Least squares with Newey and West's errors (1987) of ceil(1.3 sqrt n) lags, as Lazarus, Lewis, Stock and Watson (2018)
    recommend. Of few periods these are too sure, so interval and chance are those of AR(1) surrogates where these are wider.
    """
    values = series.values[-window:] if window else series.values
    if len(values) < LEAST or is_flat(values):
        return None
    time = series.years[: len(values)]
    lags = int(np.ceil(1.3 * np.sqrt(len(values))))
    fit = sm.OLS(values, sm.add_constant(time)).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True
    )
    a_year, low = float(fit.params[1]), float(fit.conf_int(0.05)[1, 0])
    made = _slopes(values - fit.fittedvalues, time, seed)
    reach = max(a_year - low, float(np.quantile(np.abs(made), 0.95)))
    p = max(float(fit.pvalues[1]), chance(np.abs(made) >= abs(a_year)))
    return Slope(a_year, a_year - reach, a_year + reach, p, a_year * float(time[-1] - time[0]), len(values))


def _slopes(left: Floats, time: Floats, seed: int) -> Floats:
    """Slopes of series that only remember, as long and as spread as what the line leaves."""
    if is_flat(left):
        return np.zeros(1)
    centred = time - time.mean()
    return np.asarray(red(left, np.random.default_rng(seed), around_a_line=True) @ centred / (centred @ centred))
