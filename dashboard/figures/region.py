"""A region of the map: where a track may stand of which little is known, over how dense the map is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.base import blank, empty
from dashboard.theme import Theme, faded, palette


def region(
    density: NDArray[np.int64],
    inside: Sequence[int],
    box: tuple[float, float, float, float],
    theme: Theme = "light",
    sentence: str = "No recording stands on the map",
) -> go.Figure:
    """Grey: recordings a cell, by their root. Blue: the cells of the region.

    density : (rows, columns), the lowest row first ; inside : cells of the region, row times columns plus column ; box : (left,
    right, lower, upper).
    """
    if not density.any():
        return empty(theme, sentence)
    colours = palette(theme)
    figure = blank(theme, margin={"l": 4, "r": 4, "t": 4, "b": 4})
    chosen = np.zeros(density.size)
    chosen[list(inside)] = 1
    marked = np.where(chosen.reshape(density.shape) > 0, 1.0, np.nan)
    grey = [(0.0, faded(colours.context, 0)), (1.0, faded(colours.context, 0.9))]
    blue = [(0.0, faded(colours.primary, 0.55)), (1.0, faded(colours.primary, 0.55))]
    texts = np.array([f"{n:,} recordings" for n in density.ravel()]).reshape(density.shape)
    place = _cells(density.shape, box)
    figure.add_heatmap(z=np.sqrt(density), colorscale=grey, showscale=False, hoverinfo="skip", name="map", **place)
    figure.add_heatmap(
        z=marked, colorscale=blue, showscale=False, name="region", customdata=texts, xgap=1, ygap=1,
        hovertemplate="in the region<br>%{customdata} there<extra></extra>", **place,
    )  # fmt: skip
    figure.update_xaxes(visible=False, fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True, scaleanchor="x")
    return figure


def _cells(shape: tuple[int, ...], box: tuple[float, float, float, float]) -> dict[str, float]:
    left, right, lower, upper = box
    dx, dy = (right - left) / shape[1], (upper - lower) / shape[0]
    return {"x0": left + dx / 2, "dx": dx, "y0": lower + dy / 2, "dy": dy}
