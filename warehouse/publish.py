"""Publish: the marts into a new file, then one atomic swap of the `current` link. Roll back: swap again.

The file being built is never the file being served, and a published file is never written again. A process that dies
anywhere in between leaves a file nobody links to, which the next publish removes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from warehouse import store
from warehouse.build import RELATIONS
from warehouse.connect import SCHEMA_VERSION, Workbench
from warehouse.errors import HomeError, NoSnapshot
from warehouse.home import Home
from warehouse.queries.fixed import sql

Progress = Callable[[str, int, int], None]
_NAME = re.compile(r"snapshot-(\d+)\.duckdb")


def publish(workbench: Workbench, progress: Progress | None = None) -> int:
    """Publish what has been built and return the snapshot's number. Needs no model.

    Raises NoSnapshot when nothing has been built.
    """
    if not workbench.value("select count(*) from duckdb_tables() where table_name = 'checks'"):
        raise NoSnapshot(
            "There is nothing to publish yet.", "Load and build first: repertoire load FILE, repertoire build"
        )
    home = workbench.home
    _remove_unfinished(home)
    # Also after one whose file is gone: who has that open would take a new file of its name for the old one.
    number = max(current_number(home) or 0, *(n for n, _ in snapshots(home)), 0) + 1
    unfinished = home.snapshots / f".building-{number:06d}.duckdb"
    _copy(workbench, unfinished, number, progress)
    final = home.snapshots / f"snapshot-{number:06d}.duckdb"
    _sync(unfinished)
    unfinished.rename(final)
    # Before the link: a process that dies in between leaves a row that is compared with nothing, not a gap.
    store.record_snapshot(workbench, sql("snapshot_figures"))
    link(home, final)
    _keep_last(home, workbench.settings.keep_snapshots)
    return number


def rollback(home: Home, number: int | None = None) -> int:
    """Serve an earlier snapshot again: the one before the current one, or `number`. Returns its number.

    Raises NoSnapshot when there is none.
    """
    here = current_number(home)
    known = dict(snapshots(home))
    earlier = [n for n in known if here is not None and n < here]
    target = number if number is not None else max(earlier, default=None)
    if target is None or target not in known:
        listed = ", ".join(str(n) for n in sorted(known)) or "none"
        wanted = "earlier snapshot" if number is None else f"snapshot {number}"
        raise NoSnapshot(f"There is no {wanted} to go back to.", f"Snapshots kept: {listed}.")
    link(home, known[target])
    return target


def snapshots(home: Home) -> list[tuple[int, Path]]:
    """(number, file) of every published snapshot that is kept, oldest first."""
    found = ((_NAME.fullmatch(path.name), path) for path in home.snapshots.glob("snapshot-*.duckdb"))
    return sorted((int(match.group(1)), path) for match, path in found if match)


def current_number(home: Home) -> int | None:
    """The number of the snapshot that is served, None when there is none."""
    if not home.current.is_symlink():
        return None
    match = _NAME.fullmatch(home.current.readlink().name)
    return int(match.group(1)) if match else None


def _copy(workbench: Workbench, path: Path, number: int, progress: Progress | None) -> None:
    names = [r.name for r in RELATIONS if r.served] + ["checks", "genre_families"]
    con = workbench.con
    con.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as published")
    try:
        # One transaction: a disk is waited for once, not for each of some two hundred statements.
        with workbench.transaction():
            for done, name in enumerate(names):
                if progress:
                    progress(f"Publishing {name}", done, len(names))
                con.execute(f"create table published.{name} as from {name}")
            _describe(workbench, number)
            _comment(workbench)
        con.execute("checkpoint published")
    finally:
        con.execute("detach published")
    if progress:
        progress("Published", len(names), len(names))


def _describe(workbench: Workbench, number: int) -> None:
    """The tables that say what a snapshot is, and the figures it will be compared by."""
    con = workbench.con
    con.execute(f"create table published.meta as select {SCHEMA_VERSION} as schema_version")
    values = {
        "number": number,
        "published_at": datetime.now(UTC).replace(tzinfo=None),
        "version": metadata.version("repertoire"),
    }
    con.execute(f"create or replace temp table about as {sql('snapshot_about')}", values)
    con.execute("create table published.snapshot as from about")
    con.execute(f"create table published.catalogue as {sql('snapshot_figures')}")


# What one row is, of the tables that no file of sql/ makes.
_GRAINS = {
    "catalogue": "One row: the figures of this snapshot that later ones are compared by.",
    "checks": "One row a check: the rows that fail it and all that were looked at.",
    "genre_families": "One row a genre: the family it belongs to.",
    "meta": "One row: the version of the storage.",
    "snapshot": "One row: what this snapshot is, when it was published, and the date of its data.",
}


def _comment(workbench: Workbench) -> None:
    """Say of every published table what one row is; the data dictionary is read from there."""
    grains = {relation.name: relation.grain for relation in RELATIONS if relation.served} | _GRAINS
    for name, grain in grains.items():
        words = grain.replace("'", "''")
        workbench.con.execute(f"comment on table published.{name} is '{words}'")


def _sync(path: Path) -> None:
    """Make sure that the bytes are on the disk before a name points at them."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def link(home: Home, target: Path) -> None:
    """Serve a file of the home's snapshots from now on, at once and whole."""
    temporary = home.path / f".current-{os.getpid()}"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(Path("snapshots") / target.name)
    temporary.replace(home.current)


def _remove_unfinished(home: Home) -> None:
    for path in (*home.snapshots.glob(".building-*"), *home.path.glob(".current-*")):
        try:
            path.unlink()
        except OSError as error:
            raise HomeError(f"Cannot remove the unfinished file {path}: {error}.", "Remove it by hand.") from error


def _keep_last(home: Home, keep: int) -> None:
    here = current_number(home)
    for number, path in snapshots(home)[:-keep]:
        if number != here:
            path.unlink(missing_ok=True)
