"""Where a track that is not in the catalogue would stand on the map, and which group it would be in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics import region
from analytics.clusters import ClusterModel
from analytics.live import served
from warehouse.connect import Reader
from warehouse.features import by_name


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


@dataclass(frozen=True)
class Region:
    """cells: numbers of the grid's cells that are in it, row times side plus column, none where it is refused ; about: what was
    measured of such regions (analytics/region.py) ; words: the same as a sentence, or why there is none ; run: of the map ;
    middle: x, y of the nearest recordings by t-SNE, no place of its own, None without a region.
    """

    cells: tuple[int, ...]
    about: Mapping[str, Any]
    words: str
    run: str
    middle: tuple[float, float] | None = None


def region_by_sound(reader: Reader, values: Mapping[str, float]) -> Region:
    """Where on the map a sound file may stand, by what was measured of it."""
    found, run = served.sound_map(reader), served.answering(reader, "map") or ""
    if found is None or found.by_sound is None:
        why = "no map is there" if found is None else "how often regions hold was not measured with it"
        return Region((), {}, f"No place on the map: {why}. Make it: repertoire train --only map", run)
    about = found.by_sound
    lacking = [by_name()[name].label for name in about["features"] if name not in values]
    if lacking:
        return Region((), about, f"No place on the map: {', '.join(lacking)} could not be measured.", run)
    if not region.tells(about):
        why = "No place on the map: what sound tells leaves more than half of it open."
        return Region((), about, f"{why} {region.in_words(about)}", run)
    row = np.array([[values.get(name, np.nan) for name in found.space.features]], dtype=np.float64)
    point = found.space.place(row)
    inside = np.flatnonzero(region.region(found, point, about)[0])
    (x, y), words = region.middles(found, point, about)[0], f"Place on the map. {region.in_words(about)}"
    return Region(tuple(int(cell) for cell in inside), about, words, run, (float(x), float(y)))


def _group(reader: Reader, values: Mapping[str, float]) -> tuple[int | None, float]:
    model: ClusterModel | None = served.groups(reader)
    if model is None:
        return None, 0.0
    row = np.array([[values.get(name, np.nan) for name in model.space.features]], dtype=np.float64)
    labels, strengths = model.whole.assign(model.space.place(row))
    number = int(model.number_of(labels, model.numbers)[0])
    return number or None, float(strengths[0])
