"""A small home with yearly series of known kinds, forecast by the cheap models."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analytics import training
from analytics.forecast.config import Config
from analytics.training import forecasts
from etl.load import LoadOptions
from tests import sample
from tests.analytics.forecast.made import rising, wander
from warehouse import settings as setting_module
from warehouse.home import Home
from warehouse.settings import Settings
from workflows.loading import load_paths
from workflows.progress import Quiet
from workflows.publishing import build, publish

YEARS = 48


def figures() -> pd.DataFrame:
    """year, tempo (a line), energy (a random walk between 0 and 1), liveness (always the same)."""
    walk = wander(1, YEARS).values
    energy = (walk - walk.min() + 1) / (walk.max() - walk.min() + 2)
    years = range(1970, 1970 + YEARS)
    return pd.DataFrame({"year": years, "tempo": rising(1, YEARS).values, "energy": energy, "liveness": 0.2})


def made(folder: Path, trained: bool = True, with_figures: bool = True) -> Settings:
    """Settings of a published home with sample tracks and, unless told otherwise, the figures and their forecasts."""
    settings = replace(setting_module.load(), home=folder / "home", threads=1)
    sample.write_sample(folder / "tracks.csv")
    files = [folder / "tracks.csv", folder / "by_year.csv"]
    figures().to_csv(files[1], index=False)
    load_paths(settings, files if with_figures else files[:1], LoadOptions(), Quiet())
    build(settings)
    if trained:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(forecasts, "Config", lambda processes: Config(processes=1, seconds=0.0))
            training.train(Home(settings.home), settings, ["forecasts"])
        build(settings)
    publish(settings)
    return settings
