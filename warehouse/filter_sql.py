"""A filter tree as SQL: names come from allow-lists, every value is a bound parameter."""

from __future__ import annotations

from typing import Any

from warehouse.filter_fields import OPERATORS, PLAIN
from warehouse.filter_tree import Group, Node, Rule

# Where each set is looked up. The small table of names is searched first, then the tracks that have one of them.
_ARTISTS = "select track_no from track_artists where artist_id in (select artist_id from artists where {names})"
_LABELS = "select vocabulary, genre from genres where {names}"
_GENRES = f"select track_no from track_genres where (vocabulary, genre) in ({_LABELS})"
_COLLECTIONS = "select track_id from track_loads where {names}"
# Field -> the column of tracks that is looked up, where, and the names there in plain letters.
_LOOKUPS: dict[str, tuple[str, str, str]] = {
    "artist": ("track_no", _ARTISTS, "search_text"),
    "genre": ("track_no", _GENRES, PLAIN.format("genre")),
    "family": ("track_no", _GENRES, PLAIN.format("family")),
    "collection": ("track_id", _COLLECTIONS, PLAIN.format("collection")),
}
_MOODS = "select track_no from track_moods where mood = {mood} and ({condition})"
_MEMBERS: dict[str, str] = {
    "=": "{x} = {v}",
    "in": "{x} in ({v})",
    "contains": "contains({x}, {v})",
    "is present": "true",
}


class _Binder:
    """Hands out parameter names and remembers the values."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.params: dict[str, Any] = {}

    def __call__(self, value: Any) -> str:
        name = f"{self.prefix}{len(self.params)}"
        self.params[name] = value
        return f"${name}"


def compiled(node: Node, alias: str, prefix: str) -> tuple[str, dict[str, Any]]:
    """(condition, parameters) of the tree over table `alias`; parameters are named prefix0, prefix1, ..."""
    if not (alias.isidentifier() and prefix.isidentifier()):
        raise ValueError(f"not a name for SQL: {alias!r}, {prefix!r}")
    bind = _Binder(prefix)
    return _condition(node, alias, bind), bind.params


def _condition(node: Node, alias: str, bind: _Binder) -> str:
    if isinstance(node, Group):
        return _joined(node, alias, bind)
    makers = {"set": _member, "membership": _in_mood}
    return makers.get(node.about.kind, _compared)(node, alias, bind)


def _joined(group: Group, alias: str, bind: _Binder) -> str:
    if not group.parts:
        return "true"
    word = " and " if group.how == "all" else " or "
    inner = word.join(_condition(part, alias, bind) for part in group.parts)
    return f"(not ({inner}))" if group.how == "none" else f"({inner})"


def _compared(rule: Rule, alias: str, bind: _Binder) -> str:
    between = " and " if rule.op == "between" else ", "
    values = between.join(bind(value) for value in rule.values)
    return "(" + OPERATORS[rule.op].sql.format(x=f'{alias}."{rule.field}"', v=values) + ")"


def _member(rule: Rule, alias: str, bind: _Binder) -> str:
    """A set rule: the track is, or is not, among those with a fitting member. Never null."""
    key, lookup, column = _LOOKUPS[rule.field]
    opposite = OPERATORS[rule.op].negates
    values = ", ".join(PLAIN.format(bind(value)) for value in rule.values)
    names = _MEMBERS[opposite or rule.op].format(x=column, v=values)
    if rule.vocabulary is not None:
        names += f" and vocabulary = {bind(rule.vocabulary)}"
    return f"({alias}.{key} {'not in' if opposite else 'in'} ({lookup.format(names=names)}))"


def _in_mood(rule: Rule, alias: str, bind: _Binder) -> str:
    """A rule about a membership. Tracks that have none of a mood have no row: where 0 would do, those that do not fit are
    left out instead. Tracks of which it is not known fit neither way. Never null."""
    name = bind(rule.vocabulary)
    values = " and ".join(bind(value) for value in rule.values)
    fits = OPERATORS[rule.op].sql.format(x="membership", v=values)
    if rule.op == "is missing" or not _holds_for_none(rule):
        return f"({alias}.track_no in ({_MOODS.format(mood=name, condition=fits)}))"
    others = f"membership is null or not ({fits})"
    return f"({alias}.track_no not in ({_MOODS.format(mood=name, condition=others)}))"


def _holds_for_none(rule: Rule) -> bool:
    """Whether a membership of 0 satisfies the rule."""
    low = rule.values[0] if rule.values else 0
    tests = {"<": low > 0, "<=": True, ">": False, ">=": low <= 0, "between": low <= 0, "is present": True}
    return tests[rule.op]
