"""What a brush and a press on the charts of Discover make of the filter."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.pages import _discover_pictures as pictures
from dashboard.pages._discover_filters import Control
from warehouse.errors import FilterError
from warehouse.features import by_name
from warehouse.filters import parse

ENERGY = Control("energy", by_name()["energy"], "range", low=0.0, high=1.0)
BINS = pd.DataFrame({"low": [0.0, 0.25, 0.5, 0.75], "high": [0.25, 0.5, 0.75, 1.0]})


@pytest.mark.parametrize(
    ("places", "text"),
    [
        ([1, 2], "popularity > 20 and energy between 0.25 and 0.75"),
        ([2, 3], "popularity > 20 and energy >= 0.5"),
        ([0], "popularity > 20 and energy <= 0.25"),
        ([0, 1, 2, 3], "popularity > 20"),
    ],
)
def test_a_brush_takes_the_place_of_what_was_said_before(places: list[int], text: str) -> None:
    before = parse("popularity > 20 and energy >= 0.9")
    assert pictures.brushed_filter(ENERGY, before, BINS, places) == parse(text)


def test_a_chart_of_nothing_known_is_named() -> None:
    with pytest.raises(FilterError, match="no chart of 'title'"):
        pictures.chooser("title")
    assert pictures.chooser("energy").children.value == "energy"
