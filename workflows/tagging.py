"""Tag a whole untagged catalogue: its rows as they are, with the models' answers appended.

The file is read and checked as tables of tracks are, in a workbench that is thrown away: nothing is loaded.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from analytics.live import score
from analytics.live.score import Models
from etl import candidates
from etl.candidates import Candidates
from etl.formats import shown
from warehouse import whole
from warehouse.connect import Reader
from warehouse.errors import RepertoireError
from warehouse.export import Provenance
from warehouse.home import Home
from warehouse.settings import Settings
from workflows.jobs import as_job
from workflows.progress import Phases, Quiet
from workflows.scoring import as_frame, opened

PLAN = (("Reading", 1.0), ("Tagging", 8.0), ("Written", 0.1))


ADDED = (
    "predicted_genre", "predicted_family", "genre_confidence", "runner_up", "runner_up_confidence", "genre_answer",
    "out_of_distribution", "expected_popularity", "popularity_low", "popularity_high", "not_used",
)  # fmt: skip
SURE, NOT_SURE = "sure", "not sure"


@dataclass(frozen=True)
class Tagged:
    """What came of tagging a file: rows written, how many of them are sure, odd, or of no use, and where they are."""

    out: Path
    rows: int
    sure: int
    odd: int
    unusable: int
    left_out: int

    def words(self) -> str:
        """One sentence for the terminal and the job."""
        used = self.rows - self.unusable
        odd = f", {self.odd:,} unlike anything learned from" if self.odd else ""
        bad = f"; {self.unusable + self.left_out:,} could not be used" if self.unusable + self.left_out else ""
        return f"{used:,} row{'' if used == 1 else 's'} tagged, {self.sure:,} of them sure{odd}{bad}"


def tag_file(settings: Settings, path: Path, out: Path, steps: Phases | None = None) -> Tagged:
    """Write the rows of a file with their answers appended, as CSV after lines of provenance; all of it or nothing.

    The columns of the file stay as they are; of two that would be called the same, ours gets a number. Memory does not
    grow with the rows. Raises InputError, UnknownModel, NoSnapshot, RepertoireError where `out` cannot be written.
    """
    steps = steps or Quiet()
    reader = Reader(Home(settings.home), settings)
    judges = score.need_models(reader)
    with opened(settings, path, steps) as found:
        try:
            with whole.writing(out) as part, part.open("wb") as file:
                tagged = _write(reader, judges, found, file, out, steps)
        except OSError as error:
            raise RepertoireError(
                f"Cannot write {out}: {error.strerror or error}.", "Choose another file with --out, or make room."
            ) from error
    steps("Written", 1, 1)
    return tagged


def tag_as_job(
    settings: Settings, path: Path, out: Path, steps: Phases, job: int | None, discard: bool = False
) -> Tagged | None:
    """`tag_file` recorded as a job; None when it was stopped. `discard` removes the file afterwards."""
    tagged = None
    try:
        with as_job(settings, "tag", f"Tagging {path.name}", PLAN, steps, job) as running:
            tagged = tag_file(settings, path, out, running)
            running.message = f"{tagged.words()}."
            running.result = {"out": out.name, "rows": tagged.rows, "sure": tagged.sure, "odd": tagged.odd}
    finally:
        if discard:
            path.unlink(missing_ok=True)
    return tagged


def _write(reader: Reader, judges: Models, found: Candidates, file: Any, out: Path, steps: Phases) -> Tagged:
    given, added = candidates.free_names(found.layout, ADDED)
    total = found.relation.rows
    file.write(_provenance(reader, judges, found, (*given, *added), total).lines())
    header = io.StringIO()
    pd.DataFrame(columns=[*given, *added]).to_csv(header, index=False, lineterminator="\n")
    file.write(header.getvalue().encode())
    done = sure = odd = unusable = 0
    for as_given, typed in found.whole(given):
        answers, faults = _answers(reader, judges, found, typed)
        table = as_given
        for name, ours in zip(added, ADDED, strict=True):
            table = table.append_column(name, answers[ours])
        pyarrow.csv.write_csv(table, file, pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed"))
        done += len(faults)
        unusable += int(faults.sum())
        sure += answers["genre_answer"].to_pylist().count(SURE)
        odd += answers["out_of_distribution"].to_pylist().count("yes")
        steps(f"Tagging {shown(Path(out.name))}", done, total)
    return Tagged(out, done, sure, odd, unusable, len(found.relation.faults))


def _answers(
    reader: Reader, judges: Models, found: Candidates, typed: pa.Table
) -> tuple[dict[str, pa.Array], np.ndarray[Any, np.dtype[np.bool_]]]:
    """The appended columns of a batch, and which of its rows are of no use; those have no answers but the reason."""
    codes = typed["fault"].to_numpy(zero_copy_only=False)
    bad = ~np.isnan(codes.astype(float))
    frame = as_frame(typed.drop_columns(["fault"]))
    answers = pd.concat([score.genres(judges.genre, frame), score.popularity(judges.popularity, frame)], axis=1)
    words = [found.reasons[int(code)] if is_bad else None for code, is_bad in zip(codes, bad, strict=True)]
    said = None if judges.genre is None else np.where(answers["sure"].to_numpy(dtype=bool), SURE, NOT_SURE)
    odd = None if judges.genre is None else np.where(answers["odd"].to_numpy(dtype=bool), "yes", "no")
    texts = {"predicted_genre": answers["genre"], "predicted_family": answers["family"], "runner_up": answers["second"],
             "genre_answer": said, "out_of_distribution": odd}  # fmt: skip
    numbers = {"genre_confidence": ("confidence", 4), "runner_up_confidence": ("second_confidence", 4),
               "expected_popularity": ("popularity", 1), "popularity_low": ("low", 1),
               "popularity_high": ("high", 1)}  # fmt: skip
    columns = {name: _text(column, bad) for name, column in texts.items()}
    for name, (source, digits) in numbers.items():
        values = answers[source].to_numpy(dtype=float).round(digits)
        columns[name] = pa.array(values, pa.float64(), mask=bad | np.isnan(values))
    return {**columns, "not_used": pa.array(words, pa.string())}, bad


def _text(column: Any, bad: Any) -> pa.Array:
    if column is None:
        return pa.nulls(len(bad), pa.string())
    return pa.array([None if skip else value for value, skip in zip(column, bad, strict=True)], pa.string())


def _provenance(reader: Reader, judges: Models, found: Candidates, columns: Sequence[str], rows: int) -> Provenance:
    notes = {"genre_answer": f"{NOT_SURE} means that the model abstains; the genre is then only its best guess"}
    if found.relation.faults:
        notes["lines left out"] = f"{len(found.relation.faults)} that do not fit the columns"
    return Provenance(
        snapshot=reader.snapshot,
        asked={"tagged file": found.layout.path.name, "genres of": judges.vocabulary or "no genre model"},
        columns=tuple(columns),
        rows=rows,
        guarded=found.layout.guarded or found.layout.format == "csv",
        written_at=datetime.now(UTC).replace(tzinfo=None),
        models=dict(judges.runs),
        notes=notes,
    )
