"""Commands about models: train, choose which serves, judge."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shared import AsJson, JobNumber, print_json
from terminal import Steps, print_comparison, print_models, print_rows, say
from warehouse import settings as setting_module
from workflows import evaluation, publishing, training

app = typer.Typer()
models_app = typer.Typer(help="List model runs, or choose which one serves.", rich_markup_mode=None)


@app.command()
def train(
    only: Annotated[list[str] | None, typer.Option("--only", help="Model to train; may be repeated.")] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            help="Folder of labelled clips, or table of descriptors with any sound beside, that `audio` learns from.",
        ),
    ] = None,
    job: JobNumber = None,
) -> None:
    """Train models, judge them honestly, publish each."""
    with Steps() as steps:
        trained = training.train_as_job(setting_module.load(), only or [], steps, job, data or [])
    for result in trained:
        outcome = result.refused or f"{'promoted' if result.promoted else 'not promoted'}, {result.seconds:.0f} s"
        say(f"{result.model} {result.run}: {outcome}".replace(" :", ":"))


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


@models_app.command()
def compare(
    one: Annotated[str, typer.Argument(help="Run.")],
    other: Annotated[str, typer.Argument(help="Run of the same model.")],
    as_json: AsJson = False,
) -> None:
    """What two runs of a model measured, side by side."""
    found = training.compare(setting_module.load(), one, other)
    if as_json:
        print_json(found)
    else:
        print_comparison(found)


@app.command()
def evaluate(
    task: Annotated[str, typer.Argument(help="What to judge: genre, popularity, recommend, forecast or audio.")],
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", help="Files, or for audio a folder of clips, to judge on (default: what is loaded)."),
    ] = None,
    protocol: Annotated[
        list[str] | None, typer.Option(help="Protocol; may be repeated (default: all that apply).")
    ] = None,
    folds: Annotated[int, typer.Option(min=1, max=5, help="Run the first N of five folds.")] = 5,
    vocabulary: Annotated[str | None, typer.Option(help="Label set to judge within (default: the largest).")] = None,
    minutes: Annotated[
        float, typer.Option(min=0, help="Of work on one core that judging forecasts may take; 0 leaves the naive ones.")
    ] = evaluation.MINUTES,
    as_json: AsJson = False,
) -> None:
    """Judge models beside baselines, by protocol.

    Genre and popularity: R rows (leaky), T unseen tracks, G unseen recordings, A unseen artists. Recommend: H a fifth of
    each listener's items held out, R the same with their tags left in (leaky), I unseen items, N unseen listeners.
    Forecast: O many origins, each from its past alone, of every series; our own pick is the model named repertoire.
    Audio: B unseen blocks of file numbers, A unseen artists or C unseen clips, whichever the clips tell, and R rows
    (leaky).
    """
    with Steps() as steps:
        found = evaluation.evaluate(
            setting_module.load(), task, data or [], protocol or [], folds, vocabulary, steps, minutes
        )
    if as_json:
        print_json(found)
    else:
        print_rows(found)
