"""Calibration: what a model says beside what came true."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import blank, empty, in_columns, top_unit
from dashboard.theme import Theme, palette


def calibration(frame: pd.DataFrame, theme: Theme, unit: str = "share that came true") -> go.Figure:
    """Dots at (confidence, accuracy), sized by n, beside the line on which both agree.

    frame : confidence, accuracy (0 to 1), n: one row a bin.
    """
    if frame.empty:
        return empty(theme, "No answer was held out, so nothing can be said of calibration.")
    in_columns(frame, "confidence", "accuracy", "n")
    colours = palette(theme)
    figure = blank(theme)
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip", line={"color": colours.context, "width": 1.3, "dash": "dot"}
    )
    figure.add_scatter(
        x=frame["confidence"],
        y=frame["accuracy"],
        mode="lines+markers",
        line={"color": colours.primary, "width": 1.8},
        marker={"color": colours.primary, "size": 5 + 9 * np.sqrt(frame["n"] / frame["n"].max())},
        customdata=frame[["n"]],
        hovertemplate="said %{x:.0%}, came true %{y:.1%}<br>n = %{customdata[0]:,.0f}<extra></extra>",
    )
    figure.update_xaxes(range=[0, 1.02], tickformat=".0%", nticks=5, title="what the model says", fixedrange=True)
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%", nticks=5, fixedrange=True)
    top_unit(figure, unit)
    return figure
