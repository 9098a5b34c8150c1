"""The table of genres and their shares."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

import warehouse
from etl.demo import DemoConfig, genres

REFERENCE = Path(warehouse.__file__).parent / "reference" / "genre_families.csv"


def test_24_genres_in_8_families_of_the_reference() -> None:
    with REFERENCE.open(encoding="utf-8", newline="") as stream:
        family = {row["genre"]: row["family"] for row in csv.DictReader(stream)}
    assert len(set(genres.NAMES)) == 24
    assert [family[name] for name in genres.NAMES] == list(genres.FAMILIES)
    assert len(set(genres.FAMILIES)) == 8


def test_shares_add_up_and_start_with_the_first_year() -> None:
    years = np.arange(1960.0, 2027.0)
    shares = genres.release_shares(years, DemoConfig())
    assert np.allclose(shares.sum(axis=1), 1)
    assert shares[0, genres.number("techno")] == 0
    assert shares[-1, genres.number(genres.RISING)] > 3 * shares[50, genres.number(genres.RISING)]


def test_a_left_out_trend_is_flat() -> None:
    years = np.arange(2015.0, 2027.0)
    flat = genres.trend(years, DemoConfig(without=frozenset({"rising", "fading"})))
    assert (flat == 1).all()
    assert genres.siblings().shape == (24, 2)
