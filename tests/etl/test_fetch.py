"""Fetching a data set: only what was checked gets a name, and nothing else is ever left in the folder."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from etl import fetch as module
from etl.fetch import Fetched, fault, fetch
from etl.sources import Amount
from tests.conftest import ROOT
from tests.etl.made_up import BODY, CSV, DAT, LIMITS, TABLE, UNKNOWN, csv_file, left, made_up, running_directly
from tests.etl.site import Site, closed_address, cut, endless, ranged, stalling, status, whole
from warehouse.errors import HomeNotWritable, NotReached, PlaceByHand, WrongContent


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


# ---- A good day ----------------------------------------------------------------------------------------------------


def test_the_file_comes_and_is_used_again_without_asking(site: Site, folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    source = made_up(site.address)
    done = fetch(source, folder, lambda *step: told.append(step), LIMITS)
    assert done == Fetched("made-up", (folder / "file.csv",), len(BODY), reused=False)
    assert left(folder) == {"file.csv": BODY}
    assert ("download file.csv", len(BODY), len(BODY)) in told
    assert all(0 <= at <= total for _, at, total in told)
    assert fetch(source, folder, limits=LIMITS).reused
    assert len(site.requests) == 1
    assert not fetch(source, folder, limits=LIMITS, again=True).reused
    assert len(site.requests) == 2
    assert left(folder) == {"file.csv": BODY}


def test_a_file_placed_by_hand_needs_no_network(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "file.csv").write_bytes(BODY)
    assert fetch(made_up(closed_address()), folder, limits=LIMITS).reused


def test_a_file_may_grow_where_the_registry_says_the_least(site: Site, folder: Path) -> None:
    grows = csv_file(bytes=Amount(len(BODY), least=True), sha256="", rows=Amount(9_000, least=True))
    more = BODY + b"9001,new\n"
    site.serve(whole(more))
    assert fetch(made_up(site.address, grows), folder, limits=LIMITS).bytes == len(more)
    site.serve(whole(BODY * 2))
    with pytest.raises(WrongContent):
        fetch(made_up(site.address, grows), folder, limits=LIMITS, again=True)
    assert left(folder) == {"file.csv": more}


def test_a_broken_download_is_resumed_and_checked(site: Site, folder: Path) -> None:
    site.serve(cut(BODY, 1000), ranged(BODY))
    fetch(made_up(site.address), folder, limits=LIMITS)
    assert site.requests[1]["range"] == "bytes=1000-"
    assert left(folder) == {"file.csv": BODY}


# ---- Bad days: nothing is left --------------------------------------------------------------------------------------

CORRUPT = BODY.replace(b"4711,", b"4712,", 1)
WRONG = {
    "corrupt": (whole(CORRUPT), csv_file(), "sha256"),
    "resumed into something else": (cut(CORRUPT, 90_000), csv_file(), "sha256"),
    "longer": (whole(BODY + b"1,x\n"), csv_file(), "announces"),
    "longer and does not say": (whole(BODY + b"1,x\n", Content_Length=None), csv_file(), "bytes instead of"),
    "shorter and says so": (whole(BODY[:-9]), csv_file(), "announces"),
    "announces less than it is": (whole(BODY, Content_Length=len(BODY) - 40), csv_file(**UNKNOWN), "rows instead of"),
    "far too long": (whole(BODY * 2, Content_Length=None), csv_file(), "more than"),
    "without end": (endless(b"1,x\n" * 1000, chunked=True), csv_file(**UNKNOWN), "more than"),
    "fewer rows": (whole(BODY[: BODY.rindex(b"8999")]), csv_file(**UNKNOWN), "8,999 rows instead of 9,000"),
    "other columns": (whole(BODY.replace(b"id,name", b"id,song", 1)), csv_file(**UNKNOWN), "other columns"),
    "a page": (whole(b"<html>Log in, please</html>"), csv_file(**UNKNOWN), "other columns"),
    "nothing": (whole(b""), csv_file(**UNKNOWN), "other columns"),
    "no text": (whole(bytes(range(256)) * 50), csv_file(**UNKNOWN), "columns|read as a table"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_content_is_told_and_nothing_is_kept(site: Site, folder: Path, case: str) -> None:
    answer, file, words = WRONG[case]
    site.serve(answer, ranged(CORRUPT))
    with pytest.raises(WrongContent, match=words) as caught:
        fetch(made_up(site.address, file), folder, limits=LIMITS)
    assert "othing was kept" in caught.value.message
    assert left(folder) == {}


def test_a_wrong_hash_names_both(site: Site, folder: Path) -> None:
    site.serve(whole(CORRUPT))
    with pytest.raises(WrongContent) as caught:
        fetch(made_up(site.address), folder, limits=LIMITS)
    assert csv_file().sha256 in caught.value.message
    assert hashlib.sha256(CORRUPT).hexdigest() in caught.value.message
    assert site.address in caught.value.hint


@pytest.mark.parametrize("answer", [status(404), status(500), cut(BODY, 1000), status(302, Location="file:///x")])
def test_a_download_that_fails_leaves_nothing(site: Site, folder: Path, answer: Any) -> None:
    site.serve(answer)
    with pytest.raises(NotReached):
        fetch(made_up(site.address), folder, limits=LIMITS)
    assert left(folder) == {}


def test_without_a_network_people_learn_what_to_place_where(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = closed_address()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(NotReached) as caught:
        fetch(made_up(address), folder, limits=LIMITS)
    for part in (address, str(folder / "file.csv"), "same command again"):
        assert part in caught.value.hint
    assert "In " not in caught.value.message, "nothing lies there that could be spoken of"
    assert left(folder) == {}


def test_what_a_person_has_there_stays_until_something_better_comes(site: Site, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "file.csv").write_bytes(b"mine")
    (folder / "notes.txt").write_bytes(b"mine too")
    site.serve(status(404))
    with pytest.raises(NotReached, match=r"file\.csv has 4 bytes instead of"):
        fetch(made_up(site.address), folder, limits=LIMITS)
    assert left(folder) == {"file.csv": b"mine", "notes.txt": b"mine too"}
    site.serve(whole(BODY))
    fetch(made_up(site.address), folder, limits=LIMITS)
    assert left(folder) == {"file.csv": BODY, "notes.txt": b"mine too"}


# ---- Stopping --------------------------------------------------------------------------------------------------------


class Stop(Exception):
    """What a person who cancels sets off."""


@pytest.mark.parametrize("kind", [Stop, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("step", ["download", "check"])
def test_whoever_stops_it_leaves_nothing(site: Site, folder: Path, step: str, kind: type[BaseException]) -> None:
    def stop(doing: str, done: int, total: int) -> None:
        if doing.startswith(step):
            raise kind

    many = b"id,name\n" + b"1,x\n" * 60_000
    file = csv_file(**UNKNOWN, rows=Amount(60_000))
    site.serve(whole(many))
    with pytest.raises(kind):
        fetch(made_up(site.address, file), folder, stop, LIMITS)
    assert left(folder) == {}


def test_an_interrupt_while_the_server_is_silent_leaves_nothing(site: Site, folder: Path) -> None:
    site.serve(stalling(BODY, 1000))
    script = (
        "import signal, sys\nfrom pathlib import Path\nfrom etl import fetch, sources\n"
        # A shell that runs the tests in the background has its children ignore the signal.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"file = sources.SourceFile('file.csv', ('tracks',), 'comma', None, '', sources.Amount(1), {'0' * 64!r})\n"
        f"it = sources.Source('made-up', 't', {site.address!r}, False, '', None, '', None, 'l', False, (file,))\n"
        "fetch.fetch(it, Path(sys.argv[1]), lambda *step: print('loading', flush=True))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == b"loading\n"
    assert [name for name in left(folder) if name.startswith(".fetch-")], "it is at work"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert b"KeyboardInterrupt" in errors
    assert left(folder) == {}


def test_what_a_killed_process_left_goes_the_next_day(site: Site, folder: Path) -> None:
    for name, age in ((".fetch-old", 25 * 3600), (".fetch-young", 3600)):
        (folder / name).mkdir(parents=True)
        (folder / name / "file.csv").write_bytes(b"half")
        for path in (folder / name / "file.csv", folder / name):
            os.utime(path, (time.time() - age,) * 2)
    fetch(made_up(site.address), folder, limits=LIMITS)
    assert set(left(folder)) == {"file.csv", ".fetch-young", ".fetch-young/file.csv"}


def test_a_full_disk_is_told(site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(address: str, path: Path, *rest: object) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "download", full)
    with pytest.raises(HomeNotWritable, match="No space left"):
        fetch(made_up(site.address), folder, limits=LIMITS)
    assert left(folder) == {}


def test_a_folder_that_cannot_be_made_is_told(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(HomeNotWritable):
        fetch(made_up(site.address), tmp_path / "file" / "inside", limits=LIMITS)
    assert site.requests == []


# ---- By hand ---------------------------------------------------------------------------------------------------------


def test_what_wants_a_login_is_asked_for(folder: Path) -> None:
    source = made_up("https://example.org/page", CSV, TABLE, by_hand=True)
    with pytest.raises(PlaceByHand) as caught:
        fetch(source, folder)
    assert "file.csv, b.dat" in caught.value.message
    assert str(folder) in caught.value.hint
    assert source.address in caught.value.hint
    assert folder.is_dir(), "the folder to place them in is there"
    (folder / "file.csv").write_bytes(BODY)
    with pytest.raises(PlaceByHand, match=r"missing: b\.dat"):
        fetch(source, folder)
    (folder / "b.dat").write_bytes(DAT)
    assert fetch(source, folder).reused
    assert fetch(source, folder, again=True).reused


def test_a_wrong_file_placed_by_hand_is_told_and_stays(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "file.csv").write_bytes(b"id,song\n1,x\n")
    with pytest.raises(WrongContent, match=r"other columns.*id, song"):
        fetch(made_up("https://example.org/page", CSV, by_hand=True), folder)
    assert left(folder) == {"file.csv": b"id,song\n1,x\n"}


# ---- What makes a file right -----------------------------------------------------------------------------------------


def test_rows_are_counted_as_the_format_has_them(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b'\xef\xbb\xbf"id","name"\r\n1,"two\r\nlines"\r\n\r\n2,"\xff"\r\n')
    assert fault(path, csv_file(**UNKNOWN, rows=Amount(2))) == ""
    path.write_bytes(DAT)
    assert fault(path, TABLE) == ""
    assert fault(path, csv_file(**UNKNOWN)).startswith("has other columns")
    assert fault(tmp_path, TABLE) == fault(tmp_path / "none", TABLE) == "is not there"
