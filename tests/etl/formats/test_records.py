"""The heads of JSON texts as Python reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.formats import records

HERE = Path("x.json")
TEN = [{"n": n, "of": {"ten": "x" * 20}} for n in range(10)]


@pytest.mark.parametrize(
    ("text", "by_line"),
    [
        ('{"a":1}\n{"a":2}\n', True),
        ('\n {"a":1}\n\nbroken\n', True),
        ('broken\n{"a":1}\n{"a":2}\n', True),
        ('{"a":1}\n', False),
        ('{"a":1}{"a":2}', False),
        ('[\n{"a":1}\n]', False),
        ('{"items":[\n{"a":1}\n]}', False),
        ('{\n"a":1\n}\n{\n"a":2\n}', False),
        ("", False),
    ],
)
def test_which_texts_have_an_object_a_line(text: str, by_line: bool) -> None:
    assert records.is_by_line(text) == by_line


@pytest.mark.parametrize(
    "text", [json.dumps(TEN), json.dumps({"n": [1], "items": TEN}), json.dumps({"a": {"b": 1}, "i": TEN})]
)
def test_a_text_that_is_cut_shows_the_records_before_the_cut(text: str) -> None:
    found = records.of_document(HERE, text)
    assert [record["n"] for record in found] == [str(n) for n in range(10)]
    for cut in range(len(text)):
        some = records.of_document(HERE, text[:cut])
        assert some == found[: len(some)]
    assert len(records.of_document(HERE, text[: len(text) - 60])) in (8, 9)


def test_paths_and_pointers() -> None:
    paths = records.paths_of([{"a": None, "b/c": 1}, {"a": {"d~": 1}}, {"e": None}])
    assert paths == [("b/c",), ("a", "d~"), ("e",)]
    assert [records.pointer(path) for path in paths] == ["/b~1c", "/a/d~0", "/e"]


def test_objects_far_down_stay_text() -> None:
    deep = {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}
    (path,) = records.paths_of([deep])
    assert path == ("a", "b", "c", "d", "e", "f")
    assert records.sample([deep], [path]) == (('{"g":1}',),)


@pytest.mark.parametrize("text", ["", "{", "{} x", '{"a": "\\ud800"}', "[" * 100_000])
def test_what_is_no_value(text: str) -> None:
    assert records.parse(text) is None
