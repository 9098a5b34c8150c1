"""The door for briefs: words and fields -> hard rules with what each leaves, and tracks in order with the reason for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from analytics import brief as briefs
from analytics.brief import Asked
from analytics.brief.cleared import MOST_BYTES
from analytics.brief.cleared import read as cleared_ids
from analytics.live import prompt
from analytics.playlists.wishes import SHAPES
from analytics.prompts import likes as names
from analytics.prompts.likes import Liked
from analytics.prompts.meaning import Understood
from warehouse.connect import Reader, View
from warehouse.errors import FilterError
from warehouse.filters import Node, Rule, TrackFilter, in_words
from warehouse.queries import brief as queries
from warehouse.queries import moods, series, tracks
from warehouse.queries.brief import Hard, Soft

__all__ = ["MOST_BYTES", "SHAPES", "Answer", "Asked", "Part", "brief", "cleared_ids"]

LEAST_TITLES = 10
"""Fewest titles that the error of instrumentalness is worked out from."""


@dataclass(frozen=True)
class Part:
    """One part of the score. column: of the rows ; name: what people read ; weight: its share of the score, they sum to 1."""

    column: str
    name: str
    weight: float


@dataclass(frozen=True)
class Answer:
    """asked: with what the words came to ; understood: phrases ; hard: rule, source, alone, missing, leaves ; tracks: in the
    catalogue ; recordings: that every rule keeps ; parts ; rows: queries.brief.COLUMNS, a column a part (0 to 1), score, reason,
    place (in the arc, of the first asked.rows) ; notes, problems: sentences."""

    asked: Asked
    understood: tuple[str, ...]
    hard: pd.DataFrame
    tracks: int
    parts: tuple[Part, ...]
    rows: pd.DataFrame
    notes: tuple[str, ...]
    problems: tuple[str, ...]


def brief(reader: Reader, asked: Asked, cleared: Sequence[str] | None = None) -> Answer:
    """Every recording that the hard rules keep, in the order of the score; of popularity where nothing soft is asked.

    cleared: ids of the only tracks that may be used; None for no such list. Raises FilterError, NoSnapshot, BadReference.
    """
    asked = asked.checked()
    said = prompt.understand(reader, asked.words)
    spread = reader.cached(("brief-scale",), queries.scale)
    with reader.view() as view:
        found = _read(view, asked, said, cleared)
        soft, notes = _soft(view, found, spread)
        total, hard = queries.funnel(view, found.hard)
        kept = queries.ranked(view, found.hard, soft, 0 if asked.is_empty else None)
        notes += [*_vocals(view, found.hard), *_counted(hard, kept, total), *_lost(view, cleared)]
    parts = _parts(soft, kept)
    rows = _with_reasons(kept, parts).assign(place=np.nan)
    # Columns of figures that nothing has are objects, which no sum takes.
    head = rows["energy"].head(found.asked.rows).to_numpy(dtype=np.float64, na_value=np.nan)
    rows.loc[rows.index[: len(head)], "place"] = briefs.arranged(head, asked.arc)
    notes += _arc_words(asked)
    return Answer(found.asked, tuple(said.words), hard, total, parts, rows, tuple(notes), found.problems)


# ---- what is asked -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Read:
    asked: Asked
    hard: list[Hard]
    likes: tuple[Liked, ...]
    problems: tuple[str, ...]


def _read(view: View, asked: Asked, said: Understood, cleared: Sequence[str] | None) -> _Read:
    """The fields, and what the words add to them: rules are hard, moods and names soft."""
    liked = tuple(one for name in said.likes for one in names.all_of(view, name))
    first = next((one for one in liked if one.chosen is not None), None)
    changes, remarks = ([], []) if first is None else names.changed(said.changes, first)
    wanted, others = _moods(said.filter)
    hard = briefs.hard_rules(asked, None if cleared is None else tuple(cleared))
    hard = [replace(one, label=one.label or in_words(one.node)) if one.node is not None else one for one in hard]
    hard += [Hard(in_words(node), node, "words") for node in (*others, *changes)]
    problems = [*said.contradictions, *said.remarks, *remarks, *(one.words for one in liked)]
    if said.not_understood:
        problems.insert(0, f"Not understood: {', '.join(said.not_understood)}.")
    if said.unlikes:
        problems.append(f"Nothing is made of unlike {', '.join(said.unlikes)} in a brief.")
    weights = {**dict.fromkeys(wanted, 1.0), **asked.moods}
    more = replace(asked, moods=weights, rows=said.count or asked.rows)
    return _Read(more, hard, liked, tuple(dict.fromkeys(problems)))


def _moods(flt: TrackFilter) -> tuple[list[str], list[Node]]:
    """Moods that are asked for are wishes; what else the words say is a rule."""
    wanted: list[str] = []
    others: list[Node] = []
    for part in flt.parts:
        if isinstance(part, Rule) and part.field == "mood" and part.op == ">=" and part.vocabulary:
            wanted.append(part.vocabulary)
        else:
            others.append(part)
    return wanted, others


def _soft(view: View, found: _Read, spread: dict[str, tuple[float, float]]) -> tuple[Soft, list[str]]:
    asked, notes = found.asked, []
    known = moods.moods(view)["mood"].tolist()
    for name in asked.moods:
        if name not in known:
            raise FilterError(f"There is no mood {name[:40]!r}.", f"Moods: {', '.join(known)}.")
    values = [one.values for one in found.likes if one.chosen is not None]
    values += [_track(view, one, list(spread)) for one in asked.likes]
    trend: dict[str, int] = {}
    if asked.trend:
        trend, words = _trend(view, spread)
        notes.append(words)
    wished = {name: weight for name, weight in asked.moods.items() if weight}
    return Soft(wished, values if asked.like else (), asked.like, trend, asked.trend, spread), notes


def _track(view: View, track_id: str, features: list[str]) -> dict[str, float]:
    found = tracks.track(view, track_id)
    if found.empty:
        raise FilterError(f"There is no track {track_id[:60]!r}.", "Tracks to be like are given by id.")
    row = found.iloc[0]
    return {name: float(row[name]) for name in features if not pd.isna(row[name])}


def _trend(view: View, spread: dict[str, tuple[float, float]]) -> tuple[dict[str, int], str]:
    listed = series.listed(view, ["feature", "chart-feature"], ["year"], least=6)
    listed = listed[listed["what"].isin(list(spread))]
    if listed.empty:
        return {}, "Trend left out: no series of features over six years or more is in these data."
    # One source for all: releases where there are, else the first chart.
    source = listed.sort_values(["subject", "scope"], key=lambda c: c != "feature" if c.name == "subject" else c).iloc[
        0
    ]
    ids = listed[(listed["subject"] == source["subject"]) & (listed["scope"] == source["scope"])]["series"].tolist()
    found = briefs.directions(series.points(view, ids, whole=True))
    where = f"places in {source['scope']}" if source["scope"] else "releases"
    if not found:
        return {}, f"Trend left out: no feature moves beyond luck over the latest years of {where}."
    words = ", ".join(f"{name} {'up' if sign > 0 else 'down'}" for name, sign in found.items())
    return found, f"Trend of {where}, latest ten whole years (Kendall's tau, 5% over all features): {words}."


# ---- what is said ------------------------------------------------------------------------------------------------------


def _parts(soft: Soft, rows: pd.DataFrame) -> tuple[Part, ...]:
    given = [(f"mood{i}", name.replace("_", " "), weight) for i, (name, weight) in enumerate(soft.moods.items())]
    given += [("likeness", "similar", soft.like_weight), ("trend", "with the trend", soft.trend_weight)]
    used = [(column, name, weight) for column, name, weight in given if column in rows]
    total = sum(weight for *_, weight in used) or 1.0
    return tuple(Part(column, name, weight / total) for column, name, weight in used)


def _with_reasons(rows: pd.DataFrame, parts: Sequence[Part]) -> pd.DataFrame:
    if not parts:
        return rows.assign(reason="keeps every rule; most popular first")
    texts = [[_said(part, value) for value in rows[part.column]] for part in parts]
    return rows.assign(reason=[" · ".join(each) for each in zip(*texts, strict=True)])


def _said(part: Part, value: float) -> str:
    return f"{part.name} not known" if pd.isna(value) else f"{part.name} {value:.2f}"


def _vocals(view: View, hard: Sequence[Hard]) -> list[str]:
    """How far instrumentalness can be trusted, by what titles of this catalogue say."""
    rules = [rule for one in hard if one.node is not None for rule in TrackFilter().and_(one.node).rules]
    levels = [float(rule.value) for rule in rules if rule.field == "instrumentalness" and rule.op in (">=", ">")]
    if not levels:
        return []
    found = queries.vocals(view, max(levels))
    said = [
        _share(found[f"{key}_kept"], found[key], words)
        for key, words in (
            ("instrumental", "titles that say instrumental or karaoke"),
            ("sung", "titles with a guest (feat.)"),
        )
        if found[key] >= LEAST_TITLES
    ]
    head = "Instrumentalness is an estimate, not a check for vocals: listen before you promise. "
    return [
        head
        + ("Here it keeps " + ", and ".join(said) + "." if said else "No titles here say how far it can be trusted.")
    ]


def _share(kept: int, n: int, words: str) -> str:
    low, high = proportion_confint(kept, n, 0.05, "wilson")
    return f"{kept / n:.0%} of {words} (95% {low:.0%} to {high:.0%}, n = {n:,})"


def _counted(hard: pd.DataFrame, kept: pd.DataFrame, total: int) -> list[str]:
    left = int(hard["leaves"].iloc[-1]) if len(hard) else total
    again = left - len(kept)
    said = (
        [f"{again:,} other releases of recordings that are listed stand behind them."]
        if again > 0 and len(kept)
        else []
    )
    lost = hard[hard["missing"] > 0]
    said += [
        f"{row.missing:,} tracks have no value for: {row.rule}. They are left out by it." for row in lost.itertuples()
    ]
    return said


def _lost(view: View, cleared: Sequence[str] | None) -> list[str]:
    if cleared is None:
        return []
    asked = tuple(dict.fromkeys(cleared))
    _, found = queries.funnel(view, [Hard("", None, "list", asked)])
    lost = len(asked) - int(found["alone"].iloc[0])
    return [f"{lost:,} of {len(asked):,} cleared tracks are not in this catalogue."] if lost else []


def _arc_words(asked: Asked) -> list[str]:
    if asked.arc == "any":
        return []
    said = f"Arc of energy ({asked.arc}): the first {asked.rows} are placed so that their energy follows it."
    return [said + " What happens inside a track is not in these data."]
