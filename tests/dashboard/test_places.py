"""Downloads hold at most half of the server's threads; the next is refused in words and succeeds when one is over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.app import create_app
from dashboard.places import Places
from tests.warehouse.homes import QUICK, tiny
from warehouse.connect import Reader
from warehouse.errors import TooBusy
from warehouse.settings import Settings

ASKED = "/export/tracks.csv"


@pytest.mark.parametrize(("threads", "places"), [(1, 1), (2, 1), (4, 2), (9, 4)])
def test_half_of_the_threads_are_for_downloads(threads: int, places: int) -> None:
    gate = Places(Settings(server_threads=threads))
    taken = [gate.take() for _ in range(places)]
    with pytest.raises(TooBusy) as told:
        gate.take()
    assert "REPERTOIRE_SERVER_THREADS" in told.value.hint
    taken[0]()
    taken[0]()  # a place is given back once
    gate.take()
    with pytest.raises(TooBusy):
        gate.take()


def test_a_download_too_many_is_told_to_come_again(tmp_path: Path) -> None:
    server = create_app(Reader(tiny(tmp_path), QUICK), replace(QUICK, server_threads=4)).server
    client, places = server.test_client(), server.extensions["context"].places
    others = [places.take() for _ in range(2)]
    refused = client.get(ASKED)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert "2 downloads are being made already" in refused.text
    assert client.get("/_dash-layout").status_code == 200  # pages are answered meanwhile
    others[0]()
    assert ["# rows: 3\n" in client.get(ASKED).text for _ in range(3)] == [True] * 3


def test_who_leaves_before_the_first_byte_or_asks_wrongly_holds_no_place(tmp_path: Path) -> None:
    client = create_app(Reader(tiny(tmp_path), QUICK), replace(QUICK, server_threads=2)).server.test_client()
    for _ in range(3):
        assert client.get(f"{ASKED}?where=nothing").status_code == 400
        assert client.get("/export/between.csv?one=a&two=b&format=nothing").status_code == 400
        client.get(ASKED).close()
    assert client.get(ASKED).status_code == 200
