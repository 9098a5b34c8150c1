"""What a reading asks for: one filter, wishes, a length, an order; and where it contradicts itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from analytics.prompts import reading
from analytics.prompts.lexicon import Lexicon, tokens
from analytics.prompts.reading import ALTERNATIVES
from analytics.prompts.said import Change, Clause, Part, Reading, Wish
from warehouse.filters import Group, Node, Rule, Sort, TrackFilter, in_words, parse_sort, sort_words
from warehouse.moods import Mood

LONGEST = 5_000
MOST_TRACKS, MOST_MINUTES = 1_000, 24 * 60


@dataclass(frozen=True)
class Understood:
    """A prompt as it was understood.

    filter : what can be said of a track alone ; likes, unlikes : tracks by name, not yet looked up ; changes : asked of
    what is near to the likes ; count, minutes : length of the list, None where nothing is said ; parts : every word of the
    prompt and what it was taken for ; contradictions, remarks : sentences.
    """

    text: str
    filter: TrackFilter
    likes: tuple[str, ...] = ()
    unlikes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    count: int | None = None
    minutes: float | None = None
    sort: Sort = ()
    parts: tuple[Part, ...] = ()
    contradictions: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def not_understood(self) -> list[str]:
        """The words that nothing was made of, in their order."""
        return [part.text for part in self.parts if part.taken == "unknown"]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all was understood."""
        return not any(part.taken == "understood" for part in self.parts)

    @property
    def words(self) -> list[str]:
        """What was understood, a sentence without its full stop each."""
        said = [] if self.filter.is_all else [self.filter.words]
        said += [f"like {name}" for name in self.likes]
        said += [f"unlike {name}" for name in self.unlikes]
        said += [f"{change.text} than that" for change in self.changes]
        said += [f"{self.count:,} {'track' if self.count == 1 else 'tracks'}"] if self.count else []
        said += [f"{self.minutes:g} minutes in all"] if self.minutes else []
        return said + ([f"in the order of {sort_words(self.sort)}"] if self.sort else [])


def understand(text: str, lexicon: Lexicon) -> Understood:
    """What a prompt says in the words of a lexicon. Any text has an answer; beyond LONGEST characters it is not read."""
    # Halves of character pairs come from cut texts; nothing can store or show them.
    text = text.encode("utf-8", "replace").decode()
    found = reading.read(text[:LONGEST], lexicon)
    said = TrackFilter(Group("all", tuple(_joined(found.clauses))))
    likes, unlikes = _names(found.wishes, False), _names(found.wishes, True)
    order = ",".join(dict.fromkeys(found.sorts))
    return Understood(
        text=text,
        filter=said,
        likes=likes,
        unlikes=unlikes,
        changes=tuple(found.changes),
        count=min(found.counts[-1], MOST_TRACKS) if found.counts else None,
        minutes=min(found.minutes[-1], MOST_MINUTES) if found.minutes else None,
        sort=parse_sort(_once(order)),
        parts=(*found.parts, *_beyond(text)),
        contradictions=tuple(contradictions(said, lexicon.moods, found)),
        remarks=tuple(dict.fromkeys([*found.remarks, *_too_long(text, found)])),
    )


def _names(wishes: Iterable[Wish], unlike: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(wish.text for wish in wishes if wish.unlike == unlike))


def _once(order: str) -> str:
    """An order in which no column comes twice; the first one counts."""
    kept: dict[str, str] = {}
    for item in filter(None, order.split(",")):
        kept.setdefault(item.lstrip("-"), item)
    return ",".join(kept.values())


def _beyond(text: str) -> list[Part]:
    """The words behind the longest prompt that is read."""
    found = [] if len(text) <= LONGEST else tokens(text[LONGEST:])
    return [
        Part(t.start + LONGEST, t.end + LONGEST, t.text, "stop" if t.kind == "symbol" else "unknown") for t in found
    ]


def _too_long(text: str, found: Reading) -> list[str]:
    said = []
    if len(text) > LONGEST:
        said.append(f"Only the first {LONGEST:,} characters are read.")
    if len(found.clauses) >= reading.MOST_CLAUSES:
        said.append(f"Only the first {reading.MOST_CLAUSES} conditions are read.")
    if found.counts and found.counts[-1] > MOST_TRACKS:
        said.append(f"A list has at most {MOST_TRACKS:,} tracks.")
    if found.minutes and found.minutes[-1] > MOST_MINUTES:
        said.append(f"A list lasts at most {MOST_MINUTES // 60} hours.")
    return said


# ---- clauses to one filter -----------------------------------------------------------------------------------------


def _joined(clauses: Sequence[Clause]) -> list[Node]:
    """The parts of the filter: all must hold. Genres (and decades, and artists) that are named beside each other are
    alternatives, whatever joins them; other clauses only where `or` does."""
    slots: list[list[Node]] = []
    homes: dict[str, list[Node]] = {}
    before: Clause | None = None
    for clause in clauses:
        alternative = not clause.negated and clause.group in ALTERNATIVES
        if alternative and clause.group in homes:
            homes[clause.group].append(clause.node)
        elif clause.joined and before is not None and not before.negated and not clause.negated:
            slots[-1].append(clause.node)
        else:
            slots.append([clause.node])
        if alternative and clause.group not in homes:
            homes[clause.group] = slots[-1]
        before = clause
    return list(dict.fromkeys(_any_of(slot) for slot in slots))


def _any_of(nodes: Sequence[Node]) -> Node:
    """One node of alternatives; names of one field become a list."""
    names: dict[str, list[str]] = {}
    for node in nodes:
        if isinstance(node, Rule) and node.op == "=" and node.field in ("genre", "family", "artist"):
            names.setdefault(node.field, []).append(node.value)
    others = [n for n in nodes if not (isinstance(n, Rule) and n.op == "=" and n.field in names)]
    lists = [_one_of(name, list(dict.fromkeys(values))) for name, values in names.items()]
    merged = list(dict.fromkeys([*lists, *others]))
    return merged[0] if len(merged) == 1 else Group("any", tuple(merged))


def _one_of(name: str, values: Sequence[str]) -> Rule:
    return Rule(name, "=", values[0]) if len(values) == 1 else Rule(name, "in", tuple(values))


# ---- contradictions ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Span:
    """Values of a feature that some words allow. open: the end itself is not among them ; soft: of a mood."""

    feature: str
    low: float
    high: float
    words: str
    source: int
    open_low: bool = False
    open_high: bool = False
    soft: bool = False

    def excludes(self, other: _Span) -> bool:
        """Whether no value is in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        ends = (self.open_low and self.low == low, other.open_low and other.low == low)
        more = (self.open_high and self.high == high, other.open_high and other.high == high)
        return low > high or (low == high and any((*ends, *more)))


def contradictions(said: TrackFilter, moods: Mapping[str, Mood], found: Reading) -> list[str]:
    """Sentences about what cannot be had together; [] where nothing is known to be impossible."""
    spans = [span for i, part in enumerate(said.parts) for span in _spans(part, i, moods)]
    pairs = [
        (a, b) for a, b in combinations(spans, 2) if a.feature == b.feature and a.source != b.source and a.excludes(b)
    ]
    # A mood may be known by other features than the one that is missing.
    told = [f"{'Hardly any' if a.soft or b.soft else 'No'} track is both: {a.words}; {b.words}." for a, b in pairs]
    told += _opposite_rules([p for p in said.parts if isinstance(p, Rule)])
    both = set(_names(found.wishes, False)) & set(_names(found.wishes, True))
    told += [f"{name} is both liked and not." for name in sorted(both)]
    for amounts, what in ((found.counts, "tracks"), (found.minutes, "minutes")):
        if len(set(amounts)) > 1:
            told.append(f"The list cannot have both {amounts[-2]:g} and {amounts[-1]:g} {what}; the last one counts.")
    return list(dict.fromkeys(told))


def _spans(node: Node, source: int, moods: Mapping[str, Mood]) -> Iterator[_Span]:
    if isinstance(node, Group):
        yield from _hull(node, source, moods)
    elif node.field == "mood":
        known = moods.get(node.vocabulary or "") if node.op == ">=" else None
        for drawn in known.ranges if known else ():
            low, high = drawn.support(float(node.value))
            yield _Span(drawn.feature, low, high, in_words(node), source, soft=True)
    elif node.about.kind in ("number", "integer") and node.values:
        yield from _of_rule(node, source)


def _of_rule(rule: Rule, source: int) -> Iterator[_Span]:
    first, last = rule.values[0], rule.values[-1]
    words = in_words(rule)
    ends = {
        "=": (first, first), "between": (first, last), "<": (-math.inf, first), "<=": (-math.inf, first),
        ">": (first, math.inf), ">=": (first, math.inf),
    }  # fmt: skip
    if rule.op in ends:
        yield _Span(rule.field, *ends[rule.op], words, source, open_low=rule.op == ">", open_high=rule.op == "<")


def _hull(group: Group, source: int, moods: Mapping[str, Mood]) -> Iterator[_Span]:
    """Of alternatives about one feature, from the lowest to the highest."""
    parts = [list(_spans(part, source, moods)) for part in group.parts]
    one = {span.feature for spans in parts for span in spans}
    if group.how == "any" and len(one) == 1 and all(len(spans) == 1 for spans in parts):
        spans = [span for (span,) in parts]
        low, high = min(s.low for s in spans), max(s.high for s in spans)
        yield replace(spans[0], low=low, high=high, words=in_words(group), open_low=False, open_high=False)


def _opposite_rules(rules: Sequence[Rule]) -> list[str]:
    """Flags, names and moods that are asked for and ruled out."""
    return [
        f"No track is both: {in_words(one)}; {in_words(other)}."
        for one, other in combinations(rules, 2)
        if (one.field, one.vocabulary) == (other.field, other.vocabulary) and _opposite(one, other)
    ]


def _opposite(one: Rule, other: Rule) -> bool:
    if one.op == "is" and other.op == "is":
        return bool(one.value != other.value)
    if one.field == "mood":
        least, most = (one, other) if one.op == ">=" else (other, one)
        return least.op == ">=" and most.op == "<" and least.value >= most.value
    wanted, refused = (one, other) if one.op in ("=", "in") else (other, one)
    if wanted.op not in ("=", "in") or refused.op not in ("!=", "not in") or one.about.kind != "set":
        return False
    return set(wanted.values) <= set(refused.values)
