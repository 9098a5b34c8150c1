"""Files of work on genres and on the map: decisions about tags, tracks between two genres, tracks behind a cell of the
confusion, tracks inside a lasso."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from warehouse import export
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries import confused, genre_work, map_estimates, models, sound_map
from warehouse.queries.confused import Cell
from warehouse.queries.fixed import sql
from warehouse.userdata import Retag

#: Columns of the file of decisions, in order.
DECIDED = {
    "track_id": pa.string(),
    "title": pa.string(),
    "artists": pa.string(),
    "vocabulary": pa.string(),
    "genre": pa.string(),
    "decision": pa.string(),
    "new_genre": pa.string(),
    "note": pa.string(),
    "decided_at": pa.timestamp("s"),
}


def stream_retags(view: View, decided: Sequence[Retag], *, provenance: bool = True, raw: bool = False) -> export.Pieces:
    """Decisions about tags as CSV, newest first, with title and artists where the track is still in the catalogue.

    An accepted decision replaces `genre` by `new_genre`; a kept one has no new genre. Otherwise as
    `warehouse.export.stream_tracks`.
    """
    accepted = sum(one.decision == "accept" for one in decided)
    asked = {
        "decisions": f"{accepted} accepted, {len(decided) - accepted} kept, the newest of each tag, by people",
        "sort": "newest decision first",
    }
    return export.stream_table(view, retag_table(view, decided), asked, provenance=provenance, raw=raw)


def retag_table(view: View, decided: Sequence[Retag]) -> pa.Table:
    """DECIDED, one row a decision."""
    known = genre_work.tracks(view, sorted({one.track_id for one in decided})).set_index("track_id")
    rows = [
        {
            **{name: getattr(one, name) for name in DECIDED if hasattr(one, name)},
            **{name: known[name].get(one.track_id) for name in ("title", "artists")},
            "new_genre": one.new_genre or None,
            "note": one.note or None,
        }
        for one in decided
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema(list(DECIDED.items())))


def stream_between(view: View, one: str, two: str, *, provenance: bool = True, raw: bool = False) -> export.Pieces:
    """Tracks that live between two genres as CSV, the most divided first; otherwise as `stream_table`."""
    asked = {
        "tracks": f"between {one} and {two}: a model that had not seen them gives both at least {genre_work.BETWEEN:g}",
        "model": f"out of fold, run {genre_work.extent(view).run}",
        "sort": "the smaller of the two probabilities, highest first",
    }
    return stream_frame(view, genre_work.between(view, one, two), asked, provenance=provenance, raw=raw)


def stream_confused(
    view: View, source: str, cell: Cell, *, provenance: bool = True, raw: bool = False
) -> export.Pieces:
    """Tracks behind a cell of the confusion as CSV, the surest answer first; otherwise as `stream_table`."""
    answer = cell.answered or f"a genre beside {', '.join(cell.inside)}"
    runs = {"held": view.value(sql("served_run"), {"model": "genre"}), "oof": genre_work.extent(view).run}
    asked = {
        "tracks": f"truly {cell.truth}, answered {answer}",
        "answers": "held out, the tracks that the confusion counts" if source == "held" else "out of fold, every track",
        "model": f"genre run {runs.get(source)}, none of it had seen these tracks",
        "weight": "the part of the track that the cell counts: 1 / k for a miss of a track with k genres",
        "sort": "probability of the answer, highest first",
    }
    return stream_frame(view, confused.tracks(view, source, cell), asked, provenance=provenance, raw=raw)


def stream_lasso(
    view: View, layout: str, lasso: str, *, estimated: bool = False, provenance: bool = True, raw: bool = False
) -> export.Pieces:
    """Recordings inside a lasso of the map as CSV, the most popular first; otherwise as `stream_table`.

    estimated: after them those whose estimated place is inside; the column `place` says which is which, measured or estimated.
    Raises FilterError for a layout or a lasso that is none.
    """
    polygon = sound_map.polygon_of(lasso)
    if layout not in sound_map.LAYOUTS or not polygon:
        raise FilterError(
            "A part of the map needs a layout and a lasso.", "Draw a lasso on the map and export it there."
        )
    asked = {
        "tracks": f"inside a lasso of {len(polygon)} corners on the map, layout {layout}",
        "lasso": lasso,
        "map": f"run {models.promoted_run(view, 'map')}",
        "sort": "most popular first",
    }
    found = sound_map.listed(view, sound_map.inside(view, layout, polygon), layout).assign(place="measured")
    if estimated and layout == map_estimates.LAYOUT:
        asked["place"] = (
            "measured, then estimated by what sound tells alone; how far these are off: Map, card of the model"
        )
        found = pd.concat([found, map_estimates.inside(view, polygon).assign(place="estimated")], ignore_index=True)
    return stream_frame(view, found, asked, provenance=provenance, raw=raw)


def stream_frame(
    view: View, frame: pd.DataFrame, asked: dict[str, str], *, provenance: bool = True, raw: bool = False
) -> export.Pieces:
    """A small frame as CSV; otherwise as `warehouse.export.stream_table`."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return export.stream_table(view, table, asked, provenance=provenance, raw=raw)
