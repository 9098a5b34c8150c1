"""How a target usually sounds beside the rest, and how one answer is made up: bands and waterfalls."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.figures.base import blank, empty, in_columns, right_column, row_axis
from dashboard.theme import LABEL_SIZE, Theme, faded, palette
from warehouse.features import Feature, by_name

#: How far the two bands of a row stand apart, in rows.
APART = 0.15


def blueprint_bands(
    frame: pd.DataFrame, theme: Theme = "light", sentence: str = "No track is in this target"
) -> go.Figure:
    """Middle 80% of a target (blue, above) and of the rest (grey, below) of each feature, on the feature's own range.

    frame : feature, q10, q50, q90, rest_q10, rest_q50, rest_q90, low, high (ends of the row), overlap, n, rest_n; in its
    order. Dot and upright: the medians. Right: the target's range and how much the two distributions have in common.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "feature", "q10", "q50", "q90", "rest_q10", "rest_q50", "rest_q90", "low", "high", "overlap")
    colours, known = palette(theme), by_name()
    records = frame.to_dict("records")
    figure = blank(theme)
    for row, record in enumerate(records):
        _line(figure, [0, 1], row, colours.grid, 1)
        _line(figure, [_place(record, name) for name in ("rest_q10", "rest_q90")], row + APART, colours.context, 5)
        blue = faded(colours.primary, 0.45)
        _line(figure, [_place(record, name) for name in ("q10", "q90")], row - APART, blue, 5)
    upright = {"symbol": "line-ns", "size": 8, "line": {"width": 1.5, "color": colours.context_ink}}
    rows = list(range(len(records)))
    figure.add_scatter(
        x=[_place(record, "rest_q50") for record in records],
        y=[row + APART for row in rows],
        mode="markers",
        marker=upright,
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[_place(record, "q50") for record in records],
        y=[row - APART for row in rows],
        mode="markers",
        marker={"size": 8, "color": colours.primary},
        customdata=[_words(record, known.get(record["feature"])) for record in records],
        hovertemplate=(
            "<b>%{customdata[0]}</b><br>target %{customdata[1]}, median %{customdata[2]}, n = %{customdata[5]}<br>"
            "rest %{customdata[3]}, median %{customdata[4]}, n = %{customdata[6]}<extra></extra>"
        ),
        cliponaxis=False,
    )
    texts = [_words(record, known.get(record["feature"])) for record in records]
    row_axis(figure, [text[0] for text in texts], theme)
    right_column(
        figure, [f"{text[1]} · {fmt.percent(r['overlap'], 0)}" for text, r in zip(texts, records, strict=True)], theme
    )
    figure.update_xaxes(range=[-0.02, 1.02], showgrid=False, showticklabels=False)
    figure.update_layout(margin={"b": 8})
    return figure


def _place(record: dict[Any, Any], name: str) -> float | None:
    """Where a value lies between the ends of its row; None where it is missing."""
    if fmt.is_missing(record[name]):
        return None
    reach = (record["high"] - record["low"]) or 1.0
    return float(min(max((record[name] - record["low"]) / reach, 0.0), 1.0))


def _words(record: dict[Any, Any], feature: Feature | None) -> list[str]:
    """Label, the target's range and median, the rest's range and median, n of both."""
    show = (lambda v: fmt.value(feature, v, False)) if feature else (lambda v: fmt.number(v, 2))
    if feature is not None and feature.kind == "flag":
        show = lambda v: fmt.MISSING if fmt.is_missing(v) else fmt.value(feature, bool(round(v)))  # noqa: E731
    return [
        feature.label if feature else str(record["feature"]),
        fmt.span(show(record["q10"]), show(record["q90"])),
        show(record["q50"]),
        fmt.span(show(record["rest_q10"]), show(record["rest_q90"])),
        show(record["rest_q50"]),
        fmt.number(record.get("n")),
        fmt.number(record.get("rest_n")),
    ]


def waterfall(
    frame: pd.DataFrame,
    base: float,
    theme: Theme = "light",
    names: tuple[str, str] = ("Mean", "Expected"),
    decimals: int = 1,
    sentence: str = "There is no answer to take apart",
) -> go.Figure:
    """From a base to an answer, one bar a part: minus rust, plus cyan; the ends are dots.

    frame : label, contribution, in the order to draw. The last dot is the base and all parts together.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "label", "contribution")
    colours = palette(theme)
    down, up = colours.categorical[1], colours.categorical[4]
    parts = [float(value) for value in frame["contribution"]]
    starts = [base + sum(parts[:i]) for i in range(len(parts) + 1)]
    end, rows = starts[-1], list(range(1, len(parts) + 1))
    figure = blank(theme)
    figure.add_bar(
        x=parts,
        base=starts[:-1],
        y=rows,
        orientation="h",
        width=0.62,
        marker={"color": [up if value >= 0 else down for value in parts]},
        customdata=list(frame["label"]),
        hovertemplate=f"<b>%{{customdata}}</b><br>%{{x:+.{decimals}f}}<extra></extra>",
    )
    for row, level in enumerate(starts):
        _line(figure, [level, level], None, colours.border_strong, 1, [row + 0.31, row + 0.69])
    figure.add_scatter(
        x=[base, end],
        y=[0, len(parts) + 1],
        mode="markers",
        marker={"size": 10, "color": [colours.context_ink, colours.primary]},
        hovertemplate=f"%{{x:.{decimals}f}}<extra></extra>",
        cliponaxis=False,
    )
    for row, start, value in zip(rows, starts, parts, strict=False):
        _end_label(figure, max(start, start + value), row, fmt.signed(value, decimals), colours.text)
    _end_label(figure, base, 0, f"<b>{fmt.number(base, decimals)}</b>", colours.title)
    _end_label(figure, end, len(parts) + 1, f"<b>{fmt.number(end, decimals)}</b>", colours.title)
    ends = [True, *[False] * len(parts), True]
    row_axis(figure, [names[0], *frame["label"], names[1]], theme, ends)
    low, high = min(*starts, base), max(*starts, base)
    reach = (high - low) or 1.0
    figure.update_xaxes(range=[low - 0.06 * reach, high + 0.22 * reach], showgrid=False, showticklabels=False)
    figure.update_layout(margin={"b": 8})
    return figure


def _end_label(figure: go.Figure, x: float, row: int, text: str, colour: str) -> None:
    font = {"size": LABEL_SIZE, "color": colour}
    figure.add_annotation(x=x, y=row, text=text, xanchor="left", xshift=8, font=font)


def _line(
    figure: go.Figure, x: list[Any], row: float | None, colour: str, width: int, y: list[float] | None = None
) -> None:
    figure.add_scatter(
        x=x, y=[row, row] if y is None else y, mode="lines", line={"color": colour, "width": width}, hoverinfo="skip"
    )
