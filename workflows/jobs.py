"""Jobs: work that the Data page shows while it runs, and can stop."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from analytics.progress import Cancelled
from warehouse import userdata
from warehouse.connect import Workbench
from warehouse.errors import RepertoireError
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import CANCELLED, DONE, FAILED, WHOLE, UserData
from workflows.progress import Phases, Plan, Quiet, Share

NOTHING_CHANGED = "nothing was changed"


class Running:
    """A job that runs: progress that also goes to the job, as the share of the whole.

    message, result : what came of it, for people and as figures; stored when the job is done.
    failed : what went wrong where no error was raised: (message, hint).
    cancelled : whether it was stopped on request.
    subject : what the steps are about, where the job does the same for several: it begins their names.
    """

    def __init__(self, data: UserData, number: int, plan: Plan, steps: Phases) -> None:
        self.message = ""
        self.result: dict[str, Any] = {}
        self.failed: tuple[str, str] | None = None
        self.cancelled = False
        self.subject = ""
        self._steps, self._share = steps, Share(plan)
        self._data, self._number = data, number
        self._tell = userdata.reporter(data, number, Cancelled)

    def __call__(self, step: str, done: int, total: int) -> None:
        """Say what is being done and how far it is. Raises Cancelled when somebody asked the job to stop."""
        step = about(self.subject, step)
        self._steps(step, done, total)
        self._tell(step, round(WHOLE * self._share(step, done, total)), WHOLE)

    def uninterrupted(self, step: str, done: int, total: int) -> None:
        """Progress of what can no longer be stopped."""
        step = about(self.subject, step)
        self._steps(step, done, total)
        self._data.report(self._number, step, round(WHOLE * self._share(step, done, total)), WHOLE)

    def phase(self, name: str) -> AbstractContextManager[None]:
        """Steps that belong together."""
        return self._steps.phase(name)

    def waits(self, _seconds: float) -> None:
        """Say whom it waits for."""
        others = [job.title for job in self._data.jobs() if job.is_open and job.id != self._number]
        self(f"Waiting for another job: {others[0]}" if others else "Waiting for another process that writes", 0, 1)


def about(subject: str, step: str) -> str:
    """'Genre: learning from all tracks'; the step as it is where nothing is named."""
    return f"{subject.capitalize()}: {step[:1].lower()}{step[1:]}" if subject else step


def writing(settings: Settings, steps: Phases | None = None) -> Workbench:
    """The workbench of the home; a job that has to wait for another writer says so and can be cancelled meanwhile."""
    return Workbench(Home(settings.home), settings, steps.waits if isinstance(steps, Running) else None)


@contextmanager
def as_job(
    settings: Settings, kind: str, title: str, plan: Plan, steps: Phases | None = None, job: int | None = None
) -> Iterator[Running]:
    """Work that is recorded as a job: a new one, or number `job`, which whoever started this process has recorded.

    The work runs inside; its errors are recorded and raised again. Being cancelled is recorded and not raised: look at
    `cancelled` afterwards.
    """
    data = UserData(Home(settings.home), settings)
    number = job or data.start_job(kind, title)
    data.adopt(number, os.getpid())
    running = Running(data, number, plan, steps or Quiet())
    try:
        yield running
    except Cancelled:
        running.cancelled = True
        data.finish(number, CANCELLED, f"Stopped on request; {NOTHING_CHANGED}.")
    except RepertoireError as error:
        data.finish(number, FAILED, error.message, {**running.result, "hint": error.hint})
        raise
    except (KeyboardInterrupt, SystemExit):
        data.finish(number, CANCELLED, f"Stopped before it was done; {NOTHING_CHANGED}.")
        raise
    except BaseException as error:
        data.finish(number, FAILED, f"Stopped by {type(error).__name__}: {_first_line(error)}")
        raise
    else:
        _finish(data, number, running)


def _finish(data: UserData, number: int, running: Running) -> None:
    if running.failed is None:
        data.finish(number, DONE, running.message, running.result)
    else:
        message, hint = running.failed
        data.finish(number, FAILED, message, {**running.result, "hint": hint})


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "") or "no more is known."
