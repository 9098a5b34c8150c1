"""The command that writes a digest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl

import typer

from commands.shared import AsJson, JobNumber, print_json
from terminal import say
from warehouse import settings as setting_module
from workflows.digests import PLAN, forget_old
from workflows.jobs import as_job

app = typer.Typer()


@app.command()
def digest(
    out: Annotated[Path, typer.Option(help="File to write: .html, or .pdf where a Chromium is installed.")] = Path(
        "digest.html"
    ),
    where: Annotated[str, typer.Option(help="A filter over tracks, as in `repertoire export tracks`.")] = "",
    source: Annotated[str, typer.Option(help="What is counted, as Overview's address says; the first there is.")] = "",
    period: Annotated[str, typer.Option(help="4-before, 4-year, 13-before, 13-year or 52-before.")] = "4-before",
    view: Annotated[str, typer.Option(help="In place of these: what stands after the ? in Overview's address.")] = "",
    link: Annotated[
        str, typer.Option(help="Address of the application that links lead to; without it they are text.")
    ] = "",
    as_json: AsJson = False,
    job: JobNumber = None,
) -> None:
    """Overview as one file to send or print: what moved, what is expected, what needs a decision."""
    # Imported here: Dash takes a second that the other commands need not wait for.
    from dashboard import digest_file

    settings, query = setting_module.load(), {"where": where, "source": source, "period": period}
    if view:
        query = dict(parse_qsl(view.lstrip("?")))
    if as_json:
        print_json(digest_file.document(settings, query))
    elif job is None:
        say(f"Written: {digest_file.write(settings, out, query, link)}")
    else:
        with as_job(settings, "digest", "Overview as PDF", PLAN, job=job) as running:
            digest_file.write(settings, out, query, link, running)
            forget_old(out)
            running.message = f"Overview as PDF, {out.stat().st_size / 1000:,.0f} kB."
