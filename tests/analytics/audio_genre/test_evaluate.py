"""Who belongs together, which folds are tested, and that the honest protocol does not know what the leaky one knows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.audio_genre import Clips, Config, blend, evaluate, gathering
from warehouse.errors import NotTrainable

CONFIG = Config(rounds=5, folds=3)


def numbered(seed: int = 0) -> Clips:
    """Blocks of 20 file numbers of two genres that sound like their block and hardly like their genre."""
    rng = np.random.default_rng(seed)
    names = [f"{label}.{number:05}.wav" for label in ("jazz", "rock") for number in range(63)]
    block = np.array([int(name[5:10]) // 20 + 10 * (name[0] == "r") for name in names])
    middle = rng.normal(0, 1, (20, 6))
    figures = pd.DataFrame(
        middle[block] + rng.normal(0, 0.3, (len(names), 6)), columns=[f"mfcc{i}_mean" for i in range(2, 8)]
    )
    return gathering.gathered(figures, np.arange(len(names)), names, [n[:4] for n in names], [""] * len(names), 5)


def test_blocks_are_tested_whole_and_random_rows_flatter() -> None:
    clips = numbered()
    assert (clips.grouped_by, evaluate.protocols(clips)) == ("block", ("B", "R"))
    fold = evaluate.folds(clips, "B")
    assert fold.tolist() == [int(name[5:10]) // 20 for name in clips.names]
    assert evaluate.tested(fold, clips.labels) == [0, 1, 2], "numbers 60 to 62 are too few to be tested"
    rows = pd.DataFrame(evaluate.evaluate_audio(clips, ("B", "R"), config=CONFIG))
    first = rows[rows["metric"] == "top1"].set_index(["protocol", "model"])
    assert first.loc[("B", "repertoire"), "n"] == 120
    assert first.loc[("R", "repertoire"), "value"] > first.loc[("B", "repertoire"), "value"] + 0.15
    assert first.loc[("B", "majority"), "value"] == pytest.approx(0.5, abs=0.05)
    assert set(rows["model"]) == set(evaluate.CANDIDATES)
    assert "ece" not in set(rows[rows["model"] == "svm"]["metric"])


def test_a_clip_is_answered_by_the_vote_of_its_segments() -> None:
    rng = np.random.default_rng(0)
    clip = np.repeat(np.arange(24), 3)
    labels = ["blues" if i < 12 else "rock" for i in range(24)]
    figures = pd.DataFrame(
        {"mfcc2_mean": (clip >= 12) * 2.0 + rng.normal(0, 0.6, 72), "tempo": rng.uniform(80, 120, 72)}
    )
    clips = gathering.gathered(figures, clip, [f"c{i}x" for i in range(24)], labels, [""] * 24, 5, segmented=True)
    assert evaluate.protocols(clips) == ("C", "R")
    fold = evaluate.folds(clips, "C")
    assert all(len(set(fold[clip == i])) == 1 for i in range(24)), "segments of one clip stay together"
    ours = evaluate.judge(clips, "C", CONFIG, (evaluate.OURS,))[evaluate.OURS]
    assert len(ours) == 24
    assert ours.top1.mean() > 0.9


def test_genres_with_too_few_clips_are_left_out_or_refused() -> None:
    figures = pd.DataFrame({"tempo": np.arange(14.0)})
    labels = ["a"] * 6 + ["b"] * 5 + ["c"] * 2 + [""]
    clips = gathering.gathered(figures, np.arange(14), list("abcdefghijklmn"), labels, ["x", "y"] * 7, 5)
    assert (len(clips), clips.label_names, clips.left_out, clips.grouped_by) == (11, ("a", "b"), (("c", 2),), "artist")
    with pytest.raises(NotTrainable, match="1 of 3 genres have 6 clips or more"):
        gathering.gathered(figures, np.arange(14), list("abcdefghijklmn"), labels, [""] * 14, 6)


def test_equal_weights_serve_where_learned_ones_are_not_worth_their_doubt() -> None:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 1_500)
    given = (y, np.ones(1_500), np.arange(1_500) // 10, np.arange(1_500) % 3)
    alike = np.eye(3)[y] + rng.normal(0, 0.8, (3, 1_500, 3))
    assert blend.chosen(alike / blend.USUAL[:, None, None], *given)[1] > 0.5
    copies = alike[:1] + rng.normal(0, [[[0.0]], [[2.0]], [[2.0]]], (3, 1_500, 3))  # the others add noise to the first
    weights, share = blend.chosen(copies / blend.USUAL[:, None, None], *given)
    assert share < 0.5
    assert weights[0] / blend.USUAL[0] > 3 * max(weights[1:] / blend.USUAL[1:])
