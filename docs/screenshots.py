"""Make the pictures of the README: the real application on the demo catalogue, in a real browser.

    make screenshots        (needs chromium)

Only the demo is ever shown: it is made by the program and every name in it is invented.
"""

from __future__ import annotations

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
    "data": "/data",
}
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
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="repertoire-pictures-") as home:
        environment = {**os.environ, "REPERTOIRE_HOME": home}
        command = [sys.executable, "-m", "repertoire"]
        subprocess.run([*command, "run", "--no-serve"], env=environment, check=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment)
        try:
            take(browser, f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(20)


def take(browser: str, address: str) -> None:
    """All pictures of the application at `address`."""
    wait_for(address)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        for name, theme, (width, height), suffix in SHOTS:
            page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
            page.goto(address + PAGES[name])
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(1500)
            page.screenshot(path=OUT / f"{name}-{theme}{suffix}.png")
            page.close()
        chromium.close()


def wait_for(address: str, seconds: float = 30) -> None:
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
