"""The digest as a file: HTML, or PDF where a Chromium is installed. For the command line, which holds no figures itself."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dashboard import digest
from dashboard.context import Context
from dashboard.jobs import browser
from dashboard.markup import Draw, Markup, tag
from dashboard.theme import register_templates
from warehouse.connect import Reader
from warehouse.errors import InputError
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData

SECONDS = 120
STEPS = ("Drawing the figures", "Writing the file")
WIDTHS = {True: (860, 215), False: (720, 262)}
"""Width and height in px of a drawn figure: of a line over weeks, of rows."""


def quiet(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def document(settings: Settings, query: Mapping[str, str]) -> dict[str, Any]:
    """What the digest says, as figures and words. Raises FilterError, NoSnapshot."""
    return digest.gathered(_context(settings), query)


def write(
    settings: Settings,
    out: Path,
    query: Mapping[str, str],
    base: str = "",
    tell: Callable[[str, int, int], None] = quiet,
) -> Path:
    """Write the digest of a state of Overview to a file that ends in .html or .pdf, whole or not at all. `tell` hears the
    STEPS. Raises InputError.
    """
    if out.suffix not in (".html", ".pdf"):
        raise InputError(f"A digest cannot be written to {out.name}.", "Give a file that ends in .html or .pdf.")
    found = browser()
    if out.suffix == ".pdf" and not found:
        raise InputError("A PDF needs an installed Chromium.", "Write .html and print it from any browser.")
    register_templates()
    tell(STEPS[0], 0, 1)
    text = digest.page(_context(settings), query, dt.datetime.now(dt.UTC), drawer(found) if found else None, base)
    out.parent.mkdir(parents=True, exist_ok=True)
    tell(STEPS[1], 0, 1)
    if out.suffix == ".html":
        out.write_text(text, encoding="utf-8")
    else:
        _print(found, text, out)
    return out


def drawer(path: str) -> Draw:
    """A figure -> SVG in the page, drawn by that browser."""
    os.environ.setdefault("BROWSER_PATH", path)

    def draw(figure: Any) -> Markup:
        rows = figure.layout.yaxis.tickmode == "array"
        width, height = WIDTHS[not rows]
        svg = figure.to_image(format="svg", width=width, height=height).decode("utf-8")
        # Numbers of clip paths begin anew in every figure; in one page they must differ.
        mark = f"f{abs(hash(svg)) % 10**8}"
        svg = re.sub(r'(id="|url\(\'?#|href="#)', rf"\1{mark}", svg)
        return tag("div", Markup(svg), class_="rp-drawn")

    return draw


def _print(path: str, text: str, out: Path) -> None:
    """The page as PDF by that browser without a window."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "digest.html"
        page.write_text(text, encoding="utf-8")
        # Root may not use the sandbox; the page holds no script.
        sandbox = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
        asked = ["--headless", "--disable-gpu", *sandbox, f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"]
        done = subprocess.run(
            [path, *asked, f"--print-to-pdf={out.absolute()}", page.as_uri()],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    if done.returncode or not out.is_file():
        raise InputError("Chromium made no PDF.", "Write .html and print it from any browser.")


def _context(settings: Settings) -> Context:
    home = Home(settings.home)
    return Context(Reader(home, settings), settings, UserData(home, settings))
