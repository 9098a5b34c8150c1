"""Figures of one track: its features against its genre, its popularity over snapshots."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.figures.base import blank, empty, in_columns, right_column, row_axis, top_unit
from dashboard.theme import LABEL_SIZE, Theme, palette
from warehouse.features import Feature, by_name


def feature_profile(
    frame: pd.DataFrame,
    theme: Theme = "light",
    group: str = "its genre",
    sentence: str = "No measured feature for this track",
) -> go.Figure:
    """A track's features against the middle 80% of a group, each on its own range.

    frame : feature, label, value, q10, q50, q90, in the feature's units, and low, high where the ends of the axis are
    known (the catalogue's range; default: the valid range of the feature). Dot: the track, bold label where it is
    outside the bar. Bar: the group's middle 80%, the upright line its median. Right: the value with its unit.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "feature", "label", "value", "q10", "q50", "q90")
    colours = palette(theme)
    known = by_name()
    places = pd.DataFrame([_places(row, known.get(row["feature"])) for row in frame.to_dict("records")])
    outside = [
        bool(v < low or v > high) for v, low, high in zip(frame["value"], frame["q10"], frame["q90"], strict=True)
    ]
    rows = list(range(len(frame)))
    figure = blank(theme)
    for row, (low, high) in enumerate(zip(places["q10"], places["q90"], strict=True)):
        _line(figure, [0, 1], row, colours.grid, 2)
        _line(figure, [low, high], row, colours.context, 6)
    figure.add_scatter(
        x=places["q50"],
        y=rows,
        mode="markers",
        hoverinfo="skip",
        marker={"symbol": "line-ns", "size": 10, "line": {"width": 1.5, "color": colours.context_ink}},
    )
    texts = [_shown(row, known.get(row["feature"])) for row in frame.to_dict("records")]
    figure.add_scatter(
        x=places["value"],
        y=rows,
        mode="markers",
        marker={"size": 10, "color": colours.primary, "line": {"width": 1.5, "color": colours.card}},
        customdata=texts,
        hovertemplate=(
            "<b>%{customdata[0]}</b><br>this track %{customdata[1]}<br>"
            f"{group} %{{customdata[2]}} to %{{customdata[3]}} (middle 80%)<extra></extra>"
        ),
        cliponaxis=False,
    )
    row_axis(figure, list(frame["label"]), theme, outside)
    right_column(figure, [text[1] for text in texts], theme)
    figure.update_xaxes(range=[-0.02, 1.02], showgrid=False, showticklabels=False)
    figure.update_layout(margin={"b": 8})
    return figure


def popularity_history(
    frame: pd.DataFrame, theme: Theme = "light", sentence: str = "No popularity has been loaded for this track"
) -> go.Figure:
    """Popularity (0 to 100) at each snapshot. frame : as_of (date), popularity. One snapshot is one dot and says so."""
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "as_of", "popularity")
    colours = palette(theme)
    ordered = frame.sort_values("as_of")
    last = ordered.iloc[-1]
    figure = blank(theme, hovermode="x unified", margin={"r": 44})
    figure.add_scatter(
        x=ordered["as_of"],
        y=ordered["popularity"],
        mode="lines+markers",
        line={"color": colours.primary, "width": 1.8},
        marker={"size": 7, "color": colours.primary},
        customdata=[fmt.date(day) for day in ordered["as_of"]],
        hovertemplate="%{customdata}: popularity %{y}<extra></extra>",
        cliponaxis=False,
    )
    label = {"size": LABEL_SIZE, "color": colours.primary_ink}
    figure.add_annotation(
        x=last["as_of"],
        y=last["popularity"],
        text=f"<b>{fmt.number(last['popularity'])}</b>",
        xanchor="left",
        xshift=8,
        font=label,
    )
    top_unit(figure, "popularity, 0 to 100")
    days = [ordered["as_of"].iloc[0], last["as_of"]] if len(ordered) > 1 else [last["as_of"]]
    figure.update_xaxes(tickmode="array", tickvals=days, ticktext=[fmt.date(day) for day in days])
    figure.update_yaxes(range=[0, 100], tickvals=[0, 50, 100])
    if len(ordered) == 1:
        figure.add_annotation(
            text="first snapshot, nothing to compare",
            x=0.5,
            xref="paper",
            y=0,
            yref="paper",
            yanchor="bottom",
            yshift=4,
        )
    return figure


def _places(row: dict[Any, Any], feature: Feature | None) -> dict[str, float]:
    """Positions of value and quantiles between the ends of the row's range, clipped to 0 to 1."""
    low = row.get("low", feature.low if feature else None)
    high = row.get("high", feature.high if feature else None)
    low = min(row["q10"], row["value"]) if low is None or low != low else low
    high = max(row["q90"], row["value"]) if high is None or high != high else high
    reach = (high - low) or 1.0
    return {name: min(max((row[name] - low) / reach, 0.0), 1.0) for name in ("value", "q10", "q50", "q90")}


def _shown(row: dict[Any, Any], feature: Feature | None) -> list[str]:
    """Label, value with unit, and the ends of the middle 80% as text."""
    text = (lambda v, unit: fmt.value(feature, v, unit)) if feature else (lambda v, unit: fmt.number(v, 2))
    return [str(row["label"]), text(row["value"], True), text(row["q10"], False), text(row["q90"], True)]


def _line(figure: go.Figure, ends: list[float], row: int, colour: str, width: int) -> None:
    figure.add_scatter(x=ends, y=[row, row], mode="lines", line={"color": colour, "width": width}, hoverinfo="skip")
