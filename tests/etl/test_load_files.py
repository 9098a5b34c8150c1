"""Files that are odd as files: links, pipes, changes while they are read, no room, no memory, no permission."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from etl import formats
from etl import report as reports
from etl.load import LoadOptions, load
from tests.conftest import ROOT, Command, environment
from tests.etl import corpus
from tests.etl.conftest import QUICK, Loader
from tests.etl.corpus import TRACKS, delimited
from warehouse import store
from warehouse.connect import Workbench
from warehouse.errors import HomeError
from warehouse.home import Home
from warehouse.settings import Settings

GOOD = delimited(TRACKS.columns, TRACKS.rows)
MANY = 15_000  # rows: more than the limits of room and memory below can take
NAMES = (
    "a b.csv", "a'b.csv", 'a"b.csv', "$path.csv", "{0}.csv", "a*b.csv", "a?b.csv", "a[1].csv", "%20.csv", "#.csv",
    "-rf.csv", "~.csv", "夜.csv", "🎵.csv", "\u202eevil.csv", "line\nfeed.csv", ".hidden.csv", "..csv", "a;b.csv",
    "x" * 200 + ".csv", "a\\b.csv", "[*].csv", "a**b.csv", "s3:a.csv", "file:a.csv", "NUL.csv", "year=2020.csv",
)  # fmt: skip


@pytest.fixture
def folder(loader: Loader) -> Path:
    """A folder with one good file."""
    path = loader.folder / "in"
    path.mkdir()
    (path / "good.csv").write_bytes(GOOD)
    return path


def names(report: reports.LoadReport) -> list[str]:
    """The files of a report without their folder."""
    return [Path(file.file).name for file in report.files]


# ---- Names, links, pipes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["csv", "ndjson", "parquet"])
def test_any_name_is_the_name_of_one_file(loader: Loader, end: str) -> None:
    """A star is no pattern: the files beside it, which it would fit, are not read."""
    for other in ("aXb", "a1"):
        (loader.folder / f"{other}.{end}").write_bytes(corpus.FORMATS[end](TRACKS.columns, TRACKS.rows[:2]))
    for name in NAMES if end == "csv" else [name for name in NAMES if set(name) & set("*?[\\'\"\n")]:
        path = loader.folder / f"{name.removesuffix('.csv')}.{end}"
        path.write_bytes(corpus.FORMATS[end](TRACKS.columns, TRACKS.rows))
        report = loader.file(path)
        assert (report.error, report.rows_loaded, report.file) == (None, 6, str(path))


def test_a_name_that_the_database_cannot_find_is_told(loader: Loader) -> None:
    path = loader.folder / "a\\b[1].csv"
    path.write_bytes(GOOD)
    report = loader.file(path)
    assert report.error
    assert report.hint


def test_relative_names_that_look_like_something_else(loader: Loader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(loader.folder)
    (loader.folder / "~").mkdir()
    (loader.folder / "http:").mkdir()
    for name in ("~/a.csv", "~.csv", "http:/a.csv", "-a.csv", "s3:.csv"):
        Path(name).write_bytes(GOOD)
        assert (loader.file(Path(name)).error, name) == (None, name)


def test_bytes_that_are_no_text_in_a_name_stop_that_file_only(loader: Loader, folder: Path) -> None:
    (folder / os.fsdecode(b"odd \xff\xfe.csv")).write_bytes(GOOD)
    report = load(loader.workbench, [folder, folder / os.fsdecode(b"odd \xff\xfe.csv")])
    assert [file.error is None for file in report.files] == [True, False]
    assert "not UTF-8" in str(report.files[1].error)
    assert json.dumps([report.skipped, report.files[1].file]).encode()
    assert len(report.skipped) == 1


def test_paths_that_cannot_be(loader: Loader) -> None:
    paths = ["", "x" * 5_000, "x/" * 3_000, "/dev/null/x.csv", "gone.csv", "gone/", "a\0b.csv", "\ud800.csv"]
    report = load(loader.workbench, [Path(path) for path in paths[1:]])
    assert [bool(file.error and file.hint) for file in report.files] == [True] * (len(paths) - 1)
    assert loader.workbench.value("select count(*) from raw.loads") == 0


def test_links_lead_to_their_file_once_and_never_in_circles(loader: Loader, folder: Path) -> None:
    (folder / "deeper").mkdir()
    (folder / "deeper" / "up").symlink_to(folder)
    (folder / "circle.csv").symlink_to(folder / "circle.csv")
    (folder / "nowhere.csv").symlink_to(folder / "gone.csv")
    (folder / "again.csv").symlink_to("good.csv")
    (loader.folder / "outside.csv").write_bytes(GOOD.replace(b"Title", b"Other"))
    (folder / "outside.csv").symlink_to(loader.folder / "outside.csv")
    report = load(loader.workbench, [folder])
    assert names(report) == ["good.csv", "outside.csv"]
    assert not report.failed
    assert sorted(Path(path).name for path in report.skipped) == ["circle.csv", "nowhere.csv"]


@pytest.mark.parametrize("name", ["circle.csv", "nowhere.csv"])
def test_a_link_that_leads_nowhere_is_missing(loader: Loader, name: str) -> None:
    (loader.folder / name).symlink_to(loader.folder / ("circle.csv" if name == "circle.csv" else "gone.csv"))
    assert "does not exist" in str(loader.file(loader.folder / name).error)


def test_a_link_that_is_named_is_followed(loader: Loader, folder: Path) -> None:
    (loader.folder / "link.csv").symlink_to(folder / "good.csv")
    (loader.folder / "link").symlink_to(folder)
    assert loader.file(loader.folder / "link.csv").rows_loaded == 6
    assert names(load(loader.workbench, [loader.folder / "link"])) == ["good.csv"]


def test_pipes_and_devices_are_not_waited_for(loader: Loader, folder: Path) -> None:
    os.mkfifo(folder / "pipe.csv")
    (folder / "zero.csv").symlink_to("/dev/zero")
    (folder / "folder.csv").mkdir()
    done: list[reports.LoadReport] = []
    paths = [folder, folder / "pipe.csv", folder / "zero.csv", Path("/dev/null")]
    worker = threading.Thread(target=lambda: done.append(load(loader.workbench, paths)), daemon=True)
    worker.start()
    worker.join(30)
    assert done, "the loader waits for something that never ends"
    assert names(done[0])[0] == "good.csv"
    assert [bool(file.error) for file in done[0].files] == [False, True, True, True]
    assert sorted(Path(path).name for path in done[0].skipped) == ["pipe.csv", "zero.csv"]


def test_a_folder_of_folders_and_an_empty_one(loader: Loader, folder: Path) -> None:
    (folder / "good.csv").unlink()
    (folder / "table.csv").mkdir()
    report = load(loader.workbench, [folder])
    assert "Nothing in the folder" in str(report.files[0].error)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(loader: Loader, folder: Path) -> None:
    (folder / "good.csv").chmod(0)
    report = loader.file(folder / "good.csv")
    assert "cannot be read" in str(report.error)
    assert report.hint


def test_a_refusal_of_the_system_is_one_message(loader: Loader, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What root cannot try with permissions: the system refuses to open the file, or fails while it is read."""
    monkeypatch.setattr(formats.packed, "_opened", _refused)
    report = loader.file(folder / "good.csv")
    assert "Permission denied" in str(report.error)
    assert report.hint


def _refused(path: Path) -> None:
    raise PermissionError(13, "Permission denied", str(path))


@pytest.mark.parametrize("seconds", [-5_000_000_000, 200_000_000_000, 400_000_000_000])
def test_a_file_of_another_millennium(loader: Loader, folder: Path, seconds: int) -> None:
    """The date of a file is assumed to be that of its data, and a file system can hold dates that Python cannot."""
    path = folder / "good.csv"
    try:
        os.utime(path, (seconds, seconds))
    except (OSError, OverflowError):
        pytest.skip("the file system holds no such date")
    report = loader.file(path)
    assert report.error is None
    assert date(1900, 1, 1) <= date.fromisoformat(report.as_of or "") <= date(2100, 12, 31)


# ---- Changes while it is read ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "change"),
    [(end, change) for end in ("csv", "parquet") for change in ("append", "truncate", "replace", "remove")]
    + [("ndjson", "append"), ("json", "truncate")],
)
def test_a_file_that_changes_while_it_is_read_is_not_loaded(
    loader: Loader, folder: Path, monkeypatch: pytest.MonkeyPatch, end: str, change: str
) -> None:
    path = folder / f"busy.{end}"
    path.write_bytes(corpus.FORMATS[end](TRACKS.columns, TRACKS.rows))
    before = corpus.raw(loader.workbench) if loader.file(folder / "good.csv").load_id else {}
    inspect = formats.inspect

    def inspected(*arguments: object, **named: object) -> formats.Layout:
        layout = inspect(*arguments, **named)  # type: ignore[arg-type]
        _change(path, change)
        return layout

    monkeypatch.setattr(formats, "inspect", inspected)
    report = loader.file(path)
    assert report.error
    assert report.hint
    assert corpus.raw(loader.workbench) == before


def _change(path: Path, change: str) -> None:
    content = path.read_bytes()
    if change == "append":
        path.write_bytes(content + content[-20:])
    elif change == "truncate":
        path.write_bytes(content[: len(content) // 2])
    elif change == "replace":
        path.with_suffix(".new").write_bytes(content)
        path.with_suffix(".new").replace(path)
    else:
        path.unlink()


# ---- No room, no memory ------------------------------------------------------------------------------------


def _many(rows: int) -> bytes:
    wide = [[f"id{n}", f"Title {n} {'long ' * 20}{n * 7919}", f"Artist {n}", "1", "2001-01-01", "100", "0.5", "1000", "true"]
            for n in range(rows)]  # fmt: skip
    return delimited(TRACKS.columns, wide)


LIMITED = """
import resource, sys
from pathlib import Path
from repertoire import main
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.argv = ["repertoire", *sys.argv[2:]]
main()
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, repertoire: Command) -> Path:
    """A home with a little in it, published, and beside it files that need more room than there will be."""
    folder = tmp_path_factory.mktemp("room")
    (folder / "small.csv").write_bytes(GOOD)
    done = repertoire(folder / "home", "load", folder / "small.csv", "--publish")
    assert done.returncode == 0, done.stderr
    content = _many(MANY)
    (folder / "big.csv").write_bytes(content)
    (folder / "latin.csv").write_bytes(content.decode().encode("utf-16"))
    (folder / "other.csv").write_bytes(GOOD.replace(b"Title", b"Other"))
    return folder


def load_limited(home: Path, megabytes: int, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`repertoire load` in a process none of whose files may grow beyond a limit.

    Writing then fails as on a full disk, with EFBIG in place of ENOSPC. That is not all of it: on a full disk small
    files cannot grow either.
    """
    command = [sys.executable, "-c", LIMITED, str(megabytes << 20), "load", *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(home, REPERTOIRE_THREADS="1"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(("name", "megabytes"), [("big.csv", 1), ("latin.csv", 3), ("latin.csv", 1)])
def test_a_disk_that_fills_up_costs_the_file_that_is_too_large(room: Path, name: str, megabytes: int) -> None:
    """And neither what was there nor the file after it. latin.csv needs a copy of itself, too large or just not."""
    home = room / "home"
    before = held(home)
    done = load_limited(home, megabytes, room / name, room / "other.csv", "--json")
    assert done.returncode == 1, done.stderr
    big, other = json.loads(done.stdout)["files"]
    assert big["error"]
    assert "Make room" in big["hint"]
    assert (other["error"], other["rows_loaded"]) == (None, 6)
    assert not (home / "incoming.txt").exists()
    with Workbench(Home(home), QUICK) as workbench:
        store.unload(workbench, other["load_id"])
        assert corpus.raw(workbench) == before
        (report,) = load(workbench, [room / name]).files  # with room again, it works
        assert (report.error, report.rows_loaded) == (None, MANY)
        store.unload(workbench, report.load_id or 0)


def test_a_disk_that_fills_up_before_publishing_changes_nothing(room: Path) -> None:
    home = room / "home"
    before, published = held(home), (home / "current").readlink()
    done = load_limited(home, 2, room / "big.csv", "--publish")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "Make room" in done.stderr
    assert (held(home), (home / "current").readlink()) == (before, published)


def held(path: Path) -> corpus.Contents:
    """Every row of the raw tables of a home."""
    with Workbench(Home(path)) as workbench:
        return corpus.raw(workbench)


@pytest.mark.parametrize("end", ["csv", "parquet", "json", "ndjson"])
def test_memory_that_does_not_suffice_is_one_message(tmp_path: Path, end: str) -> None:
    """With disk to spill to it may succeed; without, it fails whole."""
    path = tmp_path / f"big.{end}"
    table = [line.decode().split(",") for line in _many(MANY).splitlines()]
    path.write_bytes(corpus.FORMATS[end](table[0], table[1:]))
    home = Home(tmp_path / "home")
    with Workbench(home, Settings(threads=1, memory_limit="12MB")) as workbench:
        store.prepare(workbench)
        workbench.con.execute("set max_temp_directory_size = '1MB'")
        before = corpus.raw(workbench)
        (report,) = load(workbench, [path]).files
        assert report.error
        assert "memory" in report.error.lower()
        assert "REPERTOIRE_MEMORY_LIMIT" in str(report.hint)
        assert corpus.raw(workbench) == before
    with Workbench(home, Settings(threads=1)) as workbench:
        (report,) = load(workbench, [path]).files
        assert (report.error, report.rows_loaded) == (None, MANY)


def test_a_database_that_fails_in_the_middle_leaves_nothing(loader: Loader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a reader of a kind raises, the transaction is undone and the workbench goes on."""
    loader.good(GOOD, "first.csv")
    before = corpus.raw(loader.workbench)

    def failing(*_: object) -> None:
        raise HomeError("The disk is full.", "Make room.")

    monkeypatch.setattr(store, "record_load", failing)
    report = loader.text(GOOD.replace(b"Title", b"Other"), "second.csv", LoadOptions())
    assert (report.error, report.hint) == ("The disk is full.", "Make room.")
    assert corpus.raw(loader.workbench) == before
    monkeypatch.undo()
    assert loader.good(GOOD.replace(b"Title", b"Other"), "second.csv").rows_loaded == 6
