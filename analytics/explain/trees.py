"""Trees taken apart: the trees of one class of a multiclass booster, what features add to an answer, and what pairs add.

Contributions are TreeSHAP values (Lundberg et al. 2020) as LightGBM computes them; they sum, with the base, to the raw
score. Interaction values come from shap, which is imported only where they are computed: in training.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence

import lightgbm as lgb
import numpy as np

from analytics.ragged import Floats


class Apart:
    """A multiclass booster taken apart: contributions to one class then cost that class's trees, of 114 classes a hundredth."""

    def __init__(self, booster: lgb.Booster) -> None:
        self.classes = booster.num_model_per_iteration()
        head, *trees = re.split(r"^Tree=\d+\n", booster.model_to_string(), flags=re.MULTILINE)
        trees[-1] = trees[-1].split("end of trees")[0]
        for line in ("num_class=1", "num_tree_per_iteration=1", "objective=regression"):
            head = re.sub(rf"^{line.split('=')[0]}=.*$", line, head, flags=re.MULTILINE)
        self._head, self._trees = head, trees

    def of_class(self, place: int) -> lgb.Booster:
        """The trees that score one class, as a booster of their own with one raw score.

        Raises IndexError for a class that the booster does not have.
        """
        if not 0 <= place < self.classes:
            raise IndexError(f"the booster has {self.classes} classes, none at {place}")
        own = [f"Tree={i}\n{tree.strip()}\n\n\n" for i, tree in enumerate(self._trees[place :: self.classes])]
        sizes = "tree_sizes=" + " ".join(str(len(tree.encode())) for tree in own)
        head = re.sub(r"^tree_sizes=.*$", sizes, self._head, flags=re.MULTILINE)
        end = "end of trees\n\nparameters:\nend of parameters\n\npandas_categorical:null\n"
        return lgb.Booster(model_str=head + "".join(own) + end)


def contributions(booster: lgb.Booster, X: Floats, threads: int = 1) -> tuple[Floats, float]:
    """(n, p) what each feature adds to the raw score of each row, and the base that they add to. For one raw score."""
    found = np.asarray(booster.predict(X, pred_contrib=True, num_threads=threads)).reshape(len(X), -1)
    return found[:, :-1], float(found[0, -1]) if len(found) else 0.0


def interactions(booster: lgb.Booster, X: Floats, part: Sequence[int] | None = None) -> Floats:
    """(p, p) mean size of what a pair of features adds to the raw score beyond what each adds alone; 0 on the diagonal.

    SHAP interaction values; both orders of a pair are added up, so that [i, j] is the whole of it. part: for each
    column of X the part it belongs to, when several columns are one; then p are the parts.
    """
    with warnings.catch_warnings():
        # numba and shap warn of their own use of each other; none of it concerns the values.
        warnings.simplefilter("ignore")
        import shap  # type: ignore[import-untyped]

        values = np.asarray(shap.TreeExplainer(booster).shap_interaction_values(X))
    of = np.arange(X.shape[1]) if part is None else np.asarray(part)
    member = np.zeros((len(of), int(of.max()) + 1))
    member[np.arange(len(of)), of] = 1.0
    strength = 2 * np.abs(member.T @ values @ member).mean(axis=0)
    np.fill_diagonal(strength, 0.0)
    return np.asarray(strength)
