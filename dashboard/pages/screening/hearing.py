"""The part of Screening that listens: files are dropped, a job measures them, the address holds the job and the file shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import format as fmt
from dashboard import jobs, shell, sounds
from dashboard.components import button, checks
from dashboard.components.states import empty, error
from dashboard.context import Context
from dashboard.pages import _waiting
from dashboard.pages._slots import address_outputs, changed, footer
from dashboard.pages.screening import ask, recording
from dashboard.pages.screening import state as states
from dashboard.pages.screening.ids import foot_id, head_id
from dashboard.theme import as_theme
from dashboard.uploads import most_bytes
from warehouse.userdata import DONE, FAILED, Job

SENT, SHOWN, POLL, PANEL, CANCEL = (f"screening-sound-{part}" for part in ("sent", "shown", "poll", "panel", "cancel"))
NOTHING = "No file yet. It is measured on this machine, not loaded, and removed afterwards."
HEAD, FOOT = head_id("audio"), foot_id("audio")


def content(context: Context, _state: states.State, query: Mapping[str, str]) -> html.Div:
    """A place to drop files; below it the job's progress or what was heard."""
    number, place = (query.get(name, "") for name in ("job", "file"))
    known = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    shown = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else 1
    job = context.job(known)
    # An answer that is there is drawn once: a tick while it is drawn would have it drawn again from the beginning.
    waits = job is not None and job.is_open
    limits = f"WAV, FLAC, OGG, MP3 and others; up to {sounds.MOST_FILES} files and {context.settings.upload_mb:,} MB"
    drop = html.Div(
        [button("Choose sound files", "screening-sound-choose", icon_name="upload"), html.Span("or drop them here"),
         html.Small(limits)],
        id="screening-sound-drop", className="rp-drop rp-drop-file",
        **{"data-rp-send": sounds.SEND, "data-rp-most": str(most_bytes(context.settings))},
    )  # fmt: skip
    keep = checks("screening-sound-keep", {"keep": "Keep the files, to hear them here"}, [])
    words = html.P("", id="screening-sound-words", className="rp-soft", role="status")
    stop = button("Cancel", CANCEL, small=True, style={"display": "none"})
    body = html.Div([drop, html.Div([keep, stop], className="d-flex gap-3 mt-2"), words], className="rp-card-body")
    return html.Div(
        [
            dcc.Store(id=SENT, data=known),
            dcc.Store(id=SHOWN, data=shown),
            dcc.Interval(id=POLL, interval=1000, disabled=not waits),
            html.Section(body, className="rp-card", **{"aria-label": "Sound files"}),
            html.Div(empty(NOTHING), id=PANEL),
        ],
        className="rp-stack",
    )


def register_callbacks(app: Dash, context: Context) -> None:
    """What was sent goes into the address; its job is watched until the answer is there."""
    sounds.register_routes(app.server, context)

    @app.callback(
        *address_outputs(),
        Output(SHOWN, "data"),
        Input(SENT, "data"),
        State(shell.LOCATION, "pathname"),
        State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def sent(number: int | None, path: str, search: str) -> Any:
        # Also called when the page is drawn from its address, which then says so already.
        if number is None or dict(parse_qsl((search or "").lstrip("?"))).get("job") == str(number):
            raise PreventUpdate
        return *changed(path, search, job=number, file=None), 1

    @app.callback(
        Output(PANEL, "children"),
        Output(POLL, "disabled"),
        Output(CANCEL, "style"),
        Output(f"{HEAD}-finding", "children"),
        Output(f"{HEAD}-scope", "children"),
        Output(FOOT, "children"),
        Input(POLL, "n_intervals"),
        Input(SENT, "data"),
        Input(SHOWN, "data"),
        Input(shell.THEME, "data"),
    )
    def watch(_ticks: int, number: int | None, place: int, theme: str) -> Any:
        job = context.job(number)
        running = job is not None and job.is_open
        told = outcome(context, number, job, place or 1, theme)
        style = {} if running else {"display": "none"}
        return told, not running, style, *heading(context, job, place or 1), footer(ask.lines(context, short=True))

    @app.callback(Output(CANCEL, "n_clicks"), Input(CANCEL, "n_clicks"), State(SENT, "data"), prevent_initial_call=True)
    def cancel(clicks: int | None, number: int | None) -> int:
        if not clicks or number is None:
            raise PreventUpdate
        jobs.userdata(context).cancel(number)
        return 0


def heading(context: Context, job: Job | None, place: int) -> tuple[str, str]:
    """The h1 and the line below it."""
    if job is None or job.kind != sounds.KIND:
        return "Drop a recording: what it measures, and what it is near to", "Your file stays on this machine."
    if job.is_open:
        return job.title, "Decoded, measured and compared; nothing is loaded."
    files = sounds.answer(context, job)
    if job.state != DONE or not 0 < place <= len(files):
        return "There is nothing to show of this screening", job.message
    return recording.finding(files[place - 1]), job.message


def outcome(context: Context, number: int | None, job: Job | None, place: int, theme: str) -> Any:
    """What became of a job: its progress, its fault, or the recording at a place."""
    if job is None or job.kind != sounds.KIND:
        return empty(NOTHING if number is None else "There is no such screening here. Send the file again.")
    if job.is_open:
        body = html.Div(_waiting.progress(job, _waiting.now()), className="rp-card-body")
        return html.Section(body, className="rp-card")
    if job.state == FAILED:
        return error(job.message, str(job.found.get("hint", "")))
    files = sounds.answer(context, job)
    if job.state != DONE or not files:
        return empty(f"{job.message} The answer is not kept. Send the file again.")
    if not 0 < place <= len(files):
        return empty(f"This screening has {fmt.plural(len(files), 'file')}, none at place {place}.")
    listed = recording.listed(files, job.id, place) if len(files) > 1 else None
    return html.Div(
        [
            listed,
            recording.cards(context, files[place - 1], job.id, place, as_theme(theme)),
            recording.ways(files, job.id),
        ],
        className="rp-stack",
    )
