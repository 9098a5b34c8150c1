"""Names of tracks and artists inside a prompt: where they start and end."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.prompts.lexicon import Lexeme

LONGEST_NAME = 200
_QUOTES = {'"': '"', "“": "”", "«": "»"}


def name_at(lexemes: Sequence[Lexeme], at: int, ends: tuple[str, ...]) -> tuple[int, int, int]:
    """(start, end, quote): the lexemes of a name that starts at `at`. In quotes up to the closing one, which `quote` counts;
    else up to a comma, a word with a role of `ends`, or changes at its end."""
    closing = _QUOTES.get(lexemes[at].text) if at < len(lexemes) else None
    if closing:
        for end in range(at + 1, len(lexemes)):
            if lexemes[end].text == closing:
                return at + 1, end, 1
    end = at
    while end < len(lexemes) and not (_breaks(lexemes[end]) or (end > at and _ends(lexemes[end], ends))):
        end += 1
    while end > at + 1 and lexemes[end - 1].has("change", "and", "degree"):
        end -= 1
    return at, end, 0


def _breaks(lexeme: Lexeme) -> bool:
    return lexeme.kind == "symbol" and lexeme.text in ',;"“”«»'


def _ends(lexeme: Lexeme, ends: tuple[str, ...]) -> bool:
    return lexeme.has(*ends) or lexeme.kind == "decade"


def written(text: str, lexemes: Sequence[Lexeme]) -> str:
    """A name as the prompt `text` has it; '' where it is too long for one or has no letter."""
    name = text[lexemes[0].start : lexemes[-1].end].strip() if lexemes else ""
    fits = len(name) <= LONGEST_NAME and any(c.isalnum() for c in name)
    return " ".join(name.split()) if fits else ""
