"""The tracks behind a cell of the genre confusion: truly of one genre, answered with another by a model that had not seen them.

Two sources are honest. `held`: the holdout on which the promoted model was judged, the tracks that the confusion counts.
`oof`: every labelled track, each judged by a model that learned from the others, its artist's among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries import genre_work
from warehouse.queries.fixed import sql

Source = Literal["held", "oof"]
SOURCES: tuple[Source, ...] = get_args(Source)
COLUMNS = ("track_id", "title", "artists", "genres", "answered", "probability", "weight", "popularity")


@dataclass(frozen=True)
class Cell:
    """True genre and answer. answered: '' for every genre that is not in `inside`, the genres of a family."""

    truth: str
    answered: str
    inside: tuple[str, ...] = ()


def extents(view: View) -> dict[Source, int]:
    """How many tracks each source has judged; 0 where it is empty."""
    return {"held": int(view.value(sql("judged_held_out"))), "oof": genre_work.extent(view).tracks}


def tracks(view: View, source: str, cell: Cell) -> pd.DataFrame:
    """COLUMNS of the tracks behind a cell, the surest answer first. probability: of the answer ; weight: the part of the
    track that counts for the cell, 1 / k for a miss of a track with k genres. Raises FilterError for no source of ours."""
    if source not in SOURCES:
        raise FilterError(f"Answers come from no source {source[:40]!r}.", f"Sources: {', '.join(SOURCES)}.")
    name = "confused_held_out" if source == "held" else "confused_out_of_fold"
    inside: Sequence[str] = list(cell.inside)
    found = view.frame(sql(name), {"truth": cell.truth, "answered": cell.answered or None, "inside": inside})
    return found[list(COLUMNS)]
