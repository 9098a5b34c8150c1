"""When releases came out and how popular they are: what questions about release timing are answered from."""

from __future__ import annotations

from typing import Any

import pandas as pd

from warehouse.connect import View
from warehouse.queries.fixed import text_of


def releases(view: View) -> pd.DataFrame:
    """artist, release, released (day), genre, popularity (mean of its recordings, 0 to 100), valence (missing where not
    known), recordings, age (years at the date of the data): releases dated to the day and not of the future.
    """
    return view.frame(text_of("timing_releases"))


def set_aside(view: View) -> dict[str, Any]:
    """{"recordings", "undated", "coarse", "future", "unrated", "as_of"}: what `releases` leaves out, and why."""
    (row,) = view.frame(text_of("timing_set_aside")).to_dict("records")
    return {str(name): value for name, value in row.items()}
