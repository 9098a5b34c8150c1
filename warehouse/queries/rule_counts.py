"""How many tracks every step of a filter leaves, counted in one pass over the tracks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from warehouse.connect import View
from warehouse.filter_sql import compiled
from warehouse.filter_tree import Node
from warehouse.queries.fixed import sql


def counted(view: View, lists: Sequence[Sequence[Node]]) -> tuple[int, list[int]]:
    """(tracks in all, of each list how many tracks every one of its rules and groups keeps). An empty list keeps all."""
    places: dict[Node, str] = {}
    for node in (node for one in lists for node in one):
        places.setdefault(node, f"m{len(places)}")
    marks, params = ["true as m"], dict[str, Any]()
    for node, name in places.items():
        condition, given = compiled(node, "t", f"{name}_")
        marks.append(f"{condition} as {name}")
        params |= given
    counts = "".join(
        f", count(*) filter ({' and '.join(['m', *(places[node] for node in one)])}) as n{i}"
        for i, one in enumerate(lists)
    )
    everything, *kept = view.frame(sql("rule_counts", marks=", ".join(marks), counts=counts), params).iloc[0]
    return int(everything), [int(n) for n in kept]
