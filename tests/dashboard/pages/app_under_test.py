"""An application over the published sample, and a way to fire its callbacks without a browser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dash import Dash

from dashboard.app import create_app
from dashboard.context import Context
from tests.dashboard.pages.answers import expanded
from warehouse.connect import Reader
from warehouse.settings import load


def context_over(home: Path) -> Context:
    """What every page is given."""
    settings = load({}, home=home)
    return Context(Reader(home, settings), settings)


def app_over(home: Path) -> Dash:
    """The whole application."""
    settings = load({}, home=home)
    return create_app(Reader(home, settings), settings)


def fire(app: Dash, output: str, changed: str, also: tuple[str, ...] = (), **values: Any) -> dict[str, Any]:
    """The response of the callback that writes `output` when `changed` ('id.property') changes, and `also` with it.

    `values` are the inputs and states as id__property; what is not given is None.
    """
    answer = app.server.test_client().post("/_dash-update-component", json=asked(app, output, changed, also, **values))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(expanded(answer.get_json())["response"])


def asked(app: Dash, output: str, changed: str, also: tuple[str, ...] = (), **values: Any) -> dict[str, Any]:
    """What the browser sends for it."""
    parts = ((*key.split("__"), value) for key, value in values.items())
    wanted = {f"{id.replace('_', '-')}.{name}": value for id, name, value in parts}
    key, spec = next((k, s) for k, s in app.callback_map.items() if _writes(k, output) and _reads(s, changed))

    def filled(entries: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"id": e["id"], "property": e["property"], "value": wanted.get(f"{e['id']}.{e['property']}")}
            for e in entries
        ]

    names = [name.split("@")[0] for name in key.strip(".").split("...")]
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    return {
        "output": key,
        "outputs": outputs if key.startswith("..") else outputs[0],
        "inputs": filled(spec["inputs"]),
        "state": filled(spec["state"]),
        "changedPropIds": [changed, *also],
    }


def _writes(key: str, output: str) -> bool:
    return output in [re.sub("@.*", "", name) for name in key.strip(".").split("...")]


def _reads(spec: Mapping[str, Any], changed: str) -> bool:
    return changed in [f"{e['id']}.{e['property']}" for e in spec["inputs"]]


def words(component: Any) -> str:
    """All text in a component or in its JSON, in reading order."""
    if component is None or isinstance(component, bool):
        return ""
    if isinstance(component, str | int | float):
        return " ".join(str(component).split())
    if isinstance(component, list | tuple):
        return " ".join(filter(None, map(words, component)))
    if isinstance(component, dict):
        return words(component.get("props", component).get("children"))
    return words(getattr(component, "children", None))
