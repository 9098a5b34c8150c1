"""Commands about taste: what somebody may like next."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import print_recommended
from warehouse import settings as setting_module

app = typer.Typer()
Ids = list[str] | None


@app.command()
def recommend(
    like: Annotated[Ids, typer.Option("--like", help="Id of a track or artist; may be repeated.")] = None,
    dislike: Annotated[Ids, typer.Option("--dislike", help="Id of one to keep away from; may be repeated.")] = None,
    exclude: Annotated[Ids, typer.Option("--exclude", help="Id that must not be answered; may be repeated.")] = None,
    listener: Annotated[str, typer.Option(help="A listener of the listening events.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Answers.")] = 20,
    diversity: Annotated[float, typer.Option(min=0, max=1, help="0 the best, 1 the least alike.")] = 0.0,
    dial: Annotated[float, typer.Option(min=0, max=1, help="0 familiar, 1 deep cuts.")] = 0.5,
    mood: Annotated[str, typer.Option(help='Only such tracks: "calm but danceable, not explicit".')] = "",
    alike: Annotated[float, typer.Option(min=0, max=1, help="Least likeness to something that is liked.")] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Recommend tracks or artists, each with its reasons, from likes, dislikes and a listener's history."""
    # Imported here: the models' libraries take a second that the other commands need not wait for.
    from workflows import recommending

    found = recommending.recommend(
        setting_module.load(), like or [], dislike or [], listener, limit, diversity, dial, exclude or [], mood, alike
    )
    print_json(found) if as_json else print_recommended(found)
