"""A bench that writes a file, reads it and shows what is in `incoming`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from etl import formats
from etl.formats import Relation
from tests.etl.conftest import QUICK
from warehouse.connect import Workbench
from warehouse.home import Home


def pack(content: bytes, name: str) -> bytes:
    """Bytes packed as the ending of a name says."""
    if name.lower().endswith(".gz"):
        return gzip.compress(content, 1)
    if name.lower().endswith(".zst"):
        out = pa.BufferOutputStream()
        with pa.CompressedOutputStream(out, "zstd") as stream:
            stream.write(content)
        return out.getvalue().to_pybytes()
    return content


def ndjson(*records: Any) -> str:
    """Records, one a line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


class Bench:
    """Files in a folder, read by one workbench."""

    def __init__(self, workbench: Workbench, folder: Path) -> None:
        self.workbench = workbench
        self.folder = folder

    def path(self, content: bytes | str, name: str) -> Path:
        """A file with this content, packed as its name says."""
        path = self.folder / name
        path.write_bytes(pack(content.encode() if isinstance(content, str) else content, name))
        return path

    def read(self, content: bytes | str, name: str, **told: Any) -> Relation:
        """The relation of a file with this content."""
        return formats.read(self.workbench, formats.inspect(self.path(content, name), **told))

    @property
    def rows(self) -> list[tuple]:
        """What is in `incoming`."""
        return self.workbench.rows(f"select * from {formats.SOURCE} order by rowid")

    @property
    def left(self) -> list[str]:
        """Files that reading left in the home."""
        return [p.name for p in self.workbench.home.path.glob("incoming*")]


def lines(relation: Relation) -> list[int]:
    """The line of every row."""
    if relation.lines is None:
        return [relation.first_line + row for row in range(relation.rows)]
    return relation.lines.to_pylist()


def faults(relation: Relation) -> list[tuple[int, str, str]]:
    """(line, reason, value) of every fault."""
    return [(fault.line, fault.reason, fault.value) for fault in relation.faults]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        yield Bench(workbench, tmp_path)
