"""Questions of a brief: what each hard rule leaves, and the recordings that all of them keep with the parts of a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from warehouse.connect import View
from warehouse.features import by_name
from warehouse.filter_tree import Node
from warehouse.filters import Rule, TrackFilter
from warehouse.ordering import checked_columns
from warehouse.queries import screening
from warehouse.queries.fixed import sql

COLUMNS = (
    "track_id", "title", "artists", "genres", "popularity", "tempo", "duration_ms", "energy", "instrumentalness", "release_year",
)  # fmt: skip
ALL_ROWS = 10_000_000


@dataclass(frozen=True)
class Hard:
    """One hard rule. node: what must hold, or None and `ids`: the tracks that are cleared ; source: who asked for it."""

    label: str
    node: Node | None
    source: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Soft:
    """The parts of a score. moods, likes (values of a track), trend (feature -> 1 rises, -1 falls), each with the weights of its
    parts ; scale: feature -> (mean, standard deviation)."""

    moods: Mapping[str, float] = field(default_factory=dict)
    likes: Sequence[Mapping[str, float]] = ()
    like_weight: float = 1.0
    trend: Mapping[str, int] = field(default_factory=dict)
    trend_weight: float = 1.0
    scale: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def _condition(rule: Hard, at: int) -> tuple[str, dict[str, Any]]:
    if rule.node is None:
        return f"list_contains($cleared{at}, t.track_id)", {f"cleared{at}": list(rule.ids)}
    return TrackFilter().and_(rule.node).where("t", f"h{at}_")


def _missing(rule: Hard, at: int) -> tuple[str, dict[str, Any]]:
    """Condition of the tracks that lack a column the rule asks about; sets and moods have an answer of their own."""
    names = {one.field for one in TrackFilter().and_(rule.node).rules} if rule.node is not None else set()
    asked = [Rule(name, "is missing") for name in sorted(names) if name in by_name() and name != "genre"]
    found = [TrackFilter().and_(one).where("t", f"m{at}_{i}_") for i, one in enumerate(asked)]
    params: dict[str, Any] = {}
    for _, more in found:
        params |= more
    return " or ".join(part for part, _ in found) or "false", params


def funnel(view: View, hard: Sequence[Hard]) -> tuple[int, pd.DataFrame]:
    """(tracks in all, one row a rule: rule, source, alone, missing, leaves), in the order of the rules."""
    counts, before = "", "true"
    params: dict[str, Any] = {}
    for at, rule in enumerate(hard):
        (keeps, given), (lacks, more) = _condition(rule, at), _missing(rule, at)
        before = f"{before} and {keeps}"
        params |= {**given, **more}
        for name, condition in (("alone", keeps), ("missing", lacks), ("leaves", before)):
            counts += f", count(*) filter (where {condition}) as {name}{at}"
    row = view.frame(sql("brief_funnel", counts=counts), params).iloc[0]
    rows = [
        (rule.label, rule.source, *(int(row[f"{name}{at}"]) for name in ("alone", "missing", "leaves")))
        for at, rule in enumerate(hard)
    ]
    return int(row["tracks"]), pd.DataFrame(rows, columns=["rule", "source", "alone", "missing", "leaves"])


def scale(view: View) -> dict[str, tuple[float, float]]:
    """Measured feature -> its (mean, standard deviation) in the catalogue; those without any spread are left out."""
    names = [one.name for one in screening.measured()]
    columns = ", ".join(f'avg(t."{n}") as "{n}_mean", stddev_pop(t."{n}") as "{n}_spread"' for n in names)
    row = view.frame(sql("screening_scales", spreads=columns)).iloc[0]
    found = {n: (float(row[f"{n}_mean"]), float(row[f"{n}_spread"])) for n in names if row[f"{n}_spread"] is not None}
    return {name: ends for name, ends in found.items() if ends[1] == ends[1] and ends[1] > 0}


def vocals(view: View, least: float) -> dict[str, int]:
    """instrumental, instrumental_kept, sung, sung_kept: what titles say about `instrumentalness >= least`."""
    row = view.frame(sql("brief_vocals"), {"least": least}).iloc[0]
    return {str(name): int(value) for name, value in row.items()}


def ranked(view: View, hard: Sequence[Hard], soft: Soft, rows: int | None = None) -> pd.DataFrame:
    """COLUMNS, the parts (mood0 .., likeness, trend), score; the best first.

    Without any soft part the score is missing and the most popular come first. rows: None for all.
    """
    conditions = [_condition(rule, at) for at, rule in enumerate(hard)]
    params: dict[str, Any] = {"moods": list(soft.moods), "rows": ALL_ROWS if rows is None else rows}
    for _, more in conditions:
        params |= more
    members, parts, weights = _moods(soft, params)
    for made, weight in ((_likeness(soft, params), soft.like_weight), (_trend(soft, params), soft.trend_weight)):
        parts += [made] if made else []
        weights |= {made[0]: weight} if made else {}
    names = [*checked_columns(COLUMNS), *weights]
    params |= {f"w_{name}": weight for name, weight in weights.items()} | {"w_all": sum(weights.values()) or 1.0}
    total = " + ".join(f"$w_{name} * coalesce(t.{name}, 0)" for name in weights)
    query = sql(
        "brief_ranked",
        members=members,
        where=" and ".join(["true", *(part for part, _ in conditions)]),
        parts="".join(f", {text} as {name}" for name, text in parts),
        columns=", ".join(f't."{name}"' for name in names),
        score=f"({total}) / $w_all" if total else "null::double",
    )
    if not total:
        params.pop("w_all")
    return view.frame(query, params)


def _moods(soft: Soft, params: dict[str, Any]) -> tuple[str, list[tuple[str, str]], dict[str, float]]:
    members = ""
    parts: list[tuple[str, str]] = []
    weights: dict[str, float] = {}
    for i, (name, weight) in enumerate(soft.moods.items()):
        params[f"mood{i}"] = name
        members += f", cast(max(m.membership) filter (where m.mood = $mood{i}) as double) as member{i}"
        members += f", bool_or(m.mood = $mood{i} and m.membership is null) as unknown{i}"
        # A track without a row for a mood has none of it; one with a row and no membership is not known.
        parts.append((f"mood{i}", f"case when not coalesce(unknown{i}, false) then coalesce(member{i}, 0) end"))
        weights[f"mood{i}"] = weight
    return members, parts, weights


def _likeness(soft: Soft, params: dict[str, Any]) -> tuple[str, str] | None:
    """The nearest of the given tracks: halved with every usual distance of two tracks (warehouse.queries.screening)."""
    distances = []
    for i, values in enumerate(soft.likes):
        used = [name for name in soft.scale if values.get(name, float("nan")) == values.get(name)]
        if not used:
            continue
        params |= {f"l{i}_{name}": float(values[name]) for name in used}
        params |= {f"s_{name}": soft.scale[name][1] for name in used}
        squares = " + ".join(f'coalesce(pow((t."{name}" - $l{i}_{name}) / $s_{name}, 2), 1)' for name in used)
        distances.append(f"sqrt(({squares}) / {len(used)})")
    if not distances:
        return None
    return "likeness", f"pow(2, -least({', '.join(distances)}))"


def _trend(soft: Soft, params: dict[str, Any]) -> tuple[str, str] | None:
    used = [name for name in soft.trend if name in soft.scale]
    if not used:
        return None
    params |= {f"t_{name}": soft.scale[name][0] for name in used}
    params |= {f"u_{name}": soft.trend[name] / soft.scale[name][1] for name in used}
    # The logistic curve of 1.7 z is the normal distribution's to within 0.01: where the track stands on the moving side.
    each = [f'1 / (1 + exp(-1.7 * (t."{name}" - $t_{name}) * $u_{name}))' for name in used]
    return "trend", f"({' + '.join(each)}) / {len(used)}"
