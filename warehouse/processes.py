"""Processes of our own: `repertoire` as a child, for work that must not run where pages are served."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from warehouse.settings import Settings
from warehouse.userdata.actors import BEHIND, actor

LOG = "jobs.log"
"""File of the home that holds what children print."""


def start(settings: Settings, *arguments: str, detached: bool = False) -> subprocess.Popen[bytes]:
    """Start `repertoire` with these arguments and settings. What it prints goes to jobs.log in the home.

    detached : it goes on when this process is stopped from the keyboard or ends.
    """
    home = Path(settings.home).absolute()
    command = [sys.executable, "-P", "-m", "repertoire", *arguments]  # -P: not what lies in the working folder
    environment = {**os.environ, **settings.environment(), "REPERTOIRE_HOME": str(home), BEHIND: actor().name}
    with (home / LOG).open("ab") as log:
        child = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment, start_new_session=detached
        )
    # Somebody has to wait for it: until then a child that died still has its process id, and its job seems to run.
    threading.Thread(target=child.wait, name=f"repertoire {arguments[0]}", daemon=True).start()
    return child


def stop(child: subprocess.Popen[bytes] | None) -> None:
    """End a child and wait until it is gone."""
    if child is None or child.poll() is not None:
        return
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
