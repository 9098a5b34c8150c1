"""Scoring files: one document, every row accounted for, bad files told."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from analytics.live import score
from analytics.live.candidates import Candidate
from tests.conftest import Cli
from tests.warehouse.homes import tiny
from warehouse.connect import Reader
from warehouse.errors import UnknownModel
from warehouse.settings import load
from workflows import scoring

LINES = (
    "Title,Artist,danceability,energy,acousticness,valence,tempo,loudness,memo\n"
    "Dancer,Nobody,0.78,0.8,0.08,0.65,124,-6,first\n"
    "Too loud,Nobody,0.78,1.8,0.08,0.65,124,-6,bad\n"
    "Quiet,,0.25,0.12,0.95,0.35,100,-26,=sum\n"
)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "new.csv"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_every_row_of_every_file_is_judged(sample_home: Path, new: Path, tmp_path: Path) -> None:
    table = tmp_path / "one.parquet"
    pyarrow.parquet.write_table(pa.table({"title": ["A"], "energy": [0.5]}), table)
    document = scoring.score_files(load({}, home=sample_home), [new, tmp_path / "none.csv", table])
    first, missing, last = document["files"]
    assert [(r["row"], r["line"], r["title"], r["genre"]) for r in first["rows"]] == [
        (1, 2, "Dancer", "dance"), (3, 4, "Quiet", "classical"),
    ]  # fmt: skip
    assert first["rejected"] == [{"line": 3, "column": "energy", "reason": "outside 0 to 1", "value": "1.8"}]
    assert missing["rows"] == []
    assert "does not exist" in missing["error"]
    assert len(last["rows"]) == 1
    assert scoring.failed(document)
    assert not scoring.failed({"files": [first, last]})
    values = {
        "danceability": 0.78,
        "energy": 0.8,
        "acousticness": 0.08,
        "valence": 0.65,
        "tempo": 124.0,
        "loudness": -6.0,
    }
    own = score.one(Reader(sample_home), Candidate("Dancer", "", ("Nobody",), (), values))
    row = first["rows"][0]
    assert row["confidence"] == pytest.approx(own["confidence"], abs=1e-6)
    assert (row["popularity"], row["low"], row["high"]) == pytest.approx(
        (own["popularity"], own["low"], own["high"]), abs=1e-5
    )
    assert len(row["top5"]) == 5
    written = io.StringIO()
    assert scoring.write_scores(load({}, home=sample_home), [new, tmp_path / "none.csv", table], written)
    assert json.loads(written.getvalue()) == document
    assert written.getvalue().count("\n") == 1


def test_the_command_prints_one_document_and_fails_at_the_end(
    sample_home: Path, new: Path, tmp_path: Path, cli: Cli
) -> None:
    done = cli(sample_home, "score", new, tmp_path / "none.csv", "--json")
    document = json.loads(done.out)
    assert done.code == 1
    assert [Path(f["file"]).name for f in document["files"]] == ["new.csv", "none.csv"]
    assert "Traceback" not in done.err
    table = cli(sample_home, "score", new)
    assert table.code == 0
    assert "Dancer" in table.out
    assert "line 3, energy outside 0 to 1" in table.out


def test_without_a_model_it_is_said_what_to_do(tmp_path: Path, new: Path) -> None:
    home = tiny(tmp_path / "empty")
    with pytest.raises(UnknownModel, match="No model is trained"):
        scoring.score_files(load({}, home=home.path), [new])
