"""RELATIONS: the ordered list of SQL files that make the marts from the raw tables, and the build that runs them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import pyarrow as pa

from warehouse import checks, store
from warehouse.connect import Workbench
from warehouse.errors import HomeError

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Relation:
    """One SQL file: staging files become views (or tables, when several others read them), the others tables.

    `served` tables are copied into a snapshot.
    """

    name: str
    layer: Literal["staging", "marts", "serving"]
    stored: bool = False

    @property
    def kind(self) -> str:
        """What it becomes in the workbench."""
        return "view" if self.layer == "staging" and not self.stored else "table"

    @property
    def served(self) -> bool:
        """Whether a snapshot holds it."""
        return self.layer != "staging"

    @property
    def sql(self) -> str:
        """The text of the file."""
        return _text(f"sql/{self.layer}/{self.name}.sql")

    @property
    def grain(self) -> str:
        """What one row is: the file's first line."""
        return self.sql.splitlines()[0].removeprefix("-- ")


RELATIONS: tuple[Relation, ...] = (
    Relation("newest_loads", "staging", stored=True),
    Relation("current_tracks", "staging"),
    Relation("named_tracks", "staging"),
    Relation("current_labels", "staging", stored=True),
    Relation("promoted_genres", "staging"),
    Relation("track_order", "staging", stored=True),
    Relation("track_sets", "staging", stored=True),
    Relation("tracks", "marts"),
    Relation("track_genres", "marts"),
    Relation("track_artists", "marts"),
    Relation("artists", "marts"),
    Relation("genres", "marts"),
    Relation("families", "marts"),
    Relation("vocabularies", "marts"),
    Relation("popularity_history", "marts"),
    Relation("track_loads", "marts"),
    Relation("loads", "serving"),
    Relation("rejects", "serving"),
    Relation("model_runs", "serving"),
    Relation("model_metrics", "serving"),
    Relation("genre_predictions", "serving"),
    Relation("genre_confusion", "serving"),
    Relation("genre_report", "serving"),
    Relation("snapshots", "serving"),
)


def build(workbench: Workbench, progress: Progress | None = None) -> None:
    """Make every relation anew from the raw tables and check the result, in one transaction.

    Raises HomeError when a key that must be unique is not; then the tables stay as they were.
    """
    store.prepare(workbench)
    with workbench.transaction():
        _load_families(workbench)
        for done, relation in enumerate(RELATIONS):
            if progress:
                progress(f"Building {relation.name}", done, len(RELATIONS))
            _make(workbench, relation)
        if progress:
            progress("Checking the marts", len(RELATIONS), len(RELATIONS))
        broken = checks.run(workbench)
        if broken:
            raise HomeError(
                f"The marts are not consistent: {'; '.join(broken)}.",
                "This is a fault of Repertoire, not of your data; what is published stays as it was.",
            )
    if progress:
        progress("Built", len(RELATIONS), len(RELATIONS))


def _make(workbench: Workbench, relation: Relation) -> None:
    # An earlier version may have built it as the other kind, which `create or replace` refuses to replace.
    other = "table" if relation.kind == "view" else "view"
    known = f"select count(*) from duckdb_{other}s() where schema_name = 'main' and {other}_name = $name"
    if workbench.value(known, {"name": relation.name}):
        workbench.con.execute(f"drop {other} {relation.name}")
    workbench.con.execute(f"create or replace {relation.kind} {relation.name} as {relation.sql}")
    grain = relation.grain.replace("'", "''")
    workbench.con.execute(f"comment on {relation.kind} {relation.name} is '{grain}'")


@cache
def families(folder: Path | None = None) -> dict[str, str]:
    """Genre (lower case, spaces for hyphens) -> family, from reference/genre_families.csv; a copy in `folder` wins."""
    own = folder / "genre_families.csv" if folder else None
    text = own.read_text(encoding="utf-8") if own and own.exists() else _text("reference/genre_families.csv")
    return {row["genre"].lower().replace("-", " "): row["family"] for row in csv.DictReader(text.splitlines())}


def _load_families(workbench: Workbench) -> None:
    known = families(workbench.home.path / "reference")
    rows = pa.table({"genre": pa.array(known.keys(), pa.string()), "family": pa.array(known.values(), pa.string())})
    workbench.con.register("families_given", rows)
    workbench.con.execute("create or replace table genre_families as select * from families_given")
    workbench.con.unregister("families_given")


def _text(name: str) -> str:
    return resources.files("warehouse").joinpath(name).read_text(encoding="utf-8")
