"""What Discover is drawn from: chips, the filter card, the live count, the menus of columns and of the export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import chip, empty, feature_control
from dashboard.pages._discover_filters import Control, shown
from dashboard.pages._discover_state import Problem, Question
from warehouse.filter_tree import Node, Rule
from warehouse.filters import TrackFilter, in_words

ID = "discover"
MOST_CHIP = 48
"""Characters of one chip; the expression has the rest."""


def named(part: str) -> str:
    """The id of a part of the page."""
    return f"{ID}-{part}"


def one_of(kind: str, key: Any, **more: Any) -> dict[str, Any]:
    """The id of one of several alike."""
    return {"page": ID, kind: key, **more}


# ---- Filters ---------------------------------------------------------------------------------------------------------


def chips(flt: TrackFilter) -> list[Any]:
    """One chip a part of the filter, and the dashed one that leads to the controls."""
    made = [_chip(part, i) for i, part in enumerate(flt.parts)]
    add = html.Button(
        "+ Filter", className="rp-chip rp-chip-add", type="button", **{"data-rp-filters": "1", "data-rp-key": "f"}
    )
    return [*made, add]


def _chip(part: Node, index: int) -> Any:
    words = in_words(part)
    name = part.about.label if isinstance(part, Rule) and part.op != "is" else ""
    value = words[len(name) :].strip() if name else words
    short = value if len(value) <= MOST_CHIP else value[: MOST_CHIP - 1].rstrip() + "…"
    remove = one_of("remove", index, at="chip")
    box = chip(name, short, remove_id=remove) if name else chip(short, remove_id=remove)
    box.title = words
    return box


def fields(made: Sequence[Control], flt: TrackFilter) -> list[Any]:
    """The controls with what they show of the filter: the most used in the open, the others folded."""
    first = [_field(c, flt) for c in made if c.is_first]
    more = [c for c in made if not c.is_first]
    used = any(shown(c, flt) != c.nothing for c in more)
    folded = html.Details(
        [
            html.Summary(f"{len(more)} more: {_listed(more)}"),
            html.Div([_field(c, flt) for c in more], className="rp-fields"),
        ],
        className="rp-more-fields",
        open=used,
    )
    return [*first, folded if more else None]


def _listed(made: Sequence[Control]) -> str:
    names = [c.feature.label.lower() for c in made]
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def _field(control: Control, flt: TrackFilter) -> Any:
    kind = "dates" if control.kind == "dates" else "control"
    value = component_value(control, shown(control, flt))
    low, high = (control.low, control.high) if control.kind == "range" else (None, None)
    field = feature_control(control.feature, one_of(kind, control.key), value, low, high, control.options)
    if control.key == "popularity":
        field.children.insert(1, html.Div(id=named("bars"), className="rp-bins", **{"aria-hidden": "true"}))
    return field


def component_value(control: Control, value: Any) -> Any:
    """A control's value as its component takes it."""
    return list(value) if isinstance(value, tuple) else value


def bins(counts: pd.DataFrame, low: float, high: float) -> list[html.Span]:
    """The bars over the popularity slider: low, high, n of each bin; those inside the chosen range are blue."""
    top = max(counts["n"].max(), 1) if len(counts) else 1
    return [
        html.Span(
            className="rp-on" if low <= row["low"] and row["low"] <= high else None,
            style={"height": f"{max(row['n'] / top, 0.02):.1%}"},
        )
        for row in counts.to_dict("records")
    ]


# ---- Counts ----------------------------------------------------------------------------------------------------------


def live(figures: Mapping[str, Any]) -> list[Any]:
    """The live count: tracks, what was merged, artists."""
    one = figures["tracks"] == 1
    return [
        html.B(fmt.number(figures["tracks"])),
        html.Span(
            [
                html.Span("track matches" if one else "tracks match", className="rp-name"),
                html.Span(f"{fmt.plural(figures['artists'], 'artist')}"),
                html.Span(f"{fmt.plural(figures['merged_repeats'], 'repeat')} merged"),
            ],
            className="rp-live-words",
        ),
    ]


def finding(figures: Mapping[str, Any], is_all: bool) -> str:
    """The title of the page: how many tracks, and where half of them sit."""
    count = fmt.plural(figures["tracks"], "track")
    if not figures["tracks"]:
        return "No track matches"
    words = count if is_all else f"{count} {'matches' if figures['tracks'] == 1 else 'match'}"
    if figures["measured"] < 2:
        return words
    low, high = fmt.number(figures["q1_popularity"]), fmt.number(figures["q3_popularity"])
    return f"{words}; half of them sit between popularity {low} and {high}"


def scope(figures: Mapping[str, Any], question: Question) -> str:
    """One line: which tracks, in which order, on what the title rests."""
    words = question.flt.words
    return (
        f"{words[:1].upper()}{words[1:]} · by {question.order_words} · "
        f"popularity is 0 to 100, {fmt.n(figures['measured'], 'recordings')}"
    )


def nothing(flt: TrackFilter, without: Sequence[int]) -> Any:
    """Why no track matches, and the rule to loosen: `without[i]` tracks match when part i is left out."""
    if not flt.parts:
        return empty("There is no track in these data.", "Go to Data & models", "/data")
    best = max(range(len(without)), key=lambda i: without[i])
    cause = f"No track matches: {flt.words}."
    if not without[best]:
        return empty(
            f"{cause} No single rule keeps them away.", "Clear the filter", action_id=one_of("remove", -1, at="state")
        )
    rule = in_words(flt.parts[best])
    cause += f" Without “{rule}”, {_match(without[best])}."
    return empty(cause, f"Remove “{rule}”", action_id=one_of("remove", best, at="state"))


def _match(count: int) -> str:
    return "1 track matches" if count == 1 else f"{fmt.plural(count, 'track')} match"


def problem(found: Problem | None) -> Any:
    """What is wrong with the expression, beside it."""
    if found is None:
        return None
    return [html.B(found.message), f" {found.hint} ", html.Span("The last filter that could be read is still on.")]


def problems(found: Sequence[Problem], written: str = "") -> Any:
    """What in the address cannot be read, with a way out."""
    if not found:
        return None
    rows = [html.Li([html.B(f"The {p.part} of this address cannot be read: "), f"{p.message} {p.hint}"]) for p in found]
    out = dcc.Link("Show every track", href="/discover", className="rp-button rp-small")
    text = html.P(written, className="rp-written") if written else None
    return html.Div([html.Ul(rows, className="rp-plain-list"), text, out], className="rp-state rp-error", role="alert")
