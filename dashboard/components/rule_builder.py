"""A filter as nested groups of rules that are built with the mouse, a thumb or the keyboard alone.

Every part has the id {"page", "rule": place, "part"} (selects and inputs, property `value`), {"page", "rule": place, "press"}
(buttons) or {"page", "left": place} (the line under a rule that says what is left). Places are written r, r-0, r-0-1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.components.parts import button, remove_button

HOWS = {"all": "All", "any": "Any", "none": "None"}


@dataclass(frozen=True)
class Choice:
    """A field that a rule may be about.

    operators : name -> words. takes : operator -> "none", "one", "two" or "many" values. options : value -> text, where
    the values are known. hint : what stands in an empty value.
    """

    key: str
    label: str
    operators: Mapping[str, str]
    takes: Mapping[str, str]
    options: Mapping[str, str] | None = None
    hint: str = ""


def rule_builder(page: str, draft: Mapping[str, Any], choices: Mapping[str, Choice], deepest: int) -> Any:
    """The tree of a draft ({"how", "parts"} and {"about", "op", "value", "high"}); `deepest` levels may be nested.

    Values of a draft are text, or lists where the operator takes many.
    """
    return _group(page, draft, "r", choices, deepest)


def _group(page: str, draft: Mapping[str, Any], path: str, choices: Mapping[str, Choice], levels: int) -> html.Div:
    head = [
        _select(_part(page, path, "how"), HOWS, draft["how"], "Which of these rules must be true"),
        html.Span("of these are true", className="rp-soft"),
        remove_button(_press(page, path, "drop"), "Remove this group") if path != "r" else None,
    ]
    inside = []
    for i, part in enumerate(draft["parts"]):
        place = f"{path}-{i}"
        inside.append(
            _group(page, part, place, choices, levels - 1) if "how" in part else _rule(page, part, place, choices)
        )
        inside.append(html.Div(id={"page": page, "left": place}, className="rp-left", role="status", key=f"left-{i}"))
    add = [button("+ Rule", _press(page, path, "add"), small=True)]
    if levels > 1:
        add.append(button("+ Group", _press(page, path, "group"), small=True))
    body = html.Div([*inside, html.Div(add, className="rp-rule-add")], className="rp-group")
    return html.Div(
        [html.Div(head, className="rp-group-head"), body], role="group", **{"aria-label": "A group of rules"}
    )


def _rule(page: str, rule: Mapping[str, Any], path: str, choices: Mapping[str, Choice]) -> html.Div:
    choice = choices[rule["about"]]
    names = {key: one.label for key, one in choices.items()}
    values = _values(page, rule, path, choice)
    first = html.Div(
        [
            _select(_part(page, path, "about"), names, rule["about"], "Field"),
            remove_button(_press(page, path, "drop"), f"Remove the rule about {choice.label}"),
        ],
        className="rp-rule-line",
    )
    second = html.Div(
        [
            _select(_part(page, path, "op"), choice.operators, rule["op"], f"{choice.label}: how it is compared"),
            *values,
        ],
        className="rp-rule-line",
    )
    return html.Div([first, second], className="rp-rule rp-rule-made")


def _values(page: str, rule: Mapping[str, Any], path: str, choice: Choice) -> list[Any]:
    takes = choice.takes[rule["op"]]
    if takes == "none":
        return []
    if takes == "two":
        low, high = (_text(page, path, end, rule[end], choice, words) for end, words in _ENDS.items())
        return [low, html.Span("and", className="rp-soft"), high]
    if choice.options is not None and rule["op"] in ("=", "!=", "is", "in", "not in"):
        return [_chosen(page, rule, path, choice, takes == "many")]
    return [_text(page, path, "value", rule["value"], choice, "value")]


_ENDS = {"value": "lowest value", "high": "highest value"}


def _text(page: str, path: str, part: str, value: Any, choice: Choice, words: str) -> html.Label:
    box = dcc.Input(
        id=_part(page, path, part), type="text", value=typed(value), debounce=True, placeholder=choice.hint,
        autoComplete="off", spellCheck=False,
    )  # fmt: skip
    return _named(f"{choice.label}: {words}", box, "rp-rule-text")


def typed(values: Any) -> str:
    """A list of values as somebody would type it: commas between, quotes around values that have some."""
    if not isinstance(values, list):
        return str(values or "")
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(values)
    return out.getvalue()


def _chosen(page: str, rule: Mapping[str, Any], path: str, choice: Choice, many: bool) -> html.Div:
    value = rule["value"] or None
    # What an address names and these data lack is still shown.
    named = value if isinstance(value, list) else [value] if value else []
    options = {**{name: name for name in named}, **(choice.options or {})}
    made = dcc.Dropdown(
        id=_part(page, path, "value"),
        options=[{"value": key, "label": text} for key, text in options.items()],
        value=value,
        multi=many,
        placeholder="choose",
        maxHeight=320,
    )
    return html.Div(made, className="rp-rule-choice")


def _select(id: Any, options: Mapping[str, str], value: str, label: str) -> html.Label:
    choices = [{"value": key, "label": text} for key, text in options.items()]
    return _named(label, dbc.Select(id=id, options=choices, value=value, class_name="rp-rule-select"), "rp-rule-field")


def _named(label: str, control: Any, names: str) -> html.Label:
    """The controls have no property for a spoken name, so their label is there and not seen."""
    return html.Label([html.Span(label, className="visually-hidden"), control], className=names)


def _part(page: str, path: str, part: str) -> dict[str, str]:
    return {"page": page, "rule": path, "part": part}


def _press(page: str, path: str, press: str) -> dict[str, str]:
    return {"page": page, "rule": path, "press": press}
