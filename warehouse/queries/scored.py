"""Tracks ranked by a score that people put together. Everything is computed in one query over the published tables."""

from __future__ import annotations

import pandas as pd

from warehouse.connect import View
from warehouse.filters import TrackFilter
from warehouse.queries.fixed import sql
from warehouse.scores import Weight, Weights, known_parts

FIRST = ("track_id", "title", "artists")


def columns(weights: Weights) -> tuple[str, ...]:
    """Names of the columns of a ranking, in order: track, score, the rank of each part (rank_<part>), reason."""
    return (*FIRST, "score", *(f"rank_{one.part.key}" for one in weights), "reason")


def known(view: View) -> dict[str, int]:
    """Part -> how many tracks have a value for it."""
    counts = ", ".join(f'count({part.sql}) as "{key}"' for key, part in known_parts().items())
    return {str(key): int(n) for key, n in view.frame(sql("score_parts", counts=counts)).iloc[0].items()}


def page(view: View, flt: TrackFilter, weights: Weights, start: int, rows: int) -> pd.DataFrame:
    """Rows `start` to `start + rows` of the ranking, the highest score first: the columns of `columns`.

    A rank is the share of the tracks with a value that lie below, of the whole catalogue, 0 to 100; the score is the mean
    of the ranks by their weights. What is not known of a track adds nothing to its score, so a score is never too high.
    """
    query, params = selection(flt, weights, "limit $rows offset $start")
    return view.frame(query, {**params, "start": max(0, start), "rows": max(0, rows)})


def selection(flt: TrackFilter, weights: Weights, page: str = "") -> tuple[str, dict[str, object]]:
    """(query, parameters) for the whole ranking, or the part of it that `page` cuts."""
    where, params = flt.where()
    total = sum(one.weight for one in weights)
    names = [(f'"rank_{one.part.key}"', one) for one in weights]
    measures = ", ".join(f"cast({'-1 * ' * one.turned}({one.part.sql}) as double) as {name}" for name, one in names)
    ranks = ", ".join(_rank(name) for name, _ in names)
    score = " + ".join(f"{one.weight / total!r} * coalesce(r.{name}, 0)" for name, one in names)
    chosen = [*(f"t.{name}" for name in FIRST), f"round({score}, 4) as score", *(f"r.{name}" for name, _ in names)]
    said = ", ".join(_said(name, one, 100 * one.weight / total) for name, one in _by_weight(names))
    chosen.append(f"concat_ws('; ', {said}) as reason")
    parts = {"measures": measures, "ranks": ranks, "columns": ", ".join(chosen), "where": where, "page": page}
    return sql("tracks_scored", **parts), dict(params)


def _rank(name: str) -> str:
    """Ties share the rank of the lowest; what is not known has none, and is not counted among the others."""
    ranked = f"100 * percent_rank() over (partition by {name} is null order by {name})"
    return f"case when {name} is not null then round({ranked}, 4) end as {name}"


def _by_weight(names: list[tuple[str, Weight]]) -> list[tuple[str, Weight]]:
    """The heaviest part first, as given where they weigh the same."""
    return sorted(names, key=lambda pair: -pair[1].weight)


def _said(name: str, one: Weight, share: float) -> str:
    """'popularity 97 × 50%': the rank, and its part of the score."""
    return f"'{one.label} ' || coalesce(round(r.{name})::integer || ' × {share:.0f}%', 'not known')"
