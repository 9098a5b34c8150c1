"""A rule that people keep: what it looks at, and how many false alarms a year it is expected to raise."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.movers.rates import Rates
from warehouse.errors import FilterError
from warehouse.filters import TrackFilter, parse
from warehouse.queries import movers

LEAST, MOST = 4.0, 100.0
"""Thresholds that can be judged, in robust spreads."""
DIRECTIONS = ("both", "up", "down")


@dataclass(frozen=True)
class Rule:
    """source, what, place, kind: which series and movement ; threshold in robust spreads, None: the default one ;
    direction: 'up', 'down' or 'both', of the number (a better place is up) ; where: a filter over tracks.
    """

    source: str
    what: str
    place: str = ""
    kind: str = "spike"
    threshold: float | None = None
    direction: str = "both"
    where: str = ""

    def checked(self) -> TrackFilter:
        """The rule's filter. Raises FilterError for what cannot be a rule."""
        movers.known(source=self.source, what=self.what, kind=self.kind)
        if self.source == "popularity":
            raise FilterError(
                "Popularity has too few dates for a rule: nothing can be set against a track's own past.",
                "Make the rule on plays, chart streams or chart places.",
            )
        if self.direction not in DIRECTIONS:
            raise FilterError(f"There is no direction {self.direction[:20]!r}.", f"There are: {', '.join(DIRECTIONS)}.")
        if self.threshold is not None and not LEAST <= self.threshold <= MOST:
            raise FilterError(
                f"A threshold of {self.threshold:g} cannot be judged.",
                f"It lies between {LEAST:g} and {MOST:g} spreads.",
            )
        if self.where.strip() and self.what != "track":
            raise FilterError("A filter chooses tracks, and this rule is not about tracks.", "Leave the filter out.")
        return parse(self.where)


@dataclass(frozen=True)
class Expected:
    """threshold in force ; a_year: false alarms expected in a year, at most ; series that are followed ; per_1000: false
    alarms in 1,000 series-months.
    """

    threshold: float
    a_year: float
    series: int
    per_1000: float

    @property
    def words(self) -> str:
        """What the rule states before it is saved."""
        count = "fewer than 0.1" if self.a_year < 0.1 else f"at most {self.a_year:,.1f}"
        return (
            f"Expect {count} false alarms a year: no more than {self.per_1000:.2g} in 1,000 series-months on shuffled data, "
            f"{self.series:,} series followed, threshold {self.threshold:g} spreads"
        )


def expected(rule: Rule, rates: Rates, followed: dict[str, int]) -> Expected:
    """What a rule will raise by chance alone. followed: as warehouse.queries.movers.followed counts it.

    Raises FilterError where the data cannot say: no such series, or too little history.
    """
    group = (rule.source, rule.what, rule.place, rule.kind)
    where = f" in {rule.place}" if rule.place else ""
    if not followed["series_weeks"]:
        raise FilterError(
            f"No {rule.what} has {rule.source} of 12 weeks and more{where} in the last year that the rule keeps.",
            "Choose another measure, loosen the filter, or load more weeks.",
        )
    threshold = rates.threshold(*group) if rule.threshold is None else rule.threshold
    per_month = None if threshold is None else rates.per_month(*group, threshold)
    if threshold is None or per_month is None:
        raise FilterError(
            f"There is too little history to say how often {rule.kind} of {rule.source}{where} is chance.",
            "Load more weeks, or choose another measure.",
        )
    years = min(followed["weeks"], 52) / 52
    a_year = per_month * followed["series_weeks"] / movers.WEEKS_A_MONTH / years
    return Expected(threshold, a_year, followed["series"], 1000 * per_month)
