"""Under-served groups: a planted one is found on 3 seeds, nothing in its twin; shares by hand; chances held together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from analytics import segments

GROUPS, TRACKS, LISTENERS = 10, 1_000, 300


def cells() -> pd.DataFrame:
    members = [np.arange(g, TRACKS, GROUPS) for g in range(GROUPS)]
    inner = [one[:40] for one in members[:5]]
    rows = [{"cluster": g, "genre": "", "members": one} for g, one in enumerate(members)]
    return pd.DataFrame(rows + [{"cluster": g, "genre": "pop", "members": one} for g, one in enumerate(inner)])


def plays(seed: int, wanted: float) -> sp.csr_matrix:
    """Hits that everybody shares, and listeners of whom a third plays group 3 `wanted` times as often."""
    rng = np.random.default_rng(seed)
    draw = rng.lognormal(0, 1.2, TRACKS)
    weight = np.tile(draw, (LISTENERS, 1))
    weight[: LISTENERS // 3, 3::GROUPS] *= wanted
    rows, columns = [], []
    for listener, chances in enumerate(weight / weight.sum(axis=1, keepdims=True)):
        count = int(rng.lognormal(3.5, 0.8)) + 1
        columns.append(rng.choice(TRACKS, count, p=chances))
        rows.append(np.full(count, listener))
    where = np.concatenate(rows), np.concatenate(columns)
    return sp.csr_matrix((np.ones(len(where[0])), where), shape=(LISTENERS, TRACKS))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_planted_group_is_found_and_nothing_in_its_twin(seed: int) -> None:
    found = segments.find(plays(seed, 12.0), cells())
    named = {(row.cluster, row.genre) for row in found[found["underserved"]].itertuples()}
    assert (3, "") in named
    assert named <= {(3, ""), (3, "pop")}
    top = found[(found["cluster"] == 3) & (found["genre"] == "")].iloc[0]
    assert 1 < top["low"] < top["times"] < top["high"]
    twin = segments.find(plays(seed, 1.0), cells())
    assert not twin["underserved"].any()


def test_shares_are_means_over_listeners() -> None:
    table = np.zeros((60, 100))
    table[:30, 0], table[30:, 0], table[30:, 50] = 1_000, 1, 3  # 30 play the first half alone, 30 a quarter of the time
    made = pd.DataFrame([{"cluster": 1, "genre": "", "members": np.arange(50)}])
    (row,) = segments.find(sp.csr_matrix(table), made).itertuples()
    assert (row.track_share, row.play_share, row.times) == (0.5, 0.625, 1.25)
    assert (row.tracks, row.listeners) == (50, 60)


def test_too_few_listeners_or_tracks_give_no_row() -> None:
    few = sp.csr_matrix(np.ones((10, 100)))
    made = pd.DataFrame([{"cluster": 1, "genre": "", "members": np.arange(50)}])
    assert segments.find(few, made).empty
    many = sp.csr_matrix(np.ones((60, 100)))
    assert segments.find(many, made.assign(members=[np.arange(5)])).empty


def test_chances_are_held_together() -> None:
    assert segments.adjusted(np.array([0.01, 0.04, 0.03, 0.5])) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
