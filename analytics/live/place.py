"""Where a track that is not in the catalogue would stand on the map, and which group it would be in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.clusters import ClusterModel
from analytics.live import served
from warehouse.connect import Reader


@dataclass(frozen=True)
class Place:
    """x, y by layout name ; group: number of the nearest group, None without groups ; strength 0 to 1 ; known: how many of
    the map's features the track has, of how many.
    """

    where: dict[str, tuple[float, float]]
    group: int | None
    strength: float
    known: tuple[int, int]


def place(reader: Reader, values: Mapping[str, float]) -> Place | None:
    """The place of a track with these features; None without a map, or when less than half of its features are known."""
    found = served.sound_map(reader)
    if found is None:
        return None
    row = np.array([[values.get(name, np.nan) for name in found.space.features]], dtype=np.float64)
    known = int((~np.isnan(row)).sum())
    if known * 2 < row.shape[1]:
        return None
    by_sound, flat = found.place(found.space.place(row))
    group, strength = _group(reader, values)
    where = {"t-SNE": (float(by_sound[0, 0]), float(by_sound[0, 1])), "PCA": (float(flat[0, 0]), float(flat[0, 1]))}
    return Place(where, group, strength, (known, row.shape[1]))


def _group(reader: Reader, values: Mapping[str, float]) -> tuple[int | None, float]:
    model: ClusterModel | None = served.groups(reader)
    if model is None:
        return None, 0.0
    row = np.array([[values.get(name, np.nan) for name in model.space.features]], dtype=np.float64)
    labels, strengths = model.whole.assign(model.space.place(row))
    number = int(model.number_of(labels, model.numbers)[0])
    return number or None, float(strengths[0])
