"""Overview leaves the desk: as a PDF of one page, made by a job, and on a wall. Without Chromium the page is printed."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate
from flask import Response, request

from dashboard import format as fmt
from dashboard import jobs, shell
from dashboard.components import button, error, icon_button
from dashboard.context import Context
from dashboard.pages import _waiting
from warehouse.errors import HomeError
from warehouse.userdata import DONE, Job
from warehouse.userdata.actors import actor

PDF, SAID, POLL, JOB = (f"overview-pdf-{part}" for part in ("make", "said", "poll", "job"))
FILE = "/export/overview.pdf"
POLL_MS = 700


def controls(context: Context) -> html.Div:
    """PDF, or Print where none can be made (no Chromium, nothing to record jobs in, a viewer), and Wall."""
    makes = bool(context.userdata and jobs.browser() and actor().role == "editor")
    asked: dict[str, Any] = {"title": "No PDF can be made here: print the page", "data-rp-print": "1"}
    way = button("PDF", PDF, title="This view as a PDF of one page") if makes else button("Print", **asked)
    wall = icon_button("wall", "Show on a wall: no menu, large type", "overview-wall-open", **{"data-rp-wall": "1"})
    said = html.Div(id=SAID, className="rp-panel rp-pdf", hidden=True, role="status")
    parts = [dcc.Store(id=JOB), dcc.Interval(id=POLL, interval=POLL_MS, disabled=True)]
    return html.Div([way, wall, said, *parts], className="rp-ways")


def register(app: Dash, context: Context) -> None:
    """Start the job, follow it, and answer for the file."""

    @app.callback(
        Output(JOB, "data"), Output(POLL, "disabled"), Output(SAID, "children"), Output(SAID, "hidden"),
        Input(PDF, "n_clicks"), State(shell.LOCATION, "search"), prevent_initial_call=True,
    )  # fmt: skip
    def start(clicks: int | None, search: str) -> Any:
        if not clicks:
            raise PreventUpdate
        number = jobs.start_digest(context, search or "?", request.host_url)
        return number, False, said(context.job(number)), False

    @app.callback(
        Output(SAID, "children", allow_duplicate=True), Output(POLL, "disabled", allow_duplicate=True),
        Input(POLL, "n_intervals"), State(JOB, "data"), prevent_initial_call=True,
    )  # fmt: skip
    def follow(_ticks: int, number: int | None) -> Any:
        job = context.job(number)
        return said(job), (no_update if job and job.is_open else True)

    @app.server.get(FILE)
    def answer() -> Response:
        """The PDF of a job. Raises HomeError where there is none."""
        job = context.job(request.args.get("job", type=int))
        path = jobs.digest_path(context, job.id) if job else None
        if job is None or path is None or job.kind != jobs.DIGEST or job.state != DONE or not path.is_file():
            raise HomeError("There is no such PDF any more.", "Press PDF on Overview to make one.")
        named = {"Content-Disposition": f'attachment; filename="overview-{job.started:%Y-%m-%d}.pdf"'}
        return Response(path.read_bytes(), mimetype="application/pdf", headers=named)


def said(job: Job | None) -> Any:
    """How far the job is, and what came of it."""
    if job is None or job.is_open:
        return _waiting.progress(job, _waiting.now()) if job else None
    if job.state != DONE:
        return error(job.message, job.found.get("hint", ""))
    words = html.A("Download the PDF", href=f"{FILE}?job={job.id}", className="rp-button rp-primary")
    return html.Div([words, html.Div(f"{job.message} {fmt.moment(job.started)} UTC", className="rp-soft")])
