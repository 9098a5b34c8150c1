"""What Discover asks of a snapshot whatever its filter, kept until the next one."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.context import Context
from dashboard.pages._discover_events import counted
from dashboard.pages._discover_filters import Control
from dashboard.pages._discover_filters import controls as all_controls
from warehouse.filters import TrackFilter
from warehouse.queries import catalogue, values

_BARS = 25


def controls(context: Context) -> tuple[Control, ...]:
    """The controls of the page, in their order."""
    return context.reader.cached("discover-controls", all_controls)


def by_key(context: Context) -> Mapping[str, Control]:
    """The controls of the page by key."""
    return {one.key: one for one in controls(context)}


def bars(context: Context) -> pd.DataFrame:
    """Popularity of all tracks, in bins."""
    everything = TrackFilter.all()
    return context.reader.cached("discover-bars", lambda view: values.histogram(view, everything, "popularity", _BARS))


def figures(context: Context, flt: TrackFilter) -> tuple[pd.DataFrame, list[int]]:
    """The key figures of a filter, as `counted` says."""
    return context.reader.cached(("discover-count", flt.text), lambda view: counted(view, flt))


def warm(context: Context) -> None:
    """Ask what the page asks when it is opened without a filter."""
    controls(context)
    bars(context)
    figures(context, TrackFilter.all())
    context.reader.cached("loads", catalogue.loads)
