"""The whole demo in memory: all its parts, made in the order in which they need each other."""

from __future__ import annotations

from dataclasses import dataclass

from etl.demo.charts import Charts, make_charts
from etl.demo.config import DemoConfig
from etl.demo.demand import make_demand
from etl.demo.labels import Labels, make_labels
from etl.demo.names import Names, make_names
from etl.demo.playlists import Playlists, make_playlists
from etl.demo.plays import Plays, make_plays
from etl.demo.popularity import Popularity, make_popularity
from etl.demo.releases import Releases, make_releases
from etl.demo.sound import Sound, make_sound


@dataclass
class Demo:
    """The parts of one demo; arrays over tracks have the same order in all of them."""

    config: DemoConfig
    releases: Releases
    sound: Sound
    popularity: Popularity
    labels: Labels
    names: Names
    plays: Plays
    charts: Charts
    playlists: Playlists


def make(config: DemoConfig) -> Demo:
    """Everything of one demo. The same config gives the same demo."""
    releases = make_releases(config)
    sound = make_sound(config, releases)
    popularity = make_popularity(config, releases, sound)
    demand = make_demand(config, releases, sound, popularity)
    return Demo(
        config=config,
        releases=releases,
        sound=sound,
        popularity=popularity,
        labels=make_labels(config, releases, sound),
        names=make_names(config, releases),
        plays=make_plays(config, releases, popularity, demand, sound.columns["duration_ms"]),
        charts=make_charts(config, demand.overall(releases.genre, popularity.spiked), releases.genre),
        playlists=make_playlists(config, releases, sound, popularity),
    )
