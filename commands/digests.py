"""The command that writes a digest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import say
from warehouse import settings as setting_module

app = typer.Typer()


@app.command()
def digest(
    out: Annotated[Path, typer.Option(help="File to write: .html, or .pdf where a Chromium is installed.")] = Path(
        "digest.html"
    ),
    where: Annotated[str, typer.Option(help="A filter over tracks, as in `repertoire export tracks`.")] = "",
    source: Annotated[str, typer.Option(help="What is counted, as Overview's address says; the first there is.")] = "",
    period: Annotated[str, typer.Option(help="4-before, 4-year, 13-before, 13-year or 52-before.")] = "4-before",
    link: Annotated[
        str, typer.Option(help="Address of the application that links lead to; without it they are text.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Overview as one file to send or print: what moved, what is expected, what needs a decision."""
    # Imported here: Dash takes a second that the other commands need not wait for.
    from dashboard import digest_file

    settings, query = setting_module.load(), {"where": where, "source": source, "period": period}
    if as_json:
        print_json(digest_file.document(settings, query))
    else:
        say(f"Written: {digest_file.write(settings, out, query, link)}")
