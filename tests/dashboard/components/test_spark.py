"""Tiny marks: drawn to scale, nothing where there is nothing."""

from __future__ import annotations

import re
from urllib.parse import unquote

from dashboard.components.spark import HEIGHT, bar, sparkbars, sparkline


def shape(layer: object) -> str:
    return unquote(layer.style["--rp-shape"])  # type: ignore[attr-defined]


def test_sparkline_spans_its_box_and_ends_in_a_dot() -> None:
    drawn = shape(sparkline([1, 3, 2]).children[0])
    points = [tuple(map(float, p.split(","))) for p in re.search(r"points='([^']+)'", drawn)[1].split()]  # type: ignore[index]
    assert [x for x, _ in points] == [2, 44.5, 87]
    assert [y for _, y in points] == [HEIGHT - 4, 4, HEIGHT / 2]
    assert "<circle cx='87.0' cy='13.0'" in drawn


def test_sparkline_needs_two_values() -> None:
    assert getattr(sparkline([4, None, float("nan")]), "children", None) is None  # type: ignore[list-item]
    assert "points='2.0,22.0 87.0,22.0'" in shape(sparkline([5, 5]).children[0])


def test_sparkbars_mark_one_bar() -> None:
    context, marked = sparkbars([1, 2, 4], marked=2).children
    assert (context.className, shape(context).count("<rect")) == ("rp-spark-context", 2)
    assert shape(marked).count("<rect") == 1
    assert "height='25.0'" in shape(marked)
    assert getattr(sparkbars([0, 0]), "children", None) is None


def test_bar_keeps_inside() -> None:
    assert [bar(share).children.style["width"] for share in (-1, 0.254, 2)] == ["0.0%", "25.4%", "100.0%"]
    assert bar(0.5, "half").to_plotly_json()["props"]["aria-label"] == "half"
