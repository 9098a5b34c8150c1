"""A home of its own for every test of the loader, and one way to load a text into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.load import LoadOptions, load
from etl.report import FileReport
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.settings import Settings

QUICK = Settings(threads=1, wait_seconds=1)


class Loader:
    """Loads texts and files into one open workbench."""

    def __init__(self, workbench: Workbench, folder: Path) -> None:
        self.workbench = workbench
        self.folder = folder

    def text(self, text: str | bytes, name: str = "tracks.csv", options: LoadOptions | None = None) -> FileReport:
        """Write `text` into a file and load it; an error is in the report."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.file(path, options)

    def file(self, path: Path, options: LoadOptions | None = None) -> FileReport:
        """Load a file that is there."""
        (report,) = load(self.workbench, [path], options).files
        return report

    def good(self, text: str | bytes, name: str = "tracks.csv", options: LoadOptions | None = None) -> FileReport:
        """`text`, which must load, with rows that add up."""
        report = self.text(text, name, options)
        assert report.error is None, (report.error, report.hint)
        assert report.rows_read == report.rows_loaded + report.rows_merged + report.rows_rejected
        return report

    def rejects(self) -> list[tuple[int, str, str, str]]:
        """(line, column, reason, value) of all rejects, by line."""
        return self.workbench.rows("select line, column_name, reason, value from raw.rejects order by line")

    def column(self, *names: str) -> list[tuple]:
        """Columns of the stored tracks in the order of the file."""
        return self.workbench.rows(f"select {', '.join(names)} from raw.tracks order by load_id, line")


@pytest.fixture
def loader(tmp_path: Path) -> Iterator[Loader]:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        yield Loader(workbench, tmp_path)
