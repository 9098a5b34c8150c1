"""The models that compete: a history and a horizon in, the middle and the spread of every period ahead out.

Naive, seasonal naive and drift as in Hyndman and Athanasopoulos, Forecasting: principles and practice, 3rd edition, 5.2 and
5.5. The others are statsmodels': exponential smoothing (ETSModel), SARIMAX in a few orders, unobserved components, and
theta (Assimakopoulos and Nikolopoulos 2000).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Params = Floats | None
#: Middle and standard deviation of every period ahead, and the parameters they rest on.
Ahead = tuple[Floats, Floats, Params]
Fit = Callable[[Floats, int, int, Params], Ahead]
#: Rounds of an optimiser; a fit that needs more is not worth more.
ROUNDS = 40
Z95 = 1.959964
#: Seconds of a forecast with parameters that are kept, about, whatever the model.
KEPT = 0.005


@dataclass(frozen=True)
class Model:
    """A competitor. fit: (history, season, horizon, parameters or None to find them) -> Ahead ; cycles: of
    the season that it needs, 0 when it knows none ; points: that it needs ; cost: seconds of one fit on 100 points,
    about ; longest: season it can carry ; keeps: whether parameters once found spare it the next fit.
    """

    name: str
    words: str
    fit: Fit
    cost: float
    points: int = 3
    cycles: int = 0
    longest: int = 400
    keeps: bool = True

    def fits(self, n: int, season: int) -> bool:
        """Whether a history of n points with this season is enough for it."""
        if self.cycles and (season < 2 or season > self.longest):
            return False
        return n >= max(self.points, self.cycles * season)

    def seconds(self, n: int, fits: int, kept: int) -> float:
        """About how long so many fits on n points take, and so many forecasts with parameters that are kept.

        Half of a fit's cost is there however short a series is: measured at 16 to 260 points.
        """
        alone, kept = (fits, kept) if self.keeps else (fits + kept, 0)
        return alone * self.cost * (1 + n / 100) / 2 + kept * (KEPT if self.cost else 0.0)


def naive(y: Floats, season: int, horizon: int, known: Params) -> Ahead:
    """The last value. Its spread grows with the root of the distance."""
    ahead = np.arange(1, horizon + 1)
    return np.full(horizon, y[-1]), _rms(np.diff(y)) * np.sqrt(ahead), None


def seasonal_naive(y: Floats, season: int, horizon: int, known: Params) -> Ahead:
    """The value of the same season a cycle ago."""
    ahead = np.arange(horizon)
    spread = _rms(y[season:] - y[:-season]) * np.sqrt(ahead // season + 1.0)
    return y[len(y) - season + ahead % season], spread, None


def drift(y: Floats, season: int, horizon: int, known: Params) -> Ahead:
    """The line through the first and the last value."""
    ahead, steps = np.arange(1, horizon + 1), len(y) - 1
    slope = (y[-1] - y[0]) / steps
    return y[-1] + slope * ahead, _rms(np.diff(y) - slope) * np.sqrt(ahead * (1 + ahead / steps)), None


def _ets(trend: bool = False, seasonal: bool = False) -> Fit:
    def fit(y: Floats, season: int, horizon: int, known: Params) -> Ahead:
        from statsmodels.tsa.exponential_smoothing.ets import ETSModel

        given: dict[str, Any] = {"trend": "add", "damped_trend": True} if trend else {}
        if seasonal:
            given |= {"seasonal": "add", "seasonal_periods": season}
        model = ETSModel(pd.Series(y), **given)
        result = model.fit(disp=False, maxiter=ROUNDS) if known is None else model.smooth(known)
        frame = result.get_prediction(len(y), len(y) + horizon - 1).summary_frame(alpha=0.05)
        middle = frame["mean"].to_numpy(float)
        return middle, (middle - frame["pi_lower"].to_numpy(float)) / Z95, np.asarray(result.params)

    return fit


def _sarimax(order: tuple[int, int, int], seasonal: tuple[int, int, int] = (0, 0, 0), constant: bool = False) -> Fit:
    def fit(y: Floats, season: int, horizon: int, known: Params) -> Ahead:
        from statsmodels.tsa.statespace.sarimax import SARIMAX

        model = SARIMAX(
            y, order=order, seasonal_order=(*seasonal, season if any(seasonal) else 0), trend="c" if constant else "n"
        )
        return _state_space(model, horizon, known)

    return fit


def _components(level: str, seasonal: bool = False) -> Fit:
    def fit(y: Floats, season: int, horizon: int, known: Params) -> Ahead:
        from statsmodels.tsa.statespace.structural import UnobservedComponents

        waves = {"freq_seasonal": [{"period": season, "harmonics": min(2, season // 2)}]} if seasonal else {}
        return _state_space(UnobservedComponents(y, level=level, **waves), horizon, known)

    return fit


def _state_space(model: Any, horizon: int, known: Params) -> Ahead:
    """Middle and spread of a state space model, fitted or with parameters that are known."""
    result = model.fit(disp=0, maxiter=ROUNDS, cov_type="none") if known is None else model.filter(known)
    found = result.get_forecast(horizon)
    return np.asarray(found.predicted_mean, float), np.asarray(found.se_mean, float), np.asarray(result.params)


def theta(y: Floats, season: int, horizon: int, known: Params) -> Ahead:
    """Half a line, half exponential smoothing; seasons are taken out first where a test finds them.

    Its spread is that of the smoothed part: the mean square of its one-step errors, and the share of each that stays.
    """
    from statsmodels.tsa.forecasting.theta import ThetaModel

    seasonal = season > 1 and len(y) >= 2 * season
    result = ThetaModel(y, period=season if seasonal else 1, deseasonalize=seasonal, method="additive").fit()
    alpha = float(result.params["alpha"])
    level = simple_levels(y, alpha)
    noise = _rms(y[1:] - level[:-1])
    return np.asarray(result.forecast(horizon), float), noise * np.sqrt(1 + np.arange(horizon) * alpha**2), None


def simple_levels(y: Floats, alpha: float) -> Floats:
    """The exponentially smoothed level after every point of y (n,)."""
    from scipy.signal import lfilter

    levels, _ = lfilter([alpha], [1, alpha - 1], y, zi=[(1 - alpha) * y[0]])
    return np.asarray(levels)


MODELS: tuple[Model, ...] = (
    Model("naive", "the last value again", naive, 0.0),
    Model("seasonal naive", "the same season a cycle ago", seasonal_naive, 0.0, cycles=2),
    Model("drift", "the line from the first to the last value", drift, 0.0),
    Model("ets level", "exponential smoothing of the level", _ets(), 0.007, 8),
    Model("ets damped", "exponential smoothing with a damped trend", _ets(trend=True), 0.012, 12),
    Model("theta", "half a line, half smoothing", theta, 0.011, 8, keeps=False),
    Model("ets seasonal", "exponential smoothing with a season", _ets(seasonal=True), 0.034, 8, 2, 12),
    Model("components level", "unobserved components: a wandering level", _components("llevel"), 0.013, 10),
    Model("components trend", "unobserved components: a wandering trend", _components("lltrend"), 0.03, 15),
    Model("arima 1 1 1", "ARIMA (1, 1, 1)", _sarimax((1, 1, 1)), 0.03, 15),
    Model("arima 1 0 1", "ARIMA (1, 0, 1) round a level", _sarimax((1, 0, 1), constant=True), 0.055, 15),
    Model("components season", "unobserved components: level and waves", _components("llevel", True), 0.033, 20, 2),
    Model("sarima 0 1 1, 1 0 0", "SARIMA (0, 1, 1)(1, 0, 0)", _sarimax((0, 1, 1), (1, 0, 0)), 0.03, 20, 3, 12),
)
NAIVE = ("naive", "seasonal naive", "drift")


def ahead(model: Model, y: Floats, season: int, horizon: int, known: Params = None) -> Ahead | None:
    """What a model says of the `horizon` periods after y (n,); None when it could not be fitted or says no number.

    known: parameters found on an earlier part of the series; then nothing is fitted.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            middle, spread, params = model.fit(y, season, horizon, known)
        except (ValueError, ArithmeticError, np.linalg.LinAlgError, IndexError):
            return None
    if not (np.isfinite(middle).all() and np.isfinite(spread).all()) or np.abs(middle).max() > _wild(y):
        return None
    return middle, np.maximum(spread, 1e-9), params


def _wild(y: Floats) -> float:
    """Farther than ten times its range from all that was seen is no forecast but a fit that broke."""
    return float(np.abs(y).max() + 10 * (np.ptp(y) + 1e-9))


def _rms(steps: Floats) -> float:
    return float(np.sqrt(np.mean(steps**2))) if len(steps) else 0.0
