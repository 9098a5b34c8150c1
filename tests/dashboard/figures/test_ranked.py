"""Ranked rows: order, colours, n at the edge, the same data in both themes."""

from __future__ import annotations

import pandas as pd

from dashboard.figures import paired_dots, ranked_bars, ranked_dots
from dashboard.theme import PALETTES

DOTS = pd.DataFrame({"label": ["Pop", "Jazz"], "median": [49, 1], "q1": [31, 0], "q3": [59, 48], "n": [3883, 1819]})
BARS = pd.DataFrame({"label": ["edm", "happy"], "value": [0.54, 0.06], "n": [996, 1000]})
PAIRS = pd.DataFrame(
    {"metric": ["Top 1", "Top 5"], "honest": [0.2, 0.5], "leaky": [0.3, 0.4], "baseline": [0.01, 0.05]}
)


def test_dots_carry_the_middle_half_and_n() -> None:
    figure = ranked_dots(DOTS, highlighted=["Jazz"], reference_value=33, reference_label="catalogue 33")
    assert [list(line.x) for line in figure.data[:2]] == [[31, 59], [0, 48]]
    assert list(figure.data[2].x) == [49, 1]
    assert list(figure.data[2].marker.color) == [PALETTES["light"].context_ink, PALETTES["light"].primary]
    assert [a.text for a in figure.layout.annotations] == ["catalogue 33", "3,883", "1,819"]


def test_themes_change_colours_and_nothing_else() -> None:
    light, dark = (ranked_dots(DOTS, theme, ["Pop"]) for theme in ("light", "dark"))
    assert light.layout.template != dark.layout.template
    assert list(light.data[2].x) == list(dark.data[2].x)
    assert dark.data[2].marker.color[0] == PALETTES["dark"].primary


def test_bars_start_at_zero_and_write_their_value() -> None:
    figure = ranked_bars(BARS, show=lambda v: f"{v:.0%}")
    assert list(figure.data[0].text) == ["54%", "6%"]
    assert figure.layout.xaxis.range[0] == 0
    assert set(figure.data[0].marker.color) == {PALETTES["light"].primary}
    marked = ranked_bars(BARS, highlighted=["edm"]).data[0].marker.color
    assert list(marked) == [PALETTES["light"].primary, PALETTES["light"].context]


def test_bars_may_be_negative_and_lack_n() -> None:
    figure = ranked_bars(pd.DataFrame({"label": ["a", "b"], "value": [-2.0, 1.0]}))
    assert figure.layout.xaxis.range[0] < -2
    assert len(figure.layout.annotations) == 0


def test_pairs_write_each_value_on_its_outer_side() -> None:
    figure = paired_dots(PAIRS)
    baseline, leaky, honest = figure.data[2:]
    assert list(honest.text) == ["0.200", "0.500"]
    assert list(honest.textposition) == ["top left", "top right"]
    assert list(leaky.textposition) == ["top right", "top left"]
    assert baseline.mode == "markers"
    assert honest.marker.color == PALETTES["light"].primary


def test_equal_pairs_write_their_values_apart() -> None:
    _, leaky, honest = paired_dots(PAIRS.assign(leaky=PAIRS["honest"])).data[2:]
    assert set(honest.textposition) == {"top right"}
    assert set(leaky.textposition) == {"top left"}


def test_metrics_beyond_one_get_their_own_axis() -> None:
    assert paired_dots(PAIRS).layout.xaxis.range is not None
    assert paired_dots(pd.DataFrame({"metric": ["MAE"], "honest": [11.5], "leaky": [9.0]})).layout.xaxis.range is None


def test_nothing_says_so() -> None:
    for figure in (ranked_dots(DOTS.head(0)), ranked_bars(BARS.head(0)), paired_dots(PAIRS.head(0))):
        assert figure.layout.annotations[0].text
        assert len(figure.data) == 0
