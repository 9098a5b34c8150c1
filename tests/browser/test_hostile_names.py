"""Names that would like to be more than names: on every page they are text, in every file they are no formula."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Dialog, Page

from dashboard.app import create_app
from tests.browser.walk import addresses, begin, walk
from tests.warehouse.homes import QUICK, like, load_text
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.settings import load
from warehouse.userdata import UserData

NAMES = (
    "<img src=x onerror=alert(1)>",
    "<script>document.title='owned'</script>",
    "javascript:alert(1)",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1)",
    "-2+3",
    "\"';--</textarea></td><svg onload=alert(2)>",
    "\u202egnp.txt\u202c \u200f\u0627\u0644",
    "`${alert(3)}` {{7*7}} %s %00",
    "[x](javascript:alert(4)) <a href='javascript:alert(5)'>y</a>",
    "a\tb & c &lt;b&gt; ; d",
)
FILE = "<img src=x onerror=alert(6)>=1.csv"
HEAD = "track_id,title,artists,album,genre,popularity,energy,tempo,danceability,release_date"
WEEKS = [f"2024-{month:02d}-0{day}" for month in range(1, 7) for day in (1, 8)]


def tracks() -> str:
    """Five tracks a name, each named, made and tagged so; ids of the kind too, but for what no id can hold."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD.split(","))
    for i, name in enumerate(NAMES):
        other = NAMES[(i + 1) % len(NAMES)]
        for j in range(5):
            row = [
                f"{name[:12]}{i}{j}",
                f"{name} {j or ''}",
                name,
                other,
                other,
                10 * j + i,
                (i + j) / 20,
                90 + i + j,
                j / 5,
            ]
            writer.writerow([*row, f"20{10 + i}-0{j + 1}-11"])
    return out.getvalue()


def chart() -> str:
    """A chart in which they stand for twelve weeks, in a region that is named like them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["date", "rank", "title", "artist", "region"])
    writer.writerows([week, i + 1, f"{name} ", name, NAMES[0]] for week in WEEKS for i, name in enumerate(NAMES))
    return out.getvalue()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Tracks and a chart full of such names, from files that are called so; a list, a view and a rule too."""

    def make(home: Home) -> None:
        with Workbench(home, QUICK) as workbench:
            load_text(workbench, tracks(), FILE)
            load_text(workbench, chart(), "chart.csv")
            build(workbench)
            publish(workbench)

    made = like(tmp_path_factory.mktemp("hostile") / "home", "hostile names", make)
    data = UserData(made)
    with Reader(made, QUICK).view() as view:
        ids = [str(id) for (id,) in view.rows("select track_id from tracks order by all limit 5")]
    data.shortlists.add(NAMES[0], ids)
    data.shortlists.note(NAMES[0], ids[0], NAMES[1])
    data.views.save(NAMES[4], "/discover")
    return made


def test_names_are_text_on_every_page(own_page: Page, home: Home) -> None:
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    own_page.on("dialog", refuse)
    with Reader(home, QUICK).view() as view:
        wanted = addresses(view)
    begin(own_page)
    shown = set()
    for address in walk(own_page, wanted):
        text = own_page.locator("#main").inner_text()
        shown |= {name for name in NAMES if name.split("\t")[0] in text}
        planted = "#main img, #main script, #main svg[onload], a[href^='javascript:'], [onerror], [onload]"
        assert own_page.locator(planted).count() == 0, address
        assert own_page.evaluate("document.title") != "owned", address
    assert asked == []
    assert shown == set(NAMES)  # else they were not tried


def acts(cell: str) -> bool:
    """Whether a spreadsheet would read a cell as a formula: it begins like one and is no number."""
    return cell[:1] in tuple("=+@\t\r-") and not re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell)


def test_names_are_no_formulas_in_any_file(home: Home) -> None:
    settings = load({}, home=home.path)
    server = create_app(Reader(home, settings), settings, UserData(home)).server
    files, acting = [str(rule) for rule in server.url_map.iter_rules() if str(rule).startswith("/export/")], []
    seen = 0
    for path in files:
        answer = server.test_client().get(path, query_string={"list": NAMES[0]})
        if answer.mimetype != "text/csv":
            continue  # asks for more than an address: told in words
        assert re.fullmatch(r'attachment; filename="[\w.-]+"', answer.headers["Content-Disposition"]), path
        lines = answer.get_data(as_text=True).lstrip("\ufeff").splitlines(keepends=True)
        rows = list(csv.reader(line for line in lines if not line.startswith("# ")))
        seen += sum("cmd|" in cell for row in rows for cell in row)
        acting += [(path, cell) for row in rows for cell in row if acts(cell)]
    assert acting == []
    assert seen > 20


def test_a_playlist_file_has_a_line_a_track(home: Home) -> None:
    settings = load({}, home=home.path)
    client = create_app(Reader(home, settings), settings, UserData(home)).server.test_client()
    text = client.get("/export/playlist.m3u8").get_data(as_text=True)
    assert text.startswith("#EXTM3U\n")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) == text.count("#EXTINF") == 20
