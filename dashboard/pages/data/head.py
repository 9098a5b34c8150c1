"""The head of Data & models: finding, scope, key figures. Pure: figures in, components out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html

from dashboard import format as fmt
from dashboard.components import kpi_card, kpi_row
from warehouse.connect import Snapshot, View
from warehouse.queries import catalogue, links


@dataclass(frozen=True)
class Stock:
    """What the page knows before a tab is opened. `links`: as `warehouse.queries.links.links` gives them."""

    about: Snapshot
    loads: pd.DataFrame
    fresh: pd.DataFrame
    checks: pd.DataFrame
    snapshots: pd.DataFrame
    links: pd.DataFrame
    tracks: int

    def total(self, name: str, kind: str = "") -> int:
        """Sum of a count over all loads, or over those of a kind."""
        chosen = self.loads[self.loads["kind"] == kind] if kind else self.loads
        return int(chosen[name].sum())

    @property
    def failed(self) -> int:
        """Checks that did not pass."""
        return int((~self.checks["passed"].astype(bool)).sum())


def stock(view: View) -> Stock:
    """Loads, how fresh they are, checks and snapshots, in one view."""
    return Stock(
        about=view.snapshot,
        loads=catalogue.loads(view),
        fresh=catalogue.freshness(view),
        checks=catalogue.checks(view),
        snapshots=catalogue.snapshots(view),
        links=_links(view),
        tracks=catalogue.counts(view)["tracks"],
    )


def _links(view: View) -> pd.DataFrame:
    if "links" not in catalogue.relations(view):  # a snapshot of an earlier version
        return pd.DataFrame(columns=["load_id", "kind", "rows", "rows_unlinked", "rows_share"])
    return links.links(view)


def finding(s: Stock) -> str:
    """What came in and whether it holds."""
    total = len(s.checks)
    held = (
        f"all {fmt.plural(total, 'check')} passed"
        if not s.failed
        else f"{s.failed} of {fmt.plural(total, 'check')} failed"
    )
    rejected = fmt.number(s.total("rows_rejected"))
    if not len(s.loads):
        return "Nothing is loaded"
    if len(s.fresh) == 1 and s.fresh.iloc[0]["kind"] == "tracks":
        came = f"{fmt.plural(s.total('rows_read'), 'row')} became {fmt.plural(s.tracks, 'track')}"
    else:
        came = f"{fmt.plural(s.total('rows_read'), 'row')} of {fmt.plural(len(s.fresh), 'kind')} came in"
    return f"{came}; {rejected} rejected, {held}"


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
        delta=f"{fmt.number(s.total('rows_merged', 'tracks'))} rows merged into them",
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
    how = "assumed: the file's own time" if s.about.as_of_assumed else "as stated at the load"
    return kpi_card("Data as of", fmt.date(s.about.as_of), delta=how, n=f"published {fmt.date(s.about.published_at)}")
