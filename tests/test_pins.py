"""What `make lint` says of the pinned packages where nobody can be asked, and when it asks."""

from __future__ import annotations

import http.server
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.etl.site import closed_address
from tests.pins import answers, by_day, listed

PINS = 'b==1.0 ; python_version < "3.12" \\\n    --hash=sha256:00\na[x]==2.0 \\\n    --hash=sha256:11\n'


@pytest.fixture
def index() -> Iterator[str]:
    """The address of a server that knows b 1.0 and nothing else."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/pypi/b/1.0/json" else 404)
            self.end_headers()

        def log_message(self, *told: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_pins_stand_under_the_day_they_came(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(PINS)
    assert listed(lock).splitlines() == [
        "2 packages are pinned, by the day each pin came:",
        "no day known: b==1.0, a==2.0",
    ]
    git = ["git", "-c", "user.name=a", "-c", "user.email=a", "-C", str(tmp_path)]
    days = ("2026-03-01T12:00:00Z", "2026-01-02T12:00:00Z")  # the clock was set back between them
    for day, text in zip(days, (PINS, PINS.replace("2.0", "2.1")), strict=True):
        lock.write_text(text)
        for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "pins"]):
            dated = {"GIT_COMMITTER_DATE": day, "GIT_AUTHOR_DATE": day, "PATH": "/usr/bin:/bin:/usr/local/bin"}
            subprocess.run([*git, *words], check=True, env=dated)
    assert listed(lock).splitlines()[1:] == ["2026-01-02: a==2.1", "2026-03-01: b==1.0"]


def test_every_pin_of_ours_is_listed() -> None:
    lock = ROOT / "requirements.lock"
    pins = [line for line in lock.read_text(encoding="utf-8").splitlines() if line[:1].isalpha()]
    assert sum(map(len, by_day(lock.read_text(encoding="utf-8")).values())) == len(pins) > 100


def test_it_asks_where_what_pip_audit_needs_is_answered(tmp_path: Path, index: str) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(PINS)
    assert answers(lock, index)
    lock.write_text(PINS.replace("b==1.0", "b==1.1"))
    assert not answers(lock, index)  # a mirror that has packages, and not what is known of them
    assert not answers(lock, f"{closed_address()}/")
