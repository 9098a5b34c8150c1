"""How genres move over release periods, for the pages."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics import drift
from warehouse.connect import View
from warehouse.queries import genre_work

LEAST = drift.LEAST
YEARS = 5


@dataclass(frozen=True)
class Drift:
    """periods: means with intervals by period (genre missing: every track) ; changes: first against last, strongest first."""

    periods: pd.DataFrame
    changes: pd.DataFrame

    def moved(self, genre: str) -> pd.DataFrame:
        """What changed in a genre beyond its interval, strongest first."""
        return drift.moved(self.changes[self.changes["genre"] == genre])

    @property
    def dated(self) -> bool:
        """Whether any period has enough recordings with a release date."""
        return len(self.periods) > 0


def genre_drift(view: View, vocabulary: str, years: int = YEARS) -> Drift:
    """Drift of every genre of a vocabulary; empty frames without release dates."""
    found = genre_work.periods(view, vocabulary, years)
    return Drift(drift.shown(found), drift.changes(found))
