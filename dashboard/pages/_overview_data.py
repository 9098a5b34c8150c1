"""What Overview asks of a snapshot: its state from the address, and one function a question. Counting, no drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.pages._slots import measured
from warehouse.connect import Snapshot, View
from warehouse.errors import FilterError
from warehouse.features import by_name
from warehouse.filters import Rule, TrackFilter, in_words, parse
from warehouse.queries import catalogue, tracks, values
from warehouse.queries.levels import Counted, quantiles
from warehouse.settings import Settings

GROUPS = {"family": "Families", "genre": "Genres"}
LEAST = 30
"""Recordings that a group needs before its median is shown."""
ROWS = 12
"""Groups shown: as many as can be read at this height."""


@dataclass(frozen=True)
class State:
    """What the page shows: hit threshold (0 to 100), feature, groups (family or genre), collection ('' is all), filter."""

    hit: int
    feature: str = "energy"
    by: str = "family"
    collection: str = ""
    where: str = ""

    @property
    def flt(self) -> TrackFilter:
        """The filter with the collection in it. Raises FilterError."""
        flt = parse(self.where)
        return flt.and_(Rule("collection", "=", self.collection)) if self.collection else flt


@dataclass(frozen=True)
class Figures:
    """The numbers of the page: of the selection, of the snapshot it is compared with, of the whole catalogue."""

    about: Snapshot
    flt: TrackFilter
    summary: dict[str, Any]
    levels: list[int]
    families: int
    zero_tracks: int
    loads: pd.DataFrame
    now: dict[str, Any]
    earlier: dict[str, Any] | None
    whole: dict[str, Any]
    loosen: tuple[str, int, str] | None


def read(settings: Settings, query: Mapping[str, str]) -> State:
    """The state that an address says. Raises FilterError for a threshold, feature or filter that cannot be."""
    given = {name: query[name] for name in ("feature", "by", "collection", "where") if query.get(name)}
    state = State(hit=_threshold(query.get("hit"), settings.hit_threshold), **given)
    if state.feature not in {f.name for f in measured()}:
        raise FilterError(f"There is no feature {state.feature} to show.", "Choose one of the list on Overview.")
    if state.by not in GROUPS:
        raise FilterError(f"Groups are family or genre, not {state.by}.", "Open Overview without `by`.")
    parse(state.where)
    return state


def _threshold(text: str | None, default: int) -> int:
    if not text:
        return default
    if not text.isdecimal() or int(text) > 100:
        raise FilterError(f"The hit threshold is {text}.", "It is a whole number from 0 to 100.")
    return int(text)


def figures(view: View, flt: TrackFilter, hit: int) -> Figures:
    """The numbers of the page, in one view."""
    counted = tracks.counted(view, flt)
    found = _summary(counted, hit)
    return Figures(
        about=view.snapshot,
        flt=flt,
        summary=found,
        levels=counted.at.tolist(),
        families=len(tracks.families(view, flt)),
        zero_tracks=tracks.count(view, flt.and_(Rule("popularity", "=", 0))),
        loads=catalogue.loads(view),
        now=catalogue.figures(view),
        earlier=catalogue.earlier(view) if flt.is_all else None,
        whole=found if flt.is_all else _summary(tracks.counted(view, TrackFilter.all()), hit),
        loosen=None if found["tracks"] else loosest(view, flt),
    )


def _summary(counted: Counted, hit: int) -> dict[str, Any]:
    return {name: None if value != value else value for name, value in counted.figures(hit).items()}


def loosest(view: View, flt: TrackFilter) -> tuple[str, int, str] | None:
    """(part in words, tracks without it, filter without it) of the part of a filter that keeps most tracks out."""
    tried = [(in_words(part), tracks.count(view, flt.without(i)), i) for i, part in enumerate(flt.parts)]
    if not tried:
        return None
    words, left, place = max(tried, key=lambda each: each[1])
    return words, left, flt.without(place).text


def popularity_bins(levels: Sequence[int], threshold: int) -> pd.DataFrame:
    """low, high, n of bins of 5 points, narrower where the threshold would fall inside one. 100 is in the last bin."""
    width = next(step for step in (5, 2, 1) if threshold % step == 0)
    starts = range(0, 100, width)
    counts = [sum(levels[low : low + width]) for low in starts]
    counts[-1] += levels[100]
    return pd.DataFrame({"low": list(starts), "high": [low + width for low in starts], "n": counts}).astype(
        {"low": "float64", "high": "float64"}
    )


def quantile(levels: Sequence[int], share: float) -> float | None:
    """The quantile of the recordings counted by level, interpolated between neighbours; None when there are none."""
    (found,) = quantiles(np.array(levels), [share])
    return None if np.isnan(found) else float(found)


def hit_share(levels: Sequence[int], threshold: int) -> float | None:
    """Share of the measured recordings at the threshold or above."""
    return sum(levels[threshold:]) / sum(levels) if sum(levels) else None


def distribution(view: View, flt: TrackFilter, feature: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    """(bins, quartiles) of a feature over the tracks that the filter keeps."""
    bins = 24 if by_name()[feature].kind == "number" else 20
    found = values.counted(view, flt, feature)
    return found.histogram(bins), found.quartiles()


def groups(view: View, flt: TrackFilter, by: str) -> tuple[pd.DataFrame, int, str | None, float | None]:
    """(label, n, q1, median, q3 of the highest medians; how many groups have enough recordings; vocabulary of genres;
    median of all recordings)."""
    find = tracks.families if by == "family" else tracks.top_genres
    every = find(view, flt, limit=10_000, least=LEAST)
    shown = every[every["median"].notna()].rename(columns={by: "label"})
    vocabulary = None if by == "family" else tracks.default_vocabulary(view)
    median = quantile(catalogue.popularity_levels(view, flt), 0.5)
    return shown.head(ROWS)[["label", "n", "q1", "median", "q3"]], len(shown), vocabulary, median
