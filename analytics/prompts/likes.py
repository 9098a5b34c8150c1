"""Tracks and artists that a prompt names, looked up in the catalogue, and what changes asked of them come to as rules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analytics.prompts.said import Change
from warehouse.connect import View
from warehouse.features import by_name, model_inputs
from warehouse.filters import Rule
from warehouse.queries import artists, tracks

MATCHES = 5


@dataclass(frozen=True)
class Match:
    """An artist or track of the catalogue. match: how its name fits the text, as `tracks.search` says it."""

    kind: str
    id: str
    name: str
    artists: str
    match: str

    @property
    def label(self) -> str:
        """Title and artists, or the artist."""
        return f"{self.name} by {self.artists}" if self.kind == "track" else self.name


@dataclass(frozen=True)
class Liked:
    """A name in a prompt and what it was taken for. chosen: None where nothing of that name is in the catalogue; others: what
    it may have meant as well; values: features of the track, medians of the artist; recording: of the track."""

    text: str
    unlike: bool
    chosen: Match | None = None
    others: tuple[Match, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)
    recording: str = ""

    @property
    def words(self) -> str:
        """What it was taken for, in one sentence."""
        verb = "Unlike" if self.unlike else "Like"
        if self.chosen is None:
            return f"Nothing in the catalogue is called {self.text}."
        said = f"{verb} {self.chosen.label}"
        return f"{said}; it may also be {', '.join(m.label for m in self.others)}." if self.others else f"{said}."


def all_of(view: View, text: str, unlike: bool = False) -> list[Liked]:
    """The name looked up; where there is none like it and it joins several (Halo and Umbrella), each of those there is."""
    whole = looked_up(view, text, unlike)
    names = [name for name in re.split(r"\s+(?:and|or|&)\s+", text) if name]
    if whole.chosen is not None or len(names) < 2:
        return [whole]
    parts = [looked_up(view, name, unlike) for name in names[:MATCHES]]
    return parts if any(part.chosen is not None for part in parts) else [whole]


def looked_up(view: View, text: str, unlike: bool = False) -> Liked:
    """The best match of a name: exact before similar, tracks before artists of as good a match, the most popular first.

    Where nothing matches, the same without the word `by` (TITLE by ARTIST).
    """
    found = tracks.search(view, text, MATCHES * 2)
    if found.empty and " by " in text:
        found = tracks.search(view, text.replace(" by ", " "), MATCHES * 2)
    ranked = sorted(_matches(found), key=lambda m: (tracks.MATCHES.index(m.match), m.kind != "track"))
    if not ranked:
        return Liked(text, unlike)
    chosen, *others = ranked[:MATCHES]
    as_good = tuple(m for m in others if m.match == chosen.match)
    values, recording = _sound(view, chosen)
    return Liked(text, unlike, chosen, as_good, values, recording)


def _matches(found: pd.DataFrame) -> list[Match]:
    rows = found.astype(object).where(found.notna(), "").to_dict("records")
    return [Match(*(str(row[name]) for name in ("kind", "id", "name", "artists", "match"))) for row in rows]


def _sound(view: View, match: Match) -> tuple[dict[str, float], str]:
    """(feature -> value, recording): of a track its own, of an artist the medians."""
    if match.kind == "artist":
        medians = artists.artist_medians(view, match.id)
        return {
            str(name): float(median) for name, median in zip(medians["feature"], medians["median"], strict=True)
        }, ""
    row = tracks.track(view, match.id).iloc[0]
    names = [f.name for f in by_name().values() if f.is_numeric]
    return {name: float(row[name]) for name in names if pd.notna(row[name])}, str(row["recording_key"])


def changed(changes: Sequence[Change], liked: Liked) -> tuple[list[Rule], list[str]]:
    """(rules, remarks): `slower` than a track of 120 BPM is a tempo of at most 114; what cannot be had is told."""
    rules, remarks = [], []
    for change in changes:
        about = by_name()[change.feature]
        value = liked.values.get(change.feature)
        if value is None:
            remarks.append(f"The {about.label.lower()} of {liked.text} is not known, so {change.text} says nothing.")
            continue
        bound = value * (1 + change.amount) if change.share else value + change.amount
        bound = round(bound) if about.kind == "integer" else round(bound, max(1, about.decimals))
        low, high = about.low, about.high
        if (low is not None and bound < low) or (high is not None and bound > high):
            remarks.append(f"{liked.text} is at the end of {about.label.lower()} already: nothing is {change.text}.")
            continue
        rules.append(Rule(change.feature, ">=" if change.amount > 0 else "<=", bound))
    return rules, remarks


def point(liked: Sequence[Liked]) -> dict[str, float]:
    """The middle of what is liked: means of the features that are known."""
    names = {f.name for f in model_inputs()} & {name for one in liked for name in one.values}
    known = {name: [one.values[name] for one in liked if name in one.values] for name in sorted(names)}
    return {name: sum(values) / len(values) for name, values in known.items()}
