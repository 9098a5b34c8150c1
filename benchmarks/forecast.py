"""Are the forecasts any good? Ours beside statsforecast's AutoETS, AutoARIMA and AutoTheta on the same origins of real series.

Protocol O: at each origin every model is given the values before it and nothing else, ours also chooses and corrects its
intervals by them. Sets: yearly means of spotify_1921_2020; monthly means of features and shares of families on the Hot 100
(joined with the features of the other files); weekly US streams by genre; months of release of tidytuesday_songs.

    python benchmarks/forecast.py --home HOME [--only SET]     a home with these files loaded and published
    python benchmarks/forecast.py --home HOME --halves 450     no peers: all series of the home, in so many seconds, by half

The pick and the intervals were settled on half A and judged once on half B.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Run as a script, the folder of this file comes first and this file would hide the package of the same name.
sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry).resolve() != HERE)]

import numpy as np

from analytics.forecast import evaluate, reading
from analytics.forecast.choose import COLUMNS, OURS
from analytics.forecast.config import STEPS, Config
from analytics.forecast.results import Result
from analytics.forecast.series import Series
from warehouse.connect import Reader
from warehouse.settings import load

YEARLY = (
    *("acousticness", "danceability", "energy", "instrumentalness", "liveness", "loudness", "speechiness", "tempo"),
    *("valence", "popularity"),
)
MONTHLY = ("danceability", "energy", "loudness", "speechiness", "acousticness", "valence", "tempo")
HOT, STREAMS, RELEASES = "chart-feature/hot_100@us/", "streams/", "feature/"
FAMILIES = "chart-family-share/hot_100@us/"
#: Set -> the ids of its series, and since when.
SETS: dict[str, tuple[Callable[[str], bool], date]] = {
    "yearly means": (lambda name: name in {f"loaded/data_by_year/{f}/year" for f in YEARLY}, date(1921, 1, 1)),
    "Hot 100, features, since 1990": (lambda name: name in {f"{HOT}{f}/month" for f in MONTHLY}, date(1990, 1, 1)),
    "Hot 100, features, all": (lambda name: name in {f"{HOT}{f}/month" for f in MONTHLY}, date(1958, 1, 1)),
    "Hot 100, family shares": (lambda name: name.startswith(FAMILIES) and name.endswith("/month"), date(1958, 1, 1)),
    "US streams by genre": (lambda name: name.startswith(STREAMS) and name.endswith("/week"), date(1958, 1, 1)),
    "releases, features": (lambda name: name in {f"{RELEASES}{f}/month" for f in MONTHLY}, date(1958, 1, 1)),
}
Z = {80: 0, 95: 1}


def since(series: Series, first: date) -> Series:
    """The series from a day on."""
    starts = [period.start_time.date() for period in series.periods]
    at = next((i for i, start in enumerate(starts) if start >= first), 0)
    return replace(series, values=series.values[at:], start=starts[at])


def peers(season: int, n: int) -> Iterator[tuple[str, object]]:
    from statsforecast.models import AutoARIMA, AutoETS, AutoTheta

    length = season if season > 1 and n >= 2 * season else 1
    for made in (AutoETS, AutoARIMA, AutoTheta):
        yield made.__name__, made(season_length=length)


def judge_peers(found: Sequence[Result]) -> dict[str, list[tuple[float, float, float]]]:
    """Peer -> of every series MASE and coverage of 80% and 95% on its judged origins."""
    told: dict[str, list[tuple[float, float, float]]] = {}
    for one in found:
        y, horizon = one.past.series.values, one.middle.shape[1]
        season = STEPS[one.past.series.step].season
        cells: dict[str, list[np.ndarray]] = {}
        for o in np.flatnonzero(one.judged):
            known, came = y[: one.past.origins[o]], one.actual[o]
            for name, model in peers(season, len(known)):
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    said = model.forecast(y=known, h=horizon, level=[80, 95])  # type: ignore[attr-defined]
                inside = [(came >= said[f"lo-{level}"]) & (came <= said[f"hi-{level}"]) for level in Z]
                cells.setdefault(name, []).append(np.array([np.abs(said["mean"] - came) / one.past.change[o], *inside]))
        for name, rows in cells.items():
            told.setdefault(name, []).append(tuple(np.nanmean(np.stack(rows), axis=(0, 2))))
    return told


def table(
    name: str, found: Sequence[Result], others: dict[str, list[tuple[float, float, float]]], took: list[float]
) -> None:
    ours = {
        column: [
            (one.mase(column), *(one.coverage(level, "" if column == OURS else column) for level in (0, 1)))
            for one in found
        ]
        for column in COLUMNS
    }
    ours["repertoire, uncorrected"] = [(one.mase(), one.coverage(0, OURS), one.coverage(1, OURS)) for one in found]
    n, origins = sum(one.cells for one in found), int(found[0].judged.sum())
    print(f"\n{name}: {len(found)} series, horizon {found[0].middle.shape[1]}, {origins} origins, n = {n:,}")
    print(f"ours {took[0]:.0f} s, peers {took[1]:.0f} s\n{'model':28} {'MASE':>6} {'80%':>6} {'95%':>6}")
    known = {model: rows for model, rows in {**others, **ours}.items() if np.isfinite([r[0] for r in rows]).any()}
    for model, rows in sorted(known.items(), key=lambda item: np.nanmean([r[0] for r in item[1]])):
        mase, low, high = np.nanmean(rows, axis=0)
        print(f"{model:28} {mase:6.3f} {low:6.1%} {high:6.1%}" + ("  <- peer" if model in others else ""))


def half(name: str) -> str:
    """A or B, by the parity of the first byte of an id's sha256."""
    return "AB"[hashlib.sha256(name.encode()).digest()[0] % 2]


def halves(series: Sequence[Series], config: Config) -> None:
    """Ours and naive on every series, by step and half."""
    found = [one for one in evaluate.judged(series, config) if one.judged.any()]
    print(f"{'series':24} {'n':>6} {'naive':>6} {'ours':>6} {'80%':>6} {'95%':>6} {'own':>6} {'own':>6}")
    for step in STEPS:
        for part in "AB":
            some = [o for o in found if o.past.series.step == step and half(o.past.series.name) == part]
            if some:
                told = [
                    (o.mase("naive"), o.mase(), *(o.coverage(k, c) for c in ("", OURS) for k in (0, 1))) for o in some
                ]
                naive, ours, *covered = np.nanmean(told, axis=0)
                cells = sum(o.cells for o in some)
                words = " ".join(f"{share:6.1%}" for share in covered)
                print(f"{step} {part}, {len(some):3} series      {cells:6,} {naive:6.3f} {ours:6.3f} {words}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--halves", type=float, default=0.0)
    asked = parser.parse_args()
    settings = replace(load(), home=asked.home)
    config = Config(most=120.0, seconds=36_000.0, processes=settings.cores)
    with Reader(asked.home, settings).view() as view:
        checked = reading.read(view, date.today(), config)
    if asked.halves:
        halves(checked.series, replace(config, seconds=asked.halves))
        return
    for name, (belongs, first) in SETS.items():
        chosen = [since(one, first) for one in checked.series if belongs(one.name)]
        if asked.only not in name or not chosen:
            continue
        began = time.monotonic()
        found = [one for one in evaluate.judged(chosen, config) if one.judged.any()]
        middle = time.monotonic()
        others = judge_peers(found)
        table(name, found, others, [middle - began, time.monotonic() - middle])


if __name__ == "__main__":
    main()
