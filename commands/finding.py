"""Commands about what others have not found: hidden gems, under-served groups."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import print_found
from warehouse import settings as setting_module

app = typer.Typer()


@app.command()
def gems(
    where: Annotated[str, typer.Option(help="A filter, as in `repertoire export tracks`.")] = "",
    listener: Annotated[str, typer.Option(help="Only inside the groups that this listener plays most.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Recordings to list.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Recordings that stand lower than those like them, by a model that had not seen them."""
    # Imported here: the models' libraries take a second that the other commands need not wait for.
    from workflows import finding

    found = finding.gems(setting_module.load(), where, listener, limit)
    columns = ("track_id", "title", "popularity", "expected", "gap", "z", "sure")
    print_json(found) if as_json else print_found(found, columns)


@app.command()
def rank(
    where: Annotated[str, typer.Option(help="A filter, as in `repertoire export tracks`.")] = "",
    score: Annotated[str, typer.Option(help="Parts with weights: popularity:2,rarity:1,-loudness:0.5")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Tracks to list.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Tracks by a score that you put together, each with what made it."""
    from workflows import finding

    found = finding.ranked(setting_module.load(), where, score, limit)
    print_json(found) if as_json else print_found(found, ("track_id", "title", "artists", "score", "reason"))


@app.command()
def segments(
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Groups to list.")] = 20, as_json: AsJson = False
) -> None:
    """Sound groups, and genres inside them, that are played more than there is of them."""
    from workflows import finding

    found = finding.segments(setting_module.load(), limit)
    columns = ("name", "genre", "tracks", "times", "low", "high", "listeners", "adjusted", "underserved")
    print_json(found) if as_json else print_found(found, columns)
