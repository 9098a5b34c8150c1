"""What user data hold of a listener: verdicts, showings, words of jobs and audit. Gone from the bytes of the file as well."""

from __future__ import annotations

from sqlalchemy import Engine, String, delete, func, select, text, update

from warehouse.userdata.actors import tell
from warehouse.userdata.engine import METADATA

#: Tables with a row for a listener, and its column.
OWN = {"feedback": "profile", "recommended": "profile"}
#: Tables whose words may name one.
WORDED = ("jobs", "audit")
HIDDEN = "(erased)"


def forget(engine: Engine, listener: str) -> dict[str, int]:
    """Delete the rows of a listener and take the name out of what jobs said. Returns table -> rows, those with any."""
    found: dict[str, int] = {}
    with engine.begin() as con:
        for name, column in OWN.items():
            table = METADATA.tables[name]
            found[name] = con.execute(delete(table).where(table.c[column] == listener)).rowcount
        for table in (METADATA.tables[name] for name in WORDED):
            for cell in (c for c in table.columns if isinstance(c.type, String)):
                holds = cell.contains(listener, autoescape=True)
                count = int(con.execute(select(func.count()).select_from(table).where(holds)).scalar_one())
                if count:
                    con.execute(update(table).where(holds).values({cell: func.replace(cell, listener, HIDDEN)}))
                    found[table.name] = found.get(table.name, 0) + count
        tell(con, "privacy", f"erased {sum(found.values()):,} rows of a listener")
    _rewrite(engine)
    return {name: count for name, count in found.items() if count}


def _rewrite(engine: Engine) -> None:
    """The tables anew: both databases leave what was deleted in free pages, SQLite in its log too."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as con:
        if engine.dialect.name == "sqlite":
            con.execute(text("vacuum"))
            con.execute(text("pragma wal_checkpoint(truncate)"))
        else:
            con.execute(text(f"vacuum (full) {', '.join((*OWN, *WORDED))}"))
