"""What user data hold of one listener: verdicts, showings, words of jobs. Gone from the bytes of the file as well."""

from __future__ import annotations

from sqlalchemy import Engine, String, delete, func, select, text, update

from warehouse.userdata.engine import METADATA

#: Tables with a row for a listener, and its column.
OWN = {"feedback": "profile", "recommended": "profile"}
HIDDEN = "(erased)"


def forget(engine: Engine, listener: str) -> dict[str, int]:
    """Delete the rows of a listener and take the name out of what jobs said. Returns table -> rows, those with any."""
    found: dict[str, int] = {}
    with engine.begin() as con:
        for name, column in OWN.items():
            table = METADATA.tables[name]
            found[name] = con.execute(delete(table).where(table.c[column] == listener)).rowcount
        jobs = METADATA.tables["jobs"]
        for cell in (c for c in jobs.columns if isinstance(c.type, String)):
            holds = cell.contains(listener, autoescape=True)
            count = int(con.execute(select(func.count()).select_from(jobs).where(holds)).scalar_one())
            if count:
                con.execute(update(jobs).where(holds).values({cell: func.replace(cell, listener, HIDDEN)}))
                found["jobs"] = found.get("jobs", 0) + count
    if engine.dialect.name == "sqlite":
        _rewrite(engine)
    return {name: count for name, count in found.items() if count}


def _rewrite(engine: Engine) -> None:
    """The file anew: SQLite leaves what was deleted in free pages and in its log."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as con:
        con.execute(text("vacuum"))
        con.execute(text("pragma wal_checkpoint(truncate)"))
