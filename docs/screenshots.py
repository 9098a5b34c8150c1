"""Make the pictures of the README: the real application on the demo catalogue, in a real browser.

    make screenshots                         (needs chromium; makes and trains the demo first)
    python docs/screenshots.py --home DIR    (of a home with the demo that is there)

Only the demo is ever shown: it is made by the program and every name in it is invented.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

OUT = Path(__file__).parent / "pictures"
PAGES = {
    "overview": "/",
    "discover": "/discover?where=popularity%20%3E%3D%2030",
    "genres": "/genres",
    "drivers": "/drivers",
    "screening": "/screening",
    "map": "/map",
    "artists": "/artists",
    "trends": "/trends",
    "playlists": "/recommend/playlists",
    "data": "/data",
}
PATIENCE = 300_000
"""Milliseconds for a page on a busy machine."""
WHOLE = """() => { const title = document.querySelector("#main h1");
  return title && title.textContent.trim() && !document.querySelector(".rp-skeleton, .ag-row-loading"); }"""
SEEN = "localStorage.setItem('rp-tour', 'seen')"
"""The tour of a first visit is not in the pictures."""
COMMAND = (sys.executable, "-m", "repertoire")
WIDE, NARROW = (1440, 900), (390, 844)
SHOTS = [(name, "light", WIDE, "") for name in PAGES] + [
    ("overview", "dark", WIDE, ""),
    ("discover", "light", NARROW, "-narrow"),
]


def main() -> None:
    """Build a home with the demo, serve it, take the pictures, stop the server."""
    browser = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if browser is None:
        sys.exit("No chromium was found; install it and try again.")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", help="names of pages; without any, all")
    parser.add_argument("--home", help="a home with the demo, trained; without one it is made")
    asked = parser.parse_args()
    home, only = asked.home, asked.only or list(PAGES)
    OUT.mkdir(exist_ok=True)
    if home:
        served(browser, home, only)
        return
    with tempfile.TemporaryDirectory(prefix="repertoire-pictures-") as made:
        subprocess.run([*COMMAND, "run", "--no-serve"], env={**os.environ, "REPERTOIRE_HOME": made}, check=True)
        served(browser, made, only)


def served(browser: str, home: str, only: list[str]) -> None:
    """Take the pictures of a home while it is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env={**os.environ, "REPERTOIRE_HOME": home})
    try:
        take(browser, f"http://127.0.0.1:{port}", only)
    finally:
        server.terminate()
        server.wait(20)


def take(browser: str, address: str, only: list[str]) -> None:
    """The pictures of these pages of the application at `address`."""
    wait_for(address)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        for name, theme, (width, height), suffix in (shot for shot in SHOTS if shot[0] in only):
            page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
            page.set_default_timeout(PATIENCE)
            page.add_init_script(SEEN)
            page.goto(address + PAGES[name])
            page.wait_for_load_state("networkidle")
            page.wait_for_function(WHOLE)
            page.wait_for_timeout(1500)
            page.screenshot(path=OUT / f"{name}-{theme}{suffix}.png")
            page.close()
        chromium.close()


def wait_for(address: str, seconds: float = 300) -> None:
    """Until the server answers."""
    ends = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    main()
