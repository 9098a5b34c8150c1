"""The report on a candidate: its figures are those of the page, and it needs nothing but itself."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.live import nearest
from dashboard import format as fmt
from dashboard.pages.screening import answers, ask, report, sheet
from dashboard.pages.screening import state as states
from dashboard.pages.screening.sheet import Sheet
from dashboard.pages.screening.state import State
from tests.dashboard.pages.app_under_test import app_over, context_over, fire, words
from tests.dashboard.pages.screening.test_answers import ANSWER, told
from tests.dashboard.pages.screening.test_closest import near
from tests.warehouse.homes import tiny

FOLK = "folk000000000000000007"
NOW = dt.datetime(2026, 11, 25, 20, 15)
EVIL = '<script>alert("1")</script>'
VOID = {"meta", "!doctype"}


def made(**changes: object) -> Sheet:
    base = Sheet(
        title="Song", artists="Ann", stated="pop", told=told(), bins=pd.DataFrame({"low": [0], "high": [4], "n": [9]}),
        group="pop", measured=[("Energy", "0.50", "0.20 to 0.80")], missing=[], why=None, near=near(16, 20), found=[],
        trust=["Genre: right first time 40%."], lines=["a.csv, 100 rows"], demo=False, written="25 Nov 2026",
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def text_of(page: str) -> str:
    """What a reader sees."""
    body = re.sub(r"<style>.*?</style>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


class Closed(HTMLParser):
    """Which elements are open, so that a page whose elements do not close is found out."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.names.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


# ---- The builder ---------------------------------------------------------------------------------------------------------


def test_every_text_from_outside_is_escaped() -> None:
    rows = near(16).assign(title=EVIL, artists=EVIL)
    page = sheet.page(
        made(title=EVIL, artists=EVIL, stated=EVIL, near=rows, lines=[EVIL], trust=[EVIL], missing=[EVIL],
             measured=[(EVIL, EVIL, EVIL)], told=told(genre=EVIL, compared_with=EVIL, second=EVIL, family=EVIL,
                                                      top5=[{"genre": EVIL, "probability": 0.5}]))
    )  # fmt: skip
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 12


def test_the_file_asks_for_nothing_else() -> None:
    page = sheet.page(made())
    parser = Closed()
    parser.feed(page)
    assert parser.open == []
    assert not parser.names & {"script", "link", "img", "iframe", "a"}
    assert not re.search(r"https?:|//|url\(|@import|src=|href=", page.replace("<!doctype html>", ""))
    assert "@media print" in page


def test_the_badge_of_the_demo_is_on_demo_data_alone() -> None:
    assert "Synthetic demo" not in text_of(sheet.page(made()))
    shown = text_of(sheet.page(made(demo=True)))
    assert shown.count("Synthetic demo") == 2  # beside the title, and in the footer


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"told": told(sure=False)}, "Not sure of the genre: the likeliest genre has 54%, 30% needed."),
        ({"told": told(odd=True)}, "Unlike the tracks that the model has learned from: take it with care."),
        ({"told": told(known=False)}, "Nothing of its sound is known."),
        ({"missing": ["Tempo", "Energy"]}, "Not measured: Tempo, Energy. The interval of popularity is wider for it."),
    ],
)
def test_what_must_be_known_stands_before_the_figures(changes: dict[str, object], warning: str) -> None:
    found = made(**changes)
    assert warning in sheet.warnings(found)
    shown = text_of(sheet.page(found))
    assert shown.index(warning) < shown.index("Expected")


def test_without_models_it_says_so() -> None:
    nothing = dict.fromkeys(("genre", "top5", "family", "compared_with"))
    numbers = dict.fromkeys(("popularity", "low", "high", "zero", "percentile_genre"), np.nan)
    shown = text_of(sheet.page(made(told=told(**nothing, **numbers), bins=pd.DataFrame())))
    assert "No genre model is trained yet" in shown
    assert "No popularity model is trained yet" in shown
    assert ANSWER["genre"] not in shown


# ---- The page's own figures ------------------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_page(sample_home: Path) -> None:
    """Headline, top five, interval, percentiles, parts and neighbours against the cards of the page."""
    context, state = context_over(sample_home), State(track=FOLK, values={"energy": 0.9})
    shown = text_of(sheet.page(report.gathered(context, state, NOW)))
    told_page = ask.told(context, state)
    assert answers.finding(told_page) in shown
    assert answers.scope(told_page)[0] in shown
    for one in told_page.answer["top5"]:
        assert f"{one['genre']} {fmt.percent(one['probability'])}" in shown
    low, high = (fmt.number(told_page.answer[name]) for name in ("low", "high"))
    assert f"Likely between (80%) {low} to {high}" in shown
    assert f"Expected {fmt.number(told_page.answer['popularity'], 1)}" in shown
    why = fire(
        app_over(sample_home), "screening-why-slot.children", "screening-shown.data",
        screening_shown__data=state.params(), theme__data="light",
    )  # fmt: skip
    assert words(why["screening-why-text"]["children"]).split(" From the mean")[0] in shown
    neighbours = fire(
        app_over(sample_home),
        "screening-near-slot.children",
        "screening-shown.data",
        screening_shown__data=state.params(),
    )
    table = words(neighbours["screening-near-slot"]["children"])
    listed = nearest.nearest(context.reader, states.candidate(context, state)).to_dict("records")
    assert len(listed) == 5
    for row in listed:
        cells = f"{row['title']} {row['artists']} {row['distance']:.2f} {row['popularity']}"
        assert cells in table
        assert cells in shown
    for line in (*ask.trust(context), *ask.lines(context)):
        assert line in shown
    assert "Energy 0.90" in shown


def test_variants_are_those_of_the_page(sample_home: Path) -> None:
    state = State(track=FOLK, variants={"b": {"energy": 0.95}})
    context = context_over(sample_home)
    shown = text_of(sheet.page(report.gathered(context, state, NOW)))
    found = fire(
        app_over(sample_home), "screening-variants-result.children", "screening-varied.data",
        screening_varied__data=state.params(),
    )  # fmt: skip
    title = words(found["screening-variants-finding"]["children"])
    assert title in shown
    cells = words(found["screening-variants-result"]["children"])
    expected = re.search(r"Expected popularity [\d.]+ [\d.]+", cells)
    assert expected
    assert expected.group() in shown
    assert text_of(sheet.page(report.gathered(context, State(track=FOLK), NOW))).count("Difference to A") == 0


def test_the_download_is_the_state_of_the_page(sample_home: Path) -> None:
    app = app_over(sample_home)
    href = fire(
        app, "screening-report.href", "screening-data.data", screening_data__data={"track": FOLK, "energy": "0.9"}
    )
    found = app.server.test_client().get(href["screening-report"]["href"])
    assert found.status_code == 200
    assert found.headers["Content-Disposition"] == 'attachment; filename="repertoire-screening.html"'
    shown = text_of(found.get_data(as_text=True))
    assert "Folk song 7" in shown
    assert "Energy 0.90" in shown


def test_a_catalogue_without_models_has_a_report_too(tmp_path: Path) -> None:
    home = tiny(tmp_path, "track_id,title,artists,energy,genre\na,One,A,0.2,x\nb,Two,B,0.5,x\nc,Three,C,0.9,y\n")
    shown = text_of(sheet.page(report.gathered(context_over(home.path), State(track="b"), NOW)))
    assert "No model is trained yet" in shown
    assert "Three" in shown


def test_the_link_is_where_a_candidate_is() -> None:
    assert states.TABS.keys() - set(report.ABOUT) == {"audio", "csv", "test"}
    assert report.address({"tab": "variants", "track": "a b"}) == "/report/screening.html?track=a%20b"
