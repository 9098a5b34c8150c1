"""The filter while somebody builds it: a tree of plain values that may have empty groups and rules without a value.

A group is {"how": "all" | "any" | "none", "parts": [...]}, a rule {"about": "popularity", "op": ">=", "value": "70", "high":
""}; `about` has brackets where the field needs them (mood[calm]). A place in the tree is written r, r-0, r-0-2: the way down.
What is whole in a draft is the filter of the page; the rest waits for its value and says so.
"""

from __future__ import annotations

import copy
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dashboard.pages._discover_state import Problem, attempt
from warehouse.filter_fields import OPERATORS, OPERATORS_OF, field_named
from warehouse.filter_grammar import write_value
from warehouse.filter_tree import Group, Node, Rule
from warehouse.filters import TrackFilter

ROOT = "r"
NEW_RULE = {"about": "popularity", "op": ">=", "value": "", "high": ""}
_ABOUT = re.compile(r"(\w+)(?:\[(.*)\])?", re.DOTALL)

Draft = dict[str, Any]


def draft_of(flt: TrackFilter) -> Draft:
    """The draft that says a filter."""
    return _drafted(flt.root)


def _drafted(node: Node) -> Draft:
    if isinstance(node, Group):
        return {"how": node.how, "parts": [_drafted(part) for part in node.parts]}
    return {"about": about_of(node), "op": node.op, **_texts(node)}


def about_of(rule: Rule) -> str:
    """The field of a rule, with what stands in its brackets."""
    return rule.field if rule.vocabulary is None else f"{rule.field}[{rule.vocabulary}]"


def split(about: str) -> tuple[str, str | None]:
    """(field, what stands in its brackets)."""
    found = _ABOUT.fullmatch(about)
    return (found[1], found[2]) if found else (about, None)


def _texts(rule: Rule) -> dict[str, Any]:
    shown = [_shown(value) for value in rule.values]
    if OPERATORS[rule.op].values == "many":
        return {"value": shown, "high": ""}
    return {"value": shown[0] if shown else "", "high": shown[1] if len(shown) > 1 else ""}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else write_value(value)


def listed(text: Any) -> list[str]:
    """The values of a list as it is typed: commas between them, quotes around those that have commas."""
    if isinstance(text, list):
        return [str(one) for one in text]
    rows = csv.reader(io.StringIO(str(text or "")), skipinitialspace=True)
    return [value.strip() for row in rows for value in row if value.strip()]


def rule_of(draft: Draft) -> Rule | Problem | None:
    """The rule that a draft of one says; what is wrong with it; None while its value is not given."""
    takes = OPERATORS[draft["op"]].values
    value: Any = None
    if takes == "one":
        value = str(draft["value"] or "").strip()
    elif takes == "two":
        value = tuple(str(draft[end] or "").strip() for end in ("value", "high"))
    elif takes == "many":
        value = tuple(listed(draft["value"]))
    if takes != "none" and not (all(value) and value):
        return None
    name, part = split(draft["about"])
    return attempt("rule", lambda: Rule(name, draft["op"], value, part))


def node_of(draft: Draft) -> Node | None:
    """The rule or group that is whole in a draft. Raises FilterError for groups that are too deep."""
    if "how" not in draft:
        rule = rule_of(draft)
        return rule if isinstance(rule, Rule) else None
    parts = tuple(node for node in map(node_of, draft["parts"]) if node is not None)
    return Group(draft["how"], parts) if parts else None


def filter_of(draft: Draft) -> TrackFilter | Problem:
    """The filter that is whole in a draft, or why it cannot be one (too deep, too many rules, too long)."""

    def made() -> TrackFilter:
        node = node_of(draft)
        return TrackFilter(node if isinstance(node, Group) else Group("all", () if node is None else (node,)))

    return attempt("filter", made)


def at(draft: Draft, path: str) -> Draft | None:
    """What stands at a place, None where nothing does."""
    for step in path.split("-")[1:]:
        parts = draft.get("parts", [])
        if int(step) >= len(parts):
            return None
        draft = parts[int(step)]
    return draft


def places(draft: Draft, path: str = ROOT) -> Iterator[tuple[str, Draft]]:
    """Every place with what stands there, in reading order."""
    yield path, draft
    for i, part in enumerate(draft.get("parts", [])):
        yield from places(part, f"{path}-{i}")


def edited(draft: Draft, path: str, part: str, value: Any) -> Draft:
    """The draft after one part of a rule or group was set: about, op, value, high or how. Names that are none change
    nothing."""
    after = copy.deepcopy(draft)
    found = at(after, path)
    if found is None or part not in found:
        return draft
    if part == "about":
        found |= _about(found, str(value))
    elif part == "op":
        found |= _compared(found, str(value))
    elif part != "how" or value in ("all", "any", "none"):
        found[part] = value if isinstance(value, list) else str(value or "")
    return after


def _about(rule: Draft, about: str) -> Draft:
    """The same rule of another field: the operator stays where the field has it, the value does not."""
    allowed = OPERATORS_OF[field_named(split(about)[0]).kind]
    op = rule["op"] if rule["op"] in allowed else ">=" if ">=" in allowed else allowed[0]
    return {"about": about, "op": op, "value": "", "high": ""}


def _compared(rule: Draft, op: str) -> Draft:
    """The same rule with another operator; a value becomes a list, or a list its first value, where the number changes."""
    if op not in OPERATORS_OF[field_named(split(rule["about"])[0]).kind]:
        return rule
    before, after = OPERATORS[rule["op"]].values, OPERATORS[op].values
    value = rule["value"]
    if after == "many" and before != "many":
        value = [value] if value else []
    elif before == "many" and after != "many":
        value = (listed(value) or [""])[0]
    return {**rule, "op": op, "value": value}


def pressed(draft: Draft, path: str, press: str) -> Draft:
    """The draft after a button at a place was pressed: add a rule, add a group, drop what stands there."""
    after = copy.deepcopy(draft)
    found = at(after, path)
    if found is None:
        return draft
    if press == "drop" and path != ROOT:
        above, _, step = path.rpartition("-")
        (at(after, above) or {"parts": [None]})["parts"].pop(int(step))
    elif press == "add" and "how" in found:
        found["parts"].append(dict(NEW_RULE))
    elif press == "group" and "how" in found:
        inner = "all" if found["how"] == "any" else "any"
        found["parts"].append({"how": inner, "parts": [dict(NEW_RULE)]})
    return after


@dataclass(frozen=True)
class Step:
    """One place of a draft that is counted: tracks that `kept` keeps, in a group of all; else of the tracks of `within`."""

    path: str
    how: str
    kept: tuple[Node, ...]
    within: tuple[Node, ...]


def steps(draft: Draft, path: str = ROOT, before: tuple[Node, ...] = ()) -> Iterator[Step]:
    """What is counted at each place. In a group of all a rule counts after those above it, in the others by itself."""
    for i, part in enumerate(draft["parts"]):
        place, node = f"{path}-{i}", node_of(part)
        if "how" in part:
            yield from steps(part, place, before)
        if node is None:
            continue
        yield Step(place, draft["how"], (*before, node), before)
        if draft["how"] == "all":
            before = (*before, node)
