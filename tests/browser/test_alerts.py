"""Alerts and release timing in a browser, on a home with one planted spike and one planted weekday; figures asked here by SQL."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest
from playwright.sync_api import Page, expect
from scipy.stats import gamma

from tests.analytics.timing.test_effects import FRIDAY, made_up
from tests.warehouse.homes import QUICK, load_text
from tests.workflows.test_alerting import chart
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.userdata import UserData

# Written once more, by hand: the lowest threshold from which on (alarms + 1) stays within 1 in 1,000 series-months.
RATES = """
select (source, what, place, kind)::varchar, threshold, shuffled_alarms, shuffled_squares, shuffled_months
from mover_rates order by threshold desc
"""
ALARMS = """
select a.week, s.name, (source, what, place, kind)::varchar, abs(a.z), a.z_before from mover_alarms a
join mover_series s using (source, what, place, item) where a.what = 'track' order by a.week desc, abs(a.z) desc
"""
# A first of January counts unless its year has more than five times its share of them.
RELEASES = """
with dated as (
    select *, month(release_date) = 1 and day(release_date) = 1 as is_first from tracks where popularity > 0
    qualify not is_first or avg(is_first::int) over (partition by year(release_date)) <= 5 / 365.25),
several as (select main_artist from dated group by 1 having count(distinct release_date) > 1)
select dayname(release_date)[:3], count(*) from dated semi join several using (main_artist) group by 1
"""


def past_the_default(published: duckdb.DuckDBPyConnection, kind: str = "") -> list[tuple[str, str]]:
    """Week and name of what is past the thresholds whose rate is bounded, from the highest down to the first that is not."""
    rows, lowest, over = published.execute(RATES).fetchall(), dict[str, float](), set[str]()
    doubt = 0.05 / len({row[0] for row in rows})
    for group, threshold, alarms, squares, months in rows:
        cluster = squares / alarms if alarms else 1.0
        if cluster * gamma.isf(doubt, alarms / cluster + 1) > months / 1000:
            over.add(group)
        elif group not in over:
            lowest[group] = threshold
    found = published.execute(ALARMS).fetchall()
    there = [row for row in found if row[3] >= lowest.get(row[2], np.inf) > row[4]]
    return [(week, name) for week, name, group, *_ in there if not kind or group.endswith(f"{kind})")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("alerts") / "home")
    releases = made_up(1, FRIDAY)
    tracks = releases.assign(
        track_id=[f"t{i}" for i in range(len(releases))],
        title=[f"Song {i}" for i in range(len(releases))],
        artists=releases["artist"],
        album=[f"Album {i}" for i in range(len(releases))],
        release_date=releases["released"].astype(str),
        popularity=releases["popularity"].round().clip(1, 100).astype(int),
    )
    columns = ["track_id", "title", "artists", "album", "release_date", "popularity", "valence", "genre"]
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, tracks[columns].to_csv(index=False), "tracks_2023-01-10.csv")
        load_text(workbench, chart(spike=True), "charts.csv")
        # Every second title of the chart is in the catalogue.
        charted = "".join(f"c{i},T{i},A{i}\n" for i in range(1, 300, 2))
        load_text(workbench, "track_id,title,artists\n" + charted, "charted.csv")
        build(workbench)
        publish(workbench)
    return home


@pytest.fixture
def published(home: Home, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(shutil.copy(home.current.resolve(), tmp_path / "p.duckdb")), read_only=True) as con:
        yield con


def test_what_is_not_noise_is_listed_and_a_rule_states_its_false_alarms(
    own_page: Page, home: Home, published: duckdb.DuckDBPyConnection
) -> None:
    page, known = own_page, past_the_default(published)
    page.goto("/alerts?what=track&weeks=0")
    expect(page.locator("h1")).to_contain_text(f"{len(known)} alarm")
    first = page.locator("#alerts-found-card tbody tr").first
    expect(first).to_contain_text(known[0][1])
    expect(first).to_contain_text("1 week in")
    assert ("T7",) in {row[1:] for row in known}
    address = page.locator("#alerts-found-card a", has_text="Export CSV").get_attribute("href")
    lines = page.request.get(str(address)).text().splitlines()
    rows = list(csv.DictReader(io.StringIO("\n".join(line for line in lines if not line.startswith("#")))))
    assert [row["name"] for row in rows] == [name for _, name in known]

    expect(page.locator("#alerts-rule-expect")).to_contain_text("false alarms a year")
    page.fill("#alerts-rule-artist", "A7")
    page.press("#alerts-rule-artist", "Enter")
    expect(page.locator("#alerts-rule-where")).to_have_value('artist = "A7"')
    expect(page.locator("#alerts-rule-expect")).to_contain_text(", 1 series followed")
    page.fill("#alerts-rule-name", "Watch")
    page.click("#alerts-rule-save")
    expect(page.locator("#alerts-rules")).to_contain_text("Watch")
    (rule,) = UserData(home).alerts.rules()
    assert rule.filter == 'artist = "A7"'
    expect(page.locator("#alerts-rules")).to_contain_text(f"{rule.a_year:.1f} false alarms a year")
    page.locator("#alerts-rules").get_by_role("button", name="Mute").click()
    expect(page.locator("#alerts-rules")).to_contain_text("muted")
    assert UserData(home).alerts.rules()[0].muted


def test_trends_names_what_spiked(own_page: Page, published: duckdb.DuckDBPyConnection) -> None:
    (last,) = published.execute("select max(last_week) from mover_series").fetchone() or (None,)
    assert last is not None
    known = [name for week, name in past_the_default(published, "spike") if week > last - timedelta(weeks=13)]
    own_page.goto("/trends")
    card = own_page.locator("#trends-spikes-card")
    expect(card.locator("h2")).to_contain_text(f"{len(set(known))} track")
    expect(card.locator("h2")).to_contain_text("spiked in the last 13 weeks")
    rows = card.locator("tbody tr").filter(has_text="of a track")
    expect(rows).to_have_count(len(known))
    assert "T7" in rows.all_inner_texts()[known.index("T7")]


# The sums of Overview, written once more from the entries: the last four weeks of the chart, and the four before.
SPANS = """
select sum(streams) filter (where day > last - 28), sum(streams) filter (where day <= last - 28 and day > last - 56)
from chart_entries, (select max(day) as last from chart_entries) where track_no is not null
"""
LINE = """
select sum(streams) from chart_entries where track_no is not null group by day order by day
"""
LEADER = """
select title, sum(streams) filter (where day > last - 28) / sum(streams) filter (where day <= last - 28) - 1 as change
from chart_entries, (select max(day) as last from chart_entries) where track_no is not null and day > last - 56
group by title order by change desc limit 1
"""


def test_overview_shows_what_moved(own_page: Page, published: duckdb.DuckDBPyConnection) -> None:
    page = own_page
    page.goto("/")
    now, before = published.execute(SPANS).fetchone() or (0, 0)
    card = page.locator("#overview-now-kpis .rp-kpi").first
    expect(card).to_contain_text(f"{'▲' if now > before else '▼'} {abs(now / before - 1) * 100:.1f}%")
    page.wait_for_selector("#overview-outlook-graph .js-plotly-plot")
    drawn = page.evaluate("() => [...document.querySelector('#overview-outlook-graph .js-plotly-plot')._fullData[0].y]")
    assert drawn == [row[0] for row in published.execute(LINE).fetchall()][-60:]
    leader = published.execute(LEADER).fetchone()
    assert leader is not None
    row = page.locator(".rp-movers tbody tr").first
    expect(row).to_contain_text(leader[0])
    expect(row).to_contain_text(f"{leader[1] * 100:.0f}%")
    expect(page.locator("#overview-now-notices-card")).to_contain_text("need")
    page.get_by_role("link", name="Catalogue").click()
    expect(page.locator("#overview-finding")).to_contain_text("recordings")


def test_timing_is_compared_within_artist(own_page: Page, published: duckdb.DuckDBPyConnection) -> None:
    page = own_page
    page.goto("/campaigns/timing?track=t0&from=2026-11-26")
    expect(page.locator("h1")).to_contain_text("associated with: weekday")
    page.wait_for_selector("#timing-weekday-graph .js-plotly-plot")
    told = page.evaluate(
        "() => document.querySelector('#timing-weekday-graph .js-plotly-plot').data.filter(t => t.mode === 'markers')"
        "[0].customdata.map(row => [row[0], row[3]])"
    )
    assert dict(told) == dict(published.execute(RELEASES).fetchall())
    expect(page.locator("#timing-weeks-title")).to_contain_text("only the weekday is identified, Friday")
    page.goto("/campaigns/timing?from=never")
    expect(page.locator("h1")).to_contain_text("This address cannot be read")
    expect(page.get_by_text("Write it as 2027-01-31")).to_be_visible()
