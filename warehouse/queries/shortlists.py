"""What the catalogue says of the tracks of a shortlist. The lists themselves stand in user data."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries.fixed import text_of
from warehouse.userdata import Entry

#: Order of a list -> its name for people and the column it goes by, the highest first; '' is the order people made.
ORDERS: dict[str, tuple[str, str]] = {
    "": ("Own order", ""),
    "added": ("Added last", "added_at"),
    "popularity": ("Popularity", "popularity"),
    "expected": ("Expected", "expected_popularity"),
    "title": ("Title", "title"),
}
COLUMNS = (
    "track_id", "title", "artists", "popularity", "genres", "expected_popularity", "predicted_genre", "note", "added_at",
)  # fmt: skip


def listed(view: View, entries: Sequence[Entry], order: str = "") -> pd.DataFrame:
    """COLUMNS of the entries of a list, one row each, in an order of ORDERS; `there`: the catalogue still has the track.

    What the catalogue says is missing where it has the track no more. Raises FilterError for an order that is none.
    """
    if order not in ORDERS:
        known = ", ".join(name for name in ORDERS if name)
        raise FilterError(f"A shortlist has no order {order[:40]!r}.", f"Orders: {known}, or none for its own.")
    known_tracks = view.frame(text_of("shortlisted_tracks"), {"tracks": [one.track_id for one in entries]})
    own = pd.DataFrame(
        [(one.track_id, one.note, one.added_at) for one in entries], columns=["track_id", "note", "added_at"]
    )
    own["track_id"] = own["track_id"].astype(known_tracks["track_id"].dtype)
    both = own.merge(known_tracks.assign(there=True), on="track_id", how="left")
    both["there"] = both["there"].notna()
    return _ordered(both, order)[[*COLUMNS, "there"]]


def _ordered(rows: pd.DataFrame, order: str) -> pd.DataFrame:
    column = ORDERS[order][1]
    if not column:
        return rows
    key = rows[column].str.casefold() if column == "title" else rows[column]
    place = key.argsort() if rows.empty else key.sort_values(ascending=column == "title", kind="stable").index
    return rows.loc[place].reset_index(drop=True)
