"""Recommendations from what tracks are like, for catalogues and likes that no listener was seen with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.live import recommend_only
from analytics.live.recommend_asked import Options
from analytics.ragged import Bools, Ints
from analytics.recommend import choose, reasons
from analytics.recommend.catalogue import Catalogue, catalogue_of
from analytics.recommend.recommender import profile_row
from analytics.recommend.taste import Numbers, Sparse
from warehouse.connect import Reader, View
from warehouse.features import by_name
from warehouse.queries import recommend, tracks

#: Fewer features than this give directions that nearly all tracks share.
FEW = 4
NOTHING_TO_COMPARE = "Nothing is liked yet that likeness could be measured to, so the threshold is left aside."


@dataclass(frozen=True)
class Picked:
    """items: id, name, score, content, popularity, listeners (None), reasons ; liked: whether anything that is liked counted ;
    places: of the items in the catalogue ; matching: items there were to choose from."""

    items: pd.DataFrame
    notes: list[str]
    liked: bool
    places: Ints
    matching: int


def catalogue(reader: Reader) -> Catalogue:
    """Every recording of the catalogue as points; made once a snapshot."""
    return reader.cached(("recommend-catalogue",), _read)


def _read(view: View) -> Catalogue:
    vocabulary = tracks.default_vocabulary(view) or ""
    return catalogue_of(recommend.catalogue(view), recommend.catalogue_genres(view, vocabulary))


def seeds(reader: Reader, ids: Sequence[str]) -> pd.DataFrame:
    """id, track_no and canonical_id (of the canonical track of its recording), main_artist_id, of those that are tracks."""
    with reader.view() as view:
        found = recommend.seeds(view, ids)
        names = recommend.shown(view, found["track_no"].tolist()).set_index("track_no")["track_id"]
    return found.assign(canonical_id=found["track_no"].map(names))


def pick(reader: Reader, asked: Mapping[str, float], options: Options) -> Picked:
    """Tracks like those with a positive weight and unlike those with a negative one; the best known without any."""
    found = catalogue(reader)
    with reader.view() as view:
        known = recommend.seeds(view, [*asked, *options.exclude, *options.tired, *options.include])
    named = known.set_index("id")["track_no"]
    places = dict(zip(named.index, found.places(named.to_numpy(dtype=np.int64)).tolist(), strict=True))
    missing = [name for name in (*asked, *options.include) if name not in places]
    notes = [f"Not in the catalogue, so left out: {', '.join(missing)}."] if missing else []
    strengths = {places[name]: weight for name, weight in asked.items() if name in places}
    liked = np.array(sorted(place for place, weight in strengths.items() if weight > 0), dtype=np.int64)
    usable = np.array([place for place in liked if _has_content(found, int(place))], dtype=np.int64)
    found, every = _comparable(reader, found, usable), len(found.features)
    if 0 < len(found.features) < every:
        notes.append(
            f"Of the sound of what is liked no more is known than {_listed(found.features)}: this is by that alone."
        )
    if len(liked) and not len(usable):
        notes.append("Neither genres nor sound are known of what is liked: these are the best known tracks.")
    scores, notes = _scores(found, strengths, bool(len(usable)), notes)
    first = _by_hand(places, options)
    out = np.zeros(len(found.track_no), dtype=bool)
    out[[place for place in places.values() if place >= 0]] = True
    out |= _unfit(reader, found, usable, options, notes)
    left = int(len(out) - np.count_nonzero(out))
    moved = choose.dialled(scores, found.popularity, options.dial)
    chosen = np.concatenate([first, _choose(found, moved, out, options)])[: options.limit]
    notes += said_of(len(chosen), left, options, "tracks") if len(out) else ["There are no tracks."]
    told = _reasons(found, usable, chosen)
    items = _frame(reader, found, chosen, scores, moved, told, bool(len(usable)))
    return Picked(items, notes, bool(len(usable)), chosen, left)


def said_of(listed: int, left: int, options: Options, plural: str) -> list[str]:
    """What there is to say of how many could be listed: of `left` to choose from."""
    if not listed:
        if options.alike > 0:
            return [f"No other of the {plural} is at least {options.alike:.2f} alike. Lower the threshold."]
        if not options.only.is_all:
            return [f"None of the {plural} left is what the mood asks for: {options.only.words}. Ask for less."]
        return [f"No other {plural[:-1]} is left to recommend after what is excluded. Exclude less, or load more."]
    if options.alike > 0:
        return [f"{left:,} {plural} are at least {options.alike:.2f} alike to something that is liked."]
    return [f"Only {listed} {plural} are left after what is excluded."] if listed < options.limit else []


def _by_hand(places: Mapping[Any, int], options: Options) -> Ints:
    """Places of what stands first."""
    wanted = [places[name] for name in options.include if places.get(name, -1) >= 0]
    return np.array(list(dict.fromkeys(wanted)), dtype=np.int64)


def _unfit(reader: Reader, found: Catalogue, liked: Ints, options: Options, notes: list[str]) -> Bools:
    """(n,): what a filter or the least likeness keeps out."""
    out = np.zeros(len(found.track_no), dtype=bool)
    if not options.only.is_all:
        out |= ~recommend_only.of_catalogue(reader, found.track_no, options.only)
    if options.alike > 0:
        if len(liked):
            out |= ~recommend_only.alike(found.content, liked, options.alike)
        else:
            notes.append(NOTHING_TO_COMPARE)
    return out


def _comparable(reader: Reader, found: Catalogue, liked: Ints) -> Catalogue:
    """The catalogue by what is measured of the likes; as it is where that is most of many features."""
    known = found.known(liked)
    if not known or (2 * len(known) >= len(found.features) and len(known) >= FEW):
        return found
    return reader.cached(("recommend-catalogue", known), lambda _view: found.by(known))


def _listed(features: Sequence[str]) -> str:
    """'tempo and loudness'."""
    *first, last = (by_name()[name].label.lower() for name in features)
    return f"{', '.join(first)} and {last}" if first else last


def _has_content(found: Catalogue, place: int) -> bool:
    has_marks = found.content.side.indptr[place + 1] > found.content.side.indptr[place]
    return bool(has_marks or (len(found.features) and found.content.sound[place].any()))


def _scores(
    found: Catalogue, strengths: Mapping[int, float], usable: bool, notes: list[str]
) -> tuple[Numbers, list[str]]:
    """(n,) likeness to the profile, or how well known each track is."""
    if usable:
        profile: Sparse = profile_row(len(found.track_no), dict(strengths))
        return found.content.scores(profile)[0], notes
    if not any(weight > 0 for weight in strengths.values()):
        notes = [*notes, "Nothing is liked yet: these are the best known tracks."]
    return np.nan_to_num(found.popularity, nan=-1.0), notes


def _choose(found: Catalogue, moved: Numbers, out: Bools, options: Options) -> Ints:
    places = choose.pool(moved, out, max(choose.POOL, 3 * options.limit))
    order = choose.diverse(
        moved[places], lambda i: found.content.likeness(int(places[i]), places), options.limit, options.diversity
    )
    return np.asarray(places[order])


def _reasons(found: Catalogue, liked: Ints, chosen: Ints) -> list[list[reasons.Reason]]:
    """The liked track each is most like (its name is filled in later), genres in common, the sound."""
    near = reasons.nearest(found.content, liked, chosen)
    return [_of_one(found, liked, int(place), own) for place, own in zip(chosen, near, strict=True)]


def _of_one(found: Catalogue, liked: Ints, place: int, near: tuple[int, float] | None) -> list[reasons.Reason]:
    told: list[reasons.Reason | None] = [
        None if near is None else {"kind": "nearest", "place": near[0], "likeness": near[1]},
        reasons.marks(found.content, found.mark_names, liked, place),
        reasons.sound(found, liked, place),
    ]
    kept = [reason for reason in told if reason is not None]
    level = float(found.popularity[place])
    if not kept and level == level:
        return [{"kind": "known", "popularity": level}]
    return kept or [{"kind": "closest"}]


def _frame(
    reader: Reader,
    found: Catalogue,
    chosen: Ints,
    scores: Numbers,
    moved: Numbers,
    told: list[list[reasons.Reason]],
    liked: bool,
) -> pd.DataFrame:
    near = [reason["place"] for each in told for reason in each if reason["kind"] == "nearest"]
    with reader.view() as view:
        rows = recommend.shown(view, found.track_no[[*chosen.tolist(), *near]].tolist()).to_dict("records")
    about = {row["track_no"]: row for row in rows}
    for each in told:
        for reason in each:
            if reason["kind"] == "nearest":
                row = about[int(found.track_no[reason.pop("place")])]
                reason.update(item=str(row["track_id"]), name=_name(row))
    rows = [about[int(number)] for number in found.track_no[chosen]]
    values = scores[chosen]
    content = values if liked else np.zeros(len(values))
    return pd.DataFrame(
        {
            "id": [str(row["track_id"]) for row in rows],
            "name": [_name(row) for row in rows],
            "score": values,
            "content": content,
            "popularity": moved[chosen] - content,
            "listeners": pd.Series([None] * len(rows), dtype=object),
            "reasons": pd.Series(told, dtype=object),
        }
    )


def _name(row: Any) -> str:
    return ", ".join(str(row[column]) for column in ("title", "artists") if not pd.isna(row[column]))
