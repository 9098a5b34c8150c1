"""What a model's answers rest on: importance with its range over folds, single tracks as a swarm, one feature's dependence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.figures.base import blank, empty, in_columns, right_column, row_axis, top_unit
from dashboard.theme import AXIS_SIZE, Theme, faded, palette, scale
from warehouse.features import Feature

#: Height of the strip with the number of tracks a bin, as a share of the figure.
STRIP = 0.16


def stability_dots(
    frame: pd.DataFrame,
    theme: Theme = "light",
    highlighted: Collection[str] = (),
    unit: str = "",
    decimals: int = 2,
    sentence: str = "Nothing was explained for this selection",
) -> go.Figure:
    """A dot at the importance and a bar over its range in refits, one row a feature, in the order of the frame.

    frame : feature, label, importance, low, high, n. Highlighted features are blue and bold. Right: the importance.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "feature", "label", "importance", "low", "high", "n")
    colours = palette(theme)
    marked = [feature in highlighted for feature in frame["feature"]]
    rows = list(range(len(frame)))
    figure = blank(theme)
    for row, (low, high, on) in enumerate(zip(frame["low"], frame["high"], marked, strict=True)):
        line = {"color": faded(colours.primary, 0.4) if on else faded(colours.context, 0.75), "width": 5}
        figure.add_scatter(x=[low, high], y=[row, row], mode="lines", line=line, hoverinfo="skip")
    figure.add_scatter(
        x=frame["importance"],
        y=rows,
        mode="markers",
        marker={"size": 9, "color": [colours.primary if on else colours.context_ink for on in marked]},
        customdata=frame[["label", "low", "high", "n", "feature"]].to_numpy(),
        hovertemplate=(
            f"<b>%{{customdata[0]}}</b><br>%{{x:.{decimals}f}} {unit}<br>"
            f"%{{customdata[1]:.{decimals}f}} to %{{customdata[2]:.{decimals}f}} over the fits<br>"
            "n = %{customdata[3]:,}<extra></extra>"
        ),
        cliponaxis=False,
    )
    row_axis(figure, list(frame["label"]), theme, marked)
    right_column(figure, [fmt.number(value, decimals) for value in frame["importance"]], theme)
    low = min(0.0, float(frame["low"].min()))
    reach = max(float(frame["high"].max()), 1e-9) - low
    figure.update_xaxes(range=[low - (0.04 * reach if low < 0 else 0), low + 1.05 * reach])
    if low < 0:
        figure.add_vline(x=0, line={"color": colours.border_strong, "width": 1}, layer="below")
    return figure


def beeswarm(
    frame: pd.DataFrame,
    labels: Sequence[tuple[str, str]],
    theme: Theme = "light",
    unit: str = "",
    sentence: str = "No track was explained for this selection",
) -> go.Figure:
    """Each track as a dot at what a feature adds to its answer, one row a feature; darker is a higher value.

    frame : feature, value, contribution; labels : (feature, label) of the rows, top to bottom. Dots that would cover
    each other are moved up and down.
    """
    if frame.empty or not labels:
        return empty(theme, sentence)
    in_columns(frame, "feature", "value", "contribution")
    colours = palette(theme)
    figure = blank(theme)
    figure.add_vline(x=0, line={"color": colours.border_strong, "width": 1}, layer="below")
    for row, (feature, label) in enumerate(labels):
        part = frame[frame["feature"] == feature]
        x = part["contribution"].to_numpy()
        shade: Any = part["value"].rank(pct=True).to_numpy()
        figure.add_scatter(
            x=x,
            y=row + _spread(x),
            mode="markers",
            marker={
                "size": 4,
                "opacity": 0.85,
                **_tint(shade, theme),
            },
            customdata=part["value"],
            hovertemplate=f"<b>{label}</b> %{{customdata:.2f}}<br>adds %{{x:.2f}} {unit}<extra></extra>",
        )
    row_axis(figure, [label for _, label in labels], theme)
    return figure


def _tint(shade: Any, theme: Theme) -> dict[str, Any]:
    """Marker colours of ranks from 0 to 1; grey where a part has no value."""
    if np.isnan(shade).all():
        return {"color": palette(theme).context}
    colours = scale(palette(theme).sequential[1:])
    return {"color": np.where(np.isnan(shade), 0.5, shade), "colorscale": colours, "cmin": 0, "cmax": 1}


def _spread(x: np.ndarray, bins: int = 60, reach: float = 0.38) -> np.ndarray:
    """Heights between -reach and reach: within a bin dots stand alternately above and below, the fullest bin is widest."""
    if not len(x):
        return x
    low, high = float(x.min()), float(x.max())
    place = (
        np.zeros(len(x), dtype=int) if high <= low else np.minimum((bins * (x - low) / (high - low)).astype(int), 59)
    )
    heights = np.zeros(len(x))
    fullest = np.bincount(place).max()
    for one in np.unique(place):
        at = np.flatnonzero(place == one)
        order = np.arange(len(at))
        heights[at] = np.where(order % 2, 1, -1) * ((order + 1) // 2) * 2 * reach / max(fullest, 12)
    return heights


def dependence(
    points: pd.DataFrame,
    bins: pd.DataFrame,
    feature: Feature | None,
    theme: Theme = "light",
    label: str = "",
    unit: str = "",
    sentence: str = "No track was explained for this selection",
) -> go.Figure:
    """What a feature adds against its value: dots are tracks, the line joins the means of bins, the strip counts tracks.

    points : value, contribution, and shade (0 to 1, a second feature's rank) where dots are tinted by one; bins : low,
    high, mean, n. The mean of a bin is missing where it has too few tracks.
    """
    if points.empty or bins.empty:
        return empty(theme, sentence)
    in_columns(points, "value", "contribution")
    in_columns(bins, "low", "high", "mean", "n")
    figure = blank(theme, margin={"t": 24, "l": 48, "b": 40})
    figure.add_hline(y=0, line={"color": palette(theme).border_strong, "width": 1}, layer="below")
    _add_dots(figure, points, theme, f"{label} %{{x:.2f}}<br>adds %{{y:.2f}} {unit}<extra>one track</extra>")
    _add_means(figure, bins, theme, label, unit)
    _add_counts(figure, bins, theme)
    figure.update_layout(
        yaxis={"domain": [STRIP + 0.1, 1]},
        xaxis={"anchor": "y2", "title": {"text": label if feature is None else fmt.axis_title(feature)}},
    )
    top_unit(figure, f"adds, {unit}")
    _ticks(figure, bins, feature)
    return figure


def _add_dots(figure: go.Figure, points: pd.DataFrame, theme: Theme, hover: str) -> None:
    """A dot a track, tinted where there is a shade."""
    colour = _tint(points["shade"].to_numpy(), theme) if "shade" in points else {"color": palette(theme).context}
    figure.add_scatter(
        x=points["value"],
        y=points["contribution"],
        mode="markers",
        marker={"size": 4, "opacity": 0.55, **colour},
        hovertemplate=hover,
    )


def _add_means(figure: go.Figure, bins: pd.DataFrame, theme: Theme, label: str, unit: str) -> None:
    """A line through the means of the bins; it stops where a bin has too few tracks."""
    ink = palette(theme).title
    figure.add_scatter(
        x=(bins["low"] + bins["high"]) / 2,
        y=bins["mean"],
        mode="lines+markers",
        line={"color": ink, "width": 1.8},
        marker={"size": 7, "color": ink},
        customdata=bins[["low", "high", "n"]].to_numpy(),
        hovertemplate=(
            f"<b>{label} %{{customdata[0]:.2f}} to %{{customdata[1]:.2f}}</b><br>adds %{{y:.2f}} {unit} in the mean<br>"
            "n = %{customdata[2]:,}<extra></extra>"
        ),
        connectgaps=False,
    )


def _add_counts(figure: go.Figure, bins: pd.DataFrame, theme: Theme) -> None:
    """The strip below with the number of tracks of each bin."""
    figure.add_bar(
        x=(bins["low"] + bins["high"]) / 2,
        y=bins["n"],
        width=(bins["high"] - bins["low"]) * 0.9,
        marker={"color": palette(theme).context},
        text=[fmt.number(n) for n in bins["n"]],
        textposition="outside",
        textfont={"size": AXIS_SIZE, "color": palette(theme).faint},
        cliponaxis=False,
        yaxis="y2",
        hovertemplate="%{y:,} tracks<extra></extra>",
    )
    most = max(float(bins["n"].max()), 1.0)
    strip = {"domain": [0, STRIP], "range": [0, most * 1.1], "visible": False, "anchor": "x"}
    figure.update_layout(yaxis2=strip)
    note = {"x": 0, "xref": "paper", "xanchor": "right", "xshift": -6, "y": 0, "yref": "paper", "yanchor": "bottom"}
    figure.add_annotation(text="tracks", **note)


def _ticks(figure: go.Figure, bins: pd.DataFrame, feature: Feature | None) -> None:
    """Codes by their names, lengths as 4:25."""
    if feature is None:
        return
    if feature.name in fmt.CODES or feature.kind == "flag":
        codes = [round((low + high) / 2) for low, high in zip(bins["low"], bins["high"], strict=True)]
        names = [fmt.value(feature, bool(code) if feature.kind == "flag" else code) for code in codes]
        figure.update_xaxes(tickmode="array", tickvals=codes, ticktext=names)
    elif feature.unit == "ms":
        values = list(bins["low"])[:: max(1, len(bins) // 5)]
        names = [fmt.value(feature, value, unit=False) for value in values]
        figure.update_xaxes(tickmode="array", tickvals=values, ticktext=names)
    elif feature.name.endswith("_year"):
        figure.update_xaxes(tickformat="d")
