"""Steps of a plan as the share of the whole."""

from __future__ import annotations

import pytest

from workflows.progress import Quiet, Share

PLAN = (("Load", 1.0), ("Build", 2.0), ("Publish", 1.0))


def test_the_share_is_of_the_whole_plan() -> None:
    share = Share(PLAN)
    steps = [("Loading a", 0, 2), ("Loading b", 1, 2), ("Building x", 1, 2), ("Publishing", 1, 2), ("Publishing", 2, 2)]
    assert [share(*step) for step in steps] == [0, 0.125, 0.5, 0.875, 1.0]


def test_the_share_never_falls() -> None:
    share = Share(PLAN)
    assert share("Building x", 2, 2) == 0.75
    assert share("Loading again", 0, 1) == 0.75
    assert share("something else", 9, 10) == 0.75
    assert share("Publishing", 7, 5) == 1.0, "more than all of it is all of it"


@pytest.mark.parametrize("plan", [(), (("Load", 0.0),)])
def test_a_plan_without_weight_has_no_share(plan: tuple[tuple[str, float], ...]) -> None:
    assert Share(plan)("Loading", 1, 1) == 0.0


def test_quiet_takes_everything() -> None:
    steps = Quiet()
    steps("x", 0, 0)
    with steps.phase("y"):
        steps("z", 1, 1)
