"""What moves in the snapshot, and what is too unusual to be chance; nothing is trained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.movers.rates import PER_1000, Rates
from analytics.movers.rules import DIRECTIONS, LEAST, MOST, Expected, Rule, expected
from warehouse.connect import Reader, View
from warehouse.errors import FilterError
from warehouse.filters import TrackFilter
from warehouse.queries import movers
from warehouse.queries.movers import By

__all__ = [
    "DIRECTIONS", "LEAST", "MOST", "PER_1000", "Alarms", "Expected", "Moved", "Rule",
    "alarms", "expect", "groups", "moved", "promised", "rates_of", "ruled",
]  # fmt: skip

NEEDS = (
    "Nothing here moves in time: load plays with times, charts of several weeks, or a second date of popularity. "
    "In a terminal: repertoire load FILE --publish"
)
ONLY_DATES = (
    "Popularity is compared between its last two dates, beside tracks that stood as high: it has no history yet."
)


@dataclass(frozen=True)
class Moved:
    """rows as warehouse.queries.movers.ranked gives them, with `unusual` in words ; notes for people."""

    rows: pd.DataFrame
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Alarms:
    """rows: week, source, what, place, kind, item, name, artists, track_id, artist_id, value, usual, z, unusual (words),
    one_in (weeks), before_peak ; rates: the default thresholds with their false alarms ; notes for people.
    """

    rows: pd.DataFrame
    rates: pd.DataFrame
    notes: tuple[str, ...]


def groups(reader: Reader) -> pd.DataFrame:
    """The kinds of series there are; see warehouse.queries.movers.groups."""
    found: pd.DataFrame = reader.cached(("mover-groups",), movers.groups)
    return found


def rates_of(reader: Reader) -> Rates:
    """False-alarm rates of the snapshot."""
    found: Rates = reader.cached(("mover-rates",), lambda view: Rates(movers.rates(view)))
    return found


def moved(
    reader: Reader,
    what: str = "track",
    source: str = "",
    place: str = "",
    by: By = "absolute",
    falling: bool = False,
    flt: TrackFilter | None = None,
    most: int = 100,
) -> Moved:
    """What moved most in the last 4 weeks against the 4 before. source: '' takes the first that the data have.

    Raises FilterError for words that name nothing.
    """
    movers.known(what=what, by=by, **({"source": source} if source else {}))
    there = groups(reader)
    there = there[there["what"] == what]
    own = there[there["source"] == source] if source else there
    if own.empty:
        said = f"No {what} has {source or 'values'} over time here. {NEEDS if there.empty else _others(there)}"
        with reader.view() as view:
            return Moved(movers.ranked(view, "plays", what, most=0).assign(unusual=""), (said,))
    order = {name: i for i, name in enumerate(movers.SOURCES)}
    source = source or min(own["source"], key=lambda name: order[name])
    place = place or str(own[own["source"] == source].iloc[0]["place"])
    with reader.view() as view:
        rows = movers.ranked(view, source, what, place, by, falling, flt, most)
    notes = _moved_notes(source, place, own, rows)
    return Moved(rows.assign(unusual=_unusual(rates_of(reader), rows, source, what, place)), notes)


def _others(there: pd.DataFrame) -> str:
    return f"There are: {', '.join(dict.fromkeys(there['source']))}."


def _moved_notes(source: str, place: str, own: pd.DataFrame, rows: pd.DataFrame) -> tuple[str, ...]:
    if source == "popularity":
        return (ONLY_DATES,)
    group = own[(own["source"] == source) & (own["place"] == place)]
    if group.empty:
        return (f"There is no chart {place[:60]!r}. There are: {', '.join(own[own['source'] == source]['place'])}.",)
    last, where = group.iloc[0]["last_week"], f" in {place}" if place else ""
    what = "Best place" if source == "rank" else f"Sum of {source}"
    return (f"{what}{where} in the 4 weeks to the week of {last:%d %b %Y}, beside the 4 weeks before.",)


def _unusual(rates: Rates, rows: pd.DataFrame, source: str, what: str, place: str) -> list[str]:
    words = []
    for z in rows["velocity"]:
        found = None if pd.isna(z) else rates.rarity(source, what, place, "velocity", float(z))
        words.append("too little history" if pd.isna(z) else found.words if found else "usual")
    return [""] * len(rows) if source == "popularity" else words


def alarms(
    reader: Reader, what: str = "", source: str = "", kind: str = "", weeks: int = 13, flt: TrackFilter | None = None
) -> Alarms:
    """What is past the default threshold, whose false alarms are at most PER_1000 in 1,000 series-months, in the last weeks
    of each source (0: all). Raises FilterError.
    """
    asked = {name: value for name, value in (("what", what), ("source", source), ("kind", kind)) if value}
    movers.known(**asked)
    rates = rates_of(reader)
    chosen = rates.defaults()
    for name, value in asked.items():
        chosen = chosen[chosen[name] == value]
    with reader.view() as view:
        rows = movers.alarms(view, chosen, weeks, flt)
    return Alarms(_worded(rows, rates), chosen, _alarm_notes(reader, rates))


def _worded(rows: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    found = [rates.rarity(r["source"], r["what"], r["place"], r["kind"], r["z"]) for r in rows.to_dict("records")]
    return rows.assign(
        unusual=[one.words if one else "" for one in found],
        one_in=[one.weeks if one else np.nan for one in found],
        before_peak=(rows["z"] > 0) & (rows["week"] < rows["peak"]),
    )


def _alarm_notes(reader: Reader, rates: Rates) -> tuple[str, ...]:
    if rates.frame.empty:
        there = groups(reader)
        return (
            NEEDS if there.empty else "No series has 17 weeks without a gap, so none can be set against its own past.",
        )
    able = rates.defaults()[["source", "what", "place"]].drop_duplicates()
    every = rates.frame[["source", "what", "place"]].drop_duplicates()
    less = len(every) - len(able)
    more = f" {less} of {len(every)} kinds of series have too little history for a stated rate." if less else ""
    said = f"A false alarm is one that shuffled weeks raise as well: at the default at most {PER_1000:g} in 1,000 series-months."
    return (said + more,)


def expect(reader: Reader, rule: Rule) -> Expected:
    """The false alarms a year that a rule states before it is saved. Raises FilterError where nothing can be said."""
    flt = rule.checked()
    with reader.view() as view:
        return expected(rule, rates_of(reader), movers.followed(view, rule.source, rule.what, rule.place, flt))


def promised(reader: Reader, rule: Rule) -> tuple[str, float | None]:
    """What a rule under edit expects in words, or why nothing can be said, and its false alarms a year."""
    try:
        said = expect(reader, rule)
    except FilterError as error:
        return f"{error.message} {error.hint}", None
    return f"{said.words}.", said.a_year


def ruled(view: View, rule: Rule, weeks: int) -> tuple[pd.DataFrame, Expected]:
    """The alarms of a rule in the last weeks of its source, as `Alarms.rows`, and what it expects. Raises FilterError."""
    flt, rates = rule.checked(), Rates(movers.rates(view))
    said = expected(rule, rates, movers.followed(view, rule.source, rule.what, rule.place, flt))
    group = {"source": rule.source, "what": rule.what, "place": rule.place, "kind": rule.kind}
    rows = movers.alarms(view, pd.DataFrame([{**group, "threshold": said.threshold}]), weeks, flt)
    rising = (rows["z"] < 0) if rule.direction == "down" else (rows["z"] > 0)
    return _worded(rows if rule.direction == "both" else rows[rising], rates), said
