"""How the values of a column spread, on a few rows whose answers are worked out by hand, and on many beside DuckDB."""

from __future__ import annotations

import numpy as np
import pytest

from tests.warehouse.catalogue import Track, published
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.filters import TrackFilter, parse
from warehouse.queries import values

ALL = TrackFilter.all()
TRACKS = [
    Track("t1", popularity=80, values={"energy": 0.1}),
    Track("t2", popularity=40, values={"energy": 0.3}),
    Track("t3", popularity=60, values={"energy": 0.95}),
    Track("t4", popularity=30, values={"energy": 1.0}),
    Track("t5", popularity=0),
    Track("t6", popularity=0),
    Track("t7", popularity=None),
]


@pytest.fixture
def view() -> View:
    return published(TRACKS)


@pytest.fixture(scope="module")
def many() -> View:
    """A thousand tracks, some values missing, some far out: those of tempo all differ, the others repeat."""
    draw = np.random.default_rng(7)
    made = []
    for i in range(1000):
        loudness, length = round(float(draw.normal(-9, 4)), 1), int(draw.lognormal(12.2, 0.4))
        energy = round(float(draw.beta(2, 1.5)), 2)
        known = {"loudness": loudness, "duration_ms": length, "tempo": 60 + float(draw.random()) * 90} if i % 9 else {}
        known["energy"] = energy
        made.append(Track(f"t{i:04d}", popularity=int(draw.integers(0, 101)), values=known))
    return published(made)


def test_histogram_of_a_short_range(view: View) -> None:
    bins = values.histogram(view, ALL, "energy", 10)
    assert list(bins["n"]) == [0, 1, 0, 1, 0, 0, 0, 0, 0, 2]  # 0.1, 0.3 open their bins; 1.0 closes the last
    assert bins["low"].iloc[0] == 0
    assert bins["high"].iloc[-1] == 1
    assert bins["beyond"].sum() == 0
    assert list(bins.columns) == ["low", "high", "n", "beyond"]
    assert bins.index.name is None


def test_histogram_of_whole_numbers(view: View) -> None:
    bins = values.histogram(view, ALL, "popularity", 20)
    assert set(bins["high"] - bins["low"]) == {5}
    assert {low: n for low, n in zip(bins["low"], bins["n"], strict=True) if n} == {0: 2, 30: 1, 40: 1, 60: 1, 80: 1}


def test_edges_belong_to_the_bin_that_they_open() -> None:
    view = published([Track(f"t{n:03d}", values={"energy": n / 100}) for n in range(101)])
    assert list(values.histogram(view, ALL, "energy", 20)["n"]) == [5] * 19 + [6]
    assert list(values.histogram(view, ALL, "energy", 100)["n"]) == [1] * 99 + [2]


def test_histogram_gathers_what_lies_far_out() -> None:
    lengths = [*range(200_000, 201_000), 36_000_000]
    view = published([Track(f"t{n:04d}", values={"duration_ms": x}) for n, x in enumerate(lengths)])
    bins = values.histogram(view, ALL, "duration_ms", 10)
    assert bins["n"].sum() == len(lengths)
    assert bins["high"].iloc[-1] < 202_000
    assert list(bins["beyond"])[1:-1] == [0] * (len(bins) - 2)
    assert bins["beyond"].iloc[-1] >= 1


def test_histogram_of_one_value_of_nothing_and_of_text(view: View) -> None:
    one = values.histogram(published([Track("a", values={"loudness": -7.5})]), ALL, "loudness", 5)
    assert list(one["n"]) == [1]
    none = values.histogram(view, ALL, "tempo", 5)
    assert none.empty
    assert list(none.columns) == ["low", "high", "n", "beyond"]
    for name, bins in [("title", 5), ("energee", 5), ("energy", 0)]:
        with pytest.raises(FilterError):
            values.histogram(view, ALL, name, bins)


def test_quartiles_leave_missing_values_out() -> None:
    known = [Track(f"t{n}", values={"energy": x}) for n, x in enumerate((0.1, 0.3, 0.5, 0.9))]
    view = published([*known, Track("none"), Track("neither")])
    found = values.counted(view, ALL, "energy").quartiles()
    assert (found["n"], found["tracks"]) == (4, 6)
    assert found["median"] == pytest.approx(0.4)
    assert (found["q1"], found["q3"]) == (pytest.approx(0.25), pytest.approx(0.6))
    assert values.counted(view, parse("energy > 0.95"), "energy").quartiles()["median"] is None


def test_values_that_repeat_are_counted_and_those_that_all_differ_are_fetched(many: View) -> None:
    counted, fetched = (values.counted(many, ALL, name) for name in ("energy", "tempo"))
    assert len(counted.x) == many.value("select count(distinct energy) from tracks") < counted.n.sum() == 1000
    assert len(fetched.x) == many.value("select count(tempo) from tracks") == 888
    assert (np.diff(fetched.x) >= 0).all()


@pytest.mark.parametrize("where", ["", "popularity >= 40", "energy > 0.9 or popularity = 3"])
@pytest.mark.parametrize("feature", ["loudness", "duration_ms", "energy", "popularity", "tempo"])
def test_counts_by_value_tell_what_all_rows_tell(many: View, feature: str, where: str) -> None:
    flt = parse(where)
    condition, params = flt.where()
    of_rows = "count({0}), count(*), quantile_cont({0}, [0.005, 0.25, 0.5, 0.75, 0.995])".format(f't."{feature}"')
    n, tracks, expected = many.rows(f"select {of_rows} from tracks as t where {condition}", params)[0]
    found = values.counted(many, flt, feature)
    assert found.quantiles([0.005, 0.25, 0.5, 0.75, 0.995]) == pytest.approx(expected, rel=1e-12)
    assert (found.quartiles()["n"], found.quartiles()["tracks"]) == (n, tracks)
    bins = found.histogram(13)
    for low, high, held in zip(bins["low"][1:-1], bins["high"][1:-1], bins["n"][1:-1], strict=True):
        inside = f't."{feature}" >= $low - 1e-9 and t."{feature}" < $high - 1e-9'
        asked = {**params, "low": low, "high": high}
        assert held == many.value(f"select count(*) from tracks as t where {condition} and {inside}", asked)
    assert bins["n"].sum() == n
