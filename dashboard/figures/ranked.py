"""Ranked rows: dots with their middle half, bars, pairs of dots. Labels at the left, n at the right edge."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.figures.base import blank, counts, empty, in_columns, reference, right_column, row_axis
from dashboard.theme import LABEL_SIZE, Theme, faded, palette


def ranked_dots(
    frame: pd.DataFrame,
    theme: Theme = "light",
    highlighted: Collection[str] = (),
    reference_value: float | None = None,
    reference_label: str = "",
    unit: str = "",
    decimals: int = 0,
    sentence: str = "No group has enough tracks to rank",
) -> go.Figure:
    """A dot at the median and a bar over the middle half, one row a label, in the order of the frame.

    frame : label, median, q1, q3, n. `highlighted` labels are blue and bold, the rest context grey. The reference (the
    whole catalogue, say) is a dotted line.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "label", "median", "q1", "q3", "n")
    colours = palette(theme)
    marked = [label in highlighted for label in frame["label"]]
    rows = list(range(len(frame)))
    figure = blank(theme)
    halves = [
        {
            "type": "scatter",
            "x": [low, high],
            "y": [row, row],
            "mode": "lines",
            "line": {"color": faded(colours.primary, 0.4) if on else faded(colours.context, 0.75), "width": 4},
            "hoverinfo": "skip",
        }
        for row, (low, high, on) in enumerate(zip(frame["q1"], frame["q3"], marked, strict=True))
    ]
    medians = {
        "type": "scatter",
        "x": frame["median"],
        "y": rows,
        "mode": "markers",
        "marker": {"size": 8, "color": [colours.primary if on else colours.context_ink for on in marked]},
        "customdata": frame[["label", "q1", "q3", "n"]].to_numpy(),
        "hovertemplate": (
            f"<b>%{{customdata[0]}}</b><br>median %{{x:.{decimals}f}} {unit}<br>"
            f"middle half %{{customdata[1]:.{decimals}f}} to %{{customdata[2]:.{decimals}f}}<br>"
            "n = %{customdata[3]:,}<extra></extra>"
        ),
    }
    figure.add_traces([*halves, medians])
    if reference_value is not None:
        reference(figure, reference_value, reference_label, theme)
    row_axis(figure, list(frame["label"]), theme, marked)
    right_column(figure, counts(list(frame["n"])), theme)
    figure.update_xaxes(rangemode="tozero")
    return figure


def ranked_bars(
    frame: pd.DataFrame,
    theme: Theme = "light",
    highlighted: Collection[str] = (),
    show: Callable[[float], str] = fmt.number,
    reference_value: float | None = None,
    reference_label: str = "",
    what: str = "",
    sentence: str = "Nothing to rank for this selection",
) -> go.Figure:
    """Bars from 0 with the value at their end, one row a label, in the order of the frame.

    frame : label, value, and n where there is one (written at the right edge). `show` turns a value into text, `what`
    says what it measures (hover). With nothing highlighted all bars are blue; else the rest are grey.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "label", "value")
    colours = palette(theme)
    marked = [label in highlighted for label in frame["label"]]
    blue = marked if any(marked) else [True] * len(frame)
    texts = [show(value) for value in frame["value"]]
    has_n = "n" in frame.columns
    figure = blank(theme)
    figure.add_bar(
        x=frame["value"],
        y=list(range(len(frame))),
        orientation="h",
        width=0.5,
        marker={"color": [colours.primary if on else colours.context for on in blue]},
        text=texts,
        textposition="outside",
        textfont={"size": LABEL_SIZE, "color": colours.text},
        cliponaxis=False,
        customdata=[f"<br>{fmt.n(n)}" for n in frame["n"]] if has_n else [""] * len(frame),
        hovertext=list(frame["label"].astype(str)),
        hovertemplate=f"<b>%{{hovertext}}</b><br>%{{text}} {what}%{{customdata}}<extra></extra>",
    )
    row_axis(figure, list(frame["label"]), theme, marked)
    low, high = min(0.0, float(frame["value"].min())), max(0.0, float(frame["value"].max()), reference_value or 0.0)
    # Room for the text at the end of the longest bar.
    figure.update_xaxes(showgrid=False, showticklabels=False, range=[low * 1.18, high * 1.18 or 1])
    figure.update_layout(margin={"b": 12})
    if has_n:
        right_column(figure, counts(list(frame["n"])), theme)
    if reference_value is not None:
        reference(figure, reference_value, reference_label, theme)
    return figure


def paired_dots(
    frame: pd.DataFrame,
    theme: Theme = "light",
    show: Callable[[float], str] = lambda v: fmt.number(v, 3),
    names: tuple[str, str] = ("honest", "leaky"),
    sentence: str = "No model has been evaluated yet",
) -> go.Figure:
    """Two results a metric on one line: a filled blue dot for the honest one, a hollow grey dot for the other.

    frame : metric (the label), honest, leaky, and baseline where there is one (a short upright line). All metrics
    share one axis from 0 to 1 when they fit in it.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "metric", "honest", "leaky")
    colours = palette(theme)
    figure = blank(theme, margin={"r": 32})  # a value is written beside the last dot
    for row, (a, b) in enumerate(zip(frame["honest"], frame["leaky"], strict=True)):
        figure.add_scatter(
            x=[a, b], y=[row, row], mode="lines", line={"color": colours.context, "width": 2}, hoverinfo="skip"
        )
    if "baseline" in frame.columns:
        upright = {"symbol": "line-ns", "size": 12, "line": {"width": 2, "color": colours.context_ink}}
        _dots(figure, frame, "baseline", "baseline", upright, show, None)
    hollow = {"size": 9, "color": colours.card, "line": {"width": 2, "color": colours.context_ink}}
    _dots(figure, frame, "leaky", names[1], hollow, show, colours.faint)
    _dots(figure, frame, "honest", names[0], {"size": 10, "color": colours.primary}, show, colours.text)
    row_axis(figure, list(frame["metric"]), theme)
    values = frame.drop(columns="metric").select_dtypes("number").to_numpy()
    fits = bool((values[values == values] <= 1).all() and (values[values == values] >= 0).all())
    figure.update_xaxes(range=[-0.02, 1.04] if fits else None)
    return figure


def _dots(
    figure: go.Figure,
    frame: pd.DataFrame,
    column: str,
    name: str,
    marker: dict[str, Any],
    show: Callable[[float], str],
    colour: str | None,
) -> None:
    """One dot a metric; with a colour its value is written above it, on the side away from the other dot.

    Of two equal dots the honest one has it at right.
    """
    other = "leaky" if column == "honest" else "honest"
    at_right = [a > b or (a == b and column == "honest") for a, b in zip(frame[column], frame[other], strict=True)]
    figure.add_scatter(
        x=frame[column],
        y=list(range(len(frame))),
        mode="markers+text" if colour else "markers",
        marker=marker,
        text=[show(value) for value in frame[column]],
        textposition=["top right" if right else "top left" for right in at_right],
        textfont={"size": LABEL_SIZE, "color": colour},
        customdata=list(frame["metric"]),
        hovertemplate=f"<b>%{{customdata}}</b><br>{name} %{{text}}<extra></extra>",
        cliponaxis=False,
    )
