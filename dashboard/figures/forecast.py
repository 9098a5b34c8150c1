"""A series with its forecast as a fan, and how the error of forecasts grows with their distance."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import blank, empty, in_columns, top_unit
from dashboard.theme import Theme, faded, palette

OPACITY = {"95": 0.14, "80": 0.28}


def fan(
    history: pd.DataFrame, ahead: pd.DataFrame, before: pd.DataFrame, theme: Theme, unit: str, sentence: str = ""
) -> go.Figure:
    """What was, and what is expected with its 80% and 95% intervals.

    history : period, value, n, thin ; ahead : start, value, low_80, high_80, low_95, high_95 ; before : start, value, the
    same periods a year before, which may be empty ; sentence : said where there is neither.
    """
    if history.empty:
        return empty(theme, sentence or "This series has no periods")
    in_columns(history, "period", "value", "n", "thin")
    colours = palette(theme)
    figure = blank(theme, hovermode="x unified")
    if len(ahead):
        _fan(figure, history, ahead, colours.primary)
    figure.add_scatter(
        x=history["period"], y=history["value"], mode="lines", name="so far", customdata=history[["n"]],
        line={"color": colours.context_ink, "width": 1.8}, hovertemplate="%{y:.4~g}, n = %{customdata[0]:,.0f}",
    )  # fmt: skip
    thin = history[history["thin"].fillna(False).astype(bool)]
    figure.add_scatter(
        x=thin["period"], y=thin["value"], mode="markers", name="of few rows", hoverinfo="skip",
        marker={"color": colours.context, "size": 4, "symbol": "circle-open"},
    )  # fmt: skip
    if len(before):
        figure.add_scatter(
            x=before["start"], y=before["value"], mode="lines", name="a year before",
            line={"color": colours.context_ink, "width": 1.3, "dash": "dot"}, hovertemplate="%{y:.4~g}",
        )  # fmt: skip
    figure.update_yaxes(nticks=5, fixedrange=True)
    top_unit(figure, unit)
    return figure


def _fan(figure: go.Figure, history: pd.DataFrame, ahead: pd.DataFrame, colour: str) -> None:
    # What came after its start was not known to the forecast: the fan does not hang on that.
    known = history[pd.to_datetime(history["period"]) < pd.to_datetime(ahead["start"].iloc[0])]
    last = (known if len(known) else history).iloc[-1]
    for level, opacity in OPACITY.items():
        figure.add_scatter(
            x=[last["period"], *ahead["start"], *ahead["start"][::-1], last["period"]],
            y=[last["value"], *ahead[f"high_{level}"], *ahead[f"low_{level}"][::-1], last["value"]],
            mode="lines", fill="toself", fillcolor=faded(colour, opacity), line={"width": 0}, name=f"{level}%",
            hoverinfo="skip",
        )  # fmt: skip
    figure.add_scatter(
        x=[last["period"], *ahead["start"]], y=[last["value"], *ahead["value"]], mode="lines", name="expected",
        line={"color": colour, "width": 1.8}, hovertemplate="%{y:.4~g}",
    )  # fmt: skip


def error_by_distance(frame: pd.DataFrame, theme: Theme, unit: str) -> go.Figure:
    """Mean absolute error of past forecasts and of naive ones, by how far ahead they looked. frame : ahead, ours, naive, n."""
    if frame.empty:
        return empty(theme, "No past forecast can be judged yet")
    in_columns(frame, "ahead", "ours", "naive", "n")
    colours = palette(theme)
    figure = blank(theme, hovermode="x unified")
    looks = (
        ("naive", {"color": colours.context_ink, "width": 1.3, "dash": "dot"}),
        ("ours", {"color": colours.primary}),
    )
    for name, line in looks:
        figure.add_scatter(
            x=frame["ahead"], y=frame[name], mode="lines+markers", name=name, line=line, customdata=frame[["n"]],
            marker={"size": 5}, hovertemplate="%{y:.4~g}, n = %{customdata[0]}",
        )  # fmt: skip
    figure.update_xaxes(title="periods ahead", nticks=6, fixedrange=True)
    figure.update_yaxes(rangemode="tozero", nticks=5, fixedrange=True)
    top_unit(figure, unit)
    return figure
