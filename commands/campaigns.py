"""Commands for campaigns: split a budget."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import print_found

app = typer.Typer()


@app.command()
def budget(
    plan: Annotated[Path, typer.Argument(help="A plan as JSON or CSV, or past spend as CSV (release, spend, result).")],
    money: Annotated[float | None, typer.Option("--budget", help="Money to split.")] = None,
    past: Annotated[Path | None, typer.Option(help="Past spend as CSV, beside a plan with bounds.")] = None,
    as_json: AsJson = False,
) -> None:
    """Split a budget over releases: the best split by the curves that are known, beside an equal one."""
    # Imported here: the libraries of models take a second that the other commands need not wait for.
    from workflows import campaigning

    found = campaigning.budget(plan, money, past)
    if as_json:
        print_json(found)
        return
    columns = [
        name for name in ("release", "equal", "by_popularity", "best", "expected") if name in found["releases"][0]
    ]
    print_found({"notes": found["notes"], "items": found["releases"]}, columns)
    print_found({"notes": [], "items": found["lifts"]}, ("against", "lift", "low", "high", "chance"))
