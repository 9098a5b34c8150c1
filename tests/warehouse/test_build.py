"""The marts against the same figures worked out from the CSV file with csv, statistics and numpy."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import floor
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pytest

from etl.load import load
from tests.conftest import ROOT
from tests.sample import TRUTH
from tests.warehouse.catalogue import artist_id, plain
from tests.warehouse.homes import QUICK, TINY, load_text
from warehouse import build as building
from warehouse.build import RELATIONS, build
from warehouse.connect import Reader, Workbench
from warehouse.errors import HomeError
from warehouse.filters import parse
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.queries import catalogue
from warehouse.queries import tracks as track_queries


@dataclass
class Track:
    """A track of the sample as the file has it: its first row, its highest popularity, all its genres."""

    row: dict[str, str]
    popularity: int
    genres: set[str] = field(default_factory=set)

    @property
    def artists(self) -> list[str]:
        return self.row["artists"].split(";")

    @property
    def recording(self) -> tuple[str, str, int]:
        title = re.sub(r"[\W_]+", " ", plain(self.row["track_name"])).strip()
        length = floor(int(self.row["duration_ms"]) / 2000 + 0.5)
        return title or self.row["track_name"], self.artists[0], length


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory, sample_csv: Path) -> Iterator[Workbench]:
    with Workbench(Home(tmp_path_factory.mktemp("build") / "home"), QUICK) as workbench:
        load(workbench, [sample_csv])
        build(workbench)
        yield workbench


@pytest.fixture(scope="module")
def truth(sample_csv: Path) -> dict[str, Track]:
    found: dict[str, Track] = {}
    with sample_csv.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["track_name"]:
                track = found.setdefault(row["track_id"], Track(row, 0))
                track.popularity = max(track.popularity, int(row["popularity"]))
                track.genres.add(row["track_genre"])
    return found


@pytest.fixture(scope="module")
def order(truth: dict[str, Track]) -> list[str]:
    """Ids in the stored order."""
    return sorted(truth, key=lambda i: (-truth[i].popularity, i))


@pytest.fixture(scope="module")
def canonical(truth: dict[str, Track], order: list[str]) -> set[str]:
    """Of every recording the id that counts."""
    best: dict[tuple[str, str, int], str] = {}
    for i in order:
        best.setdefault(truth[i].recording, i)
    return set(best.values())


def test_tracks(workbench: Workbench, truth: dict[str, Track], order: list[str], canonical: set[str]) -> None:
    assert (len(truth), len(canonical)) == (TRUTH.tracks, TRUTH.recordings)
    rows = workbench.rows(
        """select track_id, title, artists, popularity, genres, main_artist, main_artist_id, is_canonical, search_text,
            collection, tempo from tracks order by track_no"""
    )
    assert [row[0] for row in rows] == order
    assert rows == workbench.rows(
        """select track_id, title, artists, popularity, genres, main_artist, main_artist_id, is_canonical, search_text,
            collection, tempo from tracks"""
    ), "the file is stored in this order"
    for i, title, artists, popularity, genres, main, main_id, counts, search, collection, tempo in rows:
        track = truth[i]
        assert (title, artists) == (track.row["track_name"], "; ".join(track.artists))
        assert (popularity, genres) == (track.popularity, "; ".join(sorted(track.genres)))
        assert (main, main_id, counts) == (track.artists[0], artist_id(track.artists[0]), i in canonical)
        assert search == f"{plain(title)} {plain(artists)}"
        assert (collection, tempo) == ("sample", float(track.row["tempo"]) or None)
    numbers = [n for (n,) in workbench.rows("select track_no from tracks order by 1")]
    assert numbers == list(range(numbers[0], numbers[0] + TRUTH.tracks))


def test_recordings_are_the_same_partition(workbench: Workbench, truth: dict[str, Track]) -> None:
    ours, theirs = defaultdict(set), defaultdict(set)
    for i, key in workbench.rows("select track_id, recording_key from tracks"):
        ours[key].add(i)
        theirs[truth[i].recording].add(i)
    assert sorted(map(sorted, ours.values())) == sorted(map(sorted, theirs.values()))


def test_artists(workbench: Workbench, truth: dict[str, Track], canonical: set[str]) -> None:
    theirs: dict[str, list[str]] = defaultdict(list)
    for i, track in truth.items():
        for name in track.artists:
            theirs[name].append(i)
    rows = workbench.rows(
        "select name, artist_id, tracks, recordings, median_popularity, top_popularity, genres, search_text from artists"
    )
    assert {row[0] for row in rows} == set(theirs)
    assert len(rows) == TRUTH.artists
    for name, key, tracks, recordings, middle, top, genres, search in rows:
        own = theirs[name]
        assert key == hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:12]
        assert (tracks, recordings) == (len(own), len({truth[i].recording for i in own}))
        counted = [truth[i].popularity for i in own if i in canonical]
        assert middle == (median(counted) if counted else None)
        assert (top, search) == (max(truth[i].popularity for i in own), plain(name))
        labels = [genre for i in own for genre in truth[i].genres]
        assert genres.split("; ") == sorted(set(labels), key=lambda g: (-labels.count(g), g))[:5]


def test_track_artists(workbench: Workbench, truth: dict[str, Track], order: list[str]) -> None:
    first = workbench.value("select min(track_no) from tracks")
    expected = [
        (first + n, i, name, position)
        for n, i in enumerate(order)
        for position, name in enumerate(truth[i].artists, start=1)
    ]
    assert workbench.rows("select track_no, track_id, name, position from track_artists order by 1, 4") == expected


def best_of_recordings(tracks: list[Track]) -> list[int]:
    """The highest popularity of each recording among these tracks."""
    best: dict[tuple[str, str, int], int] = {}
    for track in tracks:
        best[track.recording] = max(best.get(track.recording, 0), track.popularity)
    return list(best.values())


def test_families_count_a_recording_once(workbench: Workbench, truth: dict[str, Track]) -> None:
    family_of = dict(workbench.rows("select distinct genre, family from track_genres"))
    theirs: dict[str, list[Track]] = defaultdict(list)
    for track in truth.values():
        for family in {family_of[genre] for genre in track.genres}:
            theirs[family].append(track)
    rows = workbench.rows("select family, tracks, recordings, median_popularity from families order by family")
    expected = [(f, len(t), len(best_of_recordings(t)), median(best_of_recordings(t))) for f, t in theirs.items()]
    assert rows == sorted(expected)


def test_genres(workbench: Workbench, truth: dict[str, Track]) -> None:
    with (ROOT / "warehouse" / "reference" / "genre_families.csv").open(encoding="utf-8", newline="") as stream:
        families = {row["genre"].lower().replace("-", " "): row["family"] for row in csv.DictReader(stream)}
    theirs: dict[str, list[str]] = defaultdict(list)
    for i, track in truth.items():
        for genre in track.genres:
            theirs[genre].append(i)
    rows = workbench.rows(
        """select genre, vocabulary, family, tracks, median_popularity, q1_popularity, q3_popularity
        from genres order by genre"""
    )
    assert [row[0] for row in rows] == sorted(theirs)
    for genre, vocabulary, family, tracks, middle, q1, q3 in rows:
        counted = best_of_recordings([truth[i] for i in theirs[genre]])
        assert (vocabulary, family, tracks) == ("spotify_tracks", families.get(genre, "Other"), len(theirs[genre]))
        assert middle == median(counted)
        assert (q1, q3) == pytest.approx(tuple(np.quantile(counted, (0.25, 0.75))))
    labels = workbench.rows("select track_id, genre, family from track_genres order by all")
    assert labels == sorted((i, g, families.get(g, "Other")) for i, t in truth.items() for g in t.genres)
    assert workbench.rows("select * from vocabularies") == [("spotify_tracks", TRUTH.genres, TRUTH.tracks, True)]


def test_every_relation_says_what_a_row_is(workbench: Workbench) -> None:
    told = dict(
        workbench.rows(
            """select table_name, comment from duckdb_tables() where schema_name = 'main'
            union all select view_name, comment from duckdb_views() where schema_name = 'main'"""
        )
    )
    for relation in RELATIONS:
        assert told[relation.name] == relation.grain
        assert relation.grain.startswith("One row")


def test_building_again_changes_nothing(workbench: Workbench) -> None:
    names = [relation.name for relation in RELATIONS]
    before = {name: workbench.rows(f"select * from {name} order by all") for name in names}
    workbench.con.execute("drop table built")  # or nothing would be built
    build(workbench)
    assert {name: workbench.rows(f"select * from {name} order by all") for name in names} == before


def test_one_snapshot_has_no_velocity(workbench: Workbench) -> None:
    assert workbench.value("select count(*) from popularity_velocity") == 0
    assert workbench.value("select count(*) from repeated_tracks") == 0
    assert workbench.value("select count(*) from popularity_history") == TRUTH.tracks


# ---- Homes of one's own ----------------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workbench]:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        yield workbench


def test_a_track_without_popularity_stands_last(own: Workbench) -> None:
    load_text(own, "track_id,title,artists,popularity\nb,One,A,\na,Two,A,0\nc,One,A,5\n")
    build(own)
    assert own.rows("select track_id, is_canonical from tracks order by track_no") == [
        ("c", True), ("a", True), ("b", False),
    ]  # fmt: skip


def test_recordings_by_title_main_artist_and_length(own: Workbench) -> None:
    rows = [
        ("a", "Déjà Vu", "A", 200_000), ("b", "DEJA   vu!", "A; B", 200_900),  # one recording
        ("c", "Deja vu", "B", 200_000), ("d", "Deja vu", "A", 203_000),  # another artist, another length
        ("e", "!!!", "A", 1000), ("f", "???", "A", 1000), ("g", "Дежа вю", "A", 200_000),
    ]  # fmt: skip
    load_text(own, "track_id,title,artists,duration_ms\n" + "".join(f"{','.join(map(str, row))}\n" for row in rows))
    build(own)
    found = defaultdict(list)
    for track, key in own.rows("select track_id, recording_key from tracks order by track_id"):
        found[key].append(track)
    assert sorted(found.values()) == [["a", "b"], ["c"], ["d"], ["e"], ["f"], ["g"]]


def test_the_largest_vocabulary_is_the_default(own: Workbench) -> None:
    load_text(own, TINY, "big.csv")
    load_text(own, "track_id,title,artists,genre\na,One,A,x\nb,Two,B,y\n", "small.csv")
    build(own)
    assert own.rows("select vocabulary, tracks, is_default from vocabularies order by all") == [
        ("big", 3, True), ("small", 2, False),
    ]  # fmt: skip


def test_families_of_ones_own_win(own: Workbench) -> None:
    reference = own.home.path / "reference"
    reference.mkdir()
    (reference / "genre_families.csv").write_text("genre,family\nPop,Chewing gum\n")
    building.families.cache_clear()
    load_text(own, TINY)
    build(own)
    assert own.rows("select distinct genre, family from track_genres order by all") == [
        ("pop", "Chewing gum"), ("rock", "Other"),
    ]  # fmt: skip
    building.families.cache_clear()


def test_a_home_without_loads_builds_empty_marts(own: Workbench) -> None:
    build(own)
    assert own.value("select count(*) from tracks") == 0


def test_a_planted_fault_stops_the_build_and_changes_nothing(own: Workbench) -> None:
    load_text(own, TINY)
    build(own)
    before = own.rows("select * from tracks order by all")
    load_text(own, "title,artists\nFour,D\n", "more.csv")
    own.con.execute("update raw.loads set rows_read = rows_read + 1 where load_id = 2")
    with pytest.raises(HomeError, match="loads: 1 rows fail 'rows read = loaded"):
        build(own)
    assert own.rows("select * from tracks order by all") == before
    assert own.value("select bool_and(passed) from checks")
    own.con.execute("update raw.loads set rows_read = rows_read - 1 where load_id = 2")
    build(own)
    assert own.value("select count(*) from tracks") == 4


def test_steps_are_told(own: Workbench) -> None:
    steps: list[tuple[str, int, int]] = []
    build(own, lambda *step: steps.append(step))
    assert [step for step, _, _ in steps if step.startswith("Building ")] == [f"Building {r.name}" for r in RELATIONS]
    assert steps[-1] == ("Built", len(RELATIONS), len(RELATIONS))
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)


def test_views_of_an_older_version_become_tables_and_back(own: Workbench) -> None:
    """A home that an earlier version built, in which a relation had the other kind."""
    load_text(own, TINY)
    build(own)
    for relation in RELATIONS[:8]:
        kinds = {"view": "table", "table": "view"}
        own.con.execute(f"drop {relation.kind} {relation.name}")
        own.con.execute(f"create {kinds[relation.kind]} {relation.name} as select 1 as old")
    build(own)
    assert own.value("select count(*) from tracks") == 3


def test_what_is_counted_at_build_is_what_a_filter_counts(workbench: Workbench) -> None:
    """Decision 10: the tables of the snapshot and the query over a filter that keeps every track agree."""
    every = parse("track_id is present")
    assert not every.is_all
    for find in (track_queries.families, track_queries.top_genres):
        pd.testing.assert_frame_equal(find(workbench, parse("")), find(workbench, every), check_dtype=False)
    publish(workbench)
    with Reader(workbench.home, workbench.settings).view() as view:
        assert catalogue.popularity_levels(view, parse("")) == catalogue.popularity_levels(view, every)
