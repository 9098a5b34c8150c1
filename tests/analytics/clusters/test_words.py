"""Names, numbers that stay, differences and what genre does not explain: by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analytics.clusters import naming, numbering, profile
from analytics.ragged import Ragged
from warehouse import sound_words
from warehouse.home import Home

WORDS = {"energy": ("energetic", "calm"), "tempo": ("fast", "slow"), "loudness": ("loud", "quiet")}
FEATURES = ("energy", "tempo", "loudness")


def test_a_name_says_what_sets_a_group_apart_the_largest_first() -> None:
    apart = np.array([[-0.9, 0.1, -1.4], [0.8, 0.0, 0.5], [0.1, 0.1, 0.1]])
    assert naming.names(apart, FEATURES, WORDS) == ["Quiet, calm", "Energetic, loud", "Middle of the road"]


def test_no_two_groups_have_one_name() -> None:
    features = (*FEATURES, "valence")
    words = {**WORDS, "valence": ("happy", "dark")}
    apart = np.array([[2, 1.9, 1.8, 0.5], [2, 1.9, 1.8, -0.5], [0, 0, 0, 0], [0, 0, 0, 0]])
    assert naming.names(apart, features, words) == [
        "Energetic, fast, loud, happy",
        "Energetic, fast, loud, dark",
        "Middle of the road 3",
        "Middle of the road 4",
    ]


def test_the_homes_own_words_win_and_every_feature_has_some(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert sound_words.load(home)["acousticness"] == ("acoustic", "electric")
    assert sound_words.load(home)["popularity"] == ("high popularity", "low popularity")
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "sound_words.csv").write_text("feature,high,low\ntempo,rushing,creeping\n")
    assert sound_words.load(home)["tempo"] == ("rushing", "creeping")


def test_a_group_that_is_mostly_the_same_keeps_its_number() -> None:
    before = np.array([4, 4, 4, 7, 7, 7, -1])
    labels = np.array([1, 1, 1, 0, 0, 2, 2])
    # Group 1 is old 4. Group 0 shares 2 of 3 with old 7. Group 2 is new: after the highest number ever given.
    assert numbering.numbered(labels, 3, before, used=[9]) == [7, 4, 10]
    assert numbering.numbered(labels, 3, np.full(7, -1)) == [1, 2, 3]


def test_differences_are_in_standard_deviations_of_all() -> None:
    points = np.array([[0, 1], [2, 1], [4, 1], [6, 1]], np.float32)
    apart = profile.differences(points, np.array([0, 0, 1, -1]), 3)
    spread = np.sqrt(5)
    assert apart == pytest.approx(np.array([[-2 / spread, 0], [1 / spread, 0], [0, 0]]))


def genres_of(names: list[list[int]]) -> Ragged:
    return Ragged.of(names)


def test_a_group_that_is_a_genre_is_explained_by_it() -> None:
    genres = genres_of([[i // 100] for i in range(500)])
    member = np.arange(500) < 100
    assert profile.unexplained(member, genres) == pytest.approx(0, abs=1e-9)


def test_a_group_across_genres_is_not_explained_and_half_is_half() -> None:
    genres = genres_of([[i // 100] for i in range(500)])
    across = np.arange(500) % 10 == 0
    assert profile.unexplained(across, genres) == 1
    # Half of one genre in five: H(0.1) = 0.325 nats, of which the genre leaves 0.2 x H(0.5) = 0.139: 43%.
    assert profile.unexplained(np.arange(500) < 50, genres) == pytest.approx(0.43, abs=0.02)


def test_without_genres_or_members_nothing_is_said() -> None:
    genres = genres_of([[0], [1], []])
    assert np.isnan(profile.unexplained(np.zeros(3, bool), genres))
    assert np.isnan(profile.unexplained(np.array([False, False, True]), genres))
