"""Which tracks a playlist is made of: one a recording, few an artist, good and not all alike, long enough in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.playlists.wishes import Wishes
from analytics.ragged import Bools, Floats, Ints
from analytics.recommend import choose

#: Candidates looked at for each place, at least and at most so many in all, and how much of the choice is variety.
EACH, LEAST, MOST, DIVERSITY = 5, 60, 400, 0.3
#: A playlist of a length is at most this much shorter than asked, in minutes and as a share.
SHORT_MINUTES, SHORT_SHARE = 1.0, 0.03
#: What the dial is worth where nothing else ranks the candidates.
ALONE = 1.0


@dataclass(frozen=True)
class Shortlist:
    """Candidates that places are filled from. rows: their places in the frame ; n: tracks wanted ; cap: tracks an artist that
    were let in."""

    rows: Ints
    n: int
    cap: int


def dialled(score: Floats, popularity: Floats, dial: float) -> Floats:
    """Scores moved by the dial; where all are equal the dial alone decides."""
    if np.std(score) > 0 or dial == choose.MIDDLE:
        return np.asarray(choose.dialled(score, popularity, dial))
    known = np.isfinite(popularity)
    level = np.where(known, popularity, np.median(popularity[known]) if known.any() else 0.0)
    spread = float(np.std(level)) or 1.0
    return np.asarray(2 * (choose.MIDDLE - dial) * ALONE * level / spread)


def one_a_recording(tracks: pd.DataFrame, worth: Floats, must: Bools) -> Bools:
    """(m,): the row of each recording that counts: one that must be in, else the best, else the first."""
    order = np.lexsort((np.arange(len(tracks)), -worth, ~must))
    first = ~tracks["recording_key"].iloc[order].duplicated().to_numpy()
    kept = np.zeros(len(tracks), dtype=bool)
    kept[order[first]] = True
    return kept


def within_cap(artists: pd.Series, worth: Floats, must: Bools, cap: int) -> Bools:
    """(m,): at most `cap` rows of each artist, those that must be in first, then the best; what must be in always is."""
    order = np.lexsort((np.arange(len(artists)), -worth, ~must))
    number = artists.iloc[order].groupby(artists.iloc[order].to_numpy(), sort=False).cumcount().to_numpy()
    kept = np.zeros(len(artists), dtype=bool)
    kept[order[number < cap]] = True
    return kept | must


def shortlist(tracks: pd.DataFrame, sound: Floats, worth: Floats, must: Bools, wishes: Wishes) -> Shortlist:
    """Candidates for the places of a playlist: good, and unlike each other. The cap on artists rises where it has to."""
    length = lengths(tracks)
    cap, most = wishes.per_artist, int(tracks["main_artist"].value_counts().iloc[0])
    kept = within_cap(tracks["main_artist"], worth, must, cap)
    while not _enough(length, kept, wishes) and cap < most:
        cap += 1
        kept = within_cap(tracks["main_artist"], worth, must, cap)
    rows = np.flatnonzero(kept)
    n = min(_number(length[rows], worth[rows], must[rows], wishes), len(rows))
    size = min(len(rows), max(LEAST, min(MOST, EACH * n)), MOST + n)
    found = choose.diverse(worth[rows], lambda i: _likeness(sound[rows], i), max(size, n), DIVERSITY)
    both = np.concatenate([np.flatnonzero(must[rows]), found[~must[rows][found]]])
    return Shortlist(rows[both], n, cap)


def _enough(length: Floats, kept: Bools, wishes: Wishes) -> bool:
    if wishes.minutes is None:
        return int(kept.sum()) >= wishes.tracks
    return float(length[kept].sum()) >= wishes.minutes


def _number(length: Floats, worth: Floats, must: Bools, wishes: Wishes) -> int:
    """Tracks wanted: as asked, or as many of the best as fill the minutes."""
    if wishes.minutes is None:
        return max(wishes.tracks, int(must.sum()))
    order = np.lexsort((-worth, ~must))
    passed = np.cumsum(length[order])
    return max(1, int(must.sum()), int((passed <= wishes.minutes + 1e-9).sum()))


def lengths(tracks: pd.DataFrame) -> Floats:
    """(m,): minutes of each track; the median of the others where one is not known, 3.5 where none is."""
    minutes = tracks["duration_ms"].to_numpy(dtype=np.float64) / 60_000
    known = np.isfinite(minutes)
    return np.where(known, minutes, np.median(minutes[known]) if known.any() else 3.5)


def _likeness(sound: Floats, i: int) -> Floats:
    """(m,): 1 for the same sound, 0 for one far away."""
    if not sound.shape[1]:
        return np.zeros(len(sound))
    return np.asarray(np.exp(-0.5 * ((sound - sound[i]) ** 2).mean(axis=1)))


def shortest_allowed(minutes: float) -> float:
    """Minutes that a playlist of so many may fall to."""
    return minutes - max(SHORT_MINUTES, SHORT_SHARE * minutes)


def to_length(chosen: Sequence[int], cost: Floats, length: Floats, locked: Bools, minutes: float) -> list[int]:
    """The candidates of the places changed so that their minutes are at most `minutes`, and little less.

    chosen : candidate of each place ; cost : (places, candidates) ; length : minutes of each candidate ; locked : (candidates,)
    stay in. Single tracks are exchanged, added or dropped, whichever comes nearest at the least cost, as long as that helps.
    """
    chosen, low = list(chosen), shortest_allowed(minutes)
    for _ in range(4 * len(length)):
        total = float(length[chosen].sum())
        if low <= total <= minutes:
            break
        found = _exchange(chosen, cost, length, locked, minutes, low)
        if found is None:
            break
        chosen = found
    return chosen


def _off(total: Floats, minutes: float, low: float) -> Floats:
    """How far totals are from what is allowed; too long is worse than any shortness."""
    return np.where(total > minutes, MOST + total - minutes, np.maximum(low - total, 0))


def _exchange(
    chosen: list[int], cost: Floats, length: Floats, locked: Bools, minutes: float, low: float
) -> list[int] | None:
    """The best single change: one candidate for another, one more at the end, or one less; None when none helps."""
    total = float(length[chosen].sum())
    unused = np.setdiff1d(np.arange(len(length)), chosen)
    places = [place for place, one in enumerate(chosen) if not locked[one]]
    off = float(_off(np.array(total), minutes, low))
    options: list[tuple[float, float, list[int]]] = []
    if places and len(unused):
        totals = total - length[[chosen[p] for p in places]][:, None] + length[unused][None, :]
        rows = np.minimum(np.array(places), len(cost) - 1)
        dearer = cost[rows][:, unused] - cost[rows, [chosen[p] for p in places]][:, None]
        i, j = np.unravel_index(np.lexsort((dearer.ravel(), _off(totals, minutes, low).ravel()))[0], totals.shape)
        swapped = [int(unused[j]) if place == places[i] else one for place, one in enumerate(chosen)]
        options.append((float(_off(totals, minutes, low)[i, j]), float(dearer[i, j]), swapped))
    if len(unused):
        more = _off(total + length[unused], minutes, low)
        best = int(np.lexsort((cost[-1, unused], more))[0])
        options.append((float(more[best]), 0.5, [*chosen, int(unused[best])]))
    if places and len(chosen) > 1:
        fewer = _off(total - length[[chosen[p] for p in places]], minutes, low)
        best = int(np.argmin(fewer))
        options.append((float(fewer[best]), 0.5, [one for place, one in enumerate(chosen) if place != places[best]]))
    options.sort(key=lambda option: option[:2])
    return options[0][2] if options and options[0][0] < off - 1e-9 else None
