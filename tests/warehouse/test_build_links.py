"""How titles and credits are compared, and what of charts and playlists is found in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from etl.load import LoadOptions, load
from tests.conftest import ROOT
from tests.warehouse.homes import QUICK, like, load_text
from warehouse import store
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home

CHART = "chart,region,day,rank,track_id,title,artists,streams\n"
HOT = "chart_date,this_week,song,artist,last_week,peak_position,weeks_on_chart\n"
LISTS = "playlist_id,playlist,track_id,title,artist,position\n"
TRACKS = """track_id,title,artists,popularity
hit,Hit (feat. Guest) - Remastered 2011,Ann,80
live,Hit - Live,Ann,90
other,Hit,Bob,10
see,See You,"Tyler, The Creator",70
tyler,Yonkers,Tyler,60
duo,Cecilia,Simon & Garfunkel,50
both,Both Sides,Ann;Cleo,40
cleo,Both Sides,Cleo,30
again,Both Sides,Cleo,35
"""


@pytest.fixture(scope="module")
def macros() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute((ROOT / "warehouse/sql/macros/text.sql").read_text(encoding="utf-8"))
    return con


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workbench]:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        yield workbench


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Workbench]:
    """TRACKS, built: what links to them is built after them."""

    def make(home: Home) -> None:
        with Workbench(home, QUICK) as workbench:
            load_text(workbench, TRACKS, "tracks.csv", LoadOptions(as_of=date(2024, 1, 1)))
            build(workbench)

    with Workbench(like(tmp_path / "home", (TRACKS, "built"), make), QUICK) as workbench:
        yield workbench


# ---- Text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  Beyoncé ", "beyonce"),
        ("Don't Stop Believin'", "dont stop believin"),
        ("Don’t Stop Believing", "dont stop believin"),
        ("King Sing Ring", "king sing ring"),  # too short to have lost a letter
        ("Rock 'n' Roll", "rock and roll"),
        ("Rock & Roll", "rock and roll"),
        ("Guns N' Roses", "guns and roses"),
        ("Florence + The Machine", "florence and the machine"),
        ("P!nk", "pink"),
        ("Ke$ha", "kesha"),
        ("A$AP Rocky", "asap rocky"),
        ("R.E.M.", "rem"),
        ("Hello...Goodbye", "hello goodbye"),
        ("AC/DC", "ac dc"),
        ("!!!", "!!!"),
        ("???", "???"),
        ("Дежа вю", "дежа вю"),
        ("天使", "天使"),
        ("هبة طوجي", "هبة طوجي"),
        ("🔥", "🔥"),
        ("", ""),
        (None, None),
    ],
)
def test_plain_text(macros: duckdb.DuckDBPyConnection, text: str | None, words: str | None) -> None:
    assert macros.execute("select plain_text($1)", [text]).fetchall() == [(words,)]


SAME = [
    "Song",
    "Song (feat. B)",
    "Song [feat. B & C]",
    "Song (ft. B)",
    "Song (with B)",
    "Song feat. B",
    "Song - feat. B",
    "Song - Remastered",
    "Song - Remastered 2011",
    "Song - 2011 Remaster",
    "Song (Remastered 2011)",
    "Song - Remasterizado 2007",
    "Song - 2014 Remastered Version",
    "Song - Mono / 1997 Remastered",
    "Song - Radio Edit",
    "Song - Radio Edit [Remastered]",
    "Song - Single Version",
    "Song - Mono",
    'Song - From "A Film"',
    'Song (From "A Film")',
    'Song (feat. B) - From "A Film" Soundtrack',
    "Song - From the Film A",
    "Song [Bonus Track]",
    "SONG",
]
APART = [
    "Song - Live",
    "Song (Live)",
    "Song - Live / Remastered 2011",
    "Song - Ao Vivo",
    "Song - Remix",
    "Song (B Remix)",
    "Song - Acoustic",
    "Song (Karaoke Version)",
    "Song - Instrumental",
    "Song - Extended Mix",
    "Song (Taylor's Version)",
    "Song (With You)",
    "Song, Pt. 2",
    "Song 2",
    "Song (From Your Heart)",
    "Songs",
]


@pytest.mark.parametrize("title", SAME)
def test_words_beside_a_title_leave_it_the_same(macros: duckdb.DuckDBPyConnection, title: str) -> None:
    assert macros.execute("select title_key($1)", [title]).fetchall() == [("song",)]


def test_another_performance_is_another_title(macros: duckdb.DuckDBPyConnection) -> None:
    keys = {title: macros.execute("select title_key($1)", [title]).fetchall()[0][0] for title in APART}
    assert "song" not in keys.values()
    assert keys["Song - Live"] == keys["Song (Live)"] == keys["Song - Live"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Another Brick In The Wall (Part II)", "Another Brick in the Wall, Pt. 2"),
        ("4 AM", "4AM"),
        ("Lover Girl", "Lovergirl"),
        ("(I Can't Get No) Satisfaction", "(I Can't Get No) Satisfaction - Mono"),
        ("Sunflower (Spider-Man: Into The Spider-Verse)", "Sunflower - Spider-Man: Into the Spider-Verse"),
        ("Bad Romance", "Bad Romance (Glee Cast Version)"),
    ],
)
def test_two_spellings_of_a_title(macros: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    ((first, second),) = macros.execute("select title_key($1), title_key($2)", [one, other]).fetchall()
    assert first == second


def test_a_title_of_nothing_but_an_aside_is_a_title(macros: duckdb.DuckDBPyConnection) -> None:
    assert macros.execute("select title_key('(feat. B)'), title_key('- Single')").fetchall() == [("featb", "single")]


@pytest.mark.parametrize(
    ("credit", "names", "lead"),
    [
        ("A", {"A"}, "A"),
        ("A Featuring B", {"A Featuring B", "A"}, "A"),
        ("A feat. B & C", {"A feat. B & C", "A"}, "A"),
        ("A (with B)", {"A (with B)", "A"}, "A"),
        ("Ann Duet With B", {"Ann Duet With B", "Ann"}, "Ann"),
        ("Ann A Duet With B", {"Ann A Duet With B", "Ann"}, "Ann"),
        ("A & B", {"A & B", "A"}, "A"),
        ("A And B", {"A And B", "A"}, "A"),
        ("A x B", {"A x B", "A"}, "A"),
        ("A/B", {"A/B", "A"}, "A"),
        ("A; B", {"A; B", "A"}, "A"),
        ("A, B & C Featuring D", {"A, B & C Featuring D", "A, B & C", "A, B", "A"}, "A"),
        ("Lil Nas X", {"Lil Nas X"}, "Lil Nas X"),
        ("The Band", {"The Band"}, "The Band"),
        ("Anderson .Paak", {"Anderson .Paak"}, "Anderson .Paak"),
        ("(The Preacher) Bobby Womack", {"(The Preacher) Bobby Womack"}, "(The Preacher) Bobby Womack"),
    ],
)
def test_credits(macros: duckdb.DuckDBPyConnection, credit: str, names: set[str], lead: str) -> None:
    ((found, first),) = macros.execute("select credited_names($1), lead_artist($1)", [credit]).fetchall()
    assert (set(found), first) == (names, lead)


def test_a_leading_the_is_no_part_of_a_name(macros: duckdb.DuckDBPyConnection) -> None:
    keys = macros.execute("select artist_key('The Beatles'), artist_key('Beatles'), artist_key('The The')").fetchall()
    assert keys == [("beatles", "beatles", "the")]


# ---- Links -----------------------------------------------------------------------------------------------------------


def linked(known: Workbench, *rows: tuple[str, str, str]) -> list[tuple[str | None, str | None]]:
    """(track, how) of places in a chart, given as (id, title, artists)."""
    lines = [f'c,us,2024-01-01,{n},{i},"{t}","{a}",1' for n, (i, t, a) in enumerate(rows, start=1)]
    load_text(known, CHART + "\n".join(lines) + "\n", "chart.csv")
    build(known)
    return known.rows("select track_id, linked_by from chart_entries order by rank")


def test_an_id_goes_before_a_name(known: Workbench) -> None:
    assert linked(known, ("other", "Hit", "Ann"), ("elsewhere", "Hit", "Ann"), ("elsewhere", "Nothing", "Ann")) == [
        ("other", "id"), ("hit", "name"), (None, None),
    ]  # fmt: skip


BY_NAME: tuple[tuple[str, str, str | None], ...] = (
    ("HIT", "ann", "hit"),  # not the live version, which is more popular
    ("Hit (Live)", "Ann", "live"),
    ("Hit", "Ann Featuring Someone Else", "hit"),
    ("Hit", "Bob", "other"),
    ("Hit", "Dora", None),
    ("Hit", "Annabel", None),
    ("Hit - Remix", "Ann", None),
    ("See You", "Tyler, The Creator", "see"),
    ("See You", "Tyler, The Creator, Frank", "see"),
    ("See You", "Tyler", None),
    ("Yonkers", "Tyler, The Creator", None),  # a song of another artist, who is called Tyler
    ("Yonkers", "Tyler & Frank", "tyler"),
    ("Cecilia", "Simon And Garfunkel", "duo"),
    ("Cecilia", "Simon", None),
    ("Both Sides", "Ann & Cleo", "both"),
    ("Both Sides", "Cleo & Ann", "again"),  # her own, the more popular one, before the one with her as a guest
    ("Hit/Flip Side", "Ann", "hit"),
    ("Flip Side/Hit", "Ann", None),
)


def test_links_by_name(known: Workbench) -> None:
    found = linked(known, *(("", title, artists) for title, artists, _ in BY_NAME))
    told = [(*case[:2], track) for case, (track, _) in zip(BY_NAME, found, strict=True)]
    assert told == list(BY_NAME)
    assert {how for _, how in found} == {"name", None}


def test_a_guest_is_found_where_nothing_is_the_artists_own(own: Workbench) -> None:
    load_text(own, "track_id,title,artists\nx,Duet,Ann;Cleo\n", "tracks.csv")
    load_text(own, HOT + "2024-01-01,1,Duet,Cleo & Ann,,1,1\n", "hot.csv")
    build(own)
    assert own.rows("select track_id, linked_by from chart_entries") == [("x", "name")]


def test_what_only_charts_name_is_no_track(known: Workbench) -> None:
    linked(known, ("new", "Nothing", "Nobody"), ("", "Hit", "Ann"))
    figures = "select (select count(*) from tracks), (select count(*) from artists)"
    assert known.rows(figures) == [(9, 6)]


def test_match_rates(known: Workbench) -> None:
    linked(known, ("hit", "Hit", "Ann"), ("", "Hit", "Ann"), ("", "Nothing", "Ann"), ("hit", "Hit", "Ann"))
    columns = "rows, rows_by_id, rows_by_name, rows_unlinked, rows_share"
    items = "items, items_by_id, items_by_name, items_unlinked, items_share"
    assert known.rows(f"select load_id, kind, {columns}, {items} from links") == [
        (2, "charts", 4, 2, 1, 1, 0.75, 3, 1, 1, 1, pytest.approx(2 / 3)),
    ]  # fmt: skip


# ---- Charts ----------------------------------------------------------------------------------------------------------


def chart(own: Workbench, day: int, text: str, name: str) -> int:
    return load_text(own, CHART + text, name, LoadOptions(as_of=date(2024, 1, day)))


def test_the_newest_load_says_who_stood_where(own: Workbench) -> None:
    chart(own, 20, "c,us,2024-01-01,1,a,Corrected,A,5\n", "late.csv")
    chart(
        own,
        10,
        "c,us,2024-01-01,1,b,First,B,5\nc,us,2024-01-01,2,b,First,B,4\nc,se,2024-01-01,1,b,First,B,5\n",
        "e.csv",
    )
    build(own)
    query = "select region, rank, title, load_id from chart_entries order by all"
    assert own.rows(query) == [("se", 1, "First", 2), ("us", 1, "Corrected", 1), ("us", 2, "First", 2)]
    store.unload(own, 1)
    build(own)
    assert own.rows(query) == [("se", 1, "First", 2), ("us", 1, "First", 2), ("us", 2, "First", 2)]


def test_tracks_on_one_rank_are_all_kept(own: Workbench) -> None:
    chart(
        own, 1, "c,us,2024-01-01,1,a,One,A,5\nc,us,2024-01-01,1,b,Two,B,5\nc,us,2024-01-01,3,c,Three,C,4\n", "tie.csv"
    )
    build(own)
    found = own.rows("select rank, tie, title from chart_entries order by all")
    assert found == [(1, 1, "One"), (1, 2, "Two"), (3, 1, "Three")]


def test_charts_and_what_tracks_did_in_them(own: Workbench) -> None:
    load_text(own, "track_id,title,artists\na,One,A\nb,Two,B\n", "tracks.csv")
    days = ["2024-01-01", "2024-01-08", "2024-01-15", "2024-02-05"]
    weekly = "".join(f"week,us,{day},{n},a,One,A,{n * 10}\n" for n, day in enumerate(days, start=1))
    daily = "day,us,2024-01-01,5,a,One,A,\nday,us,2024-01-02,4,zz,Unknown,Z,\n"
    chart(own, 1, weekly + daily + "once,,2024-01-01,1,b,Two,B,\n", "chart.csv")
    build(own)
    assert own.rows(
        "select chart, region, period, periods, first_day, last_day, lowest_rank, entries, linked, tracks, has_streams"
        " from charts order by chart"
    ) == [
        ("day", "us", "day", 2, date(2024, 1, 1), date(2024, 1, 2), 5, 2, 1, 1, False),
        ("once", "global", None, 1, date(2024, 1, 1), date(2024, 1, 1), 1, 1, 1, 1, False),
        ("week", "us", "week", 4, date(2024, 1, 1), date(2024, 2, 5), 4, 4, 4, 1, True),
    ]  # fmt: skip
    assert own.rows("select track_id, chart, peak, periods, first_day, last_day, streams from track_charts order by all") == [
        ("a", "day", 5, 1, date(2024, 1, 1), date(2024, 1, 1), None),
        ("a", "week", 1, 4, date(2024, 1, 1), date(2024, 2, 5), 100),
        ("b", "once", 1, 1, date(2024, 1, 1), date(2024, 1, 1), None),
    ]  # fmt: skip


# ---- Playlists -------------------------------------------------------------------------------------------------------


def test_playlists(own: Workbench) -> None:
    load_text(own, TRACKS, "tracks.csv")
    load_text(own, LISTS + "p,Road,hit,Hit,Ann,1\np,Road,,Cecilia,Simon & Garfunkel,2\np,Road,zz,Unknown,Z,3\n", "lists.csv",
              LoadOptions(as_of=date(2024, 1, 1)))  # fmt: skip
    load_text(own, LISTS + "p,Road trip,hit,Hit,Ann,7\nq,Home,hit,Hit,Ann,1\n", "later.csv",
              LoadOptions(as_of=date(2024, 1, 2)))  # fmt: skip
    build(own)
    found = own.rows("select playlist_id, position, track_id, linked_by, load_id from playlist_tracks order by 1, 2")
    assert found == [
        ("p", 2, "duo", "name", 2),
        ("p", 3, None, None, 2),
        ("p", 7, "hit", "id", 3),
        ("q", 1, "hit", "id", 3),
    ]
    assert own.rows("select playlist_id, playlist, items, linked, tracks from playlists order by 1") == [
        ("p", "Road trip", 3, 2, 2), ("q", "Home", 1, 1, 1),
    ]  # fmt: skip


# ---- Series, descriptors, tags ---------------------------------------------------------------------------------------


def test_the_newest_figure_of_a_series_stands(own: Workbench) -> None:
    load_text(own, "year,tempo,energy\n2001,100,1\n2002,110,2\n", "s.csv", LoadOptions(as_of=date(2024, 1, 2)))
    (report,) = load(own, [own.home.path.parent / "s.csv"], LoadOptions(as_of=date(2024, 1, 1), collection="x")).files
    assert report.load_id == 2
    load_text(own, "year,tempo\n2001,105\n", "s.csv", LoadOptions(as_of=date(2024, 1, 3)))
    build(own)
    assert own.rows("select key, name, value, load_id from series order by all") == [
        ("2001", "energy", 1, 1), ("2001", "tempo", 105, 3), ("2002", "energy", 2, 1), ("2002", "tempo", 110, 1),
    ]  # fmt: skip


def test_descriptors_of_two_collections_stay_apart(own: Workbench) -> None:
    text = "clip,a,b,c,label\n1.wav,1,2,3,rock\n"
    load_text(own, text, "one.csv")
    load_text(own, text.replace("rock", "pop"), "two.csv")
    build(own)
    assert own.rows("select collection, clip, label, count(*), sum(value) from descriptors group by all order by all") == [
        ("one", "1.wav", "rock", 3, 6), ("two", "1.wav", "pop", 3, 6),
    ]  # fmt: skip


def test_tags_have_names_and_find_artists_and_tracks(own: Workbench) -> None:
    load_text(own, TRACKS, "tracks.csv")
    load_text(own, "id\tname\turl\tpictureURL\n52\tSimon and Garfunkel\tu\tp\n", "artists.tsv")
    load_text(own, "tagID\ttagValue\n13\tFolk\n", "tags.tsv")
    rows = "2\t52\t13\t1\t4\t2009\n3\t52\t13\t1\t4\t2009\n3\t52\t14\t1\t4\t2009\n3\t53\t13\t1\t4\t2009\n"
    load_text(own, "userID\tartistID\ttagID\tday\tmonth\tyear\n" + rows, "user_tags.tsv")
    load_text(own, "track_id,tag,count\nhit,Pop,3\nzz,pop,1\n", "track_tags.csv", LoadOptions(as_of=date(2024, 1, 1)))
    load_text(own, "track_id,tag,count\nhit,pop,4\n", "track_tags.csv", LoadOptions(as_of=date(2024, 1, 2)))
    build(own)
    known = "artist_id is not null, track_no is not null"
    assert own.rows(f"select item_kind, item, tag, uses, listeners, {known} from tags order by all") == [
        ("artist", "Simon and Garfunkel", "folk", 2, 2, True, False),
        ("artist", "Simon and Garfunkel", "hetrec:14", 1, 1, True, False),
        ("artist", "hetrec:53", "folk", 1, 1, False, False),
        ("track", "hit", "pop", 4, 0, False, True),
        ("track", "zz", "pop", 1, 0, False, False),
    ]  # fmt: skip
