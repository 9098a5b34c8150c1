"""From loaded files to the items and events that the rollups of plays are made of: linking, counts, loads that overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from etl.load import LoadOptions
from tests.warehouse.homes import QUICK, like, load_text
from warehouse import checks, store
from warehouse.build import RELATIONS, build
from warehouse.connect import Reader, Workbench
from warehouse.home import Home
from warehouse.publish import publish

CATALOGUE = """track_id,title,artists,popularity
t1,Halo,Beyoncé,80
t2,Halo (Live),Beyoncé,60
t3,Karma Police,Radiohead,70
t4,Duet,Simon & Garfunkel;Radiohead,10
"""

NAMED = "from listener_items join play_listeners using (listener_no) join play_items using (item_no)"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Workbench]:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        yield workbench


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workbench]:
    """The catalogue, built: what is played is built after it."""

    def make(home: Home) -> None:
        with Workbench(home, QUICK) as workbench:
            load_text(workbench, CATALOGUE, "catalogue.csv")
            build(workbench)

    with Workbench(like(tmp_path / "home", (CATALOGUE, "built"), make), QUICK) as workbench:
        yield workbench


def built(workbench: Workbench, *texts: str) -> Workbench:
    """Load files of plays, and build."""
    for n, text in enumerate(texts):
        load_text(workbench, text, f"plays{n}.csv", LoadOptions(kind="plays", as_of=date(2024, 1, 1)))
    build(workbench)
    return workbench


def items(workbench: Workbench) -> list[tuple]:
    """(item, track, artist, plays) of what was played."""
    return workbench.rows("select item, track_id, artist, plays from item_plays order by item")


def test_a_track_is_found_by_its_id_and_else_by_its_name(own: Workbench) -> None:
    built(
        own,
        """listener,track_id,title,artist,played_at
a,t1,,,2024-01-01 10:00:00
a,spotify:track:t1,,,2024-01-01 11:00:00
a,,HALO,beyonce,2024-01-01 12:00:00
a,other,Halo (Remastered 2011),Beyoncé feat. Somebody,2024-01-01 13:00:00
a,,Halo (Live),Beyoncé,2024-01-01 14:00:00
a,,Duet,Simon & Garfunkel,2024-01-01 15:00:00
""",
    )
    assert items(own) == [
        ("track:t1", "t1", "Beyoncé", 4),
        ("track:t2", "t2", "Beyoncé", 1),
        ("track:t4", "t4", "Simon & Garfunkel", 1),
    ]
    assert own.rows(
        "select rows, rows_by_id, rows_by_name, items, items_by_id, items_by_name, plays, plays_share from links"
    ) == [(6, 2, 4, 3, 1, 2, 6, 1.0)]


def test_what_the_catalogue_does_not_know_stays_an_item(own: Workbench) -> None:
    built(
        own,
        """listener,track_id,title,artist,played_at
a,x9,Unheard,Nobody,2024-01-01 10:00:00
b,x9,,,2024-01-01 10:00:00
a,,New Song,Radiohead,2024-01-01 11:00:00
b,,New song!,RADIOHEAD feat. X,2024-01-01 11:00:00
a,,Other,Nobody & Co,2024-01-01 12:00:00
a,,Untold,,2024-01-01 13:00:00
""",
    )
    assert items(own) == [
        ("title:newsong by " + artist(own, "Radiohead"), None, "Radiohead", 2),
        ("title:other by name:nobody", None, "Nobody & Co", 1),
        ("title:untold by ", None, None, 1),
        ("track:x9", None, "Nobody", 2),
    ]
    assert own.rows("select artist_key, artist_id is not null, plays from artist_plays order by plays, artist_key") == [
        (artist(own, "Radiohead"), True, 2),
        ("name:nobody", False, 3),
    ]
    assert own.rows("select rows_by_id, rows_by_name, rows_unlinked, items, items_unlinked from links") == [
        (0, 0, 6, 4, 4)
    ]


def artist(workbench: Workbench, name: str) -> str:
    """The id of an artist of the catalogue."""
    return str(workbench.value("select artist_id from artists where name = $name", {"name": name}))


def test_artists_are_items_too(own: Workbench) -> None:
    """Ids of a source become names where a file of names has them."""
    names = "id,name,entity\n1,BEYONCE,artist\n2,Unknown One,artist\n1,a tag,tag\n"
    load_text(own, names, "names.csv", LoadOptions(kind="names"))
    built(
        own,
        "listener,artist_id,plays\na,1,5\na,2,3\na,3,2\n",
        "listener,artist,plays\nb,Beyoncé,1\nb,Simon & Garfunkel,4\nb,Simon,6\n",
    )
    assert items(own) == [
        ("artist:" + key, None, name, plays)
        for key, name, plays in sorted(
            [
                (artist(own, "Beyoncé"), "Beyoncé", 6),
                (artist(own, "Simon & Garfunkel"), "Simon & Garfunkel", 4),
                ("name:unknownone", "Unknown One", 3),
                ("id:3", None, 2),
                ("name:simon", "Simon", 6),
            ]
        )
    ]
    assert own.rows("select distinct item_kind from item_plays") == [("artist",)]


def test_plays_of_tracks_and_of_their_artist_meet_in_the_artist(own: Workbench) -> None:
    built(
        own,
        "listener,track_id,played_at\na,t1,2024-01-01 10:00:00\n",
        "listener,artist,plays\na,Beyoncé,5\nb,Beyoncé,2\n",
    )
    assert own.rows("select artist, plays, listeners from artist_plays") == [("Beyoncé", 8, 2)]


# ---- Counts and loads that overlap ---------------------------------------------------------------------------------


def counts(day: int) -> LoadOptions:
    return LoadOptions(kind="plays", as_of=date(2024, 1, day))


def test_of_counts_the_newest_stand(empty: Workbench) -> None:
    load_text(empty, "listener,artist,plays\na,X,10\na,Y,20\n", "new.csv", counts(20))
    load_text(empty, "listener,artist,plays\na,X,1\na,Z,2\nb,X,3\n", "old.csv", counts(10))
    load_text(empty, "listener,artist,plays\na,Y,21\n", "same day, later.csv", counts(20))
    build(empty)
    expected = [
        ("a", "artist:name:x", 10),
        ("a", "artist:name:y", 21),
        ("a", "artist:name:z", 2),
        ("b", "artist:name:x", 3),
    ]
    assert empty.rows(f"select listener, item, plays {NAMED} order by all") == expected
    store.unload(empty, 1)
    build(empty)
    assert empty.rows(f"select plays {NAMED} order by listener, item") == [(1,), (21,), (2,), (3,)]


def test_counts_of_one_load_that_mean_one_item_are_added(empty: Workbench) -> None:
    load_text(empty, "listener,artist,plays\na,Beyoncé,10\na,BEYONCE,5\n", "counts.csv", counts(1))
    build(empty)
    assert empty.rows("select plays from item_plays") == [(15,)]


def test_events_of_two_loads_are_kept_and_the_repeated_ones_marked(own: Workbench) -> None:
    event = "a,t1,2024-01-0{} 10:00:00,200000\n"
    head = "listener,track_id,played_at,ms_played\n"
    built(own, head + event.format(1) + event.format(2), head + event.format(2) + event.format(3))
    assert own.rows("select plays, plays_counted, listeners from item_plays") == [(4, 3, 1)]
    load = own.value("select max(load_id) from raw.loads")
    store.unload(own, load)
    build(own)
    assert own.rows("select plays, plays_counted, listeners from item_plays") == [(2, 2, 1)]


def test_parts_of_a_second_and_offsets(own: Workbench) -> None:
    """A day is a day of UTC, a week begins on its Monday, and a summer-time change moves nothing."""
    built(
        own,
        """listener,track_id,played_at
a,t1,2024-03-31T00:30:00.25Z
a,t1,2024-03-31T00:30:00.75Z
a,t1,2024-03-31T02:30:00+02:00
a,t1,2024-03-31T03:30:00+02:00
a,t1,2024-04-01T00:30:00+02:00
a,t1,2024-04-01T00:00:00Z
""",
    )
    assert own.rows("select day, plays, plays_counted from plays_by_day") == [
        (date(2024, 3, 31), 5, 3),
        (date(2024, 4, 1), 1, 1),
    ]
    assert own.rows("select week, plays from item_plays_weekly") == [(date(2024, 3, 25), 5), (date(2024, 4, 1), 1)]


def test_a_home_without_plays_builds_empty_rollups(empty: Workbench) -> None:
    load_text(empty, CATALOGUE)
    build(empty)
    for relation in [r for r in RELATIONS if r.layer == "plays" and r.name != "play_rules"]:
        assert empty.value(f"select count(*) from {relation.name}") == 0


def test_snapshots_hold_rollups_but_no_rows_of_listeners_and_items(own: Workbench) -> None:
    built(own, "listener,track_id,played_at\na,t1,2024-01-01 10:00:00\n")
    publish(own)
    with Reader(own.home, own.settings).view() as view:
        served = {name for (name,) in view.rows("select table_name from duckdb_tables()")}
        assert view.value("select plays from item_plays") == 1
    wanted = {
        "item_plays",
        "artist_plays",
        "listener_totals",
        "plays_by_day",
        "item_plays_weekly",
        "artist_plays_weekly",
    }
    assert wanted <= served
    assert not served & {"plays_marked", "play_marks", "listener_items", "play_events", "play_items"}


def test_a_play_that_gets_lost_stops_a_build(own: Workbench) -> None:
    built(own, "listener,track_id,played_at\na,t1,2024-01-01 10:00:00\na,t2,2024-01-01 11:00:00\n")
    assert checks.run(own) == []
    own.con.execute("delete from item_plays where track_id = 't1'")
    own.con.execute("update plays_by_day set plays = plays + 5")
    assert checks.run(own) == ["item_plays: 1 rows fail 'plays add up'", "plays_by_day: 5 rows fail 'plays add up'"]
