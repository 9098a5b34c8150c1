"""Training of groups: choose their number, look for niches, look inside genres, place every track, store.

Groups describe the catalogue as it is, so the newest run serves at once; numbers, and with them the names that people
gave, carry over from the run before where a group is mostly the same.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics import artefacts, heard, sound
from analytics.clusters import (
    ALL,
    NICHES,
    WITHIN,
    Choice,
    ClusterModel,
    Search,
    choose,
    naming,
    pack,
    unpack,
)
from analytics.clusters import niches as niche_search
from analytics.heard import Heard
from analytics.progress import Progress, scaled, silent
from analytics.sound import Points
from analytics.training.cluster_scopes import Scope, described, grouped, in_parts, inside
from analytics.training.common import STORED, Tables, Trained, finish, versions
from warehouse import sound_words, store
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.queries import sound as questions
from warehouse.queries import training
from warehouse.settings import Settings

SEED = 0
#: Recordings that a genre needs to be looked into.
LEAST_WITHIN = 200


@dataclass(frozen=True)
class Found:
    """The model, what was chosen for all tracks, what inside genres, the scopes, and rows of clusters and cluster_traits."""

    model: ClusterModel
    choice: Choice
    within: dict[str, Choice]
    scopes: list[Scope]
    rows: list[dict[str, Any]]
    traits: list[dict[str, Any]]


def train(home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Find, name and store the groups. Raises NotTrainable, HomeBusy, and Cancelled from `progress`."""
    started = time.monotonic()
    progress("Reading tracks", 0, 1)
    with Workbench(home, settings) as workbench:
        tracks = heard.read(workbench)
        before = {
            scope: (questions.before(workbench, scope), questions.numbers(workbench, scope)) for scope in (ALL, NICHES)
        }
    words = sound_words.load(home)
    # One thread: so few tracks at a time cost more to share out than to work on, above all where others work too.
    with threadpool_limits(1):
        found = find(tracks, before, words, Search(seed=SEED), progress, settings.cores)
    progress("Storing the groups", 0, 1)
    text, arrays, about = pack(found.model)
    told = card(tracks, found, about)
    rows = metric_rows(found.choice)
    result = finish(
        home, settings, "clusters", text, arrays, told, rows, lambda run: tables(run, tracks, found), started
    )
    with Workbench(home, settings) as workbench, workbench.transaction():
        store.promote(workbench, "clusters", result.run)
    progress("Stored", 1, 1)
    return replace(result, promoted=True)


def find(
    tracks: Heard,
    before: dict[str, tuple[dict[str, int], list[int]]],
    words: naming.Words,
    search: Search,
    progress: Progress = silent,
    threads: int = 1,
) -> Found:
    """The groups of tracks. before: scope -> (track -> its earlier number, every number that was ever given).

    threads: that look for neighbours; the groups do not depend on it.
    """
    learned = tracks.learned
    space = sound.fit(tracks.X[learned], tracks.features)
    points = space.place(tracks.X)
    choice = choose(points[learned], search, scaled(progress, "Choosing the number of groups"))
    niches = niche_search.find(points[learned], search.seed, scaled(progress, "Looking for niches"), threads)
    within = _within(tracks, points, scaled(progress, "Looking inside genres"))
    whole = grouped(ALL, tracks, choice.partition.assign, points, before, choice.jaccard)
    small = grouped(NICHES, tracks, niches.assign, points, before, (float("nan"),) * len(niches))
    model = ClusterModel(
        space, tracks.vocabulary, choice.partition, whole.numbers, niches, small.numbers,
        {name: one.partition for name, one in within.items()},
    )  # fmt: skip
    scopes = [whole, small, *inside(model, tracks, points, {name: one.jaccard for name, one in within.items()})]
    rows, traits = [], []
    for scope in scopes:
        of_scope, more = described(tracks, points, scope, words)
        rows += of_scope
        traits += more
    return Found(model, choice, within, scopes, rows, traits)


def _within(tracks: Heard, points: Points, progress: Progress) -> dict[str, Choice]:
    """Genre -> the groups inside it; genres that do not part in a stable way are left out."""
    learned = np.zeros(len(tracks), bool)
    learned[tracks.learned] = True
    found = {}
    for code, name in enumerate(tracks.genre_names):
        progress("", code, len(tracks.genre_names))
        members = np.unique(tracks.genres.rows[tracks.genres.values == code])
        members = members[learned[members]]
        if len(members) >= LEAST_WITHIN:
            choice = choose(points[members], WITHIN, refuse=True)
            if choice.judged is not None:
                found[name] = choice
    return found


def tables(run: str, tracks: Heard, found: Found) -> Tables:
    """What goes into which table."""
    return {
        "clusters": [_frame(run, found.rows)] if found.rows else [],
        "cluster_traits": [_frame(run, found.traits)] if found.traits else [],
        "track_clusters": (part for scope in found.scopes for part in assigned(run, tracks, found.model, scope)),
    }


def _frame(run: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows).assign(run=run)


def assigned(run: str, tracks: Heard, model: ClusterModel, scope: Scope) -> Iterator[pa.Table]:
    """Rows of track_clusters of a scope, STORED tracks a table; of niches only members."""
    numbers = model.number_of(scope.labels, scope.numbers)
    kept = np.flatnonzero(numbers > 0) if scope.name == NICHES else np.arange(len(numbers))
    for start in range(0, len(kept), STORED):
        part = kept[start : start + STORED]
        yield pa.table(
            {
                "run": pa.array([run] * len(part), pa.string()),
                "scope": pa.array([scope.name] * len(part), pa.string()),
                "track_id": tracks.ids(scope.tracks[part]),
                "cluster": pa.array(numbers[part], pa.int32()),
                "strength": pa.array(scope.strengths[part], pa.float32()),
            }
        )


def metric_rows(choice: Choice) -> list[dict[str, Any]]:
    """Figures of every candidate for model_metrics; ours is the chosen one."""
    rows = []
    for one in choice.candidates:
        name = "repertoire" if one == choice.judged else f"{one.kind} {one.size}"
        for metric in ("separation", "shuffled", "stability", "overlap", "groups"):
            value = float(getattr(one, metric))
            rows.append(
                {
                    "candidate": name,
                    "features": "sound",
                    "protocol": "bootstrap",
                    "metric": metric,
                    "value": value,
                    "n": one.n,
                }
            )
    return rows


def card(tracks: Heard, found: Found, about: dict[str, Any]) -> dict[str, Any]:
    """What the run says of itself: every candidate with its figures, the chosen one, niches, and limits."""
    chosen = found.choice.judged
    return {
        "task": "clusters",
        "model": about,
        "data": {"tracks": len(tracks), "recordings": len(tracks.learned), "features": list(tracks.features)},
        "chosen": chosen.row() if chosen else None,
        "candidates": [one.row() for one in found.choice.candidates],
        "within": {name: one.judged.row() for name, one in found.within.items() if one.judged},
        "niches": {
            "searched": found.model.niches.searched,
            "threshold": about["threshold"],
            "dense_groups": len(found.model.niches),
            "niches": sum(row["is_niche"] for row in found.rows),
        },
        "limits": _limits(found.choice),
        "seed": SEED,
        "libraries": versions(),
    }


def _limits(choice: Choice) -> list[str]:
    words = [
        "Groups part what is mostly continuous: a stable border is one that comes back, not a gap between two kinds of music.",
        "Names say what sets a group most apart in the measured features; people can give it another.",
        "What genre does not explain is measured against source labels, which are those of playlists or seeds.",
    ]
    if choice.judged is None or not choice.judged.passed:
        words.insert(0, "No number of groups came back as often as it should: read the groups as a rough sketch.")
    return words


def score_missing(workbench: Workbench, progress: Progress = silent) -> int:
    """Place tracks that the promoted groups have not seen; how many. 0 without groups. Needs built marts.

    Raises BadArtefact or UnknownModel when the stored model cannot be used, NotTrainable when its columns are gone.
    """
    run = training.promoted_run(workbench, "clusters")
    if run is None:
        return 0
    model = unpack(artefacts.load(workbench.home, "clusters", run))
    tracks = heard.unplaced(workbench, "track_clusters", run, model.space.features, model.vocabulary)
    index = np.flatnonzero(tracks.known)
    if not len(index):
        return 0
    scaled(progress, f"Placing {len(index):,} new tracks in groups")("", 0, 1)
    points = model.space.place(tracks.X)
    whole = Scope(ALL, index, *in_parts(model.whole.assign, points, index), model.numbers, ())
    small = Scope(NICHES, index, *in_parts(model.niches.assign, points, index), model.niche_numbers, ())
    for scope in (whole, small, *inside(model, tracks, points, {})):
        for table in assigned(run, tracks, model, scope):
            store.put(workbench, "track_clusters", table)
    return len(index)
