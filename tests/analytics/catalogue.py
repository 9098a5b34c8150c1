"""Small catalogues whose genres sound apart, as frames, as a TrackSet and as a built workbench."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import dataset
from analytics.trackset import TrackSet
from warehouse import build, store
from warehouse.connect import Workbench
from warehouse.home import Home

COLUMNS = ("danceability", "energy", "valence", "tempo", "key")


def frames(
    seed: int = 0, tracks: int = 400, genres: int = 4, artists: int = 80, names: tuple[str, ...] = ()
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """(inputs, labels, artists): energy and valence tell the genre, the rest is noise; every seventh track has two
    genres, every fifth a guest, every ninth no tempo."""
    random = np.random.default_rng(seed)
    ids = [f"t{i:05d}" for i in range(tracks)]
    genre = random.integers(0, genres, tracks)
    names = names or tuple(f"genre {i}" for i in range(genres))
    inputs = pd.DataFrame({"track_id": ids, **{name: random.uniform(0, 1, tracks) for name in COLUMNS}})
    inputs["energy"] = np.clip((genre + random.normal(0.5, 0.6, tracks)) / genres, 0, 1)
    inputs["valence"] = np.clip((genre % 2 + random.normal(0.5, 0.25, tracks)) / 2, 0, 1)
    inputs["tempo"] = np.where(np.arange(tracks) % 9 == 0, np.nan, 60 + 120 * inputs["tempo"])
    inputs["key"] = np.floor(12 * inputs["key"]).clip(0, 11)
    labels = [(i, names[g]) for i, g in zip(ids, genre, strict=True)]
    labels += [(i, names[(g + 1) % genres]) for i, g in list(zip(ids, genre, strict=True))[::7]]
    main = random.integers(0, artists, tracks)
    people = [(i, f"a{a:04d}", 1) for i, a in zip(ids, main, strict=True)]
    people += [(i, f"a{(a + 1) % artists:04d}", 2) for i, a in list(zip(ids, main, strict=True))[::5]]
    return (
        inputs,
        pd.DataFrame(labels, columns=["track_id", "genre"]),
        pd.DataFrame(people, columns=["track_id", "artist_id", "position"]),
    )


def trackset(seed: int = 0, tracks: int = 400, genres: int = 4, artists: int = 80) -> TrackSet:
    """The same as a TrackSet."""
    return dataset.build(*frames(seed, tracks, genres, artists), vocabulary="v", min_tracks=10)


def fill(
    home: Path, *, load: int = 1, prefix: str = "", size: Mapping[str, int] | None = None, labelled: bool = True
) -> Home:
    """A home whose workbench holds the tracks as one load, built."""
    inputs, labels, _people = frames(**(size or {}))
    rows = inputs.assign(
        load_id=load,
        track_id=prefix + inputs["track_id"],
        title="song " + inputs["track_id"],
        artists=[f"artist {i % 90}" for i in range(len(inputs))],
        artist_names=[[f"artist {i % 90}"] for i in range(len(inputs))],
        key=inputs["key"].astype(int),
    )
    labels = labels.assign(load_id=load, vocabulary="v", track_id=prefix + labels["track_id"])
    with Workbench(Home(home)) as workbench:
        store.prepare(workbench)
        store.record_load(
            workbench, {"load_id": load, "file": "f.csv", "collection": "c", "loaded_at": datetime(2026, 1, load)}
        )
        _insert(workbench, "tracks", rows)
        if labelled:
            _insert(workbench, "labels", labels)
        build.build(workbench)
    return Home(home)


def _insert(workbench: Workbench, table: str, rows: pd.DataFrame) -> None:
    workbench.con.register("given", pa.Table.from_pandas(rows, preserve_index=False))
    store.insert(workbench, table, "select * from given", {})
    workbench.con.unregister("given")
