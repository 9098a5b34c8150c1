"""Commands about what is coming: forecasts."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import print_found
from warehouse import settings as setting_module
from warehouse.errors import FilterError

app = typer.Typer()
LISTED = ("series", "step", "points", "pick", "mase", "naive", "covered_80", "covered_95", "refused")
SHOWN = ("start", "ahead", "value", "low_80", "high_80", "low_95", "high_95", "naive")


@app.command()
def forecast(
    series: Annotated[str, typer.Argument(help="Id of a series, such as feature/tempo/year.")] = "",
    horizon: Annotated[int | None, typer.Option(help="Periods ahead (default: what suits the step).")] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List every series instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """How a series goes on, with 80% and 95% intervals, and how such forecasts did before."""
    # Imported here: the libraries take a second that the other commands need not wait for.
    from workflows import forecasting

    if not series and not list_all:
        raise FilterError("No series is named.", "List them: repertoire forecast --list")
    if list_all:
        found = forecasting.listed(setting_module.load())
        print_json(found) if as_json else print_found(found, LISTED)
        return
    found = forecasting.forecast(setting_module.load(), series, horizon)
    print_json(found) if as_json else print_found(found, SHOWN)
