"""Commands that look after a home: backup, restore, migrate, doctor."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import Steps, print_found, say
from warehouse import backup as backing
from warehouse import settings as setting_module
from warehouse.userdata import moving
from workflows import caring, publishing

app = typer.Typer()


@app.command()
def backup(
    target: Annotated[Path | None, typer.Argument(help="File to write (default: repertoire-DATE.tar here).")] = None,
    as_json: AsJson = False,
) -> None:
    """Write everything that cannot be made again to one file."""
    path = target or Path(f"repertoire-{date.today():%Y-%m-%d}.tar")
    with Steps() as steps:
        made = backing.back_up(setting_module.load(), path, steps)
    if as_json:
        print_json({"file": str(path), **asdict(made)})
    else:
        say(f"{path}: {len(made.sizes)} parts, {made.bytes / 2**20:,.1f} MB.", "Put it back: repertoire restore FILE")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A file that `repertoire backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Also where a warehouse is; that one is kept beside it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put back what a backup holds, after every part of it was checked."""
    settings = setting_module.load()
    with Steps() as steps:
        made = backing.restore(settings, source, replace, steps)
        publishing.tell(settings.home, f"restored what was kept on {made.made_at} UTC")
    if as_json:
        print_json({"home": str(settings.home), **asdict(made)})
    else:
        say(f"{settings.home} is as it was on {made.made_at} UTC.", "Look at it: repertoire serve")


@app.command()
def migrate(
    user_data: Annotated[
        bool, typer.Option("--user-data", help="Instead, copy the home's user data into REPERTOIRE_USER_DATABASE.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a home that an earlier version made up to this one, or its user data to a server."""
    if user_data:
        rows = moving.from_file(setting_module.load())
        words = f"{sum(rows.values()):,} rows of user data are in the database; the file stays as it was."
        print_json({"rows": rows}) if as_json else say(words, "Serve with the same REPERTOIRE_USER_DATABASE.")
        return
    with Steps() as steps:
        done = caring.migrate(setting_module.load(), steps)
    if as_json:
        print_json(done)
    else:
        was = f", storage version {done['to']} (it was {done['from']})" if done["from"] != done["to"] else ""
        say(f"The tables are those of this version{was}; snapshot {done['snapshot']} is published.")


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Look at versions, space, what is stored and published, and say what to do. Ends with 1 when something is at fault."""
    found = [asdict(finding) for finding in caring.doctor(setting_module.load())]
    table = {"notes": [], "items": found}
    print_json({"findings": found}) if as_json else print_found(table, ("what", "state", "words", "hint"))
    if any(finding["state"] == "fault" for finding in found):
        raise typer.Exit(1)
