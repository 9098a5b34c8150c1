"""Hundreds of series in bounded time: processes side by side, told where they stand, stopped when someone asks."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from analytics.forecast.backtest import Past, past
from analytics.forecast.config import STEPS, Config
from analytics.forecast.series import Series
from analytics.progress import Progress, silent

#: Fewer series than this are not worth starting processes for.
FEW = 6
#: Seconds that a series takes without any model but naive ones: to be read, chosen for and stored.
AROUND = 0.05
#: Of the seconds of a run, how much may be gone on the clock when the last model is fitted.
PART = 0.7


def horizon_of(series: Series, asked: int | None = None) -> int:
    """How far a series is forecast: what was asked, else what its step says; never past a third of its history."""
    return max(1, min(asked or STEPS[series.step].horizon, len(series.values) // 3))


def share_of(count: int, config: Config) -> float:
    """Seconds of fitting that each of `count` series may have, so that all together keep within the whole."""
    return min(config.most, max(config.seconds / max(count, 1) - AROUND, 0.0))


def pasts(
    series: Sequence[Series], config: Config, horizon: int | None = None, progress: Progress = silent
) -> list[Past]:
    """The past of every series, in their order; `progress` may raise Cancelled, and nothing goes on then.

    A process computes with one thread; what the result is does not depend on how many processes there are, as long as
    the clock does not run out: series that come after PART of the seconds have naive models alone and say so.
    """
    seconds, end = share_of(len(series), config), time.monotonic() + PART * config.seconds
    given = [(one, horizon_of(one, horizon), config, seconds, end) for one in series]
    processes = config.processes or os.cpu_count() or 1
    if len(given) < FEW or processes == 1:
        return _one_by_one(given, progress)
    return _side_by_side(given, min(processes, len(given)), progress)


Given = tuple[Series, int, Config, float, float]


def _one_by_one(given: Sequence[Given], progress: Progress) -> list[Past]:
    done = list[Past]()
    for place, arguments in enumerate(given):
        progress("Forecasting", place, len(given))
        done.append(past(*arguments))
    progress("Forecasting", len(given), len(given))
    return done


def _side_by_side(given: Sequence[Given], processes: int, progress: Progress) -> list[Past]:
    found: dict[int, Past] = {}
    # Started anew and not forked: a fork of a process with threads (DuckDB, the dashboard) may hang.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _alone)
    try:
        waiting = {pool.submit(past, *arguments): place for place, arguments in enumerate(given)}
        _gather(waiting, found, lambda done: progress("Forecasting", done, len(given)))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return [found[place] for place in range(len(given))]


def _gather(waiting: dict[Future[Past], int], found: dict[int, Past], told: Callable[[int], None]) -> None:
    told(0)
    for future in as_completed(waiting):
        found[waiting[future]] = future.result()
        told(len(found))


def _alone() -> None:
    """In each process: one thread, since there is a process a core."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    threadpool_limits(1)
