"""A playlist that is written is read back; files of other programs and pasted ids are read as far as they go."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import playlist_files as files
from warehouse.errors import UnreadableInput
from warehouse.playlist_files import Entry

#: What a title can hold: no control characters, no space at its ends, spaces single: a line of a file keeps no others.
TEXT = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" -,:#/"), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split()) or "x"
)
ENTRIES = st.lists(
    st.builds(
        Entry,
        id=st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30),
        title=TEXT,
        artist=TEXT,
        album=TEXT,
        duration_ms=st.none() | st.integers(0, 36_000).map(lambda s: s * 1000),
    ),
    max_size=8,
)


@given(ENTRIES, TEXT)
def test_m3u8_and_jspf_are_read_back(entries: list[Entry], name: str) -> None:
    said = {"made from": name}
    assert files.read(files.m3u8(name, entries, said)) == entries
    assert files.read(files.jspf(name, entries, said)) == entries


def test_m3u8_has_a_header_and_comments() -> None:
    text = files.m3u8("Calm", [Entry("a/b", "One", "Two", "", 61_400)], {"rows": "1"}).decode()
    assert text.splitlines() == [
        "#EXTM3U", "#PLAYLIST:Calm", "# rows: 1", "#EXTART:Two", "#EXTALB:", "#EXTINF:61,Two - One", "repertoire:track:a%2Fb",
    ]  # fmt: skip


def test_jspf_has_the_fields_of_the_format() -> None:
    document = json.loads(files.jspf("Calm", [Entry("x", "One", "Two", "Three", 61_400)], {}))
    assert document["playlist"]["track"] == [
        {"title": "One", "creator": "Two", "album": "Three", "duration": 61_400, "identifier": ["repertoire:track:x"]}
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\n", [Entry("a"), Entry("b")]),
        ("a, b", [Entry("a"), Entry("b")]),
        ("spotify:track:6rqhFgbbKwnb9MLmUQDhG6", [Entry("6rqhFgbbKwnb9MLmUQDhG6")]),
        ("https://open.spotify.com/track/6rqhFgbbKwnb9MLmUQDhG6?si=1", [Entry("6rqhFgbbKwnb9MLmUQDhG6")]),
        ("# note: x\ntrack_id,title\n1,'=One\n", [Entry("1", "=One")]),
        ("Track Name;Artist Name(s)\nHalo;Beyoncé\n", [Entry("", "Halo", "Beyoncé")]),
        ("#EXTM3U\n#EXTINF:12,Air - La femme d'argent\nC:\\music\\1.mp3\n", [Entry("", "La femme d'argent", "Air", "", 12_000)]),
    ],
)  # fmt: skip
def test_other_files_are_read(text: str, expected: list[Entry]) -> None:
    assert files.read(text) == expected
    assert files.read(b"\xef\xbb\xbf" + text.encode()) == expected


@pytest.mark.parametrize("text", ["", "  \n", "{", '{"playlist": 3}', '{"playlist": {"track": [1]}}'])
def test_what_is_no_playlist_is_said(text: str) -> None:
    with pytest.raises(UnreadableInput):
        files.read(text)
