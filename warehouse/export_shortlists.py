"""The file of a shortlist: its tracks in the order on screen, with notes and times, and where all of it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.connect import View
from warehouse.export import Pieces
from warehouse.export_work import stream_frame
from warehouse.queries import models, shortlists
from warehouse.userdata import Entry


def stream_shortlist(
    view: View, name: str, entries: Sequence[Entry], order: str, *, provenance: bool = True, raw: bool = False
) -> Pieces:
    """A shortlist as CSV; otherwise as `warehouse.export.stream_table`. Raises FilterError for an order that is none."""
    found = shortlists.listed(view, entries, order)
    gone = int((~found["there"]).sum())
    asked = {
        "shortlist": name,
        "tracks": f"{len(found)}, {gone} of them no longer in the catalogue",
        "sort": shortlists.ORDERS[order][0].lower(),
        "added_at": "UTC",
    }
    if run := models.promoted_run(view, "popularity"):
        asked["expected_popularity"] = f"popularity model, run {run}"
    columns = found.drop(columns="there").assign(added_at=found["added_at"].astype("datetime64[s]"))
    return stream_frame(view, columns, asked, provenance=provenance, raw=raw)
