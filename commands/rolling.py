"""The command that rolls up events without loading them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import Steps, say
from warehouse import settings as setting_module
from workflows import rolling

app = typer.Typer()


@app.command()
def rollup(
    events: Annotated[Path, typer.Option("--events", help="Parquet file or folder of listening events.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to make; `repertoire load` takes it.")] = Path("rollup"),
    engine: Annotated[str, typer.Option(help="duckdb (this machine) or spark (a cluster).")] = "duckdb",
    master: Annotated[
        str | None, typer.Option(help="Spark's master: spark://HOST:7077, or local[N] for threads here.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Roll up more events than one machine loads, linked with the catalogue; then: repertoire load DIR --publish."""
    with Steps() as steps:
        made = rolling.rollup(setting_module.load(), events, out, engine, master, steps)
    if as_json:
        print_json({"folder": str(out), **asdict(made)})
    else:
        told = f"{made.events:,} events by {made.engine}, {made.rejected:,} of no use -> {out}"
        say(told, f"Show them: repertoire load {out} --publish")
