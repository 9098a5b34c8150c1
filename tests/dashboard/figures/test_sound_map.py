"""The figure of the map: what is drawn, in which colour, and how many bytes are sent."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dashboard.figures.sound_map import Drawn, Estimated, Label, Region, colours_of, differences, ends, sound_map
from dashboard.theme import palette

BOX = (0.0, 10.0, 0.0, 10.0)


def drawn(n: int, **more: object) -> Drawn:
    rng = np.random.default_rng(0)
    x, y = (rng.uniform(0, 10, n).astype(np.float32) for _ in range(2))
    return Drawn(BOX, np.arange(n, dtype=np.int32), x, y, **more)  # type: ignore[arg-type]


def test_one_trace_a_name_and_grey_below() -> None:
    names = np.array([0, 0, 1, -1, 1, 0])
    figure = sound_map(drawn(6, order=["Loud", "Quiet"], names=names), "light", "r")
    assert [(trace.name, len(trace.x)) for trace in figure.data] == [("others", 1), ("Loud", 3), ("Quiet", 2)]
    assert figure.data[1].marker.color == palette("light").categorical[0]
    assert figure.data[1].customdata.tolist() == [0, 1, 5]
    assert all(trace.type == "scattergl" for trace in figure.data)


def test_the_ninth_name_is_grey() -> None:
    assert colours_of(10, "dark")[8:] == [palette("dark").context] * 2
    figure = sound_map(drawn(10, order=list("abcdefghij"), names=np.arange(10)), "dark", "r")
    assert [len(trace.x) for trace in figure.data] == [2] + [1] * 8


def test_amounts_stand_on_a_scale_without_the_outermost() -> None:
    amounts = np.concatenate([np.arange(100), [np.nan]]).astype(np.float32)
    figure = sound_map(drawn(101, amounts=amounts, scale=ends(amounts)), "light", "r")
    assert [(trace.name, len(trace.x)) for trace in figure.data] == [("not known", 1), ("known", 100)]
    assert (figure.data[1].marker.cmin, figure.data[1].marker.cmax) == pytest.approx(ends(amounts))
    assert ends(amounts) == pytest.approx((1.98, 97.02))
    assert ends(np.array([np.nan], np.float32)) == (0, 1)


def test_a_hundred_thousand_points_are_at_most_four_million_bytes() -> None:
    names = np.random.default_rng(1).integers(-1, 12, 100_000)
    figure = sound_map(drawn(100_000, order=[str(i) for i in range(12)], names=names), "light", "r")
    sent = figure.to_json()
    traces = json.loads(sent)["data"]
    assert {trace["x"]["dtype"] for trace in traces} == {"f4"}
    assert {trace["customdata"]["dtype"] for trace in traces} == {"i4"}
    assert len(sent) <= 4_000_000
    by_amount = sound_map(drawn(100_000, amounts=np.zeros(100_000, np.float32)), "light", "r").to_json()
    assert len(by_amount) <= 4_000_000


def test_density_lies_below_at_the_middle_of_its_cells() -> None:
    grid = np.array([[0, 4], [9, 0]])
    figure = sound_map(drawn(3, density=grid), "light", "r")
    layer = figure.data[0]
    assert layer.type == "heatmap"
    assert np.asarray(layer.z).tolist() == [[0, 2], [3, 0]]
    assert (layer.x0, layer.dx, layer.y0, layer.dy) == (2.5, 5, 2.5, 5)


def test_lasso_labels_and_a_placed_track_are_drawn() -> None:
    labels = [Label(1, 1, "Loud & <fast>", "12 · median 3", 0), Label(99, 1, "Out of view", "", 1)]
    placed = Label(5, 5, "My song", "")
    figure = sound_map(drawn(3, labels=labels, placed=placed, polygon=((1, 1), (2, 1), (2, 2))), "light", "r", True)
    texts = [note.text for note in figure.layout.annotations]
    assert len(texts) == 2
    assert "Loud &amp; &lt;fast>" in texts[0]
    assert "My song" in texts[1]
    assert figure.layout.shapes[0].path == "M 1,1 L 2,1 L 2,2 Z"
    assert figure.data[-1].name == "placed"
    assert figure.layout.dragmode == "lasso"


def test_rings_lie_above_the_dots_with_their_ids_as_text() -> None:
    rings = Estimated(["a", "b"], np.array([1, 2], np.float32), np.array([3, 4], np.float32))
    figure = sound_map(drawn(3, estimated=rings), "light", "r")
    assert [trace.name for trace in figure.data] == ["others", "estimated"]
    (sent,) = [trace for trace in json.loads(figure.to_json())["data"] if trace["name"] == "estimated"]
    assert sent["customdata"] == ["a", "b"]  # in binary Dash would not pass them on
    alone = sound_map(drawn(0, estimated=rings), "light", "r")
    assert [trace.name for trace in alone.data] == ["estimated"]


def test_a_region_is_shaded_and_its_track_is_a_ring() -> None:
    found = Region([0, 5], (0.0, 9.0, 0.0, 9.0), 3)
    figure = sound_map(drawn(3, region=found, placed=Label(4, 4, "Demo", "80%")), "dark", "r")
    layer = next(trace for trace in figure.data if trace.name == "region")
    assert np.argwhere(np.asarray(layer.z) == 1).tolist() == [[0, 0], [1, 2]]
    assert (layer.x0, layer.dx) == (1.5, 3)
    assert figure.data[-1].marker.symbol == "circle-open"


def test_the_name_of_a_placed_track_is_not_written_over() -> None:
    labels = [Label(5.5, 5.2, "Under it", ""), Label(5.5, 7, "Above it", ""), Label(9, 5, "Beside it", "")]
    figure = sound_map(drawn(3, labels=labels, placed=Label(5, 5, "My song", "")), "light", "r")
    texts = " ".join(note.text for note in figure.layout.annotations)
    assert ("Under it" in texts, "Above it" in texts, "Beside it" in texts) == (False, True, True)
    assert "My song" in texts


def test_an_empty_part_of_the_map_says_so() -> None:
    figure = sound_map(drawn(0), "light", "r")
    assert "No recording stands in this part" in figure.layout.annotations[0].text.replace("<br>", " ")


def test_differences_are_bars_the_furthest_kept() -> None:
    found = {"energy": -1.5, "tempo": 0.5, "valence": 0.1}
    figure = differences(found, {name: name.title() for name in found}, "light", rows=2)
    assert list(figure.data[0].y) == ["Tempo", "Energy"]
    assert tuple(figure.data[0].marker.color) == (palette("light").categorical[4], palette("light").categorical[1])
    assert "measured" in differences({}, {}, "light").layout.annotations[0].text
