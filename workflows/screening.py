"""Sound files that a page asks about: scored as a job, the answer written to a file, the files removed afterwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from warehouse import whole
from warehouse.errors import RepertoireError
from warehouse.settings import Settings
from workflows import scoring
from workflows.jobs import as_job
from workflows.progress import Phases

PLAN = (("Listening", 9.0), ("Written", 0.1))
KIND = "listen"


def score_as_job(
    settings: Settings, paths: Sequence[Path], out: Path, steps: Phases, job: int | None, discard: bool = False
) -> bool | None:
    """`scoring.score_files` with pictures as JSON in `out`, whole or not at all; whether a file could not be scored, None when
    it was stopped. discard : remove the files afterwards, however it ends.

    Raises NoSnapshot, UnknownModel, RepertoireError where `out` cannot be written.
    """
    failed = None
    try:
        with as_job(settings, KIND, title_of(len(paths)), PLAN, steps, job) as running:
            running("Listening", 0, len(paths))
            document = scoring.score_files(settings, paths, running, pictures=True)
            _write(out, document)
            running.uninterrupted("Written", 1, 1)
            bad = sum("error" in file for file in document["files"])
            running.message = f"{len(paths) - bad:,} of {len(paths):,} sound files could be heard."
            running.result = {"files": len(paths), "heard": len(paths) - bad}
            failed = scoring.failed(document)
    finally:
        if discard:
            for path in paths:
                path.unlink(missing_ok=True)
    return failed


def title_of(count: int) -> str:
    """What the job is called."""
    return f"Listening to {count:,} sound {'file' if count == 1 else 'files'}"


def _write(out: Path, document: dict[str, Any]) -> None:
    try:
        whole.write(out, json.dumps(document, ensure_ascii=False, allow_nan=False).encode())
    except OSError as error:
        raise RepertoireError(
            f"Cannot write {out}: {error.strerror or error}.", "Choose another file with --out, or make room."
        ) from error
