"""From left to right through a prompt: which clauses it has, and what every word of it was taken for."""

from __future__ import annotations

from collections.abc import Callable

from analytics.prompts import numbers
from analytics.prompts.lexicon import Entry, Lexeme, Lexicon, key_of, lexemes
from analytics.prompts.names import name_at, written
from analytics.prompts.said import Change, Clause, Part, Reading, Taken, Wish
from warehouse.features import by_name
from warehouse.filters import Node, Rule, in_words, parse, sort_words
from warehouse.moods import MEMBER
from warehouse.ordering import parse_sort
from warehouse.prompt_words import CHANGE

#: Clauses that are read; beyond, words are told as not understood. Far fewer than the filter language allows.
MOST_CLAUSES = 60
ITEMS = ("mood", "family", "genre", "filter", "recent")
ALTERNATIVES = ("genre", "decade", "artist")


def read(text: str, lexicon: Lexicon) -> Reading:
    """The reading of a prompt. Never fails: what it does not know is among its parts as unknown."""
    return _Reader(text, lexicon).run()


class _Reader:
    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text, self.lexicon = text, lexicon
        self.lexemes = lexemes(text, lexicon)
        self.changes = any(x.has("change") for x in self.lexemes)
        self.out = Reading()
        self.denied: list[int] = []  # places of a `not` that waits for what it is about
        self.number: int | None = None  # place of a number that waits for `tracks`
        self.degree: float | None = None
        self.joined = False
        self.carried = ""  # group of the negated clause before, which `or` and a comma carry on

    def run(self) -> Reading:
        readers: tuple[Callable[[int], int | None], ...] = (
            self._like, self._than, self._by, self._order, self._change, self._forced, self._number, self._level, self._item,
            self._degree, self._not, self._joint,
        )  # fmt: skip
        at = 0
        while at < len(self.lexemes):
            full = len(self.out.clauses) >= MOST_CLAUSES
            end = None if full else next((end for r in readers if (end := r(at)) is not None), None)
            at = self._unread(at) if end is None else end
        self._give_up()
        self.out.parts.sort(key=lambda part: part.start)
        return self.out

    def _take(self, start: int, end: int, taken: Taken, meaning: str = "") -> int:
        first, last = self.lexemes[start].start, self.lexemes[end - 1].end
        self.out.parts.append(Part(first, last, self.text[first:last], taken, meaning))
        return end

    def _unread(self, at: int) -> int:
        lexeme = self.lexemes[at]
        if not any(c.isalnum() for c in lexeme.text) or lexeme.has("stop", "tracks", "top", "to"):
            return self._take(at, at + 1, "stop")
        if lexeme.kind == "number" or lexeme.has("number"):
            self._forget_number()
            self.number = at
            return at + 1
        self._give_up_negation()
        return self._take(at, at + 1, "unknown")

    def _give_up(self) -> None:
        self._give_up_negation()
        self._forget_number()

    def _give_up_negation(self) -> None:
        for place in self.denied:
            denies = self.lexemes[place].has("not", "unlike")
            self._take(place, place + 1, "unknown" if denies else "stop")
        self.denied = []

    def _forget_number(self) -> None:
        if self.number is not None:
            self._take(self.number, self.number + 1, "unknown")
        self.number = None

    def _add(self, node: Node, group: str, start: int, end: int) -> int:
        """Take a clause in, with the negation that stands before it."""
        negative = bool(self.denied)
        for place in self.denied:
            self._take(place, place + 1, "understood", "not")
        self.denied = []
        node = numbers.negated(node) if negative else node
        self._take(start, end, "understood", in_words(node))
        text = self.out.parts[-1].text
        self.out.clauses.append(Clause(node, group, negative, self.joined and not negative, text))
        self.joined, self.degree, self.carried = False, None, group if negative else ""
        return end

    # -- the readers: position behind what they took, None when it is nothing of theirs

    def _number(self, at: int) -> int | None:
        lexeme = self.lexemes[at]
        if self.number is not None and lexeme.has("tracks"):
            amount = numbers.read([self.lexemes[self.number], lexeme], 0)
            first, self.number = self.number, None
            return self._length(amount.amount if amount else 0, (first, first + 1), (at, at + 1))
        if lexeme.has("top") and (count := self._top(at)) is not None:
            return count
        found = numbers.read(self.lexemes, at)
        return None if found is None else self._found(at, found)

    def _top(self, at: int) -> int | None:
        after = self.lexemes[at + 1] if at + 1 < len(self.lexemes) else None
        if after is None or not (after.kind == "number" or after.has("number")):
            return None
        found = numbers.read([after, Lexeme("phrase", "tracks", 0, 0, _TRACKS)], 0)
        if found is None or numbers.read(self.lexemes, at + 1) not in (None, found):
            return None
        return self._length(found.amount, (at, at + 2))

    def _length(self, amount: float, *spans: tuple[int, int]) -> int:
        if amount < 1:
            return self._impossible("A list needs at least one track.", *spans)
        self.out.counts.append(int(amount))
        return [self._take(*span, "understood", "length of the list") for span in spans][-1]

    def _impossible(self, remark: str, *spans: tuple[int, int]) -> int:
        self.out.remarks.append(remark)
        self._give_up_negation()
        return [self._take(*span, "unknown") for span in spans][-1]

    def _found(self, at: int, found: numbers.Found) -> int:
        if found.kind == "impossible" or (found.kind == "minutes" and found.amount < 1):
            return self._impossible(found.remark or "A list needs at least one minute.", (at, found.end))
        if found.kind == "count":
            return self._length(found.amount, (at, found.end))
        if found.kind == "minutes":
            self.out.minutes.append(found.amount)
            return self._take(at, found.end, "understood", "length of the list")
        if found.node is None:
            raise ValueError(f"a number without a rule: {found}")
        return self._add(found.node, found.kind if found.kind == "decade" else "number", at, found.end)

    def _level(self, at: int) -> int | None:
        level, about = self.lexemes[at].value("level"), self._after(at, "feature")
        if level is None or about is None or by_name()[about].unit != "0 to 1":
            return None
        (rule,) = parse(f"{about} {level}").parts
        return self._add(rule, "number", at, at + 2)

    def _after(self, at: int, role: str) -> str | None:
        return self.lexemes[at + 1].value(role) if at + 1 < len(self.lexemes) else None

    def _forced(self, at: int) -> int | None:
        """`genre chill`, where `chill` alone is the mood; also as filters are written, genre = "chill"."""
        kind = self.lexemes[at].value("kind")
        place = at + 1
        while place < len(self.lexemes) and self.lexemes[place].text in '="':
            place += 1
        if kind is None or (value := self._after(place - 1, kind)) is None:
            return None
        return self._add(self._node(kind, value), _group(kind), at, place + 1)

    def _item(self, at: int) -> int | None:
        lexeme = self.lexemes[at]
        role = next((e.role for e in lexeme.entries if e.role in ITEMS), None)
        if role is None or (role == "recent" and self.lexicon.year is None):
            return None
        if role == "mood" and lexeme.has("genre", "family"):
            self.out.remarks.append(f"{lexeme.text} is read as the mood; the genre is: genre {lexeme.text}.")
        return self._add(self._node(role, lexeme.value(role) or ""), _group(role), at, at + 1)

    def _node(self, role: str, value: str) -> Node:
        if role == "mood":
            return Rule("mood", ">=", self.degree or MEMBER, value)
        if role == "recent":
            return Rule("release_year", ">=", (self.lexicon.year or 0) - int(value))
        if role == "filter":
            root = parse(value).root
            return root.parts[0] if len(root.parts) == 1 else root
        return Rule(role, "=", value)

    def _degree(self, at: int) -> int | None:
        degree = self.lexemes[at].value("degree")
        if degree is None:
            return None
        self.degree = float(degree)
        return self._take(at, at + 1, "stop")

    def _not(self, at: int) -> int | None:
        if not self.lexemes[at].has("not"):
            return None
        self.denied.append(at)
        return at + 1

    def _joint(self, at: int) -> int | None:
        lexeme = self.lexemes[at]
        comma = lexeme.kind == "symbol" and lexeme.text in ",;/"
        if not (comma or lexeme.has("and", "or", "but")):
            return None
        if lexeme.has("but") or lexeme.text == ";":
            self.carried = ""
        if lexeme.has("or"):
            self.joined = bool(self.out.clauses)
        if self.carried and (lexeme.has("or") or (self.carried == "genre" and self._comes_genre(at + 1))):
            self.denied.append(at)
            return at + 1
        return self._take(at, at + 1, "stop")

    def _comes_genre(self, at: int) -> bool:
        return at < len(self.lexemes) and self.lexemes[at].has("genre", "family") and not self.lexemes[at].has("mood")

    # -- order and changes

    def _order(self, at: int) -> int | None:
        lexeme = self.lexemes[at]
        if (order := lexeme.value("sort")) is not None:
            self.out.sorts.append(order)
            return self._take(at, at + 1, "understood", sort_words(parse_sort(order)))
        about = self._after(at, "feature")
        if not lexeme.has("sortby") or about is None:
            return None
        way = self._after(at + 1, "direction")
        self.out.sorts.append(f"{way or ''}{about}")
        return self._take(at, at + (2 if way is None else 3), "understood", sort_words(parse_sort(self.out.sorts[-1])))

    def _change(self, at: int) -> int | None:
        return self._changed(at, self.lexemes[at])

    def _changed(self, at: int, lexeme: Lexeme) -> int | None:
        """Take in what a comparative asks for."""
        change = CHANGE.fullmatch(lexeme.value("change") or "")
        if change is None:
            return None
        if not any(not wish.unlike for wish in self.out.wishes) and not any(x.has("like") for x in self.lexemes):
            self.out.remarks.append(f"{lexeme.text} than what? Name a track: like TRACK but {lexeme.text}.")
            return None
        amount = float(change[2]) / (100 if change[3] else 1)
        self.out.changes.append(Change(lexeme.text, change[1], amount, bool(change[3])))
        label = by_name()[change[1]].label.lower()
        return self._take(at, at + 1, "understood", f"{'more' if amount > 0 else 'less'} {label}")

    # -- names

    def _like(self, at: int) -> int | None:
        unlike = self.lexemes[at].has("unlike")
        if not (unlike or self.lexemes[at].has("like")):
            return None
        start, end, quoted = name_at(self.lexemes, at + 1, ("but", "not", "sort", "sortby"))
        inside = self.lexemes[start:end]
        if not quoted and not self.changes and inside and all(x.has(*ITEMS, "stop", "and", "or") for x in inside):
            if unlike:
                self.denied.append(at)
                return at + 1
            name = written(self.text, self.lexemes[start:end])
            self.out.remarks.append(f'{name} is read as words of ours; for a track of that name: like "{name}".')
            return self._take(at, at + 1, "stop")
        if not inside or not (name := written(self.text, self.lexemes[start:end])):
            return None
        unlike = unlike or bool(self.denied)
        self._use_negation()
        self.out.wishes.append(Wish(name, unlike))
        return self._take(at, end + quoted, "understood", f"{'unlike' if unlike else 'like'} {name}")

    def _than(self, at: int) -> int | None:
        """`faster than Halo`: the change, and the track that it starts from."""
        lexeme = self.lexemes[at]
        comparative = lexeme.text.rsplit(" ", 1)[0] if lexeme.has("compare") else ""
        entries = self.lexicon.phrases.get(key_of(comparative), ())
        after = self.lexemes[at + 1] if at + 1 < len(self.lexemes) else None
        if after is None or after.entries or after.kind != "word" or not any(e.role == "change" for e in entries):
            return None
        start, end, _ = name_at(self.lexemes, at + 1, ("but", "not", "sort", "sortby"))
        if not (name := written(self.text, self.lexemes[start:end])):
            return None
        self.out.wishes.append(Wish(name))
        self._take(at + 1, end, "understood", f"like {name}")
        return self._changed(at, Lexeme("phrase", comparative, lexeme.start, lexeme.end, entries)) and end

    def _by(self, at: int) -> int | None:
        if not self.lexemes[at].has("by"):
            return None
        ends = ("but", "not", "year", "compare", "like", "unlike", "sort", "sortby", "decade", "between", "stop")
        start, end, quoted = name_at(self.lexemes, at + 1, ends)
        name = written(self.text, self.lexemes[start:end])
        if not name:
            return None
        return self._add(Rule("artist", "=", name), "artist", at, end + quoted)

    def _use_negation(self) -> None:
        for place in self.denied:
            self._take(place, place + 1, "understood", "not")
        self.denied = []


_TRACKS = (Entry("tracks", ""),)


def _group(role: str) -> str:
    return {"family": "genre", "genre": "genre"}.get(role, role)
