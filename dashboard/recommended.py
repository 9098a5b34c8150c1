"""A recommendation as an address asks for it: the same answer for the page and for its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pandas as pd

from analytics.live import recommend_mood
from analytics.live.recommend import Answer, Options, Profile, in_words, recommend, strengths
from analytics.live.recommend_figures import baseline, changes, without
from analytics.live.recommend_mood import Mood
from analytics.live.recommend_names import kind, names
from dashboard.context import Context
from warehouse.errors import FilterError
from warehouse.userdata import Feedback, ItemKind, Said
from warehouse.userdata.engine import now

LENGTHS = (10, 20, 50, 100)
LEAST_WEIGHT, MOST_WEIGHT = 0.5, 10.0
MOST_IDS = 200
Weights = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class State:
    """What the address says. like, dislike: (id, weight) ; out, keep: ids excluded and included by hand ; dial, diversity,
    alike: 0 to 100 ; base: the most popular list instead ; against: the feedback that a change is told of ; known, tired:
    what was heard, and what was shown often, may be answered."""

    profile: str = ""
    like: Weights = ()
    dislike: Weights = ()
    out: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    mood: str = ""
    dial: int = 50
    diversity: int = 0
    alike: int = 0
    n: int = 20
    base: bool = False
    against: str = "newest"
    known: bool = False
    tired: bool = False

    def params(self) -> dict[str, str]:
        """What stands in the address; '' for what is usual."""
        usual, found = State(), {}
        for one in fields(self):
            value = getattr(self, one.name)
            found[one.name] = "" if value == getattr(usual, one.name) else _written(value)
        return found


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if not isinstance(value, tuple):
        return str(value)
    parts = [item if isinstance(item, tuple) else (item, 1.0) for item in value]
    return ",".join(_quoted(name) + ("" if weight == 1 else f"*{weight:g}") for name, weight in parts)


def _quoted(name: str) -> str:
    """An id without what parts a list and a weight; the address itself is quoted once more, so no more than that."""
    return name.replace("%", "%25").replace(",", "%2C").replace("*", "%2A")


def read(query: Mapping[str, str] | None) -> State:
    """The state of an address. Raises FilterError for a value that it cannot mean."""
    asked = query or {}
    found: dict[str, Any] = {name: _weights(asked.get(name, "")) for name in ("like", "dislike")}
    found |= {name: tuple(item for item, _ in _weights(asked.get(name, ""))) for name in ("out", "keep")}
    found |= {name: _level(asked, name, getattr(State, name)) for name in ("dial", "diversity", "alike")}
    found |= {name: asked.get(name) == "1" for name in ("base", "known", "tired")}
    n = asked.get("n") or str(State.n)
    if not n.isdigit() or not 1 <= int(n) <= LENGTHS[-1]:
        raise FilterError(f"A list of {n} cannot be made.", f"n is 1 to {LENGTHS[-1]}.")
    against = asked.get("against") or "newest"
    if against not in ("newest", "all"):
        raise FilterError(f"There is no feedback called {against}.", "against is newest or all.")
    found |= {"profile": asked.get("profile", "").strip()[:120], "mood": asked.get("mood", "")[:500]}
    return State(**found, n=int(n), against=against)


def _weights(text: str) -> Weights:
    found: dict[str, float] = {}
    for part in filter(None, text.split(",")):
        name, _, weight = part.partition("*")
        try:
            value = float(weight or 1)
        except ValueError:
            value = -1.0
        if not LEAST_WEIGHT <= value <= MOST_WEIGHT:
            raise FilterError(
                f"{part} has no weight that can be used.", f"Weights are {LEAST_WEIGHT:g} to {MOST_WEIGHT:g}."
            )
        found[unquote(name)] = value
    return tuple(found.items())[:MOST_IDS]


def _level(asked: Mapping[str, str], name: str, usual: int) -> int:
    text = asked.get(name) or str(usual)
    if not text.isdigit() or int(text) > 100:
        raise FilterError(f"{name} cannot be {text}.", f"{name} is 0 to 100.")
    return int(text)


@dataclass(frozen=True)
class Found:
    """An answer with what it was asked with. said: feedback in force, the newest first ; shown: the list on
    screen, the answer or the most popular."""

    state: State
    mood: Mood
    kind: Any
    said: tuple[Said, ...]
    profile: Profile
    options: Options
    answer: Answer
    shown: Answer = field(repr=False)


def find(context: Context, state: State) -> Found:
    """The answer to an address. Raises NoSnapshot, BadArtefact, BadReference."""
    reader, store = context.reader, context.userdata.feedback if context.userdata else None
    mood, item = recommend_mood.mood(reader, state.mood), kind(reader)
    said = tuple(store.verdicts(state.profile, item)) if store and state.profile else ()
    likes, dislikes = {**mood.likes, **dict(state.like)}, {**mood.dislikes, **dict(state.dislike)}
    profile = Profile(likes, dislikes, state.profile, strengths(said))
    options = Options(
        mood.count if mood.count and state.n == State.n else state.n,
        state.diversity / 100,
        state.dial / 100,
        state.out,
        {} if state.tired or not store or not state.profile else _earlier(store, state, item),
        keep_known=state.known,
        only=mood.only,
        alike=state.alike / 100,
        include=state.keep,
    )
    answer = _answer(context, state, profile, options)
    shown = baseline(reader, answer, options) if state.base else answer
    return Found(state, mood, item, said, profile, options, answer, shown)


def most_popular(context: Context, found: Found) -> Answer:
    """The plain list that the answer is set beside."""
    return found.shown if found.state.base else baseline(context.reader, found.answer, found.options)


def _earlier(store: Feedback, state: State, item: ItemKind) -> dict[str, int]:
    """On how many days before today each item was shown: nothing leaves while somebody looks at it, and nothing that was
    asked for by hand."""
    shown = store.shown(state.profile, item, now().date() - timedelta(days=1))
    return {name: days for name, days in shown.items() if name not in state.keep}


def _answer(context: Context, state: State, profile: Profile, options: Options) -> Answer:
    """The answer; kept for what stands beside the list, which asks the same again."""
    said = tuple(sorted(profile.feedback.items()))
    key = ("recommended", replace(state, base=False, against="newest"), said, tuple(sorted(options.tired)))
    reader = context.reader
    return reader.cached(key, lambda _view: recommend(reader, profile, options))


def changed(context: Context, found: Found) -> pd.DataFrame:
    """What the newest feedback, or all of it, changed in the list: as `recommend_figures.changes`."""
    newest = [one.item for one in found.said if one.batch == found.said[0].batch]
    gone = newest if found.state.against == "newest" else [one.item for one in found.said]
    before = recommend(context.reader, without(found.profile, gone), found.options)
    return changes(before, found.answer)


def table(found: Found) -> pd.DataFrame:
    """The list on screen as a file has it, in its order."""
    items, verdicts = found.shown.items, {one.item: one.verdict for one in found.said}
    parts = [items[name].astype(float).fillna(0.0) for name in ("ease", "als")]
    return pd.DataFrame(
        {
            "rank": range(1, len(items) + 1),
            "id": items["id"].astype(str),
            "name": items["name"].astype(str),
            "from_listeners": parts[0] + parts[1],
            "from_sound_and_tags": items["content"].astype(float),
            "from_popularity": items["popularity"].astype(float),
            "listeners": items["listeners"].astype("Int64"),
            "reason": [in_words(told) for told in items["reasons"]],
            "feedback": pd.Series([verdicts.get(str(name)) for name in items["id"]], dtype=object),
        }
    )


def asked_words(found: Found, called: Mapping[str, str]) -> dict[str, str]:
    """What the list was asked with, for the head of its file: label -> words."""
    state = found.state
    told = {
        "list": f"the most popular {found.shown.kind}s" if state.base else f"recommended {found.shown.kind}s",
        "basis": found.shown.basis,
        "for": state.profile,
        "likes": _listed(found.profile.likes.items(), called),
        "dislikes": _listed(found.profile.dislikes.items(), called),
        "feedback": ", ".join(f"{one.verdict} {called.get(one.item, one.item)}" for one in found.said),
        "mood": f"{state.mood} ({'; '.join(found.mood.shown) or 'nothing understood'})" if state.mood else "",
        "settings": f"dial {state.dial}, diversity {state.diversity}, least likeness {state.alike / 100:g}",
        "excluded": ", ".join(called.get(name, name) for name in state.out),
        "included": ", ".join(called.get(name, name) for name in state.keep),
        "notes": " ".join((*found.mood.problems, *found.shown.notes)),
        "sort": "rank",
    }
    return {label: words for label, words in told.items() if words}


def _listed(weights: Any, called: Mapping[str, str]) -> str:
    return ", ".join(f"{called.get(name, name)} x{weight:g}" for name, weight in weights)


def names_of(context: Context, found: Found) -> dict[str, str]:
    """id -> name of everything that is named beside the list."""
    state = found.state
    more = [one.item for one in found.said]
    ids = [*found.profile.likes, *found.profile.dislikes, *state.out, *state.keep, *more]
    return names(context.reader, list(dict.fromkeys(ids)))
