"""The words of prompts that are not names of moods, genres or features: reference/prompt_words.csv; a copy in the home wins.

One row a phrase: what part it plays (its role) and what it stands for. Upper case, accents, hyphens and apostrophes do not
count. The roles:

stop : says nothing about tracks ; not, and, or, but, to, between, around : join and turn what stands beside them
compare, after : an operator, or a column and an operator, before or behind a number
unit : a column and what a number of it is multiplied by, or `percent` ; number ; length : minutes of the list
tracks, top : a number beside them is the length of the list ; feature : a column
level : a condition on the feature behind it ; filter : a filter ; change : a column and by how much, `tempo -5%`
sort : an order ; sortby, direction : say an order with a feature ; like, unlike, by : a track or an artist follows
year : an operator on the release year ; part, decade, recent : years ; degree : the least membership in the mood behind it
genre : genres, the first ones that the catalogue has ; kind : mood, genre or family follows
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import BadReference
from warehouse.features import by_name
from warehouse.filters import FilterError, parse, parse_sort
from warehouse.references import text_of

FILE = "prompt_words.csv"
COLUMNS = ("phrase", "role", "value")
ROLES = (
    "stop", "not", "and", "or", "but", "to", "between", "around", "compare", "after", "unit", "number", "length", "tracks",
    "top", "feature", "level", "filter", "change", "sort", "sortby", "direction", "like", "unlike", "by", "year", "part",
    "decade", "recent", "degree", "genre", "kind",
)  # fmt: skip
CHANGE = re.compile(r"(\w+) ([+-]\d+(?:\.\d+)?)(%?)")
_FORMS = {
    "compare": re.compile(r"(?:(\w+) )?(<=|>=|<|>|=)"),
    "after": re.compile(r"<=|>="),
    "unit": re.compile(r"percent|(\w+) \d+"),
    "number": re.compile(r"\d+"),
    "length": re.compile(r"\d+"),
    "feature": re.compile(r"(\w+)"),
    "change": CHANGE,
    "direction": re.compile(r"-?"),
    "year": re.compile(r"<=|>=|<|>"),
    "part": re.compile(r"\d-\d"),
    "decade": re.compile(r"\d{3}0"),
    "recent": re.compile(r"\d+"),
    "degree": re.compile(r"0\.\d+|1"),
    "genre": re.compile(r".+"),
    "kind": re.compile(r"mood|genre|family"),
}


@dataclass(frozen=True)
class Word:
    """A phrase, the role it plays and what it stands for."""

    phrase: str
    role: str
    value: str


def load(folder: Path | None = None) -> tuple[Word, ...]:
    """The words, from `folder`/prompt_words.csv where there is one. Raises BadReference."""
    return read(*text_of(FILE, folder))


def read(text: str, where: str = FILE) -> tuple[Word, ...]:
    """The words that a table says. Raises BadReference: columns, roles, values that do not fit the role, phrases twice."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise BadReference(f"{where}, line 1: the columns are not those of words.", f"They are: {', '.join(COLUMNS)}.")
    words: dict[str, Word] = {}
    for number, row in enumerate(rows[1:], start=2):
        place = f"{where}, line {number}"
        if len(row) != len(COLUMNS) or not row[0].strip():
            raise BadReference(f"{place}: not three cells.", "Write phrase, role and value.")
        word = Word(*(cell.strip() for cell in row))
        if word.phrase in words:
            raise BadReference(f"{place}: {word.phrase!r} is named twice.", "Keep one of the two.")
        _check(word, place)
        words[word.phrase] = word
    return tuple(words.values())


def _check(word: Word, place: str) -> None:
    if word.role not in ROLES:
        raise BadReference(f"{place}: there is no role {word.role!r}.", f"Choose from: {', '.join(ROLES)}.")
    if (form := _FORMS.get(word.role)) is not None:
        found = form.fullmatch(word.value)
        column = found[1] if found and form.groups else None
        if not found or (column is not None and column not in by_name()):
            raise BadReference(
                f"{place}: {word.value!r} does not fit the role {word.role}.", "Look at others of that role."
            )
    try:
        _read_languages(word)
    except FilterError as error:
        raise BadReference(f"{place}: {error.message}", error.hint) from error


def _read_languages(word: Word) -> None:
    """Read what is written in the language of filters or of orders. Raises FilterError."""
    if word.role == "filter" and parse(word.value).is_all:
        raise FilterError("The filter is empty.", "Write what the phrase asks for.")
    if word.role == "level":
        parse(f"energy {word.value}")
    if word.role == "sort":
        parse_sort(word.value)
