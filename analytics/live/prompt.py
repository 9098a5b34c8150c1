"""Words to tracks: `calm but danceable, like Halo but slower, 20 tracks` -> what was understood, and the tracks.

The answer is a filter in the one filter language, so that it can be seen, changed and sent on; around it stand what the
filter cannot say (tracks to be near to, a length, an order), the words that were not understood, and what cannot be had
together. The vocabulary is data: reference/moods.csv, reference/prompt_words.csv, the genres and families of the
catalogue, the labels of features.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.live import nearest
from analytics.prompts import likes, meaning
from analytics.prompts.lexicon import Lexicon, lexicon
from analytics.prompts.likes import Liked
from analytics.prompts.meaning import Understood
from warehouse import prompt_words
from warehouse.connect import Reader, View
from warehouse.filters import Node, Rule, Sort, TrackFilter, in_words
from warehouse.queries import moods, screening, tracks

COLUMNS = ("track_id", "title", "artists", "genres", "popularity", "tempo", "duration_ms")
ROWS = 50
#: A list of this many minutes is cut from twice as many tracks: few are shorter than half a minute.
TRACKS_A_MINUTE = 2
#: Tracks around one that is not liked that stay out with it.
AROUND_DISLIKED = 100
EXAMPLES = "calm but danceable; jazz under 3 minutes, not explicit; like TRACK but slower; 2 hours for a party"


@dataclass(frozen=True)
class Answer:
    """What came of a prompt.

    understood : the words ; filter : all that is asked of a track, with what changes come to ; likes : names looked up ;
    tracks : COLUMNS, then membership where moods were asked for, or distance where tracks were, in the order of the list ;
    matching : tracks that the filter keeps ; contradictions, remarks : sentences.
    """

    understood: Understood
    filter: TrackFilter
    likes: tuple[Liked, ...]
    tracks: pd.DataFrame
    matching: int
    contradictions: tuple[str, ...]
    remarks: tuple[str, ...]


def vocabulary(reader: Reader) -> Lexicon:
    """The words that mean something in the published catalogue. Raises BadReference, NoSnapshot."""

    def made(view: View) -> Lexicon:
        genres = tracks.genre_names(view)
        as_of = view.snapshot.as_of
        words = prompt_words.load(reader.home.path / "reference")
        year = as_of.year if as_of else None
        return lexicon(words, moods.table(view), genres["genre"], sorted(set(genres["family"])), year)

    return reader.cached(("prompt-vocabulary",), made)


def understand(reader: Reader, text: str) -> Understood:
    """What a prompt says; no track is looked for. Any text has an answer."""
    return meaning.understand(text, vocabulary(reader))


def answer(reader: Reader, text: str, rows: int = ROWS) -> Answer:
    """What a prompt says and the tracks that it asks for: at most `rows`, or the number that it says itself.

    Several tracks of one name are listed with the one that was taken. Without anything understood no track is given.
    """
    return answer_of(reader, understand(reader, text), rows)


def answer_of(reader: Reader, understood: Understood, rows: int = ROWS) -> Answer:
    """`answer` for what was understood already."""
    with reader.view() as view:
        named = [one for name in understood.likes for one in likes.all_of(view, name)]
        named += [one for name in understood.unlikes for one in likes.all_of(view, name, unlike=True)]
        rules, remarks = _changes(understood, named)
        flt = understood.filter.and_(*rules)
        found = _nothing() if _is_empty(understood, named) else _tracks(reader, view, understood, flt, named, rows)
        matching = 0 if understood.is_nothing else tracks.count(view, flt)
        if any(one.unlike and one.chosen for one in named):
            remarks.append(f"The {AROUND_DISLIKED} tracks nearest to each that is not liked stay out.")
        remarks += _advice(reader, view, understood, flt, found)
    said = tuple(dict.fromkeys([*understood.remarks, *(one.words for one in named), *remarks]))
    return Answer(understood, flt, tuple(named), found, matching, understood.contradictions, said)


def _is_empty(understood: Understood, named: Sequence[Liked]) -> bool:
    """Whether there is nothing to look for: no word understood, or only tracks that the catalogue has not."""
    lost = bool(named) and all(one.chosen is None for one in named) and understood.filter.is_all
    return understood.is_nothing or lost


def _changes(understood: Understood, named: Sequence[Liked]) -> tuple[list[Rule], list[str]]:
    first = next((one for one in named if one.chosen is not None and not one.unlike), None)
    return ([], []) if first is None else likes.changed(understood.changes, first)


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})


# ---- the tracks ----------------------------------------------------------------------------------------------------


def _tracks(
    reader: Reader, view: View, understood: Understood, flt: TrackFilter, named: Sequence[Liked], rows: int
) -> pd.DataFrame:
    wanted = understood.count or rows
    if understood.minutes:
        wanted = understood.count or int(understood.minutes * TRACKS_A_MINUTE)
    found = _ranked(reader, view, understood, flt, named, wanted)
    if not understood.minutes:
        return found.head(wanted)
    # The track that goes over the length is left out; one of unknown length counts nothing.
    passed = found["duration_ms"].fillna(0).astype(float).cumsum() / 60_000
    return found[passed <= understood.minutes].reset_index(drop=True)


def _ranked(
    reader: Reader, view: View, understood: Understood, flt: TrackFilter, named: Sequence[Liked], wanted: int
) -> pd.DataFrame:
    """The tracks in the order that the prompt says; else by distance, by membership, by popularity."""
    known = [one for one in named if one.chosen is not None]
    if known:
        return _near(reader, view, flt, known, wanted, understood.sort)
    asked, others = _asked_moods(flt)
    if asked and not understood.sort:
        return moods.ranked(view, asked, others, COLUMNS, wanted)
    return tracks.page(view, flt, understood.sort, COLUMNS, 0, wanted).drop(columns="track_no")


def _asked_moods(flt: TrackFilter) -> tuple[dict[str, float], TrackFilter]:
    """(mood -> least membership, the filter without those rules)."""
    asked: dict[str, float] = {}
    others: list[Node] = []
    for part in flt.parts:
        if isinstance(part, Rule) and part.field == "mood" and part.op == ">=" and part.vocabulary and part.value > 0:
            asked[part.vocabulary] = max(asked.get(part.vocabulary, 0), part.value)
        else:
            others.append(part)
    return asked, TrackFilter().and_(*others)


def _near(
    reader: Reader, view: View, flt: TrackFilter, known: Sequence[Liked], wanted: int, sort: Sort
) -> pd.DataFrame:
    """The tracks nearest to the middle of what is liked, without those around what is not; then in the order asked for."""
    scale = nearest.scales(reader)
    liked = [one for one in known if not one.unlike]
    own = {one.recording for one in liked if one.recording}
    far = [screening.nearest(view, one.values, scale, AROUND_DISLIKED) for one in known if one.unlike]
    out = {name for frame in far for name in frame["track_id"]} | {one.chosen.id for one in known if one.chosen}
    more = wanted + len(out) + len(own)
    if liked:
        recording = next(iter(own), "")
        found = screening.nearest(view, likes.point(liked), scale, more, recording, flt=flt)
    else:
        found = tracks.page(view, flt, sort, COLUMNS, 0, more)
    found = found[~found["track_id"].isin(out)].head(wanted)
    return _with_columns(view, found, sort)


def _with_columns(view: View, found: pd.DataFrame, sort: Sort) -> pd.DataFrame:
    """The rows with COLUMNS, in their own order where no other is asked for, and their distance where there is one."""
    if found.empty:
        return _nothing()
    flt = TrackFilter().and_(Rule("track_id", "in", tuple(found["track_id"])))
    rows = tracks.page(view, flt, sort, COLUMNS, 0, len(found))[list(COLUMNS)]
    if not sort:
        rows = rows.set_index("track_id", drop=False).loc[found["track_id"]].reset_index(drop=True)
    if "distance" not in found:
        return rows
    return rows.assign(distance=rows["track_id"].map(found.set_index("track_id")["distance"]))


# ---- what helps where nothing was found ------------------------------------------------------------------------------


def _advice(reader: Reader, view: View, understood: Understood, flt: TrackFilter, found: pd.DataFrame) -> list[str]:
    if understood.is_nothing:
        return [f"Nothing was understood. For instance: {EXAMPLES}."]
    if not found.empty or flt.is_all:
        return []
    return [*_without_values(reader, flt), *_looser(view, flt)]


def _without_values(reader: Reader, flt: TrackFilter) -> list[str]:
    """Columns of the filter that no track has a value of."""
    known = reader.cached(("extents",), tracks.extents).set_index("feature")["known"]
    empty = {rule.field: rule.about for rule in flt.rules if not known.get(rule.field, True)}
    return [f"No track of this catalogue has a value of {about.in_words}." for about in empty.values()]


def _looser(view: View, flt: TrackFilter, most: int = 6) -> list[str]:
    """For each part of the filter, how many tracks there are without it."""
    if len(flt.parts) < 2:
        return []
    counts = [(in_words(part), tracks.count(view, flt.without(i))) for i, part in enumerate(flt.parts[:most])]
    return [f"Without the condition {words}: {n:,} {'track' if n == 1 else 'tracks'}." for words, n in counts if n]
