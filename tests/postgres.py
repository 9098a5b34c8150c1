"""A PostgreSQL server of our own from the system's packages: on a socket in a folder, for one run of tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

OWNER = "nobody"  # the server refuses to run as root
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=60")


def programs() -> Path | None:
    """The folder of initdb and postgres; None where no server is installed, or root cannot become somebody else."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    there = str(found[-1]) if found else shutil.which("initdb")
    if there is None or (_is_root() and shutil.which("setpriv") is None):
        return None
    return Path(there).parent


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _as_owner(*command: str | Path) -> list[str]:
    became = ["setpriv", f"--reuid={OWNER}", "--regid=nogroup", "--clear-groups"] if _is_root() else []
    return [*became, *map(str, command)]


class Server:
    """A server and how its databases are addressed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._made = folder, 0

    def address(self, options: str = "") -> str:
        """The address of the one database; `options` as a client passes them to the server."""
        return f"postgresql://repertoire@/postgres?host={self.folder}&options={quote(options)}"

    def fresh(self) -> str:
        """The address of an empty place: a schema of its own, which takes milliseconds where a database takes a second."""
        import psycopg

        self._made += 1
        name = f"place_{self._made}"
        with psycopg.connect(host=str(self.folder), user="repertoire", dbname="postgres", autocommit=True) as con:
            con.execute(f"create schema {name}")  # type: ignore[arg-type]
        return self.address(f"-c search_path={name}")


@contextmanager
def running(bin: Path) -> Iterator[Server]:
    """A server while the block runs. Its folder has a short name: that of a socket has at most 107 characters."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if _is_root():
        shutil.chown(folder, OWNER)
    data = folder / "data"
    made = _as_owner(bin / "initdb", "-D", data, "-N", "--auth=trust", "-E", "UTF8", "--locale=C", "-U", "repertoire")
    subprocess.run(made, check=True, capture_output=True, cwd="/")
    settings = [word for one in FAST for word in ("-c", one)]
    start = _as_owner(bin / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"-k {folder} {' '.join(settings)}")
    subprocess.run([*start, "start"], check=True, stdout=subprocess.DEVNULL, cwd="/")
    try:
        yield Server(folder)
    finally:
        subprocess.run(
            [*_as_owner(bin / "pg_ctl", "-D", data, "-m", "fast"), "stop"], check=True, capture_output=True, cwd="/"
        )
        shutil.rmtree(folder, ignore_errors=True)
