"""Whoever may only look sees which controls change something: every one that the server would refuse is marked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from dash import Dash

from dashboard import editing
from dashboard.app import create_app
from tests.source import ROOT
from tests.warehouse.homes import tiny
from warehouse.connect import Reader
from warehouse.settings import load
from warehouse.userdata import Actor, UserData

GUESSES: dict[str, Any] = {
    "value": "x",
    "pathname": "/",
    "search": "",
    "selectedRows": [{"track_id": "a", "genre": "pop"}],
}
PRESSED = ("n_clicks", "n_submit", "contents", "cellValueChanged")
REFUSED = "may look at everything here and change nothing"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    """The application behind a proxy that names a viewer."""
    home = tiny(tmp_path_factory.mktemp("viewer"))
    settings = load({"REPERTOIRE_PROXY_HEADER": "X-Who", "REPERTOIRE_TRUSTED_PROXIES": "127.0.0.1"}, home=home.path)
    return create_app(Reader(home, settings), settings, UserData(home))


def pressed(app: Dash) -> Iterator[tuple[str, str]]:
    """Every control that a hand can press -> the answer to a viewer who presses it."""
    client = app.server.test_client()
    for key, spec in app.callback_map.items():
        for given in spec["inputs"]:
            if given["property"] in PRESSED and "{" not in key:  # what writes into many answers none
                body = asked(key, spec, given)
                reply = client.post("/_dash-update-component", json=body, headers={"X-Who": "Vera"})
                yield str(type_of(given["id"])), reply.get_data(as_text=True)


def asked(key: str, spec: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """What the browser sends when one control is pressed and every other one is at rest."""
    names = [name.split("@")[0] for name in key.strip(".").split("...")]
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    return {
        "output": key,
        "outputs": outputs if key.startswith("..") else outputs[0],
        "inputs": [filled(one, 1 if one is given else None) for one in spec["inputs"]],
        "state": [filled(one, GUESSES.get(one["property"])) for one in spec["state"]],
        "changedPropIds": [f"{concrete(given['id'])}.{given['property']}"],
    }


def filled(given: dict[str, Any], value: Any) -> Any:
    """One input or state with a value; of a pattern, the one control there is."""
    if "{" not in given["id"]:
        return {"id": given["id"], "property": given["property"], "value": value}
    return [{"id": json.loads(concrete(given["id"])), "property": given["property"], "value": value}]


def concrete(id: str) -> str:
    """The id of a control; of a pattern, of the first that fits."""
    if "{" not in id:
        return id
    parts = {name: "1" if isinstance(value, list) else value for name, value in json.loads(id).items()}
    return json.dumps(parts, sort_keys=True, separators=(",", ":"))


def type_of(id: str) -> str:
    """What a list names: an id, or the type of a pattern."""
    return str(json.loads(id).get("type", id)) if "{" in id else id


def test_every_control_that_a_viewer_is_refused_is_marked(app: Dash) -> None:
    refused = {id for id, answer in pressed(app) if REFUSED in answer}
    assert {"views-save", "view-delete", "alerts-delete"} <= refused  # else nothing was tried
    assert sorted(id for id in refused if not editing.is_marked(id)) == []


def test_every_name_on_the_list_is_a_control_that_exists(app: Dash) -> None:
    there = {type_of(one["id"]) for spec in app.callback_map.values() for one in [*spec["inputs"], *spec["state"]]}
    scripts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "dashboard" / "assets").glob("*.js"))
    named = [id for ids in editing.EDITS.values() for id in ids]
    absent = [id for id in named if not any(fits(id, one) for one in there) and f"#{id}" not in scripts]
    assert absent == []


def fits(listed: str, id: str) -> bool:
    """Whether an entry of the list means this control."""
    return id.endswith(listed[1:]) if listed.startswith("*") else id == listed.removesuffix("*")


def test_only_viewers_are_told() -> None:
    assert editing.marker(None) is None
    assert editing.marker(Actor("Ada", "editor")) is None
    told = editing.marker(Actor("Vera", "viewer"))
    assert told is not None
    assert "#views-save" in getattr(told, "data-edits")
