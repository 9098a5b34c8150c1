"""Every page for everybody: axe-core (WCAG 2 A and AA) in light and dark, wide and narrow; without a mouse; at every width.

One tab walks all pages of the sample, so that the application is loaded once. Where REPERTOIRE_PICTURES names a folder, a
picture of every page in both looks is kept there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, TimeoutError, expect

from tests.browser.conftest import watched
from tests.browser.walk import EVERY_LOOK, LOOKS, addresses, begin, keep_picture, walk, wear
from tests.warehouse.homes import QUICK
from warehouse.connect import Reader

KINDS = ("axe", "wide", "mouse", "focus")
WEIGHTY = ("serious", "critical")
FULL = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
# The inside of a figure is one picture to everybody; of a long table the first rows stand for the others.
LEFT_OUT = {"exclude": [[".js-plotly-plot"], [".rp-table tbody tr:nth-child(n+9)"], [".ag-row:nth-child(n+6)"]]}
OVER = "(document.documentElement.scrollWidth - window.innerWidth)"
# What can be pressed by mouse: it shows the hand. By keyboard: it, what holds it, or the control it labels takes the focus.
MOUSE_ONLY = """() => {
  const shown = (e) => e.offsetParent && getComputedStyle(e).visibility !== 'hidden' && !e.closest('.js-plotly-plot, [inert]');
  const takes = (e) => e.tabIndex >= 0 && !e.disabled;
  const reached = (e) => {
    for (let p = e; p && p !== document.body; p = p.parentElement) {
      if (takes(p) || p.disabled || p.matches("[role='option'], [role='columnheader'], .ag-root, .dash-slider-root")) return true;
      if (p.tagName === 'LABEL' && p.control && (takes(p.control) || p.control.disabled)) return true;
    }
    return false;
  };
  return [...document.querySelectorAll('body *:not(svg *, tr:nth-child(n+9) *)')]
    .filter((e) => getComputedStyle(e).cursor === 'pointer' && shown(e) && !reached(e))
    .map((e) => `${e.tagName} ${e.id} ${e.className} “${e.textContent.slice(0, 40)}”`);
}"""
# Controls that look the same with the focus and without it: neither they nor what labels or holds them get a line.
UNSEEN = """() => {
  const look = (e) => { const s = getComputedStyle(e);
    return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.top, s.backgroundColor].join(); };
  const around = (e) => [e, e.nextElementSibling, e.parentElement].filter(Boolean);
  const found = [];
  for (const e of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    if (!e.offsetParent || e.disabled || e.tabIndex < 0 || e.closest('.js-plotly-plot, .ag-root')) continue;
    const plain = around(e).map(look);
    e.focus({ preventScroll: true });
    if (document.activeElement !== e) continue;
    if (around(e).every((one, i) => look(one) === plain[i])) found.push(`${e.tagName} ${e.id} ${e.className}`);
  }
  document.activeElement.blur();
  return found;
}"""

PLANTED = "planted"
PLANT = """() => document.querySelector('#main').insertAdjacentHTML('beforeend',
  `<div style="cursor: pointer">by mouse</div><button style="all: unset">unseen</button>
   <a href="/"></a><div style="width: 3000px">wide</div>`)"""


@pytest.fixture(scope="module")
def found(browser: Browser, app_address: str, sample_home: Path) -> Iterator[dict[str, list[str]]]:
    """What is wrong, by kind, as lines of page, look and selector; every page is looked at once a look for all tests below."""
    with Reader(sample_home, QUICK).view() as view:
        wanted = addresses(view)
    errors: list[str] = []
    faults: dict[str, list[str]] = {kind: [] for kind in KINDS}
    with watched(browser, app_address, errors) as page:
        begin(page)
        show_focus(page)
        for turn, (theme, width) in enumerate(LOOKS):
            wear(page, theme, width)
            for i, address in enumerate(walk(page, wanted)):
                keep_picture(page, address, theme, width)
                # Otherwise they take turns: axe takes half of the time.
                look_at(page, address, (theme, width), faults, EVERY_LOOK or i % 2 == turn)
                if turn == 0:
                    by_hand(page, address, faults)
        page.evaluate(PLANT)
        show_focus(page)
        look_at(page, PLANTED, LOOKS[-1], faults, True)
        by_hand(page, PLANTED, faults)
        yield faults


def show_focus(page: Page) -> None:
    """From here to the next click the browser shows where the focus is; it is nowhere now, and what fades has faded."""
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(500)


def by_hand(page: Page, address: str, faults: dict[str, list[str]]) -> None:
    """What the mouse alone can press, and what takes the focus unseen."""
    faults["mouse"] += [f"{address}: {one}" for one in page.evaluate(MOUSE_ONLY)]
    faults["focus"] += [f"{address}: {one}" for one in page.evaluate(UNSEEN)]


def look_at(page: Page, address: str, look: tuple[str, int], faults: dict[str, list[str]], by_axe: bool) -> None:
    """The page as it stands: how wide it is, and what axe says; what axe sees in full width is looked at on a wide screen too."""
    theme, width = look
    fit(page, width, address, faults["wide"])
    if not by_axe:
        return
    faults["axe"] += [f"{address} {theme} {width}: {one}" for one in judged(page)]
    if width == LOOKS[0][1]:
        fit(page, 2560, address, faults["wide"])
        page.set_viewport_size({"width": width, "height": 900})


def fit(page: Page, width: int, address: str, wide: list[str]) -> None:
    """Set the width; note a page that is wider."""
    if (page.viewport_size or {}).get("width") != width:
        page.set_viewport_size({"width": width, "height": 900})
    try:  # figures are laid out again a moment after their box
        page.wait_for_function(f"{OVER} <= 0", timeout=3000, polling=50)
    except TimeoutError:
        wide.append(f"{address} at {width}: {page.evaluate(OVER)} px too wide")


def judged(page: Page) -> list[str]:
    """Serious and critical findings of axe: rule and selector."""
    axe = Axe("") if page.evaluate("'axe' in window") else Axe()  # one load of the application needs its script once
    found = axe.run(page, LEFT_OUT, FULL).response["violations"]
    weighty = [one for one in found if one["impact"] in WEIGHTY]
    return [f"{one['id']} {node['target']} {node['html'][:120]}" for one in weighty for node in one["nodes"]]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stands_in_anybodys_way(found: dict[str, list[str]], kind: str) -> None:
    assert [one for one in found[kind] if not one.startswith(PLANTED)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_in_the_way_would_be_found(found: dict[str, list[str]], kind: str) -> None:
    assert [one for one in found[kind] if one.startswith(PLANTED)]


def test_without_a_mouse_past_the_menu_and_on_paper(page: Page) -> None:
    begin(page, "/help?theme=dark")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")
    moving = "[...document.querySelectorAll('*')].filter((e) => getComputedStyle(e).animationName !== 'none').length"
    assert page.evaluate(moving) == 0  # the browser of the tests asks for reduced motion
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0

    page.emulate_media(media="print")
    for gone in (".rp-rail", ".rp-tabbar", "#search", "#copy-link", "#views-open"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator("#rp-printed")).to_contain_text("/help?theme=dark · Data to ")
    paper = "(() => { const s = getComputedStyle(document.body); return [s.backgroundColor, s.color]; })()"
    assert page.evaluate(paper) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert page.evaluate("getComputedStyle(document.querySelector('.rp-card')).breakInside") == "avoid"
