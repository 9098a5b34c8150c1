"""The rule builder behind Discover, asked as a browser asks it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.pages import _discover_drafts as drafts
from dashboard.pages._discover_rules import DRAFT
from tests.dashboard.pages.answers import expanded, properties
from tests.dashboard.pages.app_under_test import app_over
from warehouse.filters import parse


@pytest.fixture(scope="module")
def app(sample_home: Path) -> Dash:
    return app_over(sample_home)


def edited(app: Dash, draft: Any, shown: dict[tuple[str, str], Any], by: tuple[str, str]) -> dict[str, Any]:
    """What the builder answers when a control changed, given what stands in all of them and the draft it last heard of."""
    key, spec = next((k, s) for k, s in app.callback_map.items() if DRAFT in k and "rules-wrong" in k)
    controls = [
        {"id": {"page": "discover", "part": part, "rule": rule}, "property": "value", "value": value}
        for (rule, part), value in shown.items()
    ]
    names = [name.rsplit(".", 1) for name in key.strip(".").split("...")]
    state = {f"{DRAFT}.data": draft, "discover-state.data": {"where": ""}}
    body = {
        "output": key,
        "outputs": [{"id": id, "property": name.split("@")[0]} for id, name in names],
        "inputs": [controls, []],
        "state": [{**one, "value": state[f"{one['id']}.{one['property']}"]} for one in spec["state"]],
        "changedPropIds": [f'{{"page":"discover","part":"{by[1]}","rule":"{by[0]}"}}.value'],
    }
    reply = app.server.test_client().post("/_dash-update-component", json=body)
    assert reply.status_code == 200, reply.text
    told = expanded(reply.get_json())["response"]
    return {f"{id}.{name}": value for id, values in told.items() for name, value in values.items()}


def of(where: str) -> Any:
    return drafts.draft_of(parse(where))


def shown(*rules: tuple[str, str, Any] | tuple[str, str, Any, str]) -> dict[tuple[str, str], Any]:
    """What stands in the controls of rules, one after the other: about, op, value, and high where there is one."""
    parts = ("about", "op", "value", "high")
    return {(f"r-{i}", part): now for i, rule in enumerate(rules) for part, now in zip(parts, rule, strict=False)}


def test_two_boxes_filled_before_an_answer_are_both_kept(app: Dash) -> None:
    told = edited(app, of("energy between 0.3 and 0.5"), shown(("energy", "between", "0.1", "0.4")), ("r-0", "high"))
    assert told["discover-where.value"] == "energy between 0.1 and 0.4"
    assert "discover-tree.children" not in told  # whoever types keeps the box


def test_a_choice_whose_answer_was_overtaken_is_drawn_all_the_same(app: Dash) -> None:
    now = shown(("energy", "between", "0.1"), ("popularity", ">=", "60"))
    told = edited(app, of("energy >= 0.3 and popularity >= 50"), now, ("r-1", "value"))
    places = [id for id in properties(told["discover-tree.children"], "id") if isinstance(id, dict)]
    assert {"page": "discover", "part": "high", "rule": "r-0"} in places
    assert [(rule["op"], rule["value"]) for rule in told[f"{DRAFT}.data"]["parts"]] == [
        ("between", "0.1"),
        (">=", "60"),
    ]


def test_the_value_of_another_field_is_not_taken_over(app: Dash) -> None:
    now = shown(("tempo", ">=", "0.3"), ("popularity", ">=", "60"))
    told = edited(app, of("energy >= 0.3 and popularity >= 50"), now, ("r-1", "value"))
    first = told[f"{DRAFT}.data"]["parts"][0]
    assert (first["about"], first["value"]) == ("tempo", "")


def test_what_is_only_drawn_changes_nothing(app: Dash) -> None:
    now = {("r", "how"): "all", **shown(("genre", "in", ["metal", "folk"]))}
    assert edited(app, of("genre in (metal, folk)"), now, ("r-0", "value")) == {}
