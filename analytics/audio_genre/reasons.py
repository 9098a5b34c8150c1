"""Why a genre: what each kind of descriptor, and clips that sound alike, add to its log odds. All is association in a model."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.metrics.pairwise import rbf_kernel

from analytics.audio_genre import columns
from analytics.audio_genre.model import AudioGenre
from analytics.ragged import Floats
from analytics.reasons import Explained, Reason, strongest

ALIKE = "clips that sound alike"


def reasons(model: AudioGenre, figures: pd.DataFrame, label: int) -> Explained:
    """The answer `label` for one row of descriptors, taken apart exactly.

    base + contributions = log odds of the genre against the mean of all genres. One part a kind of descriptor (timbre, harmony,
    rhythm, dynamics), from the linear part and TreeSHAP of the trees, and ALIKE for the kernel.
    """
    X = columns.level_free(figures, model.descriptors)
    found, Z = model.parts, model.parts.standard(X)
    names = columns.names_of(model.descriptors)
    near = _above(rbf_kernel(Z, found.kept, gamma=found.gamma) @ found.dual)[0, label]
    shares = _above_rows(found.slopes)[label] * Z[0]
    tree, tree_base = _trees(model, Z)
    each = model.weights[1] * shares + model.weights[2] * tree[label]
    base = model.weights[1] * _above(found.level[None])[0, label] + model.weights[2] * tree_base[label]
    kinds = np.array([columns.kind(name) for name in names])
    parts = [Reason(kind, float("nan"), float(each[kinds == kind].sum())) for kind in sorted(set(kinds.tolist()))]
    parts.append(Reason(ALIKE, float("nan"), float(model.weights[0] * near)))
    return Explained(float(base), strongest(parts), float(base + sum(p.contribution for p in parts)))


def _trees(model: AudioGenre, Z: Floats) -> tuple[Floats, Floats]:
    """TreeSHAP values (k, p) and base values (k,), both less their mean over genres."""
    said = np.asarray(model.parts.booster.predict(Z, pred_contrib=True, num_threads=1))
    said = _above_rows(said.reshape(-1, Z.shape[1] + 1))
    return said[:, :-1], said[:, -1]


def _above(rows: Floats) -> Floats:
    return np.asarray(rows - rows.mean(axis=1, keepdims=True))


def _above_rows(values: Floats) -> Floats:
    return np.asarray(values - values.mean(axis=0, keepdims=True))
