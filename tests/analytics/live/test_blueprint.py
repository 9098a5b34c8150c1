from __future__ import annotations

from pathlib import Path

import pytest

from analytics.live import blueprint
from analytics.live.blueprint import Target
from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.features import by_name
from warehouse.filters import parse


@pytest.fixture(scope="module")
def reader(sample_home: Path) -> Reader:
    return Reader(sample_home)


def test_a_target_is_said_in_words() -> None:
    assert Target("dance", "v", "top20").words == "dance, top 20% by popularity"
    assert Target("dance", "v", "top20").rest_words == "the rest of dance"
    assert Target("", "", "all", "ballad").words == "ballads"
    assert Target("dance", within=False).rest_words == "all other tracks"
    assert Target().words == "all tracks"


def test_kinds_are_filters_that_can_be_read() -> None:
    known = set(by_name())
    for _, text in blueprint.KINDS.values():
        assert {rule.field for rule in parse(text).rules} <= known
    assert "energy <= 0.4" in Target(kind="ballad", genre="folk").filter.text
    assert 'genre = "folk"' in Target(kind="ballad", genre="folk").filter.text


def test_an_unknown_band_or_kind_is_refused() -> None:
    with pytest.raises(FilterError, match="band"):
        Target(band="top1")
    with pytest.raises(FilterError, match="kind of sound"):
        Target(kind="noise")


def test_metal_is_louder_than_the_rest_of_the_sample(reader: Reader) -> None:
    found = blueprint.blueprint(reader, Target("metal", "", "all", within=False))
    rows = found.frame.set_index("feature")
    assert found.is_enough
    assert found.n + found.rest_n == 385
    assert found.lowest is None
    assert rows.loc["energy", "q10"] > rows.loc["energy", "rest_q50"]
    assert rows.loc["energy", "overlap"] < rows.loc["liveness", "overlap"]
    assert "key" not in rows.index  # a range of pitch classes means nothing


def test_a_band_names_its_ends(reader: Reader) -> None:
    found = blueprint.blueprint(reader, Target("", "", "top10"))
    assert found.lowest is not None
    assert found.highest is not None
    assert 0 < found.lowest < found.highest <= 100


def test_a_target_without_tracks_is_empty(reader: Reader) -> None:
    found = blueprint.blueprint(reader, Target("ambient", "", "all", "dance"))
    assert (found.n, found.is_enough) == (0, False)


def test_it_is_asked_once_a_snapshot(reader: Reader) -> None:
    target = Target("folk", "", "upper")
    first = blueprint.blueprint(reader, target).frame
    assert blueprint.blueprint(reader, target).frame is first
