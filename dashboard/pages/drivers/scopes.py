"""What can be explained by itself: all tracks, a family, a genre; and what is too small for it, with its number. Pure."""

from __future__ import annotations

from typing import Any

from dashboard import format as fmt
from dashboard.pages.drivers.data import ALL, Facts
from warehouse.queries.drivers import GENRE, genre_scope

LEAST = 30
"""Tracks from which a genre is explained by itself, as in analytics/explain/sampling.py; a test holds the two together."""
MOST_SMALL = 200
"""Genres without an explanation that are listed with why."""


def options(f: Facts, task: str) -> list[dict[str, Any]]:
    """The scopes with the tracks explained: all, families, genres by name; then, not to be chosen, the other genres."""
    found = f.scopes[f.scopes["task"] == task]
    if found.empty:
        return [{"value": ALL, "label": "All tracks"}]
    counts = {str(scope): int(n) for scope, n in zip(found["scope"], found["n"], strict=True)}
    ordered = sorted(counts, key=lambda scope: (scope != ALL, scope.startswith(GENRE), scope.casefold()))
    return [{"value": scope, "label": f"{named(task, scope)}, {fmt.n(counts[scope])}"} for scope in ordered] + _small(
        f, task, set(counts)
    )


def named(task: str, scope: str) -> str:
    """What a scope is called in the list."""
    if scope == ALL:
        return "All tracks"
    if task == "popularity" and not scope.startswith(GENRE):
        return f"Family {scope}"
    return scope.removeprefix(GENRE)


def _small(f: Facts, task: str, known: set[str]) -> list[dict[str, Any]]:
    """Genres that were not explained, with why; none where an earlier run explained no genre at all."""
    of = genre_scope if task == "popularity" else str
    if not any(of(str(name)) in known for name in f.genres["genre"]):
        return []
    left = f.genres[~f.genres["genre"].map(lambda name: of(str(name)) in known)]
    return [
        {"value": of(str(name)), "label": f"{name}: {_why(int(tracks))}", "disabled": True}
        for name, tracks in zip(left["genre"].head(MOST_SMALL), left["tracks"], strict=False)
    ]


def _why(tracks: int) -> str:
    if tracks < LEAST:
        return f"n = {tracks}, too few to explain ({LEAST} needed)"
    return f"n = {fmt.number(tracks)}, not explained by itself"


def kept(f: Facts, task: str, scope: str) -> str:
    """The scope of another task in this one: the same genre where it has it, else all tracks."""
    genre = scope.removeprefix(GENRE)
    wanted = genre_scope(genre) if task == "popularity" else genre
    return next((one for one in (scope, wanted) if one in f.scopes_of(task)), ALL)
