"""A brief as an address asks for it: the same rows for the page and for its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from analytics.live import brief as live
from dashboard.context import Context
from dashboard.shortlisting import kept
from warehouse.errors import FilterError

PATH = "/campaigns/sync"


@dataclass(frozen=True)
class State:
    """What the address says, all as text. moods: `calm:1,happy:2` ; genre, like: by commas ; vocals: least instrumentalness ;
    cleared: name of a shortlist."""

    words: str = ""
    tempo: str = ""
    octave: str = ""
    vocals: str = ""
    clean: str = ""
    length: str = ""
    years: str = ""
    genre: str = ""
    where: str = ""
    cleared: str = ""
    moods: str = ""
    like: str = ""
    like_weight: str = ""
    trend: str = ""
    arc: str = ""
    rows: str = ""

    def params(self) -> dict[str, str]:
        """What stands in the address."""
        return {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)}


def read(query: Mapping[str, str]) -> State:
    """The state of an address."""
    return State(**{one.name: str(query.get(one.name) or "").strip() for one in fields(State)})


def asked(state: State) -> live.Asked:
    """What a state asks. Raises FilterError for what it cannot mean."""
    rows = _number(state.rows, "rows", 20)
    return live.Asked(
        words=state.words, tempo=state.tempo, octave=bool(state.octave), vocals=_number(state.vocals, "vocals", 0),
        clean=bool(state.clean), length=state.length, years=state.years, genres=_listed(state.genre), where=state.where,
        moods=_weights(state.moods), likes=_listed(state.like), like=_number(state.like_weight, "like_weight", 1),
        trend=_number(state.trend, "trend", 0), arc=state.arc or "any", cleared=state.cleared, rows=int(rows),
    ).checked()  # fmt: skip


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))


def _number(text: str, what: str, usual: float) -> float:
    try:
        return float(text) if text else usual
    except ValueError:
        raise FilterError(f"{text[:40]!r} is no number for {what}.", "Write it like 0.5") from None


def _weights(text: str) -> dict[str, float]:
    parts = [one.partition(":") for one in _listed(text)]
    return {name.strip(): _number(weight.strip(), f"the weight of {name}", 1) for name, _, weight in parts}


def find(context: Context, state: State) -> live.Answer:
    """The answer to a state. Raises FilterError, HomeError where a shortlist is named and none can be kept."""
    cleared = [one.track_id for one in kept(context).entries(state.cleared)] if state.cleared else None
    wanted = asked(state)
    if cleared is not None:
        return live.brief(context.reader, wanted, cleared)  # people change lists: never from memory
    return context.reader.cached(("brief", tuple(state.params().items())), lambda _: live.brief(context.reader, wanted))


def table(found: live.Answer) -> pd.DataFrame:
    """The rows of the file: every recording that is left, its parts named as on the page."""
    names = {part.column: f"part_{part.name.replace(' ', '_')}" for part in found.parts}
    return found.rows.rename(columns=names).rename(columns={"place": "place_in_arc"})


def asked_words(found: live.Answer) -> dict[str, str]:
    """What the file says it is."""
    rules = [f"{row.rule} (leaves {row.leaves:,})" for row in found.hard.itertuples()]
    return {
        "brief": found.asked.words or "(no words)",
        "rules": "; ".join(rules) or "(none)",
        "score": " + ".join(f"{part.weight:.2f} x {part.name}" for part in found.parts) or "(none: most popular first)",
        "arc of energy": found.asked.arc,
        "notes": " ".join((*found.notes, *found.problems)),
    }


def options(values: Any) -> list[dict[str, str]]:
    """Options of a choice."""
    return [{"label": str(one).replace("_", " "), "value": str(one)} for one in values]
