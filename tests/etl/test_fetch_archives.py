"""Zip files: only the registered files come out, and of a bad, lying or damaged archive nothing at all."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.fetch import fetch
from etl.sources import Amount, Source
from tests.conftest import FUZZ
from tests.etl.made_up import BODY, CSV, DAT, LIMITS, TABLE, left, made_up, running_directly
from tests.etl.site import Site, closed_address, whole
from warehouse.errors import WrongContent


@pytest.fixture(scope="module")
def running_site() -> Iterator[Site]:
    with running_directly() as site:
        yield site


@pytest.fixture
def site(running_site: Site) -> Site:
    running_site.serve(whole(BODY))
    return running_site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "downloads" / "made-up"


class Stop(Exception):
    """What a person who cancels sets off."""


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file; a name may come twice and may be a path."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, content in members:
            packed.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return out.getvalue()


GOOD = (("file.csv", BODY), ("b.dat", DAT))


def packed(address: str, **changes: Any) -> Source:
    return made_up(address, CSV, TABLE, **{"archive": "all.zip", **changes})


def test_the_files_of_an_archive_come_out(site: Site, folder: Path) -> None:
    evil = ("../../evil.csv", b"x"), ("/evil.csv", b"x"), ("a/readme.txt", b"x"), ("..\\evil.csv", b"x")
    site.serve(whole(zipped(*GOOD, *evil)))
    told: set[str] = set()
    done = fetch(packed(site.address), folder, lambda step, at, total: told.add(step), LIMITS)
    assert done.paths == (folder / "file.csv", folder / "b.dat")
    assert left(folder) == {"file.csv": BODY, "b.dat": DAT}
    assert {"download all.zip", "unpack file.csv", "unpack b.dat"} <= told
    assert list(folder.parents[2].rglob("*evil*")) == []
    assert fetch(packed(site.address), folder, limits=LIMITS).reused
    assert len(site.requests) == 1


def test_a_path_in_the_archive_is_never_a_path_here(site: Site, folder: Path) -> None:
    site.serve(whole(zipped(("../../file.csv", BODY), ("/deep/down/b.dat", DAT))))
    fetch(packed(site.address), folder, limits=LIMITS)
    assert left(folder) == {"file.csv": BODY, "b.dat": DAT}
    assert {p.name for p in folder.parents[2].rglob("*") if p.is_file()} == {"file.csv", "b.dat"}


BOMB = zipped(("file.csv", b"id,name\n" + b"1,x\n" * 2_000_000), ("b.dat", DAT))
GOOD_ZIP = zipped(*GOOD)
BAD_ZIPS = {
    "a bomb": (BOMB, "more than|over 1,048,576 bytes"),
    "a bomb that lies": (BOMB.replace((8_000_008).to_bytes(4, "little"), (50).to_bytes(4, "little")), "all.zip|rows"),
    "a member missing": (zipped(GOOD[0]), "no files called b.dat"),
    "a member twice": (zipped(*GOOD, ("x/b.dat", DAT)), "2 files called b.dat"),
    "only a folder": (zipped(GOOD[0], ("b.dat/", b"")), "no files called b.dat"),
    "packed unusually": (zipped(*GOOD, method=zipfile.ZIP_LZMA), "unusual"),
    "no zip": (BODY, "no readable zip"),
    "nothing": (b"", "no readable zip"),
    "cut": (GOOD_ZIP[:-30], "no readable zip"),
    "damaged inside": (GOOD_ZIP[:3000] + b"\0" * 50 + GOOD_ZIP[3050:], "no readable zip"),
    "wrong inside": (zipped(GOOD[0], ("b.dat", BODY)), "b.dat has other columns"),
}


@pytest.mark.parametrize("case", BAD_ZIPS)
def test_a_bad_archive_leaves_nothing(site: Site, folder: Path, case: str) -> None:
    content, words = BAD_ZIPS[case]
    site.serve(whole(content))
    with pytest.raises(WrongContent, match=words):
        fetch(packed(site.address), folder, limits=LIMITS)
    assert left(folder) == {}


def test_an_encrypted_member_is_refused(site: Site, folder: Path) -> None:
    marked = bytearray(GOOD_ZIP)
    marked[6] |= 1  # flags in the member's own header
    marked[GOOD_ZIP.index(b"PK\1\2") + 8] |= 1  # and in the table of contents
    site.serve(whole(bytes(marked)))
    with pytest.raises(WrongContent, match="encrypted"):
        fetch(packed(site.address), folder, limits=LIMITS)
    assert left(folder) == {}


def test_an_archive_is_checked_before_it_is_opened(site: Site, folder: Path) -> None:
    site.serve(whole(GOOD_ZIP))
    for known in ({"archive_sha256": "0" * 64}, {"archive_bytes": Amount(10)}):
        with pytest.raises(WrongContent, match=r"sha256|announces"):
            fetch(packed(site.address, **known), folder, limits=LIMITS)
        assert left(folder) == {}


def test_an_archive_placed_by_hand_is_unpacked_and_stays(site: Site, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "all.zip").write_bytes(GOOD_ZIP)
    known = {"archive_sha256": hashlib.sha256(GOOD_ZIP).hexdigest()}
    fetch(packed(closed_address(), **known), folder, limits=LIMITS)
    assert left(folder) == {"all.zip": GOOD_ZIP, "file.csv": BODY, "b.dat": DAT}


def test_a_wrong_archive_placed_by_hand_is_not_used(site: Site, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "all.zip").write_bytes(BOMB)
    site.serve(whole(GOOD_ZIP))
    fetch(packed(site.address, archive_bytes=Amount(len(GOOD_ZIP))), folder, limits=LIMITS)
    assert left(folder) == {"all.zip": BOMB, "file.csv": BODY, "b.dat": DAT}


def test_stopping_while_it_unpacks_leaves_nothing(site: Site, folder: Path) -> None:
    def stop(doing: str, done: int, total: int) -> None:
        if doing == "unpack b.dat":
            raise Stop

    site.serve(whole(GOOD_ZIP))
    with pytest.raises(Stop):
        fetch(packed(site.address), folder, stop, LIMITS)
    assert left(folder) == {}


# Most places are inside packed data, where any change is the same to the reader: prefer the table of contents.
PLACES = st.one_of(st.integers(len(GOOD_ZIP) - 140, len(GOOD_ZIP) - 1), st.integers(0, len(GOOD_ZIP) - 1))


@given(st.lists(st.tuples(PLACES, st.sampled_from([0, 1, 127, 255])), min_size=1, max_size=5))
@settings(max_examples=200 * FUZZ)
def test_any_damage_to_an_archive_gives_the_right_files_or_none(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, int]]
) -> None:
    content = bytearray(GOOD_ZIP)
    for at, byte in damage:
        content[at] = byte
    folder = tmp_path_factory.mktemp("any")
    (folder / "all.zip").write_bytes(content)
    try:
        fetch(packed(closed_address()), folder, limits=LIMITS)
    except WrongContent:
        assert set(left(folder)) == {"all.zip"}
    else:
        assert left(folder) == {"all.zip": bytes(content), "file.csv": BODY, "b.dat": DAT}
