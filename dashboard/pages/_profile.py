"""How a track or an artist sounds beside a genre: the frame of `figures.feature_profile`, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import format as fmt
from dashboard.pages._slots import label_of, measured
from warehouse.features import by_name

LEAST = 30
"""Tracks a genre needs before anything is compared with it."""


def profile(values: Mapping[str, Any], bands: pd.DataFrame, extents: pd.DataFrame) -> pd.DataFrame:
    """feature, label, value, q10, q50, q90, n, low, high of every measured feature that has a value and a band.

    Parameters: feature -> value; `bands` as tracks.genre_bands gives them, `extents` as tracks.extents does.
    """
    band = bands.set_index("feature").to_dict("index")
    extent = extents.set_index("feature").to_dict("index")
    rows = [
        {
            "feature": f.name, "label": f.label, "value": float(values[f.name]),
            **{name: float(band[f.name][name]) for name in ("q10", "q50", "q90", "n")},
            **{name: float(extent[f.name][name]) for name in ("low", "high")},
        }
        for f in measured()
        if f.name not in fmt.CODES and f.name in band and not fmt.is_missing(values.get(f.name))
    ]  # fmt: skip
    names = ["feature", "label", "value", "q10", "q50", "q90", "n", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def outside(frame: pd.DataFrame) -> list[str]:
    """Features beyond the genre's middle 80%, the furthest first, measured in widths of that band."""
    width = (frame["q90"] - frame["q10"]).where(lambda w: w > 0, 1.0)
    beyond = pd.concat([frame["q10"] - frame["value"], frame["value"] - frame["q90"]], axis=1).max(axis=1) / width
    order = beyond[beyond > 0].sort_values(ascending=False, kind="stable").index
    return [str(name) for name in frame.loc[order, "feature"]]


def finding(frame: pd.DataFrame, genre: str) -> str:
    """The title of the figure: how many features lie beyond the band, and which two most."""
    if frame.empty:
        return f"Nothing to compare with {genre}"
    far = outside(frame)
    if not far:
        return f"Every feature lies in the middle 80% of {genre}"
    known = by_name()
    named = [label_of(known[name]) for name in far[:2]] + ([f"{len(far) - 2} more"] if len(far) > 2 else [])
    words = fmt.listed(named)
    return f"{words[:1].upper()}{words[1:]} {'is' if len(far) == 1 else 'are'} unusual for {genre}"


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows behind the figure, with the names that people read."""
    return frame.rename(
        columns={"q10": "genre_10%", "q50": "genre_median", "q90": "genre_90%", "n": "genre_tracks"}
    ).drop(columns=["label", "low", "high"])
