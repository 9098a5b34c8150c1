"""Made-up candidates of playlists, and a strategy that draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from analytics.playlists.wishes import SHAPES, Wishes


def candidates(n: int, artists: int = 10, seed: int = 0, **columns: Sequence[Any]) -> pd.DataFrame:
    """n tracks t0, t1, ... of so many artists in turn; numbers drawn by seed, columns as given."""
    r = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "track_id": [f"t{i}" for i in range(n)],
            "recording_key": [f"r{i}" for i in range(n)],
            "title": [f"Song {i}" for i in range(n)],
            "main_artist": [f"Artist {i % artists}" for i in range(n)],
            "popularity": r.integers(0, 100, n).astype(float),
            "tempo": r.uniform(70, 180, n),
            "energy": r.uniform(0, 1, n),
            "key": r.integers(0, 12, n).astype(float),
            "mode": r.integers(0, 2, n).astype(float),
            "duration_ms": r.integers(120, 360, n) * 1000.0,
            "score": r.uniform(0, 1, n),
            "why": "",
        }
    ).assign(**{name: list(values) for name, values in columns.items()})
    return frame.assign(artists=frame["main_artist"])


def sound(frame: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    """(n, 2): tempo and energy on one scale, missing in the middle."""
    return np.nan_to_num(frame[["tempo", "energy"]].to_numpy(dtype=float) / np.array([50.0, 0.3]))


@st.composite
def asked(draw: st.DrawFn) -> tuple[pd.DataFrame, Wishes]:
    """Candidates, some of one recording, some without values, and wishes about them."""
    n = draw(st.integers(1, 40))
    frame = candidates(n, draw(st.integers(1, 12)), draw(st.integers(0, 10_000)))
    frame["recording_key"] = [f"r{draw(st.integers(0, n))}" if draw(st.booleans()) else f"r{i}" for i in range(n)]
    for name in ("tempo", "energy", "duration_ms", "popularity"):
        if draw(st.integers(0, 4)) == 0:
            frame.loc[frame.index % 3 == 0, name] = np.nan
    ids = st.sampled_from(frame["track_id"].tolist())
    wishes = Wishes(
        tracks=draw(st.integers(1, 25)),
        minutes=draw(st.none() | st.integers(1, 90).map(float)),
        tempo=draw(st.sampled_from(SHAPES)),
        energy=draw(st.sampled_from(SHAPES)),
        per_artist=draw(st.integers(1, 3)),
        dial=draw(st.sampled_from([0.0, 0.5, 1.0])),
        include=tuple(draw(st.lists(ids, max_size=3))),
        exclude=tuple(draw(st.lists(ids, max_size=3))),
    )
    return frame, wishes
