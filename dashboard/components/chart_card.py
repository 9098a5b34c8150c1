"""The card a chart or a table stands in: finding, how to read, (i) with the method, download."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pandas as pd
import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components.icons import icon
from dashboard.components.table import Column, html_table
from dashboard.components.ways import copy_rows

GRAPH_CONFIG: dict[str, Any] = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "displaylogo": False}
CSV_ROWS = 2000
"""Most rows a card carries in its own download link; larger tables go through an export button."""
PEEK_ROWS = 30
# Text on which a spreadsheet would act. The rule is that of warehouse.export.guard, which opens the warehouse and so
# cannot be imported by a component; a test holds the two together.
ACTS = re.compile(r"'*[=+\-@\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Method:
    """What the (i) of a card says.

    text : the method, in two sentences at most.
    facts : short pairs in reading order: n, period, model version, limits.
    href, link : where to read more.
    """

    text: str
    facts: Mapping[str, str] = field(default_factory=dict)
    href: str = ""
    link: str = "How this is computed"


def chart_card(
    finding: str,
    how: str,
    body: go.Figure | Any,
    *,
    id: str,
    method: Method,
    frame: pd.DataFrame | None = None,
    provenance: Sequence[str] = (),
    height: int = 240,
    foot: Any = None,
    columns: int | None = None,
    class_name: str = "",
) -> html.Section:
    """A card with a chart (a go.Figure) or any other component as its body.

    Parameters
    ----------
    finding : the title, a finding with its number, at most 60 characters, no full stop.
    how : one line on how to read it: marks, unit, comparison.
    id : prefix of the ids inside: `<id>-graph` is the dcc.Graph, `<id>-card` the section.
    method : what the (i) says; `frame` the plotted rows: shown behind the (i) and downloadable as CSV (up to 2,000
    rows).
    provenance : lines that go into every download (source, as-of, versions).
    height : of the chart, in px at the normal root size; up to 240 it becomes 190 on narrow screens.
    columns : width on the grid of 12.
    """
    is_figure = isinstance(body, go.Figure)
    inside = graph(body, f"{id}-graph", f"{finding}. {how}", height) if is_figure else body
    head = html.Div(
        [
            html.Div([html.H2(finding, id=f"{id}-title"), html.P(how, className="rp-how") if how else None]),
            html.Div(
                [info(method, frame), download(id, frame, provenance, is_figure)],
                className="rp-tools",
            ),
        ],
        className="rp-card-head",
    )
    names = " ".join(part for part in ("rp-card", f"rp-col-{columns}" if columns else "", class_name) if part)
    # A component without children counts as empty, and is none: an audio player for instance.
    below = html.Div(foot, className="rp-card-foot") if foot or isinstance(foot, Component) else None
    return html.Section(
        [head, html.Div(inside, className="rp-card-body"), below],
        id=f"{id}-card",
        className=names,
        **{"data-provenance": " · ".join(provenance), "aria-labelledby": f"{id}-title"},
    )


def card(
    *children: Any, title: str = "", how: str = "", columns: int | None = None, class_name: str = "", id: str = ""
) -> html.Section:
    """A plain card, for text, forms and lists: no (i), no download."""
    head = []
    if title:
        head = [
            html.Div(
                html.Div([html.H2(title), html.P(how, className="rp-how") if how else None]), className="rp-card-head"
            )
        ]
    names = " ".join(part for part in ("rp-card", f"rp-col-{columns}" if columns else "", class_name) if part)
    more = {"id": id} if id else {}
    return html.Section([*head, html.Div(list(children), className="rp-card-body")], className=names, **more)


def graph(figure: go.Figure, id: Any, label: str, height: int = 240) -> html.Div:
    """A dcc.Graph without mode bar, re-laid out with its box; `label` is what a screen reader hears."""
    plot = dcc.Graph(figure=figure, id=id, config=GRAPH_CONFIG, responsive=True, style={"height": "100%"})
    return html.Div(
        plot,
        className="rp-figure rp-figure-short" if height <= 240 else "rp-figure",
        style={"height": f"{height / 16:g}rem"},
        role="img",
        **{"aria-label": label},
    )


def info(method: Method, frame: pd.DataFrame | None = None) -> html.Details:
    """The (i): a 320 px popover with method, facts, a link, and the plotted rows as a table."""
    facts = [part for name, text in method.facts.items() for part in (html.Dt(name), html.Dd(text))]
    rows = None
    if frame is not None and len(frame):
        shown = "" if len(frame) <= PEEK_ROWS else f", first {PEEK_ROWS} of {len(frame):,}"
        table = html_table(frame.head(PEEK_ROWS), [Column(str(name), str(name)) for name in frame.columns])
        rows = html.Details([html.Summary(f"Rows behind this{shown}"), table])
    panel = [
        html.P(method.text),
        html.Dl(facts) if facts else None,
        rows,
        html.P(dcc.Link(method.link, href=method.href)) if method.href else None,
    ]
    return _tool("info", "How this is computed", html.Div(panel, className="rp-panel rp-popover"))


def download(
    id: str, frame: pd.DataFrame | None, provenance: Sequence[str] = (), png: bool = True
) -> html.Details | None:
    """The download menu: PNG (made by the browser, assets/app.js) and CSV of the plotted rows, both with provenance."""
    items: list[Any] = []
    if png:
        items.append(html.Button("PNG image", type="button", **{"data-rp-download": "png", "data-rp-name": id}))
    if frame is not None and 0 < len(frame) <= CSV_ROWS:
        items += [csv_link(frame, id, provenance), copy_rows()]
    if not items:
        return None
    return _tool("download", "Download", html.Div(items, className="rp-panel rp-menu"))


def csv_link(frame: pd.DataFrame, name: str, provenance: Sequence[str] = ()) -> html.A:
    """A link that holds the rows as CSV: no request, no callback."""
    text = csv_text(frame, provenance)
    words = f"CSV, {len(frame):,} rows, {len(frame.columns)} columns"
    return html.A(words, href="data:text/csv;charset=utf-8," + quote("\ufeff" + text), download=f"{name}.csv")


def csv_text(frame: pd.DataFrame, provenance: Sequence[str] = ()) -> str:
    """Rows as CSV after one `# ` line for each line of provenance. Text a spreadsheet would run as a formula is
    quoted.
    """
    out = io.StringIO()
    for line in provenance:
        out.write(f"# {line}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([str(name) for name in frame.columns])
    for row in frame.itertuples(index=False):
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue()


def _plain(cell: Any) -> Any:
    if fmt.is_missing(cell):
        return ""
    return f"'{cell}" if isinstance(cell, str) and ACTS.match(cell) else cell


def _tool(name: str, words: str, panel: html.Div) -> html.Details:
    return html.Details(
        [html.Summary(icon(name), title=words, **{"aria-label": words}), panel],
        className="rp-tool",
        **{"data-rp-closes": "true"},
    )
