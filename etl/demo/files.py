"""The demo as files that the ordinary loader reads, with the flaws that real files have.

A delivery a quarter: the tracks that are new, with all their columns, and the popularity of those already delivered.
Tracks with two labels are two rows. On top come rows that repeat and rows that cannot be used; `FLAWS` counts them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as papq

from etl.demo import genres
from etl.demo.catalogue import Demo
from etl.demo.charts import REGIONS
from etl.demo.config import END, SNAPSHOTS, DemoFile
from etl.demo.names import track_ids
from etl.demo.releases import MONTH, YEAR

CHART = "demo_top_100"
NO_TEMPO, DISAGREEING = 0.0014, 0.02
# Rows of tracks-2025-12-28.csv that are broken on purpose: (column, value, rows). Each has an id of its own.
FLAWS = (
    *(("energy", 1.7, 4), ("danceability", -0.2, 2), ("duration_ms", -1, 2)),
    *(("title", "", 2), ("release_date", "2019-02-31", 2)),
)
REPEATS = 12  # rows of the same file that are there twice, letter for letter
FLAWED_PLAYS = 6  # half without a listener, half with a negative time
_SOUND = (
    *("danceability", "energy", "key", "loudness", "mode", "speechiness", "acousticness", "instrumentalness"),
    *("liveness", "valence", "tempo", "time_signature", "duration_ms", "explicit"),
)


def write_files(folder: Path, demo: Demo) -> list[DemoFile]:
    """Write all files and return them in the order in which they should be loaded."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, day in enumerate(SNAPSHOTS):
        files.append(_write(folder / f"tracks-{day}.csv", "tracks", tracks_table(demo, number), day))
        if number:
            files.append(_write(folder / f"popularity-{day}.csv", "tracks", _snapshot_table(demo, number), day))
    files.append(_write(folder / "plays.parquet", "plays", _plays_table(demo), END))
    files.append(_write(folder / "charts.csv", "charts", _charts_table(demo), END))
    files.append(_write(folder / "playlists.csv", "playlists", _playlists_table(demo), END))
    return files


def listener_name(number: int) -> str:
    """The id of a listener in the plays."""
    return f"listener-{number + 1:05d}"


def delivery(demo: Demo) -> np.ndarray:
    """The position in SNAPSHOTS of the delivery with which each track comes."""
    return np.searchsorted(np.array(SNAPSHOTS, dtype="datetime64[D]"), demo.releases.released)


def _write(path: Path, kind: str, table: pa.Table, as_of: date) -> DemoFile:
    if path.suffix == ".parquet":
        papq.write_table(table, path, compression="zstd")
    else:
        pacsv.write_csv(table, path, pacsv.WriteOptions(quoting_style="needed"))
    return DemoFile(path, kind, as_of)


def tracks_table(demo: Demo, number: int) -> pa.Table:
    """The rows of one delivery: one a track and label, in the order of the tracks, flaws in the first delivery only."""
    rng = demo.config.rng(f"rows {number}")
    chosen = np.flatnonzero(delivery(demo) == number)
    second = chosen[demo.labels.second[chosen] >= 0]
    track = np.concatenate([chosen, second])
    label = np.concatenate([demo.labels.first[chosen], demo.labels.second[second]])
    lower = np.where(rng.random(len(track)) < DISAGREEING, rng.integers(1, 6, len(track)), 0)
    lower[: len(chosen)] = 0
    order = np.lexsort((np.arange(len(track)), track))
    table = _track_rows(demo, number, track[order], label[order], lower[order])
    return _with_flaws(rng, table) if number == 0 else table


def _track_rows(demo: Demo, number: int, track: np.ndarray, label: np.ndarray, lower: np.ndarray) -> pa.Table:
    names, popularity = demo.names, demo.popularity.snapshots[number]
    unmeasured = demo.config.rng("tempo").random(len(popularity)) < NO_TEMPO
    columns = {
        "track_id": pa.array(names.track_id),
        "title": pa.array(names.title),
        "artists": pa.array(names.credit),
        "album": pa.array(names.album),
        "label": pa.array(names.label, pa.string()),
        "release_date": pa.array(_dates(demo)),
        "popularity": pa.array(popularity),
        **{name: pa.array(demo.sound.columns[name]) for name in _SOUND},
        "tempo": pa.array(np.where(unmeasured, 0.0, demo.sound.columns["tempo"])),
    }
    table = pa.table(columns).take(pa.array(track))
    shown = pa.array(np.maximum(popularity[track] - lower, 0))
    table = table.set_column(table.column_names.index("popularity"), "popularity", shown)
    return table.append_column("genre", pa.array(np.array(genres.NAMES)[label]))


def _dates(demo: Demo) -> np.ndarray:
    """Dates as text, as much of them as is known."""
    days = demo.releases.released.astype("datetime64[D]").astype(str)
    length = np.where(demo.releases.precision == YEAR, 4, np.where(demo.releases.precision == MONTH, 7, 10))
    return np.array([day[:n] for day, n in zip(days.tolist(), length.tolist(), strict=True)])


def _with_flaws(rng: np.random.Generator, table: pa.Table) -> pa.Table:
    """Repeat some rows at the end, and add copies of others with an id of their own and a broken cell."""
    broken = sum(count for _, _, count in FLAWS)
    source = rng.choice(table.num_rows, REPEATS + broken, replace=False)
    extra = table.take(pa.array(source))
    cells = {name: extra[name].to_pylist() for name in extra.column_names}
    cells["track_id"][REPEATS:] = track_ids(rng, broken)
    row = REPEATS
    for column, value, count in FLAWS:
        cells[column][row : row + count] = [value] * count
        row += count
    return pa.concat_tables([table, pa.table(cells, schema=table.schema)])


def _snapshot_table(demo: Demo, number: int) -> pa.Table:
    """Popularity at a later date of the tracks of earlier deliveries."""
    known = pa.array(np.flatnonzero(delivery(demo) < number))
    table = pa.table(
        {
            "track_id": demo.names.track_id,
            "title": demo.names.title,
            "artists": demo.names.credit,
            "popularity": demo.popularity.snapshots[number],
        }
    )
    return table.take(known)


def _plays_table(demo: Demo) -> pa.Table:
    plays = demo.plays
    strangers = track_ids(demo.config.rng("unknown tracks"), 400)
    ids = pa.array([*demo.names.track_id, *strangers])
    known = len(demo.names.track_id)
    track = np.where(plays.track >= 0, plays.track, known + np.arange(len(plays.track)) % len(strangers))
    listeners = pa.array([listener_name(n) for n in range(demo.config.listeners)])
    flawed = demo.config.rng("flawed plays").choice(len(track), FLAWED_PLAYS, replace=False)
    nameless, negative = flawed[: FLAWED_PLAYS // 2], flawed[FLAWED_PLAYS // 2 :]
    rows = np.concatenate([np.arange(len(track)), flawed])
    no_name, heard = np.zeros(len(rows), dtype=bool), plays.ms_played[rows]
    no_name[len(track) : len(track) + len(nameless)] = True
    heard[len(rows) - len(negative) :] = -1
    return pa.table(
        {
            "listener": listeners.take(pa.array(plays.listener[rows], mask=no_name)),
            "track_id": ids.take(pa.array(track[rows])),
            "played_at": pa.array(plays.second[rows].astype("datetime64[s]").astype("datetime64[us]")),
            "ms_played": pa.array(heard),
        }
    )


def _charts_table(demo: Demo) -> pa.Table:
    """Both regions; the second one comes without ids, as many published charts do."""
    charts = demo.charts
    track = pa.array(charts.track)
    return pa.table(
        {
            "chart": pa.array(np.full(len(charts.track), CHART)),
            "region": pa.array(np.array(REGIONS)[charts.region]),
            "day": pa.array(charts.day.astype(str)),
            "rank": pa.array(charts.rank),
            "track_id": pa.array(demo.names.track_id).take(pa.array(charts.track, mask=charts.region == 1)),
            "title": pa.array(demo.names.title).take(track),
            "artists": pa.array(demo.names.credit).take(track),
            "streams": pa.array(charts.streams),
        }
    )


def _playlists_table(demo: Demo) -> pa.Table:
    lists = demo.playlists
    track = pa.array(lists.track)
    return pa.table(
        {
            "playlist_id": pa.array([f"demo-playlist-{n + 1:03d}" for n in lists.playlist.tolist()]),
            "playlist": pa.array(lists.names).take(pa.array(lists.playlist)),
            "track_id": pa.array(demo.names.track_id).take(track),
            "title": pa.array(demo.names.title).take(track),
            "artist": pa.array([demo.names.artist[a] for a in demo.releases.artist[lists.track].tolist()]),
            "position": pa.array(lists.position),
        }
    )
