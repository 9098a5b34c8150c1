"""A single column that tells popularity too well was probably made from it."""

from __future__ import annotations

import numpy as np

from analytics.popularity.rated import Rated
from analytics.ragged import Floats, Ints
from warehouse.errors import NotTrainable

#: How much of the variance one column may explain: the best audio feature of the public files explains 2%, the release year 9%.
LEAK_R2 = 0.8
BINS = 256


def column_r2(rated: Rated, train: Ints, test: Ints, bins: int = BINS) -> dict[str, float]:
    """R2 on the tested tracks of each column alone, cut into quantile bins that answer the mean of their training tracks."""
    return {
        name: _r2(rated.data.X[:, place], rated.y, train, test, bins) for place, name in enumerate(rated.data.features)
    }


def _r2(column: Floats, y: Floats, train: Ints, test: Ints, bins: int) -> float:
    filled = column[train][~np.isnan(column[train])]
    edges = np.unique(np.quantile(filled, np.linspace(0, 1, bins + 1), method="nearest")) if len(filled) else filled
    # searchsorted puts NaN after every edge: missing values get a bin of their own.
    place = np.searchsorted(edges, column, side="left") + np.isnan(column)
    n = np.bincount(place[train], minlength=len(edges) + 2)
    mean = np.bincount(place[train], y[train], len(edges) + 2) / np.maximum(n, 1)
    said = np.where(n > 0, mean, y[train].mean())[place[test]]
    variance = float(np.mean((y[test] - y[test].mean()) ** 2))
    return 1 - float(np.mean((y[test] - said) ** 2)) / variance if variance > 0 else 0.0


def check_leaks(rated: Rated, train: Ints, test: Ints) -> dict[str, float]:
    """R2 of each column alone. Raises NotTrainable when one explains LEAK_R2 or more."""
    found = column_r2(rated, train, test)
    leaks = {name: value for name, value in found.items() if value >= LEAK_R2}
    if leaks:
        named = ", ".join(f"{name} ({value:.0%} of the variance)" for name, value in leaks.items())
        raise NotTrainable(
            f"One column alone tells popularity far better than a track could: {named}. It was probably made from it.",
            "Remove the column from the file, or its role as an input in warehouse/features.py.",
        )
    return found
