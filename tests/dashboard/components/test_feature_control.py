"""Controls from features: the kind decides the control, the range its ends."""

from __future__ import annotations

from typing import Any

import pytest
from dash import dcc

from dashboard.components.feature_control import bounds, control_kind, feature_control, step
from warehouse.features import FEATURES, Feature, by_name

KNOWN = by_name()


def control(name: str, **more: Any) -> Any:
    return feature_control(KNOWN[name], "x", **more).children[1]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("energy", dcc.RangeSlider),
        ("explicit", dcc.Dropdown),
        ("title", dcc.Input),
        ("release_date", dcc.DatePickerRange),
    ],
)
def test_the_kind_decides(name: str, kind: type) -> None:
    assert isinstance(control(name), kind)


def test_every_feature_has_a_control_and_a_label() -> None:
    for feature in FEATURES:
        made = feature_control(feature, "x")
        assert made.children[0].children[0] == feature.label
        assert made.children[1].id == "x"


def test_ranges_take_the_ends_of_the_data() -> None:
    slider = control("tempo", value=[60, 120], low=40, high=220)
    assert (slider.min, slider.max, slider.value, slider.step) == (40, 220, [60, 120], 1)
    assert slider.allow_direct_input is True
    full = control("energy")
    assert (full.min, full.max, full.value, full.step) == (0, 1, [0, 1], 0.01)


def test_lengths_are_shown_as_minutes() -> None:
    slider = control("duration_ms", low=30_000, high=600_000)
    assert slider.marks == {30_000: "0:30", 600_000: "10:00"}
    assert (slider.step, slider.allow_direct_input) == (1000, False)


def test_options_make_a_choice() -> None:
    drop = control("genres", options=["house", "techno"], value=["house"])
    assert (drop.multi, drop.value) == (True, ["house"])
    assert [o["value"] for o in drop.options] == ["house", "techno"]
    assert control("genres", options={"a": "A"}).options == [{"value": "a", "label": "A"}]
    assert control_kind(KNOWN["genres"], ["x"]) == "choice"


def test_flags_have_three_answers() -> None:
    assert control("explicit").value == "any"
    assert [o["value"] for o in control("explicit", value="no").options] == ["any", "yes", "no"]


def test_a_feature_without_a_range() -> None:
    feature = Feature("warmth", "Warmth", "number", "input", "How warm.", decimals=1)
    assert bounds(feature) == (0, 1)
    assert bounds(feature, 2, 3) == (2, 3)
    assert step(feature) == pytest.approx(0.1)
