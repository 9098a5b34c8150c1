"""Words and cards of Recommend: the finding, the list beside the most popular, what feedback changed, what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import html

from analytics.live.recommend_figures import Figures
from dashboard import format as fmt
from dashboard.components import button, html_table
from dashboard.components.table import Column
from dashboard.pages.recommend import ids
from dashboard.recommended import Found

LONGEST_NAME, MOST = 24, 8


def finding(found: Found, own: Figures) -> str:
    """The h1: how many, for whom, and how much of it the plain most popular list would not say."""
    shown, state = found.shown, found.state
    if not own.n:
        return f"No {shown.kind} is left to recommend"
    what = fmt.plural(own.n, shown.kind)
    if state.base or shown.basis == "popular":
        return f"The {what} that most hear" if own.novelty is not None else f"The {what} of the highest popularity"
    whom = f" for {_short(state.profile)}" if state.profile else ""
    apart = own.n - (own.shared or 0)
    return f"{what}{whom}; {fmt.number(apart)} of them not on the most popular list"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def scope(found: Found, heard: int | None) -> str:
    """The line under the h1: what answered, from how much."""
    basis = {
        "hybrid": "From who listens to what, genres and tags, and the sound",
        "content": "From genres and sound alone",
        "popular": "Nothing is liked yet, so this is what is best known",
        "nothing": "",
    }[found.shown.basis]
    told = [basis] if basis else []
    if found.state.profile:
        known = f"{fmt.plural(heard, found.kind)} heard" if heard is not None else "no plays of that name"
        told.append(f"{_short(found.state.profile)}: {known}, {fmt.plural(len(found.said), 'verdict')} kept")
    told.append(f"{fmt.number(found.shown.matching)} {found.shown.kind}s to choose from")
    return "; ".join(told) + "."


def beside(own: Figures, plain: Figures, found: Found) -> list[Any]:
    """The list's figures beside those of the plain most popular, with the way to see that."""
    rows = [
        ("Among the most popular fifth", _percent(own.popular), _percent(plain.popular)),
        ("Novelty, bits", _number(own.novelty), _number(plain.novelty)),
        (f"Genres and tags covered, of {fmt.number(own.marks)}", fmt.number(own.covered), fmt.number(plain.covered)),
        ("In both lists", fmt.number(own.shared), ""),
    ]
    frame = pd.DataFrame(rows, columns=["what", "own", "plain"])
    columns = [
        Column("what", f"n = {own.n}"),
        Column("own", "This list", number=True),
        Column("plain", "Most popular", number=True),
    ]
    words = "Back to the recommendations" if found.state.base else "See the most popular list"
    how = "Novelty: mean log2(listeners / those who heard it); 0 bits is what everybody heard."
    return [
        html.H2("Beside the plain most popular list"),
        html_table(frame, columns, "This list beside the most popular", class_name="rp-recommend-beside"),
        html.P(how, className="rp-how") if own.novelty is not None else None,
        button(words, ids.do("base", "-"), small=True),
    ]


def _percent(value: float | None) -> str:
    return fmt.MISSING if value is None else fmt.percent(value, 0)


def _number(value: float | None) -> str:
    return fmt.MISSING if value is None else fmt.number(value, 1)


def changed(found: Found, frame: pd.DataFrame) -> list[Any]:
    """What feedback changed in the list."""
    newest = found.state.against == "newest"
    what = "the newest feedback" if newest else "all feedback"
    if frame.empty:
        return [html.P(f"The list is the same without {what}.", className="rp-how", id="recommend-changed")]
    came, went = frame["before"].isna(), frame["after"].isna()
    moved = frame[~came & ~went]
    counts = f"{came.sum()} came in, {went.sum()} went out, {len(moved)} moved, against the list without {what}."
    lines = [_line("In", row, f"now {row['after']}") for row in frame[came].head(MOST).to_dict("records")]
    lines += [_line("Out", row, f"was {row['before']}") for row in frame[went].head(MOST).to_dict("records")]
    lines += [_line("Moved", row, f"{row['before']} to {row['after']}") for row in moved.head(MOST).to_dict("records")]
    return [
        html.P(counts, className="rp-how", id="recommend-changed"),
        html.Ul(lines, className="rp-recommend-changes"),
    ]


def _line(word: str, row: Mapping[Any, Any], place: str) -> html.Li:
    return html.Li(
        [html.Span(word, className="rp-soft"), html.Span(str(row["name"])), html.Span(place, className="rp-soft")]
    )


def kept(found: Found, names: Mapping[str, str]) -> list[Any]:
    """The feedback that is kept for this profile, each with the way to take it back."""
    if not found.state.profile:
        how = "Like, Dislike and Skip go into the link. Choose a listener or name a list to keep them as feedback."
        return [html.H2("Feedback"), html.P(how, className="rp-how")]
    if not found.said:
        return [
            html.H2("Feedback"),
            html.P("Nothing was said yet. A skip counts a quarter of a dislike.", className="rp-how"),
        ]
    rows = [
        html.Li(
            [
                html.Span(one.verdict, className="rp-soft"),
                html.Span(names.get(one.item, one.item)),
                html.Button(
                    "Take back", id=ids.say("none", one.item), className="rp-link", n_clicks=0,
                    **{"aria-label": f"Take back {one.verdict} of {names.get(one.item, one.item)}"},
                ),
            ]
        )
        for one in found.said
    ]  # fmt: skip
    return [html.H3(f"Kept feedback, n = {len(rows)}"), html.Ul(rows, className="rp-recommend-changes")]


def said_words(verdict: str, name: str) -> str:
    """What was just done, for the line beside Undo."""
    done = {"like": "liked", "dislike": "disliked", "skip": "skipped", "none": "taken back"}
    return f"{name}: {done[verdict]}."


def lines_of(provenance: Sequence[str], found: Found, run: str | None) -> list[str]:
    """The lines at the foot, the version last."""
    model = f"recommender run {run}" if run and found.shown.learned else "no recommender: genres and sound"
    return [*provenance[:-1], model, provenance[-1]]
