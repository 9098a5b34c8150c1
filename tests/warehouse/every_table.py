"""Rows for every raw table, put there by the store itself, so that every relation has something to be made of.

Load 1 has a row or more in each table of loaded rows. Load 2, when asked for, says other things of the same and of new items.
"""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa

from warehouse import store
from warehouse.connect import Workbench

TRACKS = {
    1: "('a', 'Song', 'Ann', 10, 0.1), ('b', 'Sing', 'Bob', 60, 0.9), ('c', 'Song', 'Ann', 30, null)",
    2: "('a', 'Song', 'Ann', 40, null), ('d', 'Sung', 'Cid', 5, 0.5)",
}
ROWS: dict[str, str] = {
    "labels": """select * from (values ('a', 'big', 'pop'), ('b', 'big', 'rock' || $load_id), ('c', 'big', 'pop'),
        ('c', 'small', 'x')) as rows (track_id, vocabulary, genre)""",
    "popularity": "select 'c' as track_id, date '2020-01-01' + $load_id as as_of, 20 + $load_id as popularity",
    "plays": """select 'l' || (i % 3) as listener, if(i % 2 = 0, 'a', 'b') as track_id, 'Song' as title, 'Ann' as artist,
        timestamp '2024-01-01' + to_hours(i::integer) as played_at, 200000 as ms_played, 1 as plays
        from range(7 * $load_id) as numbers (i)
        union all by name select 'l0' as listener, 'Bob' as artist, 5 * $load_id as plays
        union all by name select 'm' || i as listener, 'a' as track_id, 1 as plays from range(20) as members (i)""",
    "chart_entries": """select 'hot' as chart, date '2024-01-07' as day, i as rank, if(i = 1, 'b', null) as track_id,
        ['Song', 'Sing', 'Lost'][i] as title, ['Ann', 'Bob', 'Nobody'][i] as artists, 100 * i * $load_id as streams
        from range(1, 4) as numbers (i)""",
    "playlist_tracks": """select 'p' as playlist_id, 'Mix' as playlist, 'a' as track_id, 'Song' as title, 'Ann' as artist,
        $load_id as position""",
    "series": "select 'year' as series, '1999' as key, date '1999-01-01' as day, 'tempo' as name, 100.0 + $load_id as value",
    "descriptors": "select 'clip' as clip, 'jazz' as label, 'mfcc' as name, 0.5 * $load_id as value",
    "tags": "select 'Ann' as artist, 'warm' as tag, 'l1' as listener, $load_id as uses",
    "names": "select 'artist' as entity, '7' as id, 'Ann ' || $load_id as name",
    "listeners": "select 'm' || i as listener, '25-34' as age_band, 'SE' as country from range(20) as members (i)",
    "rejects": "select 'f.csv' as file, 9 as line, 'title' as column_name, 'no title' as reason, '' as value",
}


def load_every_table(workbench: Workbench, load_id: int = 1) -> None:
    """One load with rows in every table of loaded rows."""
    add_load(workbench, load_id)
    add_tracks(workbench, load_id)
    for table in ROWS:
        add_rows(workbench, table, load_id)


def add_load(workbench: Workbench, load_id: int) -> None:
    """The row of a load, of which 9 rows were read."""
    told = {"file": "f.csv", "kind": "tracks", "collection": f"c{load_id}", "sha256": str(load_id), "demo": False}
    counts = {"rows_read": 9, "rows_loaded": 8, "rows_merged": 0, "rows_rejected": 1}
    dates = {"as_of": date(2024, load_id, 1), "as_of_assumed": False, "loaded_at": datetime(2024, load_id, 2)}
    store.record_load(workbench, {"load_id": load_id, **told, **counts, **dates})


def add_tracks(workbench: Workbench, load_id: int) -> None:
    """Tracks of one load: `a` is in both loads."""
    select = f"""select $load_id as load_id, row_number() over () as line, track_id, title, [artist] as artist_names,
        artist as artists, popularity, energy, 100000 as duration_ms
        from (values {TRACKS[load_id]}) as rows (track_id, title, artist, popularity, energy)"""
    store.insert(workbench, "tracks", select, {"load_id": load_id})


def add_rows(workbench: Workbench, table: str, load_id: int) -> None:
    """Rows of one load in one of the tables of ROWS."""
    values = {"load_id": load_id}
    used = values if "$load_id" in ROWS[table] else {}
    rows = workbench.arrow(ROWS[table], used)
    workbench.con.register("rows_of_test", rows)
    store.insert(workbench, table, "select $load_id as load_id, * from rows_of_test", values)
    workbench.con.unregister("rows_of_test")


def add_run(workbench: Workbench, run: str, promoted: bool) -> None:
    """A run of every model, with a row in every table of results; that of the genre model bears the name."""
    store.record_run(workbench, "genre", run, promoted, datetime(2024, 3, 1), 1.0, {})
    told = {"run": [run], "vocabulary": ["big"]}
    store.put(
        workbench, "model_metrics", pa.table({"model": ["genre"], "run": [run], "candidate": [run], "value": [0.5]})
    )
    guess = {"track_id": ["a"], "rank": [1], "genre": [f"pop {run}"], "probability": [0.7], "sure": [True]}
    store.put(workbench, "genre_predictions", pa.table(told | guess))
    store.put(workbench, "genre_confusion", pa.table(told | {"truth": ["pop"], "predicted": ["rock"], "n": [2.0]}))
    held = {"track_id": ["a"], "genre": ["pop"], "answered": ["rock"], "probability": [0.6], "weight": [1.0]}
    store.put(workbench, "genre_held_out", pa.table(told | held))
    store.put(workbench, "genre_report", pa.table(told | {"genre": ["pop"], "f1": [0.5]}))
    answer = {"track_id": ["a"], "family": ["Pop"], "family_probability": [0.8], "family_sure": [True], "odd": [False]}
    store.put(workbench, "genre_answers", pa.table(told | answer))
    _add_other_runs(workbench, run, promoted)


def _add_other_runs(workbench: Workbench, run: str, promoted: bool) -> None:
    """Runs of the models beside that of genre: <run>-<model>."""
    expected = {"zero": [0.1], "expected": [40.0], "low": [20.0], "high": [60.0]}
    feature = {"task": ["popularity"], "scope": ["all"], "feature": ["energy"]}
    rows: dict[str, list[tuple[str, dict[str, list[object]]]]] = {
        "popularity": [("popularity_predictions", {"track_id": ["a"], **expected, "known": [True]})],
        "oof": [
            ("genre_oof", {"track_id": ["a"], "genre": ["pop"], "probability": [0.2], "suggested": [f"rock {run}"]}),
            ("popularity_oof", {"track_id": ["a"], "fold": [1], **expected}),
        ],
        "drivers": [
            ("drivers", {**feature, "importance": [2.5]}),
            ("driver_points", {**feature, "track_id": ["a"], "value": [0.5], "contribution": [1.0]}),
            ("driver_pairs", {"task": ["popularity"], "feature": ["energy"], "other": ["tempo"], "strength": [0.1]}),
            ("beliefs", {"belief": ["energy"], "verdict": ["holds"], "effect": [0.2]}),
        ],
        "clusters": [
            ("clusters", {"scope": ["all"], "cluster": [1], "name": [f"Loud {run}"], "is_niche": [False]}),
            ("cluster_traits", {"scope": ["all"], "cluster": [1], "feature": ["energy"], "difference": [0.5]}),
            ("track_clusters", {"scope": ["all"], "track_id": ["a"], "cluster": [1], "strength": [0.5]}),
        ],
        "forecasts": [
            ("forecast_series", {"series_id": ["s"], "pick": [f"drift {run}"], "mase": [0.5]}),
            ("forecasts", {"series_id": ["s"], "start": [date(2025, 1, 1)], "ahead": [1], "value": [1.0]}),
            (
                "forecast_backtests",
                {
                    "series_id": ["s"],
                    "origin": [date(2023, 1, 1)],
                    "start": [date(2024, 1, 1)],
                    "ahead": [1],
                    "value": [1.0],
                },
            ),
            ("forecast_models", {"series_id": ["s"], "model": ["drift"], "mase": [0.5]}),
        ],
        "map": [
            ("track_map", {"track_id": ["c"], "x": [1.0], "y": [2.0], "pca_x": [3.0], "pca_y": [4.0]}),
            ("track_map_estimates", {"track_id": ["b"], "x": [1.0], "y": [2.0]}),
        ],
    }
    for model, tables in rows.items():
        store.record_run(workbench, model, f"{run}-{model}", promoted, datetime(2024, 3, 1), 1.0, {})
        for table, values in tables:
            store.put(workbench, table, pa.table({"run": [f"{run}-{model}"], **values}))
