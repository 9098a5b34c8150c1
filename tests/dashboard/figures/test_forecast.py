"""The fan of a forecast hangs on the last period that it was made from."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.figures.forecast import fan


@pytest.mark.parametrize("later", [0, 3])
def test_the_fan_begins_before_its_first_period_whatever_came_since(later: int) -> None:
    periods = pd.date_range("2023-01-01", periods=6 + later, freq="MS")
    history = pd.DataFrame(
        {"period": periods, "value": range(6 + later), "n": 50, "thin": [False] * 6 + [True] * later}
    )
    ahead = pd.DataFrame({"start": pd.date_range("2023-07-01", periods=2, freq="MS"), "value": [6.0, 7.0]})
    for level, width in ((80, 1), (95, 2)):
        ahead[f"low_{level}"], ahead[f"high_{level}"] = ahead["value"] - width, ahead["value"] + width
    drawn = {trace.name: trace for trace in fan(history, ahead, pd.DataFrame(), "light", "").data}
    assert list(pd.to_datetime(drawn["expected"].x)) == list(pd.date_range("2023-06-01", periods=3, freq="MS"))
    assert list(drawn["expected"].y) == [5, 6, 7]
    assert pd.to_datetime(list(drawn["95%"].x)).max() == pd.Timestamp("2023-08-01")
    assert len(drawn["so far"].x) == 6 + later
