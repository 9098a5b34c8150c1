"""The audio model trained on a table of descriptors: stored with honest figures beside leaky ones, and served."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics import training
from analytics.live import audio_genre as live
from analytics.names import USUAL
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.errors import NotTrainable
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.queries import models
from warehouse.settings import Settings
from workflows import evaluation, loading
from workflows.loading import LoadOptions


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """42 numbered clips of each of two genres, and two of a third."""
    rng = np.random.default_rng(0)
    names = [f"{label}.{number:05}.wav" for label in ("jazz", "rock") for number in range(42)]
    names += ["polka.00000.wav", "polka.00001.wav"]
    rock = np.array([name.startswith("rock") for name in names])
    figures = {f"mfcc{i}_mean": rock * 1.5 + rng.normal(0, 1, len(names)) for i in (2, 3, 4)}
    path = tmp_path_factory.mktemp("clips") / "clips.csv"
    frame = pd.DataFrame({"filename": names, "length": 661_794, **figures, "tempo": rng.uniform(80, 140, len(names))})
    frame.assign(label=[name.split(".")[0] for name in names]).to_csv(path, index=False)
    return path


def test_it_is_stored_with_its_figures_and_serves(table: Path, tmp_path: Path) -> None:
    settings, home = Settings(home=tmp_path, threads=1), Home(tmp_path)
    loading.load_paths(settings, [table], LoadOptions())
    with Workbench(home, settings) as workbench:
        build(workbench)
    (result,) = training.train(home, settings, ["audio"])
    assert "audio" not in USUAL
    with Workbench(home, settings) as workbench:
        build(workbench)
        publish(workbench)
    reader = Reader(home, settings)
    with reader.view() as view:
        figures, card = models.metrics(view, result.run), models.promoted_card(view, "audio")
    assert card is not None
    assert {"majority", "logistic", "svm", "extra_trees", "repertoire"} == set(figures["candidate"])
    assert {"B", "R"} == set(figures["protocol"])
    ours = figures[(figures["candidate"] == "repertoire") & (figures["protocol"] == "B")].set_index("metric")
    assert ours.loc["top1", "n"] == 80, "of numbers 40 and 41 there are too few to be tested"
    assert ours.loc["top1", "low"] <= ours.loc["top1", "value"] <= ours.loc["top1", "high"]
    assert card["gap"]["honest"] == pytest.approx(ours.loc["top1", "value"])
    assert card["sure"]["coverage"] == pytest.approx(ours.loc["answered", "value"])
    assert card["data"]["left_out_genres"] == {"polka": 2}
    assert card["data"]["features"] == ["mfcc2_mean", "mfcc3_mean", "mfcc4_mean", "tempo"], "not where a clip was cut"
    model = live.open_model(reader)
    assert model is not None
    rocks = pd.DataFrame({f"mfcc{i}_mean": [1.5] for i in (2, 3, 4)}).assign(tempo=110.0, start=0.0, end=30.0)
    assert live.classify(model, rocks).genre == "rock"


def test_files_are_judged_by_the_same_protocols(table: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", threads=1)
    found = evaluation.evaluate(settings, "audio", [table], ["B"], 1, None)
    assert found["dataset"] == "84 clips of 2 genres"
    assert {row["n"] for row in found["results"]} == {40}, "the first fold alone"
    assert not settings.home.exists()


def test_without_labelled_clips_it_is_refused(sample_home: Path, tmp_path: Path) -> None:
    with pytest.raises(NotTrainable, match="descriptors"):
        training.train(Home(sample_home), Settings(home=sample_home, threads=1), ["audio"])
