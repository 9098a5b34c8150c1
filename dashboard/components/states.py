"""What stands where there is nothing to show: empty, loading, error, too few, not sure. Empty is not an error."""

from __future__ import annotations

from typing import Literal

from dash import dcc, html

Shape = Literal["chart", "table", "kpi", "text"]


def empty(cause: str, action: str = "", href: str | None = None, action_id: object = None) -> html.Div:
    """One sentence with the cause and one action: a link (`href`) or a button (`action_id`). No picture."""
    step = None
    if action and href:
        step = dcc.Link(action, href=href)
    elif action and action_id is not None:
        step = html.Button(action, id=action_id, className="rp-button rp-small", n_clicks=0)
    elif action:
        step = html.Span(action, className="rp-soft")
    return html.Div([html.P(cause), step], className="rp-state", role="status")


def not_enough(n: int, needed: int) -> html.Div:
    """A sample below the minimum: 'n = 7, too few to show (30 needed)'."""
    return html.Div(html.P(f"n = {n:,}, too few to show ({needed:,} needed)"), className="rp-state", role="status")


def not_sure(text: str) -> html.Div:
    """A classifier's abstention: a normal result, in ink."""
    return html.Div(html.P(text), className="rp-state", role="status")


def error(what: str, hint: str = "", retry_id: object = None) -> html.Div:
    """What happened, what to do, and `Try again` when `retry_id` is given."""
    retry = None
    if retry_id is not None:
        retry = html.Button("Try again", id=retry_id, className="rp-button rp-small", n_clicks=0)
    return html.Div(
        [html.P(what), html.Span(hint, className="rp-soft"), retry], className="rp-state rp-error", role="alert"
    )


def loading(shape: Shape = "chart", rows: int = 6, height: int = 240) -> html.Div:
    """Blocks in the true shape of what is coming; invisible for the first 300 ms. `height` in px for a chart."""
    blocks = {
        "chart": lambda: _chart(height),
        "table": lambda: _rows(rows, 20),
        "text": lambda: _rows(rows, 12),
        "kpi": _kpi,
    }
    name = "rp-skeleton" + (" rp-card rp-kpi rp-skeleton-kpi" if shape == "kpi" else "")
    return html.Div(
        [html.Span("Loading", className="rp-only-screen-reader"), *blocks[shape]()], className=name, role="status"
    )


def _block(width: str, height: int) -> html.Span:
    return html.Span(style={"width": width, "height": f"{height / 16:g}rem"}, **{"aria-hidden": "true"})


def _chart(height: int) -> list[html.Span]:
    return [_block("45%", 16), _block("70%", 12), _block("100%", height - 44)]


def _rows(count: int, height: int) -> list[html.Span]:
    widths = ("92%", "100%", "84%", "96%")
    return [_block(widths[i % len(widths)], height) for i in range(count)]


def _kpi() -> list[html.Span]:
    return [_block("60%", 12), _block("45%", 26), _block("70%", 12)]
