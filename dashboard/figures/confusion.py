"""Confusion matrix of genres: rows are the truth, columns the prediction, each row sums to 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import blank, empty, in_columns, shorten, text_width
from dashboard.theme import AXIS_SIZE, LABEL_SIZE, Theme, palette

MOST_TEXT = 16
"""From so many genres on the cells hold no text: hover has it."""
LEANING = ((6, (0, 0.0)), (12, (-45, 0.75)), (float("inf"), (-90, 1.0)))
"""Up to so many columns: how their names lean, and what of their width that takes. On a phone a column is 11 px wide."""


def confusion(
    frame: pd.DataFrame,
    theme: Theme = "light",
    order: Sequence[str] | None = None,
    families: Mapping[str, str] | None = None,
    sentence: str = "No track of these genres was held out",
    others: Sequence[str] = (),
) -> go.Figure:
    """Share of each true genre (row) that was predicted as each genre (column), darker is more.

    frame : truth, predicted, share (of the truth's tracks, 0 to 1), n optional. `order` of both axes (default: as the
    truths come). With `families` (genre -> family), confusions between siblings are outlined: they are counted apart
    from real errors. `others` are columns without a row: answers that stand for several genres.
    """
    if frame.empty:
        return empty(theme, sentence)
    in_columns(frame, "truth", "predicted", "share")
    colours = palette(theme)
    names = list(order) if order is not None else list(dict.fromkeys([*frame["truth"], *frame["predicted"]]))
    names, heads = [name for name in names if name not in others], [*(n for n in names if n not in others), *others]
    shares = _table(frame, names, heads, "share")
    counts = _table(frame, names, heads, "n") if "n" in frame.columns else shares * float("nan")
    texts = [[f"{v:.0%}" if v >= 0.005 and len(names) <= MOST_TEXT else "" for v in row] for row in shares.to_numpy()]
    figure = blank(theme, margin={"t": 24, "r": 8})
    figure.add_heatmap(
        z=shares.to_numpy(),
        x=list(range(len(heads))),
        y=list(range(len(names))),
        zmin=0,
        zmax=max(float(shares.to_numpy().max()), 0.01),
        xgap=1,
        ygap=1,
        showscale=False,
        text=texts,
        texttemplate="%{text}",
        textfont={"size": AXIS_SIZE},
        customdata=_hover(names, heads, counts),
        hovertemplate="%{customdata}<br>%{z:.1%} of the true tracks<extra></extra>",
    )
    shown, above = ([shorten(name, 20) for name in labels] for labels in (names, heads))
    figure.update_yaxes(**_axis(shown), autorange="reversed", tickfont={"size": LABEL_SIZE, "color": colours.soft})
    angle, foot = next(look for most, look in LEANING if len(heads) <= most)
    figure.update_xaxes(**_axis(above), tickangle=angle)
    figure.update_layout(margin={"l": max(text_width(shown), 64), "b": max(int(text_width(above) * foot), 28)})
    figure.add_annotation(
        text="true genre", x=0, xref="paper", xanchor="right", xshift=-6, y=1, yref="paper", yanchor="bottom"
    )
    figure.add_annotation(text="predicted", x=1, xref="paper", xanchor="right", y=1, yref="paper", yanchor="bottom")
    line = {"color": colours.context_ink, "width": 1}
    figure.layout.shapes = [  # at once: each one that is added has all before it validated again
        {"type": "rect", "line": line, "x0": c - 0.5, "x1": c + 0.5, "y0": r - 0.5, "y1": r + 0.5}
        for r, c in _siblings(names, families or {})
    ]
    return figure


def _axis(labels: list[str]) -> dict[str, object]:
    places = list(range(len(labels)))
    return {"tickmode": "array", "tickvals": places, "ticktext": labels, "showgrid": False, "constrain": "domain"}


def _table(frame: pd.DataFrame, names: list[str], heads: list[str], column: str) -> pd.DataFrame:
    table = frame.pivot_table(index="truth", columns="predicted", values=column, aggfunc="sum", observed=True)
    return table.reindex(index=names, columns=heads).fillna(0.0)


def _hover(names: list[str], heads: list[str], counts: pd.DataFrame) -> list[list[str]]:
    cells = counts.to_numpy()
    return [
        [
            f"<b>{truth}</b> predicted as <b>{guess}</b>"
            + (f"<br>{cells[r, c]:,.0f} tracks" if cells[r, c] == cells[r, c] else "")
            for c, guess in enumerate(heads)
        ]
        for r, truth in enumerate(names)
    ]


def _siblings(names: list[str], families: Mapping[str, str]) -> list[tuple[int, int]]:
    """Cells off the diagonal whose two genres share a family."""
    return [
        (row, column)
        for row, truth in enumerate(names)
        for column, guess in enumerate(names)
        if row != column and truth in families and families.get(guess) == families[truth]
    ]
