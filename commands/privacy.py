"""Commands about listeners: their segments; erase one."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import Steps, print_found, say
from warehouse import settings as setting_module

app = typer.Typer()


@app.command()
def audience(as_json: AsJson = False) -> None:
    """Segments of listeners, what each over-listens to, and who plays each genre."""
    from workflows import audience as work

    found = work.audience(setting_module.load())
    print_json(found) if as_json else print_found(found, ("name", "listeners", "share", "served"))


@app.command()
def forget(
    listener: Annotated[str, typer.Option("--listener", help="The listener's id, exactly as the files give it.")],
    train: Annotated[bool, typer.Option("--train/--no-train", help="Train the recommender again without them.")] = True,
    as_json: AsJson = False,
) -> None:
    """Erase one listener everywhere in the home; a file that names them is refused those rows from then on.

    Backups and files outside of the home are not reached.
    """
    from workflows import forgetting

    with Steps() as steps:
        found = forgetting.forget(setting_module.load(), listener, train, steps)
    if as_json:
        print_json(found)
        return
    rows = {**found["rows"], **found["user_data"]}
    say("Erased: " + (", ".join(f"{count:,} rows of {name}" for name, count in rows.items()) or "no rows"))
    say(f"Earlier snapshots dropped: {found['snapshots_dropped']}; recommenders dropped: {found['models_dropped']}")
    for note in found["notes"]:
        say(note)
