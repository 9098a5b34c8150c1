"""Questions about recordings without a place: three estimates beside two measured places, and one track with neither."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tests.warehouse.catalogue import Track, published
from warehouse import export_work
from warehouse.connect import View
from warehouse.queries import map_estimates

SQUARE = ((-0.5, -0.5), (1.5, -0.5), (1.5, 1.5), (-0.5, 1.5))
"""Holds the measured a at 0, 0 and the estimated c and d at 1, 1; not b at 5, 5, not e at 6, 6."""
MEASURED, ESTIMATED = {"a": 0.0, "b": 5.0}, {"c": 1.0, "d": 1.0, "e": 6.0}


@pytest.fixture(scope="module")
def view() -> View:
    view = published([Track(name, f"Song {name}", popularity=place) for place, name in enumerate("abcdef")])
    numbers = dict(view.rows("select track_id, track_no from tracks"))
    for table, places in (("map_points", MEASURED), ("map_estimates", ESTIMATED)):
        ends = {axis: pa.array(places.values(), pa.float32()) for axis in ("x", "y", "pca_x", "pca_y")}
        draw = pa.array(range(len(places)), pa.int32())
        none = {"cluster": pa.nulls(len(places), pa.int32()), "strength": pa.nulls(len(places), pa.float32())}
        ids = {"track_id": list(places), "track_no": [numbers[name] for name in places]}
        view.con.register("given", pa.table({**ids, **ends, **none, "draw": draw}))
        view.con.execute(f"create table {table} as select * from given")
        view.con.unregister("given")
    return view


def test_who_has_an_estimate_and_who_has_nothing(view: View) -> None:
    assert map_estimates.counts(view) == (3, 1)


def test_estimates_of_a_part_of_the_map_at_most_so_many(view: View) -> None:
    assert map_estimates.points(view, (0, 2, 0, 2), 10)["track_id"].to_pylist() == ["c", "d"]
    assert map_estimates.points(view, (0, 9, 0, 9), 1)["track_id"].to_pylist() == ["c"]


def test_one_estimate(view: View) -> None:
    row = map_estimates.one(view, "e").iloc[0]
    assert (row["title"], row["x"], row["y"]) == ("Song e", 6, 6)
    assert map_estimates.one(view, "a").empty


def test_a_file_says_which_places_are_estimated_and_holds_them_only_when_asked(view: View) -> None:
    lasso = ";".join(f"{x},{y}" for x, y in SQUARE)

    def told(layout: str, estimated: bool) -> list[tuple[str, str]]:
        pieces = export_work.stream_lasso(view, layout, lasso, estimated=estimated, provenance=False)
        head, *rows = b"".join(pieces).decode().replace('"', "").splitlines()
        place = head.split(",").index("place")
        return [(row.split(",")[0], row.split(",")[place]) for row in rows]

    assert told("t-SNE", True) == [("a", "measured"), ("d", "estimated"), ("c", "estimated")]
    assert told("t-SNE", False) == [("a", "measured")]
    assert told("PCA", True) == [("a", "measured")]  # how far an estimate is off was measured by t-SNE alone
