from __future__ import annotations

from pathlib import Path

from dashboard.pages._track_options import track_options
from tests.dashboard.pages.app_under_test import context_over
from tests.dashboard.pages.test_screening import FOLK


def test_tracks_are_found_by_title_and_the_chosen_one_stays(sample_home: Path) -> None:
    context = context_over(sample_home)
    found = track_options(context, "folk song 7")
    assert FOLK in [option["value"] for option in found]
    assert all(option["search"].startswith("folk song 7 ") for option in found)
    assert track_options(context, "f") == []
    (chosen,) = track_options(context, "", FOLK)
    assert (chosen["value"], chosen["label"].split(",")[0].lower()) == (FOLK, "folk song 7")
    assert [option["value"] for option in track_options(context, "folk song 7", FOLK)].count(FOLK) == 1
    assert track_options(context, "", "nobody") == []
