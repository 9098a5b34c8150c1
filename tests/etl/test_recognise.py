"""Which columns mean what: known layouts by their columns, others by alias."""

from __future__ import annotations

import pytest

from etl import recognise
from warehouse import features
from warehouse.errors import NotRecognised


def test_the_known_layouts_by_their_columns() -> None:
    found = recognise.recognise(("", "track_id", "artists", "album_name", "track_name", "popularity", "track_genre"))
    assert (found.schema.name, found.schema.vocabulary) == ("spotify_tracks", "spotify_tracks")
    assert found.columns == {
        "track_id": "track_id", "artists": "artists", "album": "album_name", "title": "track_name",
        "popularity": "popularity", "genre": "track_genre",
    }  # fmt: skip
    assert found.schema.artist_separator == ";"
    songs = ("track_id", "track_name", "track_artist", "track_popularity", "playlist_genre", "playlist_subgenre")
    found = recognise.recognise((*songs, "playlist_name", "playlist_id", "track_album_id"))
    assert (found.schema.vocabulary, found.schema.subvocabulary) == ("tidytuesday", "tidytuesday_subgenre")
    assert found.schema.artist_separator == ""
    assert found.unknown == ()  # playlist_name and the like are left out on purpose


def test_any_case_and_the_best_alias() -> None:
    found = recognise.recognise(("Track_Name", "NAME", "Artist Name(s)", "ARTIST", "BPM"))
    assert found.columns == {"title": "Track_Name", "artists": "ARTIST", "tempo": "BPM"}
    assert found.unknown == ("NAME", "Artist Name(s)")
    assert found.schema.name == "generic_tracks"


def test_what_is_missing_is_named_with_what_would_do() -> None:
    with pytest.raises(NotRecognised) as caught:
        recognise.recognise(tuple(f"c{n}" for n in range(20)))
    assert "c11 and 8 more" in caught.value.message
    assert "title and artists" in caught.value.hint
    with pytest.raises(NotRecognised) as caught:
        recognise.recognise(("title", "popularity"))
    assert "track_artist" in caught.value.hint
    assert "track_name" not in caught.value.hint


def test_an_unknown_kind() -> None:
    with pytest.raises(NotRecognised, match="plays"):
        recognise.recognise(("title", "artists"), "plays")


def test_the_tables_fit_each_other_and_the_features() -> None:
    """Every alias names a stored feature or a label column, once; every layout is recognised by what it lists."""
    stored = {f.name for f in features.stored()} | {"genre", "subgenre"}
    assert set(recognise.aliases()) == stored
    everything = [alias for names in recognise.aliases().values() for alias in names]
    assert len(everything) == len(set(everything))
    assert all(alias == alias.lower().strip() for alias in everything)
    for schema in recognise.schemas()[:-1]:
        assert recognise.recognise(tuple(sorted(schema.columns))).schema is schema
    assert recognise.schemas()[-1].columns == frozenset()
