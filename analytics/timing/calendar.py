"""Coming weeks for one track: what the identified effects add up to, with an interval; nothing where none is identified."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.timing.design import PEAK, contrasts
from analytics.timing.effects import Timing

FRIDAY = 4


def weeks_from(
    start: date, weeks: int, timing: Timing, releases: pd.DataFrame, brightness: float | None
) -> pd.DataFrame:
    """day (the Friday, or the weekday that stands best where weekdays are identified), week, expected (popularity points
    against the mean of these weeks), low, high (95%), crowd (releases of that week of the year, over the usual week), n.

    brightness: the track's valence less the mean, None where it is not known. expected is missing where nothing is identified.
    """
    weekday = _weekday(timing)
    monday = start + timedelta(days=(7 - start.weekday()) % 7)
    days = [monday + timedelta(weeks=w, days=weekday) for w in range(weeks)]
    crowd, n = _usual_crowd(days, releases)
    frame = pd.DataFrame(
        {"day": days, "week": [day.isocalendar().week for day in days], "crowd": np.exp(crowd), "n": n}
    )
    if not timing.identified:
        return frame.assign(expected=np.nan, low=np.nan, high=np.nan)
    matrix = _matrix(days, crowd, timing, brightness)
    matrix = matrix - matrix.mean(axis=0)
    expected = matrix @ timing.beta
    spread = 1.96 * np.sqrt(np.einsum("ij,jk,ik->i", matrix, timing.covariance, matrix))
    return frame.assign(expected=expected, low=expected - spread, high=expected + spread)


def _weekday(timing: Timing) -> int:
    effect = timing.effects["weekday"]
    if not effect.identified:
        return FRIDAY
    return int(effect.known[int(effect.rows["effect"].to_numpy().argmax())])


def _usual_crowd(days: list[date], releases: pd.DataFrame) -> tuple[np.ndarray, list[int]]:
    """Mean of the log crowd of the same week of the year, and of how many years that is."""
    on = pd.to_datetime(releases["released"])
    known = pd.DataFrame({"week": on.dt.isocalendar().week.to_numpy(), "year": on.dt.year, "crowd": releases["crowd"]})
    yearly = known.groupby(["week", "year"], as_index=False)["crowd"].mean()
    usual = yearly.groupby("week")["crowd"].agg(["mean", "size"])
    found = [usual.loc[day.isocalendar().week] if day.isocalendar().week in usual.index else (0.0, 0) for day in days]
    return np.array([float(row[0]) for row in np.asarray(found)]), [int(row[1]) for row in np.asarray(found)]


def _matrix(days: list[date], crowd: np.ndarray, timing: Timing, brightness: float | None) -> np.ndarray:
    """(weeks, coefficients): what each week has of every identified effect; the others count as 0."""
    matrix = np.zeros((len(days), len(timing.beta)))
    turn = np.array([np.cos(2 * np.pi * (day.timetuple().tm_yday / 365.25 - (PEAK - 0.5) / 12)) for day in days])
    for name in timing.identified:
        effect = timing.effects[name]
        if name == "crowd":
            matrix[:, effect.places[0]] = crowd
        elif name == "upbeat":
            matrix[:, effect.places[0]] = turn * (brightness or 0.0)
        else:
            values = np.array([day.month if name == "month" else day.weekday() for day in days])
            matrix[:, list(effect.places)] = contrasts(values, list(effect.known))
    return matrix
