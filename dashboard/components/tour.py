"""The tour: what is where, in six steps, for a first visit. assets/tour.js shows it and remembers that it was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html

from dashboard.components.parts import button


@dataclass(frozen=True)
class Step:
    """One step: a title, two sentences at most, and what is outlined meanwhile, as a selector of CSS."""

    title: str
    text: str
    at: str = ""


STEPS = (
    Step(
        "What is going on, in half a minute",
        "Overview gives the key figures with their change, what rises and falls, and what needs a decision. "
        "Each of them leads to the page that explains it.",
        "#main .rp-kpis",
    ),
    Step(
        "Find, understand, decide",
        "The menu goes from finding tracks and artists, over what the data say about them, to what to do next.",
        ".rp-rail, .rp-tabbar",
    ),
    Step(
        "Ask for anything",
        "Search finds tracks and artists by name. On Discover, “+ Filter” narrows the list, and the count follows at once.",
        "#search input, [data-rp-search]",
    ),
    Step(
        "Every figure says how it was made",
        "The (i) has the method, the number of rows and its limits; the arrow beside it takes the picture or the rows away.",
        "#main .rp-card .rp-tools",
    ),
    Step(
        "A view is a link",
        "Filters, sort and choices are in the address. Copy it for a colleague, or save it under a name.",
        "#copy-link, #views-open",
    ),
    Step(
        "Your own data",
        "Tracks, plays, charts and playlists as CSV, Parquet or JSON: drop a file, and it is recognised and checked.",
        "#load-own, .rp-more > summary",
    ),
)
ID = "rp-tour"


def tour(steps: Sequence[Step] = STEPS) -> html.Dialog:
    """The dialog, closed; it stands beside the page and does not cover what can be pressed behind it."""
    parts = [_step(step, at, len(steps)) for at, step in enumerate(steps)]
    ways = html.Div(
        [
            button("Skip", primary=False, small=True, **{"data-rp-tour": "end"}),
            html.Span(dcc.Link("Help", href="/help"), className="rp-push"),
            button("Back", primary=False, small=True, **{"data-rp-tour": "back"}),
            button("Next", small=True, primary=True, **{"data-rp-tour": "next"}),
        ],
        className="rp-tour-ways",
    )
    return html.Dialog([*parts, ways], id=ID, className="rp-tour", **{"aria-labelledby": f"{ID}-title-0"})


def again() -> html.Button:
    """The button that shows the tour once more."""
    return button("Show me around", primary=False, small=True, icon_name="info", **{"data-rp-tour": "start"})


def _step(step: Step, at: int, of: int) -> html.Div:
    return html.Div(
        [
            html.P(f"{at + 1} of {of}", className="rp-soft"),
            html.H2(step.title, id=f"{ID}-title-{at}"),
            html.P(step.text),
        ],
        className="rp-tour-step",
        hidden=at > 0,
        **{"data-at": step.at},
    )
