"""KPI cards: a label, one number with its unit, a comparison, and the sample it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dash import dcc, html

from dashboard.components.spark import sparkbars, sparkline

FIRST_SNAPSHOT = "first snapshot, nothing to compare"
Good = Literal["up", "down", "neither"]


@dataclass(frozen=True)
class Delta:
    """A comparison with an earlier value.

    change : the difference; only its sign is used.
    text : its size as people read it, without a sign: '25%', '15.1 pts', '22'.
    period : what it is compared with: 'vs prior 4 weeks', 'since 27 Oct'.
    good : the direction that is good news, or 'neither' for a neutral change, which stays in ink with + or −.
    """

    change: float
    text: str
    period: str
    good: Good = "neither"


def kpi_card(
    label: str,
    value: str,
    unit: str = "",
    delta: Delta | str | None = None,
    n: str = "",
    series: Sequence[float] | None = None,
    bins: Sequence[float] | None = None,
    marked: int | None = None,
    href: str | None = None,
    id: str | None = None,
) -> dcc.Link | html.Div:
    """One KPI card; five at most in a row (`kpi_row`).

    Parameters: label; the value as text (see dashboard.format) and its unit; `delta` a Delta, a sentence to stand in
    its place ('middle half 19 to 49'), or None, which reads 'first snapshot, nothing to compare'; `n` the sample ('n
    = 89,740'); `series` draws a sparkline, `bins` a small histogram with the bar `marked` in blue; `href` makes the
    whole card a link to its rows.
    """
    spark = sparkline(series) if series is not None else sparkbars(bins, marked) if bins is not None else None
    children = [
        html.Div(label, className="rp-kpi-label"),
        html.Div([value, html.Span(unit, className="rp-kpi-unit") if unit else None], className="rp-kpi-value"),
        html.Div(delta_line(delta), className="rp-kpi-delta"),
        html.Div([html.Span(n, className="rp-kpi-n"), spark], className="rp-kpi-row"),
    ]
    more = {"id": id} if id else {}
    if href:
        return dcc.Link(children, href=href, className="rp-card rp-kpi", **more)
    return html.Div(children, className="rp-card rp-kpi", **more)


def kpi_row(cards: Sequence[object]) -> html.Div:
    """Up to five KPI cards side by side; on narrow screens two up, the first alone when their number is odd."""
    count = len(cards)
    return html.Div(list(cards), className="rp-kpis" + (f" rp-kpis-{count}" if 2 <= count <= 4 else ""))


def delta_line(delta: Delta | str | None) -> list[object]:
    """The comparison line of a KPI: '▼ 25% vs prior 4 weeks'."""
    if delta is None:
        return [FIRST_SNAPSHOT]
    if isinstance(delta, str):
        return [delta]
    if delta.change == 0:
        return [html.Span("no change", className="rp-flat"), f" {delta.period}"]
    if delta.good == "neither":
        return [html.Span(("+" if delta.change > 0 else "−") + delta.text, className="rp-flat"), f" {delta.period}"]
    better = (delta.change > 0) == (delta.good == "up")
    sign = "▲" if delta.change > 0 else "▼"
    return [html.Span(f"{sign} {delta.text}", className="rp-up" if better else "rp-down"), f" {delta.period}"]
