"""Playlists hold what their names say."""

from __future__ import annotations

from collections.abc import Callable

from tests.etl.demo.conftest import Written

WrittenOf = Callable[..., Written]


def test_playlists_fit_their_mood_or_genre(written: WrittenOf) -> None:
    demo = written(1)
    places = demo.read("playlists").merge(demo.tracks[["energy", "genre"]], left_on="track_id", right_index=True)
    theme = places.playlist.str.split(" · ").str[0]
    energy = places.groupby(theme).energy.mean()
    assert energy["Workout"] > energy["Chill"] + 0.3
    named = theme[theme.str.startswith("All ")].str.removeprefix("All ")
    assert (places.genre[named.index] == named).mean() > 0.7


def test_playlists_have_ids_and_places(written: WrittenOf) -> None:
    places = written(1).read("playlists").astype({"position": int})
    sizes = places.groupby("playlist_id").position.agg(["size", "max", "nunique"])
    assert len(sizes) == 60
    assert places.groupby("playlist_id").playlist.nunique().max() == 1
    assert places.playlist.nunique() == 60
    assert (sizes["size"] == sizes["max"]).all()
    assert (sizes["size"] == sizes["nunique"]).all()
    assert sizes["size"].between(20, 90).all()
    assert not places.duplicated(["playlist_id", "track_id"]).any()
