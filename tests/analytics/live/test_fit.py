"""Playlist fit as pages and commands ask for it: by name, by file, with candidates; honest where there is little."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analytics.live import fit as live
from analytics.live.fit import Given
from tests.analytics.recommend.homes import QUICK, tracks_csv
from tests.warehouse.homes import load_text
from warehouse import playlist_files
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.errors import UnreadableInput
from warehouse.home import Home
from warehouse.playlist_files import Entry
from warehouse.publish import publish

#: Jazz: odd tracks, quiet. t06 is loud pop.
JAZZ = [f"t{i:02d}" for i in range(1, 26, 2)]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """40 tracks, a playlist of 13 quiet ones and a loud one, and one of two tracks."""
    home = Home(tmp_path_factory.mktemp("fit") / "home")
    rows = [("p1", "Quiet", id) for id in [*JAZZ, "t06"]] + [("p2", "Two", id) for id in ("t01", "t02")]
    lines = ["playlist_id,playlist_name,track_id", *(",".join(row) for row in rows)]
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, tracks_csv(), "tracks.csv")
        load_text(workbench, "\n".join(lines) + "\n", "playlists.csv")
        build(workbench)
        publish(workbench)
    return Reader(home, QUICK)


def _named(reader: Reader, name: str) -> Given:
    given = live.named(reader, name)
    assert given is not None
    return given


def test_what_holds_together_and_who_stands_apart(reader: Reader) -> None:
    found = live.fit(reader, _named(reader, "quiet"))
    assert found.n == 14
    assert found.members["track_id"].iloc[0] == "t06"
    assert found.outliers["track_id"].tolist() == ["t06"]
    assert "against: energy" in found.outliers["why"].iloc[0]
    # 13 of 14 where half of the catalogue is jazz: by chance less than once in 1,000.
    assert ("genre", "jazz") in list(zip(found.shared["kind"], found.shared["name"], strict=True))
    assert "1 of 14 tracks stands apart" in live.finding(found)


def test_candidates_are_ranked_by_kind_with_what_speaks_for_them(reader: Reader) -> None:
    found = live.fit(reader, _named(reader, "p1"), ["t30", "t31", "nope"])
    assert found.candidates["track_id"].tolist() == ["t31", "t30"]
    assert found.candidates["percentile"].is_monotonic_decreasing
    assert "energy" in found.candidates["why"].iloc[1]
    assert "Not in the catalogue, so not judged: nope." in found.notes
    assert not set(found.best["track_id"]) & {*JAZZ, "t06"}
    assert np.mean([int(id[1:]) % 2 for id in found.best["track_id"].head(5)]) >= 0.8


def test_few_tracks_are_not_judged(reader: Reader) -> None:
    found = live.fit(reader, _named(reader, "Two"), ["t03"])
    assert not found.is_enough
    assert found.candidates["percentile"].isna().all()
    assert found.cohesion.empty
    assert len(found.best)
    assert any("too few" in note for note in found.notes)
    assert live.finding(found).startswith("n = 2: too few")


def test_a_file_is_matched_by_id_then_by_title(reader: Reader) -> None:
    entries = [
        Entry("t01", "x", "y"),
        Entry("", "song 3", "a3"),
        Entry("other", "Song 5", ""),
        Entry("", "Nothing", "A0"),
    ]
    given = live.pasted(reader, playlist_files.m3u8("Mine", entries, {}), "Mine")
    assert live.ids_of(reader, given) == ["t01", "t03", "t05"]
    found = live.fit(reader, given)
    assert "1 of 4 tracks are not in the catalogue and are left out." in found.notes


def test_nothing_known_is_said(reader: Reader) -> None:
    found = live.fit(reader, live.pasted(reader, "nope\nneither"))
    assert (found.n, found.notes) == (0, ("None of its tracks is in the catalogue.",))
    assert live.finding(found) == "None of the playlist's tracks is in the catalogue"
    assert found.outliers.empty
    assert live.named(reader, "no such") is None
    with pytest.raises(UnreadableInput):
        live.pasted(reader, " ")


def test_a_catalogue_without_sound_compares_artists(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    text = "track_id,title,artists,genre\n" + "".join(f"t{i},Song {i},A{i % 4},pop\n" for i in range(12))
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, text, "tracks.csv")
        build(workbench)
        publish(workbench)
    bare = Reader(home, QUICK)
    found = live.fit(bare, live.pasted(bare, "t0\nt4\nt1\nt5\nt2"), ["t8", "t3"])
    assert found.cohesion.empty
    assert live.finding(found) == "No feature is more alike inside than in random playlists (n = 5)"
    assert found.candidates["track_id"].iloc[0] == "t8"
    assert any("only artists and genres" in note for note in found.notes)
