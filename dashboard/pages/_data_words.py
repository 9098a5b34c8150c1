"""The head of Data & models: finding, key figures, jobs, snapshots. Pure: figures in, components out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from dash import html

from dashboard import format as fmt
from dashboard.components import Column, Method, button, card, chart_card, html_table, kpi_card, kpi_row
from dashboard.components.states import empty
from dashboard.pages import _waiting
from dashboard.pages._slots import provenance
from warehouse.connect import Snapshot, View
from warehouse.queries import catalogue
from warehouse.userdata import RUNNING, Job

CANCEL = "data-cancel"
JOBS_SHOWN = 4


@dataclass(frozen=True)
class Stock:
    """What the page knows before a tab is opened."""

    about: Snapshot
    loads: pd.DataFrame
    checks: pd.DataFrame
    snapshots: pd.DataFrame
    tracks: int

    def total(self, name: str) -> int:
        """Sum of a count over all loads."""
        return int(self.loads[name].sum())

    @property
    def failed(self) -> int:
        """Checks that did not pass."""
        return int((~self.checks["passed"].astype(bool)).sum())


def stock(view: View) -> Stock:
    """Loads, checks and snapshots, in one view."""
    counted = catalogue.counts(view)["tracks"]
    return Stock(view.snapshot, catalogue.loads(view), catalogue.checks(view), catalogue.snapshots(view), counted)


def finding(s: Stock) -> str:
    """What came in and whether it holds."""
    total = len(s.checks)
    held = (
        f"all {fmt.plural(total, 'check')} passed"
        if not s.failed
        else f"{s.failed} of {fmt.plural(total, 'check')} failed"
    )
    rejected = fmt.number(s.total("rows_rejected"))
    return (
        f"{fmt.plural(s.total('rows_read'), 'row')} became {fmt.plural(s.tracks, 'track')}; {rejected} rejected, {held}"
    )


def scope(s: Stock) -> str:
    """Which snapshot, since when, with data of when."""
    assumed = ", assumed: the file gives no date" if s.about.as_of_assumed else ""
    of = f"Data as of {fmt.date(s.about.as_of)}{assumed}." if s.about.as_of else "The date of the data is unknown."
    return f"Snapshot {s.about.number}, published {fmt.moment(s.about.published_at)} UTC. {of}"


def kpis(s: Stock) -> html.Div:
    """Rows read, tracks, rejected rows, checks, as-of."""
    read, rejected, total = s.total("rows_read"), s.total("rows_rejected"), len(s.checks)
    share = fmt.percent(rejected / read, 3 if rejected and rejected / read < 1e-3 else 1) if read else fmt.MISSING
    newest = s.loads.iloc[0]["file"] if len(s.loads) else "no file"
    failed = f"{s.failed} failed" if s.failed else "none failed"
    rows = kpi_card("Rows read", fmt.number(read), delta=f"newest: {newest}", n=fmt.plural(len(s.loads), "load"))
    kept = kpi_card(
        "Tracks",
        fmt.number(s.tracks),
        delta=f"{fmt.number(s.total('rows_merged'))} rows merged into them",
        n=f"snapshot {s.about.number}",
        href="/discover",
    )
    lost = kpi_card(
        "Rows rejected",
        fmt.number(rejected),
        delta=f"{share} of rows read",
        n=f"n = {fmt.number(read)}",
        href="/data?tab=rejects",
    )
    held = kpi_card(
        "Checks passed",
        fmt.number(total - s.failed),
        f"of {fmt.number(total)}",
        failed,
        "uniqueness, ranges, links",
        href="/data?tab=checks",
    )
    return kpi_row([rows, kept, lost, held, _as_of(s)])


def _as_of(s: Stock) -> Any:
    how = "assumed: the day of loading" if s.about.as_of_assumed else "as stated at the load"
    return kpi_card("Data as of", fmt.date(s.about.as_of), delta=how, n=f"published {fmt.date(s.about.published_at)}")


def jobs(found: Sequence[Job] | None, at: datetime) -> html.Section:
    """Running and last jobs, with progress and Cancel."""
    if found is None:
        body: Any = empty("Jobs are not recorded here.")
    elif not found:
        body = empty("Nothing has been trained here yet.", "In a terminal: repertoire train")
    else:
        body = html.Div([_job(job, at) for job in found[:JOBS_SHOWN]])
    running = [job for job in found or [] if job.is_open]
    title = f"{fmt.plural(len(running), 'job runs', 'jobs run')}" if running else "No job is running"
    return card(body, title=title, how="The newest first; times are UTC.", class_name="rp-jobs")


def _job(job: Job, at: datetime) -> html.Div:
    if job.is_open:
        stop = button("Cancel", {"type": CANCEL, "job": job.id}, small=True, disabled=job.state != RUNNING)
        return html.Div(
            [html.Div(_waiting.progress(job, at), style={"flex": "1 1 0"}), stop],
            className="d-flex align-items-center gap-3 py-1",
        )
    words = [html.B(job.title), _waiting.state_badge(job)]
    when = f"{fmt.moment(job.started)}, {fmt.elapsed(_waiting.elapsed(job, at))}"
    return html.Div(
        [
            html.Div(words, className="d-flex align-items-center gap-2"),
            html.Div(f"{when}. {job.message}", className="rp-soft"),
        ],
        className="py-1",
    )


def snapshots(s: Stock) -> html.Section:
    """Published snapshots, the one that is served first."""
    served = [place for place, number in enumerate(s.snapshots["number"]) if number == s.about.number]
    columns = [
        Column("number", "Snapshot", show=fmt.number),
        Column("published_at", "Published, UTC", show=fmt.moment),
        Column("as_of", "Data as of", show=fmt.date, wide=True),
        Column("tracks", "Tracks", show=fmt.number, number=True),
        Column("artists", "Artists", show=fmt.number, number=True, wide=True),
        Column("genres", "Genres", show=fmt.number, number=True),
    ]
    return chart_card(
        f"Snapshot {s.about.number} is served",
        "Tinted: served. To go back: repertoire rollback",
        html_table(s.snapshots.head(6), columns, "Snapshots", selected=served),
        id="data-snapshots",
        method=Method(
            "A snapshot is a file that is written once and then only read; publishing swaps a link, so a reader never "
            "sees half of it.",
            {"Served": f"snapshot {s.about.number}", "Version": s.about.version},
        ),
        frame=s.snapshots,
        provenance=provenance(s.about, s.loads),
        columns=5,
    )
