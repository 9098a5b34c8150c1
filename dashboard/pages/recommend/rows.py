"""The list: rank, name, score taken apart, reason in words, what can be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from analytics.live.recommend import in_words
from dashboard import format as fmt
from dashboard.components import empty, legend
from dashboard.pages.recommend import ids
from dashboard.recommended import Found

#: Parts of a score: name, columns that are added up, tint.
PARTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("sound and tags", ("content",), "var(--rp-part-1)"),
    ("listeners", ("ease", "als"), "var(--rp-part-2)"),
    ("popularity", ("popularity",), "var(--rp-part-3)"),
)
#: Reasons on screen; all of them are in the tooltip and in the file.
REASONS = 2
SAYS = {"like": "Like", "dislike": "Dislike", "skip": "Skip"}


def parts_of(row: Mapping[Any, Any]) -> list[float]:
    """What each of PARTS adds to the score of a row."""
    return [sum(0.0 if fmt.is_missing(row[name]) else float(row[name]) for name in columns) for _, columns, _ in PARTS]


def section(found: Found, links: set[str]) -> list[Any]:
    """The list on screen, or why it is empty, after what is to be said about it."""
    notes = [html.P(words, className="rp-how") for words in found.shown.notes]
    items = found.shown.items
    if items.empty:
        return [empty(found.shown.notes[-1] if found.shown.notes else "Nothing is left to recommend.")]
    records = items.to_dict("records")
    parts = [parts_of(row) for row in records]
    low = max(-sum(v for v in values if v < 0) for values in parts)
    high = max(sum(v for v in values if v > 0) for values in parts)
    rows = [
        _row(found, rank, row, values, (low, high), links)
        for rank, (row, values) in enumerate(zip(records, parts, strict=True), 1)
    ]
    head = legend([(name, tint) for name, _, tint in PARTS])
    return [
        *notes,
        html.P(_how(found), className="rp-how"),
        head,
        html.Ol(rows, className="rp-recommend-list", id="recommend-rows"),
    ]


def _how(found: Found) -> str:
    """How to read the scores, by what answered."""
    if found.shown.learned:
        return "Score: the sum of its parts, in standard deviations over all items; hatched parts count against."
    if found.shown.basis == "popular":
        return "Score: popularity, 0 to 100."
    return "Score: likeness to what is liked, −1 to 1, and what the dial adds; hatched parts count against."


def _row(
    found: Found, rank: int, row: Mapping[Any, Any], values: list[float], ends: tuple[float, float], links: set[str]
) -> html.Li:
    item, name = str(row["id"]), str(row["name"])
    title = dcc.Link(name, href=f"/{found.shown.kind}/{item}") if item in links else html.Span(name)
    words = html.Span(in_words(row["reasons"][:REASONS]), className="rp-two", title=in_words(row["reasons"]))
    total = sum(values)
    return html.Li(
        [
            html.Span(str(rank), className="rp-recommend-rank"),
            html.Div([title, words], className="rp-recommend-name"),
            html.Div([html.B(f"{fmt.number(total, 2)}"), bar(values, ends)], className="rp-recommend-score"),
            html.Div(_buttons(found, item, name), className="rp-recommend-say"),
        ],
        **{"data-item": item},
    )


def bar(values: list[float], ends: tuple[float, float]) -> html.Span:
    """The parts of one score beside each other: what counts for it to the right of zero, what counts against it to the left."""
    low, high = ends
    whole = (low + high) or 1.0
    told = [(value, PARTS[place]) for place, value in enumerate(values) if abs(value) > 1e-9]
    minus = sum(-value for value, _ in told if value < 0)
    space = html.Span(className="rp-recommend-space", style={"width": f"{100 * (low - minus) / whole:.2f}%"})
    against, counting = ([pair for pair in told if (pair[0] < 0) == is_minus] for is_minus in (True, False))
    spans = [
        html.Span(
            style={"width": f"{100 * abs(value) / whole:.2f}%", "background": part[2]},
            className="rp-recommend-minus" if value < 0 else "",
        )
        for value, part in (*against, *counting)
    ]
    words = ", ".join(f"{part[0]} {fmt.number(value, 2)}" for value, part in told) or "nothing known"
    return html.Span([space, *spans], className="rp-recommend-bar", title=words, role="img", **{"aria-label": words})


def _buttons(found: Found, item: str, name: str) -> list[html.Button]:
    verdicts = {one.item: one.verdict for one in found.said}
    says = [
        html.Button(
            words,
            id=ids.say(verdict, item),
            className="rp-link rp-on" if verdicts.get(item) == verdict else "rp-link",
            n_clicks=0,
            **{"aria-label": f"{words} {name}"},
        )
        for verdict, words in SAYS.items()
    ]
    pinned = item in found.state.keep
    more = {"drop": "Let go"} if pinned else {"keep": "Keep", "out": "Exclude"}
    return says + [
        html.Button(words, id=ids.do(what, item), className="rp-link", n_clicks=0, **{"aria-label": f"{words} {name}"})
        for what, words in more.items()
    ]
