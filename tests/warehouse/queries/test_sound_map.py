"""Questions of the map on points whose places are known: a grid of 10 by 10, one recording a place."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tests.warehouse.catalogue import Track, published
from warehouse import export_work
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries import sound_map

BOX = (-0.5, 9.5, -0.5, 9.5)
ROCK, POP = ("big", "rock", "Rock"), ("big", "pop", "Pop")
SQUARE = ((-0.5, -0.5), (3.5, -0.5), (3.5, 2.5), (-0.5, 2.5))
"""Holds the places x 0 to 3, y 0 to 2: twelve recordings."""


def track(i: int) -> Track:
    """Track t00 to t99: x is its last digit, y its first; energy is x / 10; the left half is rock."""
    genre = ROCK if i % 10 < 5 else POP
    return Track(f"t{i:02}", f"Song {i}", genres=(genre,), popularity=i, values={"energy": i % 10 / 10})


@pytest.fixture(scope="module")
def view() -> View:
    view = published([track(i) for i in range(100)])
    numbers = dict(view.rows("select track_id, track_no from tracks"))
    points = pa.table(
        {
            "track_id": [f"t{i:02}" for i in range(100)],
            "track_no": [numbers[f"t{i:02}"] for i in range(100)],
            **{name: pa.array([i % 10 for i in range(100)], pa.float32()) for name in ("x", "pca_x")},
            "y": pa.array([i // 10 for i in range(100)], pa.float32()),
            "pca_y": pa.array([-(i // 10) for i in range(100)], pa.float32()),
            "cluster": pa.array([1 if i % 10 < 5 else 2 for i in range(100)], pa.int32()),
            "strength": pa.array([0.5] * 100, pa.float32()),
            "family": ["Rock" if i % 10 < 5 else None for i in range(100)],
            "popularity": pa.array(range(100), pa.float32()),
            "draw": pa.array([1 + (i * 37) % 100 for i in range(100)], pa.int32()),
        }
    )
    for name, rows in {"map_points": points, "track_clusters": clusters(), "clusters": groups()}.items():
        view.con.register("given", rows)
        view.con.execute(f"create table {name} as select * from given")
        view.con.unregister("given")
    return view


def clusters() -> pa.Table:
    ids, numbers = [f"t{i:02}" for i in range(100)], [1 if i % 10 < 5 else 2 for i in range(100)]
    return pa.table({"scope": ["all"] * 100, "track_id": ids, "cluster": pa.array(numbers, pa.int32())})


def groups() -> pa.Table:
    return pa.table(
        {"scope": ["all"] * 2, "cluster": pa.array([1, 2], pa.int32()), "name": ["Low", "High"], "n": [50, 50]}
    )


def test_the_whole_map_and_a_part_are_counted(view: View) -> None:
    assert sound_map.extent(view, "t-SNE") == sound_map.Extent(100, (0, 9, 0, 9))
    assert sound_map.extent(view, "PCA") == sound_map.Extent(100, (0, 9, -9, 0))
    assert sound_map.count(view, "t-SNE", (0, 4, 0, 1)) == 10
    assert sound_map.count(view, "PCA", (0, 4, 0.5, 1)) == 0


def test_points_come_in_the_order_of_the_draw(view: View) -> None:
    found = sound_map.points(view, "t-SNE", "popularity", BOX, 3)
    # 37 i = 0, 1, 2 (mod 100): i = 0, 73, 46.
    assert found["colour"].to_pylist() == [0, 73, 46]
    assert found["x"].to_pylist() == [0, 3, 6]
    everything = sound_map.points(view, "t-SNE", "family", (0, 4, 0, 1), 1000)
    assert everything["colour"].to_pylist() == ["Rock"] * 10


def test_a_density_layer_counts_every_recording_once(view: View) -> None:
    found = sound_map.density(view, "t-SNE", BOX, 2, 5)
    assert found.tolist() == [[10, 10]] * 5
    edge = sound_map.density(view, "t-SNE", (0, 9, 0, 9), 3, 3)
    assert edge.sum() == 100


def test_what_is_inside_a_lasso(view: View) -> None:
    wanted = {f"t{y}{x}" for x in range(4) for y in range(3)}
    chosen = sound_map.inside(view, "t-SNE", SQUARE)
    assert set(sound_map.listed(view, chosen, "t-SNE")["track_id"]) == wanted
    triangle = ((-0.5, -0.5), (2.6, -0.5), (-0.5, 2.6))
    assert len(sound_map.inside(view, "t-SNE", triangle)) == 6


def test_a_polygon_that_crosses_itself_leaves_its_hole_out() -> None:
    x, y = np.array([0.5, 1.5, 0.5, 5.0]), np.array([0.5, 0.5, 1.5, 5.0])
    ring = ((0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2))
    assert sound_map.within(ring, x, y).tolist() == [True, True, True, False]
    assert sound_map.within(ring, np.array([1.5]), np.array([1.5])).tolist() == [False]


def test_a_selection_is_summed_up(view: View) -> None:
    chosen = sound_map.inside(view, "t-SNE", SQUARE)
    found = sound_map.selection(view, chosen)
    energy = np.arange(10) / 10
    assert found.n == 12
    assert found.popularity == np.median([10 * y + x for x in range(4) for y in range(3)])
    assert found.popularity_of_all == 49.5
    assert found.between == 0  # popularity 25 to 50: the square ends at 23
    assert found.differences == {"energy": pytest.approx((0.15 - energy.mean()) / energy.std())}
    assert found.genres.values.tolist() == [["rock", 12, 2.0]]


def test_no_recording_is_summed_up_too(view: View) -> None:
    found = sound_map.selection(view, [])
    assert (found.n, found.popularity, found.differences) == (0, None, {})
    assert found.genres.empty


def test_groups_stand_in_the_middle_of_their_recordings(view: View) -> None:
    found = sound_map.groups(view).set_index("name")
    assert found.loc["Low", ["x", "y", "pca_y"]].tolist() == [2, 4.5, -4.5]
    assert found.loc["High", "x"] == 7


def test_one_point(view: View) -> None:
    number = sound_map.number_of(view, "t42")
    assert number is not None
    row = sound_map.point(view, number).iloc[0]
    assert (row["title"], row["x"], row["y"], row["cluster"]) == ("Song 42", 2, 4, 1)
    assert sound_map.number_of(view, "nobody") is None
    assert sound_map.at(view, "t-SNE", 2.004, 3.999) == number
    assert sound_map.at(view, "t-SNE", 2.5, 4) is None


def test_a_lasso_as_text_and_back() -> None:
    text = "0.00,0.00;1.50,0.00;1.50,2.25"
    assert sound_map.polygon_text(sound_map.polygon_of(text)) == text
    assert sound_map.polygon_of("") == ()
    for wrong in ("1,2;3,4", "1,2;3,4;5", "a,b;c,d;e,f", "0,0;1,1;1e9,2"):
        with pytest.raises(FilterError, match="no lasso"):
            sound_map.polygon_of(wrong)


def test_the_file_of_a_lasso_holds_what_is_inside_and_says_where_it_is_from(view: View) -> None:
    view.con.execute("delete from model_runs")
    view.con.execute("insert into model_runs (model, run, promoted) values ('map', 'run-1', true)")
    text = b"".join(export_work.stream_lasso(view, "t-SNE", sound_map.polygon_text(SQUARE))).decode()
    lines = text.splitlines()
    head = [line for line in lines if line.startswith("# ")]
    rows = lines[len(head) + 1 :]
    assert "# tracks: inside a lasso of 4 corners on the map, layout t-SNE" in head
    assert "# map: run run-1" in head
    assert "# rows: 12" in head
    assert [row.split(",")[0].strip('"') for row in rows][:2] == ["t23", "t22"]
    assert len(rows) == 12
    with pytest.raises(FilterError, match="needs a layout and a lasso"):
        export_work.stream_lasso(view, "t-SNE", "")
