"""The file of prompts and the made-up catalogue that they are asked of."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from analytics.prompts.lexicon import Lexicon, lexicon
from analytics.prompts.meaning import Understood
from warehouse import moods, prompt_words
from warehouse.filters import Node, parse

FILE = Path(__file__).parent / "moods" / "prompts.toml"
NEWEST = 2022


def document() -> dict[str, Any]:
    """The file as it is."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def made_up() -> Lexicon:
    """The words of the made-up catalogue, and those that Repertoire brings."""
    genres: dict[str, str] = document()["catalogue"]
    return lexicon(prompt_words.load(), moods.load(), genres, sorted(set(genres.values())), NEWEST)


def differences(found: Understood, wanted: dict[str, Any]) -> list[str]:
    """What was understood otherwise than the file says, in words; [] when the prompt passes."""
    pairs = {
        "filter": (_parts(found.filter.text), _parts(wanted.get("filter", ""))),
        "like": (list(found.likes), wanted.get("like", [])),
        "unlike": (list(found.unlikes), wanted.get("unlike", [])),
        "change": ([c.text for c in found.changes], wanted.get("change", [])),
        "count": (found.count, wanted.get("count")),
        "minutes": (found.minutes, wanted.get("minutes")),
        "order": (found.sort, _sort(wanted.get("order", ""))),
        "unknown": (found.not_understood, wanted.get("unknown", [])),
        "contradiction": (bool(found.contradictions), wanted.get("contradiction", False)),
    }
    return [f"{name}: {got!r}, expected {due!r}" for name, (got, due) in pairs.items() if got != due]


def _parts(text: str) -> set[Node]:
    return set(parse(text).parts)


def _sort(text: str) -> tuple[tuple[str, bool], ...]:
    from warehouse.filters import parse_sort

    return parse_sort(text)
