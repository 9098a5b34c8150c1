"""Commands about series over time."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import print_found
from warehouse import settings as setting_module

app = typer.Typer()


@app.command()
def trends(
    series: Annotated[str, typer.Argument(help="One series, such as feature/tempo/year; without it, a list.")] = "",
    list_all: Annotated[bool, typer.Option("--list", help="Every series there is.")] = False,
    subject: Annotated[
        str, typer.Option(help="feature, genre-share, chart-feature, streams, plays, loaded ...")
    ] = "feature",
    scope: Annotated[str, typer.Option(help="The chart, vocabulary or loaded series, where the list is of one.")] = "",
    step: Annotated[str, typer.Option(help="day, week, month or year.")] = "year",
    window: Annotated[int, typer.Option(min=0, max=200, help="Years to look at; 0 is all.")] = 10,
    revivals: Annotated[bool, typer.Option(help="What comes back, instead of what moves.")] = False,
    as_json: AsJson = False,
) -> None:
    """What moves beyond its usual noise, what comes back, and one series with its changes, season and cycle."""
    # Imported here: the models' libraries take a second that the other commands need not wait for.
    from workflows import trending

    settings = setting_module.load()
    if series:
        print_json(trending.one(settings, series, window))
        return
    columns: tuple[str, ...]
    if list_all:
        found, columns = trending.listed(settings), ("series", "points", "thin", "missing", "first", "last")
    elif revivals:
        found = trending.returning(settings, subject, scope, step)
        columns = ("series", "period", "strength", "cycle_p", "trough", "revival_p", "comes_back")
    else:
        found = trending.moving(settings, subject, scope, step, window)
        columns = ("series", "latest", "change", "low", "high", "adjusted", "moves")
    print_json(found) if as_json else print_found(found, columns)
