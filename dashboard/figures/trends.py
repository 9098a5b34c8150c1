"""Figures of series over time: a small one of many, chosen ones beside each other, the season by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.figures.base import blank, empty, in_columns, top_unit
from dashboard.theme import LABEL_SIZE, Theme, faded, palette

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NO_POINTS = "No point to show"


def worded(value: float, unit: str) -> str:
    """A value as people read it: a share in percent, a length in minutes, a large count short."""
    if unit == "share":
        return fmt.percent(value)
    if unit == "ms":
        return fmt.duration(value) if abs(value) >= 60_000 else f"{fmt.number(value / 1000, 1)} s"
    size = abs(value)
    return (
        fmt.compact(value)
        if size >= 10_000
        else fmt.number(value, 0 if size >= 1000 else 1 if size >= 20 else 3 if size >= 0.01 or not size else 4)
    )


def small(
    points: pd.DataFrame, theme: Theme = "light", reach: tuple[float, float] | None = None, moves: bool = False
) -> go.Figure:
    """One series of many, without axes: blue where it moves beyond its noise, else grey; thin stretches are faint.

    points : period, value, thin, partial. reach : lowest and highest of the panels that share a scale.
    """
    in_columns(points, "period", "value", "thin", "partial")
    shown = points[~points["partial"].astype(bool)]
    if shown.empty:
        return empty(theme, NO_POINTS)
    colours = palette(theme)
    colour = colours.primary if moves else colours.context_ink
    figure = blank(theme, margin={"l": 2, "r": 8, "t": 6, "b": 4})
    sound = shown["value"].where(~shown["thin"].astype(bool))
    figure.add_scatter(
        x=shown["period"],
        y=shown["value"],
        mode="lines",
        line={"color": faded(colour, 0.3), "width": 1},
        hoverinfo="skip",
    )
    figure.add_scatter(x=shown["period"], y=sound, mode="lines", line={"color": colour, "width": 1.8}, hoverinfo="skip")
    last = shown[sound.notna()].tail(1)
    figure.add_scatter(
        x=last["period"], y=last["value"], mode="markers", marker={"size": 6, "color": colour}, hoverinfo="skip"
    )
    figure.update_xaxes(visible=False, fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True, range=_padded(reach) if reach else None)
    return figure


def _padded(reach: tuple[float, float]) -> list[float]:
    room = (reach[1] - reach[0]) * 0.06 or 1.0
    return [reach[0] - room, reach[1] + room]


def lines(
    points: pd.DataFrame,
    theme: Theme = "light",
    unit: str = "",
    changes: Sequence[date] = (),
    sentence: str = NO_POINTS,
) -> go.Figure:
    """Up to four series in time, the first in blue: n at every point, thin and partial points hollow, changes dotted.

    points : series, name, period, value, n, thin, partial, step. changes : starts of new levels of the first series.
    """
    if points.empty:
        return empty(theme, sentence)
    in_columns(points, "series", "name", "period", "value", "n", "thin", "partial", "step")
    colours = palette(theme)
    figure = blank(theme, hovermode="x unified")
    wheel = [colours.primary, *(c for c in colours.categorical if c != colours.primary)]
    for (_, rows), colour in zip(points.groupby("series", sort=False), wheel, strict=False):
        _one(figure, rows, colour, unit)
    for start in changes:
        figure.add_vline(
            x=pd.Timestamp(start), line={"color": colours.context_ink, "width": 1, "dash": "dot"}, layer="below"
        )
    # Names stand in the margin: left to itself the axis would reach into years that have not come to make room for them.
    first, last = pd.Timestamp(points["period"].min()), pd.Timestamp(points["period"].max())
    room = max((last - first) / 50, pd.Timedelta(days=1))
    figure.update_xaxes(range=[first - room, last + room])
    figure.update_layout(margin={"r": 112})
    top_unit(figure, "share" if unit == "share" else unit)
    figure.update_yaxes(tickformat=".0%" if unit == "share" else None, nticks=5)
    return figure


def _one(figure: go.Figure, rows: pd.DataFrame, colour: str, unit: str) -> None:
    name = str(rows["name"].iloc[0])
    hollow = (rows["thin"].astype(bool) | rows["partial"].astype(bool)).tolist()
    words = [_said(row, unit) for row in rows.to_dict("records")]
    many = len(rows) > 400
    figure.add_scatter(
        x=rows["period"], y=rows["value"], mode="lines+markers", name=name, line={"color": colour, "width": 1.3 if many else 1.8},
        marker={"size": 3 if many else 6, "symbol": ["circle-open" if h else "circle" for h in hollow], "color": colour},
        customdata=words, hovertemplate=f"{name}: %{{customdata}}<extra></extra>",
    )  # fmt: skip
    last = rows.iloc[-1]
    figure.add_annotation(
        x=last["period"], y=last["value"], text=name[:16], xanchor="left", xshift=6, showarrow=False,
        font={"size": LABEL_SIZE, "color": colour},
    )  # fmt: skip


def _said(row: Mapping[Any, Any], unit: str) -> str:
    count = "" if fmt.is_missing(row["n"]) else f", {fmt.n(row['n'])}"
    marks = [word for word, on in (("too few to judge", row["thin"]), ("period not whole", row["partial"])) if on]
    return f"{worded(float(row['value']), unit)}{count}{' (' + ', '.join(marks) + ')' if marks else ''}"


def season(effects: pd.DataFrame, theme: Theme = "light", unit: str = "", told: bool = True) -> go.Figure:
    """Effect of each month (or weekday) against the year, with 95% intervals; grey where the season is not beyond chance.

    effects : part, effect, low, high, n.
    """
    if effects.empty:
        return empty(theme, "No season to show")
    in_columns(effects, "part", "effect", "low", "high", "n")
    colours = palette(theme)
    colour = colours.primary if told else colours.context_ink
    names = DAYS if len(effects) == 7 else MONTHS
    figure = blank(theme)
    figure.add_hline(y=0, line={"color": colours.context_ink, "width": 1})
    figure.add_scatter(
        x=[names[part - 1] for part in effects["part"]], y=effects["effect"], mode="markers",
        marker={"size": 8, "color": colour},
        error_y={"type": "data", "symmetric": False, "array": effects["high"] - effects["effect"],
                 "arrayminus": effects["effect"] - effects["low"], "color": faded(colour, 0.5), "thickness": 3, "width": 0},
        customdata=[f"{worded(e, unit)}, n = {n}" for e, n in zip(effects["effect"], effects["n"], strict=True)],
        hovertemplate="<b>%{x}</b><br>%{customdata} rounds<extra></extra>",
    )  # fmt: skip
    figure.update_yaxes(tickformat="+.1%" if unit == "share" else None, nticks=4)
    figure.update_xaxes(showgrid=False, tickangle=0)
    return figure
