"""TrackFilter: which tracks. One expression serves URLs, the command line, saved views and provenance.

>>> hits = parse("popularity >= 70 and danceability >= .8")
>>> hits.text
'popularity >= 70 and danceability >= 0.8'
>>> hits.words
'popularity at least 70 and danceability at least 0.80'
>>> hits.where()
('((t."popularity" >= $f0) and (t."danceability" >= $f1))', {'f0': 70, 'f1': 0.8})

The language is described in `filter_grammar`, its fields, operators and missing values in `filter_tree`; sorts and
lists of columns are in `ordering`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from warehouse import filter_grammar
from warehouse.errors import FilterError
from warehouse.filter_fields import OPERATORS, OPERATORS_OF, Field, Operator, fields, quoted
from warehouse.filter_sql import compiled
from warehouse.filter_tree import MAX_RULES, MAX_TEXT, Group, Node, Rule, simplified
from warehouse.ordering import Sort, parse_columns, parse_sort, sort_sql, sort_words, write_sort

__all__ = [
    "OPERATORS", "OPERATORS_OF", "Field", "FilterError", "Group", "Node", "Operator", "Rule", "Sort", "TrackFilter",
    "fields", "parse", "parse_columns", "parse_sort", "sort_sql", "sort_words", "write_sort",
]  # fmt: skip


@dataclass(frozen=True)
class TrackFilter:
    """A tree of rules, brought to one form when made: two filters that read the same are equal and hash the same.

    root : empty groups in it are left out, groups of one part are opened.

    Raises FilterError when there are more than MAX_RULES rules or the expression is longer than MAX_TEXT.
    """

    root: Group = Group("all")

    def __post_init__(self) -> None:
        node = simplified(self.root)
        root = node if isinstance(node, Group) else Group("all", () if node is None else (node,))
        object.__setattr__(self, "root", root)
        if len(self.rules) > MAX_RULES:
            raise FilterError(
                f"The filter has {len(self.rules)} rules; {MAX_RULES} are allowed.",
                "Use `in (...)` for a list of values.",
            )
        if len(self.text) > MAX_TEXT:
            raise filter_grammar.too_long(len(self.text))

    @staticmethod
    def all() -> TrackFilter:
        """The filter that keeps every track."""
        return TrackFilter()

    @property
    def is_all(self) -> bool:
        """Whether there is no rule."""
        return not self.root.parts

    @property
    def text(self) -> str:
        """The expression; `parse` of it gives an equal filter. Empty for every track."""
        return "" if self.is_all else filter_grammar.write(self.root)

    @property
    def words(self) -> str:
        """The filter as part of a sentence."""
        return "every track" if self.is_all else in_words(self.root)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in reading order."""
        return tuple(self.root.rules())

    @property
    def parts(self) -> tuple[Node, ...]:
        """What is joined by `and` at the top: one chip each; `in_words(part)` labels it, `without(i)` removes it."""
        return self.root.parts if self.root.how == "all" else (self.root,)

    def where(self, alias: str = "t", prefix: str = "f") -> tuple[str, dict[str, Any]]:
        """(condition, parameters) over table `alias` of tracks. Parameters are named prefix0, prefix1, ...; two
        filters in one query need two prefixes."""
        return compiled(self.root, alias, prefix)

    def and_(self, *more: Node) -> TrackFilter:
        """This filter, narrowed by rules or groups."""
        return TrackFilter(Group("all", (*self.parts, *more)))

    def without(self, index: int) -> TrackFilter:
        """This filter without one of its `parts`."""
        return TrackFilter(Group("all", tuple(part for i, part in enumerate(self.parts) if i != index)))

    def __str__(self) -> str:
        return self.text


def parse(text: str) -> TrackFilter:
    """The filter an expression says; empty text is every track. Raises FilterError naming the place."""
    node = filter_grammar.read(text)
    if node is None:
        return TrackFilter()
    return TrackFilter(node if isinstance(node, Group) else Group("all", (node,)))


def in_words(node: Node) -> str:
    """A rule or group as part of a sentence, on one line."""
    if isinstance(node, Rule):
        return _rule_in_words(node)
    joined = f" {'and' if node.how == 'all' else 'or'} ".join(
        f"({in_words(part)})" if isinstance(part, Group) and part.how != "none" else in_words(part)
        for part in node.parts
    )
    return f"not ({joined})" if node.how == "none" else joined


def _rule_in_words(rule: Rule) -> str:
    about, operator = rule.about, OPERATORS[rule.op]
    if rule.op == "is":
        return about.in_words if rule.value else f"not {about.in_words}"
    name = _name_in_words(about, rule.vocabulary)
    verb = operator.dates or operator.words if about.kind == "date" else operator.words
    unit = _unit(about) if rule.values else ""
    shown = [_value_in_words(about, value) for value in rule.values]
    if unit == "ms" and all(value % 1000 == 0 for value in rule.values):
        unit, shown = "min", [f"{int(value) // 60_000}:{int(value) // 1000 % 60:02d}" for value in rule.values]
    values = (" and " if rule.op == "between" else ", ").join(shown)
    return " ".join(filter(None, [name, verb, values, unit]))


def _name_in_words(about: Field, part: str | None) -> str:
    if part is None:
        return about.in_words
    return f"mood {quoted(part.replace('_', ' '))}" if about.name == "mood" else f"{about.in_words} ({quoted(part)})"


def _unit(about: Field) -> str:
    unit = about.feature.unit if about.feature and about.feature.is_numeric else ""
    return "" if unit.startswith("0 to") else unit


def _value_in_words(about: Field, value: Any) -> str:
    """Numbers with the field's decimals, and with more where the value has more."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    decimals = about.feature.decimals if about.feature else 0
    shown = f"{value:.{decimals}f}"
    return shown if float(shown) == value else repr(value)
