from __future__ import annotations

import numpy as np

from dashboard.figures.region import region


def test_the_cells_of_the_region_lie_where_the_map_has_them() -> None:
    density = np.array([[1, 4, 0], [9, 0, 16]])
    figure = region(density, [1, 5], (-3.0, 3.0, 0.0, 4.0), "dark")
    grey, blue = figure.data
    assert grey.z.tolist() == [[1, 2, 0], [3, 0, 4]]
    assert np.argwhere(~np.isnan(np.array(blue.z, float))).tolist() == [[0, 1], [1, 2]]
    assert (blue.x0, blue.dx, blue.y0, blue.dy) == (-2.0, 2.0, 1.0, 2.0)
    assert blue.customdata[1][2] == "16 recordings"


def test_an_empty_map_says_so() -> None:
    figure = region(np.zeros((2, 2), int), [], (0.0, 1.0, 0.0, 1.0))
    assert "No recording" in figure.layout.annotations[0].text
