"""What every page is given: the reader, the settings, the user data."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard.places import Places
from warehouse.connect import Reader, Snapshot
from warehouse.errors import NoSnapshot
from warehouse.settings import Settings
from warehouse.userdata import Job, UserData


@dataclass(frozen=True)
class Context:
    """The reader of what is published, the settings, the user data (None where there is nothing to write), and the places for
    downloads.
    """

    reader: Reader
    settings: Settings
    userdata: UserData | None = None
    places: Places = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", Places(self.settings))

    def about(self) -> Snapshot | None:
        """The snapshot that is served, None while there is none."""
        try:
            return self.reader.snapshot
        except NoSnapshot:
            return None

    def job(self, number: int | None) -> Job | None:
        """One job, None when there is none of that number."""
        return self.userdata.job(number) if self.userdata and number is not None else None

    def training(self) -> Job | None:
        """The newest training job, None when none was ever started."""
        jobs = self.userdata.jobs() if self.userdata else []
        return next((job for job in jobs if job.kind == "train"), None)
