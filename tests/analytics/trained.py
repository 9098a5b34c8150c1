"""A home with the sample and small promoted models of genre and popularity: enough to explain, quick to make."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from analytics import dataset, genre, popularity, splits
from analytics.popularity import by_sound, rated
from analytics.training.common import finish
from etl.load import load
from tests.warehouse.homes import like
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.settings import Settings

QUICK = Settings(threads=1, wait_seconds=1)
SMALL = popularity.Trees(2, 1, 15, 7, 0.12, 5, 5.0, 0.3)


def home_with(path: Path, csv: Path, models: tuple[str, ...] = ("genre", "popularity")) -> Home:
    """A published home that holds a track file, with `models` fitted on it and promoted."""

    def make(home: Home) -> None:
        with Workbench(home, QUICK) as workbench:
            load(workbench, [csv])
            build(workbench)
        for name in models:
            {"genre": _genre, "popularity": _popularity}[name](home)
        republish(home)

    return like(path, (csv, models), make)


def republish(home: Home) -> None:
    """Build and publish what is stored."""
    with Workbench(home, QUICK) as workbench:
        build(workbench)
        publish(workbench)


def _genre(home: Home) -> None:
    with Workbench(home, QUICK) as workbench:
        data = dataset.read(workbench)
    config = genre.Config(rounds=5, width=16, epochs=2, threads=1, refit=False)
    _store(home, "genre", genre.pack(genre.fit(data, splits.everything(data), config)))


def _popularity(home: Home) -> None:
    with Workbench(home, QUICK) as workbench:
        data, _ = rated.read(workbench)
    config = popularity.Config(alone=SMALL, context=SMALL, threads=1)
    model = popularity.fit(data.data, rated.everyone(data), config)
    fold = rated.fold(data, "T")
    heard = by_sound.served(data, by_sound.judge(data, fold, "T", model, config), config)
    _store(home, "popularity", popularity.pack(replace(model, by_sound=heard)))


def _store(home: Home, name: str, packed: tuple[str, dict, dict]) -> None:
    text, arrays, about = packed
    finish(home, QUICK, name, text, arrays, {"model": about, "metrics": []}, [], lambda run: {}, time.monotonic())
