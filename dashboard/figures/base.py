"""What every figure shares: the template, words for an empty frame, rows with n at the right edge, reference lines."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.theme import AXIS_SIZE, LABEL_SIZE, Theme, palette, template_name

EMPTY = "Nothing to show for this selection"
ROW_PX = 20
"""Height of one row of a ranked figure in px; `rows_height` uses it."""


def blank(theme: Theme, **layout: Any) -> go.Figure:
    """A figure with the template of the theme and nothing in it."""
    return go.Figure(layout={"template": template_name(theme), **layout})


def empty(theme: Theme, sentence: str = EMPTY) -> go.Figure:
    """A figure that says in words why it is empty; axes off."""
    figure = blank(theme, xaxis={"visible": False}, yaxis={"visible": False})
    colour = palette(theme).soft
    figure.add_annotation(
        text="<br>".join(textwrap.wrap(sentence, 44)),
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        font={"size": LABEL_SIZE, "color": colour},
    )
    return figure


def rows_height(rows: int, per_row: int = ROW_PX, foot: int = 36) -> int:
    """Height in px that a ranked figure of so many rows needs."""
    return max(rows, 3) * per_row + foot


def text_width(labels: Sequence[str], size: int = LABEL_SIZE) -> int:
    """Width in px that the longest label needs, by 0.56 em a character: enough in every font of the stack."""
    return int(max((len(str(label)) for label in labels), default=0) * size * 0.56) + 12


def shorten(label: Any, most: int = 30) -> str:
    """A label of at most `most` characters."""
    text = str(label)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def row_axis(figure: go.Figure, labels: Sequence[Any], theme: Theme, marked: Sequence[bool] | None = None) -> None:
    """Rows from top to bottom at 0, 1, 2 ...: labels at the left, those of marked rows in bold ink."""
    colours = palette(theme)
    shown = [shorten(label) for label in labels]
    bold = marked or [False] * len(shown)
    ticks = [
        f"<b><span style='color:{colours.title}'>{_plain(text)}</span></b>" if on else _plain(text)
        for text, on in zip(shown, bold, strict=True)
    ]
    figure.update_yaxes(
        range=[len(shown) - 0.5, -0.5],
        tickmode="array",
        tickvals=list(range(len(shown))),
        ticktext=ticks,
        tickfont={"size": LABEL_SIZE, "color": colours.soft},
        showgrid=False,
        automargin=False,
        ticklabelstandoff=6,
        fixedrange=True,
    )
    figure.update_xaxes(showgrid=True, fixedrange=True)
    figure.update_layout(margin={"l": text_width(shown)})


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def right_column(figure: go.Figure, texts: Sequence[str], theme: Theme, heading: str = "") -> None:
    """A column of small text at the right edge, one line a row (n, or the value)."""
    margin = text_width([*texts, heading], 11) + 4
    every = {"x": 1, "xref": "paper", "yref": "y", "xanchor": "right", "xshift": margin - 4}
    made = [
        {**every, "y": row, "text": text, "font": {"color": palette(theme).faint}} for row, text in enumerate(texts)
    ]
    # All at once: each that is added alone checks and copies those before it.
    figure.layout.annotations = (*figure.layout.annotations, *made)
    figure.update_layout(margin={"r": margin})


def counts(values: Sequence[Any]) -> list[str]:
    """Sample sizes as text."""
    return [fmt.number(value) for value in values]


def top_unit(figure: go.Figure, text: str) -> None:
    """The unit of the vertical axis, written once at its top."""
    figure.add_annotation(text=text, x=0, xref="paper", y=1, yref="paper", xanchor="left", yanchor="bottom", yshift=2)
    figure.update_layout(margin={"t": 24})


def reference(figure: go.Figure, x: float, text: str, theme: Theme, side: str = "right") -> None:
    """A dotted vertical line at x with its label at the top."""
    colours = palette(theme)
    # What add_vline makes, without its look at every axis and trace.
    line = {"color": colours.context_ink, "width": 1, "dash": "dot"}
    figure.add_shape(type="line", x0=x, x1=x, xref="x", y0=0, y1=1, yref="y domain", line=line, layer="below")
    figure.add_annotation(
        x=x,
        y=1,
        yref="paper",
        text=text,
        xanchor="left" if side == "right" else "right",
        yanchor="bottom",
        xshift=0,
        font={"color": colours.soft},
    )
    figure.update_layout(margin={"t": 24})


def in_columns(frame: Any, *names: str) -> None:
    """Raise KeyError naming the columns a figure needs and the frame lacks."""
    lacking = [name for name in names if name not in frame.columns]
    if lacking:
        raise KeyError(
            f"the figure needs the columns {', '.join(lacking)}; the frame has {', '.join(map(str, frame.columns))}"
        )


def enlarged(figure: go.Figure, by: float) -> go.Figure:
    """The same figure for people who stand far away: text, lines, dots and the room for text `by` times as large."""
    made, base = go.Figure(figure), figure.layout.template.layout
    size = by * AXIS_SIZE
    made.update_layout(font_size=size)
    for axis in (*made.select_xaxes(), *made.select_yaxes()):
        axis.update(tickfont_size=size, title_font_size=size)
    for text in made.layout.annotations:
        text.font.size = by * (text.font.size or AXIS_SIZE)
        for shift in ("xshift", "yshift"):
            text[shift] = by * (text[shift] or 0)
    for trace in made.data:
        if getattr(trace, "line", None) is not None and trace.line.width:
            trace.line.width *= by
        if getattr(trace, "marker", None) is not None and isinstance(getattr(trace.marker, "size", None), int | float):
            trace.marker.size *= by
    given, usual = made.layout.margin, base.margin
    made.update_layout(margin={side: by * (given[side] or usual[side] or 0) for side in "lrtb"})
    return made
