"""A brief from the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import print_found
from warehouse import settings as setting_module

app = typer.Typer()


@app.command()
def brief(
    words: Annotated[str, typer.Argument(help="The brief in words: `calm, no vocals, 90 to 110 bpm`.")] = "",
    tempo: Annotated[str, typer.Option(help="BPM: 90-120, 90- or -120.")] = "",
    octave: Annotated[bool, typer.Option(help="Half and double time count as well.")] = False,
    vocals: Annotated[
        float, typer.Option(help="No vocals: least instrumentalness, 0.5 is usual; 0 for no rule.")
    ] = 0.0,
    clean: Annotated[bool, typer.Option(help="Not explicit.")] = False,
    length: Annotated[str, typer.Option(help="1:00-3:00, or seconds.")] = "",
    years: Annotated[str, typer.Option(help="Release years: 1990-1999.")] = "",
    genre: Annotated[list[str] | None, typer.Option(help="Any of these; may be given more than once.")] = None,
    where: Annotated[str, typer.Option(help="A filter, as in `repertoire export tracks`.")] = "",
    cleared: Annotated[
        str, typer.Option(help="Name of a shortlist, or a file: one track id a line, or a column track_id.")
    ] = "",
    mood: Annotated[list[str] | None, typer.Option(help="NAME or NAME:WEIGHT; may be given more than once.")] = None,
    like: Annotated[list[str] | None, typer.Option(help="Id of a track to be like; up to five.")] = None,
    like_weight: Annotated[float, typer.Option(help="Weight of being like them.")] = 1.0,
    trend: Annotated[float, typer.Option(help="Weight of going with the trend of features; 0 for none.")] = 0.0,
    arc: Annotated[str, typer.Option(help="Of energy: any, flat, rising, falling, peak or wave.")] = "any",
    limit: Annotated[int, typer.Option(min=1, max=300, help="Tracks to list.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Tracks for a brief: hard rules with what each leaves, and the rest in order with the reason for each."""
    from analytics.brief import Asked
    from workflows import briefing as work

    asked = Asked(
        words, tempo, octave, vocals, clean, length, years, tuple(genre or ()), where, work.weights(mood or ()),
        tuple(like or ()), like_weight, trend, arc, cleared, limit,
    )  # fmt: skip
    found = work.brief(setting_module.load(), asked)
    if as_json:
        print_json(found)
        return
    print_found({"notes": found["problems"], "items": found["hard"]}, ("rule", "source", "alone", "missing", "leaves"))
    print_found({"notes": found["notes"], "items": found["items"]}, ("title", "artists", "score", "reason"))
