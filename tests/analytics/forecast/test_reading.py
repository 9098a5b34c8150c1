"""What is read of a series whose periods are partly of too few rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.forecast.config import Config
from analytics.forecast.reading import THIN, read, without_thin
from tests.warehouse.homes import QUICK
from warehouse.connect import Reader


def points(thin: list[bool], name: str = "a") -> pd.DataFrame:
    periods = pd.date_range("2000-01-01", periods=len(thin), freq="MS")
    return pd.DataFrame({"series": name, "period": periods, "value": range(len(thin)), "thin": thin})


@given(st.lists(st.booleans(), max_size=40), st.lists(st.booleans(), max_size=40))
def test_the_longest_end_that_is_mostly_of_enough_is_kept(one: list[bool], other: list[bool]) -> None:
    kept, told = without_thin(
        pd.concat([points(one, "a"), points(other, "b")], ignore_index=True).sample(frac=1, random_state=1)
    )
    for name, thin in (("a", one), ("b", other)):
        values = kept[kept["series"] == name]["value"].tolist()
        full = [i for i, few in enumerate(thin) if not few]
        starts = [i for i in full if sum(thin[i : full[-1] + 1]) <= THIN * (full[-1] + 1 - i)]
        assert values == (list(range(min(starts), full[-1] + 1)) if full else [])
        assert (name in told) == (bool(thin) and (not full or min(starts) > full[0]))


def test_a_thin_past_is_left_out_and_said() -> None:
    kept, told = without_thin(points([False] + [True] * 30 + [False] * 25 + [True]))
    assert kept["value"].tolist() == list(range(31, 56))
    assert told == {"a": "54% of its periods are of too few rows to say much."}


def test_every_series_of_the_sample_is_read_or_refused_in_words(sample_home: Path) -> None:
    with Reader(sample_home, QUICK).view() as view:
        found = read(view, date(2030, 1, 1), Config())
    assert not {one.name for one in found.series} & set(found.refused)
    assert all(why.endswith(".") for why in found.refused.values())
