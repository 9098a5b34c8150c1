"""What the map asks of a snapshot, and the frames and arrays its figure needs. Counting, no drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard import format as fmt
from dashboard.context import Context
from dashboard.figures.sound_map import Drawn, Label, ends
from dashboard.pages.map import estimates
from dashboard.pages.map.placing import Placed, placed
from dashboard.pages.map.state import State
from warehouse.connect import Snapshot, View
from warehouse.errors import FilterError
from warehouse.queries import catalogue, map_estimates, models, moods, sound_map
from warehouse.queries.sound_map import NUMBERS, Box, Extent
from warehouse.userdata.shortlists import MOST as MOST_LISTED

#: Points drawn of the whole map, points drawn at most, and cells of the density layer.
FIRST, MOST, CELLS = 12_000, 100_000, (180, 120)
#: What a point can be coloured by, in the order of the switch; their columns: sound_map.COLOURS.
COLOURS = {
    "group": "Group",
    "family": "Genre",
    "predicted": "Predicted",
    "popularity": "Popularity",
    "year": "Year",
    "mood": "Mood",
}
MARGIN = 0.04


@dataclass(frozen=True)
class Facts:
    """The map that this snapshot holds. cards: model -> card and runs: model -> run of what serves ; groups: of all tracks,
    with the names in force ; niches: dense groups ; estimated, without: recordings that have an estimated place, and none at all.
    """

    about: Snapshot
    loads: pd.DataFrame
    tracks: int
    extents: Mapping[str, Extent]
    groups: pd.DataFrame
    niches: pd.DataFrame
    moods: Sequence[str]
    cards: Mapping[str, Mapping[str, Any]]
    runs: Mapping[str, str]
    estimated: int
    without: int

    @property
    def by_sound(self) -> Mapping[str, Any] | None:
        """What was measured of places by what sound tells (analytics/region.py), None where it was not."""
        found: Mapping[str, Any] | None = self.cards["map"]["model"].get("by_sound")
        return found

    @property
    def n(self) -> int:
        """Recordings on the map."""
        return self.extents["t-SNE"].n


def facts(context: Context) -> Facts:
    """What is on the map, with the names that people gave."""
    found = context.reader.cached(("map-facts",), _gathered)
    given = context.userdata.group_names.names() if context.userdata else {}
    return Facts(**{**found, "groups": named(found["groups"], given), "niches": named(found["niches"], given)})


def _gathered(view: View) -> dict[str, Any]:
    cards = {run["model"]: run for run in models.cards(view) if run["promoted"]}
    estimated, without = map_estimates.counts(view)
    return {
        "about": view.snapshot,
        "loads": catalogue.loads(view),
        "tracks": int(catalogue.counts(view)["tracks"]),
        "extents": {name: sound_map.extent(view, name) for name in sound_map.LAYOUTS},
        "groups": sound_map.groups(view, "all"),
        "niches": sound_map.groups(view, "niches"),
        "moods": [str(name) for name in moods.moods(view)["mood"]],
        "cards": {name: run["card"] for name, run in cards.items()},
        "runs": {name: run["run"] for name, run in cards.items()},
        "estimated": estimated,
        "without": without,
    }


def named(groups: pd.DataFrame, given: Mapping[tuple[str, int], str]) -> pd.DataFrame:
    """The groups with the names that people gave where there are any; `automatic` keeps the other."""
    keys = zip(groups["scope"], groups["cluster"], strict=True)
    names = [given.get((str(scope), int(cluster))) for scope, cluster in keys]
    shown = [own or automatic for own, automatic in zip(names, groups["name"], strict=True)]
    return groups.assign(automatic=groups["name"], name=shown)


def whole(f: Facts, layout: str) -> Box:
    """The box around everything, with a margin."""
    left, right, lower, upper = f.extents[layout].box
    x, y = max(right - left, 1e-3) * MARGIN, max(upper - lower, 1e-3) * MARGIN
    return left - x, right + x, lower - y, upper + y


@dataclass(frozen=True)
class Scene:
    """What is drawn of what is in view. inside: recordings in view ; drawn: those that are points ; placed: the track of the
    address.
    """

    figure: Drawn
    inside: int
    order: list[str]
    placed: Placed

    @property
    def drawn(self) -> int:
        """Points."""
        return len(self.figure.x)


def scene(context: Context, f: Facts, state: State) -> Scene:
    """The points in view: a stratified draw of the whole map, everything after zooming in, a density layer above MOST."""
    box = state.box or whole(f, state.layout)
    mood = mood_of(f, state)
    key = ("map-scene", state.layout, state.colour, mood, box)

    def read(view: View) -> dict[str, Any]:
        inside = sound_map.count(view, state.layout, box)
        most = FIRST if state.box is None or inside > MOST else MOST
        found = sound_map.points(view, state.layout, state.colour, box, most, mood)
        grid = sound_map.density(view, state.layout, box, *CELLS) if inside > MOST else None
        return {"inside": inside, "points": found, "density": grid}

    parts = context.reader.cached(key, read)
    table = parts["points"]
    order, span = meaning(context, f, state.colour)
    names, amounts = coloured(f, state.colour, table["colour"].combine_chunks(), order)
    names_of = {int(row["cluster"]): str(row["name"]) for row in f.groups.to_dict("records")}
    one = placed(context, names_of, state)
    figure = Drawn(
        box,
        table["track_no"].to_numpy().astype(np.int32),
        table["x"].to_numpy().astype(np.float32),
        table["y"].to_numpy().astype(np.float32),
        order,
        names,
        amounts,
        parts["density"],
        labels_of(f, state) if state.colour == "group" else (),
        state.polygon,
        one.label,
        span,
        estimates.rings(context, state, box),
        one.region,
    )
    return Scene(figure, parts["inside"], order, one)


def mood_of(f: Facts, state: State) -> str:
    """The mood that colours the map: the one of the address, else the first; '' for another colour. Raises FilterError."""
    if state.colour != "mood":
        return ""
    if state.mood and state.mood not in f.moods:
        raise FilterError(f"There is no mood {state.mood[:40]!r}.", f"Moods: {', '.join(f.moods)}.")
    return state.mood or next(iter(f.moods), "")


def meaning(context: Context, f: Facts, colour: str) -> tuple[list[str], tuple[float, float]]:
    """Names in the order of their colours, and the ends of a scale: of the whole map, so that they stay when it is zoomed."""
    if colour == "group":
        return [str(name) for name in f.groups["name"]], (0.0, 1.0)

    if colour == "mood":
        return [], (0.0, 1.0)

    def read(view: View) -> tuple[list[str], tuple[float, float]]:
        drawn = sound_map.points(view, "t-SNE", colour, f.extents["t-SNE"].box, FIRST)["colour"].combine_chunks()
        if colour in NUMBERS:
            return [], ends(drawn.to_numpy(zero_copy_only=False).astype(np.float32))
        return [str(name) for name in pd.Series(drawn.to_pylist(), dtype=object).value_counts().index], (0.0, 1.0)

    return context.reader.cached(("map-meaning", colour), read)


def coloured(
    f: Facts, colour: str, values: Any, order: Sequence[str]
) -> tuple[NDArray[np.int64] | None, NDArray[np.float32] | None]:
    """(the place of each point's name in `order`, None) or (None, the amount of each point)."""
    if colour in NUMBERS:
        return None, values.to_numpy(zero_copy_only=False).astype(np.float32)
    if colour == "group":
        codes = values.fill_null(0).to_numpy(zero_copy_only=False)
        return places_of([int(number) for number in f.groups["cluster"]], codes), None
    texts = pd.Index(pd.Series(values.to_pylist(), dtype=object))
    return pd.Index(order).get_indexer(texts).astype(np.int64), None


def places_of(numbers: Sequence[int], codes: NDArray[np.integer]) -> NDArray[np.int64]:
    """The place of each code in `numbers`, -1 for others."""
    return pd.Index(numbers).get_indexer(pd.Index(codes)).astype(np.int64)


def labels_of(f: Facts, state: State) -> list[Label]:
    """Names of the groups where the middle of their recordings is."""
    x, y = sound_map.LAYOUTS[state.layout]
    return [
        Label(row[x], row[y], str(row["name"]), group_line(row), place)
        for place, row in enumerate(f.groups.to_dict("records"))
        if row["n"]
    ]


def group_line(row: Mapping[Any, Any]) -> str:
    """'10,188 · median 24' of a group."""
    median = "" if fmt.is_missing(row["popularity"]) else f" · median {fmt.number(row['popularity'])}"
    return f"{fmt.number(row['n'])}{median}"


def inside(context: Context, state: State) -> list[int]:
    """track_no of the recordings inside the lasso."""
    if not state.polygon:
        return []
    key = ("map-inside", state.layout, state.polygon)
    return context.reader.cached(key, lambda view: sound_map.inside(view, state.layout, state.polygon))


def ids_inside(context: Context, state: State) -> list[str]:
    """Ids of the recordings inside the lasso, the most popular first; at most one more than a shortlist holds."""
    chosen = inside(context, state)
    with context.reader.view() as view:
        return [str(one) for one in sound_map.listed(view, chosen, state.layout, most=MOST_LISTED + 1)["track_id"]]
