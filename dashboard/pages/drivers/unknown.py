"""What the models cannot know, and why something is not explained. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard import format as fmt
from dashboard.components import Method, chart_card
from dashboard.components.states import empty
from dashboard.pages.drivers import data
from dashboard.pages.drivers.cards import TRAIN, lines
from dashboard.pages.drivers.data import Facts, State

PROTOCOLS = {"A": "artists it has not seen", "T": "tracks it has not seen, artists may be known"}


UNSEEN = {
    "popularity": (
        "Promotion, playlists and money spent are not in the data.",
        "Fan base, fame before the release and the label's reach are not in the data.",
        "Lyrics, cover, video and the moment of release are not in the data.",
    ),
    "genre": (
        "Rhythm, instruments and voice are known only as a dozen summary numbers.",
        "A genre is the label of one source; sibling genres share tracks and borders.",
        "The words of title and album, the artist's other tracks and a network also vote; this page shows the trees over sound.",
    ),
}


def card(f: Facts, state: State) -> html.Section:
    """What stays unexplained, in the model's own honest figure, and what the model never sees."""
    found = data.honest(f, state.task)
    missing = [
        *f.cards.get(state.task, {}).get("lacks", []),
        *UNSEEN[state.task],
        "A contribution is association: changing a feature need not change the answer.",
    ]
    body: list[Any] = [html.Ul([html.Li(text, className="pb-1") for text in missing], className="ps-3 mb-0")]
    if found is not None:
        body.insert(0, html.P(_figure_words(state, found)))
    card = f.cards.get("drivers", {})
    return chart_card(
        _title(state, found),
        "Measured on held-out tracks, not on those explained here.",
        html.Div(body),
        id="drivers-unknown",
        method=Method(
            "The share of the variance of popularity (R2), or of right first answers, on tracks set aside before learning; "
            "the interval is a 95% bootstrap.",
            {"Protocol": "" if found is None else str(found["protocol"]), "Limits": " ".join(card.get("limits", []))},
            "/data?tab=models",
            "The model's card",
        ),
        provenance=lines(f, state),
    )


def _title(state: State, found: dict[str, Any] | None) -> str:
    if found is None:
        return f"There is no {state.task} model to say how much it leaves open"
    left = fmt.percent(1 - max(found["value"], 0), 0)
    return (
        f"{left} of popularity stays unexplained"
        if state.task == "popularity"
        else f"{left} of first answers are wrong"
    )


def _figure_words(state: State, found: dict[str, Any]) -> str:
    what = "R2" if state.task == "popularity" else "Right at the first answer:"
    show = (lambda v: fmt.number(v, 2)) if state.task == "popularity" else fmt.percent
    ends = "" if fmt.is_missing(found.get("low")) else f" ({fmt.span(show(found['low']), show(found['high']))}, 95%)"
    who = PROTOCOLS.get(str(found["protocol"]), str(found["protocol"]))
    return f"{what} {show(found['value'])}{ends} on {who}; {fmt.n(found['n'], 'tracks')}."


def not_explained(f: Facts, task: str) -> Any:
    """Why there is nothing to show for a task, and what to run."""
    if "drivers" not in f.runs:
        return empty(f"What goes with {task} is explained after the models are trained.", TRAIN)
    refused: Sequence[str] = f.cards.get("drivers", {}).get("limits", [])
    if data.is_silent(f, task):
        return empty("No audio feature is known, so there is none to show.", "Load a file with audio features.")
    why = next((text for text in refused if text.lower().startswith(task)), f"No {task} model serves.")
    return empty(f.refused.get(task, why), f"{TRAIN} --only {task} --only drivers")
