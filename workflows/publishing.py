"""Build and publish: what was loaded becomes what the dashboard shows; roll back, status, export."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from warehouse import build as building
from warehouse import care, ordering
from warehouse import export as exporting
from warehouse import publish as publishing
from warehouse.connect import Reader, Workbench
from warehouse.errors import NoSnapshot, OlderSnapshot, RepertoireError
from warehouse.filters import parse
from warehouse.home import Home
from warehouse.queries import catalogue
from warehouse.queries import models as model_queries
from warehouse.settings import Settings
from warehouse.userdata import UserData
from workflows import alerting
from workflows.jobs import Running, writing
from workflows.progress import Phases, Progress, Quiet

# Steps of building and publishing and what they weigh; the first words are those of warehouse/build.py, publish.py and
# analytics/training.
PLAN = (("Building", 5.0), ("Checking", 0.5), ("Scoring", 2.0), ("Publishing", 2.5), ("Published", 0.1))


def build(settings: Settings, steps: Phases | None = None) -> None:
    """Derive the marts from the raw tables."""
    steps = steps or Quiet()
    with writing(settings, steps) as workbench:
        building.build(workbench, steps)


def publish(settings: Settings, steps: Phases | None = None) -> int:
    """Score what the promoted model has not seen, then publish what is built. Returns the snapshot's number.

    A model that cannot score does not keep the data from being published: the error is told, not raised.
    """
    steps = steps or Quiet()
    with writing(settings, steps) as workbench:
        if _score_new_tracks(workbench, steps):
            building.build(workbench, steps)
        number = publishing.publish(workbench, steps)
    tell(settings.home, f"published snapshot {number}")
    alerting.evaluate(settings, steps)
    return number


def rebuild(workbench: Workbench, steps: Progress) -> None:
    """Derive the marts and score what the promoted model has not seen; all of it in one transaction."""
    with workbench.transaction():
        building.build(workbench, steps)
        if _score_new_tracks(workbench, steps):
            building.build(workbench, steps)


def publish_built(workbench: Workbench, steps: Phases) -> int:
    """Publish what `rebuild` has made. Returns the snapshot's number.

    What is being published is committed, so a job can no longer be cancelled here: it is told how far it is.
    """
    plain = steps.uninterrupted if isinstance(steps, Running) else steps
    number = publishing.publish(workbench, plain)
    tell(workbench.home.path, f"published snapshot {number}")
    alerting.evaluate(replace(workbench.settings, home=workbench.home.path), plain)
    return number


def _score_new_tracks(workbench: Workbench, progress: Progress) -> int:
    if not model_queries.promoted(workbench):
        return 0
    # Imported here: loading the model libraries takes a second that a plain publish need not wait for.
    from analytics.training import score_missing

    try:
        return score_missing(workbench, progress)
    except RepertoireError as error:
        progress(f"New tracks are not scored: {error.message}", 0, 1)
        return 0


def rollback(settings: Settings, number: int | None) -> int:
    """Serve an earlier snapshot again."""
    back = publishing.rollback(Home(settings.home), number)
    tell(settings.home, f"went back to snapshot {back}")
    return back


def tell(home: Path, what: str) -> None:
    """A line in the audit about what is served."""
    UserData(Home(home)).audit.add("snapshots", what)


def need_snapshot(settings: Settings) -> None:
    """Raises NoSnapshot when nothing is published, OlderSnapshot when pages would lack their tables; before a server
    starts for nothing.
    """
    with Reader(settings.home, settings).view() as view:
        if care.lacks(view):
            raise OlderSnapshot(
                f"What is published in {settings.home} was made by version {view.snapshot.version} and lacks tables of "
                "this one.",
                "Bring it up to this version: repertoire migrate",
            )


def status(settings: Settings) -> dict[str, Any]:
    """What is published: counts and models, for people and for `status --json`."""
    reader = Reader(settings.home, settings)
    try:
        with reader.view() as view:
            counts, about, models = catalogue.counts(view), view.snapshot, model_queries.summary(view)
    except NoSnapshot:
        return {"snapshot": None, "as_of": None, "demo": False, **_EMPTY, "models": []}
    as_of = about.as_of.isoformat() if about.as_of else None
    return {"snapshot": about.number, "as_of": as_of, "demo": about.demo, **counts, "models": models}


_EMPTY = dict.fromkeys(catalogue.COUNTS, 0)


def export_tracks(
    settings: Settings, where: str, sort: str, columns: str, provenance: bool, raw: bool, out: Path | None
) -> None:
    """Write the filtered, sorted tracks as CSV to a file (whole or not at all) or to standard output.

    Raises FilterError, NoSnapshot, RepertoireError when the file cannot be written.
    """
    flt, order, names = parse(where), ordering.parse_sort(sort), ordering.parse_columns(columns)
    with Reader(settings.home, settings).view() as view:
        target = out or sys.stdout.buffer
        exporting.write_tracks(view, flt, order, names, target, provenance=provenance, raw=raw)
