"""A planted weekday and season are found within artist on 3 seeds, with what artists choose against them; in twins nothing is."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.timing import calendar, design, effects
from analytics.timing.effects import Timing

FRIDAY, BRIGHT = 4.0, 6.0


def made_up(seed: int, friday: float = 0.0, bright: float = 0.0, artists: int = 130) -> pd.DataFrame:
    """Releases of artists of unequal reach; those of more reach release on Fridays more often, and popularity falls with age."""
    rng = np.random.default_rng(seed)
    reach = rng.normal(0, 12, artists)
    artist = rng.integers(0, artists, 1_500)
    days = pd.Timestamp("2022-12-30") - pd.to_timedelta(rng.integers(0, 3650, 1_500), unit="D")
    weekday = np.where(rng.random(1_500) < 1 / (1 + np.exp(-reach[artist] / 12)), 4, rng.integers(0, 7, 1_500))
    days = days - pd.to_timedelta(days.day_of_week, unit="D") + pd.to_timedelta(weekday, unit="D")
    age = np.asarray((pd.Timestamp("2023-01-10") - days).days) / 365.25
    valence = rng.uniform(0, 1, 1_500)
    summer = np.cos(2 * np.pi * (np.asarray(days.day_of_year) / 365.25 - 6.5 / 12))
    level = 45 + reach[artist] - 8 * np.log1p(age) + friday * (weekday == 4) + bright * summer * (valence - 0.5)
    popularity = level + rng.normal(0, 8, 1_500)
    names = [f"a{one}" for one in artist]
    return pd.DataFrame(
        {"artist": names, "release": np.arange(1_500), "released": days.date, "genre": np.array(["x", "y"])[artist % 2]}
        | {"popularity": popularity, "valence": valence, "recordings": 1, "age": age}
    )


def told(releases: pd.DataFrame, within: str = "artist") -> Timing:
    return effects.fitted(design.prepared(releases, within), within)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_effects_are_found_within_artist(seed: int) -> None:
    found = told(made_up(seed, FRIDAY, BRIGHT))
    assert set(found.identified) == {"weekday", "upbeat"}
    rows = found.effects["weekday"].rows.set_index("level")
    friday = rows.loc["Fri"]
    # Against the mean of all seven days, a day of +4 stands at 4 x 6 / 7.
    assert friday["low"] < FRIDAY * 6 / 7 < friday["high"]
    assert friday["low"] > 0
    bright = found.effects["upbeat"].rows.iloc[0]
    assert bright["low"] < BRIGHT < bright["high"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_found_in_the_twin_though_artists_differ(seed: int) -> None:
    twin = made_up(seed)
    found = told(twin)
    assert found.identified == []
    assert all(effect.words.startswith("Not identified in this data") for effect in found.effects.values())
    assert "weekday" in told(twin, "genre").identified, "within genre, who releases on Fridays looks like Friday"
    rows = calendar.weeks_from(date(2026, 11, 26), 4, found, design.prepared(twin, "artist").frame, 0.2)
    assert rows["expected"].isna().all()
    assert rows["crowd"].notna().all()


def test_the_calendar_adds_up_what_is_identified() -> None:
    releases = made_up(1, FRIDAY, BRIGHT)
    found = told(releases)
    frame = design.prepared(releases, "artist").frame
    rows = calendar.weeks_from(date(2026, 11, 26), 52, found, frame, 0.4)
    assert rows["day"].iloc[0] == date(2026, 12, 4), "the Friday of the first whole week"
    assert rows["expected"].mean() == pytest.approx(0, abs=1e-9)
    assert (rows["low"] <= rows["expected"]).all()
    best = rows.loc[rows["expected"].idxmax(), "day"]
    assert best.month in (6, 7, 8), "a bright track in summer"
    dark = calendar.weeks_from(date(2026, 11, 26), 52, found, frame, -0.4)
    assert dark.loc[dark["expected"].idxmax(), "day"].month in (12, 1, 2)


def test_too_little_is_said_in_words() -> None:
    few = told(made_up(1).head(20))
    assert few.identified == []
    assert "20 releases" in few.notes[0] or "another to be compared with" in few.notes[0]
    fridays = made_up(1)
    fridays = fridays[pd.to_datetime(fridays["released"]).dt.day_of_week == 4].assign(valence=np.nan)
    found = told(fridays)
    assert "one weekday alone" in found.effects["weekday"].words
    assert "valence is not known" in found.effects["upbeat"].words


def test_a_first_of_january_that_stands_for_a_year_is_left_out() -> None:
    releases = made_up(1)
    year = releases.head(300).assign(released=date(2015, 1, 1))
    data = design.prepared(pd.concat([releases, year]), "artist")
    assert data.placeholders >= 300
    assert (pd.to_datetime(data.frame["released"]).dt.day_of_year == 1).sum() < 30
