"""What the page of a candidate shows, as its address says it: where it starts, what is stated, what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from analytics.live import score
from analytics.live.candidates import Candidate
from dashboard import format as fmt
from dashboard.components.feature_control import step
from dashboard.context import Context
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.features import Feature, by_name
from warehouse.queries import screening, tracks

TABS = {"audio": "Audio", "form": "Form", "csv": "CSV", "variants": "Variants", "test": "A/B test"}
#: Features with a slider, in the order of the page, and the rest, which stand below.
SLIDERS = (
    "tempo", "energy", "loudness", "danceability", "valence", "acousticness", "instrumentalness", "speechiness",
    "liveness", "duration_ms",
)  # fmt: skip
MORE = ("release_year", "key", "mode", "time_signature", "explicit")
TEXTS = ("title", "artist", "album")
UNKNOWN, NONE = "unknown", "none"
VARIANTS = ("b", "c")
ADDRESS = ("tab", "track", "genre", *TEXTS, *SLIDERS, *MORE, *VARIANTS)
MOST_TEXT = 300


@dataclass(frozen=True)
class State:
    """Where the page starts (a track of the catalogue, or '' for the middle of it) and what differs from that.

    genre : stated; None is that of the start, '' none ; texts : title, artist, album ; values : feature -> number,
    None where it was made unknown ; variants : letter -> feature -> number.
    """

    tab: str = "form"
    track: str = ""
    genre: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, float | None] = field(default_factory=dict)
    variants: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def changes(self) -> int:
        """How many features differ from the start."""
        return len(self.values)

    def params(self) -> dict[str, str]:
        """The state as it stands in the address; `read` is its inverse."""
        genre = None if self.genre is None else self.genre or NONE
        found = {"tab": "" if self.tab == "form" else self.tab, "track": self.track, "genre": genre, **self.texts}
        found |= {name: UNKNOWN if value is None else f"{value:g}" for name, value in self.values.items()}
        found |= {letter: written(changed) for letter, changed in self.variants.items() if changed}
        return {name: str(value) for name, value in found.items() if value}


def read(query: Mapping[str, Any]) -> State:
    """The state that an address holds. Raises FilterError for what cannot be meant."""
    tab = query.get("tab") or "form"
    if tab not in TABS:
        raise FilterError(f"Screening has no part {tab!r}.", f"Parts: {', '.join(TABS)}.")
    genre = query.get("genre")
    return State(
        tab,
        str(query.get("track") or ""),
        "" if genre == NONE else genre or None,
        {name: str(query[name])[:MOST_TEXT] for name in TEXTS if query.get(name)},
        {name: number(name, str(query[name])) for name in (*SLIDERS, *MORE) if query.get(name)},
        {letter: parsed(str(query[letter])) for letter in VARIANTS if query.get(letter)},
    )


def number(name: str, text: str) -> float | None:
    """A value of a feature, None for 'unknown'. Raises FilterError outside its range."""
    if text == UNKNOWN:
        return None
    feature = by_name()[name]
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    low, high = ends_of(feature)
    if not low <= value <= high:
        raise FilterError(f"{feature.label} cannot be {text[:40]!r}.", f"A number from {low:g} to {high:g}.")
    return value


def ends_of(feature: Feature) -> tuple[float, float]:
    """The valid range; a flag is 0 or 1."""
    return (feature.low or 0.0, 1.0 if feature.high is None else feature.high)


def written(changes: Mapping[str, float]) -> str:
    """'energy:0.9;tempo:128'."""
    return ";".join(f"{name}:{value:g}" for name, value in changes.items())


def parsed(text: str) -> dict[str, float]:
    """The inverse of `written`. Raises FilterError."""
    found: dict[str, float] = {}
    for part in filter(None, text.split(";")):
        name, _, value = part.partition(":")
        if name not in SLIDERS:
            raise FilterError(f"A variant cannot change {name[:40]!r}.", f"It can change: {', '.join(SLIDERS)}.")
        changed = number(name, value)
        if changed is not None:
            found[name] = changed
    return found


@dataclass(frozen=True)
class Start:
    """Where the page starts: the candidate, the vocabulary of genres, whether it is a track of the catalogue."""

    candidate: Candidate
    vocabulary: str
    known: bool


def vocabulary(context: Context) -> str:
    """The vocabulary that genres are stated and answered in."""
    served = score.promoted(context.reader).vocabulary
    return served or context.reader.cached(("default-vocabulary",), lambda v: tracks.default_vocabulary(v) or "")


def genres(context: Context) -> list[str]:
    """Genres that can be stated."""
    names = context.reader.cached(("genre-names",), tracks.genre_names)
    return list(names.loc[names["vocabulary"] == vocabulary(context), "genre"])


def start(context: Context, state: State) -> Start:
    """The candidate before anything was changed. Raises FilterError when there is no such track or genre."""
    words = vocabulary(context)
    if state.genre and state.genre not in genres(context):
        raise FilterError(f"There is no genre {state.genre[:60]!r} here.", "Choose one of the list.")
    if not state.track:
        return Start(_middle(context), words, False)
    key = ("screening-track", state.track, words)
    found = context.reader.cached(key, lambda _view: score.track(context.reader, state.track, words))
    if found is None:
        raise FilterError(f"No track in these data has the id {state.track[:60]!r}.", "Search for it at the top.")
    return Start(found, words, True)


def _middle(context: Context) -> Candidate:
    """The middle of the catalogue: medians of what is on a scale, the newest year; codes and genre unknown."""
    found = bands(context, "").set_index("feature")["q50"]
    values = {name: rounded(name, float(found[name])) for name in SLIDERS if name in found.index}
    years = context.reader.cached(("release-years",), screening.release_years)
    if years:
        values["release_year"] = float(years[1])
    return Candidate(values=values)


def rounded(name: str, value: float) -> float:
    """A value on the step of its slider, so that what is shown is what is judged."""
    size = step(by_name()[name])
    return round(round(value / size) * size, 6)


def candidate(context: Context, state: State) -> Candidate:
    """The candidate that the page judges."""
    base = start(context, state).candidate
    changed = base.changed(**state.values)
    stated = base.genres if state.genre is None else ((state.genre,) if state.genre else ())
    title, album = (state.texts.get(name, getattr(base, name)) for name in ("title", "album"))
    artist = state.texts.get("artist")
    artists = base.artists if artist is None else tuple(a.strip() for a in artist.split(";") if a.strip())
    return replace(changed, genres=stated, artists=artists, title=title, album=album)


def variants_of(context: Context, state: State) -> list[Candidate]:
    """The candidate and its variants, those that differ from it."""
    first = candidate(context, state)
    return [first, *(first.changed(**state.variants[v]) for v in VARIANTS if state.variants.get(v))]


def bands(context: Context, genre: str) -> pd.DataFrame:
    """feature, n, q10, q50, q90 of a genre, of the whole catalogue without one or where a genre has too few tracks."""
    words = vocabulary(context)

    def of_genre(view: View) -> pd.DataFrame:
        return tracks.genre_bands(view, words, genre)

    if genre:
        return context.reader.cached(("genre-bands", (words, genre)), of_genre)
    return context.reader.cached(("screening-bands",), screening.bands)


def extents(context: Context, base: Candidate) -> dict[str, tuple[float, float]]:
    """Feature -> ends of its slider: nearly all of the catalogue, and the start, on the slider's own steps."""
    found = context.reader.cached(("extents",), tracks.extents).set_index("feature")
    ends: dict[str, tuple[float, float]] = {}
    for name in SLIDERS:
        low, high = (float(found[end][name]) for end in ("low", "high"))
        if low != low:
            low, high = ends_of(by_name()[name])
        value = base.values.get(name, low)
        ends[name] = (rounded(name, min(low, value)), rounded(name, max(high, value)))
    return ends


def shown(name: str, value: float | None) -> str:
    """A value with its unit, an en dash where it is not known."""
    return fmt.value(by_name()[name], value)
