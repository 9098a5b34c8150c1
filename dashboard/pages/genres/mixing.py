"""Blending: which genres overlap, and the tracks that live between two of them, ready for a playlist."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard import downloads, figures, shortlisting
from dashboard import format as fmt
from dashboard.components import Method, chart_card, grid, icon, more_ways
from dashboard.components.states import empty
from dashboard.pages._slots import list_slot
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries import genre_work
from warehouse.queries.genre_work import BETWEEN, Extent

MAP, LIST, PAIR, GRID, FILES = (
    "genres-overlap",
    "genres-between",
    "genres-pair",
    "genres-between-grid",
    "genres-between-files",
)
HEIGHT = 400
ON_MAP = 16
"""Genres on the map: those of the strongest pairs."""
PAIRS = 60
"""Pairs to choose from."""
LINKED = 200
"""Tracks that fit into a link to Discover."""
BETWEEN_WORDS = f"both at least {BETWEEN:g}"


@dataclass(frozen=True)
class Mixed:
    """Pairs of genres, the most overlapping first, as genre_work.overlaps gives them."""

    extent: Extent
    pairs: pd.DataFrame

    def pair(self, text: str) -> tuple[str, str]:
        """The pair an address names, by default the strongest. Raises FilterError for one that is none."""
        if not text:
            first = self.pairs.iloc[0]
            return str(first["genre"]), str(first["other"])
        names = {
            written(one, two): (str(one), str(two))
            for one, two in zip(self.pairs["genre"], self.pairs["other"], strict=True)
        }
        if text not in names:
            raise FilterError(f"{text} is no pair of genres that share a track.", f"For instance: {next(iter(names))}")
        return names[text]


def read(view: View) -> Mixed | None:
    """The overlaps, None before tags were judged out of fold or where no two genres share a track."""
    extent = genre_work.extent(view)
    pairs = genre_work.overlaps(view, extent.vocabulary) if extent.tags else pd.DataFrame()
    return Mixed(extent, pairs) if len(pairs) else None


def written(one: str, two: str) -> str:
    """A pair as an address and a dropdown carry it."""
    return f"{one} + {two}"


def chooser(found: Mixed, pair: tuple[str, str]) -> html.Div:
    """The pairs with their numbers of tracks, the strongest first."""
    top = found.pairs.head(PAIRS)
    options = [
        {"value": written(row["genre"], row["other"]),
         "label": f"{written(row['genre'], row['other'])}, {fmt.number(row['n'])}"}
        for row in top.to_dict("records")
    ]  # fmt: skip
    if written(*pair) not in {option["value"] for option in options}:
        options.append({"value": written(*pair), "label": written(*pair)})
    menu = dcc.Dropdown(id=PAIR, options=options, value=written(*pair), clearable=False)
    return html.Div(menu, role="group", style={"minWidth": "13rem"}, **{"aria-label": "Pair of genres"})


def map_card(found: Mixed, theme: Theme, lines: Sequence[str]) -> html.Section:
    """The map of the genres in the strongest pairs."""
    frame, families = on_map(found)
    top = found.pairs.iloc[0]
    names = sorted({*frame["genre"], *frame["other"]})
    colours = len(set(families.values()))
    return chart_card(
        f"{top['genre']} and {top['other']} overlap most, {fmt.number(top['overlap'], 2)} of 1",
        f"Darker: more shared, 0 to {fmt.number(top['overlap'], 2)}. Dots: {fmt.plural(colours, 'family', 'families')}. "
        f"{fmt.plural(len(names), 'genre')} of the strongest pairs. Click a cell.",
        figures.overlap_map(frame, theme, families),
        id=MAP,
        method=Method(
            "Each track gives a pair the smaller of its two probabilities; the overlap is their sum over all the two "
            "genres have together (Ruzicka's similarity). Probabilities come from models that had not seen the track.",
            {
                "n": fmt.plural(found.extent.tracks, "track"),
                "Known of a track": "its own genres and the two likeliest others",
                "Model": f"out of fold, run {found.extent.run}",
            },
        ),
        frame=found.pairs[["genre", "other", "family", "other_family", "overlap", "n"]],
        provenance=lines,
        height=HEIGHT,
    )


def on_map(found: Mixed) -> tuple[pd.DataFrame, dict[str, str]]:
    """The pairs among the ON_MAP genres that the strongest pairs name first, and the family of each genre."""
    ranked = dict.fromkeys(found.pairs[["genre", "other"]].to_numpy().ravel().tolist())
    kept = set(list(ranked)[:ON_MAP])
    p = found.pairs[found.pairs["genre"].isin(kept) & found.pairs["other"].isin(kept)]
    families = {
        **dict(zip(p["genre"], p["family"], strict=True)),
        **dict(zip(p["other"], p["other_family"], strict=True)),
    }
    return p, families


def clicked(found: Mixed, click: dict[str, Any]) -> str:
    """The pair of the cell that was clicked; '' for one that is none."""
    frame, families = on_map(found)
    names = sorted({*frame["genre"], *frame["other"]}, key=lambda name: (families.get(name, ""), name))
    point = click["points"][0]
    pair = sorted((names[int(point["x"])], names[int(point["y"])]))
    known = set(zip(frame["genre"], frame["other"], strict=True))
    return written(*pair) if tuple(pair) in known else ""


# ---- The tracks between ------------------------------------------------------------------------------------------------


def section(found: Mixed, pair: tuple[str, str]) -> html.Section:
    """The card of the tracks between two genres: chooser, table, downloads."""
    table = grid(
        GRID,
        columns(*pair),
        row_height=43,
        height=f"{(HEIGHT - 40) / 16:g}rem",
        rowModelType="clientSide",
        rowData=[],
        dashGridOptions={"ensureDomOrder": True, "localeText": {"noRowsToShow": "No track lives between these two"}},
    )
    return list_slot(LIST, 7, HEIGHT, chooser(found, pair), table, FILES)


def columns(one: str, two: str) -> list[dict[str, Any]]:
    """Track, genres as tagged, popularity, both probabilities."""
    number: dict[str, Any] = {"type": "rightAligned", "sortingOrder": ["desc", "asc", None], "width": 88}
    share = {"valueFormatter": {"function": "rpFormat(params.value, 'number', 2)"}}
    whole = {"valueFormatter": {"function": "rpFormat(params.value, 'integer', 0)"}}
    return [
        {"field": "title", "headerName": "Track", "width": 200, "minWidth": 140, "cellRenderer": "GenresTrack",
         "pinned": "left", "lockPinned": True, "cellClass": "rp-cell-name"},
        {"field": "first_probability", "headerName": one, **number, **share,
         "headerTooltip": f"Probability of {one}, by a model that had not seen the track"},
        {"field": "second_probability", "headerName": two, **number, **share,
         "headerTooltip": f"Probability of {two}, by a model that had not seen the track"},
        {"field": "popularity", "headerName": "Popularity", **number, **whole, "headerTooltip": "0 to 100"},
        {"field": "genres", "headerName": "Tagged", "flex": 1, "minWidth": 160, "tooltipField": "genres"},
    ]  # fmt: skip


def rows(tracks: pd.DataFrame) -> list[dict[str, Any]]:
    """The tracks as the table takes them."""
    plain = tracks.astype(object)
    return [
        {str(name): value for name, value in row.items()} for row in plain.where(plain.notna(), None).to_dict("records")
    ]


def list_card(found: Mixed, pair: tuple[str, str], tracks: pd.DataFrame, lines: Sequence[str]) -> html.Section:
    """Head of the list of tracks between two genres."""
    one, two = pair
    return chart_card(
        f"{fmt.plural(len(tracks), 'track')} {'lives' if len(tracks) == 1 else 'live'} between {one} and {two}",
        f"A model that had not seen them gives {BETWEEN_WORDS}; the most divided first.",
        html.Div(),
        id=LIST,
        method=Method(
            f"Recordings to which both genres have a probability of {BETWEEN:g} or more, out of fold: the track did not "
            "vouch for itself.",
            {"n": fmt.plural(len(tracks), "recording"), "Model": f"out of fold, run {found.extent.run}"},
        ),
        provenance=lines,
    )


def files(pair: tuple[str, str], tracks: pd.DataFrame) -> list[Any]:
    """The list as a file, and its first tracks in Discover."""
    if tracks.empty:
        return [empty(f"No track has {BETWEEN_WORDS}.")]
    csv = f"Export CSV: {fmt.plural(len(tracks), 'row')}, {len(tracks.columns)} columns"
    ids = tracks["track_id"].head(LINKED).tolist()
    there = "Open in Discover" if len(tracks) <= LINKED else f"Open the first {LINKED} in Discover"
    href = downloads.between_url(*pair)
    return [
        shortlisting.control(LIST, up=True),
        html.A([icon("download"), csv], href=href, className="rp-button rp-primary rp-small"),
        more_ways(href),
        dcc.Link(there, href=link("/discover", where=_filter(ids)), className="rp-button rp-small"),
    ]


def _filter(ids: Sequence[str]) -> str:
    return f"track_id in ({', '.join(json.dumps(id) for id in ids)})"
