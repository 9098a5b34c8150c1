"""A weekly series with what is expected next, labelled where the eye is: the figure of Overview."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.figures.forecast import fan
from dashboard.theme import LABEL_SIZE, Theme, palette

ROOM = 116
"""Width in px at the right for the label at the end of the forecast."""


def outlook(
    history: pd.DataFrame,
    ahead: pd.DataFrame,
    before: pd.DataFrame,
    theme: Theme,
    unit: str,
    show: Callable[[float], str],
    sentence: str = "",
) -> go.Figure:
    """`figures.forecast.fan` with its last value and the likely end written beside the lines.

    history : period, value, n, thin ; ahead : start, value, low_80 ... high_95, may be empty ; before : start, value, the
    same weeks a year before, may be empty ; show : a value as people read it.
    """
    figure = fan(history, ahead, before, theme, unit, sentence)
    if history.empty:
        return figure
    colours = palette(theme)
    figure.update_traces(selector={"name": "so far"}, line={"color": colours.primary, "width": 1.8})
    figure.update_traces(selector={"name": "expected"}, line={"color": colours.primary, "width": 1.8, "dash": "dash"})
    figure.update_traces(selector={"name": "of few rows"}, visible=False)
    # Said, not found: words beside the last point would stretch the axis.
    last_day = ahead["start"].iloc[-1] if len(ahead) else history["period"].iloc[-1]
    figure.update_xaxes(fixedrange=True, tickangle=0, range=[history["period"].iloc[0], last_day])
    figure.update_layout(margin={"r": ROOM if len(ahead) else ROOM // 2})
    last = history.iloc[-1]
    if len(ahead):
        _label(figure, last["period"], last["value"], fmt.date(last["period"]), colours.faint, down=True)
        end = ahead.iloc[-1]
        _label(figure, end["start"], end["value"], _ends(end, show, colours.primary), colours.soft)
    else:
        _label(figure, last["period"], last["value"], f"<b>{show(last['value'])}</b>", colours.primary)
    if len(before) and len(ahead):
        middle, expected = before.iloc[len(before) // 2], ahead["value"].iloc[len(ahead) // 2]
        # On the side away from what is expected, so that it lies on neither line.
        side = {"yanchor": "bottom", "yshift": 8} if middle["value"] > expected else {"yanchor": "top", "yshift": -8}
        figure.add_annotation(
            x=middle["start"], y=middle["value"], text="a year before", showarrow=False, **side,
            font={"size": LABEL_SIZE - 1, "color": colours.soft},
        )  # fmt: skip
    return figure


def _ends(end: pd.Series, show: Callable[[float], str], colour: str) -> str:
    likely = fmt.span(show(end["low_80"]), show(end["high_80"]))
    return f"<b><span style='color:{colour}'>{show(end['value'])}</span></b><br>{likely} (80%)"


def _label(figure: go.Figure, x: object, y: float, text: str, colour: str, down: bool = False) -> None:
    place = {"xanchor": "right", "yanchor": "top", "yshift": -8} if down else {"xanchor": "left", "xshift": 6}
    figure.add_annotation(
        x=x, y=y, text=text, showarrow=False, align="left", font={"size": LABEL_SIZE - 1, "color": colour}, **place
    )  # fmt: skip
