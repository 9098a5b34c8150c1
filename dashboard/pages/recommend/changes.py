"""The state after somebody did one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.pages.recommend import ids
from dashboard.recommended import LEAST_WEIGHT, MOST_WEIGHT, State, Weights

STEP = 0.5


def after(old: State, told: Mapping[str, Any], clicked: Any, add: str | None, add_as: str, can_keep: bool) -> State:
    """`told`: what the controls say now ; clicked: id of the control or button ; add: what was chosen to be added, and as what ;
    can_keep: whether verdicts can be kept: without a profile to keep them under they go into the state."""
    new = replace(old, **told)
    if isinstance(add, str) and add and clicked == ids.ADD:
        return put(new, add_as, add)
    if not isinstance(clicked, dict):
        return new
    item = clicked["item"]
    if clicked["type"] == ids.SAY:
        verdict = str(clicked["verdict"])
        return new if can_keep and old.profile else put(new, "out" if verdict == "skip" else verdict, item)
    if clicked["what"] == "base":
        return replace(new, base=not old.base)
    if clicked["what"] in ("more", "less"):
        return weighed(new, item, STEP if clicked["what"] == "more" else -STEP)
    return dropped(new, item) if clicked["what"] == "drop" else put(new, clicked["what"], item)


def put(state: State, where: str, item: str) -> State:
    """The item liked, disliked, kept in or kept out, and nowhere else."""
    clean = dropped(state, item)
    added: Any = (item, 1.0) if where in ("like", "dislike") else item
    changed: dict[str, Any] = {where: (*getattr(clean, where), added)}
    return replace(clean, **changed)


def dropped(state: State, item: str) -> State:
    """The state without anything said of an item by hand."""

    def others(pairs: Weights) -> Weights:
        return tuple(pair for pair in pairs if pair[0] != item)

    out, keep = (tuple(one for one in names if one != item) for names in (state.out, state.keep))
    return replace(state, like=others(state.like), dislike=others(state.dislike), out=out, keep=keep)


def weighed(state: State, item: str, step: float) -> State:
    """The state with the weight of a seed moved by a step, inside its range."""

    def moved(pairs: Weights) -> Weights:
        return tuple((one, _inside(weight + step) if one == item else weight) for one, weight in pairs)

    return replace(state, like=moved(state.like), dislike=moved(state.dislike))


def _inside(weight: float) -> float:
    return min(MOST_WEIGHT, max(LEAST_WEIGHT, weight))
