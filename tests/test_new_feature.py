"""Rule 2, the whole way: one row in FEATURES and one alias, and a new column is everywhere. Nothing else is edited."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.components import glossary
from dashboard.components.feature_control import control_kind
from dashboard.components.table import column_def
from etl import recognise
from etl.load import load
from tests.sample import TRUTH
from tests.test_docs import features_table
from warehouse import export, features
from warehouse.build import build
from warehouse.connect import Reader, View, Workbench
from warehouse.filters import parse, parse_sort
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.queries import tracks, values

GRIT = features.Feature("grit", "Grit", "number", "input", "How rough the track sounds.", unit="0 to 1", low=0, high=1)
ALIAS = "track_grit"


@pytest.fixture(scope="module")
def grit() -> Iterator[None]:
    """FEATURES with one row more, and one alias more."""
    known = recognise.aliases("tracks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(features, "FEATURES", (*features.FEATURES, GRIT))
        patch.setattr(recognise, "aliases", lambda _kind: {**known, "grit": [ALIAS]})
        yield


@pytest.fixture(scope="module")
def view(grit: None, sample_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """The sample with a column of grit: 0.00, 0.01, ... in the order of the file, and 7 in the last row but one."""
    folder = tmp_path_factory.mktemp("grit")
    with sample_csv.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    values = [f"{n % 100 / 100:.2f}" for n in range(len(rows))]
    rows.append([str(len(rows)), "gritty0000000000000000", *rows[0][2:]])
    with (folder / "grit.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [[*header, ALIAS], *([*row, v] for row, v in zip(rows, [*values, "7"], strict=True))]
        )
    home = Home(folder / "home")
    with Workbench(home) as workbench:
        report = load(workbench, [folder / "grit.csv"]).files[0]
        assert report.error is None, report.error
        assert (report.rows_rejected, report.unknown_columns) == (TRUTH.rows_rejected + 1, ())
        build(workbench)
        publish(workbench)
    with Reader(home).view() as view:
        yield view


def test_the_mart_has_the_column(view: View) -> None:
    assert view.rows("select count(*), count(grit), max(grit) from tracks") == [(TRUTH.tracks, TRUTH.tracks, 0.99)]


def test_its_range_is_checked(view: View) -> None:
    rejected = view.rows("select reason, value from rejects where column_name = 'grit'")
    assert rejected == [("outside 0 to 1", "7")]
    assert view.value("select count(*) from checks where column_name = 'grit' and passed") >= 1


def test_filter_sort_and_page(view: View) -> None:
    flt = parse("grit >= 0.99")
    expected = view.value("select count(*) from tracks where grit >= 0.99")
    assert tracks.count(view, flt) == expected > 0
    page = tracks.page(view, flt, parse_sort("-grit"), ["title", "grit"], 0, 5)
    assert list(page["grit"]) == [0.99] * min(5, expected)


def test_axis_and_control(view: View) -> None:
    assert GRIT in features.numeric()
    assert values.histogram(view, parse(""), "grit")["n"].sum() == TRUTH.tracks
    assert control_kind(GRIT) == control_kind(features.by_name()["energy"])


def test_table_column(grit: None) -> None:
    assert column_def(GRIT)["field"] == "grit"
    told = json.loads(glossary.glossary().to_plotly_json()["props"]["data-terms"])
    assert told["Grit"] == {"means": GRIT.help, "name": "grit", "range": "0 to 1"}


def test_export(view: View) -> None:
    pieces = export.stream_tracks(view, parse("grit < 0.02"), parse_sort("grit"), ["grit"], provenance=False)
    written = list(csv.DictReader(io.StringIO(b"".join(pieces).decode())))
    assert {float(row["grit"]) for row in written} == {0, 0.01}


def test_models_may_use_it(grit: None) -> None:
    assert GRIT in features.model_inputs()


def test_dictionary(grit: None) -> None:
    assert "| `grit` | Grit | number | input | 0 to 1 | 0 to 1 | How rough the track sounds. |" in features_table()
