"""The download address: exactly the filtered, sorted rows and chosen columns, all of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard import downloads
from tests.dashboard.pages.app_under_test import app_over
from tests.sample import FORMULAS, TRUTH


@pytest.fixture(scope="module")
def client(sample_home: Path) -> FlaskClient:
    return app_over(sample_home).server.test_client()


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("# ")))


def test_the_address_carries_the_question_and_leaves_out_defaults() -> None:
    assert downloads.tracks_url("", "", "") == "/export/tracks.csv?"
    url = downloads.tracks_url('title contains "a&b"', "-energy", "title,energy", provenance=False, raw=True)
    assert url == (
        "/export/tracks.csv?where=title+contains+%22a%26b%22&sort=-energy&columns=title%2Cenergy&provenance=0&raw=1"
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
