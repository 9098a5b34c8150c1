"""Which columns mean what: known layouts by their columns, others by alias and by what their cells hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl import recognise
from etl.formats import Layout
from etl.recognise import Recognition
from warehouse import features
from warehouse.errors import NotRecognised


def layout(*columns: str, sample: tuple[tuple[str, ...], ...] = (), name: str = "file.csv") -> Layout:
    return Layout(Path(name), columns, ",", sample=sample)


def found(*columns: str, kind: str | None = None, **mapping: str) -> Recognition:
    return recognise.recognise(layout(*columns), kind, mapping)


def test_the_known_layouts_by_their_columns() -> None:
    tracks = found("", "track_id", "artists", "album_name", "track_name", "popularity", "track_genre")
    assert (tracks.schema.name, tracks.schema.vocabulary) == ("spotify_tracks", "spotify_tracks")
    assert tracks.columns == {
        "track_id": "track_id", "artists": "artists", "album": "album_name", "title": "track_name",
        "popularity": "popularity", "genre": "track_genre",
    }  # fmt: skip
    assert tracks.schema.artist_separator == ";"


def test_a_file_can_be_of_two_kinds() -> None:
    songs = ("track_id", "track_name", "track_artist", "track_popularity", "playlist_genre", "playlist_subgenre")
    both = found(*songs, "playlist_name", "playlist_id", "track_album_id")
    assert (both.kind, both.schema.vocabulary, both.schema.subvocabulary) == (
        "tracks", "tidytuesday", "tidytuesday_subgenre",
    )  # fmt: skip
    assert both.schema.artist_separator == ""
    assert both.unknown == ()  # track_album_id is left out on purpose
    (playlists,) = both.also
    assert (playlists.kind, playlists.columns["playlist"]) == ("playlists", "playlist_name")
    assert found(*songs).also == ()  # without the playlist's columns it is of one
    asked = found(*songs, "playlist_name", kind="playlists")
    assert (asked.kind, asked.also) == ("playlists", ())


def test_any_case_and_the_best_alias() -> None:
    tracks = found("Track_Name", "NAME", "Artist Name(s)", "ARTIST", "BPM", "Track Duration (ms)")
    assert tracks.columns == {
        "title": "Track_Name", "artists": "ARTIST", "tempo": "BPM", "duration_ms": "Track Duration (ms)",
    }  # fmt: skip
    assert tracks.unknown == ("NAME", "Artist Name(s)")
    assert tracks.schema.name == "generic_tracks"


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        (("title", "artist"), "tracks"),
        (("title", "artist", "rank"), "tracks"),  # a ranking without days is no chart
        (("date", "rank", "title", "artist"), "charts"),
        (("user_id", "track_id", "timestamp", "ms_played"), "plays"),
        (("user", "artist", "play_count"), "plays"),
        (("playlist_id", "playlist", "track_id", "title", "artist", "position"), "playlists"),
        (("playlist_id", "track_id", "title", "artist", "energy"), "tracks"),
        (("artist", "tag", "count"), "tags"),
        (("artist_id", "tag_id"), "tags"),
    ],
)
def test_a_file_of_no_known_layout_by_its_columns(columns: tuple[str, ...], kind: str) -> None:
    assert found(*columns).kind == kind


def test_series_and_descriptors_by_what_their_cells_hold() -> None:
    year = layout("mode", "year", "energy", sample=(("1", "1921", "0.5"), ("0", "1922", "-1e-05")))
    assert recognise.recognise(year).kind == "series"
    assert recognise.recognise(year).columns == {"key": "year"}  # `key` is a name of a pitch before it is one of a key
    clips = layout("filename", "a", "b", "c", "label", sample=(("x.wav", "1", ".2", "3.", "rock"),))
    assert recognise.recognise(clips).kind == "descriptors"
    words = layout("mode", "year", "energy", sample=(("major", "1921", "0.5"),))
    with pytest.raises(NotRecognised):
        recognise.recognise(words)
    with pytest.raises(NotRecognised):
        recognise.recognise(layout("mode", "year"))  # nothing shows that they are numbers


def test_the_user_says_which_column_is_which() -> None:
    tracks = found("Titel", "Interpret", "speed", Titel="title", Interpret="artists")
    assert tracks.columns == {"title": "Titel", "artists": "Interpret"}
    assert tracks.unknown == ("speed",)
    # What the user says wins over the alias, and one column has one meaning.
    swapped = found("title", "name", "artist", name="title")
    assert swapped.columns["title"] == "name"
    assert "title" in swapped.unknown
    with pytest.raises(NotRecognised, match="no column 'nothing'"):
        found("title", "artist", nothing="title")
    with pytest.raises(NotRecognised, match="called 'colour'"):
        found("title", "artist", title="colour")


def test_the_kind_the_user_says_must_fit() -> None:
    assert found("title", "artist", "rank", kind="charts").kind == "charts"  # its day may stand in the file's name
    with pytest.raises(NotRecognised, match="As a table of plays") as caught:
        found("title", "artist", kind="plays")
    assert "played_at" in caught.value.message
    assert "--map" in caught.value.hint
    with pytest.raises(NotRecognised, match="no kind of input called 'films'"):
        found("title", "artists", kind="films")


def test_what_is_missing_is_named_with_what_would_do() -> None:
    with pytest.raises(NotRecognised) as caught:
        found(*(f"c{n}" for n in range(20)))
    assert "c11 and 8 more" in caught.value.message
    assert "title and artists" in caught.value.hint
    assert "track_artist" in caught.value.hint
    assert "plays: listener and" in caught.value.hint


def test_private_columns_are_neither_used_nor_named() -> None:
    history = (
        "ts", "ms_played", "master_metadata_track_name", "master_metadata_album_artist_name", "spotify_track_uri",
        "ip_addr_decrypted", "user_agent_decrypted", "conn_country",
    )  # fmt: skip
    plays = found(*history)
    assert plays.unknown == ()
    assert not {"ip_addr_decrypted", "user_agent_decrypted"} & set(plays.columns.values())


def test_the_tables_fit_each_other_and_the_features() -> None:
    """Every alias is in plain form and once in its kind; every layout is recognised by what it lists."""
    computed = {"release_precision"}
    assert set(recognise.aliases("tracks")) == {f.name for f in features.stored()} - computed | {
        "genre", "subgenre", "as_of",
    }  # fmt: skip
    for kind in recognise.KINDS:
        everything = [alias for names in recognise.aliases(kind).values() for alias in names]
        assert all(alias == recognise.plain(alias) for alias in everything), kind
        assert {name for group in recognise.REQUIRED[kind] for name in group} <= set(recognise.aliases(kind))
    for schema in recognise.schemas():
        if schema.columns:
            assert found(*sorted(schema.columns)).schema is schema
    generic = [schema.kind for schema in recognise.schemas() if not schema.columns]
    assert sorted(generic) == sorted(recognise.KINDS)
