"""What is freed goes back to the system: looked at from outside, in a process of its own."""

from __future__ import annotations

import platform
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from dashboard import allocator, wsgi
from tests.conftest import ROOT
from warehouse.settings import Settings

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.libc_ver()[0] != "glibc", reason="only glibc is told what to keep"
)

# Blocks are freed below others that stay, so that the heap cannot shrink at its end. Prints MB: in use, freed, after `after`.
CHILD = """
from dashboard import allocator

def resident():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024

def freed_below_others(size):
    blocks = [bytearray(b"x") * size for _ in range(64 * 2**20 // size)]
    stay, used = [bytearray(2**10) for _ in blocks], resident()
    del blocks
    return used, resident(), stay

{before}
first = bytearray(b"x") * 30 * 2**20
del first  # from here on glibc would count blocks of 30 MB among the small ones
used, left, stay = freed_below_others({size})
{after}
print(used, left, resident())
"""


def measured(size: int, before: str = "", after: str = "") -> tuple[float, float, float]:
    """MB of a process while 64 MB of blocks are in use, when they are freed, and after `after`."""
    program = CHILD.format(size=size, before=before, after=after)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    used, left, at_last = map(float, done.stdout.split())
    return used, left, at_last


def test_large_blocks_go_when_they_are_freed() -> None:
    used, left, _ = measured(2**20, before="allocator.keep_little()")
    assert used - left > 50


def test_small_ones_go_when_pages_are_given_back() -> None:
    used, left, at_last = measured(2**16, after="allocator.give_back()")
    assert used - left < 40, "they went on their own: the test shows nothing"
    assert used - at_last > 50


def test_a_server_starts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[str] = []
    app = SimpleNamespace(server=SimpleNamespace(extensions={"context": None}))
    server = SimpleNamespace(run=lambda: running.extend(t.name for t in threading.enumerate()))
    monkeypatch.setattr(allocator, "keep_little", lambda: True)
    for name, made in {"configure": None, "make_app": app, "server_of": server, "_leave": None}.items():
        monkeypatch.setattr(wsgi, name, lambda *_, made=made: made)
    monkeypatch.setattr(wsgi.warming, "follow", lambda *_: None)
    wsgi.serve_app(Settings(), lambda _: None)
    assert "allocator" in running


def test_both_are_done_until_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    done, over = list[str](), threading.Event()

    def give_back() -> None:
        done.append("give back")
        if len(done) == 3:
            over.set()

    monkeypatch.setattr(allocator, "EVERY", 0.01)
    monkeypatch.setattr(allocator, "keep_little", lambda: not done.append("keep"))
    monkeypatch.setattr(allocator, "give_back", give_back)
    allocator.follow(over)
    assert done == ["keep", "give back", "give back"]


def test_where_there_is_no_glibc_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocator, "_libc", lambda: None)
    assert (allocator.keep_little(), allocator.give_back()) == (False, False)
    allocator.follow(threading.Event())  # ends at once
