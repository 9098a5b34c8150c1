"""Plays: the exports people have, counts and events, times, what is rejected, and what must never be kept."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.load import LoadOptions
from etl.report import FileReport
from tests.etl.conftest import Loader

AS_PLAYS = LoadOptions(kind="plays")
COLUMNS = "listener, track_id, title, artist, artist_id, played_at, ms_played, plays, country"


def stored(loader: Loader, columns: str = COLUMNS) -> list[tuple]:
    """Columns of the stored plays in the order of the file."""
    return loader.workbench.rows(f"select {columns} from raw.plays order by load_id, line")


def rejected(loader: Loader, row: str, head: str = "listener,track_id,played_at,ms_played") -> tuple[str, str]:
    """(column, reason) for one bad row after a good one."""
    report = loader.good(f"{head}\nl,t,2024-01-01 10:00:00,60000\n{row}\n", "plays.csv", AS_PLAYS)
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (2, 1, 1), report
    ((line, column, reason, _),) = loader.rejects()
    assert line == 3
    return column, reason


# ---- Layouts -------------------------------------------------------------------------------------------------------


def spotify(**more: Any) -> dict[str, Any]:
    """A row of a Spotify Extended Streaming History."""
    return {
        "ts": "2021-03-28T02:30:05Z",
        "username": "somebody",
        "platform": "Android OS 12",
        "ms_played": 35422,
        "conn_country": "GB",
        "ip_addr_decrypted": "203.0.113.7",
        "user_agent_decrypted": "unknown",
        "master_metadata_track_name": "Halo",
        "master_metadata_album_artist_name": "Beyoncé",
        "master_metadata_album_album_name": "I AM...",
        "spotify_track_uri": "spotify:track:4cOdK2wGLETKBW3PvgPWqT",
        "episode_name": None,
        "episode_show_name": None,
        "spotify_episode_uri": None,
        "reason_start": "trackdone",
        "reason_end": "trackdone",
        "shuffle": False,
        "skipped": None,
        "offline": False,
        "offline_timestamp": None,
        "incognito_mode": False,
    } | more


PODCAST = {
    "master_metadata_track_name": None,
    "master_metadata_album_artist_name": None,
    "master_metadata_album_album_name": None,
    "spotify_track_uri": None,
    "episode_name": "Ep. 1",
    "episode_show_name": "A show",
    "spotify_episode_uri": "spotify:episode:1",
}


def test_spotify_extended_history(loader: Loader) -> None:
    rows = [spotify(), spotify(ts="2021-03-28T02:40:05Z", **PODCAST)]
    report = loader.good(json.dumps(rows), "Streaming_History_Audio_2021.json")
    assert (report.kind, report.schema) == ("plays", "spotify_history")
    assert (report.rows_loaded, report.rejects) == (1, {"no track or artist": 1})
    assert stored(loader) == [
        ("somebody", "4cOdK2wGLETKBW3PvgPWqT", "Halo", "Beyoncé", None, datetime(2021, 3, 28, 2, 30, 5), 35422, 1, "GB")
    ]
    assert report.unknown_columns == ()


def test_newer_spotify_history_names_no_listener(loader: Loader) -> None:
    row = spotify(ip_addr="203.0.113.7", audiobook_title=None, audiobook_uri=None)
    for name in ("username", "ip_addr_decrypted", "user_agent_decrypted"):
        del row[name]
    loader.good(json.dumps([row]), "Streaming_History_Audio_2023-2024_1.json")
    assert stored(loader, "listener") == [("owner",)]


def test_spotify_account_history(loader: Loader) -> None:
    row = {"endTime": "2023-01-31 13:45", "artistName": "Radiohead", "trackName": "Karma Police", "msPlayed": 1000}
    assert loader.good(json.dumps([row]), "StreamingHistory_music_0.json").schema == "spotify_history_short"
    assert stored(loader) == [
        ("owner", None, "Karma Police", "Radiohead", None, datetime(2023, 1, 31, 13, 45), 1000, 1, None)
    ]


def test_listenbrainz(loader: Loader) -> None:
    """The export gives the length of the track, not how long it was heard."""
    row = {
        "inserted_at": 1700000001.5,
        "listened_at": 1700000000,
        "track_metadata": {
            "artist_name": "Radiohead",
            "track_name": "Karma Police",
            "release_name": "OK Computer",
            "additional_info": {"duration_ms": 264000, "recording_mbid": "x", "artist_mbids": ["a", "b"]},
            "mbid_mapping": None,
        },
    }
    report = loader.good(json.dumps(row) + "\n" + json.dumps(row | {"listened_at": 1700000300}) + "\n", "11.jsonl")
    assert (report.schema, report.rows_loaded) == ("listenbrainz", 2)
    assert stored(loader)[0] == (
        "owner", None, "Karma Police", "Radiohead", None, datetime(2023, 11, 14, 22, 13, 20), None, 1, None,
    )  # fmt: skip


def test_lastfm_export(loader: Loader) -> None:
    text = (
        "uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n"
        '"1767217094","31 Dec 2025, 21:38","Oneohtrix Point Never","9cea","Tranquilizer","","Modern Lust",""\n'
    )
    assert loader.good(text, "recenttracks.csv").schema == "lastfm_scrobbles"
    assert stored(loader, "listener, title, artist, played_at") == [
        ("owner", "Modern Lust", "Oneohtrix Point Never", datetime(2025, 12, 31, 21, 38, 14))
    ]


def test_a_history_of_nobody_needs_the_kind(loader: Loader) -> None:
    """A table without a listener could be a chart or anything: it is read as plays when the user says so."""
    text = 'artist,album,track,date\nRadiohead,OK Computer,Karma Police,"31 Dec 2025, 21:38"\n'
    report = loader.good(text, "scrobbles.csv", AS_PLAYS)
    assert stored(loader, "listener, title, played_at") == [("owner", "Karma Police", datetime(2025, 12, 31, 21, 38))]
    assert "the file names no listener: the plays are those of 'owner'" in report.notes


def test_hetrec_counts(loader: Loader) -> None:
    """Ids of a source get its name, so that those of two sources never meet."""
    report = loader.good("userID\tartistID\tweight\n2\t51\t13883\n2\t52\t11690\n", "user_artists.dat")
    assert stored(loader, "listener, artist_id, played_at, plays") == [
        ("hetrec:2", "hetrec:51", None, 13883),
        ("hetrec:2", "hetrec:52", None, 11690),
    ]
    assert report.notes == ["2 rows are counts without a time"]


def test_a_plain_table_in_any_format(loader: Loader) -> None:
    """The same plays as CSV and as Parquet with types."""
    loader.good(
        "listener,track_id,played_at,ms_played\nl,t,2024-01-01T10:00:00+01:00,60000\nm,u,2024-01-02,\n", "a.csv"
    )
    table = {
        "listener": ["l", "m"],
        "track_id": ["t", "u"],
        "played_at": pa.array([datetime(2024, 1, 1, 9), datetime(2024, 1, 2)], pa.timestamp("us")),
        "ms_played": pa.array([60000, None], pa.int32()),
    }
    pq.write_table(pa.table(table), loader.folder / "a.parquet")
    report = loader.file(loader.folder / "a.parquet")
    assert report.error is None
    rows = stored(loader)
    assert rows[:2] == rows[2:]
    assert rows[0][5] == datetime(2024, 1, 1, 9)


# ---- Times and rejects ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "read"),
    [
        ("2021-01-31 13:45:10", datetime(2021, 1, 31, 13, 45, 10)),
        ("2021-01-31 13:45", datetime(2021, 1, 31, 13, 45)),
        ("2021-01-31T13:45:10Z", datetime(2021, 1, 31, 13, 45, 10)),
        ("2021-01-31T13:45:10+05:30", datetime(2021, 1, 31, 8, 15, 10)),
        ("1612100710", datetime(2021, 1, 31, 13, 45, 10)),
        ("1612100710000", datetime(2021, 1, 31, 13, 45, 10)),
    ],
)
def test_times_become_utc(loader: Loader, time: str, read: datetime) -> None:
    loader.good(f"listener,track_id,timestamp\nl,t,{time}\n", "plays.csv")
    assert stored(loader, "played_at") == [(read,)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",t,2024-01-01,1", ("listener", "no listener")),
        (" ,t,2024-01-01,1", ("listener", "no listener")),
        ("l,,2024-01-01,1", ("title", "no track or artist")),
        ("l,t,,1", ("played_at", "no time")),
        ("l,t,yesterday,1", ("played_at", "not a time")),
        ("l,t,2024-02-30 10:00:00,1", ("played_at", "not a time")),
        ("l,t,0,1", ("played_at", "before 1971")),
        ("l,t,1969-12-31 10:00:00,1", ("played_at", "before 1971")),
        ("l,t,2024-01-01,-1", ("ms_played", "outside 0 to 86400000")),
        ("l,t,2024-01-01,86400001", ("ms_played", "outside 0 to 86400000")),
        ("l,t,2024-01-01,long", ("ms_played", "not a number")),
    ],
)
def test_what_is_rejected(loader: Loader, row: str, expected: tuple[str, str]) -> None:
    assert rejected(loader, row) == expected


def test_the_future_is_rejected_a_clock_that_is_ahead_is_not(loader: Loader) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    times = [now + timedelta(hours=20), now + timedelta(hours=30), datetime(2100, 1, 1)]
    rows = "".join(f"l,t,{time:%Y-%m-%d %H:%M:%S}\n" for time in times)
    report = loader.good(f"listener,track_id,played_at\n{rows}", "plays.csv")
    assert (report.rows_loaded, report.rejects) == (1, {"played_at in the future": 2})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("l,a,0", ("plays", "outside 1 to 1000000000")),
        ("l,a,-3", ("plays", "outside 1 to 1000000000")),
        ("l,a,", ("plays", "no count")),
        ("l,a,many", ("plays", "not a number")),
    ],
)
def test_counts_that_are_rejected(loader: Loader, row: str, expected: tuple[str, str]) -> None:
    report = loader.good(f"listener,artist,plays\nl,a,5\n{row}\n", "counts.csv")
    assert report.rows_rejected == 1
    assert [found[1:3] for found in loader.rejects()] == [expected]


def test_a_row_with_a_count_may_do_without_a_time(loader: Loader) -> None:
    text = "listener,artist,played_at,plays\nl,a,2024-01-01,\nl,a,,5\nl,a,2024-01-01,2\nl,a,,\n"
    report = loader.good(text, "mixed.csv")
    assert stored(loader, "played_at is null, plays") == [(False, 1), (True, 5), (False, 2)]
    assert report.rejects == {"no time and no count": 1}


def test_nothing_is_merged(loader: Loader) -> None:
    """Repeats are marked by the marts, not dropped here."""
    report = loader.good("listener,track_id,played_at\n" + "l,t,2024-01-01 10:00:00\n" * 3, "plays.csv")
    assert (report.rows_loaded, report.rows_merged) == (3, 0)


# ---- What must never be kept ---------------------------------------------------------------------------------------

ADDRESS, AGENT, PLACE = "203.0.113.251-marker", "agent-marker-7f3a", "city-marker-91c2"


def everything_kept(loader: Loader, report: FileReport) -> str:
    """The bytes of every file of the home, checkpointed, and the words of the report."""
    loader.workbench.con.execute("checkpoint")
    files = [path for path in loader.workbench.home.path.rglob("*") if path.is_file()]
    assert loader.workbench.home.workbench in files
    return repr(report) + "".join(path.read_bytes().decode("latin-1") for path in files)


@pytest.mark.parametrize("names", [("ip_addr_decrypted", "user_agent_decrypted"), ("ip_addr", "user_agent")])
def test_addresses_and_agents_of_a_history_are_dropped_at_the_door(loader: Loader, names: tuple[str, str]) -> None:
    private = {names[0]: ADDRESS, names[1]: AGENT, "city": PLACE}
    good = spotify(master_metadata_track_name="kept-marker", **private)
    bad = [spotify(**private, **PODCAST), spotify(ts="never", **private), spotify(ms_played=-1, **private)]
    report = loader.good(json.dumps([good, *bad]), "Streaming_History_Audio_2021.json")
    assert (report.rows_loaded, report.rows_rejected) == (1, 3)
    kept = everything_kept(loader, report)
    assert "kept-marker" in kept
    assert [marker for marker in (ADDRESS, AGENT, PLACE) if marker in kept] == []


def test_private_columns_of_a_plain_table_are_dropped_with_rows_that_do_not_fit(loader: Loader) -> None:
    text = (
        "listener,track_id,played_at,ip,user_agent\n"
        f"kept-marker,t,2024-01-01,{ADDRESS},{AGENT}\n"
        f"l,,2024-01-01,{ADDRESS},{AGENT}\n"
        f"l,t,2024-01-01,{ADDRESS},{AGENT},one,too,many\n"
        f"l,t,2024-01-01,{ADDRESS}\n"
        f'l,t,2024-01-01,{ADDRESS},"{AGENT}\n'
    )
    report = loader.good(text, "plays.csv")
    assert (report.rows_loaded, report.rows_rejected) == (1, 4)
    kept = everything_kept(loader, report)
    assert "kept-marker" in kept
    assert [marker for marker in (ADDRESS, AGENT) if marker in kept] == []


# ---- Real files ----------------------------------------------------------------------------------------------------


def test_hetrec_lastfm(loader: Loader, real_data: Path) -> None:
    path = real_data / "lastfm_2k" / "user_artists.dat"
    if not path.is_file():
        pytest.skip("REPERTOIRE_TEST_DATA holds no lastfm_2k/user_artists.dat")
    report = loader.file(path)
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (92_834, 92_834, 0)
    with path.open(encoding="utf-8", newline="") as stream:
        total = sum(int(row["weight"]) for row in csv.DictReader(stream, delimiter="\t"))
    assert stored(loader, "*")[0]
    assert loader.workbench.rows("select sum(plays), count(distinct listener) from raw.plays") == [(total, 1892)]
