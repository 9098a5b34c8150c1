"""The groups of a catalogue as one model: the space, the groups of all tracks, those inside genres, the niches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from analytics.artefacts import Arrays, Artefact
from analytics.clusters.niches import Niches
from analytics.clusters.partition import Partition
from analytics.ragged import Ints
from analytics.sound import SoundSpace
from warehouse.errors import BadArtefact

#: The scope of the groups of all tracks, that of niches, and what stands before the name of a genre.
ALL, NICHES, GENRE = "all", "niches", "genre:"


@dataclass(frozen=True)
class ClusterModel:
    """What places a track. numbers, niche_numbers: of each group, kept over runs ; within: genre -> groups inside it."""

    space: SoundSpace
    vocabulary: str
    whole: Partition
    numbers: tuple[int, ...]
    niches: Niches
    niche_numbers: tuple[int, ...]
    within: dict[str, Partition] = field(default_factory=dict)

    def number_of(self, labels: Ints, numbers: tuple[int, ...]) -> Ints:
        """Places of groups as their numbers; 0 for a track in none."""
        return np.array([*numbers, 0], dtype=np.int64)[labels]


def pack(model: ClusterModel) -> tuple[str, Arrays, dict[str, Any]]:
    """(text, arrays, settings): what an artefact needs to bring the model back."""
    names = list(model.within)
    inside = [model.within[name].arrays["centres"] for name in names]
    starts = np.concatenate([[0], np.cumsum([len(centres) for centres in inside])]).astype(np.int64)
    width = len(model.space.features)
    arrays: Arrays = {
        **model.space.arrays(),
        **{f"whole_{name}": array for name, array in model.whole.arrays.items()},
        "numbers": np.array(model.numbers, np.int64),
        "niche_numbers": np.array(model.niche_numbers, np.int64),
        "niche_cores": model.niches.cores,
        "niche_labels": model.niches.labels,
        "niche_reach": model.niches.reach,
        "within_centres": np.concatenate(inside) if inside else np.empty((0, width)),
        "within_starts": starts,
    }
    about = {
        "features": list(model.space.features),
        "vocabulary": model.vocabulary,
        "kind": model.whole.kind,
        "within": names,
        "searched": model.niches.searched,
        "threshold": None if np.isnan(model.niches.threshold) else model.niches.threshold,
    }
    return "", arrays, about


def unpack(artefact: Artefact) -> ClusterModel:
    """The model an artefact holds. Raises BadArtefact when its parts do not fit together."""
    try:
        return _read(artefact.arrays, artefact.card["model"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadArtefact(f"The groups in {artefact.path} cannot be read: {error}", "Train again.") from error


def _read(a: Arrays, about: dict[str, Any]) -> ClusterModel:
    threshold = float("nan") if about["threshold"] is None else float(about["threshold"])
    whole = {name.removeprefix("whole_"): array for name, array in a.items() if name.startswith("whole_")}
    ends = zip(a["within_starts"][:-1], a["within_starts"][1:], strict=True)
    inside = [Partition("k-means", {"centres": a["within_centres"][start:end]}) for start, end in ends]
    return ClusterModel(
        SoundSpace.of_arrays(about["features"], a),
        str(about["vocabulary"]),
        Partition(about["kind"], whole),
        tuple(int(number) for number in a["numbers"]),
        Niches(a["niche_cores"], a["niche_labels"], a["niche_reach"], threshold, int(about["searched"])),
        tuple(int(number) for number in a["niche_numbers"]),
        dict(zip(about["within"], inside, strict=True)),
    )
