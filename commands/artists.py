"""Commands about artists: who rises, and one of them."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import print_found
from warehouse import settings as setting_module

app = typer.Typer()


@app.command()
def artists(
    where: Annotated[str, typer.Option(help="A filter of tracks, as in `repertoire export tracks`.")] = "",
    by: Annotated[
        str, typer.Option(help="plays, charts, snapshots, headroom or popularity; default: the best there is.")
    ] = "",
    weeks: Annotated[int, typer.Option(help="Weeks of a window of plays or charts: 4, 12, 26 or 52.")] = 12,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Artists to list.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Artists by how they rise, set against artists of the same size."""
    # Imported here: the models' libraries take a second that the other commands need not wait for.
    from workflows import artists as work

    found = work.ranking(setting_module.load(), where, by, weeks, limit)
    columns = ("artist_id", "name", "recordings", "size", "change", "low", "high", "z", "found")
    print_json(found) if as_json else print_found(found, columns)


@app.command()
def artist(
    name: Annotated[str, typer.Argument(help="Name or id of an artist.")],
    as_json: AsJson = False,
) -> None:
    """One artist: against the hits of its genre, nearest artists, drift of its sound, best next single."""
    from workflows import artists as work

    found = work.artist(setting_module.load(), name)
    if as_json:
        print_json(found)
        return
    print_found({"notes": [f"{found['name']}: {found['recordings']:,} recordings; genre {found['genre'] or 'not known'}"],
                 "items": found["differences"]}, ("feature", "own", "hits", "difference", "low", "high", "differs"))  # fmt: skip
    print_found({"notes": ["Nearest by sound"], "items": found["nearest"]}, ("name", "genres", "n", "distance"))
    columns = ("title", "popularity", "expected", "low", "high", "fit")
    print_found({"notes": ["Best next single"], "items": found["next"]}, columns)
