"""The door for budgets: with curves a best split, without any no optimum; equal shares always."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.live import allocate as live
from analytics.live.plan_text import Release
from tests.analytics.budget.test_fit import past

PLAN = (
    Release("a", ceiling=1000, half=500, predicted=60),
    Release("b", ceiling=200, half=300, predicted=20),
)


def test_the_best_split_stands_beside_equal_shares_and_shares_by_popularity() -> None:
    found = live.allocate(1000, PLAN)
    rows = found.releases.set_index("release")
    assert rows["equal"].tolist() == pytest.approx([500, 500])
    assert rows["by_popularity"].tolist() == pytest.approx([750, 250])
    assert rows["best"].sum() == pytest.approx(1000)
    assert rows.loc["a", "best"] > 500
    assert set(found.lifts["against"]) == {"equal", "by_popularity"}
    assert found.lifts.set_index("against").loc["equal", "lift"] > 0
    assert (rows["expected_low"] < rows["expected"]).all()
    totals = found.totals.set_index("split")["result"]
    assert totals["best"] - totals["equal"] == pytest.approx(found.lifts.set_index("against").loc["equal", "lift"])


def test_without_curves_there_is_no_optimum_and_equal_shares_stay() -> None:
    found = live.allocate(900, (Release("a"), Release("b", high=200), Release("c")))
    assert found.releases["equal"].tolist() == pytest.approx([350, 200, 350])
    assert "best" not in found.releases
    assert found.lifts.empty
    assert found.notes == (live.NO_CURVE,)
    one = live.allocate(900, (Release("a", ceiling=10, half=5), Release("b")))
    assert one.notes == ("No optimum: no curve for b.",)


def test_curves_come_from_past_spend() -> None:
    found = live.allocate(1000, (), past(1, 1.0))
    assert found.fitted is not None
    assert found.releases["release"].tolist() == ["r0", "r1"]
    assert found.releases["best"].sum() == pytest.approx(1000)
    assert "Curves fitted on 28 rows" in found.notes[0]
    refused = live.allocate(1000, (), past(1, 0.0))
    assert "best" not in refused.releases
    assert refused.notes[0].startswith("No optimum. Spend is not associated")
    stranger = live.allocate(1000, (Release("new"),), past(1, 1.0))
    assert stranger.notes == ("No optimum: past spend says nothing of new.",)


def test_what_past_spend_says_can_stand_in_a_plan() -> None:
    fitted = live.allocate(1000, (), past(2, 1.0)).fitted
    assert fitted is not None
    lines = live.stated(fitted, (Release("r0", high=300.0),))
    assert [one.release for one in lines] == ["r0", "r1"]
    assert (lines[0].high, lines[1].high) == (300.0, None)
    assert all(one.curve is not None and 0 < one.curve.unsure < 1 for one in lines)


def test_a_curve_is_drawn_with_its_interval() -> None:
    frame = live.curves(PLAN, "a", 1000)
    assert (len(frame), frame["spend"].iloc[-1]) == (41, 1000)
    assert (np.diff(frame["value"]) > 0).all()
    assert (frame["low"] <= frame["value"]).all()
    assert isinstance(live.curves(PLAN, "nobody", 1000), pd.DataFrame)
    assert live.curves((Release("x"),), "x", 10).empty
