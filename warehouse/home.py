"""Where things live under REPERTOIRE_HOME, and the checks before anything is written there."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse.errors import HomeBusy, HomeNotWritable

SLICE = 0.5  # seconds between two looks at whether the other writer has finished


class Home:
    """The folder of one warehouse.

    ``workbench.duckdb`` is written by one process at a time, ``snapshots/`` holds published files, ``current`` links
    to the one being served, ``models/<model>/<run>/`` the artefacts, ``userdata.sqlite`` what people store,
    ``downloads/<name>/`` public data sets that were fetched.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    @property
    def workbench(self) -> Path:
        """The file being built; never served."""
        return self.path / "workbench.duckdb"

    @property
    def snapshots(self) -> Path:
        """Folder of published files."""
        return self.path / "snapshots"

    @property
    def current(self) -> Path:
        """Link to the published file that is served."""
        return self.path / "current"

    @property
    def models(self) -> Path:
        """Folder of model artefacts."""
        return self.path / "models"

    @property
    def downloads(self) -> Path:
        """Folder of fetched data sets, one folder a data set; made when it is needed."""
        return self.path / "downloads"

    @property
    def sound(self) -> Path:
        """What was measured of sound files, by their content, and the tables made of it; made when it is needed."""
        return self.path / "sound"

    @property
    def userdata(self) -> Path:
        """Small transactional tables: jobs, later shortlists and views."""
        return self.path / "userdata.sqlite"

    @property
    def uploads(self) -> Path:
        """Files that came through the browser and are being loaded, a folder a job."""
        return self.path / "uploads"

    @property
    def digests(self) -> Path:
        """Overview as PDF, a file a job; made when it is needed."""
        return self.path / "digests"

    def create(self) -> None:
        """Make the folders. Raises HomeNotWritable."""
        if "?" in str(self.path):
            raise HomeNotWritable(
                f"The database cannot work in {self.path}: its name holds a question mark.",
                "Choose another folder with REPERTOIRE_HOME.",
            )
        try:
            for folder in (self.path, self.snapshots, self.models):
                folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self.path).close()
        except OSError as error:
            raise HomeNotWritable(
                f"Cannot write in {self.path}: {error.strerror or error}.",
                "Choose another folder with REPERTOIRE_HOME, or change its permissions.",
            ) from error

    def writing(
        self, wait_seconds: float, waiting: Callable[[float], None] | None = None
    ) -> AbstractContextManager[object]:
        """The lock that lets one process write. Released by the system if the process dies.

        `waiting(seconds)` is told now and then how long another process has been waited for; what it raises ends the
        waiting. Raises HomeBusy.
        """
        lock, began = FileLock(self.path / "writer.lock", thread_local=False), time.monotonic()
        while True:
            left = wait_seconds - (time.monotonic() - began)
            try:
                return lock.acquire(timeout=max(min(left, SLICE), 0))
            except Timeout as error:
                if left <= SLICE:
                    raise HomeBusy(
                        f"Another process has been writing to {self.path} for {wait_seconds:g} seconds.",
                        "Wait until it has finished, or set REPERTOIRE_WAIT_SECONDS higher.",
                    ) from error
            if waiting:
                waiting(time.monotonic() - began)
