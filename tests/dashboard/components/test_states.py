"""Empty, loading, error, too few: said in words, with one thing to do."""

from __future__ import annotations

from typing import Any

import pytest
from dash import dcc, html

from dashboard.components import states


def inside(component: Any, kind: type) -> list[Any]:
    return [c for c in component._traverse() if isinstance(c, kind)]


def test_empty_has_one_cause_and_one_action() -> None:
    state = states.empty("No track has energy above 0.95.", "Loosen energy", href="/discover")
    assert inside(state, html.P)[0].children == "No track has energy above 0.95."
    assert inside(state, dcc.Link)[0].href == "/discover"
    assert inside(states.empty("None.", "Loosen", action_id="loosen"), html.Button)[0].id == "loosen"
    assert inside(states.empty("None."), html.Button) == []


def test_too_few_names_both_numbers() -> None:
    assert states.not_enough(7, 30).children.children == "n = 7, too few to show (30 needed)"


def test_not_sure_is_not_an_error() -> None:
    assert "rp-error" not in states.not_sure("Not sure").className


def test_error_says_what_to_do() -> None:
    state = states.error("It broke.", "Run doctor.", retry_id="again")
    assert (state.role, inside(state, html.Button)[0].children) == ("alert", "Try again")
    assert inside(states.error("It broke."), html.Button) == []


@pytest.mark.parametrize(("shape", "blocks"), [("chart", 3), ("table", 4), ("text", 4), ("kpi", 3)])
def test_loading_has_the_shape_of_what_comes(shape: states.Shape, blocks: int) -> None:
    spans = inside(states.loading(shape, rows=4), html.Span)
    assert spans[0].children == "Loading"
    assert len(spans) - 1 == blocks
