"""Figures of briefs: the weighted parts that a score is made of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import blank, empty, in_columns, right_column, row_axis
from dashboard.theme import Theme, palette


def score_parts(frame: pd.DataFrame, parts: Sequence[tuple[str, str, float]], theme: Theme = "light") -> go.Figure:
    """Bars: tracks from the first down; each part of a bar is a part of the score times its weight, so that the bar is the score.

    frame : title, score and the column of each part (0 to 1) ; parts : (column, name, weight).
    """
    if frame.empty or not parts:
        return empty(theme, "Nothing soft is asked for: the tracks stand in the order of popularity")
    in_columns(frame, "title", "score", *(column for column, *_ in parts))
    colours = palette(theme).categorical
    figure = blank(theme, barmode="stack", margin={"t": 28, "b": 28})
    for i, (column, name, weight) in enumerate(parts):
        figure.add_bar(
            x=frame[column].fillna(0) * weight, y=list(range(len(frame))), orientation="h", name=name,
            marker={"color": colours[i % len(colours)]},
            hovertemplate=f"{name}: %{{x:.2f}} of {weight:.2f}<extra></extra>",
        )  # fmt: skip
    row_axis(figure, list(frame["title"].fillna("(no title)")), theme)
    right_column(figure, [f"{value:.2f}" for value in frame["score"]], theme, "score")
    figure.update_xaxes(range=[0, 1], tickformat=".1f")
    figure.update_layout(showlegend=len(parts) > 1, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    return figure
