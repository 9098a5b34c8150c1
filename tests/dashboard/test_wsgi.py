"""A server that is asked to end ends, whatever is asked of it at that moment."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, environment, free_port
from tests.warehouse.homes import ENDLESS, tiny

# `repertoire serve`, of which something asks a question that takes for ever ("asked" is printed when it does), or which
# is told to stop while it says that it serves.
CHILD = """
import signal, sys
import repertoire
from dashboard import warming
from warehouse.queries import watched

def endless(view):
    print("asked", flush=True)
    return view.value("{endless}")

def warm(context):
    with context.reader.view() as view:
        endless(view)

def say(*words):
    print(*words, flush=True)
    signal.raise_signal(signal.SIGTERM)

who = sys.argv.pop()
if who == "warming":
    warming.warm = warm
elif who == "a visitor":
    watched.loads = endless  # what /metrics asks first
else:
    repertoire.say = say
signal.alarm(60)
repertoire.main()
"""


def until_told(child: subprocess.Popen[str], *words: str) -> None:
    """Read what it prints until all of `words` were seen, in any order."""
    missing = set(words)
    for line in child.stdout or ():
        missing -= {word for word in missing if word in line}
        if not missing:
            return
    raise AssertionError(f"it ended without {missing}")


@pytest.mark.parametrize("who", ["warming", "a visitor"])
def test_it_ends_in_the_middle_of_a_question(tmp_path: Path, who: str) -> None:
    home, port = tiny(tmp_path).path, free_port()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD.format(endless=ENDLESS), "serve", "--port", str(port), who],
        cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        until_told(child, "Serving on", *(["asked"] if who == "warming" else []))
        with socket.create_connection(("127.0.0.1", port), timeout=60) as con:
            if who == "a visitor":
                con.sendall(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                until_told(child, "asked")
            child.send_signal(signal.SIGTERM)
            rest, _ = child.communicate(timeout=60)
    finally:
        child.kill()
        child.wait()
    assert child.returncode == 0, rest
    assert "Traceback" not in rest


def test_it_ends_before_its_first_question(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD.format(endless=ENDLESS), "serve", "--port", str(free_port()), "nobody"],
        cwd=ROOT, env=environment(tiny(tmp_path).path), check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "Serving on" in done.stdout
    assert "Traceback" not in done.stdout
