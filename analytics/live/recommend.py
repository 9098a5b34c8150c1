"""What somebody may like next, with reasons: from likes and dislikes, a listener's history, or both; nothing is learned anew.

With a trained recommender its parts answer (docs/decisions/0021). Without one, or when it knows nothing of what is liked,
what tracks are like answers alone, and a note says so. What cannot be answered is told in `notes`, never raised.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analytics.live import recommend_content, recommend_only, served
from analytics.live.recommend_asked import Answer, Basis, Options, Profile, strengths
from analytics.live.recommend_content import Picked
from analytics.ragged import Bools, Ints
from analytics.recommend import Recommender, choose, reasons
from analytics.recommend.hybrid import PARTS, sum_of
from analytics.recommend.recommender import profile_row
from analytics.recommend.taste import PLURAL, Numbers
from warehouse.connect import Reader

__all__ = ["COLUMNS", "Answer", "Options", "Profile", "in_words", "recommend", "strengths"]

#: `score` is the sum of the PARTS, each in the unit of the blend; `popularity` is what the dial, or popularity itself
#: where nothing is liked, adds to it: the order of a list is that of their sum.
COLUMNS = ("id", "name", "score", *PARTS, "popularity", "listeners", "reasons")

#: A kind of reason in words, see analytics/recommend/reasons.py.
WORDS = {
    "shared listeners": "heard by {listeners} of the {of} listeners of {name}",
    "marks": "in common: {marks}",
    "sound": "sounds alike: {features}",
    "nearest": "most like {name} ({likeness:.2f})",
    "popular": "heard by {listeners} listeners",
    "known": "popularity {popularity:.0f}",
    "closest": "closest of what is left",
}


def recommend(reader: Reader, profile: Profile, options: Options | None = None) -> Answer:
    """The answer to one profile. Raises NoSnapshot, and BadArtefact when the model's files cannot be used."""
    options = (options or Options()).sane
    found = served.recommender(reader)
    if found is None:
        note = "No recommender is trained on listening here: this is from genres and sound alone."
        return from_catalogue(reader, profile, options, (note, *_stranger(profile)))
    return _from_model(reader, found, profile, options)


def _stranger(profile: Profile) -> tuple[str, ...]:
    return (f"No listener is called {profile.listener!r} here.",) if profile.listener else ()


def _from_model(reader: Reader, found: Recommender, profile: Profile, options: Options) -> Answer:
    notes: list[str] = []
    strengths: dict[int, float] = {}
    heard = found.history(profile.listener) if profile.listener else None
    if heard is not None:
        strengths.update(zip(heard[0].tolist(), heard[1].tolist(), strict=True))
    elif profile.listener:
        notes += _stranger(profile)
    known = set(strengths)
    unknown = _add_seeds(reader, found, profile, strengths)
    if any(value > 0 for value in profile.asked.values()) and not any(value > 0 for value in strengths.values()):
        notes.append("Nobody was seen to listen to any of the likes: this is from genres and sound alone.")
        return from_catalogue(reader, profile, options, tuple(notes))
    notes += _left_out(unknown, f"among the {PLURAL[found.kind]} that were listened to")
    seeds = set(strengths) - known | {place for place in known if strengths[place] < 0}
    out = _out(found, options, (set() if options.keep_known else known) | seeds)
    out |= _unfit(reader, found, strengths, seeds, options, notes)
    first = _placed(reader, found, options, notes)
    return _answer(found, strengths, out, options, notes, first)


def _unfit(
    reader: Reader, found: Recommender, strengths: dict[int, float], seeds: set[int], options: Options, notes: list[str]
) -> Bools:
    """(I,): what a filter or the least likeness keeps out."""
    out = np.zeros(len(found.ids), dtype=bool)
    if not options.only.is_all:
        out |= ~recommend_only.of_recommender(reader, found, options.only)
    if options.alike > 0:
        liked = sorted((place for place in seeds if strengths[place] > 0), key=lambda place: -strengths[place])
        liked = liked or sorted((p for p in strengths if strengths[p] > 0), key=lambda place: -strengths[place])
        if liked:
            out |= ~recommend_only.alike(found.model.content, np.array(liked, dtype=np.int64), options.alike)
        else:
            notes.append(recommend_content.NOTHING_TO_COMPARE)
    return out


def _placed(reader: Reader, found: Recommender, options: Options, notes: list[str]) -> Ints:
    """Places of what stands first by hand."""
    places = _places(reader, found, list(options.include)) if options.include else {}
    notes += _left_out([name for name in options.include if name not in places], "known here")
    return np.array(list(dict.fromkeys(places.values())), dtype=np.int64)


def _add_seeds(reader: Reader, found: Recommender, profile: Profile, strengths: dict[int, float]) -> list[str]:
    """Put likes and dislikes into the strengths, over what was heard; those that the recommender does not know."""
    asked = profile.asked
    places = _places(reader, found, list(asked))
    for name, weight in asked.items():
        if name in places:
            strengths[places[name]] = weight * found.model.usual
    return [name for name in asked if name not in places]


def _places(reader: Reader, found: Recommender, names: list[str]) -> dict[str, int]:
    """Place of each id; a track stands for its artist where the items are artists, a re-release for its recording."""
    places = {name: found.place[name] for name in names if name in found.place}
    others = [name for name in names if name not in places]
    if others:
        for row in recommend_content.seeds(reader, others).to_dict("records"):
            other = row["main_artist_id"] if found.kind == "artist" else row["canonical_id"]
            if other in found.place:
                places[str(row["id"])] = found.place[other]
    return places


def _left_out(unknown: list[str], where: str) -> list[str]:
    return [f"Not {where}, so left out: {', '.join(unknown)}."] if unknown else []


def _out(found: Recommender, options: Options, known: set[int]) -> Bools:
    """(I,): what may not be answered with."""
    out = np.zeros(len(found.ids), dtype=bool)
    named = [found.place[name] for name in (*options.exclude, *options.tired) if name in found.place]
    out[[*known, *named]] = True
    return out


def _answer(
    found: Recommender, strengths: dict[int, float], out: Bools, options: Options, notes: list[str], first: Ints
) -> Answer:
    model, profile = found.model, profile_row(len(found.ids), strengths)
    shares = [np.float32(w) * s for w, s in zip(model.weights, model.shares(profile), strict=True)]
    scores = sum_of(np.ones(len(shares)), shares, model.popular, profile)[0]
    basis: Basis = "hybrid" if any(value > 0 for value in strengths.values()) else "popular"
    if basis == "popular":
        notes.append("Nothing is liked yet: these are heard by most listeners.")
    moved = choose.dialled(scores, np.log1p(found.heard), options.dial)
    out[first] = True
    left = int(len(out) - np.count_nonzero(out))
    picked = np.concatenate([first, _pick(found, moved, out, options)])[: options.limit]
    notes += recommend_content.said_of(len(picked), left, options, PLURAL[found.kind])
    told = reasons.reasons(found, profile, picked)
    parts = {name: share[0][picked] for name, share in zip(PARTS, shares, strict=True)}
    frame = pd.DataFrame(
        {
            "id": found.ids[picked],
            "name": found.names[picked],
            "score": scores[picked],
            **parts,
            "popularity": moved[picked] - sum(parts.values()),
            "listeners": found.heard[picked].astype(np.int64),
            "reasons": pd.Series(told, dtype=object),
        }
    )
    return Answer(frame, tuple(notes), basis if len(picked) else "nothing", found.kind, picked, True, left)


def _pick(found: Recommender, scores: Numbers, out: Bools, options: Options) -> Ints:
    places = choose.pool(scores, out, max(choose.POOL, 3 * options.limit))
    near = found.model.content
    order = choose.diverse(
        scores[places], lambda i: near.likeness(int(places[i]), places), options.limit, options.diversity
    )
    return np.asarray(places[order])


def from_catalogue(reader: Reader, profile: Profile, options: Options, notes: tuple[str, ...] = ()) -> Answer:
    """The answer from genres and sound alone, with `notes` before what else is to be said. Raises NoSnapshot."""
    picked: Picked = recommend_content.pick(reader, profile.asked, options)
    frame = picked.items.reindex(columns=list(COLUMNS))
    basis: Basis = "content" if picked.liked else "popular"
    said = (*notes, *picked.notes)
    return Answer(frame, said, basis if len(frame) else "nothing", "track", picked.places, False, picked.matching)


def in_words(told: list[dict[str, Any]]) -> str:
    """Reasons as one sentence part each, joined."""
    return "; ".join(_words(reason) for reason in told)


def _words(reason: dict[str, Any]) -> str:
    pattern = WORDS[reason["kind"]]
    told = [f"{f['feature']} {f['value']:.2f} (liked: {f['liked']:.2f})" for f in reason.get("features", [])]
    return pattern.format(**{**reason, "marks": ", ".join(reason.get("marks", [])), "features": ", ".join(told)})
