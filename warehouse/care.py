"""Care of a home: what is wrong with it, and what to do. Nothing here changes anything."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Literal

import duckdb

from warehouse import moods
from warehouse.build import RELATIONS
from warehouse.connect import SCHEMA_VERSION, Reader, View, Workbench
from warehouse.errors import HomeBusy, NoSnapshot, RepertoireError
from warehouse.home import Home
from warehouse.publish import current_number, snapshots
from warehouse.settings import Settings
from warehouse.userdata import UserData

State = Literal["ok", "warning", "fault", "not checked"]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: A build and a publish write the tables anew before the old ones go.
ROOM = 2


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what, how it is, what was seen, and what to do (empty when all is well)."""

    what: str
    state: State
    words: str
    hint: str = ""


Look = Callable[[Settings], Iterator[Finding]]


def findings(settings: Settings, more: Iterable[Look] = ()) -> list[Finding]:
    """Look at the versions, the folder, the workbench, the snapshot, user data, tables of reference, the browser, and
    `more`.

    Waits for nobody and never raises RepertoireError: what cannot be looked at is a finding.
    """
    return [finding for look in (*LOOKS, *more) for finding in _told(look, settings)]


def _told(look: Look, settings: Settings) -> list[Finding]:
    what = look.__name__.strip("_").replace("_", " ")
    try:
        return list(look(settings))
    except (HomeBusy, NoSnapshot) as error:
        return [Finding(what, "not checked", error.message, error.hint)]
    except RepertoireError as error:
        return [Finding(what, "fault", error.message, error.hint)]
    except (duckdb.Error, sqlite3.Error, OSError) as error:
        return [Finding(what, "fault", str(error).splitlines()[0], "Restore a backup: repertoire restore FILE")]


def _versions(_settings: Settings) -> Iterator[Finding]:
    words = ", ".join(f"{name} {metadata.version(name)}" for name in ("repertoire", "duckdb", "lightgbm", "dash"))
    yield Finding("versions", "ok", f"{words}, Python {platform.python_version()}, storage {SCHEMA_VERSION}")


def _folder(settings: Settings) -> Iterator[Finding]:
    home = Home(settings.home)
    home.create()
    free = shutil.disk_usage(home.path).free
    needed = ROOM * sum(p.stat().st_size for p in (home.workbench, *_served(home)) if p.is_file())
    words = f"{home.path} can be written; {free / 2**30:,.1f} GB free"
    if free < needed:
        yield Finding(
            "folder", "warning", f"{words}, and the next build may need {needed / 2**30:,.1f} GB.", "Make room first."
        )
    else:
        yield Finding("folder", "ok", words)
    left = [p.name for p in home.snapshots.glob(".building-*")]
    if left:
        yield Finding("folder", "warning", f"A publish did not end: {', '.join(left)}.", "The next publish removes it.")


def _served(home: Home) -> list[Path]:
    number = current_number(home)
    return [path for found, path in snapshots(home) if found == number]


def _workbench(settings: Settings) -> Iterator[Finding]:
    home = Home(settings.home)
    if not home.workbench.is_file():
        yield Finding("workbench", "warning", "Nothing has been loaded.", "repertoire load FILE, or repertoire run")
        return
    with Workbench(home, replace(settings, wait_seconds=0)) as workbench:
        found = int(workbench.value("select max(schema_version) from meta"))
        loads = workbench.value(
            "select count(*) from duckdb_tables() where schema_name = 'raw' and table_name = 'loads'"
        )
        n = workbench.value("select count(*) from raw.loads") if loads else 0
    if found < SCHEMA_VERSION:
        yield Finding("workbench", "warning", f"Storage version {found} of {SCHEMA_VERSION}.", "repertoire migrate")
    else:
        yield Finding("workbench", "ok", f"storage version {found}, {n:,} loads")


def _snapshot(settings: Settings) -> Iterator[Finding]:
    with Reader(settings.home, settings).view() as view:
        yield from _of_snapshot(view)


def _of_snapshot(view: View) -> Iterator[Finding]:
    about = view.snapshot
    lacking = lacks(view)
    if lacking:
        words = f"Snapshot {about.number} of version {about.version} lacks {len(lacking)} tables of this one: "
        yield Finding("snapshot", "fault", words + f"{', '.join(lacking[:5])} ...", "repertoire migrate")
        return
    # Reading every column of every table is what shows a damaged block.
    for name in sorted(r.name for r in RELATIONS if r.served):
        view.con.execute(f"select count(columns(*)) from {name}").fetchall()
    failed = view.rows("select relation, check_name, failed from checks where failed > 0 order by failed desc")
    tables = sum(r.served for r in RELATIONS)
    yield Finding(
        "snapshot", "ok", f"number {about.number}, {about.published_at:%Y-%m-%d %H:%M} UTC, {tables} tables read"
    )
    for relation, name, n in failed:
        yield Finding("checks", "warning", f"{relation}: {n:,} rows fail {name!r}.", "See Data & models.")


def lacks(view: View) -> list[str]:
    """The tables that this version publishes and a snapshot, made by an earlier one, does not have, or has otherwise."""
    if view.value("select max(schema_version) from meta") < SCHEMA_VERSION:
        return sorted(r.name for r in RELATIONS if r.served)
    there = {name for (name,) in view.rows("select table_name from duckdb_tables()")}
    return sorted(r.name for r in RELATIONS if r.served and r.name not in there)


def _user_data(settings: Settings) -> Iterator[Finding]:
    if settings.user_database:
        jobs = UserData(Home(settings.home), settings).jobs(1)
        yield Finding("user data", "ok", f"the database of the settings answers, {'with' if jobs else 'without'} jobs")
        return
    path = Home(settings.home).userdata
    if not path.is_file():
        yield Finding("user data", "ok", "none yet")
        return
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as con:
        answer = con.execute("pragma integrity_check(3)").fetchall()
    if answer == [("ok",)]:
        yield Finding("user data", "ok", f"{path.name} is whole")
    else:
        yield Finding("user data", "fault", f"{path.name}: {answer[0][0]}", "Restore a backup: repertoire restore FILE")


def _tables_of_reference(settings: Settings) -> Iterator[Finding]:
    folder = Home(settings.home).path / "reference"
    known = moods.load(folder)
    own = sorted(path.name for path in folder.glob("*.csv"))
    yield Finding("reference", "ok", f"{len(known)} moods; edited here: {', '.join(own) or 'none'}")


def _browser(_settings: Settings) -> Iterator[Finding]:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found:
        yield Finding("browser", "ok", f"{found}, for pictures and PDF")
    else:
        yield Finding("browser", "warning", "No Chromium: pages can be printed, not exported.", "Install chromium.")


LOOKS: tuple[Look, ...] = (_versions, _folder, _workbench, _snapshot, _user_data, _tables_of_reference, _browser)
