"""The ranking by a score as a file: the rows and columns of the screen, all rows, with the weights in its first lines."""

from __future__ import annotations

from dataclasses import replace

from warehouse import export
from warehouse.connect import View
from warehouse.filters import TrackFilter
from warehouse.queries import scored
from warehouse.scores import Weights, weights_words, write_weights

TEXTS = ("track_id", "title", "artists", "reason")


def stream_scored(
    view: View, flt: TrackFilter, weights: Weights, *, provenance: bool = True, raw: bool = False
) -> export.Pieces:
    """The whole ranking in pieces, the highest score first; otherwise as `warehouse.export.stream_tracks`."""
    names = scored.columns(weights)
    query, params = scored.selection(flt, weights)
    guarded = ", ".join(f'{export.guard_sql(n) if n in TEXTS and not raw else n} as "{n}"' for n in names)
    # The order is said again: what is selected from a query has none of its own.
    rows = f"select {guarded} from (select row_number() over () as place, * from ({query})) order by place"
    said = replace(
        export.provenance_of(view, flt, (), ["track_id"], raw=raw),
        columns=names,
        asked={
            "tracks": f"ranked by a score; {flt.words}",
            "filter expression": flt.text or "(none)",
            "score": f"{weights_words(weights)} ({write_weights(weights)})",
            "ranks": "share of the tracks with a value that lie below, of the whole catalogue, 0 to 100",
            "sort": "score, highest first",
        },
    )
    return export.Pieces(names, view.batches(rows, params, export.BATCH_ROWS), provenance and said)
