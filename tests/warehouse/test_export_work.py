"""Files of the work on genres: what was decided and what lives between, guarded and with their provenance."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pandas as pd

from tests.warehouse.judged import judged
from warehouse import export_work
from warehouse.export import unguard
from warehouse.userdata import Retag

AT = datetime(2026, 11, 22, 10, 30)
DECIDED = [
    Retag("gone", "big", "rock", "keep", "", "", AT),
    Retag("a", "big", "rock", "accept", "pop", "=HYPERLINK(1)", AT),
]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("# ")))


def test_decisions_with_what_the_tracks_are_called() -> None:
    text = b"".join(export_work.stream_retags(judged(), DECIDED)).decode()
    gone, a = rows(text)
    assert list(a) == list(export_work.DECIDED)
    assert (a["decision"], a["genre"], a["new_genre"], a["artists"]) == ("accept", "rock", "pop", "Ann")
    assert a["decided_at"] == "2026-11-22 10:30:00"
    assert (unguard(a["title"]), unguard(a["note"])) == ("=Loud", "=HYPERLINK(1)")
    assert a["title"].startswith("'=")
    assert (gone["title"], gone["new_genre"], gone["note"]) == ("", "", "")
    assert "# decisions: 1 accepted, 1 kept" in text
    assert "# rows: 2\n" in text
    assert "# data version: snapshot 7" in text


def test_no_decision_is_a_file_with_a_header() -> None:
    text = b"".join(export_work.stream_retags(judged(), [], provenance=False)).decode()
    assert text == ",".join(export_work.DECIDED) + "\n"


def test_text_as_it_is_when_asked_for() -> None:
    (_, a) = rows(b"".join(export_work.stream_retags(judged(), DECIDED, raw=True)).decode())
    assert a["title"] == "=Loud"


def test_tracks_between_two_genres() -> None:
    text = b"".join(export_work.stream_between(judged(), "rock", "pop")).decode()
    assert [row["track_id"] for row in rows(text)] == ["d", "c"]
    assert "# tracks: between rock and pop" in text
    assert rows(b"".join(export_work.stream_between(judged(), "rock", "nothing")).decode()) == []


def test_text_of_a_frame_is_guarded_too() -> None:
    text = b"".join(export_work.stream_frame(judged(), pd.DataFrame({"title": ["=1+1", "plain"]}), {})).decode()
    assert [row["title"] for row in rows(text)] == ["'=1+1", "plain"]
