"""The words of prompts: what is shipped reads, what is broken is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse import prompt_words
from warehouse.errors import BadReference
from warehouse.prompt_words import ROLES, Word, read

HEAD = "phrase,role,value\n"


def test_what_is_shipped_uses_every_role() -> None:
    assert {word.role for word in prompt_words.load()} == set(ROLES)


def test_a_copy_in_the_home_wins(tmp_path: Path) -> None:
    (tmp_path / prompt_words.FILE).write_text(f'{HEAD}crisp,filter,energy >= 0.6\n"a, b",stop,\n', encoding="utf-8")
    assert prompt_words.load(tmp_path) == (Word("crisp", "filter", "energy >= 0.6"), Word("a, b", "stop", ""))


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("crisp,filter,enrgy >= 0.6", "'enrgy'"),
        ("crisp,filter,", "The filter is empty"),
        ("crisp,filter,energy >= 6", "6 is outside"),
        ("crisp,flter,energy >= 0.6", "no role 'flter'"),
        ("crisp,level,more", "line 2"),
        ("crisp,change,tempo faster", "does not fit the role change"),
        ("crisp,change,speed +5%", "does not fit the role change"),
        ("crisp,unit,tempo", "does not fit the role unit"),
        ("crisp,compare,about", "does not fit the role compare"),
        ("crisp,number,many", "does not fit the role number"),
        ("crisp,sort,-loud", "'loud'"),
        ("crisp,stop", "not three cells"),
        (",stop,", "not three cells"),
        ("crisp,stop,\ncrisp,not,", "line 3: 'crisp' is named twice"),
    ],
)
def test_a_broken_table_is_told_with_its_line(row: str, complaint: str) -> None:
    with pytest.raises(BadReference) as caught:
        read(f"{HEAD}{row}\n", "own.csv")
    assert complaint in caught.value.message
    assert "own.csv" in caught.value.message
    assert caught.value.hint


def test_other_columns_and_other_bytes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadReference, match="columns"):
        read("word,role\n")
    (tmp_path / prompt_words.FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadReference, match="cannot be read"):
        prompt_words.load(tmp_path)
