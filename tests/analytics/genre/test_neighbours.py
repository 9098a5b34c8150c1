from __future__ import annotations

import numpy as np
import pytest

from analytics import splits
from analytics.genre import neighbours
from analytics.ragged import Floats, Ints, Ragged
from analytics.trackset import TrackSet
from tests.analytics.catalogue import trackset


def rule_of(data: TrackSet) -> neighbours.Neighbours:
    return neighbours.fit(data, np.arange(len(data)), data.labels, seed=0)


def votes(rule: neighbours.Neighbours, X: Floats, labels: int, count: int, own: Ints | None = None) -> Floats:
    return neighbours.votes(rule, *neighbours.search(rule, X, count, own), labels)


def brute(rule: neighbours.Neighbours, point: Floats, skip: int | None, labels: int, count: int) -> Floats:
    """The same votes by a plain loop over all tracks."""
    distance = np.sqrt(((rule.points.astype(float) - point) ** 2).sum(axis=1)) / rule.unit
    order = [i for i in np.argsort(distance) if i != skip][:count]
    found = np.zeros(labels)
    for i in order:
        found[rule.labels[i]] += (distance[i] + 0.2) ** -4 / len(rule.labels[i])
    return found


@pytest.mark.parametrize("own", [True, False])
def test_votes_equal_a_plain_loop(own: bool) -> None:
    data = trackset()
    rule = rule_of(data)
    some: Ints = np.array([0, 7, 50, 399])
    points = neighbours.place(rule, data.X[some])
    found = votes(rule, data.X[some], 4, 5, some if own else None)
    expected = [brute(rule, p, i if own else None, 4, 5) for p, i in zip(points, some.tolist(), strict=True)]
    assert found == pytest.approx(np.array(expected), rel=1e-3)


def test_a_copy_outweighs_twenty_usual_neighbours_and_no_track_votes_for_itself() -> None:
    data = trackset(tracks=2000)
    rule = rule_of(data)
    found = votes(rule, data.X, 4, 20).sum(axis=1)
    alone = votes(rule, data.X, 4, 20, np.arange(2000)).sum(axis=1)
    assert found - alone == pytest.approx(np.full(2000, 625), rel=0.05)
    assert np.median(alone) < 625 / 5


def test_points_do_not_depend_on_units_and_missing_is_the_middle() -> None:
    data = trackset()
    rule = rule_of(data)
    tempo = data.features.index("tempo")
    other = data.X.copy()
    other[:, tempo] = 1000 * other[:, tempo] + 7
    moved = TrackSet(**{**data.__dict__, "X": other})
    assert neighbours.place(rule_of(moved), other) == pytest.approx(neighbours.place(rule, data.X))
    assert (neighbours.place(rule, np.full((1, 5), np.nan)) == 0).all()


def test_beyond_what_was_learned_points_go_on_outwards() -> None:
    data = trackset()
    rule = rule_of(data)
    energy = data.features.index("energy")
    rows = np.tile(np.nanmedian(data.X, axis=0), (4, 1))
    rows[:, energy] = [1, 2, 3, 1e12]
    found = neighbours.place(rule, rows)[:, energy]
    assert found[0] < found[1] < found[2] < found[3] < 40
    assert found[2] - found[1] == pytest.approx(found[1] - found[0], rel=0.1)


def test_a_track_is_not_near_itself_and_as_many_others_are() -> None:
    data = trackset()
    found, distance = neighbours.search(rule_of(data), data.X, 3, np.arange(len(data)))
    assert found.shape == (len(data), 3)
    assert np.isfinite(distance).all()
    assert not (found == np.arange(len(data))[:, None]).any()
    # In a catalogue that has no more tracks than are asked for, it is infinitely far.
    every, distance = neighbours.search(rule_of(data), data.X[:1], len(data), np.array([0]))
    assert np.flatnonzero(np.isinf(distance[0])).tolist() == [len(data) - 1]
    assert every[0, -1] == 0


def test_a_stranger_is_told_the_same_whether_or_not_others_are_known() -> None:
    data = trackset()
    rule = rule_of(data)
    for one, other in zip(
        neighbours.search(rule, data.X, 3, np.full(len(data), -1)), neighbours.search(rule, data.X, 3), strict=True
    ):
        assert np.array_equal(one, other)


def test_without_votes_nothing_is_said() -> None:
    assert neighbours.logs(np.zeros((1, 2)), np.array([0.3, 0.7])) == pytest.approx(np.zeros((1, 2)))
    said = neighbours.logs(np.array([[10.0, 0.0]]), np.array([0.5, 0.5]))
    assert said == pytest.approx(np.log([[15 / 20 / 0.5, 5 / 20 / 0.5]]))


def test_more_tracks_than_the_limit_are_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "MAX_POINTS", 100)
    data = trackset()
    rule = rule_of(data)
    assert len(rule.points) == len(rule.labels) == len(rule.tracks) == 100
    assert all(set(rule.labels[i]) == set(data.labels[rule.tracks[i]]) for i in range(100))


def test_arrays_come_back() -> None:
    data = trackset(tracks=60)
    rule = rule_of(data)
    again = neighbours.unpack(neighbours.pack(rule))
    assert np.array_equal(votes(again, data.X, 4, 5), votes(rule, data.X, 4, 5))


def test_two_tracks_are_enough() -> None:
    data = trackset(tracks=60)
    two = splits.everything(data).take(np.array([0, 1]))
    rule = neighbours.fit(data, two.tracks, two.truth, 0)
    assert np.isfinite(votes(rule, data.X, 4, 20, np.arange(60))).all()
    assert isinstance(rule.labels, Ragged)
