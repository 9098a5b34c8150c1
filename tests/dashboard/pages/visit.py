"""A page as a browser meets it: its layout, then every callback that its components can answer, without a browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from dash import Dash

from dashboard import shell
from tests.dashboard.pages.answers import expanded, words

#: Properties in which no component stands: data, of which there is much.
NO_COMPONENTS = ("figure", "rowData", "options", "data", "columnDefs")


_SPECS: WeakKeyDictionary[Dash, list[dict[str, Any]]] = WeakKeyDictionary()


class Visit:
    """One address, opened.

    text : all words of the page when nothing more happens ; troubles : what was answered with another code than 200 or
    204, or with a toast that tells of an error ; fired : number of callbacks that answered.
    """

    def __init__(self, app: Dash, address: str) -> None:
        self._app, self._client = app, app.server.test_client()
        self._layout: Any = self._get("/_dash-layout")
        self._specs = _SPECS.get(app) or _SPECS.setdefault(app, self._get("/_dash-dependencies"))
        self.troubles: list[str] = []
        self.fired = 0
        parts = urlsplit(address)
        self._index()
        self._props[shell.THEME]["data"] = "light"  # the browser's own function would say so
        location = self._props[shell.LOCATION]
        location |= {"pathname": parts.path, "search": f"?{parts.query}" if parts.query else ""}
        self._settle()

    @property
    def text(self) -> str:
        """All words of the page, those that figures write among them."""
        return " ".join([words(self._layout), *_annotations(self._layout)])

    @property
    def layout(self) -> Any:
        """The page as JSON, with what its callbacks have filled in."""
        return self._layout

    def _get(self, path: str) -> Any:
        reply = self._client.get(path)
        assert reply.status_code == 200, reply.text
        return expanded(json.loads(reply.text))

    def _settle(self) -> None:
        """Fire the callbacks that fire on their own, then those that wait for a hand, until none is new."""
        done: set[str] = set()
        for by_hand in (False, True):
            while waiting := [s for s in self._specs if self._can_fire(s, by_hand) and _key(s) not in done]:
                for spec in waiting:
                    done.add(_key(spec))
                    self._fire(spec, by_hand)

    def _can_fire(self, spec: Mapping[str, Any], by_hand: bool) -> bool:
        if spec["clientside_function"] or (spec["prevent_initial_call"] is True and not by_hand):
            return False
        ids = [*_outputs(spec), *spec["inputs"]]
        there = self._props
        return all("{" not in one["id"] and one["id"] in there for one in ids)

    def _fire(self, spec: Mapping[str, Any], by_hand: bool) -> None:
        there = self._props

        def filled(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
            known = [{**e, "value": there.get(e["id"], {}).get(e["property"])} for e in entries if "{" not in e["id"]]
            return [{name: one[name] for name in ("id", "property", "value")} for one in known]

        outputs, first = _outputs(spec), spec["inputs"][0]
        body = {
            "output": spec["output"],
            "outputs": outputs if spec["output"].startswith("..") else outputs[0],
            "inputs": filled(spec["inputs"]),
            "state": filled(spec["state"]),
            "changedPropIds": [f"{first['id']}.{first['property']}"] if by_hand else [],
        }
        reply = self._client.post("/_dash-update-component", json=body)
        self.fired += 1
        if reply.status_code == 204:
            return
        if reply.status_code != 200:
            self.troubles.append(f"{spec['output']}: {reply.status_code} {reply.text[:500]}")
            return
        self._apply(spec["output"], expanded(json.loads(reply.text)), by_hand)

    def _apply(self, output: str, answer: dict[str, Any], by_hand: bool) -> None:
        for toasts in answer.get("sideUpdate", {}).values():
            self.troubles.append(f"{output}: {words(toasts.get('children'))}")
        # What a hand would change is asked for, but the page stays as it was opened.
        if by_hand:
            return
        for id, changed in answer.get("response", {}).items():
            props = self._props.get(id.split("@")[0], {})
            props |= {name.split("@")[0]: value for name, value in changed.items()}
        self._index()

    def _index(self) -> None:
        """id -> properties of every component that is there."""
        named = [c["props"] for c in _components(self._layout) if isinstance(c["props"].get("id"), str)]
        self._props: dict[str, dict[str, Any]] = {props["id"]: props for props in named}


def _key(spec: Mapping[str, Any]) -> str:
    return str(spec["output"]) + json.dumps(spec["inputs"])


def _outputs(spec: Mapping[str, Any]) -> list[dict[str, str]]:
    names = spec["output"].strip(".").split("...")
    return [dict(zip(("id", "property"), name.split("@")[0].rsplit(".", 1), strict=True)) for name in names]


def _components(part: Any) -> list[dict[str, Any]]:
    """Every component in JSON, what holds others before them. A list with a stack: layouts nest deeply, and are read often."""
    found, left = [], [part]
    while left:
        one = left.pop()
        if isinstance(one, list):
            left += reversed(one)
        elif isinstance(one, dict):
            if "props" in one and "type" in one:
                found.append(one)
            left += [inner for name, inner in reversed(one.items()) if name not in NO_COMPONENTS]
    return found


def _annotations(layout: Any) -> list[str]:
    figures = [c["props"].get("figure") for c in _components(layout) if c["type"] == "Graph"]
    notes = [(f or {}).get("layout", {}).get("annotations") or [] for f in figures]
    return [str(note.get("text", "")) for found in notes for note in found]
