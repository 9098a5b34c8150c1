"""Worsening learned from a few sounds: copies move as these did, and the model loses less where recordings are worse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.audio_genre import Clips, Config, model, robust
from analytics.audio_genre.worse import LEAST, Worse, moved

CONFIG = Config(rounds=3, folds=2)
NAMES = tuple(f"mfcc{number}_mean" for number in range(2, 8))
SOUNDS = 36


def figures(labels: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """The genre is in the first and, less clearly, in the second column."""
    frame = pd.DataFrame(rng.normal(0, 1, (len(labels), len(NAMES))), columns=list(NAMES))
    return frame.assign(mfcc2_mean=frame["mfcc2_mean"] / 2 + 3 * labels, mfcc3_mean=frame["mfcc3_mean"] + 3 * labels)


@pytest.fixture(scope="module")
def clips() -> Clips:
    """90 clips of three genres, of 36 of which the sound is there; noise pushes the first column to where the last genre is."""
    rng = np.random.default_rng(0)
    labels = np.tile(np.arange(3), 30)
    found = figures(labels, rng)
    clean = found.iloc[:SOUNDS].reset_index(drop=True)
    pushed = clean.assign(mfcc2_mean=6.0 + rng.normal(0, 0.5, SOUNDS))
    names = tuple(f"clip {number}" for number in range(len(labels)))
    worse = Worse(names[:SOUNDS], clean, {"pushed": pushed, "same": clean})
    return Clips(found, np.arange(90), names, labels, np.arange(90), ("a", "b", "c"), worse=worse)


def test_copies_go_where_the_sounds_went(clips: Clips) -> None:
    assert clips.worse is not None
    lesson = model.lesson_of(clips)
    pushed = replace(clips.worse, copies={"pushed": clips.worse.copies["pushed"]})
    found = moved(lesson.X, pushed, clips.descriptors, 2, 0)
    assert found.shape == (180, len(NAMES))
    assert found[:, 0].mean() == pytest.approx(6.0, abs=0.5)
    assert abs(lesson.X[:, 0].mean() - 6.0) > 2.5
    np.testing.assert_allclose(found[:90, 2:], lesson.X[:, 2:], atol=1e-9)
    np.testing.assert_array_equal(found, moved(lesson.X, pushed, clips.descriptors, 2, 0))


def test_too_few_sounds_and_unknown_figures_change_nothing(clips: Clips) -> None:
    assert clips.worse is not None
    few = clips.worse.without(clips.worse.names[LEAST - 1 :])
    lesson = model.lesson_of(clips)
    assert model.with_copies(lesson, few, clips.descriptors, CONFIG) is lesson
    X = lesson.X.copy()
    X[5, 1] = np.nan
    assert np.isnan(moved(X, clips.worse, clips.descriptors, 1, 0)[5, 1])


def test_copies_weigh_together_as_they_are_told_to(clips: Clips) -> None:
    lesson = model.with_copies(model.lesson_of(clips), clips.worse, clips.descriptors, CONFIG)
    own = lesson.own == 1
    assert (own.sum(), (~own).sum()) == (90, 90 * CONFIG.copies)
    assert lesson.weight[own].sum() * CONFIG.copies_weigh == pytest.approx(lesson.weight[~own].sum())


def test_less_is_lost_with_copies_and_it_is_seen(clips: Clips) -> None:
    rows = robust.measured(clips, CONFIG)
    assert [row["condition"] for row in rows] == [robust.CLEAN, "pushed", "same"]
    clean, pushed, same = rows
    assert clean["n"] == SOUNDS
    assert pushed["plain"] < 0.6 * SOUNDS < 0.75 * SOUNDS < pushed["copies"]
    assert {name: clean[name] for name in ("copies", "plain", "svm")} == {
        n: same[n] for n in ("copies", "plain", "svm")
    }
    assert pushed["more"]["copies"]["value"] == (clean["copies"] - pushed["copies"]) - (clean["svm"] - pushed["svm"])
    assert pushed["more"]["copies"]["low"] <= pushed["more"]["copies"]["value"] <= pushed["more"]["copies"]["high"]
    assert same["more"]["plain"] == {"value": 0, "low": 0, "high": 0}
    assert 0 < pushed["chance"]["plain"] < pushed["chance"]["copies"] < clean["chance"]["copies"] < 1
    assert robust.helps(rows)
    assert robust.lost(rows, robust.PLAIN)["pushed"] == clean["plain"] - pushed["plain"]
    assert not robust.helps([clean, {**pushed, "copies": 0}])


def test_what_chance_explains_is_told_apart() -> None:
    svm = np.vstack([np.ones(40), np.tile([1.0, 0.0], 20)])
    same = np.vstack([np.ones(40), np.tile([0.0, 1.0], 20)])
    worse_by_far = np.vstack([np.ones(40), np.zeros(40)])
    assert robust.more(same, svm, 1)["value"] == 0
    assert robust.more(same, svm, 1)["low"] < 0 < robust.more(same, svm, 1)["high"]
    found = robust.more(worse_by_far, svm, 1)
    assert found["value"] == 20
    assert found["low"] == pytest.approx(20 - 1.96 * np.sqrt(40) / 2, abs=2)  # half of 40 fair coins
    clean = {"condition": "clean"}
    rows = [clean, {"condition": "a", "more": {"copies": found}}, {"condition": "b", "more": {"copies": {"low": -1.0}}}]
    assert robust.beyond_chance(rows, "copies") == ["a"]


def test_without_sound_nothing_is_measured(clips: Clips) -> None:
    assert robust.measured(replace(clips, worse=None), CONFIG) == []
