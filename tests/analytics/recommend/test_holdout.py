from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from analytics.recommend import holdout
from tests.analytics.recommend.listening import listening


def test_the_ceiling_of_a_fifth_is_held_out_of_those_with_five() -> None:
    taste = listening(listeners=12, each=11)
    few = taste.plays.tolil()
    few[0, few.rows[0][4:]] = 0
    plays = few.tocsr()
    plays.eliminate_zeros()
    found = holdout.items_of_listeners(replace(taste, plays=plays), seed=0)
    held = np.diff(found.held.indptr)
    assert held[0] == 0
    assert held[1:].tolist() == [3] * 11
    assert (found.train.plays + found.held).astype(bool).sum() == plays.nnz
    assert found.train.plays.multiply(found.held).nnz == 0


def test_what_a_listener_said_of_a_held_out_item_is_held_out_too() -> None:
    taste = listening()
    found = holdout.items_of_listeners(taste, seed=0)
    left = {(u, i) for u, i in zip(found.train.marks.listener.tolist(), found.train.marks.item.tolist(), strict=True)}
    pairs = set(zip(*(index.tolist() for index in found.held.nonzero()), strict=True))
    assert pairs
    assert not left & pairs
    assert sum(u >= 0 for u, _ in left) == taste.plays.nnz - len(pairs)
    assert (found.train.marks.listener < 0).sum() == taste.shape[1], "what nobody in particular said stays"
    leaky = holdout.items_of_listeners(taste, seed=0, forget_marks=False)
    assert len(leaky.train.marks.item) == len(taste.marks.item)
    assert (leaky.held != found.held).nnz == 0


def test_whole_items_lose_all_their_listeners() -> None:
    taste = listening()
    found = holdout.whole_items(taste, seed=0)
    assert found.items is not None
    assert found.train.heard()[found.items].sum() == 0
    assert found.held.sum() == taste.heard()[found.items].sum()
    enough = (taste.heard() >= holdout.COLD_LEAST).sum()
    assert len(found.items) == int(np.ceil(enough / 10))


def test_whole_listeners_are_gone_and_their_items_are_dealt_into_seeds_and_rest() -> None:
    taste = listening()
    people = holdout.whole_listeners(taste, seed=0)
    assert len(people) == 12
    train, seeds, held = holdout.new_listeners(taste, people, seed=0)
    assert train.plays[people].nnz == 0
    for row, person in enumerate(people):
        mine = {*seeds[row].tolist(), *held[row].indices.tolist()}
        assert len(seeds[row]) == 5
        assert mine == set(taste.plays[person].indices.tolist())


def test_seeds_decide_and_nothing_else() -> None:
    taste = listening()
    one, same, other = (holdout.items_of_listeners(taste, seed).held for seed in (3, 3, 4))
    assert (one != same).nnz == 0
    assert (one != other).nnz > 0
    assert isinstance(one, sp.csr_matrix)
    assert one.sum() == pytest.approx(60 * 3)
