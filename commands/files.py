"""Commands that bring files in and send tables out."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.shared import AsJson, JobNumber, Publish, print_json
from etl.load import LoadOptions
from terminal import Steps, print_load, print_sources, say
from warehouse import settings as setting_module
from warehouse.errors import RepertoireError
from workflows import deciding, fetching, loading, publishing

app = typer.Typer()
export_app = typer.Typer(help="Write what the dashboard shows to a file.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    kind: Annotated[str | None, typer.Option(help="Kind of input, when it should not be guessed.")] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--map", help="A column of theirs that is one of ours: theirs=ours; repeatable.")
    ] = None,
    collection: Annotated[
        str | None, typer.Option(help="Collection the files belong to (default: the file's name).")
    ] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date the data are of.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the text, e.g. latin-1.")] = None,
    publish: Publish = False,
    as_json: AsJson = False,
    job: JobNumber = None,
    discard: Annotated[bool, typer.Option("--discard", hidden=True, help="Remove the files afterwards.")] = False,
) -> None:
    """Load files: rows, rejects and a report. The dashboard shows them after `build` and `publish`, or --publish."""
    settings = setting_module.load()
    options = LoadOptions(kind, mapping_of(columns or []), collection, as_of.date() if as_of else None, encoding)
    with Steps() as steps:
        loaded = loading.load_as_job(settings, paths, options, publish, steps, job, discard)
    if as_json:
        print_json(loading.report_json(loaded))
    else:
        print_load(loaded)
    if loaded.report.failed or loaded.cancelled:
        raise typer.Exit(1)


@app.command()
def unload(
    load: Annotated[int, typer.Argument(help="Number of the load, as `load` and the Data page tell it.")],
    publish: Publish = False,
    job: JobNumber = None,
) -> None:
    """Undo one load exactly. The dashboard shows it after `build` and `publish`, or --publish."""
    with Steps() as steps:
        removed = loading.unload_as_job(setting_module.load(), load, publish, steps, job)
    if removed is None:
        raise typer.Exit(1)
    say(loading.removed_words(load, removed))


@app.command()
def fetch(
    name: Annotated[str | None, typer.Argument(help="Data set; --list shows which there are.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the data sets.")] = False,
    into: Annotated[Path | None, typer.Option(help="Folder for the files (default: downloads in the home).")] = None,
    again: Annotated[bool, typer.Option("--again", help="Fetch anew what is there already.")] = False,
    publish: Annotated[bool, typer.Option("--publish", help="Load, build and publish afterwards.")] = False,
    as_json: AsJson = False,
    job: JobNumber = None,
) -> None:
    """Fetch a public data set and check it; its files can then be loaded."""
    if listed or name is None:
        print_json({"sources": fetching.listing()}) if as_json else print_sources(fetching.listing())
        return
    with Steps() as steps:
        brought = fetching.fetch_as_job(setting_module.load(), name, into, publish, again, steps, job)
    if brought is None:
        raise typer.Exit(1)
    if as_json:
        print_json(fetching.fetched_json(brought))
    else:
        say(*fetching.fetched_words(brought))
    if brought.loaded and not as_json:
        print_load(brought.loaded)


@app.command()
def build() -> None:
    """Derive the tables of the dashboard from what was loaded."""
    with Steps() as steps:
        publishing.build(setting_module.load(), steps)


@app.command()
def publish() -> None:
    """Publish what was built: the dashboard shows it from now on."""
    with Steps() as steps:
        number = publishing.publish(setting_module.load(), steps)
    say(f"Snapshot {number} is published.")


@app.command()
def rollback(
    number: Annotated[int | None, typer.Argument(help="Snapshot to go back to (default: the one before).")] = None,
) -> None:
    """Serve an earlier snapshot again."""
    say(f"Snapshot {publishing.rollback(setting_module.load(), number)} is served again.")


NoProvenance = Annotated[bool, typer.Option("--no-provenance", help="Leave out the lines that begin with #.")]
Raw = Annotated[bool, typer.Option("--raw", help="Do not guard cells that spreadsheets would run as formulas.")]
Out = Annotated[Path | None, typer.Option(help="File to write (default: standard output).")]


@export_app.command("tracks")
def export_tracks(
    where: Annotated[str, typer.Option(help="Filter, e.g. 'popularity >= 70 and danceability >= 0.8'.")] = "",
    sort: Annotated[str, typer.Option(help="Columns, '-' for descending, e.g. -popularity,title.")] = "",
    columns: Annotated[str, typer.Option(help="Columns in order, separated by commas.")] = "",
    no_provenance: NoProvenance = False,
    raw: Raw = False,
    out: Out = None,
) -> None:
    """Tracks as CSV: exactly the filtered and sorted rows, all of them."""
    try:
        publishing.export_tracks(setting_module.load(), where, sort, columns, not no_provenance, raw, out)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has enough (`repertoire export tracks | head`); that is no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@export_app.command("retags")
def export_retags(no_provenance: NoProvenance = False, raw: Raw = False, out: Out = None) -> None:
    """Decisions about genre tags as CSV: suggestions that were accepted, tags that were kept, notes."""
    deciding.export_retags(setting_module.load(), not no_provenance, raw, out)


def mapping_of(pairs: list[str]) -> dict[str, str]:
    """Column of theirs -> name of ours, from "theirs=ours"; a column's own name may hold equals signs."""
    found = [pair.rpartition("=") for pair in pairs]
    for pair, (theirs, _, ours) in zip(pairs, found, strict=True):
        if not theirs or not ours:
            raise RepertoireError(f"--map {pair!r} is not of the form theirs=ours.", "For instance: --map song=title")
    return {theirs.strip(): ours.strip() for theirs, _, ours in found}
