"""Drift between release periods: worked by hand, silent on noise, honest about what is too few."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from analytics import drift

COLUMNS = ["genre", "period", "feature", "n", "mean", "spread"]


def periods(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def test_first_and_last_period_are_compared() -> None:
    found = drift.changes(
        periods(
            ("rock", 1990, "energy", 100, 0.5, 0.2),
            ("rock", 1995, "energy", 10, 0.1, 0.2),
            ("rock", 2000, "energy", 400, 0.6, 0.2),
        )
    ).iloc[0]
    error = 0.2 * np.sqrt(1 / 100 + 1 / 400)
    assert (found["first"], found["last"], found["n_first"], found["n_last"]) == (1990, 2000, 100, 400)
    assert found["change"] == pytest.approx(0.1)
    assert found["low"] == pytest.approx(0.1 - 1.959964 * error)
    assert found["strength"] == pytest.approx(0.5)
    assert len(drift.moved(found.to_frame().T)) == 1


def test_the_interval_holds_for_all_features_of_a_genre_together() -> None:
    rows = [("rock", year, f"f{i}", 100, 0.5, 0.2) for i in range(10) for year in (1990, 2000)]
    found = drift.changes(periods(*rows))
    error = 0.2 * np.sqrt(2 / 100)
    assert found["high"].to_numpy() == pytest.approx(NormalDist().inv_cdf(1 - 0.0025) * error)


def test_the_strongest_change_comes_first_and_the_catalogue_is_no_genre() -> None:
    found = drift.changes(
        periods(
            ("rock", 1990, "energy", 100, 0.5, 0.2),
            ("rock", 2000, "energy", 100, 0.6, 0.2),
            ("rock", 1990, "tempo", 100, 120.0, 20.0),
            ("rock", 2000, "tempo", 100, 90.0, 20.0),
            (None, 1990, "energy", 900, 0.5, 0.2),
            (None, 2000, "energy", 900, 0.9, 0.2),
        )
    )
    assert list(found["feature"]) == ["tempo", "energy"]
    assert set(found["genre"]) == {"rock"}


def test_too_few_recordings_are_no_period() -> None:
    rows = periods(("rock", 1990, "energy", 29, 0.5, 0.2), ("rock", 2000, "energy", 500, 0.9, 0.2))
    assert len(drift.shown(rows)) == 1
    assert drift.changes(rows).empty
    assert drift.changes(periods()).empty
    assert list(drift.changes(periods()).columns) == list(drift.CHANGES)


def test_noise_does_not_move() -> None:
    """200 genres that stay what they are: one in twenty moves in any of eight features, give or take."""
    random = np.random.default_rng(5)
    rows = [
        (f"g{g}", year, f"f{f}", 50, random.normal(0.5, 0.2 / np.sqrt(50)), 0.2)
        for g in range(200)
        for f in range(8)
        for year in (1990, 2000)
    ]
    assert drift.moved(drift.changes(periods(*rows)))["genre"].nunique() <= 20
