"""What the address of Playlists says: where tracks come from, what is wished, which playlist is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from analytics.live.playlist import MOST_MINUTES, MOST_TRACKS, SHAPES, Shape, Source, Wishes
from warehouse.errors import FilterError
from warehouse.queries.sound_map import polygon_of

VIEWS = {"make": "Make one", "fit": "Look at one"}
SOURCES = {
    "words": "Words",
    "group": "Group",
    "tracks": "Seed tracks",
    "listener": "Listener",
    "map": "Map selection",
    "list": "Shortlist",
}
#: Ids that an address carries at most, and the longest text.
MOST_IDS, LONGEST = 200, 500
TRACKS, PER_ARTIST = 20, 2


@dataclass(frozen=True)
class State:
    """view: make or fit ; source: a key of SOURCES ; the others as in analytics.live.playlist ; playlist: id of a loaded one ;
    pasted: ids of a pasted one, of so many entries ; candidate: ids that are judged. Lists of ids are joined by commas."""

    view: str = "make"
    source: str = "words"
    prompt: str = ""
    cluster: str = ""
    layout: str = "t-SNE"
    lasso: str = ""
    like: str = ""
    listener: str = ""
    ids: str = ""
    shortlist: str = ""
    tracks: str = ""
    minutes: str = ""
    tempo: str = "any"
    energy: str = "any"
    dial: str = "0.5"
    artist: str = str(PER_ARTIST)
    include: str = ""
    exclude: str = ""
    playlist: str = ""
    pasted: str = ""
    entries: str = ""
    candidate: str = ""

    def params(self) -> dict[str, str]:
        """The state as it stands in the address, without what is usual; `read` is its inverse."""
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        usual = {f.name: f.default for f in fields(self)}
        found = {name: "" if value == usual[name] else value for name, value in found.items()}
        return {("from" if name == "source" else name): value for name, value in found.items()}

    def asked(self) -> Source:
        """The source of the chosen kind; the others stay in the address and do not count."""
        made = {
            "words": Source(prompt=self.prompt),
            "group": Source(cluster=int(self.cluster) if self.cluster.isdigit() else None),
            "map": Source(layout=self.layout, lasso=self.lasso),
            "tracks": Source(likes=listed(self.like)),
            "listener": Source(listener=self.listener),
            "list": Source(ids=listed(self.ids)),
        }
        return made[self.source]

    def wishes(self) -> Wishes:
        """What is wished. Raises FilterError where that cannot be."""
        minutes = number(self.minutes, "minutes", 1, MOST_MINUTES) if self.minutes else None
        tracks = int(number(self.tracks, "tracks", 1, MOST_TRACKS)) if self.tracks else TRACKS
        dial, artist = number(self.dial, "dial", 0, 1), int(number(self.artist, "artist", 1, MOST_TRACKS))
        arcs = _shape(self.tempo), _shape(self.energy)
        return Wishes(tracks, minutes, *arcs, artist, dial, listed(self.include), listed(self.exclude))

    @property
    def sized(self) -> bool:
        """Whether the address says how long; otherwise the words may."""
        return bool(self.tracks or self.minutes)


def listed(text: str) -> tuple[str, ...]:
    """Ids of a list in the address."""
    return tuple(dict.fromkeys(part for part in text.split(",") if part))[:MOST_IDS]


def joined(ids: Any) -> str:
    """The inverse of `listed`; ids that hold a comma cannot stand in an address and are left out."""
    return ",".join(str(one) for one in list(ids or [])[:MOST_IDS] if "," not in str(one))


def read(query: Mapping[str, Any]) -> State:
    """The state that an address holds. Raises FilterError for what cannot be meant."""
    given = {
        f.name: str(query[f.name])[: 100 * LONGEST] for f in fields(State) if query.get(f.name) and f.name != "source"
    }
    lasso = bool(given.get("lasso"))
    source = str(query.get("from") or "words")
    state = State(source="map" if source == "map" or (lasso and not query.get("from")) else source, **given)
    if state.view not in VIEWS or state.source not in SOURCES:
        raise FilterError(
            f"There is no {state.view!r} of playlists from {state.source!r}.", f"From: {', '.join(SOURCES)}."
        )
    polygon_of(state.lasso)
    state.wishes()
    return state


def number(text: str, name: str, low: float, high: float) -> float:
    """A number of the address. Raises FilterError."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise FilterError(f"{text[:40]!r} is no number for {name}.", f"From {low:g} to {high:g}.")
    return value


def _shape(text: str) -> Shape:
    for shape in SHAPES:
        if shape == text:
            return shape
    raise FilterError(f"There is no arc {text[:40]!r}.", f"Arcs: {', '.join(SHAPES)}.")
