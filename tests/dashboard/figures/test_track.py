"""Figures of one track."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.figures import feature_profile, popularity_history

PROFILE = pd.DataFrame(
    [("energy", "Energy", 0.9, 0.2, 0.5, 0.8), ("tempo", "Tempo", 150.0, 90.0, 120.0, 180.0)],
    columns=["feature", "label", "value", "q10", "q50", "q90"],
)
HISTORY = pd.DataFrame({"as_of": pd.to_datetime(["2022-11-24", "2022-10-01"]), "popularity": [38, 33]})


def test_each_feature_has_its_own_range() -> None:
    dots = feature_profile(PROFILE).data[-1]
    assert list(dots.x) == pytest.approx([0.9, 0.5])  # tempo is valid from 0 to 300
    ranged = feature_profile(PROFILE.assign(low=[0, 100], high=[1, 200])).data[-1]
    assert list(ranged.x) == pytest.approx([0.9, 0.5])
    assert ranged.customdata[1][1:4] == ("150 BPM", "90", "180 BPM") or list(ranged.customdata[1][1:4]) == [
        "150 BPM",
        "90",
        "180 BPM",
    ]


def test_places_outside_the_range_are_kept_at_its_end() -> None:
    assert list(feature_profile(PROFILE.assign(low=[0, 160], high=[1, 200])).data[-1].x) == pytest.approx([0.9, 0])


def test_features_outside_the_middle_are_bold() -> None:
    ticks = feature_profile(PROFILE).layout.yaxis.ticktext
    assert ticks[0].startswith("<b>")
    assert ticks[1] == "Tempo"


def test_values_stand_at_the_right_with_their_unit() -> None:
    assert [a.text for a in feature_profile(PROFILE, "dark").layout.annotations] == ["0.90", "150 BPM"]


def test_unknown_features_need_no_range() -> None:
    row = PROFILE.head(1).assign(feature="warmth", value=3.0, q10=1.0, q50=2.0, q90=5.0)
    assert list(feature_profile(row).data[-1].x) == pytest.approx([0.5])


def test_history_is_in_order_and_labels_its_ends() -> None:
    figure = popularity_history(HISTORY)
    assert list(figure.data[0].y) == [33, 38]
    assert figure.layout.xaxis.ticktext == ("1 Oct 2022", "24 Nov 2022")
    assert figure.layout.annotations[0].text == "<b>38</b>"


def test_one_snapshot_says_so() -> None:
    texts = [a.text for a in popularity_history(HISTORY.head(1)).layout.annotations]
    assert "first snapshot, nothing to compare" in texts


def test_nothing_says_so() -> None:
    assert "No popularity" in popularity_history(HISTORY.head(0)).layout.annotations[0].text
    assert "No measured" in feature_profile(PROFILE.head(0)).layout.annotations[0].text
