"""Judge files of candidates: every row scored, every sound file measured.

The files are read and checked as tables of tracks are, in a workbench that is thrown away: nothing is loaded.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from analytics.live import score as scoring
from analytics.live.candidates import frame_of
from analytics.live.score import Models
from etl import candidates
from etl.audio.folder import Heard
from etl.candidates import Candidates
from etl.formats import shown
from warehouse.connect import Reader, Workbench
from warehouse.errors import InputError
from warehouse.home import Home
from warehouse.settings import Settings
from workflows import sounding
from workflows.progress import Phases, Quiet

#: Of an answer in the document of `score`, beside row, line, title, artists and genre.
FIGURES = (
    "confidence", "second", "second_confidence", "sure", "family", "family_confidence", "family_sure", "odd",
    "popularity", "low", "high", "zero", "known", "compared_with", "percentile_genre", "percentile_cohort",
)  # fmt: skip


def score_files(
    settings: Settings, paths: Sequence[Path], steps: Phases | None = None, pictures: bool = False
) -> dict[str, Any]:
    """{"files": [{"file", "rows", "rejected", ...}]}; a file that cannot be read has "error" and "hint" instead of rows.

    A sound file is one row, which adds "features", "segments" and "nearest", with `pictures` also "picture"; a folder stands
    for its sound files.
    Raises UnknownModel when a table is asked for and no model is trained, NoSnapshot when nothing is published.
    """
    steps = steps or Quiet()
    reader = Reader(Home(settings.home), settings)
    paths = sounding.spread(paths)
    judges = _judges(reader, paths)
    heard = sounding.heard(settings, paths, steps, pictures)
    files = [
        _sound(reader, next(heard)) if sounding.is_sound(path) else _file(settings, reader, judges, path, steps)
        for path in paths
    ]
    return {"files": files, "models": dict(judges.runs), "vocabulary": judges.vocabulary}


def failed(document: Mapping[str, Any]) -> bool:
    """Whether a file of the document of `score_files` could not be scored."""
    return any("error" in file for file in document["files"])


def _judges(reader: Reader, paths: Sequence[Path]) -> Models:
    """Sound is measured without a model; tables of features need one."""
    return scoring.promoted(reader) if all(map(sounding.is_sound, paths)) else scoring.need_models(reader)


def _sound(reader: Reader, one: Heard) -> dict[str, Any]:
    """What the document says of a sound file."""
    name = shown(Path(one.file))
    if one.error:
        return {"file": name, "rows": [], "error": one.error, "hint": one.hint}
    frame = frame_of([sounding.candidate(one)])
    place = pa.table({"row": [1], "line": [1]})
    (row,) = _rows(place, frame, scoring.score(reader, Models(None, None, {}), frame))
    row.update(artists=list(row["artists"]), stated_genres=list(row["stated_genres"]))
    said, popular, where = sounding.told(reader, one), sounding.expected(reader, one), sounding.place(reader, one)
    cells = {**sounding.genre(said), **sounding.popularity(popular), **sounding.on_map(where)}
    told = {**cells, **sounding.reasons(said, popular), **sounding.measured(reader, one, said)}
    remarks = sounding.remarks(one, told["nearest"], said, popular, where)
    beside = {"rejected": [], "columns_not_used": [], "remarks": remarks}
    return {"file": name, "rows": [{**row, **told}], **beside}


def _file(settings: Settings, reader: Reader, judges: Models, path: Path, steps: Phases) -> dict[str, Any]:
    try:
        with opened(settings, path, steps) as found:
            return _scored(reader, judges, found, path, steps)
    except InputError as error:
        return {"file": shown(path), "rows": [], "error": error.message, "hint": error.hint}


def write_scores(
    settings: Settings, paths: Sequence[Path], out: TextIO, steps: Phases | None = None, pictures: bool = False
) -> bool:
    """Write the document of `score_files` as one line of JSON while it is made; whether a file could not be scored.

    Memory does not grow with the rows. Raises as `score_files` does, before anything is written.
    """
    steps = steps or Quiet()
    reader = Reader(Home(settings.home), settings)
    paths = sounding.spread(paths)
    judges = _judges(reader, paths)
    heard = sounding.heard(settings, paths, steps, pictures)
    failed = False
    out.write('{"files": [')
    for place, path in enumerate(paths):
        out.write(", " if place else "")
        if sounding.is_sound(path):
            entry = _sound(reader, next(heard))
            out.write(_json(entry))
            failed |= "error" in entry
        else:
            failed |= _write_scores(settings, reader, judges, path, out, steps)
    out.write(f'], "models": {_json(dict(judges.runs))}, "vocabulary": {_json(judges.vocabulary)}}}\n')
    return failed


def _write_scores(settings: Settings, reader: Reader, judges: Models, path: Path, out: TextIO, steps: Phases) -> bool:
    with ExitStack() as stack:
        try:
            found = stack.enter_context(opened(settings, path, steps))
        except InputError as error:
            out.write(_json({"file": shown(path), "rows": [], "error": error.message, "hint": error.hint}))
            return True
        out.write(f'{{"file": {_json(shown(path))}, "rows": [')
        comma = ""
        for rows in _batches(reader, judges, found, path, steps):
            out.write(comma + ", ".join(map(_json, rows)))
            comma = ", "
        out.write("], " + _json(_beside(found))[1:])
    return False


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _scored(reader: Reader, judges: Models, found: Candidates, path: Path, steps: Phases) -> dict[str, Any]:
    rows = [row for batch in _batches(reader, judges, found, path, steps) for row in batch]
    return {"file": shown(path), "rows": rows, **_beside(found)}


def _batches(
    reader: Reader, judges: Models, found: Candidates, path: Path, steps: Phases
) -> Iterator[list[dict[str, Any]]]:
    """The rows of a file as the document has them, some thousand at a time."""
    done = 0
    for table in found.batches():
        frame = as_frame(table)
        yield _rows(table, frame, scoring.score(reader, judges, frame))
        done += len(frame)
        steps(f"Scoring {shown(Path(path.name))}", done, found.rows)


def _beside(found: Candidates) -> dict[str, Any]:
    """What the document says of a file beside its rows."""
    rejected = [
        {"line": r["line"], "column": r["column_name"], "reason": r["reason"], "value": r["value"]}
        for r in found.rejects
    ]
    return {"rejected": rejected, "columns_not_used": list(found.ignored)}


def as_frame(table: pa.Table) -> pd.DataFrame:
    """A batch of typed rows as a frame of candidates."""
    frame = table.drop_columns(["line", "row"]).to_pandas()
    for name in ("artists", "genres"):
        frame[name] = [list(names) for names in frame[name]]
    return frame


def _rows(table: pa.Table, frame: pd.DataFrame, answers: pd.DataFrame) -> list[dict[str, Any]]:
    columns = {
        "row": table["row"].to_pylist(),
        "line": table["line"].to_pylist(),
        "title": frame["title"].tolist(),
        "artists": frame["artists"].tolist(),
        "stated_genres": frame["genres"].tolist(),
        "genre": answers["genre"].tolist(),
        **{name: _plain_column(answers[name]) for name in FIGURES},
        "top5": answers["top5"].tolist(),
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _plain_column(answers: pd.Series) -> list[Any]:
    """`plain` of every cell, at once where all are figures."""
    if answers.dtype.kind != "f":
        return [plain(value) for value in answers]
    figures = answers.to_numpy(dtype=np.float64).round(6)
    return [None if value != value else value for value in figures.tolist()]


def plain(value: Any) -> Any:
    """A cell of an answer as JSON has it: figures to six digits, None where there is none."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (float, np.floating)):
        return None if value != value else round(float(value), 6)
    return value


@contextmanager
def opened(settings: Settings, path: Path, steps: Phases) -> Iterator[Candidates]:
    """A file of candidates in a workbench of its own, which goes away with it."""
    steps(f"Reading {shown(Path(path.name))}", 0, 1)
    with tempfile.TemporaryDirectory(prefix="repertoire-") as folder:
        own = replace(settings, home=Path(folder))
        with Workbench(Home(folder), own) as workbench:
            yield candidates.read(workbench, path)
