"""What the address of the map says: layout, colour, the part in view, the lasso, a placed track."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.errors import FilterError
from warehouse.queries.sound_map import COLOURS, LAYOUTS, Box, numbers_of, polygon_of, polygon_text

LAYOUT, COLOUR = "t-SNE", "group"
#: Corners of a lasso that an address carries at most: a drawn one has hundreds, and every few pixels is enough.
CORNERS = 60
POINT = tuple[float, float]


@dataclass(frozen=True)
class State:
    """box: the part in view, None all of it ; polygon: corners of the lasso ; place: id of a placed track ; candidate: the
    address of a candidate on Screening, without its '?' ; mood: what the colour mood shows, '' the first ; estimated: whether
    recordings are shown whose place is estimated.
    """

    layout: str = LAYOUT
    colour: str = COLOUR
    box: Box | None = None
    polygon: tuple[POINT, ...] = ()
    place: str = ""
    candidate: str = ""
    mood: str = ""
    estimated: bool = True

    def params(self) -> dict[str, str]:
        """The state as it stands in the address; `read` is its inverse."""
        return {
            "layout": "" if self.layout == LAYOUT else self.layout,
            "colour": "" if self.colour == COLOUR else self.colour,
            "view": "" if self.box is None else ",".join(f"{end:.2f}" for end in self.box),
            "lasso": polygon_text(self.polygon),
            "place": self.place,
            "candidate": self.candidate,
            "mood": self.mood if self.colour == "mood" else "",
            "estimated": "" if self.estimated else "0",
        }


def read(query: Mapping[str, Any]) -> State:
    """The state that an address holds. Raises FilterError for what cannot be meant."""
    layout, colour = str(query.get("layout") or LAYOUT), str(query.get("colour") or COLOUR)
    if layout not in LAYOUTS:
        raise FilterError(f"The map has no layout {layout[:40]!r}.", f"Layouts: {', '.join(LAYOUTS)}.")
    if colour not in COLOURS:
        raise FilterError(f"The map cannot be coloured by {colour[:40]!r}.", f"Colours: {', '.join(COLOURS)}.")
    place, candidate = str(query.get("place") or "")[:200], str(query.get("candidate") or "")[:2000]
    return State(
        layout, colour, box_of(query.get("view") or ""), polygon_of(query.get("lasso") or ""), place, candidate,
        str(query.get("mood") or "")[:80], str(query.get("estimated") or "") != "0",
    )  # fmt: skip


def box_of(text: str) -> Box | None:
    """'left,right,lower,upper' as a box, None for ''. Raises FilterError."""
    if not text:
        return None
    ends = numbers_of(text)
    if len(ends) != 4 or ends[0] >= ends[1] or ends[2] >= ends[3]:
        raise FilterError(f"{text[:60]!r} is no part of the map.", "Four numbers: left, right, lower, upper.")
    return ends[0], ends[1], ends[2], ends[3]


def thinned(xs: Sequence[float], ys: Sequence[float]) -> tuple[POINT, ...]:
    """A drawn lasso with at most CORNERS corners, evenly taken."""
    step = max(1, -(-len(xs) // CORNERS))
    return tuple(zip(xs[::step], ys[::step], strict=True))


def zoomed(relayout: Mapping[str, Any] | None, before: Box | None) -> Box | None:
    """The part in view after a plotly relayout event; `before` when the event is about something else."""
    told = relayout or {}
    if told.get("xaxis.autorange"):
        return None
    names = ("xaxis.range[0]", "xaxis.range[1]", "yaxis.range[0]", "yaxis.range[1]")
    if not all(name in told for name in names):
        return before
    left, right, lower, upper = (round(float(told[name]), 2) for name in names)
    return (left, right, lower, upper) if left < right and lower < upper else before
