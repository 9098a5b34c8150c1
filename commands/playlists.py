"""Commands about playlists: make one, and see what holds one together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.playlist_reports import print_fit, print_playlist
from commands.shared import AsJson, print_json
from warehouse import settings as setting_module

app = typer.Typer()
Ids = list[str] | None
SHAPES = "any, flat, rising, falling, peak or wave."


@app.command()
def playlist(
    prompt: Annotated[str, typer.Option(help='In words, e.g. "calm but danceable, no rap".')] = "",
    cluster: Annotated[int | None, typer.Option(help="Number of a group of the map.")] = None,
    like: Annotated[Ids, typer.Option("--like", help="Id of a seed track; may be repeated.")] = None,
    listener: Annotated[str, typer.Option(help="A listener of the listening events.")] = "",
    tracks: Annotated[int | None, typer.Option(help="How many tracks (20).")] = None,
    minutes: Annotated[float | None, typer.Option(help="How long instead, in minutes.")] = None,
    tempo: Annotated[str, typer.Option(help=f"Arc of tempo: {SHAPES}")] = "any",
    energy: Annotated[str, typer.Option(help=f"Arc of energy: {SHAPES}")] = "any",
    dial: Annotated[float, typer.Option(help="0 familiar, 1 deep cuts.")] = 0.5,
    per_artist: Annotated[int, typer.Option(help="Most tracks of one artist.")] = 2,
    include: Annotated[Ids, typer.Option("--include", help="Id of a track that must be in; may be repeated.")] = None,
    exclude: Annotated[Ids, typer.Option("--exclude", help="Id of one that must not be; may be repeated.")] = None,
    out: Annotated[Path | None, typer.Option(help="File to write: .csv, .m3u8 or .jspf.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a playlist; what could not be had is said, and every row says why it is there."""
    # Imported here: the models' libraries take a second that the other commands need not wait for.
    from workflows import playlisting

    source = {"prompt": prompt, "cluster": cluster, "likes": tuple(like or ()), "listener": listener}
    wishes: dict[str, Any] = {"tempo": tempo, "energy": energy, "dial": dial, "per_artist": per_artist}
    wishes |= {"include": tuple(include or ()), "exclude": tuple(exclude or ())}
    wishes |= {name: value for name, value in (("tracks", tracks), ("minutes", minutes)) if value is not None}
    found = playlisting.make(setting_module.load(), source, wishes, out)
    print_json(found) if as_json else print_playlist(found)


@app.command()
def fit(
    which: Annotated[str, typer.Argument(help="A file (CSV, M3U8, JSPF, ids), or the name of a loaded playlist.")],
    candidate: Annotated[Ids, typer.Option("--candidate", help="Id of a track to judge; may be repeated.")] = None,
    as_json: AsJson = False,
) -> None:
    """What holds a playlist together, which of its tracks stand apart, and what would fit."""
    from workflows import playlisting

    found = playlisting.fit(setting_module.load(), which, candidate or [])
    print_json(found) if as_json else print_fit(found)
