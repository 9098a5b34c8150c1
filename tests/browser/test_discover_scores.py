"""The ranking by a score in a browser: number, row and reason against ranks worked out here, and a weight that is changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
from playwright.sync_api import Page, expect

from warehouse.home import Home

WHERE = "energy >= 0.5"
SCORES = """
with ranked as (
    select *, (select count(*) from tracks as o where o.popularity < t.popularity)
            / ((select count(popularity) from tracks) - 1.0) as popular,
        (select count(*) from tracks as o where o.loudness > t.loudness)
            / ((select count(loudness) from tracks) - 1.0) as calm
    from tracks as t
)
select title, 100 * (2 * popular + calm) / 3 as score, 100 * popular, 100 * calm
from ranked where energy >= 0.5 order by score desc, track_no limit 1
"""


def test_the_first_row_is_the_one_that_the_ranks_say(page: Page, sample_home: Path, tmp_path: Path) -> None:
    file = shutil.copy(Home(sample_home).current.resolve(), tmp_path / "p.duckdb")
    with duckdb.connect(str(file), read_only=True) as con:
        ((title, score, popular, calm),) = con.execute(SCORES).fetchall()
        (total,) = con.execute("select count(*) from tracks where energy >= 0.5").fetchone() or (0,)
    page.goto(f"/discover?view=ranked&where={WHERE}&score=popularity:2,-loudness:1")
    expect(page.locator("#ranked-finding")).to_have_text(f"{title} leads {total:,} tracks")
    row = page.locator("#ranked-grid .ag-row[row-index='0']")
    expect(row.locator("[col-id='title']")).to_have_text(title)
    expect(row.locator("[col-id='score']")).to_have_text(f"{score:.1f}")
    reason = f"popularity {round(popular)} × 67%; low loudness {round(calm)} × 33%"
    expect(row.locator("[col-id='reason']")).to_have_text(reason)
    expect(page.locator("#ranked-csv")).to_contain_text(f"{total:,} rows, 7 columns")

    weight = page.get_by_label("Low loudness")
    weight.fill("0")
    weight.press("Enter")
    expect(page.locator("#ranked-scope")).to_contain_text("by popularity 100%")
    expect(row.locator("[col-id='reason']")).to_contain_text("× 100%")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"view": ["ranked"], "where": [WHERE], "score": ["popularity:2"]}
    page.go_back()
    expect(page.locator("#ranked-scope")).to_contain_text("low loudness 33%")
    expect(row.locator("[col-id='reason']")).to_have_text(reason)
