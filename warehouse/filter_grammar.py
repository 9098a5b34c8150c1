r"""The text form of a filter: the grammar, the reader (text to tree) and the writer (tree to text).

::

    popularity >= 70 and danceability >= 0.8
    genre in ("pop", "k-pop") and not (explicit is true)
    genre[tidytuesday] = rock or family = "Rock"
    artist contains beyonce and release_date between 2010-01-01 and 2019-12-31
    tempo is missing
    mood[chill_focus] >= 0.5

`and` binds closer than `or`, `not` closest. Keywords and field names are read in any case. A value without quotes
runs to the next space, comma or bracket; the field decides whether it is a number, a date or text. In quotes (double
or single) the escapes of JSON apply (\" \\ \n \u00e9). Reading what was written gives the same tree.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from warehouse.errors import FilterError
from warehouse.filter_fields import Field, field_named, operator_of, quoted, value_of
from warehouse.filter_tree import MAX_TEXT, Group, Node, Rule

T = TypeVar("T")

# Keywords are regular expressions: they are read in any case and end where the word ends.
GRAMMAR = r"""
    ?start: any_of
    ?any_of: all_of | all_of (_OR all_of)+
    ?all_of: part | part (_AND part)+
    ?part: rule | none_of | "(" any_of ")"
    none_of: NOT part

    rule: about COMPARISON value
        | about BETWEEN value _AND value
        | about IN values
        | about NOT IN values
        | about CONTAINS value
        | about NOT CONTAINS value
        | about IS WORD
        | about IS NOT WORD
    about: NAME ["[" value "]"]
    values: "(" value ("," value)* ")"
    value: STRING | WORD

    _AND.2: /and\b/i
    _OR.2: /or\b/i
    NOT.2: /not\b/i
    IN.2: /in\b/i
    IS.2: /is\b/i
    BETWEEN.2: /between\b/i
    CONTAINS.2: /contains\b/i
    COMPARISON: /<=|>=|!=|<>|==|[=<>≤≥≠]/
    NAME: /[a-z_]\w*/i
    STRING.3: /"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/s
    WORD: /(?!(and|or|not|in|is|between|contains)(?![^\s()\[\],"]))[^\s()\[\],"'<>=≤≥≠][^\s()\[\],"]*/i

    %ignore /\s+/
"""

_KEYWORDS = ("and", "or", "not", "in", "is", "between", "contains")  # what a WORD may not be
_COMPARISONS = {"==": "=", "<>": "!=", "≤": "<=", "≥": ">=", "≠": "!="}
_IS = {"missing": "present", "present": "missing"}  # each with its opposite, for `is not`
_OPPOSITE = {"true": "false", "false": "true"}
_EXPECTED = {
    "NAME": "a field",
    "LPAR": "an opening bracket",
    "RPAR": "a closing bracket",
    "LSQB": "[vocabulary]",
    "RSQB": "]",
    "COMMA": "a comma",
    "COMPARISON": "= != < <= > >=",
    "STRING": "a value",
    "WORD": "a value",
    "$END": "the end",
}


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", maybe_placeholders=True, transformer=_TreeBuilder())


def read(text: str) -> Node | None:
    """The tree that `text` says, None for empty text. Raises FilterError naming the place."""
    if len(text) > MAX_TEXT:
        raise too_long(len(text))
    if not text.strip():
        return None
    try:
        return _parser().parse(text)  # type: ignore[return-value]
    except UnexpectedInput as error:
        raise _unreadable(text, error) from None


def too_long(length: int) -> FilterError:
    """The error for an expression beyond MAX_TEXT characters."""
    return FilterError(
        f"The filter has {length:,} characters; {MAX_TEXT:,} are allowed.", "Use fewer or shorter values."
    )


def write(node: Node) -> str:
    """The tree as text; `read` gives the same tree back."""
    if isinstance(node, Rule):
        return _write_rule(node)
    if node.how == "none":
        return f"not {_write_none(node.parts)}"
    return f" {'and' if node.how == 'all' else 'or'} ".join(map(_nested, node.parts))


def _write_none(parts: Sequence[Node]) -> str:
    if len(parts) == 1 and not isinstance(parts[0], Rule):
        return _nested(parts[0])
    return f"({' or '.join(map(_nested, parts))})"


def _nested(node: Node) -> str:
    return f"({write(node)})" if isinstance(node, Group) and node.how != "none" else write(node)


def _write_rule(rule: Rule) -> str:
    name = rule.field if rule.vocabulary is None else f"{rule.field}[{_bare(rule.vocabulary)}]"
    values = [write_value(value) for value in rule.values]
    if rule.op == "between":
        return f"{name} between {values[0]} and {values[1]}"
    if rule.op in ("in", "not in"):
        return f"{name} {rule.op} ({', '.join(values)})"
    return " ".join([name, rule.op, *values])


def _bare(text: str) -> str:
    return text if re.fullmatch(r"[a-z0-9_]+", text) and text not in _KEYWORDS else quoted(text)


def write_value(value: Any) -> str:
    """One value as an expression has it; floats with every digit that counts."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return value.isoformat() if isinstance(value, dt.date) else quoted(value)


class _TreeBuilder(Transformer[Token, Any]):
    """Called by the parser from the leaves up, so nothing here recurses, however deep the brackets go."""

    def any_of(self, parts: list[Node]) -> Node:
        return Group("any", tuple(parts))

    def all_of(self, parts: list[Node]) -> Node:
        return Group("all", tuple(parts))

    def none_of(self, children: list[Any]) -> Node:
        part = children[1]
        many = isinstance(part, Group) and part.how == "any"
        return Group("none", part.parts if many else (part,))

    def value(self, children: list[Token]) -> Token:
        token = children[0]
        return token if token.type == "WORD" else _at(token, lambda: token.update(value=_unquoted(token)))

    def values(self, children: list[Token]) -> list[Token]:
        return children

    def about(self, children: list[Any]) -> tuple[Token, Token | None]:
        name, vocabulary = children
        _at(name, lambda: field_named(str(name)))
        return name, vocabulary

    def rule(self, children: list[Any]) -> Rule:
        (name, vocabulary), first, *others = children
        words = [first, *(token for token in others[:-1] if token.type in ("IN", "CONTAINS", "NOT"))]
        values = [token for item in others[len(words) - 1 :] for token in (item if isinstance(item, list) else [item])]
        about = field_named(str(name))
        op = _operator(about, words, values)
        _at(words[0], lambda: operator_of(about, op))
        several = op in ("between", "in", "not in")
        read = [_at(token, lambda token=token: value_of(about, str(token))) for token in values]  # type: ignore[misc]
        value = tuple(read) if several else (read[0] if read else None)
        return _at(words[0], lambda: Rule(about.name, op, value, None if vocabulary is None else str(vocabulary)))


def _operator(about: Field, words: Sequence[Token], values: list[Token]) -> str:
    """The operator's name. A last word that belongs to it (is missing) is taken out of the values."""
    op = " ".join(word.lower() for word in words)
    if words[0].type == "IS":
        return _state(op == "is not", values)
    op = _COMPARISONS.get(op, op)
    return "is" if about.kind == "flag" and op == "=" else op


def _state(negated: bool, values: list[Token]) -> str:
    word = values[0].lower()
    if word in _IS:
        values.clear()
        return f"is {_IS[word] if negated else word}"
    if negated and word in _OPPOSITE:
        values[0] = values[0].update(value=_OPPOSITE[word])
    return "is"


def _at(token: Token, make: Callable[[], T]) -> T:
    """`make()`; its error gains the place of `token`."""
    try:
        return make()
    except FilterError as error:
        raise FilterError(f"{error.message} (Character {_place(token)} of the filter.)", error.hint) from None


def _place(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _unquoted(token: str) -> str:
    body = token[1:-1]
    if token[0] == "'":
        body = re.sub(r"\\.|\"", lambda m: {"\\'": "'", '"': '\\"'}.get(m.group(), m.group()), body, flags=re.DOTALL)
    try:
        return str(json.loads(f'"{body}"', strict=False))
    except ValueError:
        raise FilterError(
            "The quoted text has a backslash that means nothing.", r"Write \\ for a backslash and \" for a quote."
        ) from None


def _unreadable(text: str, error: UnexpectedInput) -> FilterError:
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    place = len(text.rstrip()) if ended else int(error.pos_in_stream or 0)
    if text[place : place + 1] in ('"', "'") and isinstance(error, UnexpectedCharacters):
        return FilterError(
            f"The quote at character {place + 1} of the filter is never closed.", "Add the closing quote."
        )
    what = "The filter ends too early" if ended else f"Cannot read {text[place : place + 20]!r}"
    return FilterError(f"{what} at character {place + 1} of the filter.", f"Expected {_expected(error)}.")


def _expected(error: UnexpectedInput) -> str:
    names: set[str] = set(getattr(error, "accepts", None) or getattr(error, "expected", None) or ())
    names |= set(getattr(error, "allowed", None) or ())
    words = {_EXPECTED.get(name, name.strip("_").lower()) for name in names}
    return ("one of: " if len(words) > 1 else "") + (", ".join(sorted(words)) or "something else")
