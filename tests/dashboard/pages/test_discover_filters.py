"""Controls show a filter and change it, and leave alone what they cannot show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.pages._discover_filters import Control, controls, made, moved, normal, shown
from tests.warehouse.catalogue import Track, published
from warehouse.connect import Reader, View
from warehouse.features import FEATURES, Feature, by_name
from warehouse.filters import TrackFilter, parse


def control(name: str, kind: str, **more: Any) -> Control:
    feature = by_name().get(name, Feature(name, name, "text", "descriptive", "A set."))
    return Control(name, feature, kind, **more)  # type: ignore[arg-type]


POPULARITY = control("popularity", "range", low=0.0, high=100.0)
ENERGY = control("energy", "range", low=0.0, high=1.0)
GENRE = control("genre", "choice", options={"pop": "pop", "k-pop": "k-pop", "rock": "rock"})
KEY = control("key", "choice", options={str(i): str(i) for i in range(12)})
MOODS = control("mood", "choice", options={"calm": "calm", "chill_focus": "chill focus"})
EXPLICIT = control("explicit", "flag")
TITLE = control("title", "text")
RELEASED = control("release_date", "dates")
ALL = (POPULARITY, ENERGY, GENRE, KEY, MOODS, EXPLICIT, TITLE, RELEASED)


@pytest.mark.parametrize(
    ("which", "value", "text"),
    [
        (POPULARITY, [70, 100], "popularity >= 70"),
        (POPULARITY, [0, 30], "popularity <= 30"),
        (POPULARITY, [20, 55], "popularity between 20 and 55"),
        (POPULARITY, [20, 20], "popularity = 20"),
        (POPULARITY, [0, 100], ""),
        (ENERGY, [0.1 + 0.2, 1], "energy >= 0.3"),
        (GENRE, ["rock"], 'genre = "rock"'),
        (GENRE, ["rock", "pop"], 'genre in ("pop", "rock")'),
        (GENRE, [], ""),
        (KEY, ["2", "11"], "key in (2, 11)"),
        (MOODS, ["chill_focus"], "mood[chill_focus] >= 0.5"),
        (MOODS, ["chill_focus", "calm"], "mood[calm] >= 0.5 and mood[chill_focus] >= 0.5"),
        (MOODS, [], ""),
        (EXPLICIT, "yes", "explicit is true"),
        (EXPLICIT, "no", "explicit is false"),
        (EXPLICIT, "any", ""),
        (TITLE, "  café ", 'title contains "café"'),
        (TITLE, None, ""),
        (RELEASED, ["2010-01-01", None], "release_date >= 2010-01-01"),
        (RELEASED, [None, "2019-12-31"], "release_date <= 2019-12-31"),
        (RELEASED, ["2010-01-01", "2019-12-31T00:00:00"], "release_date between 2010-01-01 and 2019-12-31"),
    ],
)
def test_a_moved_control_makes_its_rule_and_shows_it(which: Control, value: Any, text: str) -> None:
    flt = moved(which, TrackFilter.all(), value)
    assert flt.text == text
    assert shown(which, flt) == normal(which, value)
    assert moved(which, flt, value) is flt


def test_a_control_replaces_its_own_rule_where_it_stood_and_keeps_the_rest() -> None:
    before = parse('energy > 0.5 and popularity >= 70 and (tempo < 90 or tempo > 150) and title contains "x"')
    after = moved(POPULARITY, before, [10, 20])
    assert after.text == (
        'energy > 0.5 and popularity between 10 and 20 and (tempo < 90 or tempo > 150) and title contains "x"'
    )
    assert (
        moved(POPULARITY, after, [0, 100]).text == 'energy > 0.5 and (tempo < 90 or tempo > 150) and title contains "x"'
    )


@pytest.mark.parametrize(
    ("text", "which", "value"),
    [
        ("popularity >= 20 and popularity <= 55", POPULARITY, (20.0, 55.0)),
        ("popularity > 20", POPULARITY, (0.0, 100.0)),
        ("popularity >= 20 or energy >= 0.5", POPULARITY, (0.0, 100.0)),
        ("not (popularity >= 20)", POPULARITY, (0.0, 100.0)),
        ("genre in (ROCK, Pop, polka)", GENRE, ("pop", "rock")),
        ("genre = polka", GENRE, ()),
        ("genre != pop", GENRE, ()),
        ("genre[other] = pop", GENRE, ()),
        ("genre = pop and genre = rock", GENRE, ("pop",)),
        ("mood[calm] >= 0.5 and tempo < 90", MOODS, ("calm",)),
        ("mood[calm] >= 0.7", MOODS, ()),
        ("mood[calm] < 0.5", MOODS, ()),
        ("mood[sleep] >= 0.5", MOODS, ()),
        ("explicit is missing", EXPLICIT, "any"),
    ],
)
def test_a_control_shows_what_it_can_and_nothing_else(text: str, which: Control, value: Any) -> None:
    assert shown(which, parse(text)) == value


def test_a_control_that_shows_a_filter_does_not_change_it() -> None:
    for text in ("popularity >= 20 and popularity <= 55", "genre in (ROCK, polka)", "energy between 0.123 and 0.9"):
        flt = parse(text)
        for which in ALL:
            assert moved(which, flt, shown(which, flt)) is flt


VALUES = {
    "popularity": st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted),
    "energy": st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda p: sorted(n / 100 for n in p)),
    "genre": st.lists(st.sampled_from(["pop", "k-pop", "rock"]), unique=True),
    "key": st.lists(st.integers(0, 11).map(str), unique=True),
    "mood": st.lists(st.sampled_from(["calm", "chill_focus"]), unique=True),
    "explicit": st.sampled_from(["any", "yes", "no"]),
    "title": st.text(max_size=12),
    "release_date": st.tuples(st.dates(), st.dates()).map(sorted).map(lambda p: [d.isoformat() for d in p]),
}
MOVES = st.lists(st.sampled_from(ALL).flatmap(lambda c: st.tuples(st.just(c), VALUES[c.key])), max_size=12)


@given(MOVES)
def test_after_any_moves_each_control_shows_its_last_value(moves: list[tuple[Control, Any]]) -> None:
    flt, last = TrackFilter.all(), {}
    for which, value in moves:
        flt, last[which.key] = moved(which, flt, value), normal(which, value)
    assert {c.key: shown(c, flt) for c in ALL if c.key in last} == last
    assert parse(flt.text) == flt
    assert len(flt.parts) == sum(len(made(c, last[c.key])) for c in ALL if c.key in last)


def test_the_sample_has_a_control_for_every_column_with_values(sample_home: Path) -> None:
    with Reader(sample_home).view() as view:
        found = {c.key: c for c in controls(view)}
    absent = {"label", "release_date", "release_year", "release_precision", "artists", "genres", "collection"}
    absent |= {"artist_genres", "artist_followers"}
    assert set(found) == {f.name for f in FEATURES} - absent | {"genre", "family", "artist", "mood"}
    assert next(iter(found)) == "genre"
    assert list(found["genre"].options or {}) == ["ambient", "classical", "dance", "folk", "metal", "reggae"]
    assert (found["popularity"].low, found["popularity"].high) == (0, 100)
    assert (found["energy"].low, found["energy"].high) == (0, 1)
    # Lengths in whole minutes around 2:30 to 5:33.
    assert (found["duration_ms"].low, found["duration_ms"].high) == (120_000, 360_000)
    assert (found["key"].options or {})["0"] == "C"
    assert (found["mode"].options or {}) == {"0": "minor", "1": "major"}


def test_several_vocabularies_have_a_control_each_that_names_them() -> None:
    tracks = [
        Track("a", genres=(("big", "pop", "Pop"),), popularity=1, collections=("ours", "market")),
        Track("b", genres=(("big", "rock", "Rock"), ("small", "pop", "Pop")), popularity=2),
    ]
    found = {c.key: c for c in controls(_with_collections(tracks))}
    assert [c.feature.label for c in found.values() if c.field == "genre"] == ["Genre (big)", "Genre (small)"]
    flt = moved(found["genre[small]"], parse("genre[big] = pop"), ["pop"])
    assert flt.text == 'genre[big] = "pop" and genre[small] = "pop"'
    assert shown(found["genre[big]"], flt) == ("pop",)
    assert list(found["collection"].options or {}) == ["market", "ours"]
    assert found["mood"].options == {"calm": "calm"}
    assert "explicit" not in found


def _with_collections(tracks: list[Track]) -> View:
    view = published(tracks)
    columns = view.rows("select column_name from duckdb_columns() where table_name = 'genres'")
    if ("tracks",) not in columns:
        view.con.execute("alter table genres add column tracks bigint")
    view.con.execute(
        "create table if not exists moods as select 'calm' as mood, 'mood' as kind, '' as synonyms, '' as sentence, "
        "1 as tracks, 0 as not_known, 1 as mood_no"
    )
    return view
