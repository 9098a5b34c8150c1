"""Saved views: kept, replaced, deleted; nothing that leads elsewhere is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.warehouse.userdata.conftest import ON_FILE
from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.userdata import Actor, UserData, Views, acting
from warehouse.userdata import views as module


@pytest.fixture
def views(tmp_path: Path) -> Views:
    return UserData(Home(tmp_path)).views


def test_a_name_is_kept_once_with_who_saved_it_last(views: Views) -> None:
    with acting(Actor("Ada")):
        assert views.save("  Loud  hits ", "/discover?where=energy%20%3E%200.8") == ""
    with acting(Actor("Bo")):
        assert views.save("LOUD HITS", "/map") == "/discover?where=energy%20%3E%200.8"
        views.save("Calm", "/genres")
    assert [(v.name, v.address, v.saved_by) for v in views.views()] == [
        ("Calm", "/genres", "Bo"),
        ("LOUD HITS", "/map", "Bo"),
    ]
    assert views.delete("loud hits") == "/map"
    assert [v.name for v in views.views()] == ["Calm"]
    with pytest.raises(FilterError, match="no view “loud hits”"):
        views.delete("loud hits")


@pytest.mark.parametrize(
    "address",
    ["", "discover", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "/a\nb", "/" * 9_000],
)
@ON_FILE
def test_what_leads_elsewhere_is_not_kept(views: Views, address: str) -> None:
    with pytest.raises(FilterError, match="cannot be saved"):
        views.save("x", address)
    assert views.views() == []


def test_names_and_their_number_have_bounds(views: Views, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("", "  ", "x" * 61):
        with pytest.raises(FilterError, match="needs a name"):
            views.save(name, "/")
    monkeypatch.setattr(module, "MOST", 1)
    views.save("one", "/")
    with pytest.raises(FilterError, match="1 views already"):
        views.save("two", "/")
    assert [v.name for v in views.views()] == ["one"]


def test_people_who_save_at_once_lose_nothing(views: Views) -> None:
    with ThreadPoolExecutor(4) as pool:
        before = list(pool.map(lambda i: views.save("same" if i % 2 else f"own {i}", f"/{i}"), range(20)))
    kept = {v.name: v.address for v in views.views()}
    assert len(kept) == 11
    assert {one for one in before if one} | {kept["same"]} == {f"/{i}" for i in range(1, 20, 2)}
