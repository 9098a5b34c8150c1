"""A home with tracks of two kinds and listeners who keep to one of them, made by the product's own loader."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from analytics import recommend
from analytics.recommend import Recommender
from analytics.recommend import taste as tastes
from analytics.training.common import finish
from tests.analytics.recommend.listening import CONFIG
from tests.warehouse.homes import like, load_text
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.settings import Settings

QUICK = Settings(threads=1, wait_seconds=1)
TRACKS, LISTENERS, EACH = 40, 30, 8


def tracks_csv(tracks: int = TRACKS) -> str:
    """Track t00 is loud pop by artist A0, t01 quiet jazz by A1 and so on: even and odd; five artists of each."""
    random = np.random.default_rng(0)
    lines = ["track_id,title,artists,popularity,genre,energy,tempo"]
    for i in range(tracks):
        energy = float(np.clip(0.8 - 0.6 * (i % 2) + random.normal(0, 0.05), 0, 1))
        genre = "jazz" if i % 2 else "pop"
        lines.append(f"t{i:02d},Song {i},A{i % 10},{90 - i},{genre},{energy:.3f},{100 + i}")
    return "\n".join(lines) + "\n"


def plays_csv(tracks: int = TRACKS) -> str:
    """Listener u heard 8 tracks once, u's kind nine times in ten; the last two tracks nobody heard."""
    random = np.random.default_rng(1)
    lines = ["user_id,track_id,played_at"]
    for listener in range(LISTENERS):
        own = np.arange(tracks - 2) % 2 == listener % 2
        chance = np.where(own, 0.9, 0.1)
        for track in random.choice(tracks - 2, EACH, replace=False, p=chance / chance.sum()).tolist():
            lines.append(f"u{listener:02d},t{track:02d},2026-01-{1 + track % 28:02d} 10:{track:02d}:00")
    return "\n".join(lines) + "\n"


def home(folder: Path, plays: bool = True, trained: bool = True, tracks: str | None = None) -> Home:
    """A published home; `trained` with a promoted recommender."""
    text, heard = tracks or tracks_csv(), plays_csv() if plays else ""

    def make(made: Home) -> None:
        with Workbench(made, QUICK) as workbench:
            load_text(workbench, text, "tracks.csv")
            if heard:
                load_text(workbench, heard, "plays.csv")
            build(workbench)
        if heard and trained:
            _store(made)
        with Workbench(made, QUICK) as workbench:
            build(workbench)
            publish(workbench)

    return like(folder / "home", (text, heard, trained), make)


def _store(made: Home) -> None:
    with Workbench(made, QUICK) as workbench:
        taste = tastes.read(workbench)
    text, arrays, about = recommend.pack(Recommender.of(taste, recommend.fit(taste, CONFIG)))
    card = {"model": about, "metrics": []}
    finish(made, QUICK, "recommend", text, arrays, card, [], lambda run: {}, time.monotonic())


def reader(folder: Path, plays: bool = True, trained: bool = True, tracks: str | None = None) -> Reader:
    """A reader of such a home."""
    return Reader(home(folder, plays, trained, tracks), QUICK)
