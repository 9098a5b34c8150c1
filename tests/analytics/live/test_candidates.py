"""Candidates as models are given them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from analytics.live import candidates
from analytics.live.candidates import Candidate, as_inputs, frame_of, of_track
from warehouse.connect import Reader


def test_candidates_become_inputs_with_what_is_missing_left_out() -> None:
    one = Candidate("Song", "Album", ("Ann", "Bob"), ("pop", "edm"), {"energy": 0.5, "tempo": 120.0})
    two = Candidate(artists=("Bob",), genres=("edm",))
    found = as_inputs(frame_of([one, two]), ["tempo", "energy", "no_such"])
    assert np.array_equal(found.X, [[120.0, 0.5, np.nan], [np.nan] * 3], equal_nan=True)
    assert list(found.titles) == ["Song", ""]
    ids = [hashlib.md5(name.encode()).hexdigest()[:12] for name in ("Ann", "Bob")]
    assert [list(found.artist_ids[found.artists[i]]) for i in (0, 1)] == [ids, ids[1:]]
    assert [[found.genre_names[g] for g in found.genres[i]] for i in (0, 1)] == [["pop", "edm"], ["edm"]]


def test_values_are_changed_and_taken_away() -> None:
    base = Candidate(values={"energy": 0.5, "tempo": 120.0})
    assert base.changed(energy=0.7, tempo=None).values == {"energy": 0.7}
    assert base.values == {"energy": 0.5, "tempo": 120.0}


def test_a_track_of_the_catalogue_is_a_candidate_with_the_ids_of_the_warehouse(sample_home: Path) -> None:
    with Reader(sample_home).view() as view:
        found = of_track(view, "feat000000000000000000")
        assert of_track(view, "no such") is None
        rows = view.rows(
            "select artist_id from track_artists where track_id = 'feat000000000000000000' order by position"
        )
        (energy, genre) = view.rows(
            "select t.energy, g.genre from tracks t join track_genres g using (track_no) where t.track_id like 'feat%0'"
        )[0]
    assert found is not None
    assert [candidates.artist_id(name) for name in found.artists] == [row[0] for row in rows]
    assert (found.values["energy"], found.genre) == (energy, genre)
