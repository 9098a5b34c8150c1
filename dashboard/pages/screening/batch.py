"""A file of candidates: sent, tagged by a job of its own, shown, and given back as CSV with the answers appended."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate
from flask import Response, send_file

from dashboard import format as fmt
from dashboard import jobs, shell, uploads
from dashboard.components import Method, button, chart_card, grid
from dashboard.components.states import empty, error
from dashboard.context import Context
from dashboard.pages import _waiting
from dashboard.pages._slots import address_outputs, changed, footer
from dashboard.pages.screening import ask
from dashboard.pages.screening import state as states
from dashboard.pages.screening.ids import foot_id, head_id
from warehouse.errors import UnknownLoad, UploadRefused
from warehouse.export import unguard
from warehouse.userdata import DONE, FAILED, Job

UPLOAD, JOB, POLL, PANEL, GRID = (f"screening-batch-{part}" for part in ("file", "job", "poll", "panel", "grid"))
RESULT = "/export/tagged-<int:number>.csv"
FOLDER = "tagged"
MOST_MB, KEPT, SHOWN = 30, 5, 500
#: Appended columns as the table shows them: name -> (heading, digits; None for text).
COLUMNS: dict[str, tuple[str, int | None]] = {
    "predicted_genre": ("Predicted genre", None),
    "genre_confidence": ("Confidence", 2),
    "genre_answer": ("Answer", None),
    "expected_popularity": ("Popularity", 1),
    "popularity_low": ("Likely from", 1),
    "popularity_high": ("to", 1),
    "runner_up": ("Runner-up", None),
    "runner_up_confidence": ("Its confidence", 2),
    "predicted_family": ("Family", None),
    "out_of_distribution": ("Unlike the data", None),
    "not_used": ("Not used", None),
}
NAMES = ("title", "track_name", "name", "track", "song")
HEAD, FOOT = head_id("csv"), foot_id("csv")


def content(context: Context, _state: states.State, query: Mapping[str, str]) -> html.Div:
    """A place to drop a file; below it the job's progress or its result."""
    number = query.get("job", "")
    limit = min(MOST_MB, context.settings.upload_mb)
    drop = dcc.Upload(
        html.Div(
            [
                button("Choose a file", icon_name="upload"),
                html.Span("or drop it here"),
                html.Small(
                    f"CSV, TSV, Parquet, JSON, also as .gz or .zst; up to {limit} MB. Larger: repertoire tag FILE --out FILE"
                ),
            ],
            className="rp-drop rp-drop-file",
        ),
        id=UPLOAD,
        max_size=limit * 2**20,
        multiple=False,
    )
    return html.Div(
        [
            dcc.Store(id=JOB, data=int(number) if number.isdigit() else None),
            dcc.Interval(id=POLL, interval=1000, disabled=not number.isdigit()),
            html.Section(
                html.Div(drop, className="rp-card-body"), className="rp-card", **{"aria-label": "A file of candidates"}
            ),
            html.Div(_nothing(), id=PANEL, className="rp-stack"),
        ],
        className="rp-stack",
    )


def _nothing() -> Any:
    return empty("No file yet. One row a track; any of its features may be missing, and nothing of it is loaded.")


def register_callbacks(app: Dash, context: Context) -> None:
    """A file starts a job; the job is watched until its result is there; the result can be fetched."""

    @app.callback(
        Output(JOB, "data"),
        Output(POLL, "disabled"),
        *address_outputs(),
        Input(UPLOAD, "contents"),
        State(UPLOAD, "filename"),
        State(shell.LOCATION, "pathname"),
        State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def take(contents: str | None, name: str | None, path: str, search: str) -> Any:
        if not contents:
            raise PreventUpdate
        number = start(context, contents, name or "upload.csv")
        return number, False, *changed(path, search, job=number)

    @app.callback(
        Output(PANEL, "children"),
        Output(POLL, "disabled", allow_duplicate=True),
        Input(POLL, "n_intervals"),
        Input(JOB, "data"),
        prevent_initial_call="initial_duplicate",
    )
    def watch(_ticks: int, number: int | None) -> Any:
        job = context.job(number)
        if number is None:
            return no_update, True
        return outcome(context, number, job), job is None or not job.is_open

    @app.callback(
        Output(f"{HEAD}-finding", "children"),
        Output(f"{HEAD}-scope", "children"),
        Output(FOOT, "children"),
        Input(PANEL, "children"),
        State(JOB, "data"),
    )
    def head(_panel: Any, number: int | None) -> Any:
        return *heading(context, context.job(number)), footer(ask.lines(context, short=True))

    @app.server.get(RESULT)
    def fetch(number: int) -> Response:
        """The file with its answers. Raises UnknownLoad when it is gone."""
        path = result_path(context, number)
        if not path.is_file():
            raise UnknownLoad("This result is no longer kept.", "Send the file again.")
        return send_file(path.absolute(), "text/csv", as_attachment=True, download_name=f"tagged-{number}.csv")


def start(context: Context, contents: str, name: str) -> int:
    """Store a file that came with a callback and start the job that tags it; the job's number. Raises UploadRefused."""
    try:
        body = base64.b64decode(contents.partition(",")[2], validate=True)
    except ValueError as problem:
        raise UploadRefused(f"{name} did not arrive whole.", "Send it again.") from problem
    about = uploads.Wishes(uploads.safe_name(name))
    job, path = uploads.stored(context, io.BytesIO(body), len(body), about, "tag", f"Tagging {about.name}")
    out = result_path(context, job)
    out.parent.mkdir(exist_ok=True)
    for old in sorted(out.parent.glob("*.csv"), key=lambda p: p.stat().st_mtime)[: -KEPT + 1]:
        old.unlink(missing_ok=True)
    jobs.run(context, job, "tag", str(path.absolute()), "--out", str(out.absolute()), "--discard")
    return job


def result_path(context: Context, number: int) -> Path:
    """Where the result of a job is kept; the last few are."""
    return context.reader.home.path / FOLDER / f"{number}.csv"


def heading(context: Context, job: Job | None) -> tuple[str, str]:
    """The h1 and the line below it."""
    if job is None or job.kind != "tag":
        return "A whole list at once: genre, confidence and popularity", "The file goes no further than this machine."
    if job.is_open:
        return job.title, "Rows are read, checked and judged; nothing is loaded."
    if job.state != DONE:
        return "The file could not be tagged", job.message
    sure, rows = (job.found.get(name, 0) for name in ("sure", "rows"))
    return f"{fmt.number(sure)} of {fmt.plural(rows, 'row')} have a genre that the model is sure of", job.message


def outcome(context: Context, number: int, job: Job | None) -> Any:
    """What became of a job: its progress, its fault, or its table."""
    if job is None or job.kind != "tag":
        return empty("There is no such result here. Send the file again.")
    if job.is_open:
        return html.Section(
            html.Div(_waiting.progress(job, _waiting.now()), className="rp-card-body"), className="rp-card"
        )
    path = result_path(context, number)
    if job.state == FAILED:
        return error(job.message, str(job.found.get("hint", "")))
    if job.state != DONE or not path.is_file():
        return empty(f"{job.message} The result is not kept. Send the file again.")
    return table(path, number, job, ask.lines(context))


def head_of(path: Path, most: int = SHOWN) -> pd.DataFrame:
    """The first rows of a result, all text, with the columns of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(line for line in file if not line.startswith("# "))
        names = next(rows)
        return pd.DataFrame(list(islice(rows, most)), columns=names)


def table(path: Path, number: int, job: Job, lines: list[str]) -> html.Section:
    """The first rows with their answers, and the way to all of them."""
    frame = head_of(path)
    columns = [{"field": "name", "headerName": "Track", "pinned": "left", "width": 240, "cellClass": "rp-cell-name"}]
    columns += [_column(name, *about) for name, about in COLUMNS.items() if name in frame.columns]
    total = int(job.found.get("rows", len(frame)))
    shown = f"First {len(frame):,} of {total:,} rows" if total > len(frame) else fmt.plural(total, "row")
    rows = records(frame)
    height = f"{min(448, 40 + 33 * max(len(rows), 4)) / 16:g}rem"
    body = grid(
        GRID,
        columns,
        height=height,
        rowModelType="clientSide",
        rowData=rows,
        getRowId="params.data.row",
        columnSize="responsiveSizeToFit",
    )
    method = Method(
        "Every row is judged as a form would be. “not sure” means that the model abstains; rows that cannot be used stay "
        "in the file with the reason.",
        {"n": fmt.plural(total, "row"), "Whole file": "repertoire tag FILE --out FILE"},
    )
    foot = [html.Span(shown), html.Span(_export(number, total, len(frame.columns)), className="rp-push")]
    return chart_card(
        f"{fmt.plural(total, 'row')} of {job.title.removeprefix('Tagging ')} with their answers",
        f"{shown}; a click on a heading sorts.",
        body,
        id="screening-batch",
        method=method,
        provenance=lines,
        foot=foot,
    )


def records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """The rows of the table: row, name of the track, the answers with figures as numbers and None where there is none."""
    given = [name for name in frame.columns if name not in COLUMNS]
    title = next((name for wanted in NAMES for name in given if name.lower() == wanted), given[0] if given else None)
    rows = frame[[name for name in COLUMNS if name in frame.columns]].copy()
    for name, (_, digits) in COLUMNS.items():
        if digits is not None and name in rows.columns:
            rows[name] = pd.to_numeric(rows[name], errors="coerce")
    rows.insert(0, "name", [unguard(text) for text in frame[title]] if title else "")
    rows.insert(0, "row", [str(place) for place in range(1, len(rows) + 1)])
    return rows.astype(object).where(rows.notna(), None).to_dict("records")


def _export(number: int, rows: int, columns: int) -> html.A:
    words = f"Export CSV: {fmt.plural(rows, 'row')}, {fmt.plural(columns, 'column')}"
    href = RESULT.replace("<int:number>", str(number))
    return html.A(words, href=href, className="rp-button rp-primary rp-small", **{"data-rp-key": "e"})


def _column(name: str, heading: str, digits: int | None) -> dict[str, Any]:
    about = {"field": name, "headerName": heading, "width": 130}
    if digits is None:
        return about
    return {
        **about,
        "type": "rightAligned",
        "width": 110,
        "valueFormatter": {"function": f"rpFormat(params.value, 'number', {digits})"},
    }
