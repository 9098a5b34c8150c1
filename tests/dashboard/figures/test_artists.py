"""Names on the figure of artists stand apart from each other, also on a phone."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from dashboard.figures import artists
from dashboard.figures.base import text_width


def crowd(n: int, spread: float) -> pd.DataFrame:
    """n artists; their places differ by `spread`."""
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "artist_id": [f"a{i}" for i in range(n)],
            "name": [f"An artist of a long name {i}" for i in range(n)],
            "size": np.append(10 ** (1.5 + spread * rng.normal(size=n - 2)), [1.0, 1000.0]),
            "change": np.append(spread * rng.normal(size=n - 2), [-3.0, 3.0]),
            "usual": 0.0,
            "z": rng.normal(0, 3, n),
            "found": False,
            "recordings": 9,
        }
    )


def boxes(frame: pd.DataFrame) -> list[tuple[float, float, float, float]]:
    """Left, right, bottom and top of every name, in px of the smallest plot, worked out from the annotations."""
    figure = artists.rising_scatter(frame)
    named = [note for note in figure.layout.annotations if note.xref != "paper" and note.text.startswith("An artist")]
    size, change = np.log10(frame["size"].clip(lower=0.5)), frame["change"]
    found = []
    for note in named:
        x = (note.x - size.min()) / np.ptp(size) * artists.WIDTH + note.xshift
        y = (note.y - change.min()) / np.ptp(change) * artists.HEIGHT + (note.yshift or 0)
        width = text_width([note.text], 11)
        found.append((x, x + width, y - 8, y + 8) if note.xanchor == "left" else (x - width, x, y - 8, y + 8))
    return found


def test_no_two_names_overlap_in_a_crowd() -> None:
    found = boxes(crowd(60, 0.3))
    assert 3 <= len(found) <= artists.LABELLED
    for one, other in combinations(found, 2):
        assert one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]


def test_of_artists_in_one_place_the_most_unusual_is_named() -> None:
    frame = crowd(20, 0.0)
    figure = artists.rising_scatter(frame.assign(z=[0.0] * 18 + [9.0, 1.0]))
    names = [note.text for note in figure.layout.annotations]
    assert any(name.startswith(frame["name"].iloc[18][:24]) for name in names)
