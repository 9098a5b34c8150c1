"""Tiny marks for cards and tables: lines, bars, a position on a range. No Plotly: masks and boxes that follow the
theme.

A mask is an SVG as a CSS variable, painted in a token's colour, so a switch of theme needs no redraw.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.components.icons import data_uri

WIDTH, HEIGHT = 92, 26


def sparkline(values: Sequence[float], label: str = "") -> html.Span:
    """A line of at least two values with a dot at its end, 92 by 26. Scaled to its own range; fewer values draw
    nothing.
    """
    points = [float(v) for v in values if v is not None and v == v]
    if len(points) < 2:
        return html.Span()
    low, high = min(points), max(points)
    reach = (high - low) or 1.0
    xs = [2 + (WIDTH - 7) * i / (len(points) - 1) for i in range(len(points))]
    ys = [HEIGHT - 4 - (HEIGHT - 8) * (p - low) / reach for p in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
    shape = (
        f"<polyline points='{line}' fill='none' stroke='black' stroke-width='1.5' stroke-linejoin='round'/>"
        f"<circle cx='{xs[-1]:.1f}' cy='{ys[-1]:.1f}' r='2.4'/>"
    )
    return _spark([(shape, "")], label)


def sparkbars(counts: Sequence[float], marked: int | None = None, label: str = "") -> html.Span:
    """A small histogram, 92 by 26: context grey, with the bar at index `marked` in the accent colour."""
    heights = [float(c) for c in counts]
    top = max(heights, default=0.0)
    if top <= 0:
        return html.Span()
    step = WIDTH / len(heights)
    bars = [
        f"<rect x='{i * step:.1f}' y='{HEIGHT - h / top * (HEIGHT - 1):.1f}' width='{max(step - 1, 0.8):.1f}' "
        f"height='{h / top * (HEIGHT - 1):.1f}'/>"
        for i, h in enumerate(heights)
    ]
    context = "".join(bar for i, bar in enumerate(bars) if i != marked)
    layers = [(context, "rp-spark-context")]
    if marked is not None:
        layers.append((bars[marked], ""))
    return _spark(layers, label)


def bar(share: float, label: str = "") -> html.Span:
    """A share of one (clipped to 0 to 1) as a small horizontal bar; `label` is what a screen reader hears."""
    width = min(max(float(share), 0.0), 1.0)
    return html.Span(html.Span(style={"width": f"{width:.1%}"}), className="rp-bar", **_spoken(label))


def _spark(layers: list[tuple[str, str]], label: str) -> html.Span:
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' preserveAspectRatio='none'>"
    spans = [
        html.Span(className=name, style={"--rp-shape": data_uri(f"{head}{shape}</svg>")}) for shape, name in layers
    ]
    return html.Span(spans, className="rp-spark", **_spoken(label))


def _spoken(label: str) -> dict[str, str]:
    return {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
