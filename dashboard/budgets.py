"""A budget as an address asks for it: the same answer for the page and for its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.live import allocate as live
from analytics.live import plan_text
from analytics.live.plan_text import Release
from warehouse.errors import FilterError

MONEY = 10_000.0
#: Columns of the file and what people read, in order; those that an answer lacks are left out.
FILE = {
    "release": "Release",
    "equal": "Equal split",
    "by_popularity": "By popularity",
    "best": "Best split",
    "expected": "Expected of best",
    "expected_low": "from (80%)",
    "expected_high": "to (80%)",
    "knowing": "Worth of knowing",
}


@dataclass(frozen=True)
class State:
    """What the address says. money: the budget ; unit: of the result ; plan: lines of a plan as CSV ; shown: the release whose
    curve is drawn ; note: where the curves are from.
    """

    money: float = MONEY
    unit: str = ""
    plan: str = ""
    shown: str = ""
    note: str = ""

    def params(self) -> dict[str, str]:
        """The state as it stands in the address; `read` is its inverse."""
        money = "" if self.money == MONEY else f"{self.money:.12g}"
        return {"budget": money, "unit": self.unit, "plan": self.plan, "shown": self.shown, "note": self.note}

    @property
    def releases(self) -> tuple[Release, ...]:
        """The lines of the plan. Raises InputError."""
        return plan_text.read(self.plan) if self.plan else ()


def read(query: Mapping[str, Any]) -> State:
    """The state that an address holds. Raises FilterError for a budget that is no number; the plan is read when asked for."""
    text = str(query.get("budget") or "")
    try:
        money = float(text) if text else MONEY
    except ValueError:
        raise FilterError(f"The budget {text[:40]!r} is no number.", "Write it without a currency: 10000.") from None
    cut = {name: str(query.get(name) or "")[:limit] for name, limit in (("unit", 40), ("shown", 120), ("note", 200))}
    return State(money, plan=str(query.get("plan") or "")[:20_000], **cut)


def answer(state: State) -> live.Answer:
    """The splits. Raises InputError, FilterError."""
    return live.allocate(state.money, state.releases)


def table(found: live.Answer) -> pd.DataFrame:
    """The rows of the page and the file, the most money first."""
    first = "best" if "best" in found.releases else "equal"
    names = [name for name in FILE if name in found.releases]
    return found.releases.sort_values([first, "release"], ascending=[False, True], kind="stable")[names].reset_index(
        drop=True
    )


def asked_words(state: State, found: live.Answer) -> dict[str, str]:
    """What the head of the file says."""
    lifts = {
        f"lift over {row['against'].replace('_', ' ')}": _lift(row, state.unit)
        for row in found.lifts.to_dict("records")
    }
    return {"budget": f"{state.money:,.0f}", **lifts, "notes": " ".join((*found.notes, state.note)).strip()}


def _lift(row: Mapping[Any, Any], unit: str) -> str:
    words = f"{row['lift']:,.0f} ({row['low']:,.0f} to {row['high']:,.0f}, 80%; more in {row['chance']:.0%} of draws)"
    return f"{words} {unit}".strip()
