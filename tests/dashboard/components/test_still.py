"""What is sent as one component is what was written, and what must be watched is."""

from __future__ import annotations

import json
from typing import Any

from dash import Input, Output, dcc, html
from dash._utils import to_json
from dash.development.base_component import Component
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components.still import Still, StillDash, still
from tests.dashboard.pages.answers import expanded

TEXTS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5))


def _element(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Component]:
    children = st.one_of(TEXTS, inner, st.lists(st.one_of(TEXTS, inner), max_size=4))
    return st.one_of(
        st.builds(lambda c, name: html.Div(c, className=name, **{"data-x": name}), children, st.text(max_size=3)),
        st.builds(lambda c, name: html.Section(c, id=name), children, st.sampled_from(["a", "b"])),
        st.builds(lambda c: dcc.Link(c, href="/discover?where=a", className="rp"), children),
        st.builds(lambda c: html.Button(c, n_clicks=0), children),
        st.builds(lambda data: dcc.Store(id="kept", data=data), st.lists(st.integers(), max_size=2)),
    )


TREES = st.recursive(_element(st.nothing()), _element, max_leaves=12)


def _flat(part: Any) -> Any:
    """JSON of components as a nest of [type, properties, *text and components], however their children are written."""
    if isinstance(part, list):
        return [flat for one in part for flat in _flat(one)]
    if not isinstance(part, dict):
        return [] if part is None or isinstance(part, bool) else [part]
    props = {name: value for name, value in part["props"].items() if name != "children"}
    return [[part["type"].lower(), props, *_flat(part["props"].get("children"))]]


@given(TREES)
def test_nothing_is_lost_added_or_moved(tree: Component) -> None:
    written = json.loads(to_json(tree))
    assert _flat(expanded(json.loads(to_json(still(tree))))) == _flat(written)
    assert json.loads(to_json(tree)) == written  # what was given is as it was: pages keep parts of theirs


@given(TREES)
def test_plain_html_is_left_nowhere(tree: Component) -> None:
    def sent(part: Any) -> list[dict[str, Any]]:
        if isinstance(part, list):
            return [one for child in part for one in sent(child)]
        return [part, *sent(part["props"].get("children"))] if isinstance(part, dict) and "props" in part else []

    for one in sent(json.loads(to_json(still(tree)))):
        assert one["type"] == "Still" or {"id", "n_clicks"} & set(one["props"]), one


def test_data_and_answers_that_change_nothing_are_as_they_are() -> None:
    rows = [{"title": "a", "n": 1}]
    assert still(rows) is rows
    assert still(None) is None
    assert still(("x", rows, 3)) == ("x", rows, 3)


def test_callbacks_answer_with_as_few_components_as_it_takes() -> None:
    app = StillDash(__name__)
    app.layout = html.Div()

    @app.callback(Output("out", "children"), Input("in", "value"))
    def answer(value: str) -> Component:
        return html.Ul([html.Li(letter) for letter in value])

    out, given = {"id": "out", "property": "children"}, {"id": "in", "property": "value", "value": "abc"}
    body = {"output": "out.children", "outputs": out, "inputs": [given], "changedPropIds": ["in.value"]}
    reply = app.server.test_client().post("/_dash-update-component", json=body)
    shown = reply.get_json()["response"]["out"]["children"]
    assert shown["type"] == Still._type
    assert shown["props"]["tree"] == ["ul", {}, ["li", {}, "a"], ["li", {}, "b"], ["li", {}, "c"]]
    assert shown["props"]["children"] == []
