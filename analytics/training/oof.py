"""Out of fold: what models say of every labelled track that have not seen it, so that no track vouches for itself.

Tracks are dealt into five folds at random (protocol T), the releases of one recording (same main artist, same title)
into the same one: a copy in the training side would vouch for the track as the track itself would. Each fold is judged
by models that learned from the other four.

The genre model takes part with all it can know, the artist's other tracks among it, encoded in the training side alone.
The judgement then reads: does this tag fit the sound, the words and what this artist is otherwise tagged with? A single
wrong tag in an artist's catalogue stands out; a tag that is wrong on all tracks of an artist does not.

Every fold is kept once it is done (`analytics.training.kept`): a run that was stopped goes on with the fold it was in.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np

from analytics import dataset, evidence, genre, metrics, popularity, splits
from analytics.artefacts import Arrays
from analytics.evidence import Families
from analytics.genre import evaluate
from analytics.metrics import Outcome
from analytics.progress import Progress, scaled, silent
from analytics.ragged import Ints
from analytics.splits import FOLDS, Sample
from analytics.trackset import TrackSet
from analytics.training.common import Trained, built, finish, versions
from analytics.training.kept import Kept, key_of
from analytics.training.oof_results import Part, card, tables
from warehouse.errors import NotTrainable
from warehouse.home import Home
from warehouse.settings import Settings

NAME = "oof"
SEED = 0
#: Says which way of judging a kept fold is of; a change of this module's results needs another number.
VERSION = 1
#: Probabilities that are judged at a time.
CELLS = 1_000_000
#: Popularity is told for tracks whose popularity is known, and from so many on.
LEAST_POPULAR = 200


@dataclass(frozen=True)
class Deck:
    """Tracks dealt into folds. recordings (n,): tracks that are one recording ; folds (n,): from 0."""

    data: TrackSet
    recordings: Ints
    folds: Ints

    def sample(self, tracks: Ints) -> Sample:
        """The tracks at `tracks`; the releases of one recording are drawn together."""
        return Sample(tracks, self.data.labels.take(tracks), self.recordings[tracks])


def train(home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Judge every labelled track out of fold and store it. Raises NotTrainable, HomeBusy, and Cancelled from `progress`.

    What is kept of an earlier run over the same data and settings is not made again; the result is the same.
    """
    started = time.monotonic()
    progress("Reading tracks", 0, 1)
    data = _read(home, settings)
    tags, heard = _settings(data, settings)
    deck, kept = deal(data), Kept(home, NAME, key(data, tags, heard))
    judged = [_judged(kept, deck, number, tags, progress) for number in range(FOLDS)]
    forecast = _forecasts(kept, deck, heard, progress)
    progress("Storing the results", 0, 1)
    outcome = metrics.pooled([_outcome(deck, part) for part in judged])
    rows = _rows(outcome)
    about = card(data, judged, forecast, outcome, rows, asdict(tags))
    stored = {"folds": deck.folds}
    result = finish(
        home, settings, NAME, "", stored, about, rows, lambda run: tables(run, data, judged, forecast), started
    )
    kept.clear()
    progress("Stored", 1, 1)
    return result


def _read(home: Home, settings: Settings) -> TrackSet:
    with built(home, settings) as workbench:
        return dataset.read(workbench)


def _settings(data: TrackSet, settings: Settings) -> tuple[genre.Config, popularity.Config]:
    """As the served models learn, save that a genre model does not learn again from the slice that decides its blend: that
    would take twice as long for one track in twenty."""
    tags = genre.Config(seed=SEED, refit=False, threads=settings.cores)
    heard = popularity.Config(seed=SEED, threads=settings.cores)
    return genre.suited(tags, data.features), popularity.suited(heard, len(data))


def key(data: TrackSet, tags: genre.Config, heard: popularity.Config) -> str:
    """What kept folds are of: the data and everything else that can change a result, the number of threads too."""
    return key_of(VERSION, FOLDS, SEED, data.fingerprint, data.families, asdict(tags), asdict(heard), versions())


def recordings(data: TrackSet) -> Ints:
    """(n,) the recording of each track: tracks of one main artist and one title are one; without a title, the track."""
    titles = np.array([" ".join(title.casefold().split()) for title in data.titles], dtype=object)
    texts = [
        f"{artist} {title}" if title else f"- {place}"
        for place, (artist, title) in enumerate(zip(data.main_artist, titles, strict=True))
    ]
    return np.unique(np.array(texts, dtype=object).astype(str), return_inverse=True)[1].astype(np.int64)


def deal(data: TrackSet) -> Deck:
    """Five folds, recordings whole. Raises NotTrainable when there are too few recordings."""
    together = recordings(data)
    if together.max() + 1 < 2 * FOLDS:
        raise NotTrainable(
            f"{together.max() + 1} recordings are too few to deal into {FOLDS} folds.", "Load more tracks with genres."
        )
    return Deck(data, together, splits.deal(together, FOLDS, SEED))


def _judged(kept: Kept, deck: Deck, number: int, config: genre.Config, progress: Progress) -> Part:
    step = f"Judging genres, fold {number + 1} of {FOLDS}"
    progress(step, 0, 1)
    arrays, facts = kept.part(f"genre-{number}", lambda: _judge(deck, number, config, scaled(progress, step)))
    return Part(number, np.flatnonzero(deck.folds == number), arrays, facts)


def _judge(deck: Deck, number: int, config: genre.Config, progress: Progress) -> tuple[Arrays, dict[str, Any]]:
    """Evidence on the tracks of one fold from a model of the others."""
    began = time.monotonic()
    data, tracks = deck.data, np.flatnonzero(deck.folds == number)
    train = deck.sample(np.flatnonzero(deck.folds != number))
    model = genre.fit(data, train, config, "T", progress=progress)
    families, random = Families.among(data.families), np.random.default_rng([SEED, number])
    parts, done = [], 0
    for chances in genre.score(model, data.inputs(tracks), batch=max(100, CELLS // len(data.label_names))):
        labels = data.labels.take(tracks[done : done + len(chances)])
        parts.append(evidence.against(chances, labels, families, random))
        done += len(chances)
        progress("scoring", done, len(tracks))
    arrays = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    facts = {"trained": len(train), "tested": len(tracks), "seconds": round(time.monotonic() - began, 1)}
    return arrays, facts


def _forecasts(kept: Kept, deck: Deck, config: popularity.Config, progress: Progress) -> list[Part]:
    """Popularity out of fold; no part where too few tracks have one."""
    heard = deck.data.popularity
    known = np.flatnonzero(~np.isnan(heard))
    if len(known) < LEAST_POPULAR or len(np.unique(heard[known])) < 2:
        return []
    parts = []
    for number in range(FOLDS):
        step = f"Judging popularity, fold {number + 1} of {FOLDS}"
        progress(step, 0, 1)
        tested = deck.folds[known] == number
        make = partial(_forecast, deck, known[~tested], known[tested], config, scaled(progress, step))
        arrays, facts = kept.part(f"popularity-{number}", make)
        parts.append(Part(number, known[tested], arrays, facts))
    return parts


def _forecast(
    deck: Deck, train: Ints, test: Ints, config: popularity.Config, progress: Progress
) -> tuple[Arrays, dict[str, Any]]:
    began = time.monotonic()
    model = popularity.fit(deck.data, deck.sample(train), config, "T", progress)
    found = popularity.predict(model, deck.data.inputs(test))
    arrays = {name: np.asarray(getattr(found, name), dtype=np.float64) for name in ("zero", "expected", "low", "high")}
    facts = {"trained": len(train), "tested": len(test), "seconds": round(time.monotonic() - began, 1)}
    return arrays, facts


def _outcome(deck: Deck, part: Part) -> Outcome:
    a, truth = part.arrays, deck.data.labels.take(part.tracks)
    return metrics.outcome(
        a["ranked"], a["confidence"], truth, len(deck.data.label_names), deck.recordings[part.tracks]
    )


def _rows(outcome: Outcome) -> list[dict[str, Any]]:
    found = evaluate.result_rows(evaluate.REPERTOIRE, "T", outcome, SEED)
    return [{"candidate": row.pop("model"), **row, "features": "out of fold"} for row in found]
