"""Names of groups say what sets them apart, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from analytics.clusters import naming
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
