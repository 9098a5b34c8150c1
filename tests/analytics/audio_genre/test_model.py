"""The contract of every model, on made-up descriptors of three genres."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics import artefacts, audio_genre
from analytics.audio_genre import Clips, Config
from analytics.live import audio_genre as live
from warehouse.errors import BadArtefact, InputError, NotTrainable
from warehouse.home import Home

CONFIG = Config(rounds=8, folds=3)
NAMES = ("rms_mean", "rms_var", "harmony_var", "mfcc1_mean", "mfcc2_mean", "tempo", "chroma_stft_mean")


def clips(seed: int = 0, each: int = 24) -> Clips:
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(3), each)
    figures = pd.DataFrame(rng.uniform(0.5, 1.0, (len(labels), len(NAMES))), columns=list(NAMES))
    figures["mfcc2_mean"] += labels
    names = tuple(f"clip {i}" for i in range(len(labels)))
    return Clips(figures, np.arange(len(labels)), names, labels, np.arange(len(labels)), ("blues", "jazz", "rock"))


@pytest.fixture(scope="module")
def model() -> audio_genre.AudioGenre:
    return audio_genre.fit(clips(), CONFIG)


def test_it_learns_and_the_same_seed_gives_the_same_scores(model: audio_genre.AudioGenre) -> None:
    new = clips(1)
    said = audio_genre.score(model, new.figures)
    assert (said.argmax(axis=1) == new.labels).mean() > 0.9
    np.testing.assert_array_equal(said, audio_genre.score(audio_genre.fit(clips(), CONFIG), new.figures))


def test_shuffled_labels_score_at_chance() -> None:
    given = clips(each=60)
    shuffled = replace(given, labels=np.random.default_rng(3).permutation(given.labels))
    said = audio_genre.score(audio_genre.fit(shuffled, CONFIG), clips(1, 60).figures)
    assert (said.argmax(axis=1) == clips(1, 60).labels).mean() < 0.5
    assert said.max(axis=1).mean() < 0.5


def test_a_louder_copy_has_the_same_chances(model: audio_genre.AudioGenre) -> None:
    figures, gain = clips(1).figures, 0.1
    louder = figures.assign(
        rms_mean=figures["rms_mean"] * gain,
        rms_var=figures["rms_var"] * gain**2,
        harmony_var=figures["harmony_var"] * gain**2,
        mfcc1_mean=figures["mfcc1_mean"] + np.sqrt(128) * 20 * np.log10(gain),
    )
    np.testing.assert_allclose(audio_genre.score(model, louder), audio_genre.score(model, figures), atol=1e-6)


def test_stored_and_read_back_it_says_the_same(model: audio_genre.AudioGenre, tmp_path: Path) -> None:
    home = Home(tmp_path)
    text, arrays, about = audio_genre.pack(model)
    artefacts.save(home, "audio", "run", text, arrays, {"model": about})
    back = audio_genre.unpack(artefacts.load(home, "audio", "run"))
    figures = clips(1).figures
    np.testing.assert_array_equal(audio_genre.score(back, figures), audio_genre.score(model, figures))
    (home.models / "audio" / "run" / "model.pkl").write_bytes(b"\x80\x04.")
    with pytest.raises(BadArtefact):
        artefacts.load(home, "audio", "run")


def test_reasons_add_up_to_the_log_odds(model: audio_genre.AudioGenre) -> None:
    row = clips(1).figures.iloc[[0]]
    logs = np.log(audio_genre.score(model, row)[0])
    found = audio_genre.reasons(model, row, 0)
    assert found.total == pytest.approx(logs[0] - logs.mean())
    assert found.parts[0].feature in ("timbre", "clips that sound alike")


def test_a_recording_is_answered_over_time_and_odd_sound_is_not(model: audio_genre.AudioGenre) -> None:
    segments = clips(1).figures.iloc[-3:].assign(start=[0.0, 5.0, 10.0], end=[5.0, 10.0, 15.0])
    heard = live.classify(model, segments)
    assert heard.genre == "rock"
    assert heard.segments.columns.tolist() == ["start", "end", "genre", "probability"]
    assert sum(chance for _, chance in heard.top) == pytest.approx(1)
    odd = live.classify(model, segments.assign(mfcc2_mean=900.0, chroma_stft_mean=-900.0))
    assert odd.genre is None
    assert "nothing the model has learned from" in odd.why_not
    with pytest.raises(InputError):
        live.classify(model, segments[["start", "end"]])


def test_one_genre_is_refused() -> None:
    with pytest.raises(NotTrainable):
        audio_genre.fit(replace(clips(), label_names=("blues",)), CONFIG)
