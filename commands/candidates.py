"""Commands about candidates: files of tracks that are judged and not loaded."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.shared import AsJson, JobNumber
from terminal import Steps, print_scores, say
from warehouse import settings as setting_module

app = typer.Typer()


@app.command()
def score(
    paths: Annotated[list[Path], typer.Argument(help="Files of candidates: tables, sound files, folders of sound.")],
    as_json: AsJson = False,
    pictures: Annotated[
        bool, typer.Option("--pictures", help="With --json: also outline and spectrogram of each sound file.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Write the JSON document of sound files here.")] = None,
    job: JobNumber = None,
    discard: Annotated[bool, typer.Option("--discard", hidden=True, help="Remove the files afterwards.")] = False,
) -> None:
    """Judge candidates: genre with confidence, popularity with its interval, percentiles; measures sound. Nothing is loaded."""
    # Imported here: the models' libraries take a second that the other commands need not wait for.
    from workflows import scoring, screening

    failed: bool | None
    with Steps() as steps:
        if out:
            failed = screening.score_as_job(setting_module.load(), paths, out, steps, job, discard)
        elif as_json:
            failed = scoring.write_scores(setting_module.load(), paths, sys.stdout, steps, pictures)
        else:
            found = scoring.score_files(setting_module.load(), paths, steps)
    if not as_json and not out:
        print_scores(found)
        failed = scoring.failed(found)
    if failed:
        raise typer.Exit(1)


@app.command()
def tag(
    path: Annotated[Path, typer.Argument(help="File of tracks.")],
    out: Annotated[Path, typer.Option(help="CSV file to write.")],
    job: JobNumber = None,
    discard: Annotated[bool, typer.Option("--discard", hidden=True, help="Remove the file afterwards.")] = False,
) -> None:
    """Tag a catalogue: its rows with genre, family, confidence, runner-up and abstentions appended, as CSV."""
    from workflows import tagging

    with Steps() as steps:
        tagged = tagging.tag_as_job(setting_module.load(), path, out, steps, job, discard)
    if tagged is None:
        raise typer.Exit(1)
    say(f"{tagged.words()}. Written to {out}.")
