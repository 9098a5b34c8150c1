from __future__ import annotations

import pandas as pd

from dashboard.pages.screening import closest
from tests.dashboard.pages.app_under_test import words


def near(*popularity: float | None) -> pd.DataFrame:
    count = len(popularity)
    about = {"track_id": [str(i) for i in range(count)], "title": "T", "artists": "A", "genres": "g"}
    return pd.DataFrame({**about, "popularity": popularity, "distance": 0.3})


def test_the_nearest_say_their_range() -> None:
    assert words(closest.card(near(16, 20, 18, 19, 18), 9, [])).startswith(
        "Its five nearest tracks range from 16 to 20"
    )
    assert words(closest.card(near(16, 16), 9, [])).startswith("Its nearest tracks are at 16")
    assert "Nothing of its sound is known" in words(closest.card(near(), 0, []))
