"""What worse recordings cost: a row a condition, our loss joined to that of a baseline."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import blank, empty, in_columns, reference, row_axis
from dashboard.theme import Theme, faded, palette


def losses(frame: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """Dots at the clips lost by ours and by the SVM, joined, one row a condition in the order of the frame.

    frame : condition, ours, svm (clips fewer than of the clean ones; below 0: more), n ; low, high: 95% of ours less svm, told
    where they are there.
    """
    if frame.empty:
        return empty(theme, "What worse recordings cost was not measured.")
    in_columns(frame, "condition", "ours", "svm", "n")
    colours = palette(theme)
    rows, missing = list(range(len(frame))), pd.Series(np.nan, index=frame.index)
    figure = blank(theme)
    for row, ours, svm in zip(rows, frame["ours"], frame["svm"], strict=True):
        line = {"color": faded(colours.context, 0.75), "width": 2}
        figure.add_scatter(x=[ours, svm], y=[row, row], mode="lines", line=line, hoverinfo="skip", showlegend=False)
    ends = [
        f"<br>lost more than the SVM, 95%: {low:+.0f} to {high:+.0f}" if low == low else ""
        for low, high in zip(frame.get("low", missing), frame.get("high", missing), strict=True)
    ]
    told = frame[["condition", "n"]].assign(ends=ends).to_numpy()
    for name, label, colour in (("svm", "SVM", colours.context_ink), ("ours", "Repertoire", colours.primary)):
        figure.add_scatter(
            x=frame[name],
            y=rows,
            mode="markers",
            name=label,
            marker={"size": 8, "color": colour},
            customdata=told,
            hovertemplate=f"<b>%{{customdata[0]}}</b><br>{label} loses %{{x}} of %{{customdata[1]}}"
            "%{customdata[2]}<extra></extra>",
        )
    row_axis(figure, list(frame["condition"]), theme)
    reference(figure, 0, "as clean", theme)
    return figure
