"""Candidates judged: genre with confidence, popularity with its interval, and where both stand in the catalogue.

Every function takes candidates as frames (see candidates.py) and answers row by row in the same order. A model that is
not trained leaves its columns empty; features that are not known are allowed everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics import genre as genre_model
from analytics import popularity as popularity_model
from analytics.genre import GenreModel
from analytics.live import served
from analytics.live.candidates import Candidate, as_inputs, frame_of, of_track, own_of
from analytics.popularity import PopularityModel
from analytics.ragged import Floats
from analytics.reasons import Explained
from warehouse.connect import Reader
from warehouse.errors import UnknownModel
from warehouse.queries import screening

TOP = 5
#: Columns of the answer about genre and about popularity.
GENRE = (
    "genre", "confidence", "second", "second_confidence", "sure", "family", "family_confidence", "family_sure", "odd",
    "distance", "top5",
)  # fmt: skip
POPULARITY = ("popularity", "low", "high", "zero", "known")
STANDING = ("compared_with", "percentile_genre", "percentile_cohort")
#: Fewer tracks than this are no crowd to stand in.
LEAST = 30


@dataclass(frozen=True)
class Models:
    """The promoted models, None where there is none, with their runs; read once for many batches."""

    genre: GenreModel | None
    popularity: PopularityModel | None
    runs: Mapping[str, str]

    @property
    def vocabulary(self) -> str:
        """The vocabulary that genres are answered in, '' without a genre model."""
        return self.genre.vocabulary if self.genre else ""


def promoted(reader: Reader) -> Models:
    """The promoted models. Raises BadArtefact when the files of one cannot be used."""
    return Models(served.genre_model(reader), served.popularity_model(reader), runs(reader))


def runs(reader: Reader) -> dict[str, str]:
    """Model -> the run that answers, of those that judge candidates."""
    found = ((name, served.answering(reader, name)) for name in ("genre", "popularity"))
    return {name: run for name, run in found if run}


def need_models(reader: Reader) -> Models:
    """As `promoted`. Raises UnknownModel when neither is trained."""
    found = promoted(reader)
    if found.genre is None and found.popularity is None:
        raise UnknownModel("No model is trained yet, so nothing can be scored.", "Train them: repertoire train")
    return found


def track(reader: Reader, track_id: str, vocabulary: str) -> Candidate | None:
    """A track of the catalogue as a candidate that does not vouch for itself; None when there is no such track."""
    return reader.cached(("candidate", track_id, vocabulary), lambda view: of_track(view, track_id, vocabulary))


def one(reader: Reader, candidate: Candidate) -> dict[str, Any]:
    """The answer about one candidate, all columns of GENRE, POPULARITY and STANDING."""
    answers = score(reader, promoted(reader), frame_of([candidate]))
    return {str(name): value for name, value in answers.iloc[0].items()}


def score(reader: Reader, judges: Models, frame: pd.DataFrame) -> pd.DataFrame:
    """Everything about each candidate: columns GENRE, POPULARITY and STANDING, one row a candidate.

    Confidences and chances are 0 to 1, popularity, its 80% interval and percentiles 0 to 100; NaN where there is no
    model or nothing to compare with. top5 : list of {"genre", "probability"}.
    """
    about = pd.concat([genres(judges.genre, frame), popularity(judges.popularity, frame)], axis=1)
    stated = [names[0] if len(names) else "" for names in frame["genres"]]
    about["compared_with"] = [own or found or "" for own, found in zip(stated, about["genre"], strict=True)]
    years = frame.get("release_year", pd.Series(np.nan, index=frame.index))
    return about.assign(**_standings(reader, judges, about, years))


def batches(reader: Reader, judges: Models, frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """`score` for frame after frame; memory grows with the largest frame alone."""
    return (score(reader, judges, frame) for frame in frames)


def genres(model: GenreModel | None, frame: pd.DataFrame) -> pd.DataFrame:
    """Columns GENRE for each candidate."""
    if model is None:
        empty = {name: [None] * len(frame) for name in GENRE}
        numbers = dict.fromkeys(("confidence", "second_confidence", "family_confidence", "distance"), np.nan)
        return pd.DataFrame(empty).assign(**numbers)
    said = genre_model.answer(model, as_inputs(frame, model.features), own_of(model.known, frame))
    names = np.array(model.label_names, dtype=object)
    several = said.ranked.shape[1] > 1
    return pd.DataFrame(
        {
            "genre": names[said.ranked[:, 0]],
            "confidence": said.chances[:, 0],
            "second": names[said.ranked[:, 1]] if several else None,
            "second_confidence": said.chances[:, 1] if several else np.nan,
            "sure": said.sure,
            "family": np.array(model.family_names, dtype=object)[said.family],
            "family_confidence": said.family_chance,
            "family_sure": said.family_sure,
            "odd": said.odd,
            "distance": said.distance,
            "top5": _tops(names[said.ranked], said.chances),
        }
    )


def chance_of(model: GenreModel | None, frame: pd.DataFrame, genre: str) -> list[float]:
    """The confidence that each candidate is of one genre; NaN without a model, or when it does not know the genre."""
    if model is None or genre not in model.label_names:
        return [float("nan")] * len(frame)
    place = model.label_names.index(genre)
    found = genre_model.score(model, as_inputs(frame, model.features), own=own_of(model.known, frame))
    return [float(chance) for part in found for chance in part[:, place]]


def _tops(names: Any, chances: Floats) -> list[list[dict[str, Any]]]:
    return [
        [{"genre": str(name), "probability": float(chance)} for name, chance in zip(row, found, strict=True)]
        for row, found in zip(names[:, :TOP], chances[:, :TOP], strict=True)
    ]


def popularity(model: PopularityModel | None, frame: pd.DataFrame) -> pd.DataFrame:
    """Columns POPULARITY for each candidate: expected, the ends of its 80% interval, the chance of 0, and whether the
    model knows other tracks of the artist."""
    if model is None:
        return pd.DataFrame({name: np.full(len(frame), np.nan) for name in POPULARITY}).assign(known=None)
    said = popularity_model.predict(model, as_inputs(frame, model.features), own_of(model.known, frame))
    columns = (said.expected, said.low, said.high, said.zero, said.known)
    return pd.DataFrame(dict(zip(POPULARITY, columns, strict=True)))


def why(reader: Reader, candidate: Candidate) -> Explained | None:
    """The parts of a candidate's expected popularity, None without a popularity model."""
    model = served.popularity_model(reader)
    if model is None:
        return None
    frame = frame_of([candidate])
    return popularity_model.reasons(model, as_inputs(frame, model.features), own_of(model.known, frame))


def curves(reader: Reader, candidate: Candidate, grids: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    """Feature -> expected popularity at each of its grid's values when nothing else changes; {} without a model."""
    model = served.popularity_model(reader)
    if model is None:
        return {}
    changed = [candidate.changed(**{name: value}) for name, values in grids.items() for value in values]
    found = iter(expected(model, frame_of(changed)))
    return {name: [float(next(found)) for _ in values] for name, values in grids.items()}


def expected(model: PopularityModel, frame: pd.DataFrame) -> Floats:
    """Expected popularity alone, for curves of many what-ifs."""
    return popularity_model.predict(model, as_inputs(frame, model.features), own_of(model.known, frame)).expected


def _standings(reader: Reader, judges: Models, about: pd.DataFrame, years: pd.Series) -> dict[str, Floats]:
    """Where what is expected stands among what is expected of the genre's tracks and of those of the same five years."""
    expected = about["popularity"].to_numpy(dtype=np.float64)
    firsts = [screening.cohort(int(year))[0] if year == year else None for year in years]
    return {
        "percentile_genre": _ranks(
            expected, [name or None for name in about["compared_with"]],
            lambda names: _of_genres(reader, judges.vocabulary, names),
        ),
        "percentile_cohort": _ranks(expected, firsts, lambda years: {year: _of_cohort(reader, year) for year in years}),
    }  # fmt: skip


def _ranks(expected: Floats, groups: Sequence[Any], levels_of: Callable[[list[Any]], Mapping[Any, Floats]]) -> Floats:
    """Rank of each expected popularity within its group; all groups are asked for at once. NaN without group or value."""
    found = np.full(len(expected), np.nan)
    codes, names = pd.factorize(pd.Series(groups, dtype=object).mask(np.isnan(expected)).to_numpy())
    levels_by_name = levels_of(names.tolist())
    for code, name in enumerate(names):
        rows, levels = np.flatnonzero(codes == code), levels_by_name[name]
        if len(levels) >= LEAST:
            found[rows] = 100 * np.searchsorted(levels, expected[rows], "left") / len(levels)
    return found


def _of_genres(reader: Reader, vocabulary: str, genres: Sequence[str]) -> dict[str, Floats]:
    key = ("screening-genres", vocabulary, *genres)
    return reader.cached(key, lambda view: screening.expected_of_genres(view, vocabulary, genres))


def _of_cohort(reader: Reader, first: int) -> Floats:
    return reader.cached(("screening-cohort", first), lambda view: screening.expected_of_cohort(view, first))


def genre_rank(reader: Reader, vocabulary: str, genre: str, value: float) -> tuple[float, int]:
    """(share of the genre's tracks of which less is expected, 0 to 100; their number); NaN where they are too few."""
    if not genre or value != value:
        return float("nan"), 0
    return _rank(_of_genres(reader, vocabulary, [genre])[genre], value)


def cohort_rank(reader: Reader, year: float, value: float) -> tuple[float, int]:
    """The same among tracks released in the same five years; NaN without a release year."""
    if year != year or value != value:
        return float("nan"), 0
    return _rank(_of_cohort(reader, screening.cohort(int(year))[0]), value)


def _rank(levels: Floats, value: float) -> tuple[float, int]:
    return (screening.rank(levels, value) if len(levels) >= LEAST else float("nan")), len(levels)
