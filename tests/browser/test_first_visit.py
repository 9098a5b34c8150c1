"""Whoever comes for the first time is shown around once, by keyboard too; columns say what they mean; data are one press away."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dashboard.components.tour import STEPS
from tests.browser.walk import begin
from warehouse.features import by_name


def test_the_tour_comes_once_and_again_when_asked_for(page: Page) -> None:
    page.add_init_script("if (!sessionStorage.getItem('told')) localStorage.removeItem('rp-tour')")
    begin(page, "/")
    tour, title = page.get_by_role("dialog"), page.locator(".rp-tour-step:not([hidden]) h2")
    expect(tour).to_be_visible()
    expect(title).to_be_focused()
    for step in STEPS[:-1]:
        expect(title).to_have_text(step.title)
        expect(page.locator(".rp-tour-here")).to_have_count(1)
        page.keyboard.press("ArrowRight")
    expect(title).to_have_text(STEPS[-1].title)
    expect(page.locator("#load-own.rp-tour-here")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(title).to_have_text(STEPS[-2].title)
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()
    expect(page.locator(".rp-tour-here")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('rp-tour')") == "seen"

    page.evaluate("sessionStorage.setItem('told', 'yes')")  # from here on nothing is forgotten
    begin(page, "/")
    expect(page.locator("#main .rp-kpis")).to_be_visible()
    expect(tour).to_be_hidden()
    page.locator("#load-own a").click()
    expect(page.locator("#data-choose")).to_be_visible()

    page.get_by_role("link", name="Help", exact=True).first.click()
    page.get_by_role("button", name="Show me around").click()
    expect(title).to_have_text(STEPS[0].title)
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_role("button", name="Show me around")).to_be_focused()

    page.goto("/data?tab=dictionary")  # its first column names features
    page.goto("/discover")
    card, energy = page.locator("#rp-glossary"), by_name()["energy"]
    page.locator(".ag-header-cell-text", has_text="Energy").first.hover()
    expect(card).to_contain_text(energy.help)
    expect(card).to_contain_text("energy 0 to 1")
    card.hover()  # it stays while the pointer is on it
    page.wait_for_timeout(300)
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
