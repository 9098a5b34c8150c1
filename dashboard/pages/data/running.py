"""Jobs on the page: those that run, with Cancel, the last ones, and what came of the one that the reader started."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import button, card
from dashboard.components.states import empty, error
from dashboard.pages import _waiting
from warehouse.userdata import CANCELLED, FAILED, RUNNING, Job

CANCEL = "data-cancel"
SHOWN = 4
WATCHED = ("load", "unload", "fetch")
"""Kinds of jobs that the page shows in place of its form while they run."""


def newest_open(jobs: Sequence[Job]) -> int | None:
    """The job to watch when the page opens: the newest that writes and is not done."""
    return next((job.id for job in jobs if job.is_open and job.kind in WATCHED), None)


def card_of(found: Sequence[Job] | None, at: datetime, watched: int | None = None) -> html.Section:
    """Running and last jobs. The watched one is left out while it runs: it stands beside."""
    if found is None:
        body: Any = empty("Jobs are not recorded here.")
    elif not found:
        body = empty(
            "Nothing has been loaded or trained here yet.", "Choose a file, or in a terminal: repertoire train"
        )
    else:
        body = html.Div([_job(job, at) for job in _shown(found, watched)])
    running = [job for job in found or [] if job.is_open]
    title = f"{fmt.plural(len(running), 'job runs', 'jobs run')}" if running else "No job is running"
    return card(body, title=title, how="The newest first; times are UTC.", class_name="rp-jobs")


def _shown(found: Sequence[Job], watched: int | None) -> list[Job]:
    return [job for job in found if not (job.id == watched and job.is_open)][:SHOWN]


def _job(job: Job, at: datetime) -> html.Div:
    if job.is_open:
        return running(job, at)
    words = [html.B(job.title, className="rp-ellipsis"), _waiting.state_badge(job)]
    when = f"{fmt.moment(job.started)}, {fmt.elapsed(_waiting.elapsed(job, at))}"
    return html.Div(
        [
            html.Div(words, className="d-flex align-items-center gap-2"),
            html.Div(f"{when}. {job.message}", className="rp-soft rp-clamp", title=job.message),
        ],
        className="py-1",
    )


def running(job: Job, at: datetime) -> html.Div:
    """A job that runs, with Cancel."""
    stop = button("Cancel", {"type": CANCEL, "job": job.id}, small=True, disabled=job.state != RUNNING)
    return html.Div(
        [html.Div(_waiting.progress(job, at), style={"flex": "1 1 0", "minWidth": 0}), stop],
        className="d-flex align-items-center gap-3 py-1",
    )


def outcome(job: Job | None, at: datetime) -> Any:
    """The job that the reader started: how far it is, and what came of it. None without one."""
    if job is None:
        return None
    if job.is_open:
        return running(job, at)
    if job.state == FAILED:
        return error(f"{job.title}: {job.message}", job.found.get("hint", ""))
    if job.state == CANCELLED:
        return empty(f"{job.title}: {job.message}")
    files = job.found.get("files")
    return html.Div([_file(file, job.found) for file in files], role="status") if files else empty(job.message)


def _file(file: dict[str, Any], found: dict[str, Any]) -> Any:
    name = PurePath(file["file"]).name
    if file.get("error"):
        return error(f"{name}: {file['error']}", file.get("hint") or "")
    if file["already_loaded"]:
        return empty(f"{name} was loaded before, as load {file['load_id']}; nothing was changed.")
    counts = [
        ("Rows read", fmt.number(file["rows_read"])),
        ("Loaded", fmt.number(file["rows_loaded"])),
        ("Merged", fmt.number(file["rows_merged"])),
        ("Rejected", _rejected(file)),
    ]
    shares = found.get("linked", {}).get(str(file["load_id"]), {})
    counts += [(f"Linked {kind}", fmt.percent(share)) for kind, share in shares.items()]
    title = f"{name} is loaded as {file['kind']} and published as snapshot {found.get('snapshot')}"
    pairs = [html.Div([html.Dt(word), html.Dd(value)]) for word, value in counts]
    return html.Div([html.B(title), html.Dl(pairs, className="rp-counts"), _remarks(file)])


def _rejected(file: dict[str, Any]) -> Any:
    number = fmt.number(file["rows_rejected"])
    return dcc.Link(number, href=f"/data?tab=rejects&load={file['load_id']}") if file["rows_rejected"] else number


def _remarks(file: dict[str, Any]) -> html.P | None:
    said = [f"{reason}: {fmt.number(n)}" for reason, n in list(file["rejects"].items())[:3]]
    said += [f"also {fmt.plural(n, 'row')} of {kind}" for kind, n in file.get("also", {}).items()]
    if file.get("unknown_columns"):
        said.append(f"columns not used: {', '.join(file['unknown_columns'][:8])}")
    said += file.get("notes", [])
    return html.P("; ".join(said), className="rp-soft") if said else None
