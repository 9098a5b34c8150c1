"""Figures of one recording: its outline, how loud each pitch is over time, which genre each piece of it sounds like."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard import format as fmt
from dashboard.figures.base import blank, empty, in_columns, row_axis, top_unit
from dashboard.theme import Theme, faded, palette, scale

MARKED = (100, 500, 1_000, 4_000)
"""Hertz that the axis of a spectrogram names, as far as it has them."""
NOTHING = "Nothing of this sound can be drawn"


def waveform(frame: pd.DataFrame, theme: Theme = "light", sentence: str = NOTHING) -> go.Figure:
    """The outline of a sound. frame : second, low, high (-1 to 1, full scale), in order of time."""
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "second", "low", "high")
    colours = palette(theme)
    figure = blank(theme, hovermode=False, margin={"l": 4, "r": 4, "t": 4})
    line = {"color": colours.primary, "width": 0.5}
    figure.add_scatter(x=frame["second"], y=frame["low"], mode="lines", line=line)
    figure.add_scatter(
        x=frame["second"],
        y=frame["high"],
        mode="lines",
        line=line,
        fill="tonexty",
        fillcolor=faded(colours.primary, 0.7),
    )
    most = max(0.05, float(frame[["low", "high"]].abs().to_numpy().max()))
    figure.update_yaxes(range=[-most * 1.05, most * 1.05], visible=False, fixedrange=True)
    _time(figure, float(frame["second"].iloc[-1]))
    return figure


def spectrogram(
    levels: NDArray[np.uint8], hertz: Sequence[float], seconds: float, theme: Theme = "light", sentence: str = NOTHING
) -> go.Figure:
    """How loud each band is over time, the stronger the colour. levels : (columns, bands), 0 to 255 ; hertz : of each band,
    rising ; seconds : that the columns share equally.
    """
    if not levels.size:
        return empty(theme, sentence)
    colours = palette(theme)
    figure = blank(theme, margin={"l": 44, "r": 4})
    figure.add_heatmap(
        z=levels.T,
        x=(np.arange(len(levels)) + 0.5) * seconds / len(levels),
        colorscale=scale(colours.sequential),
        zmin=0,
        zmax=255,
        showscale=False,
        hoverinfo="skip",
    )
    named = [hz for hz in MARKED if hertz[0] <= hz <= hertz[-1]]
    places = np.interp(named, hertz, range(len(hertz)))
    figure.update_yaxes(tickmode="array", tickvals=list(places), ticktext=[f"{hz:,}" for hz in named], showgrid=False)
    figure.update_yaxes(range=[-0.5, len(hertz) - 0.5], fixedrange=True)
    top_unit(figure, "hertz")
    _time(figure, seconds)
    return figure


def genre_over_time(
    frame: pd.DataFrame, theme: Theme = "light", genre: str = "", sentence: str = "No genre is told"
) -> go.Figure:
    """A bar a piece in the row of its genre, stronger where the probability is higher; blue is the genre of the whole.

    frame : start, end (s), genre, probability (0 to 1), in order of time. The most frequent genres are on top.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "start", "end", "genre", "probability")
    colours = palette(theme)
    lasting = (frame["end"] - frame["start"]).groupby(frame["genre"]).sum()
    names = [str(name) for name in lasting.sort_values(ascending=False, kind="stable").index]
    figure = blank(theme, bargap=0.4)
    shades = [
        faded(colours.primary if name == genre else colours.context_ink, 0.25 + 0.75 * float(chance))
        for name, chance in zip(frame["genre"], frame["probability"], strict=True)
    ]
    figure.add_bar(
        x=frame["end"] - frame["start"],
        base=frame["start"],
        y=[names.index(str(name)) for name in frame["genre"]],
        orientation="h",
        marker={"color": shades},
        customdata=frame[["genre", "probability", "start", "end"]].to_numpy(dtype=object),
        hovertemplate="<b>%{customdata[0]}</b> %{customdata[1]:.0%}<br>%{customdata[2]:.0f} to %{customdata[3]:.0f} s"
        "<extra></extra>",
    )
    row_axis(figure, names, theme, [name == genre for name in names])
    _time(figure, float(frame["end"].max()))
    return figure


def genre_reasons(frame: pd.DataFrame, theme: Theme = "light", sentence: str = "No genre is told") -> go.Figure:
    """Bars of what speaks for a genre (right) and against it (left), the strongest on top. frame : feature, contribution (log
    odds)."""
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "feature", "contribution")
    colours = palette(theme)
    minus, plus = colours.categorical[1], colours.categorical[4]
    values = frame["contribution"]
    figure = blank(theme, bargap=0.4)
    figure.add_bar(
        x=values,
        y=list(range(len(frame))),
        orientation="h",
        marker={"color": [plus if value >= 0 else minus for value in values]},
        text=[fmt.signed(value, 2) for value in values],
        textposition="outside",
        customdata=list(frame["feature"]),
        hovertemplate="<b>%{customdata}</b><br>%{x:+.2f} log odds<extra></extra>",
        cliponaxis=False,
    )
    row_axis(figure, list(frame["feature"]), theme)
    most = max(0.1, float(values.abs().max())) * 1.3
    figure.update_xaxes(range=[-most, most], showgrid=False, showticklabels=False, fixedrange=True)
    figure.add_vline(x=0, line={"color": colours.border_strong, "width": 1})
    return figure


def _time(figure: go.Figure, seconds: float) -> None:
    """The axis of time, from the beginning to the end."""
    figure.update_xaxes(range=[0, seconds], ticksuffix=" s", nticks=5, showgrid=False, fixedrange=True)
