"""Words about mood beside a recommendation: a filter on what may be answered, likes by name, a length; and what was not
understood, in words."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.live import prompt
from analytics.prompts import likes as names
from warehouse.connect import Reader
from warehouse.filters import TrackFilter


@dataclass(frozen=True)
class Mood:
    """only: the filter ; likes, dislikes: id -> weight, of what the words name ; count: length of the list, None where
    nothing is said ; shown: what was understood, a phrase each ; problems: sentences on what was not or cannot be had."""

    only: TrackFilter
    likes: dict[str, float]
    dislikes: dict[str, float]
    count: int | None
    shown: tuple[str, ...]
    problems: tuple[str, ...]


NONE = Mood(TrackFilter(), {}, {}, None, (), ())


def mood(reader: Reader, text: str) -> Mood:
    """What the words ask for, see docs/decisions/0019. Any text has an answer. Raises NoSnapshot, BadReference."""
    if not text.strip():
        return NONE
    said = prompt.understand(reader, text)
    with reader.view() as view:
        liked = [one for name in said.likes for one in names.all_of(view, name)]
        unlike = [one for name in said.unlikes for one in names.all_of(view, name, unlike=True)]
    first = next((one for one in liked if one.chosen is not None), None)
    rules, remarks = ([], []) if first is None else names.changed(said.changes, first)
    ids = [{one.chosen.id: 1.0 for one in many if one.chosen is not None} for many in (liked, unlike)]
    only = said.filter.and_(*rules) if rules else said.filter
    problems = _problems(said.not_understood, said.is_nothing, (*said.contradictions, *said.remarks, *remarks))
    lost = [one.words for one in (*liked, *unlike) if one.chosen is None]
    return Mood(only, ids[0], ids[1], said.count, tuple(said.words), (*problems, *lost))


def _problems(unknown: list[str], is_nothing: bool, more: tuple[str, ...]) -> tuple[str, ...]:
    if is_nothing:
        return (f"Nothing was understood, so nothing is narrowed. For instance: {prompt.EXAMPLES}.",)
    return (*([f"Not understood: {', '.join(unknown)}."] if unknown else []), *more)
