"""Catalogues that cannot carry every model: what cannot be trained is said and why, everything else works."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from analytics import genre, popularity, tsne
from analytics.clusters.choose import Search
from analytics.explain import genres as explained_genres
from analytics.explain import levels
from analytics.live.candidates import artist_id
from analytics.popularity import spread
from analytics.training import clusters as cluster_training
from analytics.training import popularity as popularity_training
from dashboard.app import create_app
from etl.load import LoadOptions
from tests.dashboard.pages.visit import Visit
from tests.odd_catalogues import CATALOGUES, ODD_LABELS, write
from warehouse.connect import Reader
from warehouse.errors import NotTrainable, UnknownModel
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData
from workflows import loading, publishing, scoring, tagging, training

SILENT = "Only words and artists are known here"
PAGES = (
    "/", "/discover", "/genres", "/drivers?task=popularity", "/drivers?task=genre&track=odd00000", "/screening",
    "/screening?tab=csv", "/screening?track=odd00000&tab=variants&b=tempo:90", "/data?tab=models", "/track/odd00000",
    "/map", "/recommend/playlists", "/recommend/playlists?prompt=energetic&minutes=10&tempo=rising",
    "/recommend/playlists?view=fit&pasted=odd00000,odd00001,odd00002,odd00003,odd00004&candidate=odd00000",
)  # fmt: skip


@dataclass(frozen=True)
class Odd:
    """What must be said of a catalogue. genre, popularity : why there is no model, '' where there is one ; oof : whether
    tags are judged out of fold as well ; silent : whether nothing is known of the sound."""

    name: str
    genre: str = ""
    popularity: str = ""
    oof: bool = False
    silent: bool = False


NO_GENRES, NO_POPULARITY = "No track has a genre", "No track has a popularity"
ODD = (
    Odd("one genre", genre="'in' has 1 (of 1 genres)", oof=True),
    Odd("genres of one track", genre="'in' has 0 (of 120 genres)"),
    Odd("some genres of one track"),
    Odd("no genres", genre=NO_GENRES),
    Odd("no popularity", popularity=NO_POPULARITY),
    Odd("sound all missing", silent=True, oof=True),
    Odd("constant sound", silent=True),
    Odd("2,000 genres"),
    Odd("odd labels", oof=True),
    Odd("one genre, no popularity", genre="'in' has 1 (of 1 genres)", popularity=NO_POPULARITY),
    Odd("no sound, no popularity", popularity=NO_POPULARITY, silent=True),
    Odd("one track", genre="'in' has 0 (of 1 genres)", popularity="Only 1 track has a popularity"),
    Odd("one track, nothing but its name", genre=NO_GENRES, popularity=NO_POPULARITY),
    Odd("one artist"),
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small models: how good they are is not looked at here."""
    small = popularity.Trees(bags=1, rounds=12, num_leaves=7, min_data_in_leaf=5)
    heard = partial(popularity.Config, alone=small, context=small)
    monkeypatch.setattr(genre, "Config", partial(genre.Config, rounds=3, width=16, epochs=2, words_epochs=1))
    monkeypatch.setattr(popularity, "Config", heard)
    monkeypatch.setattr(popularity_training, "Config", heard)
    monkeypatch.setattr(spread, "ROUNDS", 8)
    monkeypatch.setattr(levels, "REFIT_ROUNDS", 4)
    monkeypatch.setattr(levels, "PAIR_TRACKS", 5)
    monkeypatch.setattr(levels, "PAIR_ROUNDS", 4)
    monkeypatch.setattr(tsne, "EARLY", tsne.STEP)
    monkeypatch.setattr(tsne, "MAIN", tsne.STEP)
    few = Search(k_means=(2, 3), mixture=(2,), density=(), draws=2, shuffles=1)
    monkeypatch.setattr(cluster_training, "Search", lambda seed: replace(few, seed=seed))
    monkeypatch.setattr(explained_genres, "REFIT_ROUNDS", 2)


@pytest.fixture(autouse=True)
def shown_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is trained is published when all is: that it is after every model, tests/test_end_to_end.py looks at."""
    monkeypatch.setattr(training, "build", lambda settings, steps: None)
    monkeypatch.setattr(training, "publish", lambda settings, steps: None)


@pytest.mark.parametrize("odd", ODD, ids=[odd.name for odd in ODD])
def test_what_cannot_be_trained_is_said_and_the_rest_works(odd: Odd, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", threads=1, wait_seconds=1)
    rows = CATALOGUES[odd.name]()
    path = write(tmp_path / "in.csv", rows)
    (report,) = loading.load_paths(settings, [path], LoadOptions()).files
    assert (report.error, report.rows_loaded) == (None, len(rows))
    publishing.build(settings)
    _is_trained(odd, settings)
    _is_shown(odd, settings, str(rows[0]["artists"]))
    _is_scored(odd, settings, path, len(rows))


def _is_trained(odd: Odd, settings: Settings) -> None:
    refused = {one.model: one.refused for one in training.train_as_job(settings)}
    for model, why in (("genre", odd.genre), ("popularity", odd.popularity)):
        assert bool(refused[model]) == bool(why), refused
        assert why in refused[model]
    assert not refused["drivers"]
    there = {model for model, why in refused.items() if not why}
    assert {"clusters", "map"} & there == (
        set() if odd.silent or odd.name.startswith("one track") else {"clusters", "map"}
    ), refused
    (job,) = UserData(Home(settings.home)).jobs()
    assert all(f"{model} not trained: {why}" in job.message for model, why in refused.items() if why)
    if odd.oof and not odd.genre:
        (judged,) = training.train_as_job(settings, ["oof"])
        assert not judged.refused
        there.add("oof")
    elif odd.oof:
        with pytest.raises(NotTrainable) as caught:
            training.train_as_job(settings, ["oof"])
        assert odd.genre in caught.value.message
    publishing.build(settings)
    publishing.publish(settings)
    status = publishing.status(settings)
    assert {one["model"] for one in status["models"] if one["promoted"]} == there
    assert status["tracks"] > 0


def _is_shown(odd: Odd, settings: Settings, artist: str) -> None:
    home = Home(settings.home)
    app = create_app(Reader(home, settings), settings, UserData(home))
    addresses = (*PAGES, f"/artist/{artist_id(artist)}")
    visits = {address: Visit(app, address) for address in addresses}
    assert {address: visit.troubles for address, visit in visits.items() if visit.troubles} == {}
    assert all(visit.fired > 2 and len(visit.text) > 300 for visit in visits.values())
    for page, why in _sentences(odd):
        assert why in visits[page].text, page


def _sentences(odd: Odd) -> Iterator[tuple[str, str]]:
    """(address, what has to stand there)."""
    drivers = {"genre": PAGES[4], "popularity": PAGES[3]}
    for model, why in (("genre", odd.genre), ("popularity", odd.popularity)):
        if why:
            yield from (("/screening", f"There is no {model} model: "), ("/screening", why), (drivers[model], why))
            yield "/data?tab=models", f"{model} not trained: "
    if odd.genre:
        yield from (("/genres", odd.genre), ("/track/odd00000", odd.genre))
    if odd.silent:
        yield from ((page, SILENT) for page in ("/genres", drivers["genre"], "/screening", "/data?tab=models"))
        yield "/genres", "words + artist"


def _is_scored(odd: Odd, settings: Settings, path: Path, n: int) -> None:
    out = path.with_name("out.csv")
    if odd.genre and odd.popularity:
        with pytest.raises(UnknownModel, match="No model is trained yet"):
            scoring.score_files(settings, [path])
        with pytest.raises(UnknownModel, match="No model is trained yet"):
            tagging.tag_as_job(settings, path, out, tagging.Quiet(), None)
        return
    (file,) = scoring.score_files(settings, [path])["files"]
    assert len(file["rows"]) == n
    assert all((row["genre"] is None) == bool(odd.genre) for row in file["rows"])
    assert all((row["popularity"] is None) == bool(odd.popularity) for row in file["rows"])
    tagged = tagging.tag_as_job(settings, path, out, tagging.Quiet(), None)
    assert tagged is not None
    with out.open(encoding="utf-8", newline="") as text:
        found = list(csv.DictReader(line for line in text if not line.startswith("# ")))
    assert (tagged.rows, tagged.unusable, len(found)) == (n, 0, n)
    if odd.name == "odd labels":
        assert {row["predicted_genre"].strip().lstrip("'") for row in found} <= {label.strip() for label in ODD_LABELS}
