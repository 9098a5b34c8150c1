"""The command line: one verb a job, no logic. Most verbs are in commands/; what a verb does is in workflows/."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from commands import (
    artists,
    briefing,
    campaigns,
    candidates,
    care,
    digests,
    files,
    finding,
    forecasting,
    listening,
    models,
    people,
    playlists,
    privacy,
    prompts,
    rolling,
    trending,
    watching,
)
from commands.shared import AsJson, print_json
from dashboard.address import check_access, check_address
from terminal import Steps, print_load, print_status, say
from warehouse import processes
from warehouse import settings as setting_module
from warehouse.errors import RepertoireError
from warehouse.settings import Settings
from workflows import loading, publishing, training

app = typer.Typer(
    name="repertoire",
    help="A dashboard for music catalogues: load files, train models, look at them in the browser.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(artists.app)
app.add_typer(briefing.app)
app.add_typer(campaigns.app)
app.add_typer(candidates.app)
app.add_typer(care.app)
app.add_typer(files.app)
app.add_typer(finding.app)
app.add_typer(forecasting.app)
app.add_typer(trending.app)
app.add_typer(listening.app)
app.add_typer(models.app)
app.add_typer(people.app)
app.add_typer(playlists.app)
app.add_typer(privacy.app)
app.add_typer(prompts.app)
app.add_typer(rolling.app)
app.add_typer(watching.app)
app.add_typer(digests.app)
app.add_typer(models.models_app, name="models")
app.add_typer(files.export_app, name="export")
app.add_typer(people.user_app, name="user")


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
        check_access(settings)
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
        print_json(found)
    else:
        print_status(found)


def _serve(settings: Settings, train: bool) -> None:
    check_access(settings)
    check_address(settings.host, settings.port)
    publishing.need_snapshot(settings)
    # Imported here: Dash takes a second that the other commands need not wait for.
    from dashboard.wsgi import serve_app

    child = training.start_training(settings) if train else None
    try:
        serve_app(settings, announce=say)
    finally:
        processes.stop(child)


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
