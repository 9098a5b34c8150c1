"""The words that a prompt may be made of: tables of words, moods, genres and families of the catalogue, labels of features."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from warehouse.features import numeric
from warehouse.moods import Mood
from warehouse.prompt_words import Word

Key = tuple[str, ...]

TOKEN = re.compile(
    r"(?P<decade>(?:1[89]|20)?\d0['’]?[sS]\b)|(?P<time>\d{1,2}:\d{2}\b)|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<symbol><=|>=|[^\w\s]|_)"
)
#: Symbols that may stand inside a phrase: hip-hop, r&b, mid-90s.
JOINERS = frozenset("-&'’./+_\u2010\u2011")


@dataclass(frozen=True)
class Entry:
    """One meaning of a phrase: a role of warehouse.prompt_words, or mood, genre or family of the catalogue."""

    role: str
    value: str


@dataclass(frozen=True)
class Token:
    """A word, number, decade, time or symbol, and where it stands in the prompt."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        """Without case, accents and apostrophes."""
        return plain(self.text)


@dataclass(frozen=True)
class Lexeme:
    """A phrase of the lexicon, or a token that is not in it (no entries)."""

    kind: str
    text: str
    start: int
    end: int
    entries: tuple[Entry, ...] = ()

    def value(self, *roles: str) -> str | None:
        """What it stands for in the first of the roles that it has; None when it has none of them."""
        return next((e.value for role in roles for e in self.entries if e.role == role), None)

    def has(self, *roles: str) -> bool:
        """Whether it has one of the roles."""
        return any(e.role in roles for e in self.entries)


@dataclass(frozen=True)
class Lexicon:
    """What words mean in one catalogue.

    phrases : key -> meanings, the first one first ; longest : tokens of the longest phrase ; moods : all, by name ;
    year : the year that `new` counts from, None where no date is known.
    """

    phrases: dict[Key, tuple[Entry, ...]]
    longest: int
    moods: dict[str, Mood] = field(default_factory=dict)
    year: int | None = None


def plain(text: str) -> str:
    """Lower case, without accents and apostrophes."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in letters if unicodedata.category(c) != "Mn" and c not in "'’")


def lexicon(
    words: Sequence[Word],
    moods: Sequence[Mood] = (),
    genres: Iterable[str] = (),
    families: Iterable[str] = (),
    year: int | None = None,
) -> Lexicon:
    """Join the tables. Where a phrase means several things, words that join come first, then moods, families, genres, the
    other words: so `sleep` is the mood, `rock` the family, `acoustic` the genre where there is one."""
    found: dict[Key, list[Entry]] = {}
    for phrase, entry in _entries(words, moods, list(genres), families):
        entries = found.setdefault(key_of(phrase), [])
        if entry.role not in [e.role for e in entries]:
            entries.append(entry)
    found.pop((), None)
    longest = max(map(len, found), default=1)
    return Lexicon({k: tuple(v) for k, v in found.items()}, longest, {m.name: m for m in moods}, year)


def _entries(
    words: Sequence[Word], moods: Sequence[Mood], genres: Sequence[str], families: Iterable[str]
) -> Iterator[tuple[str, Entry]]:
    """Every phrase with a meaning, in the order in which meanings count."""
    known = {key_of(name): name for name in genres}
    yield from ((w.phrase, Entry(w.role, w.value)) for w in words if w.role not in ("genre", "filter"))
    yield from ((about.label, Entry("feature", about.name)) for about in numeric())
    yield from ((phrase, Entry("mood", m.name)) for m in moods for phrase in (m.label, *m.synonyms))
    yield from ((name, Entry("family", name)) for name in families)
    yield from ((name, Entry("genre", name)) for name in genres)
    named = [(w.phrase, _first_known(w.value, known)) for w in words if w.role == "genre"]
    yield from ((phrase, Entry("genre", name)) for phrase, name in named if name is not None)
    yield from ((w.phrase, Entry("filter", w.value)) for w in words if w.role == "filter")


def _first_known(names: str, known: dict[Key, str]) -> str | None:
    return next((known[key] for name in names.split(";") if (key := key_of(name)) in known), None)


def key_of(phrase: str) -> Key:
    """The words and numbers of a phrase; of one that is only symbols, the symbols."""
    found = tokens(phrase)
    return tuple(t.plain for t in found if t.kind != "symbol") or tuple(t.text for t in found)


def tokens(text: str) -> list[Token]:
    """Every word, number and symbol of a text; together they hold all of its letters and digits."""
    return [Token(str(m.lastgroup), m.group(), m.start(), m.end()) for m in TOKEN.finditer(text)]


def lexemes(text: str, lexicon: Lexicon) -> list[Lexeme]:
    """The text cut into the longest phrases that the lexicon has, from left to right."""
    found, at, made = tokens(text), 0, []
    while at < len(found):
        end, entries = _longest(found, at, lexicon)
        kind = "phrase" if entries else found[at].kind
        made.append(
            Lexeme(kind, text[found[at].start : found[end - 1].end], found[at].start, found[end - 1].end, entries)
        )
        at = end
    return made


def _longest(found: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, tuple[Entry, ...]]:
    """(position behind it, meanings) of the longest phrase that begins at `at`; one token without meaning otherwise."""
    best: tuple[int, tuple[Entry, ...]] = (at + 1, ())
    key: Key = ()
    for end in range(at, len(found)):
        token = found[end]
        if token.kind == "symbol":
            if end == at:
                return at + 1, lexicon.phrases.get((token.text,), ())
            if token.text not in JOINERS:
                break
            continue
        key = (*key, token.plain)
        if len(key) > lexicon.longest:
            break
        if key in lexicon.phrases:
            best = (end + 1, lexicon.phrases[key])
    return best
