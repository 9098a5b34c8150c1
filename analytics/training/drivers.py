"""Training of the explanations: what the promoted models rest on, and published beliefs put to the test.

They describe the models that serve, so the newest run serves at once. Genre, popularity and beliefs stand alone: what
the data cannot carry is named in the card, and the rest is there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from analytics import artefacts, dataset, genre, popularity
from analytics.dataset import Catalogue
from analytics.explain import beliefs, genre_model, levels, sampling
from analytics.explain.beliefs import Belief, Material
from analytics.explain.levels import Rated
from analytics.genre import GenreModel
from analytics.popularity import PopularityModel, rated
from analytics.progress import Progress, scaled, silent
from analytics.training.common import Tables, Trained, built, finish, versions
from warehouse import features as feature_table
from warehouse import store
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.queries import drivers, training
from warehouse.queries import popularity as questions
from warehouse.queries.drivers import genre_scope
from warehouse.settings import Settings

SEED = 0
#: Rows that are stored at a time.
STORED = 100_000


@dataclass(frozen=True)
class Genres:
    """The promoted genre model, the catalogue as it sees it, and the family of each of its labels."""

    run: str
    model: GenreModel
    tracks: Catalogue
    families: tuple[str, ...]


@dataclass(frozen=True)
class Levels:
    """The promoted popularity model and the catalogue as it sees it."""

    run: str
    model: PopularityModel
    data: Rated


@dataclass(frozen=True)
class Read:
    """What is read while the lock is held."""

    genres: Genres | None
    levels: Levels | None
    recordings: pd.DataFrame
    labels: pd.DataFrame
    beliefs: list[Belief]


@dataclass
class Found:
    """Rows of the tables without the run, and what the card says of them."""

    rows: list[pd.DataFrame] = field(default_factory=list)
    points: list[pd.DataFrame] = field(default_factory=list)
    pairs: list[pd.DataFrame] = field(default_factory=list)
    tested: list[dict[str, Any]] = field(default_factory=list)
    explains: dict[str, str] = field(default_factory=dict)
    limits: list[str] = field(default_factory=list)


def train(home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Explain the promoted models, test the beliefs, store. Raises NotTrainable, HomeBusy, and Cancelled."""
    started = time.monotonic()
    progress("Reading tracks", 0, 1)
    read, found = _read(home, settings), Found()
    _explain_levels(read.levels, found, settings, progress)
    _explain_genres(read.genres, found, settings, progress)
    progress("Testing beliefs", 0, 1)
    tested = beliefs.all_tested(read.beliefs, Material.of(read.recordings, read.labels), SEED)
    found.tested = [one.row() for one in tested]
    progress("Storing the explanations", 0, 1)
    about = card(read, found)
    result = finish(home, settings, "drivers", "", {}, about, [], lambda run: tables(run, found), started)
    with Workbench(home, settings) as workbench, workbench.transaction():
        store.promote(workbench, "drivers", result.run)
    progress("Stored", 1, 1)
    return replace(result, promoted=True)


def card(read: Read, found: Found) -> dict[str, Any]:
    """What the run says of itself: which models it explains, on how many tracks, and its limits."""
    scopes = [(str(rows["task"].iloc[0]), str(rows["scope"].iloc[0]), int(rows["n"].iloc[0])) for rows in found.rows]
    verdicts = pd.Series([row["verdict"] for row in found.tested], dtype=object).value_counts()
    return {
        "task": "drivers",
        "explains": found.explains,
        "data": {"tracks": len(read.recordings), "features": [f.name for f in feature_table.model_inputs()]},
        "explained": [{"task": task, "scope": scope, "n": n} for task, scope, n in scopes if scope == "all"],
        "scopes": len(scopes),
        "beliefs": {str(name): int(n) for name, n in verdicts.items()},
        "limits": [*found.limits, *LIMITS],
        "seed": SEED,
        "libraries": versions(),
    }


LIMITS = (
    (
        "Contributions say what a model's answers rest on: association in the model, not cause. Features that go together "
        "share what they add in ways that a refit may share differently; their group is named."
    ),
    (
        "Tracks are explained that the model has learned from; on unseen artists its answers rest on the same features but "
        "are right less often, as its card says."
    ),
)


def tables(run: str, found: Found) -> Tables:
    """What goes into which table."""
    return {
        "drivers": _parts(run, found.rows),
        "driver_points": _parts(run, found.points),
        "driver_pairs": _parts(run, found.pairs),
        "beliefs": _parts(run, [pd.DataFrame(found.tested)] if found.tested else []),
    }


def _parts(run: str, frames: list[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The frames as one table, STORED rows at a time."""
    if frames:
        whole = pd.concat(frames, ignore_index=True).assign(run=run)
        for start in range(0, len(whole), STORED):
            yield whole.iloc[start : start + STORED]


def _read(home: Home, settings: Settings) -> Read:
    with built(home, settings) as workbench:
        names = training.vocabularies(workbench)["vocabulary"].tolist()
        labels = training.labels(workbench, names[0]) if names else pd.DataFrame({"track_id": [], "genre": []})
        recordings = drivers.measured(workbench, feature_table.model_inputs())
        heard = _levels(workbench, labels, settings.cores)
        return Read(_genres(workbench), heard, recordings, labels, beliefs.load(home))


def _genres(workbench: Workbench) -> Genres | None:
    run = training.promoted_run(workbench, "genre")
    if run is None:
        return None
    model = genre.unpack(artefacts.load(workbench.home, "genre", run))
    known = training.labels(workbench, model.vocabulary).drop_duplicates("genre").set_index("genre")["family"]
    families = tuple(str(known.get(name, name)) for name in model.label_names)
    return Genres(run, model, dataset.every(workbench, model.features, model.vocabulary), families)


def _levels(workbench: Workbench, labels: pd.DataFrame, threads: int) -> Levels | None:
    """labels: of the default vocabulary, whose families and genres are the scopes."""
    run = training.promoted_run(workbench, "popularity")
    if run is None:
        return None
    model = popularity.unpack(artefacts.load(workbench.home, "popularity", run))
    tracks = rated.unscored(workbench, "", model.features)  # no run of that name has scored any: every track
    known = questions.rated(workbench)
    first = (
        labels.drop_duplicates("track_id").set_index("track_id")["family"] if len(labels) else pd.Series(dtype=object)
    )
    codes, names = pd.factorize(known["track_id"].map(first), sort=True)
    y = known["popularity"].to_numpy(dtype=np.float64, na_value=np.nan)
    return Levels(
        run, _with_threads(model, threads), Rated(tracks, y, codes.astype(np.int64), tuple(str(name) for name in names))
    )


def _with_threads(model: PopularityModel, threads: int) -> PopularityModel:
    """The model asked on as many threads as this step has, however many it was trained on; its answers are the same."""
    return replace(model, config=replace(model.config, threads=threads))


def _explain_levels(read: Levels | None, found: Found, settings: Settings, progress: Progress) -> None:
    if read is None:
        found.limits.append("Popularity is not explained: no popularity model serves.")
        return
    told = scaled(progress, "Explaining popularity")
    result = levels.explain(read.model, read.data, SEED, settings.cores, told)
    found.rows += result.rows
    found.points += result.points
    found.pairs += result.pairs
    found.explains["popularity"] = read.run
    scopes = {str(rows["scope"].iloc[0]) for rows in result.rows}
    names = read.data.tracks.genre_names
    if left := sum(genre_scope(name) not in scopes for name in names):
        found.limits.append(
            f"{left:,} of {len(names):,} genres are no scope of popularity: fewer than {sampling.LEAST} tracks, or not "
            f"among the {levels.MOST_GENRES} largest."
        )


def _explain_genres(read: Genres | None, found: Found, settings: Settings, progress: Progress) -> None:
    if read is None:
        found.limits.append("Genre is not explained: no genre model serves.")
        return
    told = scaled(progress, "Explaining genres")
    result = genre_model.explain(read.model, read.tracks, read.families, SEED, settings.cores, told)
    found.rows += result.rows
    found.points += result.points
    found.explains["genre"] = read.run
    if not read.model.features:
        found.limits.append("Genre is not explained: no audio feature is known, and only features can be explained.")
        return
    if left := len(read.model.label_names) - len(result.contrasts):
        found.limits.append(f"{left:,} genres have too few tracks, or no sibling, to be explained by themselves.")
