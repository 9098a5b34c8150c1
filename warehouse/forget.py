"""Erase one listener: rows out of the tables, and out of the bytes of the files that held them.

A deleted row stays in the free blocks of a database file until they are used again, so the workbench is copied into a
new file afterwards. Of who was erased only a salted hash is kept: it refuses the rows when their file is loaded again.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from warehouse import store
from warehouse.connect import Workbench
from warehouse.publish import current_number, snapshots

#: Tables of loaded rows that name a listener.
TABLES = ("plays", "tags", "listeners")
#: SQL over a column `listener`: whether that is somebody who was erased.
IS_ERASED = (
    "coalesce(sha256((select min(salt) from raw.forgotten) || listener) in (select code from raw.forgotten), false)"
)


def is_any(workbench: Workbench) -> bool:
    """Whether anybody was erased in this home."""
    return bool(workbench.value("select count(*) from raw.forgotten"))


def erased_at(workbench: Workbench, listener: str) -> datetime | None:
    """When a listener was erased, None when never."""
    found = workbench.rows(
        "select forgotten_at from raw.forgotten where code = sha256(salt || $listener)", {"listener": listener}
    )
    return found[0][0] if found else None


def rows_of(workbench: Workbench, listener: str) -> dict[str, int]:
    """Table -> rows that name the listener; tables without any are left out."""
    asked = {"listener": listener}
    found = {t: workbench.value(f"select count(*) from raw.{t} where listener = $listener", asked) for t in TABLES}
    return {table: int(count) for table, count in found.items() if count}


def erase(workbench: Workbench, listener: str) -> dict[str, int]:
    """Delete every raw row of a listener and remember the salted hash. Returns table -> rows."""
    with workbench.transaction():
        store.prepare(workbench)
        found = store.delete_listener(workbench, TABLES, listener)
        salt = workbench.value("select min(salt) from raw.forgotten") or secrets.token_hex(16)
        store.remember_erased(workbench, listener, str(salt), datetime.now(UTC).replace(tzinfo=None, microsecond=0))
    return found


def rewrite(workbench: Workbench) -> None:
    """The workbench in a new file, without the bytes of deleted rows; the connection is closed after it."""
    old = workbench.home.workbench
    fresh = old.with_name(".fresh-workbench.duckdb")
    fresh.unlink(missing_ok=True)
    con = workbench.con
    name = con.execute("select current_database()").fetchall()[0][0]
    con.execute("checkpoint")
    con.execute(f"attach '{str(fresh).replace(chr(39), chr(39) * 2)}' as fresh")
    con.execute(f'copy from database "{name}" to fresh')
    con.execute("detach fresh")
    con.close()
    fresh.replace(old)
    old.with_name(f"{old.name}.wal").unlink(missing_ok=True)


def drop_earlier(workbench: Workbench) -> int:
    """Remove every kept snapshot but the one that is served: they held the listener. Returns how many."""
    here = current_number(workbench.home)
    earlier = [path for number, path in snapshots(workbench.home) if number != here]
    for path in earlier:
        path.unlink(missing_ok=True)
    return len(earlier)
