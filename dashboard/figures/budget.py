"""A budget split over releases, and what a spend is expected to bring."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import blank, empty, in_columns, row_axis, top_unit
from dashboard.theme import Theme, faded, palette


def splits(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Spend by release: the best split as bars, the equal one as grey marks. frame: release, equal, and best where known."""
    if frame.empty:
        return empty(theme, "Name a release first")
    in_columns(frame, "release", "equal")
    colours, rows = palette(theme), list(range(len(frame)))
    figure = blank(theme)
    if "best" in frame:
        figure.add_bar(
            x=frame["best"], y=rows, orientation="h", name="best", marker={"color": colours.primary}, width=0.5,
            hovertemplate="best %{x:,.0f}<extra></extra>",
        )  # fmt: skip
    mark = {"symbol": "line-ns", "size": 16, "line": {"width": 2, "color": colours.context_ink}}
    figure.add_scatter(
        x=frame["equal"], y=rows, mode="markers", name="equal", marker=mark,
        hovertemplate="equal %{x:,.0f}<extra></extra>",
    )  # fmt: skip
    row_axis(figure, list(frame["release"]), theme)
    figure.update_xaxes(rangemode="tozero", nticks=5)
    return figure


def response(frame: pd.DataFrame, marks: dict[str, float], theme: Theme, unit: str) -> go.Figure:
    """What a spend brings, with its interval; marks: name of a split -> spend. frame: spend, value, low, high."""
    if frame.empty:
        return empty(theme, "No curve is stated for this release")
    in_columns(frame, "spend", "value", "low", "high")
    colours = palette(theme)
    figure = blank(theme, hovermode="x unified")
    figure.add_scatter(
        x=[*frame["spend"], *frame["spend"][::-1]], y=[*frame["high"], *frame["low"][::-1]], mode="lines", fill="toself",
        fillcolor=faded(colours.primary, 0.2), line={"width": 0}, hoverinfo="skip", name="80%",
    )  # fmt: skip
    figure.add_scatter(
        x=frame["spend"], y=frame["value"], mode="lines", name="expected", line={"color": colours.primary},
        hovertemplate="%{y:,.0f}",
    )  # fmt: skip
    for name, spend in marks.items():
        figure.add_vline(x=spend, line={"color": colours.context_ink, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=spend, y=1, yref="paper", text=name, xanchor="left", yanchor="top", xshift=3, font={"color": colours.soft}
        )
    figure.update_yaxes(rangemode="tozero", nticks=5)
    top_unit(figure, unit)
    return figure
