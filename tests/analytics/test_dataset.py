from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics import dataset, leaks, splits
from analytics.ragged import Ragged
from tests.analytics.catalogue import frames, trackset
from warehouse import features
from warehouse.errors import NotTrainable


def test_ragged_takes_lists_in_the_order_asked() -> None:
    lists = Ragged.of([[1, 2], [], [3], [4, 5, 6]])
    assert lists.counts.tolist() == [2, 0, 1, 3]
    assert lists.rows.tolist() == [0, 0, 2, 3, 3, 3]
    taken = lists.take(np.array([3, 1, 0]))
    assert [taken[i].tolist() for i in range(3)] == [[4, 5, 6], [], [1, 2]]
    flags = np.array([False, False, False, True, False, False, True])
    assert lists.any(flags).tolist() == [False, False, True, True]


def test_one_row_a_track_with_the_set_of_its_genres() -> None:
    inputs, labels, people = frames()
    data = dataset.build(inputs.sample(frac=1, random_state=1), labels.sample(frac=1, random_state=2), people, "v", 10)
    assert len(set(data.track_ids)) == len(data) == 400
    truth = labels.groupby("track_id")["genre"].agg(set)
    for i in (0, 7, 399):
        assert {data.label_names[code] for code in data.labels[i]} == truth[data.track_ids[i]]
    assert data.labels.counts[0] == 2


def test_main_artist_is_the_one_at_position_one_even_when_its_name_sorts_last() -> None:
    inputs, labels, people = frames()
    people = pd.concat([people[people["track_id"] != "t00001"], _people("t00001", {"zz": 1, "aa": 2})])
    data = dataset.build(inputs, labels, people, "v", 10)
    names = sorted(people["artist_id"].unique())
    assert names[data.main_artist[1]] == "zz"
    assert {names[code] for code in data.artists[1]} == {"zz", "aa"}


def _people(track: str, positions: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame([(track, a, p) for a, p in positions.items()], columns=["track_id", "artist_id", "position"])


def test_tracks_without_an_artist_share_none() -> None:
    inputs, labels, people = frames(tracks=50, genres=2)
    data = dataset.build(inputs, labels, people[people["track_id"] > "t00009"], "v", 10)
    assert len(set(data.main_artist[:10])) == 10
    assert not set(data.main_artist[:10]) & set(data.artists.take(np.arange(10, 50)).values)


def test_columns_without_information_are_dropped_and_named() -> None:
    inputs, labels, people = frames()
    inputs = inputs.assign(mode=1.0, liveness=np.nan, loudness=np.where(np.arange(400) < 100, inputs["energy"], np.nan))
    data = dataset.build(inputs, labels, people, "v", 10)
    assert data.features == ("danceability", "energy", "valence", "tempo", "key")
    assert data.dropped == {
        "mode": "the same for every track",
        "liveness": "missing for every track",
        "loudness": "missing for 75% of tracks",
    }
    assert np.isnan(data.X[0, data.features.index("tempo")])
    assert data.categorical == [4]


def test_small_genres_are_left_out_by_name_and_their_tracks_stay_out() -> None:
    inputs, labels, people = frames()
    labels.loc[labels.index[1:4], "genre"] = 'tiny: ünder, "quoted"'
    data = dataset.build(inputs, labels, people, "v", 10)
    assert data.left_out == {'tiny: ünder, "quoted"': 3}
    assert "t00001" not in set(data.track_ids)
    assert len(data.label_names) == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda i, g, p: (i, g.assign(genre="one"), p), "at least 2 genres"),
        (lambda i, g, p: (i[:2], g[:2], p), "at least 2 genres"),
        (lambda i, g, p: (i, g.assign(genre=[f"g{n}" for n in range(len(g))]), p), "has 0 \\(of 458 genres\\)"),
        (lambda i, g, p: (i.assign(**dict.fromkeys(i.columns[1:], np.nan)), g, p[:0]), "no title, album or artist"),
        (lambda i, g, p: (i.assign(**dict.fromkeys(i.columns[1:], 0.5)), g, p[:0]), "no title, album or artist"),
    ],
)
def test_data_that_cannot_carry_a_model_is_refused_in_words(change, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotTrainable, match=message) as caught:
        dataset.build(*change(*frames()), vocabulary="v", min_tracks=10)
    assert caught.value.hint


def test_words_or_artists_are_enough_where_no_sound_is_known() -> None:
    inputs, labels, people = frames()
    silent = inputs.assign(**dict.fromkeys(inputs.columns[1:], np.nan))
    assert dataset.build(silent, labels, people, "v", 10).known == ("artists",)
    assert dataset.build(silent.assign(title="x"), labels, people[:0], "v", 10).known == ("words",)
    data = dataset.build(silent, labels, people, "v", 10)
    assert (data.features, data.X.shape) == ((), (400, 0))
    assert data.dropped == dict.fromkeys(inputs.columns[1:], "missing for every track")


def test_fingerprint_knows_every_change_and_nothing_else() -> None:
    inputs, labels, people = frames()
    same = dataset.build(inputs[::-1], labels[::-1], people[::-1], "v", 10).fingerprint
    assert trackset().fingerprint == same
    inputs.loc[5, "energy"] += 1e-9
    assert dataset.build(inputs, labels, people, "v", 10).fingerprint != same


def test_the_answer_is_never_an_input() -> None:
    leaks.check_inputs("genre", [f.name for f in features.model_inputs()])
    for name in ("popularity", "genres", "playlist_name", "artists", "track_id", "predicted_genre"):
        with pytest.raises(NotTrainable, match=name):
            leaks.check_inputs("genre", ["energy", name])


def test_every_column_that_is_not_an_input_is_denied() -> None:
    known = {f.name for f in features.FEATURES if f.role != "input"} - {"release_date"}
    assert known <= leaks.DENIED["genre"]


def test_a_column_made_from_the_answer_is_found() -> None:
    inputs, labels, people = frames(genres=6, tracks=1200)
    codes = labels.drop_duplicates("track_id").set_index("track_id")["genre"].str[-1].astype(float)
    inputs["loudness"] = -codes.reindex(inputs["track_id"]).to_numpy()
    data = dataset.build(inputs, labels, people, "v", 10)
    fold = splits.fold(data, "T")
    with pytest.raises(NotTrainable, match="loudness \\("):
        leaks.check_leaks(data, fold.train.tracks, fold.test.tracks)


def test_honest_columns_and_two_genre_catalogues_pass_the_leak_check() -> None:
    for data in (trackset(genres=12, tracks=1200), trackset(genres=2)):
        fold = splits.fold(data, "T")
        found = leaks.check_leaks(data, fold.train.tracks, fold.test.tracks)
        assert set(found) <= {"energy", "valence"}
        assert leaks.column_skill(data, fold.train.tracks, fold.test.tracks)["danceability"] < 0.2
