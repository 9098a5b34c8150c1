"""The cards of a candidate's answers. Pure: answers in, components out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import Method, chart_card
from dashboard.components.states import empty
from dashboard.figures.screening import genre_bars, interval_on_histogram, waterfall
from dashboard.theme import Theme
from warehouse.features import by_name

GENRES, POPULARITY, WHY, TRUST = (f"screening-{part}" for part in ("genres", "popularity", "why", "trust"))
CHART, WATERFALL = 192, 246
CLEAR = 0.2  # points of probability between the first and the second from which the first is clearly ahead
MOST_PARTS = 6
APART = 20  # points of popularity between two humps


@dataclass(frozen=True)
class Part:
    """One feature's part in what is expected: its name, the same with its value, and its points of popularity."""

    name: str
    label: str
    points: float


@dataclass(frozen=True)
class Told:
    """One answer with what belongs to it: score's columns, n of the genre and of the cohort it is compared with, its years.

    known : whether anything is known of the track that the genre model looks at ; hears : whether that is its sound ;
    refused : model -> why it could not be trained.
    """

    answer: Mapping[str, Any]
    genre_n: int
    cohort_n: int
    years: tuple[int, int] | None
    known: bool
    threshold: float | None
    vocabulary_size: int
    hears: bool = True
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_genre(self) -> bool:
        """Whether a genre model answered."""
        return bool(self.answer["genre"])

    @property
    def has_popularity(self) -> bool:
        """Whether a popularity model answered."""
        return not fmt.is_missing(self.answer["popularity"])

    @property
    def is_sure(self) -> bool:
        """Whether the first genre counts as an answer; never of a track of which the model knows nothing."""
        return bool(self.answer["sure"]) and self.known


def finding(told: Told) -> str:
    """The h1: the genre with its probability, the interval, the mean."""
    parts = [_genre_words(told)] if told.has_genre else []
    if told.has_popularity:
        low, high, mean = (fmt.number(told.answer[name]) for name in ("low", "high", "popularity"))
        parts.append(f"popularity likely between {low} and {high}, mean {mean}")
    text = "; ".join(parts) or "No model is trained yet: only what it is near can be told"
    return text[:1].upper() + text[1:]


def _genre_words(told: Told) -> str:
    first, second = (told.answer[name] for name in ("confidence", "second_confidence"))
    if told.is_sure:
        how = "sounds like" if told.hears else "by its words and artists"
        return f"{how} {told.answer['genre']} ({fmt.percent(first, 0)})"
    both = f"{told.answer['genre']} {fmt.percent(first, 0)}"
    if told.answer["second"]:
        both += f", {told.answer['second']} {fmt.percent(second, 0)}"
    return f"not sure of the genre ({both})"


def scope(told: Told) -> list[Any]:
    """One line: where what is expected stands, within what, and what is odd."""
    answer, words = told.answer, []
    if not fmt.is_missing(answer["percentile_genre"]):
        words.append(f"above {answer['percentile_genre']:.0f}% of {answer['compared_with']} ({fmt.n(told.genre_n)})")
    if not fmt.is_missing(answer["percentile_cohort"]) and told.years:
        years = fmt.span(str(told.years[0]), str(told.years[1]))
        words.append(f"above {answer['percentile_cohort']:.0f}% of releases of {years} ({fmt.n(told.cohort_n)})")
    text = ""
    if words:
        level = fmt.number(answer["popularity"])
        text = f"A popularity of {level} is {' and '.join(words)}, by what the model expects of those."
    if told.has_popularity and not told.years:
        text += " Within genre only: no release year to compare within."
    if answer["odd"]:
        text += " Unlike the tracks that the model has learned from: take it with care."
    if not told.known:
        text += f" {unknown(told)}"
    if not told.has_genre and not told.has_popularity:
        return ["Genre and popularity come with the models. In a terminal: repertoire train"]
    return [text.strip() or "Too few tracks to say where that stands."]


def genres_card(told: Told, theme: Theme, lines: Sequence[str], method_facts: Mapping[str, str]) -> html.Section:
    """Bars of the first five genres with the line of abstention."""
    frame = pd.DataFrame(told.answer["top5"] or [], columns=["genre", "probability"])
    body: Any = genre_bars(frame, theme, told.threshold) if len(frame) else empty(
        told.refused.get("genre", "No genre model is trained yet."), "In a terminal: repertoire train"
    )  # fmt: skip
    return chart_card(
        genres_title(told),
        genres_how(told) if len(frame) else "",
        body,
        id=GENRES,
        method=Method(
            "Calibrated: of the answers given with this probability, about so many are right on held-out tracks. Below the "
            "dotted line the model abstains.",
            method_facts,
            "/genres",
            "How far to trust it",
        ),
        frame=frame,
        provenance=lines,
        height=CHART,
    )


def genres_how(told: Told) -> str:
    """How many genres are shown of how many, and the family."""
    family, chance = told.answer["family"], told.answer["family_confidence"]
    how = f"Top {len(told.answer['top5'] or [])} of {told.vocabulary_size}."
    if family and not fmt.is_missing(chance):
        how += f" Family: {family}, {fmt.percent(chance, 0)}{'' if told.answer['family_sure'] else ' (not sure)'}."
    return how


def unknown(told: Told) -> str:
    """What is missing of a track of which the genre model knows nothing."""
    return f"{'Nothing of its sound' if told.hears else 'Neither title, album nor artist'} is known."


def genres_title(told: Told) -> str:
    """How clear the first genre is."""
    answer = told.answer
    if not told.has_genre:
        return "No predicted genre"
    if not told.is_sure:
        needed = "" if told.threshold is None or not told.known else f", {fmt.percent(told.threshold, 0)} needed"
        return f"Not sure: the likeliest genre has {fmt.percent(answer['confidence'], 0)}{needed}"
    lead = answer["confidence"] - (0 if fmt.is_missing(answer["second_confidence"]) else answer["second_confidence"])
    name, close = str(answer["genre"]), f"with {answer['second']} close"
    first = f"{name[:1].upper()}{name[1:]} {fmt.percent(answer['confidence'], 0)}"
    return f"{first}, {'clearly ahead' if lead >= CLEAR else close}"


def popularity_card(
    told: Told, bins: pd.DataFrame, theme: Theme, lines: Sequence[str], facts: Mapping[str, str]
) -> html.Section:
    """The interval on the popularity of the genre's recordings."""
    answer, group = told.answer, str(told.answer["compared_with"] or "")
    expected, low, high = (
        float("nan") if fmt.is_missing(answer[n]) else float(answer[n]) for n in ("popularity", "low", "high")
    )
    zero = "" if fmt.is_missing(answer["zero"]) else f" Chance of 0: {fmt.percent(answer['zero'], 0)}."
    return chart_card(
        popularity_title(bins, group),
        f"Grey: popularity of {group or 'its genre'} today. Blue: 80% interval.{zero}",
        interval_on_histogram(bins, theme, group, expected, low, high) if group else empty("No genre to compare with."),
        id=POPULARITY,
        method=Method(
            "The interval is conformal: on held-out tracks 80% of true values fall inside. The dot is the mean, which lies "
            "between humps where a genre has two.",
            facts,
            "/data?tab=models",
            "How far to trust it",
        ),
        frame=bins,
        provenance=lines,
        height=CHART,
    )


def humps(bins: pd.DataFrame) -> list[float]:
    """Middles of the bins where most tracks gather, at most two: the highest, and another at least 20 points away that
    reaches a quarter of it with half as much between them."""
    if bins.empty or not bins["n"].sum():
        return []
    padded = np.pad(bins["n"].to_numpy(dtype=float), 1, mode="edge")
    smooth = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    middle = ((bins["low"] + bins["high"]) / 2).to_numpy()
    first = int(smooth.argmax())
    far = np.flatnonzero(np.abs(middle - middle[first]) >= APART)
    second = int(far[smooth[far].argmax()]) if len(far) else first
    between = smooth[min(first, second) : max(first, second) + 1].min()
    if second == first or smooth[second] < smooth[first] / 4 or between > smooth[second] / 2:
        return [float(middle[first])]
    return sorted([float(middle[first]), float(middle[second])])


def popularity_title(bins: pd.DataFrame, group: str) -> str:
    """Where the popularity of a group gathers."""
    found = [fmt.number(at) for at in humps(bins)]
    if not group or not found:
        return "No popularity to compare with"
    name = f"{group[:1].upper()}{group[1:]}"
    return f"{name} gathers near {found[0]}" + (f" and near {found[1]}" if len(found) > 1 else "")


def parts_frame(base: float, parts: Sequence[Part], expected: float, most: int = MOST_PARTS) -> pd.DataFrame:
    """label, start, end, kind of a waterfall: the strongest parts, the others together, base and expected at the ends."""
    strong = sorted(parts, key=lambda part: -abs(part.points))[:most]
    rest = [part for part in parts if part not in strong and part.points]
    named = [(part.label, part.points) for part in strong if part.points]
    if rest:
        named.append((fmt.plural(len(rest), "other"), sum(part.points for part in rest)))
    rows, at = [("Mean of all", base, base, "end")], base
    for label, points in named:
        rows.append((label, at, at + points, "change"))
        at += points
    rows.append(("Expected", expected, expected, "end"))
    return pd.DataFrame(rows, columns=["label", "start", "end", "kind"])


def why_card(
    base: float,
    parts: Sequence[Part],
    expected: float,
    theme: Theme,
    lines: Sequence[str],
    facts: Mapping[str, str],
    id: str = WHY,
) -> html.Section:
    """The waterfall from the mean to what is expected. id: another where no callback of the form may write into it."""
    frame = parts_frame(base, parts, expected)
    return chart_card(
        why_title(parts),
        "From the mean of all tracks, by what is associated with it.",
        waterfall(frame, theme),
        id=id,
        method=Method(
            "Shares of the model's answer by feature (TreeSHAP, as LightGBM computes them); they add up to the difference "
            "exactly. Association, not cause: features that go together share what they tell.",
            facts,
            "/drivers",
            "What goes with popularity",
        ),
        frame=pd.DataFrame({"feature": [p.label for p in parts], "points": [round(p.points, 3) for p in parts]}),
        provenance=lines,
        height=WATERFALL,
    )


def why_title(parts: Sequence[Part]) -> str:
    """The strongest part."""
    strong = max(parts, key=lambda part: abs(part.points), default=None)
    if strong is None or abs(strong.points) < 0.05:
        return "No feature moves the expectation"
    return f"{strong.name}: {fmt.signed(strong.points, 1)} points"


def trust_card(words: Sequence[str]) -> html.Section:
    """What the models' cards say of how far to trust them."""
    text = html.P([*(f"{sentence} " for sentence in words), dcc.Link("Model cards", href="/data?tab=models")])
    return html.Section(
        [html.H2("How far to trust this"), text], className="rp-card rp-col-12 rp-screen-trust", id=TRUST
    )


def form_head(title: str, how: str) -> list[Any]:
    """Title and how-to-read line of the form."""
    return [html.H2(title), html.P(how, className="rp-how")]


def part_of(name: str, value: float, points: float) -> Part:
    """A part with its words: 'Energy 0.92', 'Loudness −3.2 dB'; what is no feature has a name alone."""
    feature = by_name().get(name)
    if feature is None:
        words = name[:1].upper() + name[1:]
        return Part(words, words, points)
    known = fmt.value(feature, value) if value == value else "not known"
    return Part(feature.label, f"{feature.label} {known}", points)
