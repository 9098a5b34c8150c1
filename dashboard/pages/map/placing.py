"""The one track that the address places on the map: at its place, or with the region where it may stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from analytics.live import place as places
from analytics.live import score
from analytics.live.candidates import Candidate
from dashboard.context import Context
from dashboard.figures.sound_map import Label, Region
from dashboard.pages.map.state import State
from dashboard.pages.screening import state as candidates
from warehouse.connect import View
from warehouse.queries import sound_map
from warehouse.queries.map_estimates import LAYOUT


@dataclass(frozen=True)
class Placed:
    """label: where it is drawn, None where nothing says so ; region: where it may stand, of a track without a place ; title,
    words: what is said of such a track ; track_id: '' for a candidate.
    """

    label: Label | None = None
    region: Region | None = None
    title: str = ""
    words: str = ""
    track_id: str = ""


def placed(context: Context, names: Mapping[int, str], state: State) -> Placed:
    """The track of the address: one of the catalogue, or a candidate from Screening. names: group -> its name."""
    if state.candidate:
        asked = candidates.read(dict(parse_qsl(state.candidate)))
        return _somewhere(context, names, state, candidates.candidate(context, asked))
    if not state.place:
        return Placed()
    known = context.reader.cached(("map-place", state.place), lambda view: _stored(view, state.place))
    if known is not None:
        x, y = sound_map.LAYOUTS[state.layout]
        return Placed(Label(known[x], known[y], str(known["title"]), ""))
    candidate = score.track(context.reader, state.place, "")
    return _somewhere(context, names, state, candidate, state.place) if candidate else Placed()


def _stored(view: View, track_id: str) -> dict[Any, Any] | None:
    number = sound_map.number_of(view, track_id)
    found = sound_map.point(view, number).to_dict("records") if number is not None else []
    return found[0] if found else None


def _somewhere(
    context: Context, names: Mapping[int, str], state: State, candidate: Candidate, track_id: str = ""
) -> Placed:
    """A track that does not stand on the map: where it would stand, or may stand where too little is known of it."""
    title = candidate.title or "Candidate"
    found = places.place(context.reader, candidate.values)
    if found is not None:
        group = names.get(found.group, "") if found.group is not None else ""
        return Placed(Label(*found.where[state.layout], title, group))
    values = candidate.values
    key = ("map-region", *sorted(values.items()))
    region = context.reader.cached(key, lambda _view: places.region_by_sound(context.reader, values))
    if region.middle is None or state.layout != LAYOUT:
        words = region.words if region.middle is None else f"Its region is drawn on the layout {LAYOUT}."
        return Placed(title=title, words=words, track_id=track_id)
    left, right, lower, upper = region.about["box"]
    cells = Region(region.cells, (left, right, lower, upper), int(region.about["side"]))
    return Placed(Label(*region.middle, title, ""), cells, title, region.words, track_id)
