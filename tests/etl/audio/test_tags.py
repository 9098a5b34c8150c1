"""Tags: text whatever they say, and read within bounds whatever they claim."""

from __future__ import annotations

import struct
import tracemalloc
import zlib
from pathlib import Path

import mutagen
import pytest
from mutagen.id3._util import BitPaddedInt

from etl.audio.folder import Heard
from etl.audio.tables import track
from etl.audio.tags import MOST_BYTES, tags_of
from tests.etl.audio.sounds import noise, written

COMPRESSED = 0x0009  # ID3v2.4: packed, and with the length before packing


def with_frame(path: Path, name: bytes, body: bytes, flags: int = 0, padding: int = 0, times: int = 1) -> Path:
    """The MP3 file with a tag of one frame, as often as `times`, before it, and zeros behind the frames."""
    frame = (name + BitPaddedInt.to_str(len(body)) + struct.pack(">H", flags) + body) * times
    size = BitPaddedInt.to_str(len(frame) + padding)
    path.write_bytes(b"ID3\x04\x00\x00" + size + frame + bytes(padding) + path.read_bytes())
    return path


def packed(text: bytes, times: int) -> bytes:
    """A packed frame of a text many times over, made a piece at a time."""
    packer = zlib.compressobj(1)
    parts = [packer.compress(b"\x03"), *(packer.compress(text) for _ in range(times)), packer.flush()]
    return BitPaddedInt.to_str(len(text) * times % 2**28) + b"".join(parts)


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return written(tmp_path / "song.mp3", noise(1.5))


def peak(path: Path) -> tuple[dict[str, str], int]:
    """Its tags, and how many bytes of memory it took to read them."""
    tracemalloc.start()
    found = tags_of(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found, most


def test_a_packed_title_is_read(song: Path) -> None:
    assert tags_of(with_frame(song, b"TIT2", packed(b"Small", 1), COMPRESSED)) == {"title": "Small"}


@pytest.mark.parametrize("name", [b"TIT2", b"APIC"])
def test_a_bomb_takes_no_memory(song: Path, name: bytes) -> None:
    """300 MB in a frame of some 1.3 MB."""
    with_frame(song, name, packed(b"a" * 2**20, 300), COMPRESSED)
    assert song.stat().st_size < 3 * 2**20
    found, most = peak(song)
    assert found == {}
    assert most < 1.5 * MOST_BYTES


def test_many_small_bombs_are_one(song: Path) -> None:
    """60 frames of 2 MB, each within what a file may unpack to."""
    with_frame(song, b"TXXX", packed(b"a" * 2**20, 2), COMPRESSED, times=60)
    found, most = peak(song)
    assert found == {}
    assert most < 1.5 * MOST_BYTES


def test_a_tag_that_claims_too_much_is_not_read(song: Path) -> None:
    found, most = peak(with_frame(song, b"TIT2", b"\x03Large", padding=MOST_BYTES))
    assert (found, most < 1.5 * MOST_BYTES) == ({}, True)


def test_a_tag_with_a_picture_is_read(song: Path) -> None:
    with_frame(song, b"TIT2", b"\x03Framed", padding=MOST_BYTES // 4)
    assert tags_of(song) == {"title": "Framed"}


def test_tags_are_text_whatever_they_say(tmp_path: Path) -> None:
    path = written(tmp_path / "a.flac", noise(1.5))
    tags = mutagen.File(path)
    tags.update(
        {"title": "<script>alert(1)</script>", "artist": ["Ada", "Bo"], "genre": "x" * 9_000, "date": "2019-05"}
    )
    tags.save()
    found = tags_of(path)
    assert (found["title"], found["artists"]) == ("<script>alert(1)</script>", "Ada; Bo")
    assert len(found["genre"]) == 500
    named = track(Heard(str(path), "ab" * 32, found), tmp_path, labelled=False)
    assert (named["title"], named["release_date"]) == ("<script>alert(1)</script>", "2019-05")
    assert tags_of(tmp_path / "missing.mp3") == {}
