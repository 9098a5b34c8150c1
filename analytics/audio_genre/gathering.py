"""Labelled clips gathered to learn from: which genres have enough, and which clips belong together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.audio_genre.clips import Clips
from analytics.ragged import Ints, Texts
from warehouse.connect import View
from warehouse.errors import NotTrainable
from warehouse.queries import descriptors, training

#: File numbers of a genre that are taken for neighbours: collections are cut and numbered artist by artist.
BLOCK = 20
_NUMBERED = re.compile(r"(\d+)(\.\w+)?$")
_UNKNOWN = ("", "Unknown artist")


def read(view: View, least: int) -> Clips:
    """Labelled clips of the collection that has most of them. Raises NotTrainable before the first build and without any."""
    if not training.is_built(view):
        raise NotTrainable("There is no sound to learn from yet.", _HINT)
    found = descriptors.labelled(view)
    if found.empty:
        raise NotTrainable("No clip with a genre has descriptors of its sound.", _HINT)
    wide = found.pivot(index="clip", columns="name", values="value")
    of = found.drop_duplicates("clip").set_index("clip").loc[wide.index]
    names = [str(clip) for clip in wide.index]
    figures = wide.reset_index(drop=True)
    return gathered(figures, np.arange(len(names)), names, of["label"].tolist(), of["artist"].tolist(), least)


_HINT = "Name a folder of labelled clips: repertoire train --only audio --data DIR"


def gathered(
    figures: pd.DataFrame,
    clip: Ints,
    names: Sequence[str],
    labels: Sequence[str],
    artists: Sequence[str],
    least: int,
    segmented: bool = False,
) -> Clips:
    """figures (n rows) of clips clip (n,), whose names, genres ('' where none is known) and artists are given; a genre of fewer
    than `least` clips is left out, and so is a clip without genre. Raises NotTrainable where fewer than two genres are left.
    """
    counts = Counter(label for label in labels if label)
    few = sorted((label, n) for label, n in counts.items() if n < least)
    enough = sorted(label for label, n in counts.items() if n >= least)
    if len(enough) < 2:
        told = ", ".join(f"{label} {n}" for label, n in counts.most_common(5)) or "none has a genre"
        raise NotTrainable(
            f"{len(enough)} of {len(counts)} genres have {least} clips or more (clips: {told}).",
            f"Two genres with {least} clips each are the least; a genre is the clip's tag or the name of its folder.",
        )
    kept = np.array([label in enough for label in labels])
    rows, number = kept[clip], np.cumsum(kept) - 1
    held: list[list[str]] = [[v for v, k in zip(values, kept, strict=True) if k] for values in (names, labels, artists)]
    label_of = np.array([enough.index(label) for label in held[1]], np.int64)
    groups, grouped_by = _groups(held[0], label_of, held[2])
    return Clips(
        figures[rows].reset_index(drop=True), number[clip[rows]], tuple(held[0]), label_of, groups, tuple(enough),
        segmented, grouped_by, tuple(few),
    )  # fmt: skip


def _groups(names: Sequence[str], labels: Ints, artists: Sequence[str]) -> tuple[Ints, str]:
    """Who belongs together, and in which words: artists where most are known, else blocks of file numbers, else nobody."""
    known = np.array([artist not in _UNKNOWN for artist in artists])
    own = [artist if k else f"clip {i}" for i, (artist, k) in enumerate(zip(artists, known, strict=True))]
    if known.mean() > 0.5 and _several(np.array(own, dtype=object), labels):
        return _numbers(own), "artist"
    block = blocks(names)
    told = [f"{label} {number}" for label, number in zip(labels.tolist(), block.tolist(), strict=True)]
    if (block >= 0).all() and _several(np.array(told, dtype=object), labels):
        return _numbers(told), "block"
    return np.arange(len(names)), "clip"


def blocks(names: Sequence[str]) -> Ints:
    """(n,): the block of BLOCK numbers that a name's last number is in ('blues.00027.wav': 1), -1 for a name without one."""
    found = [_NUMBERED.search(name) for name in names]
    return np.array([int(match[1]) // BLOCK if match else -1 for match in found], np.int64)


def _several(groups: Texts, labels: Ints) -> bool:
    """Whether every genre has at least two groups: with one it would be missing where that is tested."""
    return all(len(set(groups[labels == label])) > 1 for label in np.unique(labels))


def _numbers(names: Sequence[str]) -> Ints:
    return np.unique(np.array(names, dtype=str), return_inverse=True)[1].astype(np.int64)
