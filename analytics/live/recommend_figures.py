"""A list of recommendations beside others: what sets it apart from the most popular, and what feedback changed in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.live import recommend, recommend_content, served
from analytics.live.recommend_asked import Answer, Options, Profile
from analytics.ragged import Bools
from analytics.recommend import measures
from analytics.recommend.content import Content
from analytics.recommend.taste import Numbers
from warehouse.connect import Reader, View


@dataclass(frozen=True)
class Figures:
    """Of one list of n items.

    popular: share among the most popular fifth of all items, None where popularity is not known ; novelty: mean
    log2(listeners / those who heard the item) in bits, None without plays ; covered, marks: genres and tags that some item
    has, of all there are ; shared: items that stand in the other list as well, None without one.
    """

    n: int
    popular: float | None
    novelty: float | None
    covered: int
    marks: int
    shared: int | None = None


def figures(reader: Reader, answer: Answer, other: Answer | None = None) -> Figures:
    """The figures of a list; `other` is what `shared` compares with."""
    content, head, heard, listeners = _known(reader, answer)
    places = answer.places
    n = len(places)
    bits = np.log2(listeners / np.maximum(heard[places], 1)) if listeners and n else None
    covered = len(np.unique(content.side[places].indices)) if n else 0
    shared = None if other is None else len(set(answer.items["id"]) & set(other.items["id"]))
    return Figures(
        n,
        float(head[places].mean()) if n and head.any() else None,
        float(bits.mean()) if bits is not None else None,
        covered,
        int(content.side.shape[1]),
        shared,
    )


def _known(reader: Reader, answer: Answer) -> tuple[Content, Bools, Numbers, int]:
    """What is known of all items: content, whether each is among the most popular fifth, by how many of how many heard."""
    if answer.learned and (found := served.recommender(reader)) is not None:
        return (
            found.model.content,
            measures.head(found.heard.astype(np.float64)),
            found.heard,
            int(found.plays.shape[0]),
        )
    catalogue = recommend_content.catalogue(reader)

    def head(_view: View) -> Bools:
        known = np.isfinite(catalogue.popularity)
        return measures.head(np.where(known, catalogue.popularity, -1.0).astype(np.float64)) & known

    return catalogue.content, reader.cached(("recommend-head",), head), np.zeros(0), 0


def baseline(reader: Reader, answer: Answer, options: Options) -> Answer:
    """The plain most popular of the same items: no profile, no dial; what is excluded or asked for by a filter counts."""
    plain = Options(options.limit, exclude=options.exclude, only=options.only)
    if answer.learned or served.recommender(reader) is None:
        return recommend.recommend(reader, Profile(), plain)
    return recommend.from_catalogue(reader, Profile(), plain)


def changes(before: Answer, after: Answer) -> pd.DataFrame:
    """id, name, before, after: ranks from 1 of the items whose rank differs, missing where an item is in one list only.

    Those that came in first, by their new rank; then those that went out; then those that moved, the furthest first.
    """
    ranks: list[Mapping[str, int]] = [_ranks(before), _ranks(after)]
    names = {**_names(before), **_names(after)}
    rows = [(name, names[name], ranks[0].get(name), ranks[1].get(name)) for name in names]
    found = pd.DataFrame(rows, columns=["id", "name", "before", "after"])
    found = found.astype({"before": "Int64", "after": "Int64"})
    moved = (found["before"] - found["after"]).fillna(0)
    came, went = found["before"].isna(), found["after"].isna()
    kept = found[came | went | (moved != 0)]
    order = pd.DataFrame({"group": np.where(came, 0, np.where(went, 1, 2)), "far": -moved.abs()})
    order["rank"] = found["after"].fillna(found["before"])
    return kept.loc[order.loc[kept.index].sort_values(["group", "far", "rank"]).index].reset_index(drop=True)


def _ranks(answer: Answer) -> dict[str, int]:
    return {str(name): rank for rank, name in enumerate(answer.items["id"], 1)}


def _names(answer: Answer) -> dict[str, str]:
    return {str(i): str(name) for i, name in zip(answer.items["id"], answer.items["name"], strict=True)}


def without(profile: Profile, ids: Iterable[str]) -> Profile:
    """The profile without what was said of these items."""
    gone = set(ids)
    return replace(profile, feedback={name: value for name, value in profile.feedback.items() if name not in gone})
