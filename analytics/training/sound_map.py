"""Training of the map: lay out the recordings, measure the picture, place every other track, store.

The newest map serves at once: it says where tracks stand today. At most MOST recordings are laid out; the others, and
tracks that come later, are placed among them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics import artefacts, heard, projection, region, sound, tsne
from analytics.heard import Heard
from analytics.progress import Progress, scaled, silent
from analytics.projection import Projection, Quality
from analytics.ragged import Ints, Texts
from analytics.training.common import STORED, Trained, finish, versions
from warehouse import store
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.queries import sound as sound_questions
from warehouse.queries import training
from warehouse.settings import Settings

SEED, MOST = 0, 100_000


def train(home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Lay out, measure, place and store. Raises NotTrainable, HomeBusy, and Cancelled from `progress`."""
    started = time.monotonic()
    progress("Reading tracks", 0, 1)
    with Workbench(home, settings) as workbench:
        tracks = heard.read(workbench)
    learned = _chosen(tracks.learned)
    with threadpool_limits(settings.cores):
        found, share = learn(tracks, learned, settings.cores, scaled(progress, f"Laying out {len(learned):,} tracks"))
        measured = measure(found, scaled(progress, "Measuring the picture"))
        artists = np.unique(tracks.artists[learned].astype(str), return_inverse=True)[1]
        found = replace(found, by_sound=region.measured(found, artists, SEED))
    about = card(tracks, found, measured, share)
    rows = metric_rows(measured)
    told = scaled(progress, f"Placing {len(tracks):,} tracks")
    guessed = estimable(tracks, found)
    among = np.full(len(tracks), -1)
    among[learned] = np.arange(len(learned))
    result = finish(
        home, settings, "map", "", projection.pack(found), about, rows,
        lambda run: {
            "track_map": point_tables(run, tracks, found, np.flatnonzero(tracks.known), among, told),
            "track_map_estimates": estimate_tables(run, tracks, found, guessed),
        },
        started,
    )  # fmt: skip
    with Workbench(home, settings) as workbench, workbench.transaction():
        store.promote(workbench, "map", result.run)
    progress("Stored", 1, 1)
    return replace(result, promoted=True)


def _chosen(recordings: Ints) -> Ints:
    """At most MOST of the recordings, in their order."""
    rng = np.random.default_rng(SEED)
    return np.sort(rng.permutation(recordings)[:MOST])


def learn(tracks: Heard, learned: Ints, threads: int, progress: Progress = silent) -> tuple[Projection, list[float]]:
    """The projection of the tracks at `learned`, and the share of variance of both principal components."""
    space = sound.fit(tracks.X[learned], tracks.features)
    points = space.place(tracks.X[learned])
    layout = tsne.lay_out(points, SEED, threads, progress)
    layout -= layout.mean(axis=0)
    components, share = projection.components_of(points, float(layout.std(axis=0).max()))
    return Projection(space, points, layout, components), [float(value) for value in share]


def measure(found: Projection, progress: Progress = silent) -> dict[str, Quality]:
    """Quality of t-SNE, of principal components, and of tracks that are placed as if they were new."""
    progress("", 0, 3)
    whole = projection.quality(found.points, found.layout, SEED)
    progress("", 1, 3)
    flat = projection.quality(found.points, projection.principal(found.points, found.components), SEED)
    progress("", 2, 3)
    rng = np.random.default_rng(SEED)
    some = np.sort(rng.permutation(len(found.points))[: projection.MEASURED])
    where = found.layout.copy()
    where[some] = projection.placed(found.points, found.layout, found.points[some], leave_out_self=True)
    late = projection.quality(found.points, found.layout, SEED, where)
    progress("", 3, 3)
    return {"t-SNE": whole, "PCA": flat, "placed": late}


def metric_rows(measured: dict[str, Quality]) -> list[dict[str, Any]]:
    """Figures for model_metrics; ours is the t-SNE map."""
    names = {"t-SNE": "repertoire"}
    return [
        {
            "candidate": names.get(name, name),
            "features": "sound",
            "protocol": "sample",
            "metric": metric,
            "value": value,
            "n": q.n,
        }
        for name, q in measured.items()
        for metric, value in (("trustworthiness", q.trust), ("kept", q.kept), ("shuffled", q.shuffled))
    ]


def card(tracks: Heard, found: Projection, measured: dict[str, Quality], share: list[float]) -> dict[str, Any]:
    """What the run says of itself."""
    return {
        "task": "map",
        "model": {
            "features": list(found.space.features),
            "perplexity": tsne.PERPLEXITY,
            "iterations": tsne.EARLY + tsne.MAIN,
            "vocabulary": tracks.vocabulary,
            "by_sound": found.by_sound,
        },
        "data": {"tracks": len(tracks), "recordings": len(tracks.learned), "laid_out": len(found.points)},
        "quality": {name: asdict(one) for name, one in measured.items()},
        "compared": projection.COMPARED,
        "variance": share,
        "limits": [
            "Near on the map means alike in the measured features; how far apart distant groups lie means little.",
            "Sizes of islands and the gaps between them depend on perplexity as well as on the tracks.",
            f"Of more than {MOST:,} recordings as many are laid out; the others are placed among them.",
            *([f"A sound file gets a region, no point. {region.in_words(found.by_sound)}"] if found.by_sound else []),
        ],
        "seed": SEED,
        "libraries": versions(),
    }


def point_tables(
    run: str, tracks: Heard, found: Projection, index: Ints, learned: Ints, progress: Progress = silent
) -> Iterator[pa.Table]:
    """Rows of track_map of the tracks at `index`, STORED a table. learned (n,): the place of each track among those laid out,
    -1 for those that are placed.
    """
    for start in range(0, len(index), STORED):
        part = index[start : start + STORED]
        progress("", start, len(index))
        points, known = found.space.place(tracks.X[part]), learned[part]
        by_sound, flat = found.layout[known], projection.principal(points, found.components)
        by_sound[known < 0] = projection.placed(found.points, found.layout, points[known < 0])
        yield pa.table(
            {
                "run": pa.array([run] * len(part), pa.string()),
                "track_id": tracks.ids(part),
                "x": pa.array(by_sound[:, 0], pa.float32()),
                "y": pa.array(by_sound[:, 1], pa.float32()),
                "pca_x": pa.array(flat[:, 0], pa.float32()),
                "pca_y": pa.array(flat[:, 1], pa.float32()),
                "learned": pa.array(known >= 0),
            }
        )


def estimable(tracks: Heard, found: Projection) -> Ints:
    """Places of the tracks of which too little is known for a place, and all that sound tells; none where that says nothing."""
    about = found.by_sound
    if about is None or not region.tells(about):
        return np.empty(0, np.int64)
    by_sound = [found.space.features.index(name) for name in about["features"]]
    return np.flatnonzero(~tracks.known & ~np.isnan(tracks.X[:, by_sound]).any(axis=1))


def estimate_tables(run: str, tracks: Heard, found: Projection, index: Ints) -> Iterator[pa.Table]:
    """Rows of track_map_estimates of the tracks at `index`, STORED a table."""
    for start in range(0, len(index), STORED):
        part = index[start : start + STORED]
        where = region.middles(found, found.space.place(tracks.X[part]), found.by_sound or {})
        yield pa.table(
            {
                "run": pa.array([run] * len(part), pa.string()),
                "track_id": tracks.ids(part),
                "x": pa.array(where[:, 0], pa.float32()),
                "y": pa.array(where[:, 1], pa.float32()),
            }
        )


def score_missing(workbench: Workbench, progress: Progress = silent) -> int:
    """Place tracks that the promoted map has not seen; how many. 0 without a map. Needs built marts.

    Raises BadArtefact or UnknownModel when the stored map cannot be used, NotTrainable when its columns are gone.
    """
    run = training.promoted_run(workbench, "map")
    if run is None:
        return 0
    stored = artefacts.load(workbench.home, "map", run)
    about = stored.card["model"]
    found = projection.unpack(stored.arrays, about)
    tracks = heard.unplaced(workbench, "track_map", run, found.space.features, str(about["vocabulary"]))
    index = np.flatnonzero(tracks.known)
    told = scaled(progress, f"Placing {len(index):,} new tracks on the map")
    for table in point_tables(run, tracks, found, index, np.full(len(tracks), -1), told):
        store.put(workbench, "track_map", table)
    guessed = estimable(tracks, found)
    guessed = guessed[~np.isin(tracks.ids(guessed).to_numpy(zero_copy_only=False), _estimated(workbench, run))]
    for table in estimate_tables(run, tracks, found, guessed):
        store.put(workbench, "track_map_estimates", table)
    return len(index) + len(guessed)


def _estimated(workbench: Workbench, run: str) -> Texts:
    return np.asarray(sound_questions.estimated(workbench, run).to_numpy(zero_copy_only=False))
