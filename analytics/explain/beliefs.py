"""Beliefs: what is widely published about music, put to the test on the loaded data.

The list is data (warehouse/reference/beliefs.csv; a copy in the home's folder `reference` wins). Each belief names an
effect and its direction. It holds when its 95% interval lies on the stated side of nothing and the estimate reaches
the smallest size worth speaking of; it does not when the whole interval stays below that size; else, and where the
data lack what the test needs, it cannot be told. All of it is association.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.explain import effects
from analytics.explain.effects import Effect
from analytics.ragged import Bools, Floats, Ints
from warehouse.errors import SettingError
from warehouse.features import by_name
from warehouse.home import Home
from warehouse.references import text_of

HOLDS, DOES_NOT, UNTOLD = "holds", "does not", "cannot be told"
#: Behind the id of a belief that was tested within genres.
WITHIN = "/within"
#: The smallest effect worth speaking of, by kind: Cohen's (1988) small effect, and 2 points of popularity of 100.
SMALLEST = {"goes_with": 0.1, "tells_genre": 0.01, "rises_after": 0.2, "released_on": 2.0}
#: Tracks and main artists that a test needs, on either side where it compares two.
LEAST_TRACKS, LEAST_ARTISTS = 100, 30
#: Years before a stated one that it is compared with.
YEARS_BEFORE = 5
PARTS_OF_A_DATE: dict[str, Callable[[pd.Series], pd.Series]] = {
    "weekday": lambda dates: dates.dt.isocalendar().day,
    "quarter": lambda dates: dates.dt.quarter,
}


@dataclass(frozen=True)
class Belief:
    """A row of beliefs.csv: what is said, and how it is tested (kind)."""

    id: str
    words: str
    kind: str
    features: str
    direction: str
    target: str
    period: str


@dataclass(frozen=True)
class Material:
    """Recordings to test on: a frame as warehouse.queries.drivers.measured gives it, main artists and first genres as
    codes (genre -1 where none is known)."""

    frame: pd.DataFrame
    artists: Ints
    genres: Ints

    @classmethod
    def of(cls, frame: pd.DataFrame, labels: pd.DataFrame) -> Material:
        """From recordings and their labels (track_id, genre); a recording with several counts in its first."""
        first = labels.drop_duplicates("track_id").set_index("track_id")["genre"]
        genres = pd.factorize(frame["track_id"].map(first), sort=True)[0]
        return cls(frame, pd.factorize(frame["artist_id"])[0].astype(np.int64), genres.astype(np.int64))

    def column(self, name: str) -> Floats:
        """A column as doubles, NaN where missing; all NaN where there is none. Popularity 0 is no popularity."""
        if name not in self.frame:
            return np.full(len(self.frame), np.nan)
        values = self.frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        return np.where(values > 0, values, np.nan) if name == "popularity" else values


@dataclass(frozen=True)
class Tested:
    """One test: effect None where it could not be made, with the reason in `method`."""

    belief: str
    words: str
    verdict: str
    effect: Effect | None
    method: str

    def row(self) -> dict[str, object]:
        """A row of the table beliefs."""
        e = self.effect
        numbers = (None, None, None, 0) if e is None else (e.value, e.low, e.high, e.n)
        found = dict(zip(("effect", "low", "high", "n"), numbers, strict=True))
        return {"belief": self.belief, "words": self.words, "verdict": self.verdict, **found, "method": self.method}


def load(home: Home) -> list[Belief]:
    """The beliefs that come with the program, or the home's own list. Raises SettingError, BadReference."""
    return read(text_of("beliefs.csv", home.path / "reference")[0])


def read(text: str) -> list[Belief]:
    """The beliefs of a CSV text. Raises SettingError for a column, kind, direction or period that is not known."""
    wanted = list(Belief.__dataclass_fields__)
    rows = list(csv.DictReader(text.splitlines()))
    for row in rows:
        if list(row) != wanted or not _can_be_tested(row):
            raise SettingError(
                f"beliefs.csv has a belief that cannot be tested: {row.get('id') or row}.",
                f"Its columns are {', '.join(wanted)}; kinds: {', '.join(SMALLEST)}; direction: up or down.",
            )
    return [Belief(**row) for row in rows]


def _can_be_tested(row: Mapping[str, str]) -> bool:
    known, kind = by_name(), row["kind"]
    if kind not in SMALLEST or row["direction"] not in ("up", "down"):
        return False
    if kind == "released_on":
        return row["features"].partition("=")[0] in PARTS_OF_A_DATE and row["target"] in known
    in_time = row["period"].isdigit() if kind == "rises_after" else row["target"] in (*known, "genre")
    return row["features"] in known and in_time


def all_tested(beliefs: Sequence[Belief], material: Material, seed: int = 0) -> list[Tested]:
    """Every belief on the same recordings; where genres are known, also within them."""
    return [tested for belief in beliefs for tested in TESTS[belief.kind](belief, material, seed)]


def verdict(belief: Belief, effect: Effect) -> str:
    """holds, does not, or cannot be told; see the module's text."""
    if np.isnan(effect.value):
        return UNTOLD
    sign = 1 if belief.direction == "up" else -1
    value, near, far = sign * effect.value, sign * effect.low, sign * effect.high
    near, far = min(near, far), max(near, far)
    smallest = SMALLEST[belief.kind]
    if value >= smallest and near > 0:
        return HOLDS
    return DOES_NOT if far < smallest else UNTOLD


def _goes_with(belief: Belief, m: Material, seed: int) -> list[Tested]:
    x, y = m.column(belief.features), m.column(belief.target)
    known = ~np.isnan(x) & ~np.isnan(y)
    what = f"Spearman's rank correlation of {_label(belief.features)} and {_label(belief.target)}"

    def measured(rows: Bools, groups: Ints | None) -> Effect:
        return effects.correlation(x[rows], y[rows], m.artists[rows], groups, seed)

    return _both(belief, m, known, what, measured)


def _rises_after(belief: Belief, m: Material, seed: int) -> list[Tested]:
    x, year, start = m.column(belief.features), m.column("release_year"), int(belief.period)
    known = ~np.isnan(x) & (year >= start - YEARS_BEFORE)
    later = (year >= start).astype(np.float64)
    for side, words in ((later == 1, f"from {start} on"), (later == 0, f"from {start - YEARS_BEFORE} to {start - 1}")):
        if lacking := _lacking(m, known & side, f"released {words}"):
            return [Tested(belief.id, belief.words, UNTOLD, None, lacking)]
    name = _label(belief.features)
    what = (
        f"{name[:1].upper()}{name[1:]} from {start} on less that of the {YEARS_BEFORE} years before, in standard deviations, "
        "of what is left here"
    )

    def measured(rows: Bools, groups: Ints | None) -> Effect:
        return effects.difference(x[rows], later[rows], m.artists[rows], groups, seed)

    return _both(belief, m, known, what, measured)


def _both(
    belief: Belief, m: Material, known: Bools, what: str, measured: Callable[[Bools, Ints | None], Effect]
) -> list[Tested]:
    """The test over all tracks, and within genres where two or more genres are known."""
    found = [_told(belief, belief.id, m, known, what, lambda rows: measured(rows, None))]
    in_genres = known & (m.genres >= 0)
    if len(np.unique(m.genres[in_genres])) > 1:
        within = f"{what}, within genres"
        found.append(
            _told(belief, belief.id + WITHIN, m, in_genres, within, lambda rows: measured(rows, m.genres[rows]))
        )
    return found


def _tells_genre(belief: Belief, m: Material, seed: int) -> list[Tested]:
    x = m.column(belief.features)
    if len(np.unique(m.genres[m.genres >= 0])) < 2:
        return [Tested(belief.id, belief.words, UNTOLD, None, "Fewer than two genres are known.")]
    known, codes = ~np.isnan(x) & (m.genres >= 0), belief.features == "key"
    kind = "Cramér's V squared of genre and" if codes else "Share of variance between genres of the ranks of"
    what = f"{kind} {_label(belief.features)}, less what chance gives"

    def measured(rows: Bools) -> Effect:
        return effects.between(x[rows], m.genres[rows], m.artists[rows], codes, seed)

    return [_told(belief, belief.id, m, known, what, measured)]


def _released_on(belief: Belief, m: Material, seed: int) -> list[Tested]:
    unit, number = belief.features.split("=")
    if "release_date" not in m.frame or not m.frame["release_date"].notna().any():
        return [Tested(belief.id, belief.words, UNTOLD, None, "No release dates are known.")]
    dates = pd.to_datetime(m.frame["release_date"])
    precise = (m.frame["release_precision"] == "day").to_numpy()
    part = PARTS_OF_A_DATE[unit](dates)
    marked = (part.to_numpy(dtype=np.float64, na_value=np.nan) == int(number)).astype(np.float64)
    y, year = m.column(belief.target), m.column("release_year")
    strata = pd.factorize(pd.Series(m.artists).astype(str) + "/" + pd.Series(year).astype(str))[0].astype(np.int64)
    what = f"Points of {_label(belief.target)} between tracks of one artist and release year"

    def measured(rows: Bools) -> Effect:
        return effects.paired(y[rows], marked[rows], strata[rows], m.artists[rows], seed)

    return [_told(belief, belief.id, m, ~np.isnan(y) & precise, what, measured)]


def _told(belief: Belief, id: str, m: Material, rows: Bools, what: str, measured: Callable[[Bools], Effect]) -> Tested:
    """The test on `rows`, or why it cannot be made."""
    if lacking := _lacking(m, rows, "with what the test needs"):
        return Tested(id, belief.words, UNTOLD, None, lacking)
    effect = measured(rows)
    if np.isnan(effect.value):
        return Tested(id, belief.words, UNTOLD, None, f"Not identified in this data: nothing differs. {what}.")
    if effect.artists < LEAST_ARTISTS or effect.n < LEAST_TRACKS:
        few = f"Not identified in this data: only {effect.n:,} tracks by {effect.artists:,} artists can be compared."
        return Tested(id, belief.words, UNTOLD, None, few)
    method = (
        f"{what}; {effect.n:,} tracks by {effect.artists:,} main artists, interval from draws of artists; "
        f"speaks from {SMALLEST[belief.kind]:g} on"
    )
    return Tested(id, belief.words, verdict(belief, effect), effect, f"{method}.")


def _lacking(m: Material, rows: Bools, what: str) -> str:
    """Why `rows` are too few to test on; '' when they are enough."""
    n, artists = int(rows.sum()), len(np.unique(m.artists[rows]))
    if n >= LEAST_TRACKS and artists >= LEAST_ARTISTS:
        return ""
    if not n:
        return f"No track {what} is there."
    return f"Only {n:,} tracks by {artists:,} artists {what}; {LEAST_TRACKS} by {LEAST_ARTISTS} are needed."


def _label(name: str) -> str:
    known = by_name()
    label = known[name].label if name in known else name
    return label[:1].lower() + label[1:]


TESTS: dict[str, Callable[[Belief, Material, int], list[Tested]]] = {
    "goes_with": _goes_with,
    "tells_genre": _tells_genre,
    "rises_after": _rises_after,
    "released_on": _released_on,
}
