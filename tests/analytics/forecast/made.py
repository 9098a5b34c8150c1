"""Series made for tests: deterministic, short, of one known kind each."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from analytics.forecast.series import Series

TODAY = date(2026, 1, 1)


def wander(seed: int, n: int = 48, step: float = 1.0, name: str = "") -> Series:
    """A random walk by year: naive is the best that anybody can say of it."""
    rng = np.random.default_rng(seed)
    return Series(name or f"walk {seed}", date(1950, 1, 1), 100 + np.cumsum(rng.normal(0, step, n)), "year")


def rising(seed: int, n: int = 48) -> Series:
    """A line with little noise: drift is the best."""
    rng = np.random.default_rng(seed)
    return Series(f"line {seed}", date(1950, 1, 1), 10 + 2.0 * np.arange(n) + rng.normal(0, 0.3, n), "year")


def seasonal(seed: int, years: int = 6) -> Series:
    """Months with a strong season and a still level."""
    rng = np.random.default_rng(seed)
    n = 12 * years
    wave = 10 * np.sin(2 * np.pi * np.arange(n) / 12)
    return Series(f"season {seed}", date(2000, 1, 1), 50 + wave + rng.normal(0, 0.5, n), "month")


def rows(values: list[float], first: str = "2000-01-01", step: str = "month", **more: object) -> pd.DataFrame:
    """A plain frame of one series named s."""
    alias = {"day": "D", "week": "7D", "month": "MS", "year": "YS"}[step]
    periods = pd.date_range(first, periods=len(values), freq=alias)
    return pd.DataFrame({"series": "s", "period": periods, "value": values, "step": step, **more})
