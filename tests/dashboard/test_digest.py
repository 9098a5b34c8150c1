"""The digest: one file that asks for nothing and says what the page says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import plotly.graph_objects as go
import pytest

from dashboard import digest, digest_file
from dashboard.markup import Markup
from tests.dashboard.pages.app_under_test import context_over
from tests.sample import TRUTH
from tests.warehouse.homes import QUICK, like, load_text
from tests.warehouse.queries.test_activity import chart
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.errors import InputError
from warehouse.home import Home
from warehouse.publish import publish

AT = dt.datetime(2026, 11, 26, 9, 30)
TRACKS = "track_id,title,artists,popularity,genre\na,<b>One</b>,A,10,pop\nb,Two,B,20,rock\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    def make(home: Home) -> None:
        with Workbench(home, QUICK) as workbench:
            load_text(workbench, TRACKS)
            load_text(workbench, chart().replace("One", "<b>One</b>"), "charts.csv")
            build(workbench)
            publish(workbench)

    return like(tmp_path / "home", "digest", make).path


def test_what_moved_is_said_and_nothing_is_asked_for(home: Path) -> None:
    drawn: list[go.Figure] = []

    def draw(figure: go.Figure) -> Markup:
        drawn.append(figure)
        return Markup("<svg></svg>")

    text = digest.page(context_over(home), {}, AT, draw)
    assert "Streams fell 40%" in text  # 120 streams in the last four weeks, 200 in the four before
    assert "▲ 100%" in text
    assert "&lt;b&gt;One" in text
    assert "<b>One" not in text
    assert list(drawn[0].data[0].y) == [50] * 4 + [30] * 4
    for asking in ("http://", "https://", "<script", "<button", "<link", " src="):
        assert asking not in text.replace("http://www.w3.org/2000/svg", "").replace("http%3A//www.w3.org/2000/svg", "")
    assert "Written 26 Nov 2026, 09:30 UTC" in text
    told = digest.gathered(context_over(home), {})
    assert (told["periods"]["now"]["amount"], told["periods"]["before"]["amount"]) == (120, 200)
    assert [row["title"] for row in told["moved"]] == ["<b>One</b>"]


def test_without_weeks_the_catalogue_is_told_and_without_a_browser_no_figure(sample_home: Path) -> None:
    text = digest.page(context_over(sample_home), {}, AT, base="http://127.0.0.1:8050")
    assert f"Half of the {TRUTH.recordings} recordings" in text
    assert "Figures are left out" in text
    assert digest.gathered(context_over(sample_home), {})["finding"] in text
    assert 'href="http://127.0.0.1:8050/data?tab=rejects"' in text
    assert "(prefers-color-scheme:dark)" in text


def test_a_file_is_html_or_pdf(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = context_over(home).settings
    with pytest.raises(InputError, match=r"digest\.doc"):
        digest_file.write(settings, tmp_path / "digest.doc", {})
    monkeypatch.setattr(digest_file, "browser", lambda: "")
    with pytest.raises(InputError, match="Chromium"):
        digest_file.write(settings, tmp_path / "digest.pdf", {})
    assert "Streams fell 40%" in digest_file.write(settings, tmp_path / "digest.html", {}).read_text(encoding="utf-8")
