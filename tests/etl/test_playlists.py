"""Tables of tracks in playlists, alone or beside what the tracks sound like."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.etl.conftest import Loader

PLAIN = "playlist_id,playlist,track_id,title,artist,position\n"
TIDY = "track_id,track_name,track_artist,track_popularity,playlist_name,playlist_id,playlist_genre,playlist_subgenre,energy\n"
EXPORTIFY = '"Track URI","Track Name","Artist Name(s)","Album Name","Added At","Tempo"\n'


def entries(loader: Loader, *columns: str) -> list[tuple]:
    """Columns of the stored rows, in the order of the files."""
    return loader.workbench.rows(f"select {', '.join(columns)} from raw.playlist_tracks order by load_id, line")


def test_tracks_of_playlists(loader: Loader) -> None:
    rows = "p1,Road,a,One,A,1\np1,Road,b,Two,B,2\np2,Home,a,One,A,1\np1,Road,a,One,A,3\n"
    report = loader.good(PLAIN + rows, "lists.csv")
    assert (report.kind, report.rows_loaded, report.rows_merged) == ("playlists", 3, 1)
    assert entries(loader, "playlist_id", "playlist", "track_id", "position") == [
        ("p1", "Road", "a", 1), ("p1", "Road", "b", 2), ("p2", "Home", "a", 1),
    ]  # fmt: skip


def test_without_ids_names_tell_playlists_and_tracks_apart(loader: Loader) -> None:
    report = loader.good("playlist,title,artist\nRoad,One,A\nRoad,One,B\nHome,One,A\nRoad,One,A\n", "lists.csv")
    assert (report.rows_loaded, report.rows_merged) == (3, 1)
    found = entries(loader, "playlist_id", "playlist", "artist")
    assert [row[1:] for row in found] == [("Road", "A"), ("Road", "B"), ("Home", "A")]
    assert found[0][0] == found[1][0] != found[2][0]


def test_what_is_no_track_of_a_playlist(loader: Loader) -> None:
    report = loader.good(PLAIN + "p,Road,a,One,A,1\n,,a,One,A,2\np,Road,,,A,3\np,Road,b,Two,B,last\n", "lists.csv")
    assert (report.rows_loaded, report.rows_rejected) == (1, 3)
    assert loader.rejects() == [
        (3, "playlist", "no playlist", ""),
        (4, "title", "no title", ""),
        (5, "position", "not a number", "last"),
    ]


def test_a_table_of_tracks_can_name_playlists(loader: Loader) -> None:
    rows = "a,One,A,50,Road,p1,pop,dance pop,0.5\na,One,A,50,Home,p2,rock,hard rock,0.5\na,One,A,50,Road,p1,pop,electropop,0.5\n"
    report = loader.good(TIDY + rows, "songs.csv")
    assert (report.kind, report.rows_loaded, report.also) == ("tracks", 1, {"playlists": 2})
    assert entries(loader, "playlist_id", "playlist", "track_id") == [("p1", "Road", "a"), ("p2", "Home", "a")]


def test_an_exported_playlist_is_named_after_its_file(loader: Loader) -> None:
    row = '"spotify:track:abc","One","A;B","Album","2021-03-04T05:06:07Z","120"\n'
    report = loader.good(EXPORTIFY + row, "road_trip.csv")
    assert (report.schema, report.also) == ("exportify", {"playlists": 1})
    assert entries(loader, "playlist", "track_id", "artist", "added_at") == [
        ("road_trip", "abc", "A; B", datetime(2021, 3, 4, 5, 6, 7))
    ]


def test_the_real_playlists(loader: Loader, real_data: Path) -> None:
    report = loader.file(next((real_data / "tidytuesday_songs").glob("*.csv")))
    assert report.error is None
    assert report.also == {"playlists": 32_251}
    assert loader.workbench.value("select count(distinct playlist_id) from raw.playlist_tracks") == 471
