"""What each relation is made of, so that a build makes anew only those of which that has changed.

A relation is made of its SQL and of its inputs, the tables that the SQL names. An input counts as:
- a table that is not built (raw.*, the genre families): its columns and rows,
- a staging table: its columns and rows too, so that one that is made anew and comes out the same stops the change there,
- anything else: what that is made of in its turn.
Rows count by the number and the sum of their hashes, whatever their order, read anew at every build: one second for millions
of rows, and right whoever changed them. What was built of what is kept in the table `built` of the workbench.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from threading import Lock
from typing import Any

import duckdb
import pyarrow as pa
from cachetools import LRUCache, cached

from warehouse.connect import Workbench


class Fingerprints:
    """The fingerprints of one build. Ask about the relations in the order in which they are built.

    shared : text that every relation depends on, such as that of macros.
    """

    def __init__(self, workbench: Workbench, shared: str = "") -> None:
        self._workbench = workbench
        self._shared = digest(duckdb.__version__, shared)
        self._known = _stored(workbench)
        self._kinds = _kinds(workbench)
        self._seen_as: dict[str, str] = {}  # what the relations after it see of a relation or table
        self._made_of: dict[str, str] = {}

    def stands(self, name: str, kind: str, sql: str, filled: str = "") -> bool:
        """Whether the workbench holds the relation, made of what it would be made of now.

        filled : what a build puts into the SQL; it reads nothing that the SQL does not name.
        """
        made_of = self._made_of[name] = self._ingredients(kind, sql, filled)
        known, seen_as = self._known.get(name, ("", ""))
        if known != made_of or self._kinds.get(name) != kind:
            return False
        self._seen_as[name] = seen_as
        return True

    def kind_before(self, name: str) -> str | None:
        """Whether the relation was a table or a view when this build began; None when it was not there."""
        return self._kinds.get(name)

    def was_made(self, name: str, settles: bool) -> None:
        """The relation has been made anew. `settles`: those after it see its rows, not what they were made of."""
        self._seen_as[name] = self._rows(name) if settles else self._made_of[name]

    def keep(self) -> list[tuple[str, str]]:
        """Store the fingerprints of this build; returns (name, kind) of what an earlier build made and nobody makes now."""
        names = list(self._made_of)
        table = pa.table(
            {
                "relation": pa.array(names, pa.string()),
                "made_of": pa.array([self._made_of[n] for n in names], pa.string()),
                "seen_as": pa.array([self._seen_as[n] for n in names], pa.string()),
            }
        )
        self._workbench.con.register("built_now", table)
        self._workbench.con.execute("create or replace table built as select * from built_now")
        self._workbench.con.unregister("built_now")
        return [(n, self._kinds[n]) for n in self._known if n not in self._made_of and n in self._kinds]

    def _ingredients(self, kind: str, sql: str, filled: str) -> str:
        inputs = [f"{name} {self._input(name)}" for name in sorted(self.inputs(sql))]
        return digest(self._shared, kind, sql, filled, *inputs)

    def inputs(self, sql: str) -> set[str]:
        """The tables and relations that a query names, `schema.name` where it says the schema."""
        named, own = _names_in(self._workbench, sql)
        # A query may call a part of it by the name of a relation; then the relation counts too, to be safe.
        return set(named - (own - self._seen_as.keys()))

    def _input(self, name: str) -> str:
        if name not in self._seen_as:
            self._seen_as[name] = self._rows(name)
        return self._seen_as[name]

    def _rows(self, name: str) -> str:
        columns = self._workbench.rows(f"select column_name, column_type from (describe {name})")
        rows = self._workbench.rows(f"select count(*), sum(hash(one)) from {name} as one")
        return digest(str(columns), str(rows))


@cached(LRUCache(1024), key=lambda _, sql: sql, lock=Lock())
def _names_in(workbench: Workbench, sql: str) -> tuple[frozenset[str], frozenset[str]]:
    """The tables that a query names, and what it calls its own parts. Reading it takes 2 ms; a process builds often."""
    tree = json.loads(workbench.value("select json_serialize_sql($sql)", {"sql": sql}))
    if tree["error"]:
        raise ValueError(f"{tree['error_message']} in: {sql}")
    nodes = list(_nodes(tree))
    own = frozenset(entry["key"] for node in nodes for entry in node.get("cte_map", {}).get("map", []))
    return frozenset(_name(node) for node in nodes if node.get("type") == "BASE_TABLE"), own


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for branch in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _nodes(branch)


def _name(node: dict[str, Any]) -> str:
    return ".".join(filter(None, (node["schema_name"], node["table_name"])))


def digest(*parts: str) -> str:
    """One hash of several texts, as hexadecimal."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _stored(workbench: Workbench) -> dict[str, tuple[str, str]]:
    if _kinds(workbench).get("built") != "table":
        return {}
    rows = workbench.rows("select relation, made_of, seen_as from built")
    return {name: (made_of, seen_as) for name, made_of, seen_as in rows}


def _kinds(workbench: Workbench) -> dict[str, str]:
    """Relation in the workbench -> whether it is a table or a view."""
    return dict(
        workbench.rows(
            """select table_name, 'table' from duckdb_tables() where schema_name = 'main'
            union all select view_name, 'view' from duckdb_views() where schema_name = 'main'"""
        )
    )
