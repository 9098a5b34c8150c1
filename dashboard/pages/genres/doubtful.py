"""The list of doubtful tags: its card, its rows, what it is worth, and what stands there before tags were judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html

from dashboard import doubts, downloads
from dashboard import format as fmt
from dashboard.components import Method, button, chart_card, grid, icon, kpi_card, segmented
from dashboard.components.states import empty
from dashboard.context import Context
from dashboard.doubts import Doubts, Kind
from dashboard.pages import _waiting
from dashboard.pages._slots import slot
from warehouse.queries import genre_work
from warehouse.userdata import Job, Retag

ID, UNJUDGED = "genres-doubts", "genres-unjudged"
GRID, KIND, SHOW, NOTE, ACCEPT, KEEP, UNDO, SAID, FILES, BATCH = (
    f"genres-doubt-{part}"
    for part in ("grid", "kind", "show", "note", "accept", "keep", "undo", "said", "files", "batch")
)
START, STATE, POLL = "genres-oof-start", "genres-oof-state", "genres-oof-poll"
KINDS = {"far": "Another family", "sibling": "Siblings"}
HEIGHT = 430
SHOWN = 300
"""Rows on screen; the download has all."""
CHANCES = ("probability", "suggested_probability")
ENOUGH = 20
"""Decisions from which the share that was accepted is told."""
POLL_MS = 2000


def kpi(found: Doubts | None, decided: Sequence[Retag]) -> Any:
    """How many tags are doubtful and not decided, of how many."""
    if found is None:
        return kpi_card("Doubtful tags", fmt.MISSING, delta="not judged yet", n="repertoire train --only oof")
    left = doubts.chosen(found, decided, "", "", show=False)
    sizes = left["kind"].value_counts()
    delta = f"{fmt.number(sizes.get('far', 0))} another family, {fmt.number(sizes.get('sibling', 0))} siblings"
    return kpi_card(
        "Doubtful tags",
        fmt.number(len(left)),
        f"of {fmt.number(found.extent.tags)}",
        delta,
        f"out of fold, {fmt.n(found.extent.tracks, 'tracks')}",
    )


# ---- The card ----------------------------------------------------------------------------------------------------------


def section(kind: str, show: bool) -> html.Section:
    """The card with its controls and the table; callbacks fill its head and rows."""
    switch = dbc.Switch(id=SHOW, value=show, label="Decided too", class_name="rp-switch mb-0")
    controls = html.Div([segmented(KIND, KINDS, kind, "Kind of doubt"), switch], className="rp-doubt-controls")
    made = slot(ID, 8, HEIGHT, "table", controls)
    table = grid(
        GRID,
        columns(show),
        row_height=43,
        height=f"{HEIGHT / 16:g}rem",
        rowModelType="clientSide",
        rowData=[],
        getRowId="params.data.key",
        dashGridOptions={
            "rowSelection": {"mode": "multiRow", "selectAll": "filtered"},
            "ensureDomOrder": True,
            "localeText": {"noRowsToShow": "No doubtful tag is left here"},
        },
    )
    made.children = [
        made.children[0],
        html.Div(id=f"{ID}-slot", hidden=True),
        html.Div(table, className="rp-card-body rp-doubts"),
        html.Div(_foot(), className="rp-card-foot rp-doubt-foot"),
    ]
    return made


def _foot() -> list[Any]:
    note = dcc.Input(
        id=NOTE,
        type="text",
        placeholder="Note (optional)",
        maxLength=500,
        autoComplete="off",
        className="rp-doubt-note",
    )
    return [
        button("Accept suggestion", ACCEPT, primary=True, small=True),
        button("Keep tag", KEEP, small=True),
        html.Label("Note", htmlFor=NOTE, className="rp-only-screen-reader"),
        note,
        html.Span(id=SAID, role="status", className="rp-soft"),
        button("Undo", UNDO, small=True, style={"display": "none"}),
        html.Div(id=FILES, className="rp-push rp-doubt-files"),
    ]


def columns(show: bool) -> list[dict[str, Any]]:
    """Track, its tag and the suggestion with their probabilities, why; with `show` the decision."""
    number: dict[str, Any] = {"type": "rightAligned", "sortingOrder": ["desc", "asc", None], "width": 76}
    chance = "Its probability below, by a model that had not seen the track"
    decided = {"field": "decision", "headerName": "Decision", "width": 110, "cellRenderer": "GenresDecision"}
    return [
        {"field": "title", "headerName": "Track", "width": 148, "minWidth": 110, "cellRenderer": "GenresTrack",
         "pinned": "left", "lockPinned": True, "cellClass": "rp-cell-name"},
        {"field": "genre", "headerName": "Now", "width": 80, "cellRenderer": "GenresChance",
         "headerTooltip": f"The tag of the source. {chance}", "cellRendererParams": {"chance": "probability"}},
        {"field": "suggested", "headerName": "Suggested", "width": 92, "cellClass": "rp-cell-on",
         "cellRenderer": "GenresChance", "cellRendererParams": {"chance": "suggested_probability"},
         "headerTooltip": f"The likeliest genre that the track is not tagged with. {chance}"},
        {"field": "times", "headerName": "Times", **number, "sort": "desc",
         "valueFormatter": {"function": "rpFormat(params.value, 'number', 0)"},
         "headerTooltip": "How many times likelier the suggestion is than the tag's family (siblings: than the tag)"},
        *([decided] if show else []),
        {"field": "why", "headerName": "Why", "flex": 1, "minWidth": 230, "tooltipField": "why", "sortable": False,
         "cellClass": "rp-cell-why", "cellRenderer": "GenresWhy"},
    ]  # fmt: skip


def rows(context: Context, tags: pd.DataFrame) -> list[dict[str, Any]]:
    """The first SHOWN tags as the table takes them."""
    if tags.empty:
        return []
    vocabulary = str(tags["vocabulary"].iloc[0])
    bands = context.reader.cached(("bands", vocabulary), lambda view: genre_work.bands(view, vocabulary))
    with context.reader.view() as view:
        found = doubts.explained(view, tags.head(SHOWN), bands)
    found["key"] = found["track_id"] + "\x1f" + found["genre"]
    keep = [column["field"] for column in columns(True)]
    wanted = found[["key", "track_id", "vocabulary", "artists", "new_genre", "note", *CHANCES, *keep]].astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in wanted.where(wanted.notna(), None).to_dict("records")
    ]


def head(found: Doubts, tags: pd.DataFrame, decided: Sequence[Retag], kind: Kind, lines: Sequence[str]) -> html.Section:
    """Title, how to read, (i) and download of the list as it is shown."""
    left = int((tags["decision"] == "").sum())
    what = "from another family" if kind == "far" else "from a sibling"
    title = f"{fmt.plural(left, 'tag')} {'has' if left == 1 else 'have'} a likelier genre {what}"
    facts = {
        "n": f"{fmt.plural(found.extent.tags, 'tag')} of {fmt.plural(found.extent.tracks, 'track')}, each judged out of fold",
        "Model": f"run {found.extent.run}, five folds by track",
        "Wrong on purpose": caught(found, kind),
        "Wrong in the list": f"{wrong(found, kind)} One from calibration, one from how the tags made wrong are spread.",
        "Decided": accepted(decided),
        "Shown": f"the {fmt.number(min(SHOWN, len(tags)))} most doubtful; the export has all that is not decided",
    }
    return chart_card(
        title,
        f"{caught(found, kind)} {wrong(found, kind)}",
        html.Div(),
        id=ID,
        method=Method(
            "A model that had not seen the track, nor another release of it, finds the suggestion so many times likelier "
            "than the tag (siblings) or its whole family. The artist's other tracks count: what is wrong on all of them "
            "is not found.",
            facts,
            "/data?tab=models",
            "The model's card",
        ),
        provenance=lines,
    )


def caught(found: Doubts, kind: Kind) -> str:
    """How much the list finds of what is known to be wrong."""
    row, times = found.listed(kind), fmt.number(found.start(kind))
    if not row:
        return "How many wrong tags such a list finds is not known."
    return f"At least {times} times likelier: this finds {fmt.percent(row['found'], 0)} of tags made wrong on purpose."


def wrong(found: Doubts, kind: Kind) -> str:
    """Between which shares of the list are wrong, or why that is not said."""
    row = found.listed(kind)
    if not row or row["most"] is None:
        return f"n = {fmt.number(row.get('listed', 0))}: too few to say how many are right to doubt (30 needed)."
    low, high = sorted((row["least"], row["most"]))
    return f"Two estimates: {fmt.span(fmt.number(100 * low), fmt.percent(high, 0))} of the list are wrong."


def accepted(decided: Sequence[Retag]) -> str:
    """What people made of suggestions so far."""
    yes = sum(one.decision == "accept" for one in decided)
    if len(decided) < ENOUGH:
        return f"n = {len(decided)}: the share accepted is told from {ENOUGH} on"
    return f"{fmt.percent(yes / len(decided), 0)} accepted, {fmt.n(len(decided))}"


def files(tags: pd.DataFrame, decided: Sequence[Retag], kind: str, family: str) -> list[Any]:
    """Downloads of what is left of the list, and of every decision."""
    listed, left = downloads.doubtful_url(kind, family), int((tags["decision"] == "").sum())
    return [
        _file(f"List CSV: {fmt.plural(left, 'row')}", listed, left > 0),
        _file(f"Decisions CSV: {fmt.plural(len(decided), 'row')}", downloads.RETAGS, bool(decided), "e"),
    ]


def _file(words: str, href: str, there: bool, key: str = "") -> Any:
    if not there:
        return html.Button([icon("download"), words], className="rp-button rp-small", disabled=True)
    more = {"data-rp-key": key} if key else {}
    return html.A([icon("download"), words], href=href, className="rp-button rp-small", **more)


# ---- Before tags were judged -------------------------------------------------------------------------------------------


def waiting(job: Job | None, tracks: int, at: datetime, possible: bool) -> html.Section:
    """What to run, a button that runs it, and how far it is."""
    return html.Section(
        [
            html.Div(
                html.Div(
                    [
                        html.H2("No tag has been judged yet", id=f"{UNJUDGED}-title"),
                        html.P(
                            "Finding doubtful tags, and what lives between two genres, needs models that have not seen the "
                            "track: five of them, some minutes on two cores. It can be stopped and goes on where it was.",
                            className="rp-how",
                        ),
                    ]
                ),
                className="rp-card-head",
            ),
            html.Div(state(job, tracks, at, possible), id=STATE, className="rp-card-body"),
            dcc.Interval(id=POLL, interval=POLL_MS, disabled=job is None or not job.is_open),
        ],
        id=f"{UNJUDGED}-card",
        className="rp-card rp-col-8",
        **{"aria-labelledby": f"{UNJUDGED}-title"},
    )


def state(job: Job | None, tracks: int, at: datetime, possible: bool) -> Any:
    """How far the judging is; the button while it is not running."""
    if job is not None and job.is_open:
        return _waiting.progress(job, at)
    said = html.P(f"{job.title}: {job.message}", className="rp-soft") if job is not None and job.message else None
    command = html.P(["In a terminal: ", html.Code("repertoire train --only oof")], className="rp-soft")
    if not possible:
        return html.Div([said, empty("Jobs are not recorded here.", "In a terminal: repertoire train --only oof")])
    start = button(f"Judge the tags of {fmt.plural(tracks, 'track')}", START, primary=True, small=True)
    return html.Div([said, start, command], className="rp-doubt-start")
