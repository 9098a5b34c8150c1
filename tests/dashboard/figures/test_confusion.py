"""Confusion matrix: rows are the truth, siblings are outlined."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.figures import confusion

FRAME = pd.DataFrame(
    {
        "truth": ["house", "house", "techno", "jazz"],
        "predicted": ["house", "techno", "techno", "jazz"],
        "share": [0.75, 0.25, 1.0, 1.0],
        "n": [3, 1, 4, 2],
    }
)


def test_rows_are_the_truth() -> None:
    figure = confusion(FRAME)
    cells = figure.data[0]
    assert figure.layout.yaxis.ticktext == ("house", "techno", "jazz")
    assert cells.z[0] == pytest.approx([0.75, 0.25, 0])
    assert list(cells.text[0]) == ["75%", "25%", ""]
    assert cells.customdata[0][1] == "<b>house</b> predicted as <b>techno</b><br>1 tracks"
    assert figure.layout.yaxis.autorange == "reversed"


def test_the_order_can_be_given() -> None:
    figure = confusion(FRAME, order=["jazz", "house"])
    assert figure.layout.xaxis.ticktext == ("jazz", "house")
    assert figure.data[0].z[1] == pytest.approx([0, 0.75])


def test_siblings_are_outlined() -> None:
    families = {"house": "electronic", "techno": "electronic", "jazz": "jazz"}
    boxes = confusion(FRAME, families=families).layout.shapes
    assert {(box.x0 + 0.5, box.y0 + 0.5) for box in boxes} == {(1, 0), (0, 1)}
    assert len(confusion(FRAME).layout.shapes) == 0


def test_colours_come_from_the_template() -> None:
    light, dark = confusion(FRAME, "light"), confusion(FRAME, "dark")
    assert light.data[0].colorscale is None
    assert light.layout.template.data.heatmap[0].colorscale != dark.layout.template.data.heatmap[0].colorscale


def test_nothing_says_so() -> None:
    assert confusion(FRAME.head(0)).layout.annotations[0].text == "No track of these genres was held out"


def test_names_of_many_columns_stand_upright_and_have_room() -> None:
    for genres, angle in ((6, 0), (7, -45), (12, -45), (13, -90)):
        names = [f"genre number {n}" for n in range(genres)]
        frame = pd.DataFrame({"truth": names, "predicted": names, "share": 1.0})
        layout = confusion(frame).layout
        assert layout.xaxis.tickangle == angle
        assert layout.margin.b >= (28 if angle == 0 else 70 if angle == -45 else 90)
