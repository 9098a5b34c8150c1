"""Fetching as a job; the files of the registry are placed by hand here, so that nothing is asked of a network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from etl import sources
from etl.sources import Amount, Source, SourceFile, column_digest
from tests.warehouse.homes import TINY
from tests.workflows.steps import Told
from warehouse.errors import PlaceByHand, UnknownSource
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import CANCELLED, DONE, FAILED, UserData
from workflows import fetching, publishing


@pytest.fixture
def tiny_source(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Source:
    """A data set of one file, which lies where it is to be placed."""
    columns = column_digest(TINY.splitlines()[0].split(","))
    file = SourceFile("tiny.csv", ("tracks",), "comma", Amount(len(TINY)), "", Amount(3), columns)
    known = sources.sources()[0]
    source = replace(known, name="tiny-set", title="Tiny", by_hand=True, archive="", archive_sha256="", files=(file,))
    monkeypatch.setattr(sources, "sources", lambda: (source,))
    folder = Path(settings.home) / "downloads" / "tiny-set"
    folder.mkdir(parents=True)
    (folder / "tiny.csv").write_text(TINY)
    return source


def test_a_data_set_is_checked_loaded_and_published(settings: Settings, tiny_source: Source) -> None:
    brought = fetching.fetch_as_job(settings, "tiny-set", publish=True)
    assert brought is not None
    assert brought.loaded is not None
    (file,) = brought.loaded.report.files
    assert (file.kind, file.collection, file.rows_loaded) == ("tracks", "tiny-set", 3)
    assert publishing.status(settings)["tracks"] == 3
    (job,) = UserData(Home(settings.home)).jobs()
    assert (job.kind, job.title, job.state, job.done) == ("fetch", "Fetching Tiny", DONE, 1000)
    assert fetching.fetched_json(brought)["paths"] == [str(Path(settings.home) / "downloads" / "tiny-set" / "tiny.csv")]


def test_without_publish_it_says_how_to_load(settings: Settings, tiny_source: Source) -> None:
    brought = fetching.fetch_as_job(settings, "tiny-set")
    assert brought is not None
    words, hint = fetching.fetched_words(brought)
    assert "was there already and is right: 1 file" in words
    assert hint.startswith("Load it: repertoire load ")


def test_a_file_that_is_not_there_is_named_and_the_job_fails(settings: Settings, tiny_source: Source) -> None:
    with pytest.raises(PlaceByHand) as caught:
        fetching.fetch_as_job(settings, "tiny-set", into=Path(settings.home) / "elsewhere")
    assert "tiny.csv" in caught.value.message + caught.value.hint
    assert UserData(Home(settings.home)).jobs()[0].state == FAILED
    with pytest.raises(UnknownSource):
        fetching.fetch_as_job(settings, "nothing")


def test_a_cancelled_fetch_says_so(settings: Settings, tiny_source: Source) -> None:
    data = UserData(Home(settings.home))
    steps = Told(("Loading", lambda: data.cancel(data.jobs()[0].id)))
    assert fetching.fetch_as_job(settings, "tiny-set", publish=True, steps=steps) is None
    assert data.jobs()[0].state == CANCELLED
    assert publishing.status(settings)["snapshot"] is None
