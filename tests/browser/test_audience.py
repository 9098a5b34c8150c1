"""The page of listeners in a real browser, against the events: a number, a dot of a figure, a row of the table."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from analytics import training
from tests.analytics.recommend import homes
from tests.analytics.training.test_audience import EACH, LISTENERS, plays
from warehouse.home import Home
from warehouse.settings import load
from workflows import publishing


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Listeners of two kinds, and the segments that were found among them."""
    with pytest.MonkeyPatch.context() as patch:
        text = plays()
        patch.setattr(homes, "plays_csv", lambda: text)
        made = homes.home(tmp_path_factory.mktemp("audience"), trained=False)
    training.train(made, homes.QUICK, ["audience"])
    publishing.build(load({}, home=made.path))
    publishing.publish(load({}, home=made.path))
    return made


def test_segments_are_those_of_the_events(own_page: Page) -> None:
    own_page.goto("/campaigns/audience")
    expect(own_page.locator("h1")).to_contain_text("2 segments come back")
    expect(own_page.locator(".rp-scope")).to_contain_text(f"n = {LISTENERS} listeners")
    expect(own_page.locator("#audience-page")).to_contain_text("It cannot reach backups")
    row = own_page.get_by_role("table", name="Segments").locator("tbody tr").first
    expect(row).to_contain_text(str(LISTENERS // 2))
    expect(row).to_contain_text("50%")
    first = row.locator("a").inner_text()
    parity = 1 if "jazz" in first else 0
    events = [line.split(",") for line in plays().splitlines()[1:]]
    own = [int(track[1:]) % 2 == parity for who, track, _ in events if int(who[1:]) % 2 == parity]
    every = np.mean([int(track[1:]) % 2 == parity for _, track, _ in events])
    own_page.wait_for_selector("#audience-over-graph .js-plotly-plot .points", state="attached")
    script = """() => document.querySelector('#audience-over-graph .js-plotly-plot')._fullData
        .filter((t) => t.mode === 'markers').map((t) => [...t.x])[0]"""
    (times,) = own_page.evaluate(script)
    share = (np.mean(own) * EACH + 10 * every) / (EACH + 10)
    assert times == pytest.approx(share / every, abs=0.02)
    own_page.set_viewport_size({"width": 390, "height": 844})
    own_page.get_by_role("link", name="listeners").nth(1).click()
    own_page.wait_for_url("**segment=1**")
    expect(own_page.locator("#audience-over-title")).to_contain_text("what they play more")
    own_page.wait_for_function("document.documentElement.scrollWidth <= 390")
