"""What the audio model must beat, on the descriptors as they are: majority, logistic regression, SVM, extra trees.

scikit-learn's defaults after standardising; what is missing is the median of the training side.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from analytics.ragged import Floats, Ints

Scores = Callable[[Floats], Floats]
NAMES = ("majority", "logistic", "svm", "extra_trees")
#: Peers whose scores are no chances: nothing is said of their calibration.
UNCALIBRATED = ("svm",)
_LEAST = -30.0  # of a log chance


def fit(name: str, X: Floats, y: Ints, labels: int, seed: int, threads: int) -> Scores:
    """Learn from X (n, p), y (n,): X -> scores (m, labels), logs of chances but for UNCALIBRATED. Raises KeyError for others
    than NAMES."""
    if name == "majority" or len(np.unique(y)) < 2:
        share = np.log(np.maximum(np.bincount(y, minlength=labels) / len(y), np.exp(_LEAST)))
        return lambda given: np.tile(share, (len(given), 1))
    learner = {
        "logistic": lambda: LogisticRegression(max_iter=1_000, tol=1e-3),
        "svm": SVC,
        "extra_trees": lambda: ExtraTreesClassifier(200, random_state=seed, n_jobs=threads),
    }[name]()
    pipe = make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler(), learner).fit(
        X, y
    )

    def said(given: Floats) -> Floats:
        found = np.full((len(given), labels), _LEAST)
        if name == "svm":
            values = pipe.decision_function(given)
            values = np.column_stack([-values, values]) if values.ndim == 1 else values
        else:
            values = np.log(np.maximum(pipe.predict_proba(given), np.exp(_LEAST)))
        found[:, pipe.classes_] = values
        return found

    return said
