"""Figures of playlists: the arcs of one in its order, and what is alike inside one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import blank, empty, in_columns, row_axis
from dashboard.theme import Theme, faded, palette
from warehouse.features import by_name

NO_TRACKS = "There is no track to draw"
NO_VALUES = "Neither tempo nor energy of these tracks is known"
NOTHING = "Too few tracks, or none with measured features"
#: Where the two panels of the arcs stand, from the bottom of the figure.
PANELS = {"tempo": (0.57, 1.0), "energy": (0.0, 0.43)}


def arcs(frame: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """Tempo above energy, each on its own scale, in the order of the playlist; a dotted line where an arc is wished.

    frame : position, title, tempo, energy, wished_tempo, wished_energy.
    """
    if frame.empty:
        return empty(theme, NO_TRACKS)
    in_columns(frame, "position", "title", *PANELS, *(f"wished_{name}" for name in PANELS))
    if frame[list(PANELS)].isna().all(axis=None):
        return empty(theme, NO_VALUES)
    figure, colours = blank(theme, showlegend=False), palette(theme)
    for place, (name, domain) in enumerate(PANELS.items()):
        axis = "y" if place == 0 else "y2"
        _panel(figure, frame, name, axis, theme)
        feature = by_name()[name]
        figure.update_layout(
            {f"yaxis{axis[1:]}": {"domain": domain, "nticks": 4, "fixedrange": True, "zeroline": False}}
        )
        figure.add_annotation(
            text=f"{feature.label}, {feature.unit}", x=0, xref="paper", y=domain[1], yref="paper", xanchor="left",
            yanchor="bottom", font={"color": colours.soft},
        )  # fmt: skip
    figure.update_xaxes(title="Place in the playlist", fixedrange=True, range=[0.5, len(frame) + 0.5], anchor="y2")
    return figure.update_layout(margin={"t": 24, "l": 40, "r": 8, "b": 40})


def _panel(figure: go.Figure, frame: pd.DataFrame, name: str, axis: str, theme: Theme) -> None:
    colours = palette(theme)
    if frame[f"wished_{name}"].notna().any():
        figure.add_scatter(
            x=frame["position"], y=frame[f"wished_{name}"], yaxis=axis, name=f"wished {name}", mode="lines",
            line={"color": colours.context_ink, "dash": "dot", "width": 1.5}, hoverinfo="skip",
        )  # fmt: skip
    figure.add_scatter(
        x=frame["position"], y=frame[name], yaxis=axis, name=name, mode="lines+markers", customdata=frame["title"],
        line={"color": faded(colours.primary, 0.45), "width": 1.5}, marker={"color": colours.primary, "size": 6},
        hovertemplate="<b>%{customdata}</b><br>" + by_name()[name].label + " %{y:.4~r}<extra></extra>",
    )  # fmt: skip


def cohesion(frame: pd.DataFrame, labels: Sequence[str], theme: Theme = "light") -> go.Figure:
    """How alike members are, a row a feature: their spread as a share of the catalogue's, its interval, and the middle 95% of
    random playlists as a grey band. Blue holds together.

    frame : ratio, low, high, random_low, random_high, holds ; labels : of the rows.
    """
    if frame.empty:
        return empty(theme, NOTHING)
    in_columns(frame, "ratio", "low", "high", "random_low", "random_high", "holds")
    figure, colours = blank(theme, showlegend=False), palette(theme)
    rows = list(range(len(frame)))
    figure.add_bar(
        base=frame["random_low"], x=frame["random_high"] - frame["random_low"], y=rows, orientation="h", width=0.55,
        marker={"color": colours.context}, name="random playlists", hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=frame["ratio"], y=rows, mode="markers", name="this playlist", customdata=list(labels),
        marker={"size": 9, "color": [colours.primary if on else colours.context_ink for on in frame["holds"]]},
        error_x={
            "type": "data", "symmetric": False, "array": frame["high"] - frame["ratio"], "thickness": 1.5, "width": 0,
            "arrayminus": frame["ratio"] - frame["low"], "color": colours.context_ink,
        },
        hovertemplate="<b>%{customdata}</b><br>%{x:.2f} of the catalogue's spread<extra></extra>",
    )  # fmt: skip
    row_axis(figure, list(labels), theme, list(frame["holds"]))
    figure.update_xaxes(range=[0, max(1.4, float(frame["high"].max()) * 1.05)], tickvals=[0, 0.5, 1, 1.5, 2])
    return figure
