"""Answer a prompt on the command line: what was understood, what was not, and the tracks."""

from __future__ import annotations

from typing import Any

from analytics.live import prompt
from analytics.prompts.likes import Liked
from warehouse.connect import Reader
from warehouse.home import Home
from warehouse.settings import Settings


def answer(settings: Settings, text: str, rows: int) -> dict[str, Any]:
    """The answer as a document: prompt, understood, filter, not_understood, contradictions, remarks, likes, tracks, ...

    Raises NoSnapshot, BadReference.
    """
    reader = Reader(Home(settings.home), settings)
    found = prompt.answer(reader, text, rows)
    said = found.understood
    return {
        "prompt": said.text,
        "understood": said.words,
        "filter": found.filter.text,
        "filter_words": found.filter.words,
        "not_understood": said.not_understood,
        "contradictions": list(found.contradictions),
        "remarks": list(found.remarks),
        "parts": [vars(part) for part in said.parts],
        "likes": [_liked(one) for one in found.likes],
        "changes": [change.text for change in said.changes],
        "count": said.count,
        "minutes": said.minutes,
        "order": ",".join(f"-{name}" if down else name for name, down in said.sort),
        "matching": found.matching,
        "tracks": found.tracks.astype(object).where(found.tracks.notna(), None).to_dict("records"),
    }


def _liked(one: Liked) -> dict[str, Any]:
    return {
        "text": one.text,
        "unlike": one.unlike,
        "chosen": vars(one.chosen) if one.chosen else None,
        "others": [vars(match) for match in one.others],
    }
