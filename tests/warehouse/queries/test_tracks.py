"""Questions about tracks, each answered on a few rows whose answers are worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from tests.warehouse.catalogue import Track, artist_id, published, stored
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.features import by_name, numeric
from warehouse.filters import TrackFilter, parse, parse_columns, parse_sort
from warehouse.queries import fixed, tracks, values

ALL = TrackFilter.all()
ROCK, POP, SMALL = ("big", "rock", "Rock"), ("big", "pop", "Pop"), ("small", "rock music", "Rock")

# Two recordings were released twice: r1 (80 and 40) and r2 (0 and 0); so 7 tracks are 5 recordings, their highest
# popularities are 80, 60, 30, 0 and missing.
CATALOGUE = [
    Track("t1", "Halo", ("Beyoncé",), (POP,), 80, recording="r1", values={"energy": 0.1, "duration_ms": 100}),
    Track("t2", "Halo - Remastered", ("Beyoncé", "Jay-Z"), (ROCK, SMALL), 40, recording="r1", values={"energy": 0.3}),
    Track("t3", "Halo Halo", ("Other",), (ROCK,), 60, ("market",), values={"energy": 0.95, "duration_ms": 900}),
    Track("t4", "Ümlaut", ("Jay-Z",), (ROCK,), 30, ("market", "ours"), values={"energy": 1.0}),
    Track("t5", "Silence", ("Nobody",), (), 0, recording="r2"),
    Track("t6", "Silence", ("Nobody",), (POP,), 0, recording="r2"),
    Track("t7", "Unmeasured", ("Béyonder",), (SMALL,), None),
]


@pytest.fixture
def view() -> View:
    return published(CATALOGUE)


def ids(frame: pd.DataFrame) -> list[str]:
    return list(frame["track_id"])


def test_count(view: View) -> None:
    assert tracks.count(view, ALL) == 7
    assert tracks.count(view, parse("popularity >= 40")) == 3
    assert tracks.count(view, parse("popularity > 99")) == 0


@pytest.mark.parametrize("sort", ["", "-popularity", "popularity", "-energy,title", "title", "release_date"])
@pytest.mark.parametrize("flt", ["", "popularity is present", "artist = jay-z", "popularity > 99"])
def test_pages_make_up_the_whole(view: View, sort: str, flt: str) -> None:
    columns = ["title", "track_id", "popularity"]
    whole = tracks.page(view, parse(flt), parse_sort(sort), columns, 0, 100)
    assert list(whole.columns) == ["track_no", "track_id", "title", "popularity"]
    assert len(whole) == tracks.count(view, parse(flt))
    parts = [tracks.page(view, parse(flt), parse_sort(sort), columns, start, 2) for start in range(0, 8, 2)]
    assert [i for part in parts for i in ids(part)] == ids(whole)
    assert len(set(ids(whole))) == len(whole)


def test_pages_are_in_order(view: View) -> None:
    def page(sort: str) -> list[str]:
        return ids(tracks.page(view, ALL, parse_sort(sort), ["title"], 0, 100))

    assert (
        page("")
        == page("-popularity")
        == [t.track_id for t in stored(CATALOGUE)]
        == ["t1", "t3", "t2", "t4", "t5", "t6", "t7"]
    )
    assert page("popularity") == ["t5", "t6", "t4", "t2", "t3", "t1", "t7"]
    assert page("-energy") == ["t4", "t3", "t2", "t1", "t5", "t6", "t7"]


def test_a_page_has_the_columns_asked_for(view: View) -> None:
    page = tracks.page(view, ALL, (), parse_columns("all"), 0, 3)
    assert set(page.columns) == {"track_no", *by_name()}
    assert list(tracks.page(view, ALL, (), ["energy", "artists"], 1, 1).iloc[0]) == [2, "t3", 0.95, "Other"]
    assert tracks.page(view, ALL, (), ["energy"], -5, -1).empty
    with pytest.raises(FilterError):
        tracks.page(view, ALL, (), ["search_text"], 0, 3)


# ---- search ----------------------------------------------------------------------------------------------------------


def found(view: View, text: str, limit: int = 10) -> list[tuple[str, str]]:
    frame = tracks.search(view, text, limit)
    return list(zip(frame["name"], frame["match"], strict=True))


def test_search_puts_whole_names_first_then_starts_then_the_rest(view: View) -> None:
    # t2 is the same recording as t1 and comes once
    assert found(view, "HALO") == [("Halo", "exact"), ("Halo Halo", "prefix")]
    assert found(view, "beyonce") == [("Beyoncé", "exact"), ("Halo", "inside")]
    assert found(view, "beyon") == [
        ("Beyoncé", "prefix"),
        ("Béyonder", "prefix"),
        ("Halo", "inside"),
        ("Unmeasured", "inside"),
    ]
    assert found(view, "umlaut") == [("Ümlaut", "exact")]


def test_search_takes_words_of_title_and_artist_in_any_order(view: View) -> None:
    assert found(view, "  jay-z   halo ") == [("Halo - Remastered", "words")]
    assert found(view, "halo other") == [("Halo Halo", "inside")]


def test_search_forgives_small_typos(view: View) -> None:
    assert found(view, "beyonse")[0] == ("Beyoncé", "similar")
    assert found(view, "silense") == [("Silence", "similar")]
    assert found(view, "zzzzzzz") == []


def test_search_says_what_a_page_needs(view: View) -> None:
    frame = tracks.search(view, "halo beyoncé", 1)
    assert list(frame.columns) == ["kind", "id", "name", "artists", "tracks", "popularity", "match"]
    artist = tracks.search(view, "Beyoncé", 1).iloc[0]
    assert (artist["kind"], artist["id"], artist["tracks"], artist["popularity"]) == (
        "artist",
        artist_id("Beyoncé"),
        2,
        80,
    )
    assert frame.iloc[0]["artists"] == "Beyoncé"


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'; drop table tracks; --", "\\", "\x00", "🎵"])
def test_search_takes_anything(view: View, text: str) -> None:
    frame = tracks.search(view, text, 5)
    assert frame.empty
    assert "match" in frame.columns


def test_search_keeps_room_for_both_kinds() -> None:
    view = published([Track(f"t{n}", f"Sun {n}", (f"Sun band {n}",), popularity=n) for n in range(20)])
    frame = tracks.search(view, "sun", 6)
    assert list(frame["kind"].value_counts().sort_index().items()) == [("artist", 3), ("track", 3)]
    assert set(frame["popularity"]) == {19, 18, 17}
    assert len(tracks.search(view, "sun band", 6)) == 6


# ---- one track -------------------------------------------------------------------------------------------------------


def test_track(view: View) -> None:
    row = tracks.track(view, "t2").iloc[0]
    assert (row["title"], row["recording_key"], row["is_canonical"]) == ("Halo - Remastered", "r1", False)
    assert (row["main_artist"], row["main_artist_id"]) == ("Beyoncé", artist_id("Beyoncé"))
    assert set(by_name()) <= set(row.index)
    assert tracks.track(view, "nobody").empty


def test_track_details(view: View) -> None:
    genres = tracks.track_genres(view, "t2")
    assert list(genres.itertuples(index=False, name=None)) == [ROCK, SMALL]
    sources = tracks.track_sources(view, "t4")
    assert list(sources["load_id"]) == [2, 1]
    assert list(sources["file"]) == ["b.csv", "a.csv"]
    assert list(sources["line"]) == [5, 5]  # the fourth most popular: fourth row after the header
    history = tracks.popularity_history(view, "t2")
    assert list(history[["popularity", "as_of", "file"]].iloc[0]) == [40, dt.date(2022, 10, 1), "a.csv"]
    for question in (tracks.track_genres, tracks.track_sources, tracks.popularity_history):
        assert question(view, "nobody").empty


def test_genre_bands() -> None:
    view = published([Track(f"t{n}", genres=(ROCK,), values={"energy": n / 10, "tempo": 100.0}) for n in range(11)])
    bands = tracks.genre_bands(view, "big", "rock")
    assert list(bands["feature"]) == [f.name for f in numeric() if f.name in ("energy", "tempo")]
    energy = bands[bands["feature"] == "energy"].iloc[0]
    assert (energy["n"], energy["q10"], energy["q50"], energy["q90"]) == (11, 0.1, 0.5, 0.9)
    assert tracks.genre_bands(view, "small", "rock").empty


# ---- key figures -----------------------------------------------------------------------------------------------------


def figures(view: View, flt: str) -> dict[str, Any]:
    frame = tracks.summary(view, parse(flt), threshold=60)
    assert len(frame) == 1
    return {str(name): value for name, value in frame.iloc[0].items()}


def test_summary(view: View) -> None:
    found = figures(view, "")
    assert (found["tracks"], found["recordings"], found["merged_repeats"]) == (7, 5, 2)
    assert (found["artists"], found["genres"], found["vocabulary"]) == (5, 2, "big")
    # recordings with a popularity: 0, 30, 60, 80
    assert (found["measured"], found["q1_popularity"], found["median_popularity"], found["q3_popularity"]) == (
        4,
        22.5,
        45,
        65,
    )
    assert (found["hits"], found["hit_share"], found["zero_popularity"]) == (2, 0.5, 1)


def test_summary_of_everything_is_the_same_by_either_way(view: View) -> None:
    everything = "popularity is present or popularity is missing"
    assert figures(view, everything) == figures(view, "")


def test_summary_counts_a_recording_that_lost_its_best_track(view: View) -> None:
    found = figures(view, "title contains remastered")
    assert (found["tracks"], found["recordings"], found["median_popularity"], found["artists"]) == (1, 1, 40, 2)


def test_summary_of_nothing(view: View) -> None:
    found = figures(view, "popularity > 99")
    assert (found["tracks"], found["recordings"], found["artists"], found["genres"], found["hits"]) == (0, 0, 0, 0, 0)
    assert pd.isna(found["hit_share"])
    assert pd.isna(found["median_popularity"])


def test_summary_without_any_genre() -> None:
    found = figures(published([Track("a", popularity=3)]), "")
    assert found["genres"] == 0
    assert found["vocabulary"] is None


def rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(frame.itertuples(index=False, name=None))


def test_top_genres(view: View) -> None:
    # pop: recordings 80 (t1) and 0 (t6); rock: 40 (t2), 60 (t3), 30 (t4)
    assert rows(tracks.top_genres(view, ALL)) == [("rock", "Rock", 3, 35, 40, 50), ("pop", "Pop", 2, 20, 40, 60)]
    assert rows(tracks.top_genres(view, ALL, limit=1)) == [("rock", "Rock", 3, 35, 40, 50)]
    assert rows(tracks.top_genres(view, ALL, least=4)) == []
    assert rows(tracks.top_genres(view, parse("popularity >= 60"))) == [
        ("pop", "Pop", 1, 80, 80, 80),
        ("rock", "Rock", 1, 60, 60, 60),
    ]
    small = tracks.top_genres(view, ALL, vocabulary="small")
    assert list(small["genre"]) == ["rock music"]
    assert list(small["n"]) == [2]


def test_families_join_the_vocabularies(view: View) -> None:
    # t2 is rock in both vocabularies and counts once; t7 has no popularity
    assert rows(tracks.families(view, ALL)) == [("Rock", 4, 35, 40, 50), ("Pop", 2, 20, 40, 60)]


def test_a_filter_on_genre_works_in_every_question(view: View) -> None:
    flt = parse("genre[big] = rock and artist != other")
    assert tracks.count(view, flt) == 2
    assert figures(view, flt.text)["tracks"] == 2
    assert values.histogram(view, flt, "popularity", 20)["n"].sum() == 2
    assert ids(tracks.page(view, flt, (), ["title"], 0, 10)) == ["t2", "t4"]
    assert list(tracks.families(view, flt)["n"]) == [2]


def test_a_part_that_a_file_has_no_place_for_is_refused() -> None:
    with pytest.raises(KeyError, match="no place"):
        fixed.sql("tracks_count", where="true", order="t.track_no")
