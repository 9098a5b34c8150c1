"""Care of a home: what the doctor says, and bringing a home up to this version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from warehouse import build as building
from warehouse import care, store
from warehouse import publish as publishing
from warehouse.care import Finding
from warehouse.connect import SCHEMA_VERSION, Reader
from warehouse.errors import BadArtefact, NoSnapshot, UnknownModel
from warehouse.home import Home
from warehouse.queries import models as model_queries
from warehouse.settings import Settings
from workflows import alerting
from workflows.jobs import writing
from workflows.progress import Phases, Quiet


def doctor(settings: Settings) -> list[Finding]:
    """What is found in a home, stored models included."""
    return care.findings(settings, [_models])


def _models(settings: Settings) -> Iterator[Finding]:
    # Imported here: the models' libraries take a second that other commands need not wait for.
    from analytics import artefacts

    home = Home(settings.home)
    with Reader(home, settings).view() as view:
        promoted = {model: model_queries.promoted_run(view, model) for model in sorted(model_queries.promoted(view))}
    if not promoted:
        yield Finding("models", "warning", "No model is trained.", "repertoire train")
    for model, run in promoted.items():
        try:
            artefacts.load(home, model, str(run))
        except (BadArtefact, UnknownModel) as error:
            yield Finding("models", "fault", error.message, error.hint)
        else:
            yield Finding("models", "ok", f"{model}: run {run} is what was stored")


def is_older(settings: Settings) -> bool:
    """Whether what is published lacks tables of this version. Raises NoSnapshot."""
    with Reader(settings.home, settings).view() as view:
        return bool(care.lacks(view))


def migrate(settings: Settings, steps: Phases | None = None) -> dict[str, Any]:
    """Bring a home that an earlier version made up to this one, and publish it; {"from", "to", "snapshot"}.

    Rows stay. A failure leaves the workbench and what is published as they were. Raises HomeBusy, NewerWarehouse,
    NoSnapshot when nothing was loaded.
    """
    steps = steps or Quiet()
    if not Home(settings.home).workbench.is_file():
        raise NoSnapshot(
            f"There is no warehouse in {settings.home}.", "Set REPERTOIRE_HOME to the folder that holds one."
        )
    with writing(settings, steps) as workbench:
        before = int(workbench.value("select max(schema_version) from meta"))
        with workbench.transaction():
            store.prepare(workbench)
            building.build(workbench, steps)
        number = publishing.publish(workbench, steps)
    alerting.evaluate(settings, steps)
    return {"from": before, "to": SCHEMA_VERSION, "snapshot": number}
