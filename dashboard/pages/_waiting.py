"""What stands where a model is not ready: how far its training is, when it will be there, or what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard import format as fmt
from dashboard.components import badge
from dashboard.components.states import empty, error
from dashboard.context import Context
from warehouse.queries import models
from warehouse.userdata import CANCELLED, CANCELLING, DONE, FAILED, Job

START_SECONDS = 20
SECONDS_A_TRACK = 2e-3
"""Rough cost of training on two cores, for the first time on a home; later the last run tells."""
BAR = {
    "height": ".375rem",
    "margin": ".375rem 0",
    "--bs-progress-bar-bg": "var(--bs-primary)",
    "--bs-progress-bg": "var(--bs-tertiary-bg)",
}
WORDS = {
    "running": "running",
    CANCELLING: "stopping at its next step",
    DONE: "done",
    FAILED: "failed",
    CANCELLED: "stopped",
}


def now() -> datetime:
    """The time as jobs write it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def elapsed(job: Job, at: datetime) -> float:
    """Seconds from the start of a job to its end, or to `at`."""
    return max(0.0, ((job.finished or at) - job.started).total_seconds())


def expected(jobs: Sequence[Job], tracks: int) -> float:
    """Seconds a training is likely to take: as the last one that was done, else by the number of tracks."""
    done = next((job for job in jobs if job.kind == "train" and job.state == DONE and job.finished), None)
    return elapsed(done, done.started) if done else START_SECONDS + tracks * SECONDS_A_TRACK


def left_words(job: Job, jobs: Sequence[Job], tracks: int, at: datetime) -> str:
    """When it will be ready: 'ready in about 2 min, as the last training took 2 min 40 s'."""
    total = expected(jobs, tracks)
    left = total - elapsed(job, at)
    source = (
        "as the last training"
        if any(j.state == DONE and j.kind == "train" for j in jobs)
        else "usual for so many tracks"
    )
    if left <= 0:
        return f"Longer than the {fmt.elapsed(total)} that is {source.removeprefix('as ')}; it should be ready soon."
    minutes = max(1, round(left / 60))
    return f"Ready in about {fmt.plural(minutes, 'minute')} ({source}: {fmt.elapsed(total)} in all)."


def progress(job: Job, at: datetime) -> html.Div:
    """What a job does now, how far it is in all, and how long it has taken."""
    # Work that waits, or has only begun, has no share of the whole yet.
    known = job.total > 1 and job.done > 0
    share = round(100 * job.done / job.total) if known else 100
    return html.Div(
        [
            html.Div(
                [html.B(job.step or "Starting"), html.Span(f" {share}%" if known else "", className="rp-soft")],
                role="status",
            ),
            html.Div(
                dbc.Progress(value=share, striped=not known, animated=not known, style=BAR),
                role="group",
                **{"aria-label": f"{job.title}: {job.step}"},
            ),
            html.Div(
                f"{job.title}, {WORDS.get(job.state, job.state)}, {fmt.elapsed(elapsed(job, at))} so far",
                className="rp-soft",
            ),
        ]
    )


def heading(job: Job | None, refused: str = "") -> str:
    """The h1 of a page whose model is not there. refused : as `refusal` says it."""
    if job is not None and job.is_open:
        return "The genre model is being trained"
    if refused:
        return "This data cannot carry a genre model"
    if job is not None and job.state == FAILED:
        return "The genre model could not be trained"
    return "There is no genre model yet"


def refusal(jobs: Sequence[Job], model: str) -> str:
    """Why the newest training of a model has no run of it: what the data lack; '' when it has one, or there was none.

    jobs : the newest first.
    """
    for found in (job.found for job in jobs if not job.is_open):
        if model in found.get("trained", []):
            return ""
        if model in found.get("refused", {}):
            return str(found["refused"][model])
    return ""


def refusals(context: Context) -> dict[str, str]:
    """Model -> why it could not be trained, of the models that judge tracks and are not there."""
    there = context.reader.cached(("promoted-models",), lambda view: tuple(sorted(models.promoted(view))))
    missing = [model for model in ("genre", "popularity") if model not in there]
    jobs = context.userdata.jobs() if context.userdata and missing else []
    found = {model: refusal(jobs, model) for model in missing}
    return {model: why for model, why in found.items() if why}


def waiting(job: Job | None, jobs: Sequence[Job], tracks: int, at: datetime, model: str = "genre") -> Any:
    """What a page says instead of its model's figures."""
    if (why := refusal(jobs, model)) and not (job and job.is_open):
        return empty(why, "Everything else works without this model.")
    command = "In a terminal: repertoire train"
    if job is None:
        return empty("No training was started on this data.", command)
    if job.is_open:
        text = html.P(left_words(job, jobs, tracks, at), className="rp-soft", style={"marginTop": ".75rem"})
        note = html.P("This page turns into the figures by itself when the model is published.", className="rp-soft")
        return html.Div([progress(job, at), text, note], style={"maxWidth": "34rem"})
    if job.state == FAILED:
        return error(job.message or "The training ended without a message.", f"{command}, after what it asks for.")
    if job.state == CANCELLED:
        return empty("The training was stopped before a model was stored.", command)
    return empty(
        "The last training was done, and its model is not in this snapshot.", "In a terminal: repertoire publish"
    )


def state_badge(job: Job) -> html.Span:
    """The state of a job as a badge; amber only for what went wrong."""
    return badge(WORDS.get(job.state, job.state), quiet=job.state != FAILED)
