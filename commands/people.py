"""Commands about people: who may come in, who changed what, the views they saved."""

from __future__ import annotations

import sys
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import typer

from commands.shared import AsJson, print_json
from terminal import print_found, say
from warehouse import settings as setting_module
from warehouse.home import Home
from warehouse.userdata import UserData

app = typer.Typer()
user_app = typer.Typer(help="Who may come in where people have to say who they are.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Name of the user.")]


class RoleName(StrEnum):
    """What somebody may do."""

    viewer = "viewer"
    editor = "editor"


Role = Annotated[RoleName, typer.Option(help="viewer: look at everything; editor: change things too.")]
NoPassword = Annotated[bool, typer.Option("--no-password", help="For people whom a proxy lets in.")]


def _data() -> UserData:
    return UserData(Home(setting_module.load().home))


def _password() -> str:
    """Asked for twice at a terminal, else the first line of standard input: never a word of the command."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


@user_app.command()
def add(name: Name, role: Role = RoleName.viewer, no_password: NoPassword = False) -> None:
    """Let somebody in. The password is asked for, or read from standard input."""
    _data().users.add(name, role.value, "" if no_password else _password() or " ")
    say(f"{name} may come in as {role.value}.")


@user_app.command()
def password(name: Name) -> None:
    """Give somebody another password; whoever is signed in under the old one is signed out."""
    _data().users.set_password(name, _password())
    say(f"{name} has another password.")


@user_app.command()
def role(name: Name, role: Annotated[RoleName, typer.Argument(help="viewer or editor.")]) -> None:
    """Give somebody another role."""
    _data().users.set_role(name, role.value)
    say(f"{name} is {role.value} now.")


@user_app.command()
def remove(name: Name) -> None:
    """Shut somebody out, at once."""
    _data().users.remove(name)
    say(f"{name} is shut out.")


@user_app.command(name="list")
def listed(as_json: AsJson = False) -> None:
    """Who may come in, and as what."""
    _shown("users", [asdict(user) for user in _data().users.everybody()], ("name", "role", "has_password"), as_json)


@app.command()
def audit(
    limit: Annotated[int, typer.Option(min=1, help="How many changes, the latest first.")] = 50,
    who: Annotated[str, typer.Option(help="Only of this person.")] = "",
    subject: Annotated[str, typer.Option(help="Only about this: shortlists, alerts, jobs, users ...")] = "",
    as_json: AsJson = False,
) -> None:
    """Who changed what, and when."""
    lines = [asdict(line) for line in _data().audit.lines(limit, who, subject)]
    _shown("changes", lines, ("at", "who", "subject", "what"), as_json)


@app.command()
def views(
    save: Annotated[str, typer.Option(help="Name to keep --address under.")] = "",
    address: Annotated[str, typer.Option(help="Address of a page, from the / on.")] = "",
    delete: Annotated[str, typer.Option(help="Name of a view to delete.")] = "",
    as_json: AsJson = False,
) -> None:
    """The saved views; keep or delete one first."""
    kept = _data().views
    if save:
        kept.save(save, address)
    if delete:
        kept.delete(delete)
    rows = [asdict(view) for view in kept.views()]
    _shown("views", rows, ("name", "address", "saved_by", "saved_at"), as_json)


def _shown(name: str, rows: list[dict[str, Any]], columns: tuple[str, ...], as_json: bool) -> None:
    """Rows as a document or as a table; times are UTC, in seconds."""
    for row in rows:
        row |= {
            key: f"{value:%Y-%m-%d %H:%M:%S}" for key, value in row.items() if key in ("at", "created_at", "saved_at")
        }
    print_json({name: rows}) if as_json else print_found({"notes": [], "items": rows}, columns)
