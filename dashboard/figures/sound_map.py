"""The map of tracks by sound: points in WebGL, a density layer under them, labels of groups, a lasso, a placed track.

Coordinates travel as 32-bit floats in binary (plotly's {dtype, bdata}), numbers of tracks as 32-bit integers: 12 bytes a
point before base64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard import format as fmt
from dashboard.figures.base import blank, empty
from dashboard.theme import Theme, faded, palette, scale

#: Size and opacity of a point when few are drawn, and when many are.
FEW, SIZE, OPACITY = 3_000, (5, 3), (0.8, 0.6)
LABELS, RING = 8, 8


@dataclass(frozen=True)
class Label:
    """A name on the map: where, its second line, its place among the colours (None: grey)."""

    x: float
    y: float
    name: str
    line: str
    colour: int | None = None


@dataclass(frozen=True)
class Estimated:
    """Recordings by their estimated places: track_id, x, y (n,)."""

    track_id: Sequence[str]
    x: NDArray[np.float32]
    y: NDArray[np.float32]


@dataclass(frozen=True)
class Region:
    """Cells of a grid of `side` by `side` over a box (left, right, lower, upper), row times side plus column."""

    cells: Sequence[int]
    box: tuple[float, float, float, float]
    side: int


@dataclass(frozen=True)
class Drawn:
    """What the figure draws. box: (left, right, lower, upper) ; track_no, x, y (n,) ; names (n,): the place of each point's
    name in `order`, -1 for those without, or None ; amounts (n,): what it is coloured by on a scale, or None ; density:
    recordings in each cell of the box, or None ; polygon: corners of the lasso ; placed: one track ; scale: the
    ends of the amounts' colours, which stay when the view changes ; estimated: recordings that stand at no place of their own ;
    region: where the placed track may stand, if it has no place either.
    """

    box: tuple[float, float, float, float]
    track_no: NDArray[np.int32]
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    order: Sequence[str] = ()
    names: NDArray[np.int64] | None = None
    amounts: NDArray[np.float32] | None = None
    density: NDArray[np.int64] | None = None
    labels: Sequence[Label] = ()
    polygon: Sequence[tuple[float, float]] = ()
    placed: Label | None = None
    scale: tuple[float, float] = (0.0, 1.0)
    estimated: Estimated | None = None
    region: Region | None = None


def sound_map(drawn: Drawn, theme: Theme, revision: str, lasso: bool = False) -> go.Figure:
    """The map. revision: zoom survives while it stays the same ; lasso: dragging draws one instead of moving the map."""
    if not len(drawn.x) and drawn.density is None and not _rings(drawn):
        return empty(theme, "No recording stands in this part of the map")
    figure = blank(theme, uirevision=revision, dragmode="lasso" if lasso else "pan", hovermode="closest")
    if drawn.density is not None:
        figure.add_trace(_density(drawn, theme))
    traces = _by_amount(drawn, theme) if drawn.amounts is not None else _by_name(drawn, theme)
    figure.add_traces(traces)
    if drawn.region is not None:
        figure.add_trace(_region(drawn.region, theme))
    if drawn.estimated is not None and _rings(drawn):
        figure.add_trace(_estimated(drawn.estimated, theme))
    if drawn.placed is not None:
        figure.add_trace(_placed(drawn.placed, theme, hollow=drawn.region is not None))
    _annotate(figure, drawn, theme)
    left, right, lower, upper = drawn.box
    axis = {"visible": False, "showgrid": False, "zeroline": False}
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis={**axis, "range": [left, right]},
        yaxis={**axis, "range": [lower, upper]},
        newselection={"line": {"color": palette(theme).title, "width": 1.4, "dash": "dot"}},
    )
    return figure


def colours_of(count: int, theme: Theme) -> list[str]:
    """The colour of each of `count` names: the categorical ones, then grey."""
    known = palette(theme).categorical
    return [known[i] if i < len(known) else palette(theme).context for i in range(count)]


def _by_name(drawn: Drawn, theme: Theme) -> list[go.Scattergl]:
    """One trace a name; names beyond the colours, and points without a name, are grey and lie below."""
    names = np.full(len(drawn.x), -1) if drawn.names is None else drawn.names
    colours = colours_of(len(drawn.order), theme)
    known = len(palette(theme).categorical)
    rest = (names < 0) | (names >= known)
    parts = [(rest, palette(theme).context, "others")]
    parts += [(names == i, colours[i], name) for i, name in enumerate(drawn.order[:known])]
    return [_trace(drawn, kept, name, {"color": colour}) for kept, colour, name in parts if kept.any()]


def _by_amount(drawn: Drawn, theme: Theme) -> list[go.Scattergl]:
    """One trace on a scale; points without an amount are grey and lie below."""
    amounts = np.zeros(0, np.float32) if drawn.amounts is None else drawn.amounts
    unknown = np.isnan(amounts)
    found = [_trace(drawn, unknown, "not known", {"color": palette(theme).context})] if unknown.any() else []
    if unknown.all():
        return found
    low, high = drawn.scale
    marker = {"color": amounts[~unknown], "colorscale": scale(palette(theme).sequential), "cmin": low, "cmax": high}
    return [*found, _trace(drawn, ~unknown, "known", marker)]


def ends(amounts: NDArray[np.float32]) -> tuple[float, float]:
    """Ends of the scale: the middle 96% of what is known."""
    known = amounts[~np.isnan(amounts)]
    if not len(known):
        return 0.0, 1.0
    low, high = (float(end) for end in np.quantile(known, [0.02, 0.98]))
    return low, max(high, low + 1)


def _trace(drawn: Drawn, kept: NDArray[np.bool_], name: str, marker: dict[str, object]) -> go.Scattergl:
    few = len(drawn.x) <= FEW
    return go.Scattergl(
        x=drawn.x[kept],
        y=drawn.y[kept],
        customdata=drawn.track_no[kept],
        mode="markers",
        name=name,
        marker={"size": SIZE[not few], "opacity": OPACITY[not few], **marker},
        unselected={"marker": {"opacity": OPACITY[not few]}},
        hoverinfo="none",
    )


def _density(drawn: Drawn, theme: Theme) -> go.Heatmap:
    """Recordings a cell, on a scale of roots: a cell with four times as many is twice as dark."""
    counts = np.zeros((1, 1)) if drawn.density is None else drawn.density
    rows, columns = counts.shape
    left, right, lower, upper = drawn.box
    colours = palette(theme)
    steps = [(0.0, faded(colours.sequential[0], 0)), *[(s, c) for s, c in scale(colours.sequential) if s > 0]]
    return go.Heatmap(
        z=np.sqrt(counts).astype(np.float32),
        x0=left + (right - left) / columns / 2,
        dx=(right - left) / columns,
        y0=lower + (upper - lower) / rows / 2,
        dy=(upper - lower) / rows,
        colorscale=steps,
        showscale=False,
        zsmooth=False,
        hoverinfo="skip",
        opacity=0.7,
        name="density",
    )


def _rings(drawn: Drawn) -> int:
    return 0 if drawn.estimated is None else len(drawn.estimated.x)


def _estimated(found: Estimated, theme: Theme) -> go.Scattergl:
    """Rings of no colour. Ids travel as text and not in binary, so that Dash passes them on when one is pointed at."""
    ink = palette(theme).title
    return go.Scattergl(
        x=found.x,
        y=found.y,
        customdata=list(found.track_id),
        mode="markers",
        name="estimated",
        marker={"symbol": "circle-open", "size": RING, "opacity": 0.6, "color": ink, "line": {"width": 1}},
        unselected={"marker": {"opacity": 0.6}},
        hoverinfo="none",
    )


def _region(found: Region, theme: Theme) -> go.Heatmap:
    """The cells of a region, shaded."""
    left, right, lower, upper = found.box
    marked = np.full(found.side * found.side, np.nan)
    marked[list(found.cells)] = 1
    dx, dy, shade = (right - left) / found.side, (upper - lower) / found.side, faded(palette(theme).primary, 0.28)
    return go.Heatmap(
        z=marked.reshape(found.side, found.side),
        x0=left + dx / 2,
        dx=dx,
        y0=lower + dy / 2,
        dy=dy,
        colorscale=[(0.0, shade), (1.0, shade)],
        showscale=False,
        hoverinfo="skip",
        name="region",
    )


def _placed(label: Label, theme: Theme, hollow: bool = False) -> go.Scatter:
    colours = palette(theme)
    if hollow:
        marker = {
            "symbol": "circle-open",
            "size": 12,
            "color": colours.title,
            "line": {"width": 2.5},
        }
    else:
        marker = {"symbol": "star", "size": 15, "color": colours.title, "line": {"color": colours.card, "width": 2}}
    return go.Scatter(
        x=[label.x],
        y=[label.y],
        mode="markers",
        name="placed",
        marker=marker,
        hoverinfo="skip",
    )


def _annotate(figure: go.Figure, drawn: Drawn, theme: Theme) -> None:
    colours = palette(theme)
    left, right, lower, upper = drawn.box
    for label in drawn.labels[:LABELS]:
        if left <= label.x <= right and lower <= label.y <= upper and not _hides(label, drawn):
            figure.add_annotation(**_words(label, theme))
    if drawn.placed is not None:
        figure.add_annotation(**_words(drawn.placed, theme), yshift=20)
    if drawn.polygon:
        path = "M " + " L ".join(f"{x},{y}" for x, y in drawn.polygon) + " Z"
        line = {"color": colours.title, "width": 1.4, "dash": "dot"}
        figure.add_shape(type="path", path=path, line=line, fillcolor=faded(colours.title, 0.07))


def _hides(label: Label, drawn: Drawn) -> bool:
    """Whether a name would lie on that of the placed track, which comes first; on a phone a name is a third of the map wide."""
    if drawn.placed is None:
        return False
    left, right, lower, upper = drawn.box
    apart = abs(label.x - drawn.placed.x) / (right - left), abs(label.y - drawn.placed.y) / (upper - lower)
    return apart[0] < 1 / 4 and apart[1] < 1 / 12


def _words(label: Label, theme: Theme) -> dict[str, object]:
    colours = palette(theme)
    plain = label.name.replace("&", "&amp;").replace("<", "&lt;")
    dot = f'<span style="color:{colours_of(label.colour + 1, theme)[-1]}">●</span> ' if label.colour is not None else ""
    second = f'<br><span style="font-size:11px;color:{colours.soft}">{label.line}</span>' if label.line else ""
    return {
        "x": label.x,
        "y": label.y,
        "text": f"{dot}<b>{plain}</b>{second}",
        "font": {"size": 12, "color": colours.title},
        "bgcolor": faded(colours.card, 0.78),
        "borderpad": 2,
    }


def differences(found: dict[str, float], labels: dict[str, str], theme: Theme, rows: int = 10) -> go.Figure:
    """Bars of how far a selection is from the mean of the map, in standard deviations; the furthest below first."""
    if not found:
        return empty(theme, "None of these recordings has measured features")
    frame = pd.Series(found).sort_values(key=np.abs, ascending=False).head(rows).sort_values(ascending=False)
    colours = palette(theme)
    figure = blank(theme)
    figure.add_bar(
        x=frame.to_numpy(),
        y=[labels[name] for name in frame.index],
        orientation="h",
        marker={"color": [colours.categorical[4 if value > 0 else 1] for value in frame]},
        text=[fmt.signed(value, 2) for value in frame],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="<b>%{y}</b><br>%{x:.2f} standard deviations<extra></extra>",
    )
    widest = max(0.3, float(frame.abs().max())) * 1.6
    figure.update_xaxes(range=[-widest, widest], visible=False)
    figure.update_yaxes(showgrid=False, tickmode="linear", dtick=1, tickfont={"color": colours.soft})
    figure.add_vline(x=0, line={"color": colours.border_strong, "width": 1})
    return figure.update_layout(margin={"l": 8, "r": 8, "t": 0, "b": 0})
