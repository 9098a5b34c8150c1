"""The table of what was measured, and which figures moved beyond noise."""

from __future__ import annotations

from pathlib import Path

from benchmarks import table
from benchmarks.figures import Figure, keep

TIMED = Figure("rollup", "s", (10.0, 12.0, 11.0), "Spark", 22.0)
ONCE = Figure("memory", "MB", (500.0,))
JUDGED = Figure("R2", "", (0.40,), "xgboost", 0.38, less_is_better=False, more={"low": 0.37, "high": 0.43})


def test_a_figure_says_its_median_and_what_chance_may_move() -> None:
    assert (TIMED.ours, table.noise(TIMED)) == (11.0, 1.0)
    assert table.noise(ONCE) == 75.0
    assert round(table.noise(JUDGED), 9) == 0.03


def test_only_what_moved_beyond_noise_is_said_and_which_way() -> None:
    before = {"rollup": (14.0, 1.5), "memory": (420.0, 60.0), "R2": (0.47, 0.03), "another": (1.0, 0.0)}
    assert table.moved([TIMED, ONCE, JUDGED], before) == [
        "better: rollup: 14 to 11 s (-21%)",
        "worse: R2: 0.47 to 0.4 (-15%)",
    ]


def test_the_table_holds_the_figures_of_its_size_with_date_machine_and_ratio(tmp_path: Path) -> None:
    keep("scale", "small", [TIMED], tmp_path)
    keep("models", "full", [JUDGED], tmp_path)
    made, figures = table.table("small", tmp_path)
    assert figures == [TIMED]
    (row,) = made.splitlines()[2:]
    assert row.startswith("| rollup | 11 s | Spark: 22 | 0.50 | 20")
    assert " cores, " in row
    assert table.put(f"a\n{table.BEGIN}\nold\n{table.END}\nz", made) == f"a\n{table.BEGIN}\n{made}\n{table.END}\nz"
