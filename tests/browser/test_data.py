"""Data & models in a browser: numbers, rows and cards agree with what is known of the sample file."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.sample import TRUTH


def test_the_load_agrees_with_the_file(page: Page, sample_csv: Path) -> None:
    page.goto("/data")
    with sample_csv.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expect(page.locator(".rp-kpi", has=page.get_by_text("Rows read", exact=True))).to_contain_text(str(len(rows)))
    tracks = len({row["track_id"] for row in rows if row["track_name"]})
    row = page.locator("#data-loads-card tbody tr").first
    for text in (str(len(rows)), str(tracks), str(TRUTH.rows_merged), str(TRUTH.rows_rejected)):
        expect(row).to_contain_text(text)
    expect(page.locator("h1")).to_contain_text(f"{len(rows)} rows became {tracks} tracks")


def test_the_rejected_row_is_named_by_its_line(page: Page, sample_csv: Path) -> None:
    page.goto("/data")
    page.get_by_text("Rejected rows").click()
    expect(page).to_have_url(re.compile("tab=rejects"))
    with sample_csv.open(encoding="utf-8", newline="") as file:
        line = next(place for place, row in enumerate(csv.DictReader(file), start=2) if not row["track_name"])
    expect(page.locator("#data-rejects-card tbody tr").first).to_contain_text(str(line))


def test_the_card_of_the_model_has_its_baselines(page: Page) -> None:
    page.goto("/data?tab=models")
    card = page.locator("[id^='data-model-'][id$='-card']").first
    for text in ("Repertoire (LightGBM)", "Majority", "random rows (R, leaky)", "Limits", "Seed"):
        expect(card).to_contain_text(text)


def test_the_last_job_is_shown(page: Page) -> None:
    page.goto("/data")
    expect(page.locator("#data-jobs")).to_contain_text("No job is running")


def test_every_tab_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for tab in ("loads", "rejects", "repeats", "checks", "models", "columns"):
        page.goto(f"/data?tab={tab}")
        expect(page.locator("#data-content h2").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, tab
