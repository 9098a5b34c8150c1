"""Jobs: pieces of long work, which run in processes of their own."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, Engine, Integer, String, Table, insert, select, update

from warehouse.userdata.actors import tell
from warehouse.userdata.engine import METADATA, UNTOLD, now

_JOBS = Table(
    "jobs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("state", String, nullable=False),
    Column("step", String, nullable=False, default=""),
    Column("done", Integer, nullable=False, default=0),
    Column("total", Integer, nullable=False, default=0),
    Column("message", String, nullable=False, default=""),
    Column("started", DateTime, nullable=False),
    Column("finished", DateTime),
    Column("pid", Integer),
    Column("host", String, nullable=False, server_default=""),
    Column("result", String, nullable=False, server_default=""),
    info=UNTOLD,  # how far a job is, is no change; what is told is said below
)
WHOLE = 1000
"""`total` of a job whose `done` is the share of the whole."""
WRITE_SECONDS = 0.2
GONE = "The process ended without a word; the file jobs.log of the home may say more."
HERE = platform.node()
"""The name of this machine: several may keep their jobs in one database, and each knows only its own processes."""
RUNNING, CANCELLING, DONE, FAILED, CANCELLED = "running", "cancelling", "done", "failed", "cancelled"


@dataclass(frozen=True)
class Job:
    """A piece of long work. `done` of `total` is how far it is, `step` what it does now; times are UTC.

    result : what came of it, as JSON: what `finish` was given.
    """

    id: int
    kind: str
    title: str
    state: str
    step: str
    done: int
    total: int
    message: str
    started: datetime
    finished: datetime | None
    pid: int | None
    result: str = ""
    host: str = ""

    @property
    def found(self) -> dict[str, Any]:
        """`result` as a dictionary, empty where there is none."""
        return dict(json.loads(self.result)) if self.result else {}

    @property
    def is_open(self) -> bool:
        """Whether it still runs."""
        return self.state in (RUNNING, CANCELLING)


class Jobs:
    """The table of jobs. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start_job(self, kind: str, title: str, pid: int | None = None) -> int:
        """Record a job that starts now, in this process unless `pid` names another; returns its id. NotAllowed to a viewer."""
        row = dict(kind=kind, title=title, state=RUNNING, started=now(), pid=pid or os.getpid(), host=HERE)
        with self._engine.begin() as con:
            tell(con, "jobs", f"started {kind}: {title}")
            return con.execute(insert(_JOBS).values(**row).returning(_JOBS.c.id)).scalar_one()

    def adopt(self, job: int, pid: int) -> None:
        """Say which process does a job."""
        self._set(job, pid=pid)

    def report(self, job: int, step: str, done: int, total: int) -> None:
        """Say how far a job is."""
        self._set(job, step=step, done=done, total=total)

    def finish(self, job: int, state: str, message: str = "", result: Mapping[str, Any] | None = None) -> None:
        """Say how a job ended: DONE, FAILED or CANCELLED, with a message for people and what came of it."""
        text = json.dumps(result) if result else ""
        self._set(job, state=state, message=message, result=text, finished=now())

    def cancel(self, job: int) -> None:
        """Ask a running job to stop; it stops at its next step."""
        with self._engine.begin() as con:
            tell(con, "jobs", f"asked job {job} to stop")
            con.execute(update(_JOBS).where(_JOBS.c.id == job, _JOBS.c.state == RUNNING).values(state=CANCELLING))

    def is_cancelling(self, job: int) -> bool:
        """Whether somebody asked the job to stop."""
        with self._engine.connect() as con:
            return con.execute(select(_JOBS.c.state).where(_JOBS.c.id == job)).scalar() == CANCELLING

    def job(self, number: int) -> Job | None:
        """One job, None when there is none of that number."""
        with self._engine.connect() as con:
            row = con.execute(select(_JOBS).where(_JOBS.c.id == number)).mappings().one_or_none()
        return self._close_if_dead(Job(**row)) if row else None

    def jobs(self, limit: int = 20) -> list[Job]:
        """The latest jobs, newest first. A job whose process is gone without a word is closed as failed."""
        with self._engine.connect() as con:
            rows = con.execute(select(_JOBS).order_by(_JOBS.c.id.desc()).limit(limit)).mappings().all()
        return [self._close_if_dead(Job(**row)) for row in rows]

    def _close_if_dead(self, job: Job) -> Job:
        if not job.is_open or self._is_elsewhere(job) or _alive(job.pid):
            return job
        ended = dict(
            state=FAILED,
            message=GONE,
            finished=now(),
        )
        with self._engine.begin() as con:
            # Only if it is still open: the process may have said how it ended since the row was read.
            con.execute(
                update(_JOBS).where(_JOBS.c.id == job.id, _JOBS.c.state.in_((RUNNING, CANCELLING))).values(**ended)
            )
            return Job(**con.execute(select(_JOBS).where(_JOBS.c.id == job.id)).mappings().one())

    def _is_elsewhere(self, job: Job) -> bool:
        """Whether its process is another machine's; a file is of one machine, whatever that was called before."""
        return self._engine.dialect.name != "sqlite" and job.host not in ("", HERE)

    def _set(self, job: int, **values: object) -> None:
        with self._engine.begin() as con:
            con.execute(update(_JOBS).where(_JOBS.c.id == job).values(**values))


def reporter(jobs: Jobs, job: int, stop: Callable[[], Exception]) -> Callable[[str, int, int], None]:
    """A progress callback that records into `job` and raises `stop()` once the job has been cancelled.

    The same step is written a few times a second at most: every write waits for the disk.
    """
    last: tuple[str, float] = ("", 0.0)

    def progress(step: str, done: int, total: int) -> None:
        nonlocal last
        if step != last[0] or time.monotonic() - last[1] >= WRITE_SECONDS or done >= total:
            jobs.report(job, step, done, total)
            last = (step, time.monotonic())
        if jobs.is_cancelling(job):
            raise stop()

    return progress


def _alive(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
