"""One track taken apart: its expected popularity, and its genre against the runner-up. Pure: an explanation in, cards out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd
from dash import dcc, html

from analytics.live.explain import Duel, Explained, Explanation, Reason
from dashboard import figures
from dashboard import format as fmt
from dashboard.components import Method, chart_card
from dashboard.components.states import empty
from dashboard.pages._slots import provenance
from dashboard.pages.drivers.data import Facts, label
from dashboard.theme import Theme
from warehouse.features import by_name

#: Parts that are drawn one by one; the others are one bar together.
SHOWN = 8


def rows(pieces: Sequence[Reason], shown: int = SHOWN) -> pd.DataFrame:
    """label, contribution: the strongest parts with their values, then the others as one."""
    found = [{"label": named(piece), "contribution": piece.contribution} for piece in pieces[:shown]]
    rest = pieces[shown:]
    if rest:
        total = sum(piece.contribution for piece in rest)
        found.append({"label": fmt.plural(len(rest), "other"), "contribution": total})
    return pd.DataFrame(found, columns=["label", "contribution"])


def named(piece: Reason) -> str:
    """'Energy 0.92'; a part that is no feature, or a missing value, by its name alone."""
    about = by_name().get(piece.feature)
    if about is None:
        return label(piece.feature)
    if fmt.is_missing(piece.value):
        return f"{about.label} not measured"
    raw: Any = bool(piece.value) if about.kind == "flag" else piece.value
    return f"{about.label} {fmt.value(about, raw)}"


def popularity(f: Facts, found: Explanation, theme: Theme) -> html.Section:
    """From the mean to what is expected of the track."""
    fall = found.popularity
    if fall is None:
        nothing = empty("There is no popularity model, so nothing is expected.", "In a terminal: repertoire train")
        return chart_card("No expected popularity", "", nothing, id="drivers-fall", method=Method("No model serves."))
    frame = rows(fall.parts)
    now = "" if fmt.is_missing(found.popularity_now) else f" It is {fmt.number(found.popularity_now)} now."
    return chart_card(
        _fall_title(fall),
        f"From the mean of the catalogue to this track, in points of popularity (0 to 100).{now}",
        figures.waterfall(frame, fall.base, theme, ("Mean", "Expected")),
        id="drivers-fall",
        method=Method(
            "TreeSHAP contributions of the promoted model for this one track; with the mean they add up to what is expected.",
            {"Parts": f"{len(fall.parts)}, the {min(SHOWN, len(fall.parts))} largest drawn", "Limits": _LIMITS},
        ),
        frame=_table(fall.parts),
        provenance=_lines(f, found, "popularity"),
        height=figures.rows_height(len(frame) + 2, 26),
        foot=_link(found),
    )


def _fall_title(fall: Explained) -> str:
    first = fall.parts[0]
    side = "more" if first.contribution >= 0 else "fewer"
    size = fmt.number(abs(first.contribution), 1)
    return f"Expected {fmt.number(fall.total)}; {label(first.feature).lower()} goes with {size} points {side}"


def genre(f: Facts, found: Explanation, theme: Theme) -> html.Section:
    """What speaks for the first genre rather than for the second."""
    duel = found.genre
    if duel is None:
        nothing = empty("There is no genre model to compare two genres.", "In a terminal: repertoire train")
        return chart_card("No genre to explain", "", nothing, id="drivers-duel", method=Method("No model serves."))
    frame = rows(duel.fall.parts)
    return chart_card(
        _duel_title(duel),
        f"Right speaks for {duel.first} ({_chance(duel, 0)}), left for {duel.second} ({_chance(duel, 1)}); log-odds.",
        figures.waterfall(frame, duel.fall.base, theme, ("Even", "Together"), decimals=2),
        id="drivers-duel",
        method=Method(
            "Differences of what each part adds to the scores of the two likeliest genres, in the blend that serves.",
            {
                "Parts": f"{len(duel.fall.parts)}, the {min(SHOWN, len(duel.fall.parts))} largest drawn",
                "Limits": _LIMITS,
            },
        ),
        frame=_table(duel.fall.parts),
        provenance=_lines(f, found, "genre"),
        height=figures.rows_height(len(frame) + 2, 26),
        foot=_link(found),
    )


def _duel_title(duel: Duel) -> str:
    pieces = duel.fall.parts
    best = max(pieces, key=lambda piece: piece.contribution, default=None)
    if best is None or best.contribution <= 0:
        return f"Nothing speaks for {duel.first} over {duel.second}"
    return f"{label(best.feature)} speaks most for {duel.first} over {duel.second}"


def _chance(duel: Duel, place: int) -> str:
    return fmt.percent(duel.chances[place], 0)


_LIMITS = "association in the model, not cause; the model has learned from this track where it has a label"


def _table(pieces: Sequence[Reason]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"part": piece.feature, "value": piece.value, "contribution": round(piece.contribution, 4)}
            for piece in pieces
        ]
    )


def _lines(f: Facts, found: Explanation, task: str) -> list[str]:
    run = f.runs.get(task, "")
    return provenance(f.about, f.loads, f"{task.capitalize()} model {run}", f"Track {found.title} by {found.artists}")


def _link(found: Explanation) -> dcc.Link:
    return dcc.Link("The track's page", href=f"/track/{quote(found.track_id, safe='')}")


def beside() -> Any:
    """What stands in the second card where there is no track: values for the outputs of a slot."""
    words = "The likeliest genre against the runner-up: what speaks for the one, what for the other."
    return html.H2("Why this genre and not the next"), None, html.Div(empty(words), className="rp-card-body"), ""


def missing(track_id: str) -> Any:
    """What stands where there is no track to take apart: values for the outputs of a slot."""
    words = "Choose a track to see what its expected popularity is made of."
    if track_id:
        words = f"No track in these data has the id {track_id!r}. Search for one by title."
    return html.H2("One track, taken apart"), None, html.Div(empty(words), className="rp-card-body"), ""
