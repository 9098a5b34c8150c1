"""What goes with popularity in the popularity model: points that each input adds to what is expected of a track.

The scopes are "all", the families of genres, and the genres, which `genre_scope` names. The model's contributions cost
some 12 ms a track, so a sample is explained in which every family has its share, and which is filled up for families and
genres: of a very large vocabulary for the MOST_GENRES genres with the most tracks. Refits are small boosters over the
same columns, each without one fold of main artists; interactions are those of the first rounds of the level.
"""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import pandas as pd

from analytics import popularity
from analytics.dataset import Catalogue
from analytics.explain import importance, sampling, trees
from analytics.explain.genre_model import main_artists
from analytics.explain.genres import FOLDS
from analytics.popularity import PopularityModel, parts
from analytics.popularity.parts import Matrix, Part
from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints, Ragged
from analytics.splits import deal
from analytics.trackset import Inputs
from warehouse.queries.drivers import genre_scope

#: Tracks explained in all, tracks a family is filled up to where it has them, and how many are asked for at a time.
EXPLAINED, OF_FAMILY, AT_ONCE = 1_000, 60, 200
#: Genres that are scopes of their own at most, and tracks that each is filled up to: an even share of MOST_FILLED, at
#: least sampling.LEAST and at most OF_FAMILY.
MOST_GENRES, MOST_FILLED = 120, 2_000
#: Refits: most tracks, rounds and leaves.
REFIT_TRACKS, REFIT_ROUNDS, REFIT_LEAVES = 15_000, 40, 31
#: Interactions: rounds of the level that are looked at, and tracks.
PAIR_ROUNDS, PAIR_TRACKS = 40, 100


@dataclass(frozen=True)
class Rated:
    """A catalogue as the popularity model sees it. popularity (n,) NaN where unknown ; families (n,): codes into
    family_names, -1 where no genre is known."""

    tracks: Catalogue
    popularity: Floats
    families: Ints
    family_names: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """Rows of the tables drivers, driver_points and driver_pairs, without the run."""

    rows: list[pd.DataFrame]
    points: list[pd.DataFrame]
    pairs: list[pd.DataFrame]


def explain(model: PopularityModel, data: Rated, seed: int = 0, threads: int = 1, progress: Progress = silent) -> Found:
    """Importances of "all", of every family and genre with enough tracks, their range over refits, and interactions.

    Raises whatever `progress` raises.
    """
    codes = Ragged.grouped(np.flatnonzero(data.families >= 0), data.families[data.families >= 0], len(data.families))
    whole = sampling.evenly(codes, EXPLAINED, seed)
    scopes = {"all": whole, **_families(data, codes, whole, seed), **_genres(data, whole, seed)}
    every = np.unique(np.concatenate(list(scopes.values())))
    served, names = _contributions(model, data, every, progress)
    values = _values(model, data.tracks.X[every], names)
    again = _refits(model, data, every, names, seed, threads, progress)
    kin = _kin(data.tracks.X[whole], model.features, names)
    found = Found([], [], [])
    for scope, tracks in scopes.items():
        at = np.searchsorted(every, tracks)
        sizes = [importance.mean_size(part[at]) for part in (served, *again)]
        low, high = importance.ranges(sizes[0], sizes[1:])
        directions = importance.direction(values[at], served[at])
        row = importance.rows("popularity", scope, names, sizes[0], low, high, directions, len(at), kin)
        found.rows.append(row)
        ids = data.tracks.ids[tracks]
        found.points.append(importance.points("popularity", scope, names, ids, values[at], served[at]))
    progress("interactions", 0, 1)
    found.pairs.extend(_pairs(model, data, whole, names, seed))
    return found


def _families(data: Rated, codes: Ragged, whole: Ints, seed: int) -> dict[str, Ints]:
    """Family -> its tracks of the whole sample, filled up to OF_FAMILY; families with fewer than LEAST are left out."""
    random = np.random.default_rng(seed)
    found = {}
    for code, name in enumerate(data.family_names):
        tracks = _filled(sampling.members(codes, code), whole, OF_FAMILY, random)
        if len(tracks) >= sampling.LEAST:
            found[name] = tracks
    return found


def _genres(data: Rated, whole: Ints, seed: int) -> dict[str, Ints]:
    """The same for genres, by the names of their scopes; of many genres those with the most tracks."""
    random, genres = np.random.default_rng([seed, 1]), data.tracks.genres
    sizes = np.bincount(genres.values, minlength=len(data.tracks.genre_names))
    largest = np.argsort(-sizes, kind="stable")[:MOST_GENRES]
    kept = [int(code) for code in largest if sizes[code] >= sampling.LEAST]
    each = int(np.clip(MOST_FILLED // max(len(kept), 1), sampling.LEAST, OF_FAMILY))
    return {
        genre_scope(data.tracks.genre_names[code]): _filled(sampling.members(genres, code), whole, each, random)
        for code in sorted(kept)
    }


def _filled(own: Ints, whole: Ints, size: int, random: np.random.Generator) -> Ints:
    """The tracks of `own` that are in the whole sample, filled up to `size` with others of `own`; sorted."""
    inside = np.intersect1d(own, whole)
    more = random.permutation(np.setdiff1d(own, inside))[: max(0, size - len(inside))]
    return np.sort(np.concatenate([inside, more]))


def _contributions(model: PopularityModel, data: Rated, tracks: Ints, progress: Progress) -> tuple[Floats, list[str]]:
    inputs, own = data.tracks.inputs(0, len(data.tracks)).take(tracks), _own(model, data)
    found = []
    for start in range(0, len(tracks), AT_ONCE):
        progress("contributions", start, len(tracks))
        mine = None if own is None else own[tracks[start : start + AT_ONCE]]
        part, names = popularity.contributions(model, inputs.batch(start, AT_ONCE), mine)
        found.append(part)
    return np.concatenate(found), names


def _own(model: PopularityModel, data: Rated) -> Ints | None:
    """Where each track stands in what the model learned from, so that it is left out of its artist's history; None when
    the catalogue is another than it was then."""
    rated = ~np.isnan(data.popularity)
    if rated.sum() != len(model.rated) or not np.array_equal(model.rated, data.popularity[rated], equal_nan=True):
        return None
    return np.where(rated, np.cumsum(rated) - 1, -1)


def _values(model: PopularityModel, X: Floats, names: list[str]) -> Floats:
    """(n, parts) the value of each part that is a feature; NaN for the others."""
    place = {name: i for i, name in enumerate(model.features)}
    return np.column_stack([X[:, place[name]] if name in place else np.full(len(X), np.nan) for name in names])


def _kin(X: Floats, features: tuple[str, ...], names: list[str]) -> Ints:
    """Groups of features that correlate; a part that is no feature is a group of its own."""
    of_feature = dict(zip(features, importance.groups(X), strict=True))
    alone = len(features)
    return importance.numbered(np.array([of_feature.get(name, alone + i) for i, name in enumerate(names)]))


def _part(model: PopularityModel) -> Part:
    """The part with the most columns: the one for known artists, where there is one."""
    return (model.context or model.alone).part


def _refits(
    model: PopularityModel, data: Rated, explained: Ints, names: list[str], seed: int, threads: int, progress: Progress
) -> list[Floats]:
    """What each part adds to the `explained` tracks in small boosters that each leave a fold of artists out."""
    part, inputs = _part(model), data.tracks.inputs(0, len(data.tracks))
    folds = deal(main_artists(data.tracks.artists), FOLDS, seed)
    random = np.random.default_rng(seed)
    shown = _columns(part, inputs, data.popularity, explained)
    found = []
    for fold in range(FOLDS):
        progress("refitting", fold, FOLDS)
        kept = np.flatnonzero((folds != fold) & ~np.isnan(data.popularity))
        tracks = np.sort(random.permutation(kept)[:REFIT_TRACKS])
        if not len(tracks):
            continue  # all tracks are of one fold's artists
        booster = _grown(_columns(part, inputs, data.popularity, tracks), data.popularity[tracks], seed, threads)
        each = trees.contributions(booster, shown.astype(np.float64), threads)[0]
        found.append(_by_part(each, part.names, names))
    return found


def _columns(part: Part, inputs: Inputs, y: Floats, tracks: Ints) -> Matrix:
    """What the part's boosters see of some tracks, each left out of its artist's history."""
    return parts.matrix(part, inputs.take(tracks), y[tracks])


def _grown(X: Matrix, y: Floats, seed: int, threads: int) -> lgb.Booster:
    settings = {
        "objective": "regression",
        "seed": seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_leaves": REFIT_LEAVES,
        "learning_rate": 0.1,
        "num_threads": threads,
        "verbosity": -1,
    }
    return lgb.train(settings, lgb.Dataset(X, y, params={"verbosity": -1}), REFIT_ROUNDS)


def _by_part(each: Floats, columns: list[str], names: list[str]) -> Floats:
    """Contributions of columns (n, columns) as those of the parts they belong to (n, parts)."""
    found = np.zeros((len(each), len(names)))
    np.add.at(found.T, [names.index(name) for name in columns], each.T)
    return found


def _pairs(model: PopularityModel, data: Rated, whole: Ints, names: list[str], seed: int) -> list[pd.DataFrame]:
    """How much two parts add together beyond each alone, in the first PAIR_ROUNDS rounds of the level's first booster."""
    part = _part(model)
    rated = whole[~np.isnan(data.popularity[whole])]
    if not part.level or not len(rated):
        return []
    tracks = np.sort(np.random.default_rng(seed).permutation(rated)[:PAIR_TRACKS])
    X = _columns(part, data.tracks.inputs(0, len(data.tracks)), data.popularity, tracks)
    level = lgb.Booster(model_str=part.level[0].model_to_string(num_iteration=PAIR_ROUNDS))
    strength = trees.interactions(level, X.astype(np.float64), [names.index(name) for name in part.names])
    first, second = np.triu_indices(len(names), 1)
    frame = pd.DataFrame(
        {
            "task": "popularity",
            "feature": np.array(names, dtype=object)[first],
            "other": np.array(names, dtype=object)[second],
            "strength": strength[first, second],
            "n": len(tracks),
        }
    )
    return [frame[frame["strength"] > 0]]
