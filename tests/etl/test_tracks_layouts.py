"""Tables of tracks as the public data sets lay them out, a few lines of each, and what only some of them hold."""

from __future__ import annotations

from datetime import date

import pytest

from etl.load import LoadOptions
from tests.etl.conftest import Loader

SOUND = "danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo"
SOUNDS = "0.5,0.6,1,-7.5,0,0.1,0.2,0.3,0.4,0.7,120.5"


@pytest.mark.parametrize(
    ("schema", "text", "stored"),
    [
        (
            "spotify_1921_2020",
            (
                "valence,year,acousticness,artists,danceability,duration_ms,energy,explicit,id,instrumentalness,key,liveness,"
                "loudness,mode,name,popularity,release_date,speechiness,tempo\n"
                "0.7,1999,0.2,\"['A', 'B, C']\",0.5,200000,0.6,1,x1,0.3,1,0.4,-7.5,0,T,44,1999-05,0.1,120.5\n"
            ),
            ("x1", "T", ["A", "B, C"], 44, date(1999, 5, 1), "month", 1999, True, 120.5),
        ),
        (
            "spotify_tracks_csv",
            (
                f"id,name,popularity,duration_ms,explicit,artists,id_artists,release_date,{SOUND},time_signature\n"
                f"x1,T,44,200000,0,['A'],['a1'],1922-02-22,{SOUNDS},4\n"
            ),
            ("x1", "T", ["A"], 44, date(1922, 2, 22), "day", 1922, False, 120.5),
        ),
        (
            "spotify_tracks_features",
            (
                f"id,name,album,album_id,artists,artist_ids,track_number,disc_number,explicit,{SOUND},duration_ms,"
                "time_signature,year,release_date\n"
                f'x1,T,Al,al1,"[\'A\', ""B\'s""]","[\'a\', \'b\']",1,1,True,{SOUNDS},200000,4.0,1999,1999\n'
            ),
            ("x1", "T", ["A", "B's"], None, date(1999, 1, 1), "year", 1999, True, 120.5),
        ),
        (
            "hit_predictor",
            (
                f"track,artist,uri,{SOUND},duration_ms,time_signature,chorus_hit,sections,target\n"
                f"T,A Featuring B,spotify:track:x1,{SOUNDS},200000,4,30.1,9,1\n"
            ),
            ("x1", "T", ["A Featuring B"], None, None, None, None, None, 120.5),
        ),
        (
            "hot_100_features",
            (
                "song_id,performer,song,spotify_genre,spotify_track_id,spotify_track_album,spotify_track_explicit,"
                f"spotify_track_duration_ms,spotify_track_popularity,{SOUND},time_signature\n"
                f"TA,A,T,\"['pop', 'r&b']\",x1,Al,FALSE,200000,44,{SOUNDS},4\nUB,B,U,[],NA,,NA,NA,NA,{'NA,' * 11}NA\n"
            ),
            ("x1", "T", ["A"], 44, None, None, None, False, 120.5),
        ),
    ],
)
def test_public_layouts(loader: Loader, schema: str, text: str, stored: tuple) -> None:
    report = loader.good(text)
    assert (report.schema, report.rejects) == (schema, {})
    columns = (
        "track_id", "title", "artist_names", "popularity", "release_date", "release_precision", "release_year",
        "explicit", "tempo",
    )  # fmt: skip
    assert loader.column(*columns)[0] == stored


def test_genres_are_split_as_the_layout_writes_them(loader: Loader) -> None:
    loader.good("title,artists,genre\nT,A,pop; k-pop\nU,A,\"['rock', 'r&b']\"\nV,A,\n")
    found = loader.workbench.rows("select title, genre from raw.labels join raw.tracks using (track_id) order by all")
    assert found == [("T", "k-pop"), ("T", "pop"), ("U", "r&b"), ("U", "rock")]


def test_a_date_is_kept_with_its_precision(loader: Loader) -> None:
    text = "title,artists,release_date,year\nA,X,1999,\nB,X,1999-05,\nC,X,1999-05-03,\nD,X,,1987\nE,X,,\n"
    loader.good(text)
    assert loader.column("release_date", "release_precision", "release_year") == [
        (date(1999, 1, 1), "year", 1999),
        (date(1999, 5, 1), "month", 1999),
        (date(1999, 5, 3), "day", 1999),
        (None, "year", 1987),
        (None, None, None),
    ]


def test_labels_followers_and_the_genres_of_artists(loader: Loader) -> None:
    text = "title,artists,record_label,followers,artist_genres\nT,A,Small Records,1200,dream pop; shoegaze\nU,A,,-1,\n"
    report = loader.good(text)
    assert report.rejects == {"artist_followers outside 0 to 2000000000": 1}
    assert loader.column("label", "artist_followers", "artist_genres") == [
        ("Small Records", 1200, "dream pop; shoegaze")
    ]


DATED = "track_id,title,artists,popularity,snapshot_date\n"


def test_rows_that_carry_their_date_keep_one_popularity_a_date(loader: Loader) -> None:
    text = DATED + "1,T,A,10,2026-01-01\n1,T,A,30,2026-01-08\n1,T,A,20,2026-01-15\n1,T,A,25,2026-01-15\n2,U,A,5,\n"
    report = loader.good(text)
    assert (report.rows_loaded, report.rows_merged, report.disagreeing) == (2, 3, 0)
    rows = loader.workbench.rows("select track_id, as_of, popularity from raw.popularity order by all")
    assert rows == [("1", date(2026, 1, 1), 10), ("1", date(2026, 1, 8), 30), ("1", date(2026, 1, 15), 25)]
    assert loader.column("track_id", "popularity") == [("1", 25), ("2", 5)]  # the latest date counts
    assert (report.as_of, report.as_of_assumed) == ("2026-01-15", False)


@pytest.mark.parametrize(
    ("name", "stated", "as_of", "assumed"),
    [
        ("t.csv", date(2020, 2, 2), "2020-02-02", False),
        ("t-2026-03-04.csv", date(2020, 2, 2), "2020-02-02", False),
        ("t-2026-03-04.csv", None, "2026-03-04", False),
        ("t_20260304.csv", None, "2026-03-04", False),
    ],
)
def test_the_date_of_the_data(loader: Loader, name: str, stated: date | None, as_of: str, assumed: bool) -> None:
    report = loader.good("title,artists,popularity\nT,A,1\n", name, LoadOptions(as_of=stated))
    assert (report.as_of, report.as_of_assumed) == (as_of, assumed)


def test_a_file_without_any_date_is_of_its_own_time_and_says_that_this_is_assumed(loader: Loader) -> None:
    report = loader.good("title,artists,popularity\nT,A,1\n")
    assert report.as_of_assumed


def test_the_same_content_of_another_date_is_another_snapshot(loader: Loader) -> None:
    text = "track_id,title,artists,popularity\n1,T,A,1\n"
    first = loader.good(text, options=LoadOptions(as_of=date(2026, 1, 1)))
    again = loader.good(text, options=LoadOptions(as_of=date(2026, 1, 1)))
    later = loader.good(text, options=LoadOptions(as_of=date(2026, 2, 1)))
    assert (again.already_loaded, again.load_id) == (True, first.load_id)
    assert not later.already_loaded
    assert loader.good(text).already_loaded  # no date stated: it is there
