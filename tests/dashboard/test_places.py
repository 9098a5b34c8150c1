"""Downloads hold at most half of the server's threads; the next waits for its turn or is refused in words."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import downloads
from dashboard.app import create_app
from dashboard.places import Places
from tests.warehouse.homes import QUICK, tiny
from warehouse.connect import Reader
from warehouse.errors import TooBusy
from warehouse.settings import Settings

ASKED, WORKBOOK = "/export/tracks.csv", "/export/tracks.csv?format=xlsx"


@pytest.mark.parametrize(
    ("threads", "places", "each", "queue"), [(1, 1, 1, 0), (2, 1, 1, 0), (4, 2, 1, 1), (9, 4, 2, 4)]
)
def test_half_of_the_threads_are_for_downloads(threads: int, places: int, each: int, queue: int) -> None:
    gate = Places(Settings(server_threads=threads), patience=0)
    assert (gate.number, gate.each, gate.queue) == (places, each, queue)
    taken = [gate.take() for _ in range(places)]
    with pytest.raises(TooBusy, match=rf"as may be at once \({places}\)") as told:
        gate.take()
    assert "REPERTOIRE_SERVER_THREADS" in told.value.hint
    taken[0]()
    taken[0]()  # a place is given back once
    gate.take()
    with pytest.raises(TooBusy):
        gate.take()


def test_nobody_has_all_places() -> None:
    gate = Places(Settings(server_threads=8), patience=0)
    for _ in range(2):
        gate.take("eva")
    with pytest.raises(TooBusy):
        gate.take("eva")
    for _ in range(2):
        gate.take("ada")


def test_the_next_download_waits_for_its_turn_and_holds_no_thread_that_pages_need() -> None:
    gate, served = Places(Settings(server_threads=4), patience=30), threading.Event()
    first, _second = gate.take("eva"), gate.take("ada")

    def third() -> None:
        gate.take("bea")
        served.set()

    thread = threading.Thread(target=third)
    thread.start()
    while not gate.waiting:
        time.sleep(0.01)
    with pytest.raises(TooBusy):  # one waits: the last thread is for pages
        gate.take("cora")
    assert not served.is_set()
    first()
    thread.join(30)
    assert served.is_set()


def test_a_download_too_many_is_told_to_come_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = create_app(Reader(tiny(tmp_path), QUICK), replace(QUICK, server_threads=4)).server
    client, places = server.test_client(), server.extensions["context"].places
    others = [places.take() for _ in range(2)]
    monkeypatch.setattr(places, "queue", 0)
    assert "# rows: 3\n" in client.get(ASKED).text  # a small one is over before it could wait
    monkeypatch.setattr(downloads, "SMALL", 10)
    for asked in (ASKED, WORKBOOK):
        refused = client.get(asked)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert "As many downloads are being made as may be at once (2)." in refused.text
    assert client.get("/_dash-layout").status_code == 200  # pages are answered meanwhile
    others[0]()
    for asked in (ASKED, WORKBOOK) * 2:
        assert len(client.get(asked).data) > 100


def test_who_leaves_before_the_first_byte_or_asks_wrongly_holds_no_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = create_app(Reader(tiny(tmp_path), QUICK), replace(QUICK, server_threads=2)).server.test_client()
    monkeypatch.setattr(downloads, "SMALL", 10)
    for _ in range(3):
        assert client.get(f"{ASKED}?where=nothing").status_code == 400
        assert client.get(f"{WORKBOOK}&where=nothing").status_code == 400
        assert client.get("/export/between.csv?one=a&two=b&format=nothing").status_code == 400
        client.get(ASKED).close()
    assert client.get(ASKED).status_code == 200
