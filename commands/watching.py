"""Commands about what moves: movers, alerts and their rules; when to release."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shared import AsJson, print_json
from terminal import print_found, say
from warehouse import settings as setting_module
from workflows import alerting

app = typer.Typer()
What = Annotated[str, typer.Option(help="track, artist or genre.")]
Limit = Annotated[int, typer.Option(min=1, max=100_000, help="Rows to list.")]


@app.command()
def schedule(
    track: Annotated[str, typer.Argument(help="A track_id of the catalogue.")],
    start: Annotated[str, typer.Option("--from", help="First day, as 2027-01-31; today when left out.")] = "",
    weeks: Annotated[int, typer.Option(min=1, max=104, help="Weeks to score.")] = 26,
    within: Annotated[
        str, typer.Option(help="artist: compare an artist's releases with each other; or genre.")
    ] = "artist",
    genre: Annotated[str, typer.Option(help="Only releases of this genre.")] = "",
    as_json: AsJson = False,
) -> None:
    """Coming weeks for a track's release: expected difference with its interval, or "not identified in this data"."""
    found = alerting.schedule_document(setting_module.load(), track, start, weeks, within, genre)
    print_json(found) if as_json else print_found(found, ("day", "expected", "low", "high", "crowd", "n"))


@app.command()
def movers(
    what: What = "track",
    by: Annotated[str, typer.Option(help="total, absolute or relative.")] = "absolute",
    source: Annotated[str, typer.Option(help="plays, streams, rank or popularity; the first there is.")] = "",
    place: Annotated[str, typer.Option(help="A chart and region, as `alerts --json` names them.")] = "",
    falling: Annotated[bool, typer.Option("--falling", help="The largest falls instead of rises.")] = False,
    where: Annotated[str, typer.Option(help="A filter over tracks, as in `repertoire export tracks`.")] = "",
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """What moved most in the last 4 weeks, and how unusual that is against its own history."""
    found = alerting.movers_document(setting_module.load(), what, source, place, by, falling, where, limit)
    columns = ("name", "artists", "now", "before", "absolute", "relative", "unusual")
    print_json(found) if as_json else print_found(found, columns)


@app.command()
def alerts(
    what: Annotated[str, typer.Option(help="track, artist or genre; all when left out.")] = "",
    weeks: Annotated[int, typer.Option(min=0, max=10_000, help="The last so many weeks; 0 for all.")] = 13,
    limit: Limit = 50,
    save: Annotated[str, typer.Option(help="Save a rule of this name, made of the options below.")] = "",
    source: Annotated[str, typer.Option(help="Rule: plays, streams or rank.")] = "plays",
    place: Annotated[str, typer.Option(help="Rule: a chart and region.")] = "",
    kind: Annotated[
        str, typer.Option(help="spike, velocity, acceleration or breakout; all when left out, a rule's is spike then.")
    ] = "",
    threshold: Annotated[float | None, typer.Option(help="Rule: robust spreads; the default holds its rate.")] = None,
    direction: Annotated[str, typer.Option(help="Rule: up, down or both.")] = "both",
    where: Annotated[str, typer.Option(help="Rule: a filter over tracks.")] = "",
    as_json: AsJson = False,
) -> None:
    """What changed that is not noise, with how rare that is by chance; save a rule that every publish evaluates."""
    settings = setting_module.load()
    if save:
        rule = {
            "source": source,
            "what": what or "track",
            "place": place,
            "kind": kind or "spike",
            "threshold": threshold,
        }
        done = alerting.save_rule(settings, save, {**rule, "direction": direction, "where": where})
        print_json(done) if as_json else say(f"Rule {done['id']} is saved. {done['expected']}.")
        return
    found = alerting.alerts_document(settings, what, weeks, limit, kind)
    print_json(found) if as_json else print_found(found, ("week", "name", "what", "source", "kind", "z", "unusual"))
