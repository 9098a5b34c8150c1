"""Figures of a candidate: its likeliest genres, its popularity on its genre's, and what its expected popularity is made of."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.figures.base import blank, empty, in_columns, row_axis, shorten, text_width
from dashboard.theme import LABEL_SIZE, Theme, faded, palette

UNIT = "points of popularity"
LABELLED = 48
"""Popularity from which on the name of the group stands over the bars."""


def genre_bars(
    frame: pd.DataFrame,
    theme: Theme = "light",
    threshold: float | None = None,
    sentence: str = "No genre model is trained yet",
) -> go.Figure:
    """Bars of probabilities, the likeliest on top in blue when it reaches `threshold`, which is a dotted line.

    frame : genre, probability (0 to 1), the likeliest first.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "genre", "probability")
    colours = palette(theme)
    chances = list(frame["probability"])
    sure = threshold is None or chances[0] >= threshold
    marked = [place == 0 and sure for place in range(len(frame))]
    figure = blank(theme, bargap=0.45)
    figure.add_bar(
        x=chances,
        y=list(range(len(frame))),
        orientation="h",
        marker={"color": [colours.primary if on else colours.context for on in marked]},
        # Texts of the trace, not annotations: those take Plotly some milliseconds each.
        text=[f"<b>{_chance(c)}</b>" if on else _chance(c) for c, on in zip(chances, marked, strict=True)],
        textposition="outside",
        textfont={"size": LABEL_SIZE, "color": colours.text},
        customdata=list(frame["genre"]),
        hovertemplate="<b>%{customdata}</b><br>%{x:.1%}<extra></extra>",
        cliponaxis=False,
    )
    row_axis(figure, list(frame["genre"]), theme, marked)
    figure.update_xaxes(
        range=[0, max(1.12 * max(chances), (threshold or 0) * 1.35, 0.2)], showgrid=False, showticklabels=False
    )
    if threshold is not None:
        figure.add_vline(x=threshold, line={"color": colours.context_ink, "width": 1, "dash": "dot"}, layer="below")
        figure.add_annotation(
            x=threshold, y=0, yref="paper", yanchor="top", yshift=-2, text=f"below {threshold:.0%}: “not sure”"
        )
    return figure


def _chance(share: float) -> str:
    """'54%', or '< 1%'."""
    return fmt.percent(share, 0) if share >= 0.005 else "< 1%"


def interval_on_histogram(
    frame: pd.DataFrame,
    theme: Theme = "light",
    group: str = "",
    expected: float = float("nan"),
    low: float = float("nan"),
    high: float = float("nan"),
    sentence: str = "No popularity is known for this genre",
) -> go.Figure:
    """An 80% interval with its dot over the popularity of a group's tracks, 0 to 100.

    frame : low, high, n, one row a bin. The interval stands above the bars, its dot at `expected`.
    """
    if frame.empty or not frame["n"].sum():
        return empty(theme, sentence)
    in_columns(frame, "low", "high", "n")
    colours = palette(theme)
    top = float(frame["n"].max())
    figure = blank(theme, bargap=0, margin={"l": 12, "r": 12, "t": 4})
    figure.add_bar(
        x=(frame["low"] + frame["high"]) / 2,
        y=frame["n"],
        width=(frame["high"] - frame["low"]) * 0.9,
        marker={"color": faded(colours.context, 0.75)},
        customdata=[f"{fmt.number(a)} to {fmt.number(b)}" for a, b in zip(frame["low"], frame["high"], strict=True)],
        hovertemplate="<b>popularity %{customdata}</b><br>%{y:,} recordings<extra></extra>",
    )
    if expected == expected:
        _interval(figure, theme, expected, low, high, top)
    figure.update_xaxes(range=[-2, 102], tickvals=[0, 20, 40, 60, 80, 100])
    figure.update_yaxes(range=[0, top * 1.5], showgrid=False, showticklabels=False)
    text = f"{shorten(group, 22)}, n = {frame['n'].sum():,}"
    # Above the bars that it would cover, below the interval.
    beside = float(frame.loc[frame["high"] > LABELLED, "n"].max()) if (frame["high"] > LABELLED).any() else 0.0
    figure.add_annotation(x=1, xref="paper", xanchor="right", y=max(beside, top * 0.3), yanchor="bottom", text=text)
    return figure


def _interval(figure: go.Figure, theme: Theme, expected: float, low: float, high: float, top: float) -> None:
    """The thick tint with its dot and numbers, above the bars."""
    colours, at = palette(theme), top * 1.24
    line = {"color": faded(colours.primary, 0.28), "width": 7}
    figure.add_scatter(x=[low, high], y=[at, at], mode="lines", line=line, hoverinfo="skip")
    drop = {"color": colours.primary, "width": 1, "dash": "dot"}
    figure.add_scatter(x=[expected, expected], y=[0, at], mode="lines", line=drop, hoverinfo="skip")
    figure.add_scatter(
        x=[expected],
        y=[at],
        mode="markers",
        marker={"size": 11, "color": colours.primary, "line": {"width": 1.5, "color": colours.card}},
        hovertemplate=f"expected %{{x:.0f}}<br>likely {low:.0f} to {high:.0f} (80%)<extra></extra>",
        cliponaxis=False,
    )
    words = f"<b>{fmt.number(expected)} expected</b>"
    ink = {"size": LABEL_SIZE, "color": colours.primary_ink}
    label = {"x": min(max(expected, 12), 88), "y": at, "text": words, "yanchor": "bottom", "yshift": 8, "font": ink}
    ends = [_end(low, at, low > 6, colours.soft), _end(high, at, high >= 94, colours.soft)]
    # All at once: Plotly checks the whole list each time that one is added.
    figure.update_layout(annotations=[label, *ends])


def _end(x: float, y: float, is_left: bool, colour: str) -> dict[str, object]:
    """A number beside an end of the interval; inside it where the frame ends."""
    font = {"size": LABEL_SIZE, "color": colour}
    side = {"xanchor": "right", "xshift": -7} if is_left else {"xanchor": "left", "xshift": 7}
    return {"x": x, "y": y, "yanchor": "middle", "text": fmt.number(x), "font": font, **side}


def waterfall(
    frame: pd.DataFrame, theme: Theme = "light", sentence: str = "No popularity model is trained yet"
) -> go.Figure:
    """From the mean to what is expected: a bar a change, plus in cyan, minus in rust; the ends are dots.

    frame : label, start, end, kind ("end" for the first and last row, else "change"), in points; start = end at ends.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "label", "start", "end", "kind")
    colours = palette(theme)
    minus, plus = colours.categorical[1], colours.categorical[4]
    figure = blank(theme, bargap=0.25)
    changes = frame.assign(row=range(len(frame)))[frame["kind"] == "change"]
    sizes = changes["end"] - changes["start"]
    figure.add_bar(
        x=sizes,
        y=changes["row"],
        base=changes["start"],
        orientation="h",
        marker={"color": [plus if size >= 0 else minus for size in sizes]},
        customdata=list(zip(changes["label"], [fmt.signed(size, 1) for size in sizes], strict=True)),
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]} points<extra></extra>",
    )
    for row, size, end, start in zip(changes["row"], sizes, changes["end"], changes["start"], strict=True):
        _value(figure, row, max(end, start), fmt.signed(size, 1), colours.text)
        _connector(figure, row, start, colours.border_strong)
    _ends(figure, frame, theme)
    row_axis(figure, list(frame["label"]), theme, list(frame["kind"] == "end"))
    low, high = frame[["start", "end"]].min().min(), frame[["start", "end"]].max().max()
    room = max((high - low) * 0.22, 1.0)
    figure.update_xaxes(range=[low - room * 0.4, high + room], showgrid=False, showticklabels=False)
    figure.update_layout(margin={"b": 8, "r": 12, "l": text_width([shorten(label) for label in frame["label"]])})
    return figure


def _ends(figure: go.Figure, frame: pd.DataFrame, theme: Theme) -> None:
    colours = palette(theme)
    ends = frame.assign(row=range(len(frame)))[frame["kind"] == "end"]
    tints = [colours.context_ink, *[colours.primary] * (len(ends) - 1)]
    figure.add_scatter(
        x=ends["end"], y=ends["row"], mode="markers", marker={"size": 11, "color": tints},
        customdata=list(ends["label"]), hovertemplate="<b>%{customdata}</b><br>%{x:.1f}<extra></extra>", cliponaxis=False,
    )  # fmt: skip
    for row, value in zip(ends["row"], ends["end"], strict=True):
        _value(figure, row, value, f"<b>{fmt.number(value, 1)}</b>", colours.text, 12)


def _value(figure: go.Figure, row: int, x: float, text: str, colour: str, shift: int = 6) -> None:
    font = {"size": LABEL_SIZE, "color": colour}
    figure.add_annotation(x=x, y=row, text=text, xanchor="left", xshift=shift, font=font)


def _connector(figure: go.Figure, row: int, x: float, colour: str) -> None:
    """The thin line from the row above to where this one starts."""
    figure.add_shape(type="line", x0=x, x1=x, y0=row - 0.72, y1=row - 0.36, line={"color": colour, "width": 1})
