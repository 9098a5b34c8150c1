"""The command line: one verb a job, no logic. What a verb does is in workflows.py."""

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

import workflows
from dashboard.address import check_address
from etl.load import LoadOptions
from terminal import Steps, print_load, print_models, print_rows, print_status, say
from warehouse import settings as setting_module
from warehouse.errors import RepertoireError
from warehouse.settings import Settings

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


@app.command()
def run(
    data: Annotated[list[Path] | None, typer.Option("--data", help="File or folder to load; may be repeated.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on.")] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Load, train and publish, then exit.")] = False,
) -> None:
    """Load, publish and serve; models train meanwhile. Without --data a small made-up sample is shown."""
    settings = setting_module.load(host=host, port=port)
    if not no_serve:
        check_address(settings.host, settings.port)
    with Steps() as steps:
        report = workflows.prepare(settings, data or [], steps)
        print_load(report)
        if report.failed and not report.loaded:
            raise typer.Exit(1)
        if no_serve:
            workflows.train_missing(settings, steps)
    if not no_serve:
        _serve(settings, train=True)
    if report.failed:
        raise typer.Exit(1)


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    kind: Annotated[str | None, typer.Option(help="Kind of input, when it should not be guessed.")] = None,
    collection: Annotated[
        str | None, typer.Option(help="Collection the files belong to (default: the file's name).")
    ] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date the data are of.")] = None,
    as_json: AsJson = False,
) -> None:
    """Load files: rows, rejects and a report. Nothing is shown in the dashboard before `build` and `publish`."""
    settings = setting_module.load()
    options = LoadOptions(kind=kind, collection=collection, as_of=as_of.date() if as_of else None)
    with Steps() as steps:
        report = workflows.load_paths(settings, paths, options, steps)
    if as_json:
        _json(workflows.report_json(report))
    else:
        print_load(report)
    if report.failed:
        raise typer.Exit(1)


@app.command()
def build() -> None:
    """Derive the tables of the dashboard from what was loaded."""
    with Steps() as steps:
        workflows.build(setting_module.load(), steps)


@app.command()
def train(
    only: Annotated[list[str] | None, typer.Option("--only", help="Model to train; may be repeated.")] = None,
) -> None:
    """Train models, judge them honestly, publish each."""
    with Steps() as steps:
        trained = workflows.train_as_job(setting_module.load(), only or [], steps)
    for result in trained:
        say(f"{result.model} {result.run}: {'promoted' if result.promoted else 'not promoted'}, {result.seconds:.0f} s")


@app.command()
def publish() -> None:
    """Publish what was built: the dashboard shows it from now on."""
    with Steps() as steps:
        number = workflows.publish(setting_module.load(), steps)
    say(f"Snapshot {number} is published.")


@app.command()
def rollback(
    number: Annotated[int | None, typer.Argument(help="Snapshot to go back to (default: the one before).")] = None,
) -> None:
    """Serve an earlier snapshot again."""
    say(f"Snapshot {workflows.rollback(setting_module.load(), number)} is served again.")


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
    found = workflows.status(setting_module.load())
    if as_json:
        _json(found)
    else:
        print_status(found)


@models_app.callback(invoke_without_command=True)
def models(context: typer.Context) -> None:
    """List model runs."""
    if context.invoked_subcommand is None:
        print_models(workflows.status(setting_module.load())["models"])


@models_app.command()
def promote(
    name: Annotated[str, typer.Argument(help="Model.")],
    run: Annotated[str | None, typer.Option(help="Run to serve (default: the newest).")] = None,
) -> None:
    """Serve the newest run of a model, or the one named."""
    chosen, number = workflows.promote(setting_module.load(), name, run)
    say(f"{name} {chosen} serves; snapshot {number} is published.")


@models_app.command("rollback")
def models_rollback(name: Annotated[str, typer.Argument(help="Model.")]) -> None:
    """Serve the run before the promoted one."""
    chosen, number = workflows.promote(setting_module.load(), name, back=True)
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
        found = workflows.evaluate(setting_module.load(), task, data or [], protocol or [], folds, vocabulary, steps)
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
        workflows.export_tracks(setting_module.load(), where, sort, columns, not no_provenance, raw, out)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has enough (`repertoire export tracks | head`); that is no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _serve(settings: Settings, train: bool) -> None:
    check_address(settings.host, settings.port)
    workflows.need_snapshot(settings)
    # Imported here: Dash takes a second that the other commands need not wait for.
    from dashboard.wsgi import serve_app

    child = workflows.start_training(settings) if train else None
    try:
        serve_app(settings, announce=say)
    finally:
        workflows.stop(child)


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
