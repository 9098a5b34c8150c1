"""The tracks behind a cell of the confusion: which tracks of one genre were answered with another. State, card, rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard import downloads
from dashboard import format as fmt
from dashboard.components import Method, chart_card, grid, icon, more_ways, segmented
from dashboard.components.states import empty
from dashboard.pages._slots import list_slot
from dashboard.pages.genres import data
from dashboard.pages.genres.data import OUTSIDE, Judged
from dashboard.urlstate import link
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries import confused, genre_work
from warehouse.queries.confused import Cell

ID = "genres-behind"
TRUTH, ANSWER, SOURCE, GRID, FILES = (
    f"genres-behind-{part}" for part in ("truth", "answer", "source", "grid", "files")
)
NAMES = {"held": "Held out", "oof": "Every track"}
HEIGHT = 330
LINKED = 200
"""Tracks that fit into a link to Discover."""
AGAIN = "In a terminal: repertoire train --only genre"


@dataclass(frozen=True)
class Answered:
    """Where answers that a track did not vouch for are kept: source -> tracks judged; '' and 0 where there are none."""

    tracks: Mapping[str, int]
    oof_run: str

    @property
    def sources(self) -> list[str]:
        """Those that hold any, the holdout first."""
        return [name for name in NAMES if self.tracks.get(name)]

    def source(self, asked: str) -> str:
        """The one that was asked for where it holds any, else the first that does; '' without any."""
        return asked if asked in self.sources else next(iter(self.sources), "")


def answered(view: View, vocabulary: str) -> Answered:
    """What a snapshot holds; answers out of fold count where they are in the model's vocabulary."""
    extent, tracks = genre_work.extent(view), confused.extents(view)
    if extent.vocabulary != vocabulary:
        tracks["oof"] = 0
    return Answered({str(name): n for name, n in tracks.items()}, extent.run)


# ---- Which cell --------------------------------------------------------------------------------------------------------


def confusions(j: Judged, family: str) -> pd.DataFrame:
    """truth, predicted, n: of one family with OUTSIDE where one is chosen, else of every pair of genres."""
    return data.within(j, family) if family else j.by_genre


def truths(j: Judged, family: str) -> list[str]:
    """Genres that can be asked for, in the order of the matrix."""
    return sorted(set(confusions(j, family)["truth"]))


def cell(j: Judged, family: str, truth: str, answer: str) -> tuple[str, str]:
    """The cell to show: as asked where there is one, else the largest mistake (of that genre, of the family).

    ('', '') where nothing was held out.
    """
    found = confusions(j, family)
    own = found[found["truth"] == truth]
    if len(own) and answer in set(own["predicted"]):
        return truth, answer
    rows = own if len(own) else found
    wrong = rows[rows["predicted"] != rows["truth"]]
    named = wrong[wrong["predicted"] != OUTSIDE]
    rows = next((part for part in (named, wrong, rows) if len(part)), rows)
    if rows.empty:
        return "", ""
    best = rows.sort_values(["n", "truth", "predicted"], ascending=[False, True, True], kind="stable").iloc[0]
    return str(best["truth"]), str(best["predicted"])


def checked(j: Judged, family: str, truth: str, answer: str) -> tuple[str, str]:
    """`cell` of an address. Raises FilterError for genres that the matrix does not have."""
    if truth and truth not in truths(j, family):
        raise FilterError(f"No held-out track is truly {truth[:60]!r} here.", "Choose a genre of the list.")
    if answer and answer != OUTSIDE and answer not in set(j.report["genre"]):
        raise FilterError(f"The model knows no genre {answer[:60]!r}.", "Choose an answer of the list.")
    return cell(j, family, truth, answer)


def asked_of(j: Judged, family: str, truth: str, answer: str) -> Cell:
    """The cell as the warehouse is asked for it."""
    if answer != OUTSIDE:
        return Cell(truth, answer)
    return Cell(truth, "", tuple(sorted(j.report.loc[j.report["family"] == family, "genre"])))


def clicked(j: Judged, family: str, click: Mapping[str, Any]) -> tuple[str, str]:
    """True genre and answer of a cell of the matrix that was clicked."""
    names = data.order(data.within(j, family) if family else j.by_genre)
    point = click["points"][0]
    return names[int(point["y"])], names[int(point["x"])]


def answer_options(j: Judged, family: str, truth: str) -> list[dict[str, str]]:
    """Answers to the tracks of a genre with their numbers, the most frequent first; the right one says so."""
    found = confusions(j, family)
    rows = found[found["truth"] == truth].sort_values(["n", "predicted"], ascending=[False, True], kind="stable")
    return [
        {"value": name, "label": f"{name}{', right' if name == truth else ''}: {fmt.number(n)}"}
        for name, n in zip(rows["predicted"], rows["n"], strict=True)
    ]


# ---- The card ----------------------------------------------------------------------------------------------------------


def section(j: Judged, kept: Answered, asked: Mapping[str, str]) -> html.Section:
    """The card with its choosers and the table; callbacks fill its head and rows. Raises FilterError."""
    family = asked["family"]
    truth, answer = checked(j, family, asked["truth"], asked["answer"])
    if asked["of"] and asked["of"] not in NAMES:
        raise FilterError(f"Answers come from no source {asked['of'][:40]!r}.", f"Sources: {', '.join(NAMES)}.")
    table = grid(
        GRID,
        columns(),
        row_height=43,
        height=f"{HEIGHT / 16:g}rem",
        rowModelType="clientSide",
        rowData=[],
        dashGridOptions={"ensureDomOrder": True, "localeText": {"noRowsToShow": "No track is behind this cell"}},
    )
    controls = _controls(j, kept, family, truth, answer, kept.source(asked["of"]))
    return list_slot(ID, 12, HEIGHT, controls, table, FILES)


def _controls(j: Judged, kept: Answered, family: str, truth: str, answer: str, source: str) -> html.Div:
    options = {name: NAMES[name] for name in kept.sources}
    choices = [
        _named("True genre", dcc.Dropdown(id=TRUTH, options=truths(j, family), value=truth, clearable=False)),
        _named(
            "Answered", dcc.Dropdown(id=ANSWER, options=answer_options(j, family, truth), value=answer, clearable=False)
        ),
        html.Div(segmented(SOURCE, options, source, "Which tracks"), hidden=len(options) < 2),
    ]
    return html.Div(choices, className="rp-doubt-controls rp-behind-controls")


def _named(label: str, control: Any) -> html.Div:
    name = html.Label(label, htmlFor=control.id, className="rp-field-label")
    return html.Div([name, html.Div(control, className="rp-behind-choice")], className="rp-field rp-behind-field")


def columns() -> list[dict[str, Any]]:
    """Track, how sure the answer was, its tags, popularity; the answer where the cell holds several."""
    number: dict[str, Any] = {"type": "rightAligned", "sortingOrder": ["desc", "asc", None], "width": 108}
    return [
        {"field": "title", "headerName": "Track", "flex": 2, "minWidth": 150, "cellRenderer": "GenresTrack",
         "pinned": "left", "lockPinned": True, "cellClass": "rp-cell-name", "width": 210},
        {"field": "answered", "headerName": "Answered", "width": 150, "minWidth": 110,
         "headerTooltip": "First answer of a model that had not seen the track"},
        {"field": "probability", "headerName": "Probability", **number,
         "valueFormatter": {"function": "rpFormat(params.value, 'number', 2)"},
         "headerTooltip": "Probability of the answer, calibrated"},
        {"field": "genres", "headerName": "Tagged", "flex": 1, "minWidth": 160, "tooltipField": "genres"},
        {"field": "popularity", "headerName": "Popularity", **number,
         "valueFormatter": {"function": "rpFormat(params.value, 'integer', 0)"}, "headerTooltip": "0 to 100"},
    ]  # fmt: skip


def rows(tracks: pd.DataFrame) -> list[dict[str, Any]]:
    """The tracks as the table takes them."""
    plain = tracks.astype(object)
    return [
        {str(name): value for name, value in row.items()} for row in plain.where(plain.notna(), None).to_dict("records")
    ]


def head(
    j: Judged,
    kept: Answered,
    family: str,
    source: str,
    chosen: tuple[str, str],
    tracks: pd.DataFrame,
    lines: Sequence[str],
) -> html.Section:
    """Head of the list: what was found, of how many tracks, and why its number is not the cell's where it is not."""
    truth, answer = chosen
    found = confusions(j, family)
    own = found[found["truth"] == truth]
    counted, slack = in_cell(j, family, chosen)
    run = j.run if source == "held" else kept.oof_run
    return chart_card(
        title(truth, answer, len(tracks), source),
        how(j, kept, source, tracks, counted, slack),
        html.Div(),
        id=ID,
        method=Method(
            "Truly of one genre, answered with another. Held out: the tracks on which this model was judged, which the "
            "matrix counts. Every track: out of fold, each judged by a model that learned from four fifths of the others.",
            {
                "n": fmt.n(kept.tracks.get(source, 0), "tracks judged"),
                "In the matrix": f"{fmt.number(counted)} of {fmt.number(own['n'].sum())} held-out tracks of {truth}",
                "Model": f"run {run}, had not seen these tracks",
            },
            "/data?tab=models",
            "The model's card",
        ),
        provenance=lines,
    )


def title(truth: str, answer: str, n: int, source: str) -> str:
    """'12 held-out tracks of punk are answered emo'."""
    if not truth:
        return "No track was held out"
    kind = "held-out track" if source == "held" else "track"
    verb = "is" if n == 1 else "are"
    said = "rightly answered" if truth == answer else f"answered {'with ' if answer == OUTSIDE else ''}{answer}"
    return f"{fmt.plural(n, kind)} of {truth} {verb} {said}"


def in_cell(j: Judged, family: str, chosen: tuple[str, str]) -> tuple[float, float]:
    """(number of the cell, how far rounding may have moved it): the matrix holds whole tracks."""
    truth, answer = chosen
    rows = j.by_genre[j.by_genre["truth"] == truth]
    outside = set(j.report.loc[j.report["family"] == family, "genre"])
    rows = rows[~rows["predicted"].isin(outside)] if answer == OUTSIDE else rows[rows["predicted"] == answer]
    return float(rows["n"].sum()), 0.5 * len(rows) + 0.01


def how(j: Judged, kept: Answered, source: str, tracks: pd.DataFrame, counted: float, slack: float) -> str:
    """Which answers are listed, of how many tracks, and how the list and the cell's number go together."""
    n = fmt.plural(kept.tracks.get(source, 0), "track")
    if source == "oof":
        return (
            f"Out of fold: all {n} with a genre, each by a model that had not seen it but may know its artist. "
            f"The cell above counts the {fmt.number(j.honest['tested'])} held-out tracks only: {fmt.number(counted)}."
        )
    shared = tracks["weight"].sum()
    words = f"The {n} held out, by a model that had not seen them ({data.PROTOCOLS[j.honest['protocol']]})."
    if abs(shared - len(tracks)) >= 0.005:
        words += f" They count {fmt.number(shared, 1)} in the cell: a missed track with k genres counts 1 / k."
    if counted - shared > slack:
        words += f" The cell counted {fmt.number(counted)}: tracks that are no longer loaded cannot be listed."
    return f"{words} The surest answer first."


def files(source: str, asked: Cell, tracks: pd.DataFrame) -> list[Any]:
    """The list as a file, and its first tracks in Discover."""
    if tracks.empty:
        return [empty("No track is behind this cell. Choose another answer.")]
    count = f"{fmt.plural(len(tracks), 'row')}, {len(tracks.columns)} columns"
    ids = tracks["track_id"].head(LINKED).tolist()
    there = "Open in Discover" if len(tracks) <= LINKED else f"Open the first {LINKED} in Discover"
    where = f"track_id in ({', '.join(json.dumps(id) for id in ids)})"
    href = downloads.confused_url(source, asked)
    return [
        html.A([icon("download"), f"Export CSV: {count}"], href=href, className="rp-button rp-primary rp-small"),
        more_ways(href),
        dcc.Link(there, href=link("/discover", where=where), className="rp-button rp-small"),
    ]


def missing() -> html.Section:
    """What stands at the head where no answers were kept."""
    words = "This model was trained before its answers to held-out tracks were kept, so the cells cannot be opened."
    return chart_card("The tracks behind a cell", "", html.Div(), id=ID, method=Method(words, {"Next": AGAIN}))
