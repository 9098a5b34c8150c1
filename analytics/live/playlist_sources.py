"""Where the candidates of a playlist come from, each with a score and why it is one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analytics.live import prompt, recommend, recommend_content
from analytics.live.recommend import Options, Profile
from analytics.ragged import Ints
from warehouse.connect import Reader, View
from warehouse.filters import Node, Rule, TrackFilter
from warehouse.queries import playlists, sound_map

#: Candidates that are looked at, those that recommendations give reasons for, and tracks of each recommended artist.
POOL, RECOMMENDED, OF_ARTIST = 1_500, 300, 8


@dataclass(frozen=True)
class Source:
    """One of: prompt: words ; cluster: number of a group of the map ; layout and lasso: part of the map, as its address says ;
    ids: a list of tracks ; likes: seed tracks ; listener: a name in the listening events. Without any, every track."""

    prompt: str = ""
    cluster: int | None = None
    layout: str = "t-SNE"
    lasso: str = ""
    ids: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    listener: str = ""


@dataclass(frozen=True)
class Found:
    """tracks: track_no, score, why ; words: what they are ; count, minutes: a length that a prompt says."""

    tracks: pd.DataFrame
    words: str
    notes: tuple[str, ...] = ()
    count: int | None = None
    minutes: float | None = None


def found(reader: Reader, source: Source, dial: float) -> Found:
    """The candidates of a source. Raises FilterError for a part of the map that is none, NoSnapshot, BadArtefact."""
    if source.prompt:
        return _prompt(reader, source.prompt, dial)
    if source.cluster is not None:
        return _group(reader, source.cluster)
    if source.lasso:
        return _lasso(reader, source)
    if source.ids:
        return _listed(reader, source.ids)
    if source.likes or source.listener:
        return _recommended(reader, source, dial)
    with reader.view() as view:
        drawn = _drawn(view, TrackFilter(), dial)
    return Found(
        _frame(drawn), "the whole catalogue", ("Nothing says what it should be like, so tracks are drawn evenly.",)
    )


def _frame(numbers: ArrayLike, score: object = 0.0, why: object = "") -> pd.DataFrame:
    return pd.DataFrame({"track_no": np.asarray(numbers, dtype=np.int64), "score": score, "why": why})


def _drawn(view: View, flt: TrackFilter, dial: float) -> Ints:
    """At most POOL tracks of a filter that nothing ranks: an even draw, leaning to the known or unknown as the dial says."""
    rows = playlists.matching(view, flt)
    draw = rows["draw"].to_numpy()
    level = np.nan_to_num(rows["popularity"].to_numpy(), nan=0.0)
    rank = level.argsort(kind="stable").argsort() / max(1, len(level))
    lean = abs(2 * dial - 1)
    worth = (1 - lean) * draw + lean * (rank if dial < 0.5 else 1 - rank)
    best = np.argsort(-worth, kind="stable")[:POOL]
    return np.asarray(rows["track_no"].to_numpy()[best], dtype=np.int64)


# ---- words --------------------------------------------------------------------------------------------------------------


def _prompt(reader: Reader, text: str, dial: float) -> Found:
    understood = prompt.understand(reader, text)
    answer = prompt.answer_of(reader, replace(understood, count=None, minutes=None), POOL)
    notes = [*answer.contradictions, *answer.remarks]
    if understood.not_understood:
        notes.insert(0, f"Not understood: {', '.join(understood.not_understood)}.")
    words = f"“{text}”: {answer.filter.words}" if not answer.filter.is_all else f"“{text}”"
    tracks = _of_answer(reader, answer, dial)
    return Found(tracks, words, tuple(notes), understood.count, understood.minutes)


def _of_answer(reader: Reader, answer: prompt.Answer, dial: float) -> pd.DataFrame:
    """The tracks of a prompt as candidates: nearest first, fullest first, or an even draw where nothing ranks them."""
    rows = answer.tracks
    if rows.empty:
        return _frame(np.zeros(0, np.int64))
    with reader.view() as view:
        if "membership" in rows and len(rows) == POOL and rows["membership"].nunique() == 1:
            # More tracks than are looked at have this degree: the first of them would be the best known.
            level = float(rows["membership"].iloc[0])
            drawn = _drawn(view, _at_least(answer.filter, level), dial)
            return _frame(drawn, level, f"in the mood to a degree of {level:.2f}")
        if "membership" not in rows and "distance" not in rows:
            return _frame(_drawn(view, answer.filter, dial), 0.0, "fits the filter")
        known = playlists.shown(view, ids=rows["track_id"].tolist()).set_index("track_id")["track_no"]
    numbers = rows["track_id"].map(known).to_numpy()
    if "distance" in rows:
        distance = rows["distance"].astype(float).to_numpy()
        return _frame(numbers, -distance, [f"sounds near, distance {value:.2f}" for value in distance])
    degree = rows["membership"].astype(float).to_numpy()
    return _frame(numbers, degree, [f"in the mood to a degree of {value:.2f}" for value in degree])


def _at_least(flt: TrackFilter, level: float) -> TrackFilter:
    """The filter with every mood that it asks for raised to a degree."""
    return TrackFilter().and_(*(_raised(part, level) for part in flt.parts))


def _raised(part: Node, level: float) -> Node:
    if isinstance(part, Rule) and part.field == "mood" and part.op == ">=" and part.value < level:
        return replace(part, value=level)
    return part


# ---- the map ------------------------------------------------------------------------------------------------------------


def _group(reader: Reader, cluster: int) -> Found:
    with reader.view() as view:
        rows = playlists.group(view, cluster, POOL)
        known = sound_map.groups(view).set_index("cluster")["name"]
    if rows.empty:
        numbers = ", ".join(str(number) for number in sorted(known.index)) or "none, groups are not found yet"
        return Found(
            _frame(rows["track_no"].to_numpy()),
            f"group {cluster}",
            (f"There is no group {cluster}. Groups: {numbers}.",),
        )
    name = str(known.get(cluster, cluster))
    why = [f"belongs to the group with a strength of {value:.2f}" for value in rows["strength"]]
    return Found(_frame(rows["track_no"].to_numpy(), rows["strength"].to_numpy(), why), f"the group “{name}”")


def _lasso(reader: Reader, source: Source) -> Found:
    polygon = sound_map.polygon_of(source.lasso)
    layout = source.layout if source.layout in sound_map.LAYOUTS else "t-SNE"
    with reader.view() as view:
        inside = sound_map.inside(view, layout, polygon)
    numbers = np.array(inside, dtype=np.int64)
    # More than are looked at: evenly taken ones of the order of popularity.
    step = np.linspace(0, len(numbers) - 1, min(POOL, len(numbers))).astype(int) if len(numbers) else numbers
    notes = () if inside else ("No recording stands inside this part of the map.",)
    words = f"{len(inside):,} recordings inside a lasso of the map"
    return Found(_frame(numbers[step], 0.0, "inside the lasso"), words, notes)


def _listed(reader: Reader, ids: tuple[str, ...]) -> Found:
    with reader.view() as view:
        rows = playlists.shown(view, ids=ids).set_index("track_id")
    known = [name for name in dict.fromkeys(ids) if name in rows.index]
    missing = len(dict.fromkeys(ids)) - len(known)
    notes = (f"{missing:,} of the ids {'is' if missing == 1 else 'are'} not in the catalogue.",) if missing else ()
    return Found(
        _frame(rows.loc[known, "track_no"].to_numpy(), 0.0, "on the list"), f"a list of {len(known):,} tracks", notes
    )


# ---- taste --------------------------------------------------------------------------------------------------------------


def _recommended(reader: Reader, source: Source, dial: float) -> Found:
    """What is recommended for seeds or a listener; where artists are recommended, their tracks."""
    profile = Profile(dict.fromkeys(source.likes, 1.0), {}, source.listener)
    names = [*([source.listener] if source.listener else []), *source.likes]
    words = f"what goes with {', '.join(names[:3])}{' and others' if len(names) > 3 else ''}"
    answer = recommend.recommend(reader, profile, Options(RECOMMENDED, dial=dial, keep_known=bool(source.listener)))
    rows = answer.items
    if rows.empty:
        return Found(_frame(np.zeros(0, np.int64)), words, answer.notes)
    told = [recommend.in_words(one) for one in rows["reasons"]]
    if answer.kind == "artist" and not source.likes:
        return Found(_of_artists(reader, rows.assign(why=told)), words, answer.notes)
    if answer.kind == "artist":
        return _sounding_alike(reader, source, dial, words)
    numbers = _numbers_of(reader, rows["id"].tolist())
    made = _frame(rows["id"].map(numbers).fillna(-1).to_numpy(), rows["score"].to_numpy(dtype=float), told)
    return Found(made[made["track_no"] >= 0], words, answer.notes)


def _sounding_alike(reader: Reader, source: Source, dial: float, words: str) -> Found:
    """Tracks like the seeds, where what was listened to is told by artist only."""
    picked = recommend_content.pick(reader, dict.fromkeys(source.likes, 1.0), Options(RECOMMENDED, dial=dial))
    numbers = _numbers_of(reader, picked.items["id"].tolist())
    told = [recommend.in_words(one) for one in picked.items["reasons"]]
    score = picked.items["score"].to_numpy(dtype=float)
    return Found(_frame(picked.items["id"].map(numbers).to_numpy(), score, told), words, tuple(picked.notes))


def _of_artists(reader: Reader, artists: pd.DataFrame) -> pd.DataFrame:
    with reader.view() as view:
        rows = playlists.of_artists(view, artists["id"].tolist(), OF_ARTIST)
    known = artists.set_index("id")
    score = rows["main_artist_id"].map(known["score"]).to_numpy(dtype=float)
    why = [f"by {known['name'][name]}, {known['why'][name]}" for name in rows["main_artist_id"]]
    return _frame(rows["track_no"].to_numpy(), score, why)


def _numbers_of(reader: Reader, ids: list[str]) -> dict[str, int]:
    with reader.view() as view:
        rows = playlists.shown(view, ids=ids)
    return dict(zip(rows["track_id"], rows["track_no"], strict=True))
