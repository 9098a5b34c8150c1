"""Figures of artists: size against change, differences from hits with intervals, what became of one over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import blank, empty, in_columns, right_column, row_axis, text_width, top_unit
from dashboard.theme import LABEL_SIZE, Theme, faded, palette

LABELLED, CANDIDATES = 8, 24
"""Names on the figure, and the most unusual ones that are looked at for them."""
WIDTH, HEIGHT, LINE = 270, 300, 16
"""px of the smallest plot (a phone's) and of a line of text: names that are apart there are apart everywhere."""
SPOTS = ((True, 0), (False, 0), (True, 12), (False, 12), (True, -12), (False, -12))
"""Where a name may stand: at the right of its dot, and px above it."""


def rising_scatter(
    frame: pd.DataFrame,
    theme: Theme = "light",
    size: str = "",
    change: str = "",
    show: Callable[[float], str] = str,
    is_log: bool = True,
    box: Sequence[float] | None = None,
    sentence: str = "No artist can be ranked by this",
) -> go.Figure:
    """Dots: artists at size (log) and change; blue: beyond luck; the line: what is usual at a size; the most unusual named.

    frame : artist_id, name, size, change, usual, z, found, recordings. show : change -> text. box : size from, to, change
    from, to of a brush.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "artist_id", "name", "size", "change", "usual", "z", "found", "recordings")
    colours = palette(theme)
    figure = blank(theme, dragmode="select", hovermode="closest", margin={"l": 52, "r": 16, "t": 24, "b": 44})
    sizes = frame["size"].clip(lower=0.5)
    for is_found, colour in ((False, colours.context_ink), (True, colours.primary)):
        part = frame["found"].astype(bool) == is_found
        figure.add_trace(_dots(frame[part], sizes[part], colour, show))
    steps = frame.assign(size=sizes).groupby("usual", sort=False)["size"].median().sort_values()
    figure.add_scatter(
        x=steps.to_numpy(), y=steps.index.to_numpy(), mode="lines", hoverinfo="skip",
        line={"color": colours.title, "width": 1.3, "dash": "dot"},
    )  # fmt: skip
    _name_outliers(figure, frame.assign(size=sizes), theme, is_log)
    _axes(figure, frame, theme, (size, change), show, is_log)
    if box is not None:
        a, b, c, d = box
        figure.add_shape(type="rect", x0=a, x1=b, y0=c, y1=d, line={"color": colours.title, "width": 1, "dash": "dot"})
    return figure


def _dots(part: pd.DataFrame, sizes: pd.Series, colour: str, show: Callable[[float], str]) -> go.Scattergl:
    told = np.column_stack(
        [part["artist_id"], part["name"], [show(v) for v in part["change"]], part["recordings"], sizes.round(1)]
    )
    return go.Scattergl(
        x=sizes, y=part["change"], mode="markers", customdata=told,
        marker={"size": 6, "color": colour, "opacity": 0.65},
        hovertemplate="<b>%{customdata[1]}</b><br>%{customdata[2]}<br>size %{customdata[4]:,}<br>"
        "n = %{customdata[3]:,} recordings<extra></extra>",
    )  # fmt: skip


def _name_outliers(figure: go.Figure, frame: pd.DataFrame, theme: Theme, is_log: bool) -> None:
    """The names of the most unusual, first come first placed; one for which no side is free is told on hover alone."""
    ranked = frame.assign(far=frame["z"].abs()).sort_values("far", ascending=False).head(CANDIDATES)
    at = np.log10(ranked["size"]) if is_log else ranked["size"].astype(float)
    every = np.log10(frame["size"]) if is_log else frame["size"].astype(float)
    across, up = _pixels(at, every, WIDTH), _pixels(ranked["change"], frame["change"], HEIGHT)
    names = [str(name)[:24] for name in ranked["name"]]
    placed = _placed(across, up, [text_width([name], 11) for name in names])
    for name, x, y, (right, lift) in zip(names, at, ranked["change"], placed, strict=True):
        if right is None:
            continue
        figure.add_annotation(
            x=x, y=y, text=name.replace("<", "&lt;"), showarrow=False, xanchor="left" if right else "right",
            xshift=6 if right else -6, yshift=lift, font={"size": 11, "color": palette(theme).title},
            bgcolor=faded(palette(theme).card, 0.6),
        )  # fmt: skip


def _pixels(some: pd.Series, every: pd.Series, length: int) -> list[float]:
    """Where values stand on an axis of so many px that shows all of them."""
    low, span = float(every.min()), max(float(every.max() - every.min()), 1e-9)
    return [float((value - low) / span * length) for value in some]


def _placed(across: list[float], up: list[float], widths: list[int]) -> list[tuple[bool | None, int]]:
    """For each dot whether its name stands at the right, and how many px above it; None where it would lie on another."""
    taken: list[tuple[float, float, float, float]] = []
    found: list[tuple[bool | None, int]] = []
    for x, y, width in zip(across, up, widths, strict=True):
        spot: tuple[bool | None, int] = (None, 0)
        for right, lift in SPOTS:
            left = x + 6 if right else x - 6 - width
            box = (left, left + width, y + lift - LINE / 2, y + lift + LINE / 2)
            inside = box[0] >= 0 and box[1] <= WIDTH and len(taken) < LABELLED
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                spot = (right, lift)
                break
        found.append(spot)
    return found


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _axes(
    figure: go.Figure,
    frame: pd.DataFrame,
    theme: Theme,
    words: tuple[str, str],
    show: Callable[[float], str],
    is_log: bool,
) -> None:
    low, high = float(frame["change"].min()), float(frame["change"].max())
    margin = max(high - low, 1e-6) * 0.08
    ticks = np.linspace(low, high, 5)
    ticks = np.unique(np.append(ticks[np.abs(ticks) > (high - low) / 10], 0.0)) if low < 0 < high else ticks
    figure.update_yaxes(
        range=[low - margin, high + margin], tickvals=ticks, ticktext=[show(float(t)) for t in ticks], showgrid=True
    )
    figure.update_xaxes(
        type="log" if is_log else "linear", title={"text": words[0], "font": {"size": LABEL_SIZE}}, nticks=6
    )
    if is_log:
        figure.update_xaxes(dtick=1, minor={"ticks": ""}, tickformat=",")
    top_unit(figure, words[1])


def difference_dots(
    frame: pd.DataFrame, theme: Theme = "light", sentence: str = "Nothing can be compared"
) -> go.Figure:
    """A dot and its 95% interval a row, in standard deviations; 0 is the mean of the hits. Blue: beyond chance.

    frame : label, value, low, high (standard deviations), text (in the feature's unit), differs.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "label", "value", "low", "high", "text", "differs")
    colours, rows = palette(theme), list(range(len(frame)))
    figure = blank(theme, margin={"b": 32})
    inks = [colours.primary if on else colours.context_ink for on in frame["differs"]]
    for row, low, high, ink in zip(rows, frame["low"], frame["high"], inks, strict=True):
        line = {"color": faded(ink, 0.4), "width": 5}
        figure.add_scatter(x=[low, high], y=[row, row], mode="lines", line=line, hoverinfo="skip")
    figure.add_scatter(
        x=frame["value"], y=rows, mode="markers", marker={"size": 9, "color": inks},
        customdata=frame[["label", "text"]].to_numpy(),
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    )  # fmt: skip
    row_axis(figure, list(frame["label"]), theme, [bool(on) for on in frame["differs"]])
    right_column(figure, list(frame["text"]), theme)
    figure.add_vline(x=0, line={"color": colours.context_ink, "width": 1, "dash": "dot"}, layer="below")
    figure.update_xaxes(nticks=5, zeroline=False)
    return figure


def over_time(
    frame: pd.DataFrame, theme: Theme = "light", unit: str = "", sentence: str = "Nothing is known over time"
) -> go.Figure:
    """A dot a date, larger and joined where they follow each other. frame : day, n, value."""
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "day", "n", "value")
    colours = palette(theme)
    figure = blank(theme, hovermode="x unified")
    figure.add_scatter(
        x=frame["day"], y=frame["value"], mode="lines+markers", customdata=frame["n"],
        line={"color": colours.primary, "width": 1.8}, marker={"size": 6, "color": colours.primary},
        hovertemplate="%{y:,.2f}<br>n = %{customdata:,}<extra></extra>",
    )  # fmt: skip
    top_unit(figure, unit)
    figure.update_yaxes(nticks=4)
    return figure
