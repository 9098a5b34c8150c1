"""What holds a playlist together, which tracks stand apart in it, and what would fit: from the tracks that are in the
catalogue. The method is that of analytics/playlists/fit.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.live.fit_space import Space, space
from analytics.playlists import fit as fitting
from analytics.playlists.fit import LEAST, OUTLYING, Profile
from analytics.ragged import Floats
from warehouse import playlist_files
from warehouse.connect import Reader
from warehouse.features import by_name
from warehouse.filters import Rule, TrackFilter
from warehouse.playlist_files import Entry
from warehouse.queries import catalogue as catalogue_queries
from warehouse.queries import moods, playlists, tracks

#: Tracks that fit best, of an artist at most, and what speaks for or against: parts of at least so much of the log-ratio.
BEST, OF_ARTIST, SPEAKS = 20, 2, 0.3
#: Variance inside, of that in the catalogue, up to which a feature is spoken of.
KEPT = 0.8
#: Candidates that are looked at for the best; members that are read at most.
LOOKED_AT, MOST = 400, 2_000
SHOWN = ("track_id", "title", "artists", "genres", "popularity", "tempo", "energy")


@dataclass(frozen=True)
class Given:
    """A playlist as it was given. numbers: track_no of what is in the catalogue, in order ; entries: how many it has."""

    name: str
    numbers: tuple[int, ...]
    entries: int
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fitted:
    """members: SHOWN, distance, percentile, apart (robust standard deviations), why, is_outlier, the furthest first ; cohesion:
    as analytics.playlists.fit gives it, with the middle half inside in the feature's unit (q1, median, q3) ; shared: kind,
    name, n, share, usual, times ; years: (first, middle, last) or None ; best, candidates: SHOWN, distance, percentile, why ;
    notes. With fewer than LEAST members there are no distances of members and no percentiles."""

    given: Given
    n: int
    members: pd.DataFrame
    cohesion: pd.DataFrame
    shared: pd.DataFrame
    years: tuple[int, int, int] | None
    best: pd.DataFrame
    candidates: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """Whether there are members enough to say what holds them together."""
        return self.n >= LEAST

    @property
    def outliers(self) -> pd.DataFrame:
        """Members that stand apart, the furthest first."""
        return self.members[self.members["is_outlier"].astype(bool)]

    @property
    def holds(self) -> list[str]:
        """Labels of the features that are clearly more alike inside than in random playlists, the most alike first."""
        kept = self.cohesion[self.cohesion["holds"].astype(bool)]["feature"]
        return [by_name()[name].label for name in kept]


# ---- which playlist ---------------------------------------------------------------------------------------------------


def loaded(reader: Reader) -> pd.DataFrame:
    """playlist_id, playlist, items, tracks of the playlists that were loaded."""
    return reader.cached(("playlists-loaded",), playlists.loaded)


def named(reader: Reader, name: str) -> Given | None:
    """A loaded playlist by its id, else by its name (the largest of that name); None when there is none."""
    known = loaded(reader)
    same = known[(known["playlist_id"] == name) | (known["playlist"].str.lower() == name.lower())]
    if same.empty:
        return None
    row = same.sort_values("tracks", ascending=False).iloc[0]
    with reader.view() as view:
        numbers = playlists.members(view, str(row["playlist_id"]))
    return Given(str(row["playlist"]), tuple(numbers[:MOST]), int(row["items"]))


def pasted(reader: Reader, content: str | bytes, name: str = "your playlist") -> Given:
    """A playlist from a file's content or pasted text. Raises UnreadableInput."""
    entries = playlist_files.read(content)[:MOST]
    with reader.view() as view:
        by_id = playlists.shown(view, ids=[one.id for one in entries if one.id]).set_index("track_id")["track_no"]
        rest = [one for one in entries if one.id not in by_id.index and one.title]
        by_title = playlists.named(view, [(one.title, one.artist) for one in rest])
    found: dict[Entry, int] = {one: by_title[i] for i, one in enumerate(rest) if i in by_title}
    numbers = [int(by_id[one.id]) if one.id in by_id.index else found.get(one) for one in entries]
    kept = tuple(dict.fromkeys(number for number in numbers if number is not None))
    return Given(name, kept, len(entries))


# ---- how it fits ----------------------------------------------------------------------------------------------------


def fit(reader: Reader, given: Given, candidates: Sequence[str] = ()) -> Fitted:
    """What holds a playlist together and how candidates (ids of tracks) fit it. Raises NoSnapshot."""
    around = space(reader)
    with reader.view() as view:
        rows = playlists.shown(view, given.numbers)
        asked = playlists.shown(view, ids=candidates)
    rows = rows.set_index("track_no", drop=False).reindex([n for n in given.numbers if n in set(rows["track_no"])])
    rows = rows.drop_duplicates("recording_key").reset_index(drop=True)
    notes = _notes(given, rows, candidates, asked, around)
    X, artists = around.points(rows), around.of(rows)
    if rows.empty:
        nothing = pd.DataFrame(columns=[*SHOWN, "distance", "percentile", "apart", "why", "is_outlier"])
        empty = fitting.cohesion(np.zeros((0, 0)), np.zeros((0, 0)), ())
        shared = pd.DataFrame(columns=["kind", "name", "n", "share", "usual", "times"])
        return Fitted(given, 0, nothing, empty, shared, None, nothing, nothing, notes)
    whole = fitting.profile(X, artists, around.share(artists))
    far, told = fitting.left_out(X, artists, around.share(artists)) if len(rows) >= LEAST else (None, None)
    members = _members(rows, X, around, whole, far, told)
    best = _best(reader, around, whole, rows, far)
    judged = _judged(asked, around, whole, far)
    return Fitted(
        given, len(rows), members, _cohesion(rows, X, around), _shared(reader, rows), _years(rows), best, judged, notes
    )


def _notes(
    given: Given, rows: pd.DataFrame, candidates: Sequence[str], asked: pd.DataFrame, around: Space
) -> tuple[str, ...]:
    said = []
    lost = given.entries - len(given.numbers)
    if not len(rows):
        return ("None of its tracks is in the catalogue.",)
    if lost > 0:
        said.append(f"{lost:,} of {given.entries:,} tracks are not in the catalogue and are left out.")
    again = len(given.numbers) - len(rows)
    if again:
        said.append(f"{again:,} {'repeats' if again == 1 else 'repeat'} a recording that is in already.")
    if len(rows) < LEAST:
        said.append(
            f"n = {len(rows)}: too few to say what holds it together or what fits ({LEAST} needed); nearest only."
        )
    if not around.features:
        said.append("No track of the catalogue has measured features: only artists and genres are compared.")
    unknown = [name for name in candidates if name not in set(asked["track_id"])]
    if unknown:
        said.append(f"Not in the catalogue, so not judged: {', '.join(unknown)}.")
    return tuple(said)


def _members(
    rows: pd.DataFrame, X: Floats, around: Space, whole: Profile, far: Floats | None, told: Floats | None
) -> pd.DataFrame:
    if far is None or told is None:
        nan = float("nan")
        return rows[list(SHOWN)].assign(distance=nan, percentile=nan, apart=nan, why="", is_outlier=False)
    # Far from the others, and likelier anywhere in the catalogue than among them.
    apart = fitting.outlying(far)
    why = [_words(row, parts, whole, around) for row, parts in zip(rows.to_dict("records"), told, strict=True)]
    percentiles = [fitting.percentile(np.delete(far, i), value) for i, value in enumerate(far)]
    made = rows[list(SHOWN)].assign(
        distance=far, percentile=percentiles, apart=apart, why=why, is_outlier=(apart >= OUTLYING) & (far > 0)
    )
    return made.sort_values("distance", ascending=False, kind="stable", ignore_index=True)


def _words(row: Mapping[Any, Any], parts: Floats, whole: Profile, around: Space) -> str:
    """What speaks for and against a track, the strongest first, at most two of each."""
    names = [*around.features, "artist"]
    # Of a feature that the playlist does not keep to, a value says little.
    parts = np.where(np.append(whole.variance <= KEPT, True), parts, 0)
    order = np.argsort(-np.abs(parts), kind="stable")
    speaks = [_one(row, names[j], parts[j] > 0) for j in order if parts[j] >= SPEAKS][:2]
    against = [_one(row, names[j], parts[j] > 0) for j in order if parts[j] <= -SPEAKS][:2]
    said = [f"for: {', '.join(speaks)}"] if speaks else []
    return "; ".join(said + ([f"against: {', '.join(against)}"] if against else [])) or "nothing stands out"


def _one(row: Mapping[Any, Any], name: str, speaks: bool) -> str:
    if name == "artist":
        return "an artist of the playlist" if speaks else "no artist of the playlist"
    feature, value = by_name()[name], row[name]
    unit = f" {feature.unit}" if feature.unit in ("BPM", "dB") else ""
    return f"{feature.label.lower()} {float(str(value)):.{feature.decimals}f}{unit}"


def _judged(asked: pd.DataFrame, around: Space, whole: Profile, far: Floats | None) -> pd.DataFrame:
    """SHOWN, distance, percentile, why of tracks beside the playlist, the best fit first."""
    X, artists = around.points(asked), around.of(asked)
    told = fitting.parts(whole, X, artists)
    away = -told.sum(axis=1)
    places = [float("nan") if far is None else fitting.percentile(far, value) for value in away]
    why = [_words(row, parts, whole, around) for row, parts in zip(asked.to_dict("records"), told, strict=True)]
    made = asked[list(SHOWN)].assign(distance=away, percentile=places, why=why)
    return made.sort_values("distance", kind="stable", ignore_index=True)


def _best(reader: Reader, around: Space, whole: Profile, rows: pd.DataFrame, far: Floats | None) -> pd.DataFrame:
    """The recordings of the catalogue that fit best and are not in it, few of an artist."""
    away = fitting.distance(whole, around.X, around.artists)
    first = np.argpartition(away, min(LOOKED_AT + len(rows), len(away) - 1))[: LOOKED_AT + len(rows)]
    with reader.view() as view:
        found = playlists.shown(view, around.track_no[first].tolist())
    found = found[~found["recording_key"].isin(rows["recording_key"])].sort_values("track_no", ignore_index=True)
    judged = _judged(found, around, whole, far)
    main = judged["track_id"].map(found.set_index("track_id")["main_artist_id"])
    return judged[judged.groupby(main).cumcount() < OF_ARTIST].head(BEST).reset_index(drop=True)


def _cohesion(rows: pd.DataFrame, X: Floats, around: Space) -> pd.DataFrame:
    found = fitting.cohesion(X, around.X, around.features)
    middle = rows[list(around.features)].astype("float64").quantile([0.25, 0.5, 0.75])
    ends = {name: [middle[f].iloc[i] for f in found["feature"]] for i, name in enumerate(("q1", "median", "q3"))}
    return found.assign(**ends)


def _years(rows: pd.DataFrame) -> tuple[int, int, int] | None:
    years = rows["release_year"].dropna().astype(int)
    return (int(years.min()), int(years.median()), int(years.max())) if len(years) else None


def _shared(reader: Reader, rows: pd.DataFrame) -> pd.DataFrame:
    """kind, name, n, share, usual, times of genres, moods and artists that are clearly more common inside."""
    n, flt = len(rows), TrackFilter().and_(Rule("track_id", "in", tuple(rows["track_id"])))
    with reader.view() as view:
        total = max(1, int(catalogue_queries.counts(view)["tracks"]))
        known = tracks.genre_names(view).groupby("genre")["tracks"].sum() / total
        inside, everywhere = moods.counts(view, flt), moods.moods(view)
    around = space(reader)
    usual = {
        "genre": {str(name): float(share) for name, share in known.items()},
        "mood": dict(zip(everywhere["mood"], everywhere["tracks"] / total, strict=True)),
        "artist": {str(a): around.sizes[around.codes[i]] / total for a, i in _artists(rows) if i in around.codes},
    }
    counted = {
        "genre": Counter(g.strip() for text in rows["genres"].dropna() for g in set(str(text).split(";")) if g.strip()),
        "mood": {str(name): int(k) for name, k in zip(inside["mood"], inside["tracks"], strict=True)},
        "artist": Counter(str(name) for name in rows["main_artist"]),
    }
    least = {"genre": 0.2, "mood": 0.2, "artist": 0.05}
    found = [fitting.shared(counted[k], n, usual[k], least[k]).assign(kind=k) for k in counted] if n >= LEAST else []
    kept = [one for one in found if len(one)]
    columns = ["kind", "name", "n", "share", "usual", "times"]
    return pd.concat(kept, ignore_index=True)[columns] if kept else pd.DataFrame(columns=columns)


def _artists(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(dict.fromkeys(zip(rows["main_artist"].astype(str), rows["main_artist_id"].astype(str), strict=True)))


def finding(found: Fitted) -> str:
    """What holds it together as one sentence."""
    if not found.n:
        return "None of the playlist's tracks is in the catalogue"
    if found.n < LEAST:
        return f"n = {found.n}: too few tracks to say what holds the playlist together"
    names = [name.lower() for name in found.holds[:3]]
    apart = len(found.outliers)
    ends = f"; {apart} of {found.n} tracks stand{'s' if apart == 1 else ''} apart" if apart else f" (n = {found.n})"
    if not names:
        return f"No feature is more alike inside than in random playlists{ends}"
    return f"Held together by {', '.join(names[:-1]) + ' and ' if len(names) > 1 else ''}{names[-1]}{ends}"


def ids_of(reader: Reader, given: Given) -> list[str]:
    """Ids of the tracks of a playlist that are in the catalogue, in its order."""
    with reader.view() as view:
        known = playlists.shown(view, given.numbers).set_index("track_no")["track_id"]
    return [str(known[number]) for number in given.numbers]
