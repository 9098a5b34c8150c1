"""Questions of Drivers on the sample, against independent queries and a case worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.homes import QUICK, tiny
from warehouse import features
from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.filters import TrackFilter, parse
from warehouse.queries import drivers
from warehouse.queries.drivers import BANDS, Band

ENERGY = [features.by_name()[name] for name in ("energy", "explicit", "release_year")]
# Eleven tracks of pop whose energy and popularity are 0, 10 ... 100 percent, and one of rock.
TEXT = "track_id,title,artists,popularity,energy,genre\n" + "".join(
    f"p{i},Song {i},A{i % 3},{10 * i},{i / 10},pop\n" for i in range(11)
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    home = tiny(tmp_path_factory.mktemp("hand"), TEXT + "r,Rock,B,50,0.5,rock\n")
    return Reader(home, QUICK)


def test_a_blueprint_by_hand(reader: Reader) -> None:
    with reader.view() as view:
        found = drivers.blueprint(view, parse('genre = "pop"'), BANDS["upper"], parse('genre = "pop"'), ENERGY)
    (row,) = found.to_dict("records")  # explicit and release year are nowhere
    # Popularity above 0 is 10 ... 100, median 55: the target are energies 0.6 ... 1, the rest 0 ... 0.5.
    assert (row["feature"], row["n"], row["rest_n"]) == ("energy", 5, 6)
    assert (row["lowest"], row["highest"]) == (55, 100)
    assert (row["q10"], row["q50"], row["q90"]) == (pytest.approx(0.64), pytest.approx(0.8), pytest.approx(0.96))
    assert row["rest_q50"] == pytest.approx(0.25)
    assert row["overlap"] == 0


def test_the_same_on_both_sides_overlaps_wholly(reader: Reader) -> None:
    everything = TrackFilter()
    with reader.view() as view:
        found = drivers.blueprint(view, parse('genre = "pop"'), BANDS["all"], everything, ENERGY).iloc[0]
        nothing = drivers.blueprint(view, everything, BANDS["all"], everything, ENERGY).iloc[0]
    assert (found["n"], found["rest_n"]) == (11, 1)  # popularity 0 counts where no band is asked for
    assert found["overlap"] == pytest.approx(1 / 11)
    assert (nothing["n"], nothing["rest_n"]) == (12, 0)


def test_an_impossible_band_is_refused(reader: Reader) -> None:
    with reader.view() as view, pytest.raises(FilterError, match="empty"):
        drivers.blueprint(view, TrackFilter(), Band("none", 0.8, 0.2), TrackFilter(), ENERGY)


def test_measured_recordings_keep_whole_artists_together(reader: Reader) -> None:
    with reader.view() as view:
        every = drivers.measured(view, ENERGY)
        few = drivers.measured(view, ENERGY, most=4)
    assert len(every) == 12
    assert {"track_id", "artist_id", "release_date", "release_precision", "release_year", "energy"} <= set(every)
    assert len(few) < 12
    whole = every.groupby("artist_id").size()
    assert (few.groupby("artist_id").size() == whole.reindex(few["artist_id"].unique()).sort_index()).all()


def test_without_a_run_there_is_nothing_to_show(reader: Reader) -> None:
    with reader.view() as view:
        assert drivers.scopes(view).empty
        assert drivers.importance(view, "genre", "all").empty
        assert drivers.points(view, "genre", "all").empty
        assert drivers.pairs(view, "popularity").empty
        assert drivers.beliefs(view).empty


def test_bands_of_the_sample_agree_with_their_own_query(sample_home: Path) -> None:
    with Reader(sample_home).view() as view:
        found = drivers.blueprint(view, parse('genre = "dance"'), BANDS["top20"], parse('genre = "dance"'), ENERGY)
        level = view.value(
            """select quantile_cont(popularity, 0.8) from tracks where is_canonical and popularity > 0
            and track_no in (select track_no from track_genres where genre = 'dance')"""
        )
        expected = view.rows(
            """select count(energy), quantile_cont(energy, 0.1), quantile_cont(energy, 0.9) from tracks
            where is_canonical and popularity >= $level
            and track_no in (select track_no from track_genres where genre = 'dance')""",
            {"level": level},
        )[0]
    row = found.set_index("feature").loc["energy"]
    assert (row["n"], row["q10"], row["q90"]) == pytest.approx(expected)
    assert row["lowest"] == level
    assert 0 < row["overlap"] < 1
