"""Figures of genres: how well each is found, how they overlap, how one moves over release periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.figures.base import (
    blank,
    counts,
    empty,
    in_columns,
    right_column,
    row_axis,
    shorten,
    text_width,
    top_unit,
)
from dashboard.theme import AXIS_SIZE, LABEL_SIZE, Theme, faded, palette, scale
from warehouse.features import Feature

MOST_TEXT = 10
"""From so many genres on the cells of the map hold no text: hover has it."""
NO_GENRES = "No genre was held out"
NO_OVERLAP = "No two genres share a track"
NO_PERIODS = "Too few recordings with a release date"


def score_dots(frame: pd.DataFrame, theme: Theme = "light", sentence: str = NO_GENRES) -> go.Figure:
    """F1 of genres from 0 to 1, one row a group: a blue dot for the group, grey ones for its genres.

    frame : row (label of the row), label (genre), f1, n; rows in the order of the frame. A row with one genre has the
    blue dot alone; the blue dot of a group is the mean of its genres, as in macro F1.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "row", "label", "f1", "n")
    colours = palette(theme)
    groups = frame.groupby("row", sort=False).agg(f1=("f1", "mean"), n=("n", "sum"), genres=("label", "size"))
    place = {name: i for i, name in enumerate(groups.index)}
    figure = blank(theme)
    single = frame[frame["row"].map(groups["genres"]) > 1]
    figure.add_scatter(
        x=single["f1"],
        y=single["row"].map(place),
        mode="markers",
        marker={"size": 6, "color": colours.context_ink, "opacity": 0.55},
        customdata=single[["label", "n"]].to_numpy(),
        hovertemplate="<b>%{customdata[0]}</b><br>F1 %{x:.2f}<br>n = %{customdata[1]:,.0f}<extra></extra>",
    )
    figure.add_scatter(
        x=groups["f1"],
        y=list(range(len(groups))),
        mode="markers",
        marker={"size": 9, "color": colours.primary},
        customdata=[[name, fmt.plural(row.genres, "genre"), row.n] for name, row in groups.iterrows()],
        hovertemplate="<b>%{customdata[0]}</b><br>F1 %{x:.2f}, %{customdata[1]}<br>n = %{customdata[2]:,.0f}<extra></extra>",
    )
    row_axis(figure, list(groups.index), theme)
    right_column(figure, counts([round(n) for n in groups["n"]]), theme, "n")
    figure.update_xaxes(range=[-0.02, 1.02], tickvals=[0, 0.25, 0.5, 0.75, 1])
    return figure


def overlap_map(
    frame: pd.DataFrame, theme: Theme = "light", families: Mapping[str, str] | None = None, sentence: str = NO_OVERLAP
) -> go.Figure:
    """How much two genres share, 0 to 1, as a map: darker is more; the diagonal is left out.

    frame : genre, other, overlap, n, each pair once. families : genre -> family; the dot at a name has the family's
    colour, for the first eight of them.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "genre", "other", "overlap", "n")
    families = families or {}
    names = sorted({*frame["genre"], *frame["other"]}, key=lambda name: (families.get(name, ""), name))
    place = {name: i for i, name in enumerate(names)}
    cells: list[list[float | None]] = [[None] * len(names) for _ in names]
    words = [[""] * len(names) for _ in names]
    for one, two, overlap, n in frame[["genre", "other", "overlap", "n"]].itertuples(index=False):
        for a, b in ((place[one], place[two]), (place[two], place[one])):
            cells[a][b] = overlap
            words[a][b] = f"<b>{one}</b> and <b>{two}</b><br>overlap {overlap:.2f}<br>{fmt.plural(n, 'track')} between"
    figure = blank(theme, margin={"t": 8, "r": 8})
    figure.add_heatmap(
        z=cells,
        x=list(range(len(names))),
        y=list(range(len(names))),
        zmin=0,
        zmax=float(frame["overlap"].max()),
        colorscale=scale(palette(theme).sequential),
        xgap=1,
        ygap=1,
        showscale=False,
        text=[["" if v is None or len(names) > MOST_TEXT else f"{v:.2f}" for v in row] for row in cells],
        texttemplate="%{text}",
        textfont={"size": AXIS_SIZE},
        customdata=words,
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
    )
    _name_axes(figure, names, families, theme)
    return figure


def _name_axes(figure: go.Figure, names: Sequence[str], families: Mapping[str, str], theme: Theme) -> None:
    colours = palette(theme)
    known = list(dict.fromkeys(families.get(name, "") for name in names))
    wheel = dict(zip(known, colours.categorical, strict=False))
    dots = [wheel.get(families.get(name, ""), colours.context_ink) for name in names]
    ticks = [
        f"<span style='color:{colour}'>●</span> {shorten(name, 18)}" for name, colour in zip(names, dots, strict=True)
    ]
    axis = {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": ticks, "showgrid": False}
    font = {"size": LABEL_SIZE, "color": colours.soft}
    figure.update_yaxes(**axis, autorange="reversed", tickfont=font)
    figure.update_xaxes(**axis, tickangle=-45 if len(names) > 6 else 0, tickfont=font)
    width = text_width([f"● {shorten(name, 18)}" for name in names])
    figure.update_layout(margin={"l": width, "b": width * 3 // 4 if len(names) > 6 else 28})


def drift_lines(
    genre: pd.DataFrame,
    everyone: pd.DataFrame,
    feature: Feature,
    theme: Theme = "light",
    name: str = "",
    sentence: str = NO_PERIODS,
) -> go.Figure:
    """Mean of a feature by release period: a genre with its 95% interval, and every track as a dotted grey line.

    genre, everyone : period (first year), mean, low, high, n; periods with too few recordings are not in them.
    """
    if genre.empty:
        return empty(theme, sentence)
    in_columns(genre, "period", "mean", "low", "high", "n")
    colours = palette(theme)
    figure = blank(theme, hovermode="x unified")
    ends = pd.concat([genre["high"], genre["low"][::-1]])
    figure.add_scatter(
        x=pd.concat([genre["period"], genre["period"][::-1]]),
        y=ends,
        mode="lines",
        fill="toself",
        fillcolor=faded(colours.primary, 0.18),
        line={"width": 0},
        hoverinfo="skip",
    )
    _line(figure, everyone, feature, "every genre", {"color": colours.context_ink, "width": 1.3, "dash": "dot"})
    _line(figure, genre, feature, name, {"color": colours.primary, "width": 1.8})
    if feature.unit == "ms":
        _minutes(figure, ends)
    top_unit(figure, fmt.axis_title(feature))
    figure.update_xaxes(tickformat="d", nticks=6)
    return figure


def _line(figure: go.Figure, frame: pd.DataFrame, feature: Feature, name: str, line: Mapping[str, object]) -> None:
    texts = [
        f"{fmt.value(feature, round(mean) if feature.kind == 'integer' else mean)}, {fmt.n(n)}"
        for mean, n in zip(frame["mean"], frame["n"], strict=True)
    ]
    figure.add_scatter(
        x=frame["period"],
        y=frame["mean"],
        mode="lines+markers",
        line=dict(line),
        marker={"size": 5},
        name=name,
        customdata=texts,
        hovertemplate=f"{name}: %{{customdata}}<extra></extra>",
    )


def _minutes(figure: go.Figure, values: pd.Series) -> None:
    """Ticks of lengths at whole half minutes, as minutes and seconds."""
    step = 30_000
    ticks = list(range(int(values.min() // step) * step, int(values.max()) + step, step))
    figure.update_yaxes(tickmode="array", tickvals=ticks, ticktext=[fmt.duration(t) for t in ticks])
