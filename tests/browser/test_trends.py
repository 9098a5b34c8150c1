"""Trends in a browser, on a catalogue with dates and one without, with what is shown worked out here by SQL."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.warehouse.homes import QUICK, like, load_text
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.publish import publish


def catalogue() -> str:
    """40 tracks a year for 24 years; tempo rises by one BPM a year, energy is noise."""
    rng = np.random.default_rng(5)
    rows = ["track_id,title,artists,popularity,genre,release_date,tempo,energy,duration_ms"]
    for n in range(24 * 40):
        year, genre = 1996 + n // 40, "pop" if n % 2 else "rock"
        rows.append(f"t{n},Song {n},Artist {n % 50},{n % 90},{genre},{year}-{1 + n % 12:02d}-24,"
                    f"{80 + n // 40 + rng.normal(0, 2):.2f},{rng.random():.3f},{180000 + n}")  # fmt: skip
    return "\n".join(rows) + "\n"


def made(home: Home) -> None:
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, catalogue(), "dated.csv")
        build(workbench)
        publish(workbench)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return like(tmp_path_factory.mktemp("trends") / "home", "browser-trends", made)


@pytest.fixture
def published(home: Home, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(shutil.copy(home.current.resolve(), tmp_path / "p.duckdb")), read_only=True) as con:
        yield con


def test_what_moves_its_points_and_the_way_to_its_tracks(own_page: Page, published: duckdb.DuckDBPyConnection) -> None:
    own_page.goto("/trends?window=0&series=feature/tempo/year&with=feature/energy/year")
    expect(own_page.locator("#trends-finding")).to_contain_text("Tempo rose by")
    by_year = "select year(release_date), avg(tempo), count(*) from tracks group by all order by 1"
    known = published.execute(by_year).fetchall()
    # The head of the panel holds the mean of the last year, rounded as the page rounds.
    expect(own_page.locator(".rp-trends-panel-head").first).to_have_text(f"Tempo{known[-1][1]:.1f}")
    file = own_page.request.get("/export/series.csv?window=0&series=feature/tempo/year").text().splitlines()
    lines = [line.split(",") for line in file if line.startswith('"feature/tempo/year"')]
    assert [(line[1][:4], float(line[2]), int(line[3])) for line in lines] == [
        (str(year), pytest.approx(mean), n) for year, mean, n in known
    ]
    assert "no series" in own_page.request.get("/export/series.csv?series=feature/nothing/year").text()
    plot = own_page.locator("#trends-one-graph .js-plotly-plot")
    expect(plot).to_be_visible()
    trace = plot.evaluate("e => e.data.find(t => t.name === 'Tempo').customdata")
    assert trace == [f"{mean:.1f}, n = {n}" for _, mean, n in known]
    expect(own_page.locator("#trends-one-card")).to_contain_text("another unit")
    link = own_page.get_by_text(f"Tracks released in {known[-1][0]}")
    expect(link).to_have_attribute("href", f"/discover?where=release_year%20%3D%20{known[-1][0]}")


def test_a_choice_is_an_address_and_what_there_is_not_is_said(
    own_page: Page, published: duckdb.DuckDBPyConnection
) -> None:
    own_page.goto("/trends?subject=genre-share&step=year&window=0")
    expect(own_page.locator("#trends-many-title")).to_have_text("None moves beyond its usual noise")
    (share,) = published.execute(
        "select count(*) filter (genres = 'pop') / count(*) from tracks where year(release_date) = 2019"
    ).fetchone() or (None,)
    assert share is not None
    panel = own_page.locator(".rp-trends-panel").filter(has_text="pop")
    expect(panel.locator("b")).to_have_text(f"{share:.1%}")
    box = panel.locator(".js-plotly-plot").bounding_box()
    assert box is not None
    own_page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # the line chooses as its name does
    expect(own_page).to_have_url(re.compile("series=genre-share(%2F|/)pop(%2F|/)year"))
    expect(own_page.locator("#trends-one-title")).to_contain_text("pop")
    expect(own_page.locator("#trends-months-card")).to_contain_text("Years have no season inside")
    table = own_page.locator("#trends-back-card")
    expect(table).to_contain_text("beyond chance")
