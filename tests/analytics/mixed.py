"""A home where tracks of an ordinary file and tracks that came as sound stand side by side, with groups and a map."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest import mock

from analytics.training import clusters, sound_map
from etl.audio import folder
from etl.load import LoadOptions
from tests.analytics.trained import QUICK, home_with
from tests.etl.audio.sounds import clicks, written
from tests.warehouse.homes import like
from warehouse.home import Home
from warehouse.settings import Settings
from workflows import loading, publishing

#: Beats a minute of the three sound files.
BEATS = (90, 120, 140)


def mixed(path: Path, csv: Path) -> Home:
    """A published home: tracks of `csv` with groups and a map, and what `add_sound` loads after that training."""

    def make(home: Home) -> None:
        home_with(home.path, csv, models=())
        clusters.train(home, QUICK)
        sound_map.train(home, QUICK)
        add_sound(home)

    return like(path, ("mixed", csv), make)


def add_sound(home: Home) -> None:
    """Load the sound files and the track without features, build and publish."""
    settings, music = Settings(home=home.path, threads=1, wait_seconds=1), home.path.parent / f"{home.path.name}-music"
    for beats in BEATS:
        written(music / f"Ada - Clicks {beats}.wav", clicks(beats, 6 + beats / 40))
    bare = music.with_name("bare.csv")
    bare.write_text("track_id,title,artists\nbare,Bare,Bea\n")
    with mock.patch.object(folder, "listeners", ThreadPoolExecutor):
        loading.load_paths(settings, [music], LoadOptions(kind="audio"))
    loading.load_paths(settings, [bare], LoadOptions())
    publishing.build(settings)
    publishing.publish(settings)
