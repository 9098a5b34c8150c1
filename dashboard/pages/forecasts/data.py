"""What the page of forecasts reads, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import format as fmt
from dashboard.context import Context
from warehouse.errors import FilterError
from warehouse.queries import forecasts, series
from warehouse.queries import models as model_queries

#: Series that the page opens with when the address names none: the first of these that is forecast, else that is there.
HEADLINES = ("streams/all/week", "plays/all/week", "feature/tempo/year", "genre-share/")
#: How many periods make a year, by step.
A_YEAR = {"day": 365, "week": 52, "month": 12}
#: Periods before the forecast that are drawn.
DRAWN = {"day": 180, "week": 156, "month": 120, "year": 100}


@dataclass(frozen=True)
class State:
    """What the address says: the id of a series, and how far ahead, 0 for as far as there is."""

    series: str = ""
    horizon: int = 0

    def params(self) -> dict[str, str]:
        """The address again."""
        return {"series": self.series, "horizon": str(self.horizon) if self.horizon else ""}


def read(query: dict[str, Any]) -> State:
    """The state of an address. Raises FilterError for a horizon that is no number from 1 on."""
    horizon = str(query.get("horizon") or "0")
    if not horizon.isdecimal() or len(horizon) > 4:
        raise FilterError(f"A horizon of {horizon[:40]!r} is none.", "Give a number of periods, such as horizon=6.")
    return State(str(query.get("series") or ""), int(horizon))


@dataclass(frozen=True)
class Facts:
    """Everything about the page: every series with its forecast figures (`every`), and of the chosen one its row (`about`,
    None when it is not there), points, forecast, backtest and models.
    """

    every: pd.DataFrame
    trained: bool
    about: dict[str, Any] | None
    points: pd.DataFrame
    ahead: pd.DataFrame
    backtest: pd.DataFrame
    models: pd.DataFrame

    @property
    def refused(self) -> str:
        """Why the chosen series is not forecast; '' when it is."""
        words = self.about.get("refused") if self.about else None
        return "" if fmt.is_missing(words) else str(words)


def every(context: Context) -> pd.DataFrame:
    """Every series of the warehouse with what is known of its forecast, by id, what is left over ('(other)') at the end;
    `refused` and `pick` are missing before any was trained.
    """
    return context.reader.cached(("forecast-series",), _every)


def _every(view: Any) -> pd.DataFrame:
    known = forecasts.listed(view).rename(columns={"series_id": "series", "n": "judged"})
    there = series.listed(view)
    columns = [name for name in known if name == "series" or name not in there]
    return real_first(there.merge(known[columns], how="left", on="series"))


def real_first(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows, series of something that has a name before those of what is left over."""
    return frame.loc[(frame["what"] == "(other)").sort_values(kind="stable").index].reset_index(drop=True)


def chosen(frame: pd.DataFrame, state: State) -> str:
    """The series that is shown: the one asked for, else a headline that is forecast, else the longest that is; before
    anything is forecast, the same of what is there. What is left over, '(other)', is no headline.
    """
    if state.series:
        return state.series
    told = frame[frame["pick"].notna()]
    there = told if len(told) else frame
    there = there[there["what"] != "(other)"] if (there["what"] != "(other)").any() else there
    names = [str(name) for name in there.sort_values("points", ascending=False, kind="stable")["series"]]
    for headline in HEADLINES:
        found = [name for name in names if name == headline or (headline.endswith("/") and name.startswith(headline))]
        if found:
            return found[0]
    return next(iter(names), "")


def facts(context: Context, state: State) -> Facts:
    """What the page shows in a state."""
    frame = every(context)
    name = chosen(frame, state)
    rows = frame[frame["series"] == name].to_dict("records")
    about = {str(key): value for key, value in rows[0].items()} if rows else None
    with context.reader.view() as view:
        trained = model_queries.promoted_run(view, "forecasts") is not None
        ahead = forecasts.ahead(view, name)
        return Facts(
            frame, trained, about, series.points(view, [name], whole=True) if about else pd.DataFrame(),
            ahead.head(state.horizon or len(ahead)), forecasts.backtest(view, name), forecasts.models(view, name),
        )  # fmt: skip


def year_before(points: pd.DataFrame, ahead: pd.DataFrame, step: str) -> pd.DataFrame:
    """start, value: for every period ahead what there was a year before; empty for years."""
    gap = A_YEAR.get(step)
    if gap is None or points.empty or ahead.empty:
        return pd.DataFrame({"start": [], "value": []})
    shift = pd.DateOffset(years=1) if step == "month" else pd.Timedelta(days=364 if step == "week" else 365)
    known = points.assign(period=pd.to_datetime(points["period"])).set_index("period")["value"]
    starts = pd.to_datetime(ahead["start"])
    found = pd.DataFrame({"start": starts, "value": [known.get(start - shift) for start in starts]})
    return found.dropna().reset_index(drop=True)


def by_distance(backtest: pd.DataFrame) -> pd.DataFrame:
    """ahead, ours, naive (mean absolute errors), n (past forecasts), of periods that have come."""
    came = backtest.dropna(subset=["actual"])
    errors = came.assign(ours=(came["value"] - came["actual"]).abs(), naive=(came["naive"] - came["actual"]).abs())
    grouped = errors.groupby("ahead").agg(ours=("ours", "mean"), naive=("naive", "mean"), n=("ours", "size"))
    return grouped.reset_index()
