"""The table of what was measured, and which figures moved beyond noise."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from benchmarks import load, table
from benchmarks.figures import Figure, keep

TIMED = Figure("rollup", "s", (10.0, 12.0, 11.0), "Spark", 22.0)
ONCE = Figure("memory", "MB", (500.0,))
JUDGED = Figure("R2", "", (0.40,), "xgboost", 0.38, less_is_better=False, more={"low": 0.37, "high": 0.43})


def test_a_figure_says_its_median_and_what_chance_may_move() -> None:
    assert (TIMED.ours, table.noise(TIMED)) == (11.0, 1.0)
    assert table.noise(ONCE) == 75.0
    assert round(table.noise(JUDGED), 9) == 0.03


def test_a_p95_of_few_times_does_not_say_how_far_chance_moves_it() -> None:
    many, few = (load.figure_of("callback", [float(i + 1) for i in range(n)]) for n in (1000, 71))
    assert (many.more["low"], many.ours, many.more["high"]) == (936, 950.95, 964)  # ranks, as the binomial has them
    assert few.spread is None
    assert table.noise(few) == table.UNKNOWN * few.ours


def test_only_what_moved_beyond_noise_is_said_which_way_and_how_its_peer_moved() -> None:
    before = {
        "rollup": (14.0, 1.5, "Spark", 33.0),
        "memory": (420.0, 60.0, "", None),
        "R2": (0.47, 0.03, "catboost", 0.45),
        "another": (1.0, 0.0, "", None),
    }
    assert table.moved([TIMED, ONCE, JUDGED], before) == [
        "better: rollup: 14 to 11 s (-21%); Spark 33 to 22 s (-33%)",
        "worse: R2: 0.47 to 0.4 (-15%)",
    ]


def test_the_table_before_is_the_one_that_was_made_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "README.md").write_text(f"{table.BEGIN}\n{table.END}\n", encoding="utf-8")
    monkeypatch.setattr(table, "ROOT", tmp_path)
    monkeypatch.setattr(table, "FOLDER", tmp_path)
    monkeypatch.setattr("sys.argv", ["table.py", "small"])
    monkeypatch.setattr(table, "table", partial(table.table, folder=tmp_path))
    for seconds, said in (
        (22.0, "No table to compare with."),
        (33.0, "worse: rollup: 22 to 33 s (+50%); Spark 22 to 22 s (+0%)"),
    ):
        keep("scale", "small", [replace(TIMED, runs=(seconds,))], tmp_path)
        table.main()
        assert said in capsys.readouterr().out
    assert "| rollup | 33 s | Spark: 22 | 1.50 |" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_the_table_holds_the_figures_of_its_size_with_date_machine_and_ratio(tmp_path: Path) -> None:
    keep("scale", "small", [TIMED], tmp_path)
    keep("models", "full", [JUDGED], tmp_path)
    made, figures = table.table("small", tmp_path)
    assert figures == [TIMED]
    (row,) = made.splitlines()[2:]
    assert row.startswith("| rollup | 11 s | Spark: 22 | 0.50 | 20")
    assert " cores, " in row
    assert table.put(f"a\n{table.BEGIN}\nold\n{table.END}\nz", made) == f"a\n{table.BEGIN}\n{made}\n{table.END}\nz"
