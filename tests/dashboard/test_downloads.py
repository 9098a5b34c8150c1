"""The download address: exactly the filtered, sorted rows and chosen columns, all of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard import downloads
from dashboard.components import excel_url
from tests.dashboard.pages.app_under_test import app_over
from tests.sample import FORMULAS, TRUTH
from tests.warehouse.homes import QUICK, TINY, load_text
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.queries.rejects import RejectFilter
from warehouse.settings import load as load_settings


@pytest.fixture(scope="module")
def client(sample_home: Path) -> FlaskClient:
    return app_over(sample_home).server.test_client()


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("# ")))


def test_the_address_carries_the_question_and_leaves_out_defaults() -> None:
    assert downloads.tracks_url("", "", "") == "/export/tracks.csv"
    url = downloads.tracks_url('title contains "a&b"', "-energy", "title,energy", provenance=False, raw=True)
    assert url == (
        "/export/tracks.csv?where=title%20contains%20%22a%26b%22&sort=-energy&columns=title%2Cenergy&provenance=0&raw=1"
    )


def test_all_rows_in_order_with_provenance(client: FlaskClient, sample_csv: Path) -> None:
    answer = client.get(downloads.tracks_url('genre = "metal" and energy >= 0.95', "-energy", "energy,track_id"))
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert "repertoire-tracks.csv" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True)
    with sample_csv.open(encoding="utf-8", newline="") as file:
        metal = {r["track_id"]: r for r in csv.DictReader(file) if r["track_genre"] == "metal"}
    kept = sorted((r for r in metal.values() if float(r["energy"]) >= 0.95), key=lambda r: -float(r["energy"]))
    found = rows_of(text)
    assert list(found[0]) == ["energy", "track_id"]
    assert [float(r["energy"]) for r in found] == [float(r["energy"]) for r in kept]
    assert {r["track_id"] for r in found} == {r["track_id"] for r in kept}
    assert '# filter expression: genre = "metal" and energy >= 0.95\n' in text
    assert f"# rows: {len(kept)}\n" in text


def test_everything_is_every_track(client: FlaskClient) -> None:
    assert len(rows_of(client.get(downloads.tracks_url("", "", "")).get_data(as_text=True))) == TRUTH.tracks


def test_provenance_and_the_guard_can_be_left_out(client: FlaskClient) -> None:
    def titles(**flags: bool) -> tuple[str, set[str]]:
        text = client.get(downloads.tracks_url("", "", "title", **flags)).get_data(as_text=True)
        return text, {row["title"] for row in rows_of(text)}

    text, guarded = titles()
    assert text.startswith("# ")
    assert {f"'{title}" for title in FORMULAS} <= guarded
    text, plain = titles(provenance=False, raw=True)
    assert text.startswith("title\n")
    assert set(FORMULAS) <= plain


@pytest.mark.parametrize("query", [{"where": "energyy > 1"}, {"sort": "nothing"}, {"columns": "title,title"}])
def test_what_cannot_be_read_is_refused_in_words(client: FlaskClient, query: dict[str, str]) -> None:
    answer = client.get(downloads.TRACKS, query_string=query)
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert len(answer.get_data(as_text=True).splitlines()) == 2


# ---- Rejected rows ------------------------------------------------------------------------------------------------------

BAD = (
    "title,artists,popularity,tempo\nOne,A,1,100\n,B,1,100\nThree,C,900,100\nFour,D,1,abc\nFive,E,-5,100\n"
    "Six,F,=1+1,100\nSeven,G\n"
)


@pytest.fixture(scope="module")
def rejecting(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two loads, of which six rows and one row are rejected."""
    home = Home(tmp_path_factory.mktemp("rejects") / "home")
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, BAD, "bad.csv")
        load_text(workbench, TINY + "x,,Nobody,1,pop\n", "tiny.csv")
        build(workbench)
        publish(workbench)
    return home


REJECT_FILTERS: dict[str, tuple[RejectFilter, str]] = {
    "all": (RejectFilter(), "true"),
    "load": (RejectFilter(1), "load_id = 1"),
    "column": (RejectFilter(column="popularity"), "column_name = 'popularity'"),
    "reason": (RejectFilter(reason="no title"), "reason = 'no title'"),
    "load and reason": (RejectFilter(2, reason="no title"), "load_id = 2 and reason = 'no title'"),
    "nothing": (RejectFilter(7), "false"),
}


def raw(url: str) -> str:
    """The same download without the guard against formulas."""
    return f"{url}{'&' if '?' in url else '?'}raw=1"


@pytest.mark.parametrize(("flt", "where"), REJECT_FILTERS.values(), ids=REJECT_FILTERS)
def test_exactly_the_filtered_rejects(rejecting: Home, flt: RejectFilter, where: str) -> None:
    """Compared with a query of its own on what is published."""
    columns = "load_id, file, line, column_name, reason, value"
    with Reader(rejecting, load_settings({}, home=rejecting.path)).view() as view:
        expected = view.rows(f"select {columns} from rejects where {where} order by load_id desc, line")
    answer = app_over(rejecting.path).server.test_client().get(raw(downloads.rejects_url(flt)))
    assert answer.status_code == 200
    assert "repertoire-rejected-rows.csv" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True)
    found = [
        (int(r["load_id"]), r["file"], int(r["line"]), r["column_name"], r["reason"], r["value"]) for r in rows_of(text)
    ]
    assert found == [tuple("" if cell is None else cell for cell in row) for row in expected]
    assert f"# rows: {len(expected)}\n" in text
    assert f"# filter: {flt.words}\n" in text
    assert "# source: Repertoire export\n" in text


def test_what_a_spreadsheet_would_run_is_guarded_in_rejects_too(rejecting: Home) -> None:
    client = app_over(rejecting.path).server.test_client()
    guarded = {row["value"] for row in rows_of(client.get(downloads.REJECTS).get_data(as_text=True))}
    assert "'=1+1" in guarded
    assert "=1+1" not in guarded
    assert client.get(downloads.REJECTS, query_string={"provenance": "0"}).get_data(as_text=True).startswith("load_id,")
    answer = client.get(downloads.REJECTS, query_string={"load": "x"})
    assert (answer.status_code, len(answer.get_data(as_text=True).splitlines())) == (400, 2)


def test_every_download_is_there_as_a_workbook_too(client: FlaskClient) -> None:
    answer = client.get(excel_url(downloads.tracks_url("", "", "title")))
    assert (answer.status_code, answer.data[:2]) == (200, b"PK")
    assert "repertoire-tracks.xlsx" in answer.headers["Content-Disposition"]
    assert client.get(excel_url(downloads.rejects_url(RejectFilter()))).data[:2] == b"PK"
    assert client.get(downloads.tracks_url("", "", "title") + "&format=ods").status_code == 400
