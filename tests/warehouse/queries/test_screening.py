"""Questions of screening, by hand on a few tracks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.warehouse.homes import tiny
from warehouse.connect import Reader
from warehouse.home import Home
from warehouse.queries import screening
from warehouse.queries.fixed import text_of

FIVE = (
    "track_id,title,artists,popularity,genre,energy,release_date\n"
    "a,One,A,3,pop,0.1,2014-05-01\nb,Two,B,20,pop,0.2,2015-01-01\nc,Three,C,100,pop,0.3,2019-12-31\n"
    "d,Four,D,50,rock,0.4,2020-01-01\ne,Five,E,,rock,0.5,\n"
)


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tiny(tmp_path, FIVE))


def test_popularity_of_a_genre_is_counted_in_bins(reader: Reader) -> None:
    with reader.view() as view:
        found = screening.popularity_of_genre(view, "tiny", "pop")
    assert len(found) == 25
    assert {(row.low, row.high): row.n for row in found.itertuples() if row.n} == {(0, 4): 1, (20, 24): 1, (96, 100): 1}


def test_bands_of_the_catalogue_are_quantiles(reader: Reader) -> None:
    with reader.view() as view:
        found = screening.bands(view).set_index("feature")
    assert found.loc["energy"].to_dict() == pytest.approx({"n": 5, "q10": 0.14, "q50": 0.3, "q90": 0.46})
    assert found.loc["release_year", "n"] == 4
    assert "tempo" not in found.index


def test_years_and_cohorts(reader: Reader) -> None:
    with reader.view() as view:
        assert screening.release_years(view) == (2014, 2020)
    assert [screening.cohort(year) for year in (2014, 2015, 2019, 2020)] == [
        (2010, 2014), (2015, 2019), (2015, 2019), (2020, 2024),
    ]  # fmt: skip


def test_cohorts_are_those_of_the_served_table() -> None:
    serving = Path("warehouse/sql/serving/popularity_predictions.sql")
    text = (Path(__file__).resolve().parents[3] / serving).read_text(encoding="utf-8")
    years = screening.COHORT_YEARS
    assert f"release_year // {years} * {years}" in text


def test_what_is_expected_of_genres_is_told_genre_by_genre(sample_home: Path) -> None:
    with Reader(Home(sample_home)).view() as view:
        ((vocabulary,),) = view.rows("select distinct vocabulary from track_genres limit 1")
        names = [
            name for (name,) in view.rows("select distinct genre from track_genres where vocabulary = ?", [vocabulary])
        ]
        found = screening.expected_of_genres(view, vocabulary, [*names, "no such genre"])
        for name in names:
            of_one = view.rows(
                "select expected from popularity_predictions where expected is not null and track_id in "
                "(select track_id from track_genres where vocabulary = ? and genre = ?) order by 1", [vocabulary, name],
            )  # fmt: skip
            assert found[name].tolist() == [expected for (expected,) in of_one]
    assert sum(map(len, found.values())) > 100
    assert len(found["no such genre"]) == 0


def test_ranks_are_shares_below() -> None:
    levels = np.array([1.0, 2.0, 2.0, 5.0])
    assert [screening.rank(levels, value) for value in (0, 2, 3, 9)] == [0, 25, 75, 100]
    assert np.isnan(screening.rank(np.array([]), 3))


def test_queries_say_what_a_row_is() -> None:
    assert text_of("screening_nearest").startswith("-- One row a recording")
