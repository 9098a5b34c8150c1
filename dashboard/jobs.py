"""Whatever a page wants written to the warehouse: a child process of `repertoire`, never the process that serves.

The job is recorded before its process starts and carries the process id, so that it is shown, finishes and can be
cancelled also when the application is started anew meanwhile.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from dashboard.context import Context
from warehouse import processes
from warehouse.errors import HomeError
from warehouse.userdata import FAILED, Job, UserData

OOF, DIGEST = "oof", "digest"
"""Kinds of the jobs that judge tags out of fold, and that make a PDF of Overview."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 600
"""Seconds a job waits for another writer at least: whoever started it sees that it waits and can cancel it."""


def userdata(context: Context) -> UserData:
    """Where jobs are recorded. Raises HomeError where they are not."""
    if context.userdata is None:
        raise HomeError("Jobs are not recorded here.", "Start the dashboard with: repertoire serve")
    return context.userdata


def start_unload(context: Context, load_id: int, file: str) -> int:
    """Undo a load and publish what is left. Returns the job's number."""
    job = userdata(context).start_job("unload", f"Undoing load {load_id}, {file}")
    run(context, job, "unload", str(load_id), "--publish")
    return job


def run_load(context: Context, job: int, path: Path, kind: str, collection: str, as_of: str) -> None:
    """Load and publish a file that is given up for it: it is removed afterwards. Empty texts mean: find out."""
    given = {"kind": kind, "collection": collection, "as-of": as_of}
    # One word an option: a name that begins with a dash is no option.
    options = [f"--{name}={value}" for name, value in given.items() if value]
    run(context, job, "load", str(path.absolute()), *options, "--publish", "--discard")


def start_oof(context: Context) -> int:
    """Judge every tag by models that have not seen its track. Returns the job's number, that of one that runs already."""
    there = newest(context, OOF)
    if there is not None and there.is_open:
        return there.id
    job = userdata(context).start_job(OOF, "Judging every tag out of fold")
    run(context, job, "train", "--only", "oof")
    return job


def start_digest(context: Context, state: str, base: str) -> int:
    """Make a PDF of a state of Overview (its address's parameters); links in it lead to `base`. Returns the job's number."""
    job = userdata(context).start_job(DIGEST, "Overview as PDF")
    run(context, job, "digest", f"--out={digest_path(context, job)}", f"--view={state}", f"--link={base}")
    return job


def digest_path(context: Context, job: int) -> Path:
    """Where the PDF of a job lies."""
    return context.reader.home.digests.absolute() / f"{job}.pdf"


def browser() -> str:
    """Path of an installed Chromium or Chrome, with which a PDF can be made; '' where there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


def newest(context: Context, kind: str) -> Job | None:
    """The newest job of a kind, None where there is none."""
    found = context.userdata.jobs() if context.userdata else []
    return next((job for job in found if job.kind == kind), None)


def run(context: Context, job: int, *arguments: str) -> None:
    """Let a process of its own do a job that is recorded."""
    settings = replace(
        context.settings,
        home=context.reader.home.path,
        wait_seconds=max(context.settings.wait_seconds, PATIENCE),
    )
    try:
        child = processes.start(settings, *arguments, "--job", str(job), detached=True)
    except OSError as error:
        userdata(context).finish(job, FAILED, f"The process could not be started: {error.strerror or error}.")
        return
    userdata(context).adopt(job, child.pid)
