"""Histogram of one feature from ready bins."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.figures.base import blank, empty, in_columns, reference, top_unit
from dashboard.theme import Theme, palette
from warehouse.features import Feature


def histogram(
    frame: pd.DataFrame,
    feature: Feature,
    theme: Theme = "light",
    median: float | None = None,
    threshold: float | None = None,
    selected: tuple[float, float] | None = None,
    sentence: str = "No track has a value here",
) -> go.Figure:
    """Bars of ready bins: frame with low, high, n (one row a bin, edges in the feature's unit).

    Grey bars; blue are the bin of the `median`, or the bins from `threshold` up, or those inside `selected` (low,
    high). The median or threshold is drawn as a labelled dotted line.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "low", "high", "n")
    colours = palette(theme)
    marked = _marked(frame, median, threshold, selected)
    edges = [
        f"{_text(feature, low)} to {_text(feature, high)}"
        for low, high in zip(frame["low"], frame["high"], strict=True)
    ]
    figure = blank(theme, bargap=0)
    figure.add_bar(
        x=(frame["low"] + frame["high"]) / 2,
        y=frame["n"],
        width=(frame["high"] - frame["low"]) * 0.9,
        marker={"color": [colours.primary if on else colours.context for on in marked]},
        customdata=edges,
        hovertemplate="<b>%{customdata}</b><br>%{y:,} tracks<extra></extra>",
    )
    top_unit(figure, "tracks")
    figure.update_xaxes(title={"text": fmt.axis_title(feature)}, range=[frame["low"].min(), frame["high"].max()])
    figure.update_yaxes(rangemode="tozero", tickformat=",")
    _tick_text(figure, frame, feature)
    if threshold is not None:
        reference(figure, threshold, f"from {fmt.value(feature, threshold)}", theme)
    elif median is not None:
        reference(figure, median, f"median {fmt.value(feature, median)}", theme)
    return figure


def _marked(
    frame: pd.DataFrame, median: float | None, threshold: float | None, selected: tuple[float, float] | None
) -> list[bool]:
    if selected is not None:
        return list((frame["low"] >= selected[0]) & (frame["high"] <= selected[1]))
    if threshold is not None:
        return list(frame["low"] >= threshold)
    if median is not None:
        return list((frame["low"] <= median) & (median < frame["high"]))
    return [False] * len(frame)


def _text(feature: Feature, value: float) -> str:
    return fmt.value(feature, value, unit=False)


def _tick_text(figure: go.Figure, frame: pd.DataFrame, feature: Feature) -> None:
    """Minutes and names of codes have no number format: write those ticks ourselves."""
    if feature.unit != "ms" and feature.name not in fmt.CODES:
        return
    middle = (frame["low"] + frame["high"]) / 2 if feature.name in fmt.CODES else frame["low"]
    step = max(1, len(frame) // 5) if feature.unit == "ms" else 1
    values = list(middle)[::step]
    figure.update_xaxes(tickmode="array", tickvals=values, ticktext=[_text(feature, round(v)) for v in values])
