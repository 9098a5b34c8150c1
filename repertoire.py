"""The command line: one verb a job, no logic. What a verb does is in workflows/."""

from __future__ import annotations

import json
import math
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer

from dashboard.address import check_address
from etl.load import LoadOptions
from terminal import Steps, print_load, print_models, print_rows, print_sources, print_status, say
from warehouse import processes
from warehouse import settings as setting_module
from warehouse.errors import RepertoireError
from warehouse.settings import Settings
from workflows import evaluation, fetching, loading, publishing, training

app = typer.Typer(
    name="repertoire",
    help="A dashboard for music catalogues: load files, train models, look at them in the browser.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
models_app = typer.Typer(help="List model runs, or choose which one serves.", rich_markup_mode=None)
export_app = typer.Typer(help="Write what the dashboard shows to a file.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(models_app, name="models", rich_help_panel=None)
app.add_typer(export_app, name="export")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
Publish = Annotated[bool, typer.Option("--publish", help="Build and publish afterwards.")]
JobNumber = Annotated[int | None, typer.Option("--job", hidden=True, help="Job that progress and result go to.")]


@app.command()
def run(
    data: Annotated[list[Path] | None, typer.Option("--data", help="File or folder to load; may be repeated.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on.")] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Load, train and publish, then exit.")] = False,
) -> None:
    """Load, publish and serve; models train meanwhile. Without --data a synthetic demo catalogue is shown."""
    settings = setting_module.load(host=host, port=port)
    if not no_serve:
        check_address(settings.host, settings.port)
    with Steps() as steps:
        loaded = loading.prepare(settings, data or [], steps)
        print_load(loaded)
        if loaded.report.failed and not loaded.report.loaded:
            raise typer.Exit(1)
        if no_serve:
            training.train_missing(settings, steps)
    if not no_serve:
        _serve(settings, train=True)
    if loaded.report.failed:
        raise typer.Exit(1)


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
    options = LoadOptions(kind, _mapping(columns or []), collection, as_of.date() if as_of else None, encoding)
    with Steps() as steps:
        loaded = loading.load_as_job(settings, paths, options, publish, steps, job, discard)
    if as_json:
        _json(loading.report_json(loaded))
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
        _json({"sources": fetching.listing()}) if as_json else print_sources(fetching.listing())
        return
    with Steps() as steps:
        brought = fetching.fetch_as_job(setting_module.load(), name, into, publish, again, steps, job)
    if brought is None:
        raise typer.Exit(1)
    if as_json:
        _json(fetching.fetched_json(brought))
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
def train(
    only: Annotated[list[str] | None, typer.Option("--only", help="Model to train; may be repeated.")] = None,
    job: JobNumber = None,
) -> None:
    """Train models, judge them honestly, publish each."""
    with Steps() as steps:
        trained = training.train_as_job(setting_module.load(), only or [], steps, job)
    for result in trained:
        outcome = result.refused or f"{'promoted' if result.promoted else 'not promoted'}, {result.seconds:.0f} s"
        say(f"{result.model} {result.run}: {outcome}".replace(" :", ":"))


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


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on.")] = None,
) -> None:
    """Serve what is published."""
    _serve(setting_module.load(host=host, port=port), train=False)


@app.command()
def status(as_json: AsJson = False) -> None:
    """What is published: counts, dates and models."""
    found = publishing.status(setting_module.load())
    if as_json:
        _json(found)
    else:
        print_status(found)


@models_app.callback(invoke_without_command=True)
def models(context: typer.Context) -> None:
    """List model runs."""
    if context.invoked_subcommand is None:
        print_models(publishing.status(setting_module.load())["models"])


@models_app.command()
def promote(
    name: Annotated[str, typer.Argument(help="Model.")],
    run: Annotated[str | None, typer.Option(help="Run to serve (default: the newest).")] = None,
) -> None:
    """Serve the newest run of a model, or the one named."""
    chosen, number = training.promote(setting_module.load(), name, run)
    say(f"{name} {chosen} serves; snapshot {number} is published.")


@models_app.command("rollback")
def models_rollback(name: Annotated[str, typer.Argument(help="Model.")]) -> None:
    """Serve the run before the promoted one."""
    chosen, number = training.promote(setting_module.load(), name, back=True)
    say(f"{name} {chosen} serves; snapshot {number} is published.")


@app.command()
def evaluate(
    task: Annotated[str, typer.Argument(help="What to judge: genre.")],
    data: Annotated[
        list[Path] | None, typer.Option("--data", help="Files to judge on (default: what is loaded).")
    ] = None,
    protocol: Annotated[list[str] | None, typer.Option(help="R, T or A; may be repeated (default: all).")] = None,
    folds: Annotated[int, typer.Option(min=1, max=5, help="Run the first N of five folds.")] = 5,
    vocabulary: Annotated[str | None, typer.Option(help="Label set to judge within (default: the largest).")] = None,
    as_json: AsJson = False,
) -> None:
    """Judge models beside their baselines, by protocol: R rows (leaky), T unseen tracks, A unseen artists."""
    with Steps() as steps:
        found = evaluation.evaluate(setting_module.load(), task, data or [], protocol or [], folds, vocabulary, steps)
    if as_json:
        _json(found)
    else:
        print_rows(found)


@export_app.command("tracks")
def export_tracks(
    where: Annotated[str, typer.Option(help="Filter, e.g. 'popularity >= 70 and danceability >= 0.8'.")] = "",
    sort: Annotated[str, typer.Option(help="Columns, '-' for descending, e.g. -popularity,title.")] = "",
    columns: Annotated[str, typer.Option(help="Columns in order, separated by commas.")] = "",
    no_provenance: Annotated[
        bool, typer.Option("--no-provenance", help="Leave out the lines that begin with #.")
    ] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="Do not guard cells that spreadsheets would run as formulas.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="File to write (default: standard output).")] = None,
) -> None:
    """Tracks as CSV: exactly the filtered and sorted rows, all of them."""
    try:
        publishing.export_tracks(setting_module.load(), where, sort, columns, not no_provenance, raw, out)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has enough (`repertoire export tracks | head`); that is no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _serve(settings: Settings, train: bool) -> None:
    check_address(settings.host, settings.port)
    publishing.need_snapshot(settings)
    # Imported here: Dash takes a second that the other commands need not wait for.
    from dashboard.wsgi import serve_app

    child = training.start_training(settings) if train else None
    try:
        serve_app(settings, announce=say)
    finally:
        processes.stop(child)


def _mapping(pairs: list[str]) -> dict[str, str]:
    """Column of theirs -> name of ours, from "theirs=ours"; a column's own name may hold equals signs."""
    found = [pair.rpartition("=") for pair in pairs]
    for pair, (theirs, _, ours) in zip(pairs, found, strict=True):
        if not theirs or not ours:
            raise RepertoireError(f"--map {pair!r} is not of the form theirs=ours.", "For instance: --map song=title")
    return {theirs.strip(): ours.strip() for theirs, _, ours in found}


def _json(document: Any) -> None:
    sys.stdout.write(json.dumps(_without_nan(document), ensure_ascii=False, allow_nan=False) + "\n")


def _without_nan(value: Any) -> Any:
    """The same with null for figures that do not exist; JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def main() -> None:
    """Run the command line; an error of ours is a message and a hint, never a traceback."""
    # Being asked to end lets jobs say so and locks and children go, as Ctrl+C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app()
    except RepertoireError as error:
        say(f"Error: {error.message}", error.hint)
        sys.exit(1)
    except duckdb.Error as error:
        # A full disk, too little memory, a damaged block: nothing of ours is at fault and a traceback helps nobody.
        say(f"Error: the database stopped: {str(error).splitlines()[0]}", "What is published stays as it was.")
        sys.exit(1)


if __name__ == "__main__":
    main()
