"""Figures of listeners: how many times as much as all, with intervals; how often segments come back."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.figures.base import blank, empty, in_columns, reference, right_column, row_axis, top_unit
from dashboard.theme import LABEL_SIZE, Theme, faded, palette


def ratio_dots(
    frame: pd.DataFrame, theme: Theme = "light", sentence: str = "Nothing is played more than by all"
) -> go.Figure:
    """A dot and its 95% interval a row: times as much as all listeners, whose 1 is a dotted line.

    frame : genre, times, low, high.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "genre", "times", "low", "high")
    colours, rows = palette(theme), list(range(len(frame)))
    figure = blank(theme)
    for row, low, high in zip(rows, frame["low"], frame["high"], strict=True):
        line = {"color": faded(colours.primary, 0.35), "width": 5}
        figure.add_scatter(x=[low, high], y=[row, row], mode="lines", line=line, hoverinfo="skip")
    texts = [
        f"{fmt.number(t, 1)} ({fmt.number(a, 1)} to {fmt.number(b, 1)})"
        for t, a, b in frame[["times", "low", "high"]].to_numpy()
    ]
    figure.add_scatter(
        x=frame["times"], y=rows, mode="markers", marker={"size": 9, "color": colours.primary},
        customdata=[[name, text] for name, text in zip(frame["genre"], texts, strict=True)],
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]} times<extra></extra>",
    )  # fmt: skip
    row_axis(figure, list(frame["genre"]), theme)
    right_column(figure, texts, theme)
    reference(figure, 1.0, "all listeners", theme)
    figure.update_xaxes(rangemode="tozero", nticks=5)
    return figure


def stability_lines(frame: pd.DataFrame, theme: Theme = "light", sentence: str = "Nobody has looked yet") -> go.Figure:
    """How often k segments come back among listeners drawn anew, beside tables in which genres were shuffled.

    frame : k, stability, null, counts.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "k", "stability", "null", "counts")
    colours = palette(theme)
    figure = blank(theme, margin={"r": 96, "t": 24})
    for name, words, colour, dash in (
        ("stability", "listeners", colours.primary, "solid"),
        ("null", "shuffled", colours.context_ink, "dot"),
    ):
        figure.add_scatter(
            x=frame["k"], y=frame[name], mode="lines+markers", name=words, line={"color": colour, "width": 1.8, "dash": dash},
            marker={"size": 7}, hovertemplate=f"{words}: %{{y:.2f}}<extra></extra>",
        )  # fmt: skip
        last = frame.iloc[-1]
        figure.add_annotation(
            x=last["k"], y=last[name], text=words, xanchor="left", xshift=8, showarrow=False,
            font={"size": LABEL_SIZE, "color": colour},
        )  # fmt: skip
    top_unit(figure, "adjusted Rand, 0 chance to 1 the same")
    figure.update_yaxes(range=[0, 1.02], tickvals=[0, 0.5, 1])
    figure.update_xaxes(tickvals=list(frame["k"]), title={"text": "segments", "font": {"size": LABEL_SIZE}})
    return figure
