"""Training of listener segments: read who played what, find what comes back, keep figures of groups and nothing of anybody."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.audience import profiles, segments
from analytics.audience.config import Config
from analytics.audience.segments import Floats, Segments
from analytics.progress import Progress, silent
from analytics.training.common import Trained, built, finish, versions
from warehouse.errors import NotTrainable
from warehouse.home import Home
from warehouse.queries import audience as queries
from warehouse.settings import Settings

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Heard:
    """counts (U, G): plays a genre ; genres: G names ; habits and moods: a row a listener, in the order of counts ; stock: genre
    -> share of the catalogue ; left_out: listeners with too few plays."""

    counts: Floats
    genres: tuple[str, ...]
    habits: pd.DataFrame
    moods: pd.DataFrame
    stock: dict[str, float]
    left_out: int


def train(home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Find segments, describe them, store. Raises NotTrainable, HomeBusy, and Cancelled from `progress`."""
    started, config = time.monotonic(), Config()
    progress("Reading listening", 0, 1)
    heard = _read(home, settings, config)
    progress("Looking for segments", 0, 1)
    found = segments.find(heard.counts, config)
    progress("Describing segments", 0, 1)
    about = card(heard, found, config)
    arrays = {"centres": np.array([found.points[found.labels == s].mean(axis=0) for s in range(found.k)])}
    result = finish(
        home, settings, "audience", "", arrays, about, _metrics(found, len(heard.counts)), lambda run: {}, started
    )
    progress("Stored", 1, 1)
    return result


def _read(home: Home, settings: Settings, config: Config) -> Heard:
    """The lock is held only here."""
    with built(home, settings) as workbench:
        plays, habits = queries.genres(workbench), queries.habits(workbench)
        moods, stock = queries.moods(workbench), queries.catalogue(workbench)
    table = plays.pivot(index="listener_no", columns="genre", values="plays").fillna(0.0)
    total = table.sum(axis=1)
    kept = table[total >= config.least_plays]
    if len(kept) < config.least_listeners:
        raise NotTrainable(
            f"{len(kept)} listeners with {config.least_plays} plays of known genre are too few to look for segments.",
            f"At least {config.least_listeners} are needed: load listening events or counts of plays.",
        )
    own = habits.set_index("listener_no").loc[kept.index]
    felt = moods.pivot(index="listener_no", columns="mood", values="amount").reindex(kept.index).fillna(0.0)
    shares = dict(zip(stock["genre"].astype(str), stock["share"].astype(float), strict=True))
    genres = tuple(str(name) for name in kept.columns)
    return Heard(kept.to_numpy(np.float64), genres, own, felt, shares, int((total < config.least_plays).sum()))


def card(heard: Heard, found: Segments, config: Config) -> dict[str, Any]:
    """What the run says: figures of segments and of the listeners of each genre, none of fewer than config.suppressed."""
    mixed = segments.shares(heard.counts, config.shrink)
    raw = heard.counts / heard.counts.sum(axis=1, keepdims=True)
    told = [describe(heard, mixed, found.labels == s, s) for s in range(found.k)] if found.k > 1 else []
    shown = [one for one in told if one["listeners"] >= config.suppressed]
    of_genre = {name: profiles.of_genre(raw, i, heard.genres, config.suppressed) for i, name in enumerate(heard.genres)}
    return {
        "task": "audience",
        "model": {"config": asdict(config), "genres": list(heard.genres)},
        "data": {
            "listeners": len(heard.counts),
            "left_out": heard.left_out,
            "timed": float(heard.habits["timed"].sum() / max(heard.habits["plays"].sum(), 1)),
        },
        "k": found.k,
        "tried": found.tried.to_dict("records"),
        "segments": shown,
        "genres": {name: one for name, one in of_genre.items() if one},
        "suppressed": {"segments": len(told) - len(shown), "genres": sum(one is None for one in of_genre.values())},
        "limits": [
            "A segment is a tendency: listeners lie between segments as well.",
            f"Nothing is told of fewer than {config.suppressed} listeners, and nothing of single ones is kept.",
            "Plays of what the catalogue does not know, or has no genre for, are not counted.",
        ],
        "seed": config.seed,
        "libraries": versions(),
    }


def describe(heard: Heard, mixed: Floats, inside: Bools, number: int) -> dict[str, Any]:
    """One segment: size, what it over-listens to, moods, novelty, time of day, and how well the catalogue serves it."""
    over = profiles.over_listened(mixed, inside, heard.genres, heard.stock)
    named = " and ".join(one["genre"] for one in over[:2]) or "mixed"
    return {
        "segment": number,
        "name": f"{named} listeners",
        "listeners": int(inside.sum()),
        "share": float(inside.mean()),
        "plays": float(heard.habits["plays"].to_numpy()[inside].sum()),
        "over": over,
        "served": profiles.served(mixed, inside, heard.genres, heard.stock),
        "novelty": _novelty(heard, inside),
        "moods": _leaning(heard.moods, inside),
        "dayparts": _dayparts(heard, inside),
    }


def _novelty(heard: Heard, inside: Bools) -> dict[str, float]:
    """Items a play, the mean over listeners: 1 plays nothing twice. With that of all, and a 95% interval."""
    values = (heard.habits["items"] / heard.habits["plays"]).to_numpy(np.float64)
    times, low, high = profiles.ratios(values[:, None], inside)
    whole = float(values.mean())
    return {"mean": float(times[0] * whole), "low": float(low[0] * whole), "high": float(high[0] * whole), "all": whole}


def _leaning(moods: pd.DataFrame, inside: Bools) -> list[dict[str, Any]]:
    """Moods that a segment plays more than all listeners, beyond the interval; none where tracks are not known."""
    if moods.empty or not len(moods.columns):
        return []
    times, low, high = profiles.ratios(moods.to_numpy(np.float64), inside)
    order = [i for i in np.argsort(-times, kind="stable")[:3] if low[i] > 1]
    return [
        {"mood": str(moods.columns[i]), "times": float(times[i]), "low": float(low[i]), "high": float(high[i])}
        for i in order
    ]


def _dayparts(heard: Heard, inside: Bools) -> dict[str, dict[str, float]]:
    """Daypart -> mean share of plays and its interval, over listeners with plays that have a time; {} when none has."""
    timed = heard.habits["timed"].to_numpy(np.float64)
    known = timed > 0
    if known.sum() == 0 or (known & inside).sum() < 2:
        return {}
    values = heard.habits[list(queries.DAYPARTS)].to_numpy(np.float64)[known] / timed[known, None]
    times, low, high = profiles.ratios(values, inside[known])
    whole = values.mean(axis=0)
    return {
        name: {
            "share": float(times[i] * whole[i]),
            "low": float(low[i] * whole[i]),
            "high": float(high[i] * whole[i]),
            "all": float(whole[i]),
        }
        for i, name in enumerate(queries.DAYPARTS)
    }


def _metrics(found: Segments, n: int) -> list[dict[str, Any]]:
    """Figures for model_metrics: stability of the chosen number, and of the null there."""
    at = found.tried[found.tried["k"] == found.k]
    best = at.iloc[0] if len(at) else found.tried.sort_values("stability").iloc[-1]
    return [
        {
            "candidate": who,
            "features": "genres played",
            "protocol": "bootstrap",
            "metric": "adjusted_rand",
            "value": float(value),
            "n": n,
        }
        for who, value in (("repertoire", best["stability"]), ("shuffled", best["null"]))
    ]
