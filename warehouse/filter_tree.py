"""The tree a filter is made of: rules, and groups of rules and groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from warehouse.errors import FilterError
from warehouse.filter_fields import BRACKETS, Field, Operator, checked_text, field_named, operator_of, value_of

How = Literal["all", "any", "none"]

MAX_DEPTH = 8
MAX_RULES = 200
MAX_TEXT = 10_000


@dataclass(frozen=True)
class Rule:
    """One condition, checked and brought to its normal form when made.

    field : name of a column in FEATURES, or artist, genre, family, collection, mood.
    op : name of an operator that this kind of field has.
    value : one value; a pair for between; a tuple for in; None for is missing and is present. Text is read as the
        field's kind ("70" becomes 70).
    vocabulary : for genre the label set to look in, None looks in all; for mood the name of the mood.

    Raises FilterError.
    """

    field: str
    op: str
    value: Any = None
    vocabulary: str | None = None

    def __post_init__(self) -> None:
        about = field_named(self.field)
        operator = operator_of(about, self.op)
        object.__setattr__(self, "field", about.name)
        object.__setattr__(self, "value", _values(about, operator, self.value))
        object.__setattr__(self, "vocabulary", _part(about, self.vocabulary))

    @property
    def about(self) -> Field:
        """The field with its kind and labels."""
        return field_named(self.field)

    @property
    def values(self) -> tuple[Any, ...]:
        """The values as a tuple, whatever the operator."""
        if self.value is None:
            return ()
        return self.value if isinstance(self.value, tuple) else (self.value,)


def _part(about: Field, name: Any) -> str | None:
    """What stands in the brackets behind a field: the vocabulary of genres, the name of a mood."""
    if name is None:
        if about.name == "mood":
            raise FilterError("mood needs the name of a mood.", f"Write {BRACKETS['mood']}")
        return None
    if about.name not in BRACKETS:
        raise FilterError(
            f"{about.name} has no vocabularies.", f"Only these take a name in brackets: {'; '.join(BRACKETS.values())}"
        )
    return checked_text(about, name)


def _values(about: Field, operator: Operator, value: Any) -> Any:
    if operator.values == "none":
        if value is not None:
            raise FilterError(f"`{about.name} {operator.name}` takes no value.", "Leave the value out.")
        return None
    if operator.values == "one":
        single = value_of(about, value)
        if single == "" and "contains" in operator.name:
            raise FilterError(f"`{about.name} {operator.name}` needs some text.", "Write what to look for.")
        return single
    several = tuple(value_of(about, item) for item in _listed(about, operator, value))
    if operator.values == "two" and (len(several) != 2 or several[0] > several[1]):
        raise FilterError(
            f"`{about.name} between` needs two values, the lower one first.",
            f"Write {about.name} between LOW and HIGH.",
        )
    return several


def _listed(about: Field, operator: Operator, value: Any) -> tuple[Any, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable) or not (several := tuple(value)):
        raise FilterError(f"`{about.name} {operator.name}` needs a list of values.", "Write them as (a, b, c).")
    return several


@dataclass(frozen=True)
class Group:
    """Rules and groups joined: all of them, any of them, or none of them. Raises FilterError beyond MAX_DEPTH
    levels."""

    how: How
    parts: tuple[Rule | Group, ...] = ()
    depth: int = field(init=False, repr=False, compare=False, default=1)

    def __post_init__(self) -> None:
        if self.how not in ("all", "any", "none"):
            raise FilterError(f"A group is all, any or none, not {self.how!r}.", "Use one of the three.")
        object.__setattr__(self, "parts", tuple(self.parts))
        depth = 1 + max((part.depth for part in self.parts if isinstance(part, Group)), default=0)
        object.__setattr__(self, "depth", depth)
        if depth > MAX_DEPTH:
            raise FilterError(
                f"The filter nests deeper than {MAX_DEPTH} levels.", "Write it with fewer groups in groups."
            )

    def rules(self) -> Iterator[Rule]:
        """Every rule in the group, in reading order."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.rules()
            else:
                yield part


Node = Rule | Group


def simplified(node: Node) -> Node | None:
    """The one form among those that say the same thing in the text: no empty groups, no `all` or `any` of one part, no
    `none` of one `any`. An empty group asks nothing (somebody has just opened it), so it is left out: None."""
    if isinstance(node, Rule):
        return node
    parts = tuple(part for part in map(simplified, node.parts) if part is not None)
    if not parts:
        return None
    if len(parts) == 1:
        only = parts[0]
        if node.how != "none":
            return only
        if isinstance(only, Group) and only.how == "any":
            return Group("none", only.parts)
    return Group(node.how, parts)
