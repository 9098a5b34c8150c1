"""The order of a playlist: tracks to places by an assignment, then swaps for smooth transitions, artists kept apart.

Costs are between 0 and about 1. A place costs how far its track is from what is wished there, a transition how far two
tracks are apart, and two tracks of one artist side by side cost more than everything else together.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from analytics.ragged import Floats, Ints

#: Weights of tempo, energy, key and of an artist that both tracks credit, in a transition.
TEMPO, ENERGY, KEY, SHARED = 0.5, 0.3, 0.2, 0.3
#: Apart by so much of an octave of tempo, of energy, or by so many steps on the circle of fifths, counts as quite apart.
OCTAVE, ENERGY_APART, FIFTHS = 0.25, 0.5, 3
#: What half or double time costs beside the same tempo, and what counts where a value is not known.
HALF_TIME, UNKNOWN = 0.2, 0.5
#: Two of an artist in a row, and a wish that must be met: beyond any sum of other costs.
CLASH, MUST = 1e3, 1e6
ROUNDS = 40


def transitions(tracks: pd.DataFrame) -> Floats:
    """(n, n): cost of playing one track after another, 0 to 1.3, the same in both directions.

    tracks : tempo, energy, key, mode (NaN where missing), artists (names joined by semicolons).
    """
    energy = tracks["energy"].to_numpy(dtype=np.float64)
    apart = np.minimum(np.abs(energy[:, None] - energy[None, :]) / ENERGY_APART, 1)
    parts = [(TEMPO, tempo_apart(tracks["tempo"].to_numpy(dtype=np.float64))), (ENERGY, apart)]
    parts.append((KEY, key_apart(*(tracks[name].to_numpy(dtype=np.float64) for name in ("key", "mode")))))
    used = [(weight, part) for weight, part in parts if np.isfinite(part).any()]
    total = sum((weight * np.where(np.isfinite(part), part, UNKNOWN) for weight, part in used), np.zeros(apart.shape))
    total = total / max(sum(weight for weight, _ in used), 1e-9) + SHARED * _shared(tracks["artists"])
    np.fill_diagonal(total, 0)
    return np.asarray(total)


def tempo_apart(tempo: Floats) -> Floats:
    """(n, n): how far tempi are apart, 0 to 1; half and double time count as near, NaN where one is not known."""
    with np.errstate(divide="ignore", invalid="ignore"):
        octaves = np.log2(tempo[:, None] / tempo[None, :])
    octaves = np.where(np.isfinite(octaves), octaves, np.nan)
    same = np.minimum(np.abs(octaves) / OCTAVE, 1)
    half = np.minimum(np.abs(np.abs(octaves) - 1) / OCTAVE + HALF_TIME, 1)
    return np.minimum(same, half)


def key_apart(key: Floats, mode: Floats) -> Floats:
    """(n, n): how far keys are apart, 0 to 1, by steps on the circle of fifths; a minor key stands at its relative major.

    The same key, its neighbours on the circle and its relative are 0 apart. NaN where key or mode is not known.
    """
    major = np.where(mode == 0, key + 3, key)
    circle = np.where(np.isfinite(mode), (major * 7) % 12, np.nan)
    steps = np.abs(circle[:, None] - circle[None, :])
    steps = np.minimum(steps, 12 - steps)
    return np.clip((steps - 1) / (FIFTHS - 1), 0, 1)


def _shared(artists: pd.Series) -> Floats:
    sets = [{name.strip() for name in str(names).split(";")} for names in artists]
    return np.array([[float(bool(one & other)) for other in sets] for one in sets]).reshape(len(sets), len(sets))


def assign(cost: Floats, must: Sequence[int]) -> Ints:
    """(n,): the candidate of each place, at the least total of `cost` (n places, m >= n candidates); all of `must` are in."""
    cost = cost.copy()
    cost[:, list(must)] -= MUST
    _, columns = linear_sum_assignment(cost)
    return np.asarray(columns, dtype=np.int64)


def arrange(places: Floats, between: Floats, artists: Sequence[str]) -> Ints:
    """(n,): which track stands at each place. No artist twice in a row whenever that is possible.

    places : (n, n) cost of a track (column) at a place (row) ; between : (n, n) cost of a transition ; artists : of the
    tracks. Swaps that lower the total are made until none does; where artists still meet they are set apart by
    construction, and swaps are looked for again from there.
    """
    names = np.array(artists, dtype=object)
    cost = between + CLASH * (names[:, None] == names[None, :])
    order = _swapped(np.arange(len(names)), places, cost)
    if clashes(names[order].tolist()):
        other = _swapped(apart(order, artists), places, cost)
        order = min((order, other), key=lambda one: _total(one, places, cost))
    return order


def clashes(artists: Sequence[str]) -> int:
    """How often two neighbours have the same artist."""
    return sum(one == other for one, other in itertools.pairwise(artists))


def apart(order: Ints, artists: Sequence[str]) -> Ints:
    """The order changed so that no artist comes twice in a row, if any order does that; what can stay early stays early.

    A track may come next when the rest can still be told apart: no artist has more than half of it, rounded up.
    """
    left = [int(i) for i in order]
    counts = Counter(artists[i] for i in left)
    made: list[int] = []
    while left:
        last = artists[made[-1]] if made else None
        others = [i for i in left if artists[i] != last]
        chosen = next((i for i in others if _possible(counts, artists[i], len(left) - 1)), None)
        if chosen is None:  # no order keeps them apart: the artist with most tracks goes first wherever it can
            chosen = max(others or left, key=lambda i: counts[artists[i]])
        made.append(chosen)
        left.remove(chosen)
        counts[artists[chosen]] -= 1
    return np.array(made, dtype=np.int64)


def _possible(counts: Counter[str], chosen: str, rest: int) -> bool:
    """Whether what is left after `chosen`, `rest` tracks, can be told apart."""
    return all(
        n - (name == chosen) <= (rest // 2 if name == chosen else (rest + 1) // 2) for name, n in counts.items() if n
    )


def _total(order: Ints, places: Floats, cost: Floats) -> float:
    return float(places[np.arange(len(order)), order].sum() + cost[order[:-1], order[1:]].sum())


def _swapped(order: Ints, places: Floats, cost: Floats) -> Ints:
    """The order after every swap of two tracks that lowers the total."""
    n = len(order)
    # A track beside nothing costs nothing: one more row and column of zeros stands for both ends.
    cost = np.pad(cost, ((0, 1), (0, 1)))
    p = np.concatenate([[n], order, [n]])
    for _ in range(ROUNDS):
        changed = False
        for i in range(n - 1):
            gains = _gains(p, i, places, cost)
            best = int(np.argmin(gains))
            if gains[best] < -1e-9:
                j = i + 1 + best
                p[i + 1], p[j + 1] = p[j + 1], p[i + 1]
                changed = True
        if not changed:
            break
    return p[1:-1].astype(np.int64)


def _gains(p: Ints, i: int, places: Floats, cost: Floats) -> Floats:
    """Change of the total when the track at place i is swapped with that at each later place."""
    n = len(p) - 2
    j = np.arange(i + 1, n)
    a, b = p[i + 1], p[j + 1]
    before, after = p[i], p[i + 2]
    left, right = p[j], p[j + 2]
    gain = places[i, b] + places[j, a] - places[i, a] - places[j, b]
    gain = gain + cost[before, b] + cost[b, after] - cost[before, a] - cost[a, after]
    gain = gain + cost[left, a] + cost[a, right] - cost[left, b] - cost[b, right]
    # Neighbours: the transition between the two is the same afterwards.
    gain[0] = places[i, b[0]] + places[i + 1, a] - places[i, a] - places[i + 1, b[0]]
    gain[0] += cost[before, b[0]] + cost[a, right[0]] - cost[before, a] - cost[b[0], right[0]]
    return np.asarray(gain)
