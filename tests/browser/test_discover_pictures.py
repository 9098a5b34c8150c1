"""Charts over Discover's table: a brush and a press become rules, seen in address, chips, count; back takes them away."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
from playwright.sync_api import Page, expect

BARS, FAMILIES = "#discover-picture-bars-graph .js-plotly-plot", "#discover-picture-families-graph .js-plotly-plot"
EVENT = "(plot, [name, place]) => plot.emit(name, {points: place.map(i => ({pointNumber: i, y: i, curveNumber: 0}))})"


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_bars_and_families_narrow_each_other_and_the_table(page: Page, sample_csv: Path) -> None:
    frame = pd.read_csv(sample_csv, keep_default_na=False)
    tracks = frame[frame["track_name"] != ""].sort_values("popularity", ascending=False).drop_duplicates("track_id")
    page.goto("/discover?chart=popularity")
    bars = page.locator(BARS)
    expect(bars.locator(".bars path").first).to_be_visible()
    assert sum(bars.evaluate("plot => [...plot._fullData[0].y]")) == len(tracks)
    high = bars.evaluate("plot => plot._fullData[0].x.map((x, i) => x - plot._fullData[0].width[i] / 1.8)")
    first = next(i for i, low in enumerate(high) if low >= 50)
    bars.evaluate(EVENT, ["plotly_selected", list(range(first, len(high)))])
    count = page.locator("#discover-live b")
    edge = round(high[first])
    expect(count).to_have_text(str(int((tracks["popularity"] >= edge).sum())))
    assert asked(page) == {"chart": ["popularity"], "where": [f"popularity >= {edge}"]}
    chip = page.locator("#chips .rp-chip", has_text="Popularity")
    expect(chip).to_contain_text(str(edge))
    expect(page.locator("#discover-picture-bars-title")).to_have_text(f"Popularity: {edge} to 100")
    # The brushed chart keeps showing what was not chosen; the families count only what was.
    expect(page.locator(f"{FAMILIES} .bars path").first).to_be_visible()
    assert sum(page.locator(BARS).evaluate("plot => [...plot._fullData[0].y]")) == len(tracks)
    page.locator(FAMILIES).evaluate(EVENT, ["plotly_click", [0]])
    expect(page.locator("#discover-picture-families-title")).to_contain_text("Only ")
    assert asked(page)["where"][0].startswith(f"popularity >= {edge} and family ")
    expect(page.locator("#chips .rp-remove")).to_have_count(2)

    page.go_back()
    expect(page.locator("#chips .rp-remove")).to_have_count(1)
    expect(count).to_have_text(str(int((tracks["popularity"] >= edge).sum())))
    page.go_forward()
    expect(page.locator("#chips .rp-remove")).to_have_count(2)
    page.locator("#chips .rp-remove").first.click()
    expect(page.locator("#chips .rp-remove")).to_have_count(1)
    expect(page.locator("#discover-picture-bars-title")).to_have_text("Popularity: all of it")
    assert asked(page)["chart"] == ["popularity"]
