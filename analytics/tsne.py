"""Laying tracks out by t-SNE, with openTSNE (Policar et al. 2024): the only module that imports it."""

from __future__ import annotations

import numpy as np
from openTSNE import TSNEEmbedding, affinity, initialization

from analytics.progress import Progress, silent
from analytics.sound import Points

PERPLEXITY, EARLY, MAIN, STEP = 30.0, 150, 250, 50
#: From this many tracks on neighbours are found by approximation, and repulsion by interpolation on a grid.
LARGE = 5_000


def lay_out(points: Points, seed: int, threads: int, progress: Progress = silent) -> Points:
    """Tracks (n, p) in two dimensions (n, 2). With one thread the same tracks give the same layout."""
    progress("", 0, EARLY + MAIN)
    perplexity = min(PERPLEXITY, max(2.0, (len(points) - 1) / 4))
    near = affinity.PerplexityBasedNN(
        points,
        perplexity=perplexity,
        method="annoy" if len(points) > LARGE else "exact",
        n_jobs=threads,
        random_state=seed,
    )
    start = initialization.pca(points, random_state=seed)
    large = "fft" if len(points) > LARGE else "bh"
    found = TSNEEmbedding(start, near, negative_gradient_method=large, n_jobs=threads, random_state=seed)
    for done in range(0, EARLY + MAIN, STEP):
        early = done < EARLY
        exaggeration, momentum = (12.0, 0.5) if early else (None, 0.8)
        found.optimize(STEP, exaggeration=exaggeration, momentum=momentum, learning_rate="auto", inplace=True)
        progress("", done + STEP, EARLY + MAIN)
    return np.asarray(found, dtype=np.float32)
