"""What a brief asks: its fields as people write them, and the hard rules that they come to."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from analytics.playlists.wishes import SHAPES
from warehouse.errors import FilterError
from warehouse.filters import Group, Rule, parse
from warehouse.queries.brief import Hard

INSTRUMENTAL = 0.5
"""Instrumentalness from which a track counts as without vocals, where nobody says another level."""
MOST_ROWS, MOST_LIKES = 300, 5
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")


@dataclass(frozen=True)
class Asked:
    """words: the brief as it was typed ; tempo (BPM), length (seconds or m:ss), years: ranges `low-high`, an end may lack ;
    octave: half and double time count as well ; vocals: least instrumentalness, 0 for no rule ; clean: not explicit ; genres: any
    of them ; where: a filter ; moods: name -> weight ; likes: ids of tracks ; like, trend: weights, 0 for none ; arc: of energy,
    over the first `rows` ; cleared: what the list is called, "" for none."""

    words: str = ""
    tempo: str = ""
    octave: bool = False
    vocals: float = 0.0
    clean: bool = False
    length: str = ""
    years: str = ""
    genres: tuple[str, ...] = ()
    where: str = ""
    moods: Mapping[str, float] = field(default_factory=dict)
    likes: tuple[str, ...] = ()
    like: float = 1.0
    trend: float = 0.0
    arc: str = "any"
    cleared: str = ""
    rows: int = 20

    def checked(self) -> Asked:
        """The same. Raises FilterError for what cannot be asked."""
        weights = {"like": self.like, "trend": self.trend, **self.moods}
        for name, weight in weights.items():
            if not (math.isfinite(weight) and 0 <= weight <= 100):
                raise FilterError(f"The weight of {name} is {weight:g}.", "Weights lie from 0 to 100.")
        if not 0 <= self.vocals <= 1:
            raise FilterError(f"Instrumentalness cannot be {self.vocals:g}.", "It lies from 0 to 1.")
        if self.arc not in SHAPES:
            raise FilterError(f"There is no arc {self.arc[:40]!r}.", f"Arcs: {', '.join(SHAPES)}.")
        if not 1 <= self.rows <= MOST_ROWS:
            raise FilterError(f"A brief cannot show {self.rows:,} tracks.", f"Ask for 1 to {MOST_ROWS}.")
        if len(self.likes) > MOST_LIKES:
            raise FilterError(f"{len(self.likes)} tracks to be like are too many.", f"Up to {MOST_LIKES}.")
        return self

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked."""
        plain = (self.words.strip(), self.tempo, self.vocals, self.clean, self.length, self.years, self.where.strip())
        return not any((*plain, self.genres, self.moods, self.likes, self.trend, self.cleared))


def read_range(text: str, what: str) -> tuple[float, float] | None:
    """(low, high) of `90-120`, `90-`, `-120`, `1:30-3:00` (seconds); None of an empty text. Raises FilterError."""
    plain = text.replace(" ", "").replace("\u2013", "-")
    if not plain:
        return None
    ends = plain.split("-")
    if len(ends) != 2 or not any(ends):
        raise FilterError(f"{text[:40]!r} is no range of {what}.", "Write it as 90-120, 90- or -120.")
    low, high = (_end(end, what, text) for end in ends)
    low, high = (-math.inf if low is None else low), (math.inf if high is None else high)
    if low > high:
        raise FilterError(f"The range of {what} {text[:40]!r} ends before it begins.", "Write the lower end first.")
    return low, high


def _end(text: str, what: str, whole: str) -> float | None:
    if not text:
        return None
    if clock := _CLOCK.fullmatch(text):
        return 60 * int(clock[1]) + int(clock[2])
    if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text, re.ASCII) is None:
        raise FilterError(f"{whole[:40]!r} is no range of {what}.", "Write it as 90-120, 90- or -120.")
    return float(text)


def _within(name: str, ends: tuple[float, float], factor: float = 1.0) -> Rule:
    low, high = (end * factor for end in ends)
    if math.isinf(high):
        return Rule(name, ">=", _plain(low))
    return Rule(name, "<=", _plain(high)) if math.isinf(low) else Rule(name, "between", (_plain(low), _plain(high)))


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value


def hard_rules(asked: Asked, ids: tuple[str, ...] | None = None) -> list[Hard]:
    """The rules of the fields, in the order in which they are told; ids: the cleared tracks. Raises FilterError."""
    found = [*_ranges(asked)]
    if asked.vocals:
        rule = Rule("instrumentalness", ">=", asked.vocals)
        found.append(Hard(f"No vocals: instrumentalness at least {asked.vocals:g}", rule, "field"))
    if asked.clean:
        found.append(Hard("Not explicit", Rule("explicit", "is", False), "field"))
    if asked.genres:
        rules = tuple(Rule("genre", "=", name) for name in asked.genres)
        found.append(Hard(f"Genre {' or '.join(asked.genres)}", Group("any", rules), "field"))
    found += [Hard("", part, "filter") for part in parse(asked.where).parts]
    if ids is not None:
        found.append(Hard(f"Cleared: {asked.cleared or 'a list'}", None, "list", ids))
    return found


def _ranges(asked: Asked) -> list[Hard]:
    found = []
    if ends := read_range(asked.tempo, "tempo"):
        shifts = (1.0, 0.5, 2.0) if asked.octave else (1.0,)
        rules = tuple(_within("tempo", ends, factor) for factor in shifts)
        more = ", or at half or double time" if asked.octave else ""
        found.append(Hard(f"Tempo {asked.tempo} BPM{more}", Group("any", rules), "field"))
    if ends := read_range(asked.length, "length"):
        found.append(Hard(f"Length {asked.length}", _within("duration_ms", ends, 1000), "field"))
    if ends := read_range(asked.years, "years"):
        found.append(Hard(f"Released {asked.years}", _within("release_year", ends), "field"))
    return found
