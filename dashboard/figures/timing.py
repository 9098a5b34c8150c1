"""Release timing: effects with their intervals, and coming weeks."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.figures.base import blank, counts, empty, in_columns, reference, right_column, row_axis, top_unit
from dashboard.theme import Theme, faded, palette


def effect_dots(
    frame: pd.DataFrame, theme: Theme = "light", identified: bool = True, sentence: str = "Not identified in this data"
) -> go.Figure:
    """A dot at the effect and a bar over its interval, one row a level; grey where the data do not identify it.

    frame : level, effect, low, high (popularity points), n (written at the right edge).
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "level", "effect", "low", "high", "n")
    colours = palette(theme)
    colour = colours.primary if identified else colours.context_ink
    figure = blank(theme)
    for row, (low, high) in enumerate(zip(frame["low"], frame["high"], strict=True)):
        line = {"color": faded(colour, 0.3), "width": 5}
        figure.add_scatter(x=[low, high], y=[row, row], mode="lines", line=line, hoverinfo="skip")
    figure.add_scatter(
        x=frame["effect"],
        y=list(range(len(frame))),
        mode="markers",
        marker={"size": 8, "color": colour},
        customdata=frame[["level", "low", "high", "n"]].to_numpy(),
        hovertemplate=(
            "<b>%{customdata[0]}</b><br>%{x:+.1f} points, %{customdata[1]:+.1f} to %{customdata[2]:+.1f}<br>"
            "n = %{customdata[3]:,}<extra></extra>"
        ),
    )
    row_axis(figure, list(frame["level"]), theme)
    right_column(figure, counts(list(frame["n"])), theme)
    reference(figure, 0, "no difference", theme)
    return figure


def coming_weeks(frame: pd.DataFrame, theme: Theme = "light", sentence: str = "No week to show") -> go.Figure:
    """Expected difference of each week with its interval; where nothing is scored, how crowded past years' weeks were.

    frame : day, expected, low, high (popularity points, missing where nothing is identified), crowd (1: as usual), n.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "day", "expected", "low", "high", "crowd", "n")
    colours, scored = palette(theme), bool(frame["expected"].notna().all())
    figure = blank(theme)
    days = [fmt.date(day) for day in frame["day"]]
    if not scored:
        figure.add_bar(
            x=days,
            y=frame["crowd"],
            marker={"color": colours.context},
            customdata=frame["n"],
            hovertemplate="<b>%{x}</b><br>%{y:.2f} times the usual releases<br>n = %{customdata} years<extra></extra>",
        )
        top_unit(figure, "releases of the week, times the usual week")
    else:
        for day, low, high in zip(days, frame["low"], frame["high"], strict=True):
            line = {"color": faded(colours.primary, 0.3), "width": 5}
            figure.add_scatter(x=[day, day], y=[low, high], mode="lines", line=line, hoverinfo="skip")
        figure.add_scatter(
            x=days,
            y=frame["expected"],
            mode="markers",
            marker={"size": 7, "color": colours.primary},
            customdata=frame[["low", "high"]].to_numpy(),
            hovertemplate="<b>%{x}</b><br>%{y:+.1f} points, %{customdata[0]:+.1f} to %{customdata[1]:+.1f}<extra></extra>",
        )
        top_unit(figure, "popularity points against the mean of these weeks")
    figure.update_xaxes(type="category", nticks=7)
    return figure
