"""Callbacks of the real application, asked the way a browser asks them, and the text of what they answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dash import Dash


def answer(app: Dash, output: str, values: Mapping[str, Any], changed: str) -> dict[str, Any]:
    """What the callback that fills `output` ('id.property') answers: {'id.property': value}.

    `values` are the inputs and states by 'id.property', missing ones are null; `changed` is the input that fired.
    """
    key = next(k for k in app.callback_map if output in [part.split("@")[0] for part in k.strip(".").split("...")])
    about = app.callback_map[key]
    outputs = [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in key.strip(".").split("...")]

    def filled(needed: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**one, "value": values.get(f"{one['id']}.{one['property']}")} for one in needed]

    body = {
        "output": key,
        "outputs": outputs if key.startswith("..") else outputs[0],
        "inputs": filled(about["inputs"]),
        "state": filled(about["state"]),
        "changedPropIds": [changed],
    }
    reply = app.server.test_client().post("/_dash-update-component", json=body)
    if reply.status_code == 204:
        return {}
    assert reply.status_code == 200, reply.text
    found = expanded(json.loads(reply.text))["response"]
    return {
        f"{id.split('@')[0]}.{name.split('@')[0]}": value
        for id, names in found.items()
        for name, value in names.items()
    }


def expanded(told: Any) -> Any:
    """JSON as sent, with the HTML that a `Still` draws as the components it was made of."""
    if isinstance(told, list):
        return [expanded(one) for one in told]
    if not isinstance(told, dict):
        return told
    if told.get("type") != "Still":
        return {name: expanded(value) for name, value in told.items()}
    return _drawn(told["props"]["tree"], expanded(told["props"]["children"]))


def _drawn(node: Any, live: list[Any]) -> Any:
    if isinstance(node, dict):
        return live[node["at"]]
    if not isinstance(node, list):
        return node
    element, properties, *inner = node
    props = {**properties, "children": [_drawn(one, live) for one in inner]}
    return {"type": element.capitalize(), "namespace": "still", "props": props}


def words(component: Any) -> str:
    """All text of a component or its JSON, in reading order, pieces separated by a space."""
    return " ".join(_pieces(component))


def _pieces(component: Any) -> Iterator[str]:
    if hasattr(component, "to_plotly_json"):
        component = component.to_plotly_json()
    if isinstance(component, dict):
        yield from _pieces(component.get("props", {}).get("children"))
    elif isinstance(component, list | tuple):
        for part in component:
            yield from _pieces(part)
    elif component is not None and not isinstance(component, bool):
        yield str(component)


def links(component: Any) -> list[str]:
    """Every href in a component or its JSON, in order."""
    return [href for href in properties(component, "href") if href]


def properties(part: Any, name: str) -> list[Any]:
    """Every value of a property in a component or its JSON, in order."""
    if hasattr(part, "to_plotly_json"):
        part = part.to_plotly_json()
    if isinstance(part, list | tuple):
        return [value for one in part for value in properties(one, name)]
    if not isinstance(part, dict):
        return []
    props = part.get("props", {})
    return ([props[name]] if name in props else []) + properties(props.get("children"), name)
