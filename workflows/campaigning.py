"""Budgets for the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analytics.live import allocate as live
from analytics.live import plan_text
from warehouse.errors import InputError, MissingInput, UnreadableInput


def budget(path: Path, money: float | None, past: Path | None) -> dict[str, Any]:
    """{"budget", "releases", "totals", "lifts", "notes", "gap"} of a plan (JSON or CSV), or of past spend alone.

    Raises MissingInput, UnreadableInput, InputError, FilterError.
    """
    text = _text(path)
    plan: tuple[plan_text.Release, ...] = ()
    rows = None
    if path.suffix.lower() == ".json":
        stated = _document(text, path)
        money = money if money is not None else stated.get("budget")
        plan = plan_text.releases(stated.get("releases") or [])
    elif plan_text.is_past(text):
        rows = plan_text.past(text)
    else:
        plan = plan_text.read(text)
    if past is not None:
        rows = plan_text.past(_text(past))
    if not isinstance(money, int | float) or isinstance(money, bool):
        raise InputError("The budget is not stated.", 'Add --budget 10000, or "budget" to the JSON file.')
    answer = live.allocate(float(money), plan, rows)
    return {
        "budget": float(money),
        "releases": answer.releases.to_dict("records"),
        "totals": answer.totals.to_dict("records"),
        "lifts": answer.lifts.to_dict("records"),
        "notes": list(answer.notes),
        "gap": answer.gap,
    }


def _document(text: str, path: Path) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise UnreadableInput(f"{path} is no JSON: {error}.", "Correct it, or give the plan as CSV.") from error
    if not isinstance(found, dict) or not isinstance(found.get("releases", []), list):
        raise UnreadableInput(
            f"{path} holds no plan.", 'It should read {"budget": 10000, "releases": [{"release": ...}]}.'
        )
    if not all(isinstance(row, dict) for row in found.get("releases", [])):
        raise UnreadableInput(f"{path} has releases that are no objects.", 'Each should read {"release": "name", ...}.')
    return found


def _text(path: Path) -> str:
    if not path.is_file():
        raise MissingInput(f"{path} is not there.", "Check the path.")
    if path.stat().st_size > plan_text.MOST_BYTES:
        raise InputError(
            f"{path} is larger than {plan_text.MOST_BYTES / 1e6:g} MB.", "Leave out old periods, or add them up."
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{path} is not UTF-8 text.", "Save it as CSV in UTF-8.") from error
