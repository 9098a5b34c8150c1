"""The command about prompts: words to tracks."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import print_prompt
from warehouse import settings as setting_module

app = typer.Typer()


@app.command()
def prompt(
    words: Annotated[str, typer.Argument(help='For instance "calm but danceable, no rap, 20 tracks".')],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Tracks to list where the words say no number.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Tracks by words: what was understood as a filter, what was not understood, and the tracks."""
    # Imported here: numpy and pandas take a second that the other commands need not wait for.
    from workflows import prompting

    found = prompting.answer(setting_module.load(), words, limit)
    print_json(found) if as_json else print_prompt(found)
