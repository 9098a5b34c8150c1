"""Erase one listener everywhere in a home: rows, marts, snapshots, recommenders, user data. Says what was erased."""

from __future__ import annotations

import shutil
from typing import Any

from warehouse import forget as erasing
from warehouse import landed, store
from warehouse.connect import Workbench
from warehouse.errors import FilterError, HomeError
from warehouse.home import Home
from warehouse.publish import current_number
from warehouse.settings import Settings
from warehouse.userdata import UserData
from workflows.jobs import writing
from workflows.progress import Phases, Quiet
from workflows.publishing import publish_built, rebuild
from workflows.training import train

MODEL = "recommend"


def forget(settings: Settings, listener: str, retrain: bool = True, steps: Phases | None = None) -> dict[str, Any]:
    """{"rows", "user_data", "snapshots_dropped", "models_dropped", "retrained", "snapshot", "erased_before", "notes"}.

    Asking twice changes nothing. Raises FilterError for an empty name, HomeBusy, HomeError.
    """
    if not listener.strip():
        raise FilterError("Nobody is named.", "Say who: repertoire forget --listener ID")
    steps, home = steps or Quiet(), Home(settings.home)
    said: dict[str, Any] = {"rows": {}, "snapshots_dropped": 0, "models_dropped": 0, "retrained": False}
    with writing(settings, steps) as workbench:
        store.prepare(workbench)
        if landed.names(workbench, listener):
            raise HomeError(
                "The listener's plays are a part of a rollup, which cannot be taken apart.",
                "Remove the listener from the events, roll up again, load that, and do this once more.",
            )
        before = erasing.erased_at(workbench, listener)
        held = erasing.rows_of(workbench, listener)
        models = _holding(home, listener)
        if held or before is None:
            said["rows"] = erasing.erase(workbench, listener)
        for run in models:
            store.clear_run(workbench, run)
            shutil.rmtree(home.models / MODEL / run)
        said["models_dropped"] = len(models)
        if held or models:
            _shown_without(workbench, steps, said)
    said["user_data"] = UserData(home, settings).forget(listener)
    if models and retrain:
        said["retrained"] = any(not one.refused for one in train(settings, [MODEL], steps))
        _drop(settings, steps, said)
    said["snapshot"] = current_number(home)
    said["erased_before"] = before.isoformat(sep=" ") if before else None
    said["notes"] = _notes(home, said, retrain)
    return said


def _holding(home: Home, listener: str) -> list[str]:
    """Runs of the recommender that learned from the listener, or that cannot be read: then nobody can say they did not."""
    # Imported here: the models' libraries take a second that a home without models need not wait for.
    folder = home.models / MODEL
    runs = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return [run for run in runs if _holds(home, run, listener)]


def _holds(home: Home, run: str, listener: str) -> bool:
    from analytics import artefacts, recommend
    from warehouse.errors import BadArtefact

    try:
        return recommend.unpack(artefacts.load(home, MODEL, run)).history(listener) is not None
    except BadArtefact:
        return True


def _shown_without(workbench: Workbench, steps: Phases, said: dict[str, Any]) -> None:
    """Build, publish, drop what was published before, and give the workbench a new file."""
    published = current_number(workbench.home) is not None
    with steps.phase("Build"):
        rebuild(workbench, steps)
    if published:
        with steps.phase("Publish"):
            publish_built(workbench, steps)
        said["snapshots_dropped"] += erasing.drop_earlier(workbench)
    erasing.rewrite(workbench)


def _drop(settings: Settings, steps: Phases, said: dict[str, Any]) -> None:
    with writing(settings, steps) as workbench:
        said["snapshots_dropped"] += erasing.drop_earlier(workbench)


def _notes(home: Home, said: dict[str, Any], retrain: bool) -> list[str]:
    found = []
    if not (said["rows"] or said["user_data"] or said["models_dropped"]):
        found.append("Nothing here names this listener (any more).")
    found.append("A salted hash stays, so that the rows are refused when their file is loaded again.")
    if said["models_dropped"] and not retrain:
        found.append("The recommender that had learned from the listener is gone: repertoire train --only recommend")
    if home.downloads.is_dir() and any(home.downloads.iterdir()):
        found.append(f"Files in {home.downloads.name}/ are as they were fetched; delete those that name the listener.")
    found.append("Files outside of the home, backups among them, are yours to clean.")
    return found
