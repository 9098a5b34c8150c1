"""Public data sets: bring one into the home, load and publish it where that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl import sources
from etl.fetch import Fetched, fetch
from etl.load import LoadOptions
from warehouse.home import Home
from warehouse.settings import Settings
from workflows.jobs import as_job
from workflows.loading import Loaded, load_and_publish, load_told
from workflows.progress import Phases
from workflows.publishing import PLAN

FETCH_PLAN = (("download", 6.0), ("unpack", 1.0), ("check", 1.0))


@dataclass
class Brought:
    """A data set that was fetched, and what came of loading it (None: it was not loaded)."""

    fetched: Fetched
    loaded: Loaded | None = None


def listing() -> list[dict[str, object]]:
    """The data sets there are, for people and for `fetch --list --json`."""
    return sources.listing()


def fetch_as_job(
    settings: Settings,
    name: str,
    into: Path | None = None,
    publish: bool = False,
    again: bool = False,
    steps: Phases | None = None,
    job: int | None = None,
) -> Brought | None:
    """Fetch a data set into a folder (default: `downloads` of the home), and with `publish` load and publish it.

    Recorded as a job; None when it was cancelled. Raises what `etl.fetch.fetch` raises, and UnknownSource.
    """
    source = sources.find(name)
    home = Home(settings.home)
    plan = (*FETCH_PLAN, ("Load", 2.0), *PLAN) if publish else FETCH_PLAN
    brought = None
    with as_job(settings, "fetch", f"Fetching {source.title}", plan, steps, job) as running:
        brought = Brought(fetch(source, into or home.path / "downloads" / name, running, again=again))
        running.message = f"{len(brought.fetched.paths)} files, {brought.fetched.bytes:,} bytes."
        if publish:
            kinds = [file.kinds[0] for file in source.files]
            options = [LoadOptions(kind=kind, collection=name, as_of=source.as_of) for kind in kinds]
            brought.loaded = load_and_publish(settings, list(zip(brought.fetched.paths, options, strict=True)), running)
            load_told(running, brought.loaded)
    return None if running.cancelled else brought


def fetched_json(brought: Brought) -> dict[str, Any]:
    """What `fetch --json` prints."""
    fetched = brought.fetched
    return {
        "name": fetched.name,
        "paths": [str(path) for path in fetched.paths],
        "bytes": fetched.bytes,
        "reused": fetched.reused,
    }


def fetched_words(brought: Brought) -> tuple[str, str]:
    """What was fetched and what to do next, in words."""
    fetched = brought.fetched
    folder = fetched.paths[0].parent
    how = "was there already and is right" if fetched.reused else "is fetched and checked"
    files = f"{len(fetched.paths)} {'file' if len(fetched.paths) == 1 else 'files'}, {fetched.bytes:,} bytes"
    return f"{fetched.name} {how}: {files} in {folder}", "" if brought.loaded else f"Load it: repertoire load {folder}"
