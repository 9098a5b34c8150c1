"""What the reader of a kind is given, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from etl.formats import Relation
from etl.recognise import Recognition
from warehouse.connect import Workbench


@dataclass(frozen=True)
class Intake:
    """One file on its way in, as the temporary table `incoming`, inside the transaction of its load.

    as_of, as_of_assumed : the date the data are of, and whether it is only that of the file.
    """

    workbench: Workbench
    relation: Relation
    recognition: Recognition
    load_id: int
    collection: str
    as_of: date
    as_of_assumed: bool = False

    @property
    def file_name(self) -> str:
        """The file's name without its folder."""
        return self.relation.layout.path.name


@dataclass
class Rows:
    """What came of the rows of a file. Rows in `incoming` = loaded + merged + rejected.

    disagreeing : tracks whose rows disagree on popularity.
    missing : column -> rows in which a stand-in value (tempo 0) was read as "not measured".
    vocabulary : the label set of the file's genres, where it has any.
    as_of : the latest date the rows carry themselves, where they carry one.
    unused : columns of which only the cells showed that they hold nothing of use.
    notes : sentences for the load report.
    """

    loaded: int
    merged: int
    rejected: int
    rejects: list[dict[str, Any]] = field(default_factory=list)
    disagreeing: int = 0
    missing: dict[str, int] = field(default_factory=dict)
    vocabulary: str | None = None
    as_of: date | None = None
    unused: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
