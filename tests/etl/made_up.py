"""A made-up data set for tests of fetching: what its file holds, and what the registry would say of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from etl.download import Limits
from etl.sources import Amount, Source, SourceFile, column_digest
from tests.etl.site import Site, running

HEADER = ["id", "name"]
BODY = b"id,name\n" + b"".join(b'%d,"some, words"\n' % number for number in range(9_000))
DAT = b'id\tname\r\n1\tsay "hi\r\n2\tno\r\n'
LIMITS = Limits(connect_seconds=2, stall_seconds=2, slowest_bytes=1, attempts=2, pause_seconds=0, most_bytes=1 << 20)
UNKNOWN: dict[str, Any] = {"bytes": None, "sha256": ""}


def csv_file(**changes: Any) -> SourceFile:
    """What the registry would say of BODY."""
    known: dict[str, Any] = {
        "name": "file.csv",
        "kinds": ("tracks",),
        "delimiter": "comma",
        "bytes": Amount(len(BODY)),
        "sha256": hashlib.sha256(BODY).hexdigest(),
        "rows": Amount(9_000),
        "columns": column_digest(HEADER),
    }
    return SourceFile(**{**known, **changes})


def made_up(address: str, *files: SourceFile, **changes: Any) -> Source:
    """A data set; without files, BODY."""
    known: dict[str, Any] = {
        "name": "made-up",
        "title": "Made up",
        "address": address,
        "by_hand": False,
        "archive": "",
        "archive_bytes": None,
        "archive_sha256": "",
        "as_of": None,
        "licence": "none",
        "tested": False,
        "files": files or (csv_file(),),
    }
    return Source(**{**known, **changes})


def left(folder: Path) -> dict[str, bytes]:
    """Everything that lies in a folder, hidden things too."""
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else b"" for p in folder.rglob("*")}


CSV = csv_file(**UNKNOWN)
TABLE = csv_file(name="b.dat", delimiter="tab", rows=Amount(2), **UNKNOWN)


@contextmanager
def running_directly() -> Iterator[Site]:
    """A site that no proxy stands before, serving the file of the data set."""
    with pytest.MonkeyPatch.context() as patch, running() as site:
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield site
