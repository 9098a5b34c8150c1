"""The catalogue the program makes itself when it is given no file."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from etl.sample import GENRES, SampleConfig, write_sample
from tests.etl.conftest import Loader


def test_the_same_bytes_every_time_and_others_for_another_seed(tmp_path: Path) -> None:
    small = SampleConfig(tracks=200, artists=20)
    one = write_sample(tmp_path / "a" / "one.csv", small).read_bytes()
    assert write_sample(tmp_path / "two.csv", small).read_bytes() == one
    assert write_sample(tmp_path / "three.csv", SampleConfig(seed=99, tracks=200, artists=20)).read_bytes() != one


def test_it_loads_without_a_reject(loader: Loader) -> None:
    path = write_sample(loader.folder / "s.csv", SampleConfig(tracks=400, artists=40))
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    report = loader.file(path)
    ids = Counter(row["track_id"] for row in rows)
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (len(rows), len(ids), 0)
    assert {row["genre"] for row in rows} <= set(GENRES)
    assert report.unknown_columns == ()
