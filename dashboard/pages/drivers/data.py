"""What Drivers asks of a snapshot, the state in its address, and the frames its figures need. Counting, no drawing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from dashboard import format as fmt
from warehouse.connect import Snapshot, View
from warehouse.errors import FilterError
from warehouse.features import by_name
from warehouse.queries import catalogue, drivers, models, tracks

TASKS = {"popularity": "Popularity", "genre": "Genre"}
UNITS = {"popularity": "points", "genre": "log-odds"}
DECIMALS = {"popularity": 1, "genre": 2}
ALL = "all"
#: Bins of a feature's range, tracks a bin needs for a mean, and dots that are drawn.
BINS, LEAST_IN_BIN, DRAWN, SWARM_ROWS, SWARM_DOTS = 10, 8, 600, 8, 300


@dataclass(frozen=True)
class State:
    """What the address says. task: popularity or genre ; scope: 'all', a family, a genre ; feature '' is the most important."""

    task: str = "popularity"
    scope: str = ALL
    feature: str = ""
    track: str = ""

    @property
    def where(self) -> str:
        """What the scope is called in a sentence."""
        return self.scope.removeprefix(drivers.GENRE)


@dataclass(frozen=True)
class Facts:
    """The explanations that this snapshot holds. cards: model -> card and runs: model -> run of what serves ; refused:
    model -> why it could not be trained."""

    about: Snapshot
    loads: pd.DataFrame
    scopes: pd.DataFrame
    genres: pd.DataFrame
    vocabulary: str
    runs: dict[str, str]
    cards: dict[str, dict[str, Any]]
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def explained(self) -> list[str]:
        """Tasks that were explained."""
        return [task for task in TASKS if task in set(self.scopes["task"])]

    def scopes_of(self, task: str) -> list[str]:
        """'all' and the genres that were explained for a task."""
        return [str(name) for name in self.scopes.loc[self.scopes["task"] == task, "scope"]]

    def is_stale(self, task: str) -> bool:
        """Whether another run of the model serves than the one that was explained."""
        explained = self.cards.get("drivers", {}).get("explains", {}).get(task)
        return explained is not None and explained != self.runs.get(task)


def gathered(view: View) -> tuple[Any, ...]:
    """The fields of Facts but for the view's snapshot, the cards as text, so that the cache can weigh them."""
    names = ("genre", "popularity", "drivers")
    cards = {name: models.promoted_card(view, name) for name in names}
    runs = {name: models.promoted_run(view, name) for name in names}
    vocabulary = tracks.default_vocabulary(view) or ""
    genres = tracks.genre_names(view)
    return (
        view.snapshot,
        catalogue.loads(view),
        drivers.scopes(view),
        genres[genres["vocabulary"] == vocabulary].reset_index(drop=True),
        vocabulary,
        json.dumps({name: run for name, run in runs.items() if run}),
        json.dumps({name: card for name, card in cards.items() if card}),
    )


def facts(found: tuple[Any, ...], refused: dict[str, str] | None = None) -> Facts:
    """Facts from what `gathered` gives."""
    about, loads, scopes, genres, vocabulary, runs, cards = found
    return Facts(about, loads, scopes, genres, vocabulary, json.loads(runs), json.loads(cards), refused or {})


def read(f: Facts, query: Mapping[str, str]) -> State:
    """The state that an address says. Raises FilterError for a task, scope or feature that there is not."""
    usual = f.explained[0] if f.explained else "popularity"
    state = State(
        query.get("task") or usual, query.get("scope") or ALL, query.get("feature") or "", query.get("track") or ""
    )
    if state.task not in TASKS:
        raise FilterError(f"Drivers cannot explain {state.task!r}.", f"It explains {' and '.join(TASKS)}.")
    known = f.scopes_of(state.task)
    if known and state.scope not in known:
        raise FilterError(
            f"Nothing was explained for {state.scope!r}.", "Choose one of the list; small genres have no explanation."
        )
    return state


def label(name: str) -> str:
    """What a part of a model is called: the label of a feature, else its own name with a capital."""
    known = by_name()
    return known[name].label if name in known else name[:1].upper() + name[1:]


def ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Importance rows with `label`: letters tell the groups of features that go together, as 'Energy · A'."""
    sizes = frame["feature_group"].value_counts()
    shared = [group for group in frame["feature_group"].drop_duplicates() if sizes[group] > 1]
    letters = {group: chr(ord("A") + i) for i, group in enumerate(shared)}
    labels = [label(str(name)) for name in frame["feature"]]
    tags = [letters.get(group, "") for group in frame["feature_group"]]
    return frame.assign(
        label=[f"{text} · {tag}" if tag else text for text, tag in zip(labels, tags, strict=True)], letter=tags
    )


def kin(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Letter -> labels of the features of a group, from what `ranked` gives."""
    tagged = frame[frame["letter"] != ""]
    return {str(letter): [label(str(name)) for name in part["feature"]] for letter, part in tagged.groupby("letter")}


def leads(frame: pd.DataFrame) -> bool:
    """Whether the first feature is ahead of the second in every fit."""
    return len(frame) > 1 and bool(frame["low"].iloc[0] > frame["high"].iloc[1])


def binned(points: pd.DataFrame, feature: str) -> pd.DataFrame:
    """low, high, mean, n: contributions over bins of a feature's range; a code or flag has a bin a value.

    The ends of the range hold all but the outermost 1%; what lies beyond is in the end bins. Fewer than 100 tracks are
    dealt into bins of about 10, at least three. A mean of fewer than LEAST_IN_BIN tracks is missing.
    """
    known = points.dropna(subset=["value"])
    columns = ["low", "high", "mean", "n"]
    if known.empty:
        return pd.DataFrame({name: pd.Series(dtype=float) for name in columns})
    edges = _edges(known["value"], feature)
    place = np.clip(np.searchsorted(edges, known["value"], side="right") - 1, 0, len(edges) - 2)
    found = known.groupby(place)["contribution"].agg(["mean", "size"]).reindex(range(len(edges) - 1))
    counts = found["size"].fillna(0).astype(int)
    means = found["mean"].where(counts >= LEAST_IN_BIN)
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "mean": means, "n": counts})


def _edges(values: pd.Series, feature: str) -> np.ndarray:
    about = by_name().get(feature)
    if about is not None and (feature in fmt.CODES or about.kind == "flag"):
        return np.arange(np.floor(values.min()), values.max() + 2) - 0.5
    low, high = values.quantile([0.01, 0.99])
    if high <= low:
        return np.array([low - 0.5, low + 0.5])
    if about is not None and about.kind == "integer" and high - low < 2 * BINS and about.unit != "ms":
        return np.arange(np.floor(low), np.floor(high) + 2) - 0.5
    if len(values) >= 10 * BINS:
        return np.linspace(low, high, BINS + 1)
    # Few tracks are dealt evenly, or most bins would have too few for a mean.
    shares = np.linspace(0, 1, max(len(values) // 10, 3) + 1)
    edges = np.unique(np.quantile(values, shares))
    return edges if len(edges) > 1 else np.array([low - 0.5, low + 0.5])


def dots(points: pd.DataFrame, partner: pd.DataFrame | None = None, most: int = DRAWN) -> pd.DataFrame:
    """value, contribution of at most `most` tracks, evenly taken; with `partner`, shade is the rank of its value."""
    known = points.dropna(subset=["value"])
    if partner is not None:
        ranks = partner.set_index("track_id")["value"].rank(pct=True)
        known = known.assign(shade=known["track_id"].map(ranks)).dropna(subset=["shade"])
    return known.iloc[:: max(1, -(-len(known) // most))]


def swarm(points: pd.DataFrame, features: list[str]) -> pd.DataFrame:
    """feature, value, contribution of the first SWARM_ROWS features, the same SWARM_DOTS tracks for each."""
    chosen = points[points["feature"].isin(features[:SWARM_ROWS])]
    ids = chosen["track_id"].drop_duplicates()
    kept = set(ids.iloc[:: max(1, -(-len(ids) // SWARM_DOTS))])
    return chosen[chosen["track_id"].isin(kept)]


def partner_of(pairs: pd.DataFrame, feature: str) -> str:
    """The feature whose value matters most for what `feature` adds; '' when no pair of two features was measured.

    pairs: the strongest first. Parts that are no feature have no value to tint by.
    """
    mine = pairs[((pairs["feature"] == feature) | (pairs["other"] == feature)) & (pairs["strength"] > 0)]
    others = [b if a == feature else a for a, b in zip(mine["feature"], mine["other"], strict=True)]
    return next((str(name) for name in others if name in by_name()), "")


def honest(f: Facts, task: str) -> dict[str, Any] | None:
    """The figure that says how far the model goes on what it has not seen: value, low, high, n, protocol; None unjudged."""
    wanted = "r2" if task == "popularity" else "top1"
    rows = [
        row
        for row in f.cards.get(task, {}).get("metrics", [])
        if row.get("metric") == wanted and row.get("protocol") != "R" and row.get("candidate") == "repertoire"
    ]
    order = {"A": 0, "T": 1}
    return min(rows, key=lambda row: order.get(row["protocol"], 2)) if rows else None


def is_silent(f: Facts, task: str) -> bool:
    """Whether a model of the task serves that knows no audio feature."""
    return not f.cards.get(task, {}).get("data", {}).get("features", ["unknown"])
