"""Taste as it is read from a workbench: counts, tags by whom, genres, credits, means of the sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analytics.recommend import taste as tastes
from analytics.recommend.taste import Marks, Taste
from tests.analytics.recommend import homes
from tests.analytics.recommend.listening import listening
from tests.warehouse.homes import load_text
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.errors import NotTrainable
from warehouse.home import Home

ARTIST_PLAYS = "user_id,artist,plays\n" + "".join(
    f"u{u},A{a},{1 + u + a}\n" for u in range(6) for a in range(30) if (u + a) % 2
)
ARTIST_TAGS = "artist,tag,user_id\nA1,Rock,u0\nA1,rock,u2\nA1,rock,stranger\nA2,Jazz,u1\nA99,jazz,u1\n"


@pytest.fixture(scope="module")
def artists(tmp_path_factory: pytest.TempPathFactory) -> Taste:
    home = Home(tmp_path_factory.mktemp("artists") / "home")
    with Workbench(home, homes.QUICK) as workbench:
        load_text(workbench, homes.tracks_csv(), "tracks.csv")
        load_text(workbench, ARTIST_PLAYS, "plays.csv")
        load_text(workbench, ARTIST_TAGS, "tags.csv")
        build(workbench)
        return tastes.read(workbench)


def _place(taste: Taste, name: str) -> int:
    return taste.names.tolist().index(name)


def test_counts_are_those_of_the_file(artists: Taste) -> None:
    assert (artists.kind, artists.source) == ("artist", "plays")
    assert artists.shape == (6, 30)
    assert artists.plays[artists.listeners.tolist().index("u3"), _place(artists, "A4")] == 8
    assert artists.plays.nnz == 90


def test_tags_say_who_gave_them(artists: Taste) -> None:
    rock = artists.mark_names.index("tag: rock")
    mine = (artists.marks.mark == rock) & (artists.marks.item == _place(artists, "A1"))
    people = [artists.listeners[by] if by >= 0 else None for by in artists.marks.listener[mine]]
    assert sorted(people, key=str) == [None, "u0", "u2"]


def test_genres_and_sound_are_those_of_the_artists_tracks(artists: Taste) -> None:
    """A1 has the jazz tracks t01, t11, t21, t31 with tempo 101, 111, 121, 131; A10 and more are not in the catalogue."""
    place = _place(artists, "A1")
    jazz = artists.mark_names.index("genre: jazz")
    assert artists.marks.uses[(artists.marks.mark == jazz) & (artists.marks.item == place)].tolist() == [4.0]
    assert artists.sound[place, artists.features.index("tempo")] == pytest.approx(116)
    assert artists.known.sum() == 10
    assert np.isnan(artists.sound[_place(artists, "A12")]).all()


def test_playlists_stand_for_listeners_and_their_genres_are_no_input(tmp_path: Path) -> None:
    lists = "playlist_id,track_id\n" + "".join(f"p{p},t{t:02d}\n" for p in range(6) for t in range(p, 40, 2))
    home = Home(tmp_path / "home")
    with Workbench(home, homes.QUICK) as workbench:
        load_text(workbench, homes.tracks_csv(), "tracks.csv")
        load_text(workbench, lists, "lists.csv")
        build(workbench)
        found = tastes.read(workbench)
    assert (found.kind, found.source, found.shape) == ("track", "playlists", (6, 40))
    assert {name.split(":")[0] for name in found.mark_names} == {"artist"}
    assert set(found.plays.data.tolist()) == {1.0}
    assert found.names[found.ids.tolist().index("t03")] == "Song 3, A3"


def test_nothing_to_learn_from_is_told(tmp_path: Path) -> None:
    home = homes.home(tmp_path, plays=False)
    with Workbench(home, homes.QUICK) as workbench, pytest.raises(NotTrainable, match="no listeners and no playlists"):
        tastes.read(workbench)


def test_too_few_listeners_are_told(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with Workbench(home, homes.QUICK) as workbench:
        load_text(workbench, homes.tracks_csv(), "tracks.csv")
        load_text(workbench, "user_id,track_id,plays\nu0,t00,3\nu1,t01,2\n", "plays.csv")
        build(workbench)
        with pytest.raises(NotTrainable, match="2 listeners and 2 tracks are too few"):
            tastes.read(workbench)


def test_side_rows_are_as_worked_by_hand() -> None:
    """Of 4 items 0 and 1 have mark a (item 0 twice told), 0 and 2 mark b, 3 alone c, which joins nothing."""
    marks = Marks(np.array([0, 1, 0, 2, 3]), np.array([0, 0, 1, 1, 2]), np.full(5, -1), np.array([2.0, 1, 1, 1, 1]))
    taste = listening(items=20)
    taste = Taste(**{**taste.__dict__, "plays": taste.plays[:, :4], "marks": marks, "mark_names": ("a", "b", "c")})
    found, kept = tastes.side_rows(taste)
    assert kept.tolist() == [0, 1]
    a, b = np.log(3), np.log(2)  # log(1 + uses); both marks are as telling
    length = np.hypot(a, b)
    assert found.toarray() == pytest.approx(np.array([[a / length, b / length], [1, 0], [0, 1], [0, 0]]))


def test_strength_grows_with_the_logarithm_of_plays() -> None:
    taste = listening()
    assert tastes.weighted(taste.plays).data == pytest.approx(np.log1p(taste.plays.data))
