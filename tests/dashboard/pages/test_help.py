"""Help names only what is there: every link of every guide opens, every column is explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.app import MENU, find_page
from dashboard.components.glossary import span
from dashboard.guides import GUIDES
from dashboard.pages import help as help_page
from tests.dashboard.pages.app_under_test import app_over, context_over, words
from tests.dashboard.pages.visit import Visit
from warehouse.features import FEATURES, by_name

LINKS = sorted({step.href for guide in GUIDES for step in guide.steps})


@pytest.mark.parametrize("address", LINKS)
def test_every_link_opens_its_page(sample_home: Path, address: str) -> None:
    visit = Visit(app_over(sample_home), address)
    assert visit.troubles == []
    assert "There is no such page" not in visit.text
    assert "cannot be read" not in visit.text
    assert find_page(address.split("?")[0]) is not None


def test_guides_lead_to_most_pages_of_the_menu() -> None:
    reached = {address.split("?")[0] for address in LINKS}
    assert {entry.path for entry in MENU} - reached <= {"/help", "/trends"}


def test_every_column_stands_there_with_its_range(sample_home: Path) -> None:
    shown = words(help_page.layout(context_over(sample_home)))
    assert f"{len(FEATURES)} columns of a track" in shown
    assert all(f"{feature.label} {feature.name} " in shown for feature in FEATURES)
    assert span(by_name()["energy"]) == "0 to 1"
    assert span(by_name()["release_year"]).startswith("1860 to ")
    assert span(by_name()["title"]) == ""
