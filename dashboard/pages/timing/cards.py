"""The cards of release timing: an effect each, and the coming weeks of a track; pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from analytics.live.schedule import CHANCE, NAMES, Schedule, Timing
from dashboard import figures
from dashboard import format as fmt
from dashboard.components import Method, card, chart_card
from dashboard.components.states import empty
from dashboard.shell import columns
from dashboard.theme import Theme

METHOD = (
    "Popularity of releases on month, weekday, crowd and brightness by season beside a curve of age, with what is constant for "
    "an artist (or genre) taken out; errors clustered by artist. Tested again by shuffling what is left within the group."
)
APART = "Within genre, artists differ: who releases on which day can look like the day. Compare within artist."
SCORED, CROWDED = (
    "Dot: expected, bar: 95% interval; popularity points.",
    "Bars: how crowded the week was in past years.",
)
UNKNOWN = "Not identified in this data"
WIDTHS = {"month": 7, "weekday": 5}


def finding(found: Timing) -> str:
    """The h1: which effects the data identify, or that none is."""
    names = [NAMES[name].lower() for name in found.identified]
    if not names:
        return f"Release timing: not identified in this data ({fmt.n(found.n, 'releases')})"
    return f"Within {found.within}, popularity is associated with: {', '.join(names)}"


def scope(found: Timing) -> str:
    """The line under the h1."""
    return " ".join([*found.notes, *([APART] if found.within == "genre" else [])])


def body(found: Timing, weeks: Schedule | None, theme: Theme, lines: Sequence[str]) -> list[Any]:
    """Calendar first, then the effects it rests on."""
    effects = [_effect(found, name, theme, lines) for name in ("month", "weekday")]
    return [columns(calendar(weeks, theme, lines)), columns(*effects), columns(_others(found))]


def calendar(weeks: Schedule | None, theme: Theme, lines: Sequence[str]) -> html.Section:
    """Coming weeks of the track, or what to do to see them."""
    method = Method(
        "Each week has what the identified effects add up to, against the mean of the weeks shown, with a 95% interval. "
        "Crowd is what the same week of past years had.",
        {"Identified by": f"a chance of at most {CHANCE:.0%} by the model and by shuffling"},
    )
    if weeks is None:
        words = empty("Choose a track above to see its coming weeks.")
        return chart_card("Coming weeks", "", words, id="timing-weeks", method=method, columns=12)
    if weeks.rows.empty:
        return chart_card(
            f"“{weeks.title}”: no week is scored",
            "",
            empty(weeks.notes[0]),
            id="timing-weeks",
            method=method,
            columns=12,
        )
    return chart_card(
        title(weeks),
        SCORED if weeks.identified else CROWDED,
        figures.coming_weeks(weeks.rows, theme),
        id="timing-weeks",
        method=method,
        frame=weeks.rows,
        provenance=lines,
        columns=12,
    )  # fmt: skip


def title(weeks: Schedule) -> str:
    """'“Song”: 5 Jun 2027 stands best, +1.2 points (0.3 to 2.1)', or that nothing is identified."""
    name = weeks.title if len(weeks.title) <= 24 else weeks.title[:23] + "…"
    if not weeks.identified:
        return f"“{name}”: {UNKNOWN.lower()}, no week is scored"
    best = weeks.rows.iloc[int(weeks.rows["expected"].to_numpy().argmax())]
    if list(weeks.identified) == ["weekday"]:
        return f"“{name}”: no week differs; only the weekday is identified, {best['day']:%A}"
    span = f"{fmt.signed(best['low'], 1)} to {fmt.signed(best['high'], 1)}"
    if best["low"] <= 0:
        return f"“{name}”: no week stands beyond its interval"
    return f"“{name}”: {fmt.date(best['day'])} stands best, {fmt.signed(best['expected'], 1)} ({span})"


def _effect(found: Timing, name: str, theme: Theme, lines: Sequence[str]) -> html.Section:
    effect = found.effects[name]
    height = figures.rows_height(len(effect.rows) or 6, 22, 52)
    words = effect.words if effect.rows.empty else f"{UNKNOWN}: {NAMES[name].lower()}"
    top = "" if effect.rows.empty else str(effect.rows["level"].iloc[int(effect.rows["effect"].to_numpy().argmax())])
    return chart_card(
        f"{NAMES[name]}: {top} stands highest" if effect.identified else f"{NAMES[name]}: not identified in this data",
        f"Popularity points against the mean, 95% for all together. {effect.words}.",
        figures.effect_dots(effect.rows, theme, effect.identified, words),
        id=f"timing-{name}",
        method=Method(METHOD, {"n": f"{found.n:,} releases of {found.groups:,} {found.within}s"}),
        frame=effect.rows if len(effect.rows) else None,
        provenance=lines,
        height=height,
        columns=WIDTHS[name],
    )


def _others(found: Timing) -> html.Section:
    items = []
    for name, unit in (
        ("crowd", "points for e times as many releases"),
        ("upbeat", "points for valence 1 more in mid-summer"),
    ):
        effect = found.effects[name]
        said = ""
        if len(effect.rows):
            row = effect.rows.iloc[0]
            said = (
                f"{fmt.signed(row['effect'], 1)} {unit} ({fmt.signed(row['low'], 1)} to {fmt.signed(row['high'], 1)}). "
            )
        items.append(html.Li([html.B(NAMES[name]), html.Span(f" {said}{effect.words}.", className="rp-soft")]))
    return card(html.Ul(items, className="rp-list"), title="Crowded weeks, and bright tracks in summer", columns=12)
