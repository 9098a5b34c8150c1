"""What the page asks of the models and the warehouse, state by state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analytics.live import nearest, score
from analytics.live.candidates import Candidate
from dashboard import format as fmt
from dashboard.components.feature_control import step
from dashboard.components.states import empty
from dashboard.context import Context
from dashboard.pages import _profile, _waiting
from dashboard.pages._slots import filled, provenance, said
from dashboard.pages.screening import answers, closest, form
from dashboard.pages.screening import state as states
from dashboard.pages.screening.answers import Told
from dashboard.pages.screening.state import MORE, NONE, SLIDERS, TEXTS, UNKNOWN, State
from dashboard.theme import Theme
from dashboard.urlstate import link, search
from warehouse.connect import View
from warehouse.features import by_name
from warehouse.queries import catalogue, models, screening, tracks

GRID = 17  # points of an if-changed curve
HALF = 0.5


def gathered(context: Context, data: Mapping[str, str], genre: str, less: Sequence[str], given: Sequence[Any]) -> State:
    """The state that the controls show; `given` are values of SLIDERS, MORE and TEXTS in that order."""
    before = states.read(data)
    base = states.start(context, before).candidate
    stated = "" if genre in (NONE, None) else genre
    count = len(SLIDERS) + len(MORE)
    return State(
        before.tab,
        before.track,
        None if stated == base.genre else stated,
        _texts(base, dict(zip(TEXTS, given[count:], strict=True))),
        _values(base, dict(zip((*SLIDERS, *MORE), given[:count], strict=True)), less),
        before.variants,
    )


def _values(base: Candidate, given: Mapping[str, Any], less: Sequence[str]) -> dict[str, float | None]:
    """What differs from the start: a slider that was moved, a code that was chosen, what is not measured."""
    found: dict[str, float | None] = {}
    for name, raw in given.items():
        was = base.values.get(name)
        if name in less or raw in (UNKNOWN, None, ""):
            if was is not None:
                found[name] = None
        elif was is None or _moved(name, float(raw), was):
            found[name] = float(raw)
    return found


def _moved(name: str, now: float, was: float) -> bool:
    feature = by_name()[name]
    size = step(feature) if name in SLIDERS else 1.0
    return abs(now - (states.rounded(name, was) if name in SLIDERS else was)) > HALF * size


def _texts(base: Candidate, given: Mapping[str, Any]) -> dict[str, str]:
    own = {"title": base.title, "album": base.album, "artist": "; ".join(base.artists)}
    return {name: str(text) for name, text in given.items() if text is not None and str(text) != own[name]}


def form_words(context: Context, state: State) -> list[Any]:
    """Values for the outputs of the form beside its state: count, reset, texts and classes of the rows."""
    now = states.candidate(context, state)
    texts = [states.shown(name, now.values.get(name)) for name in SLIDERS]
    rows = ["rp-screen-row" + ("" if name in now.values else " rp-screen-unknown") for name in SLIDERS]
    return [fmt.plural(state.changes, "change"), form.reset_link(state), *texts, *rows]


def told(context: Context, state: State) -> Told:
    """The models' answer, and what it is compared with."""
    candidate = states.candidate(context, state)
    answer, reader = score.one(context.reader, candidate), context.reader
    year = candidate.values.get("release_year", float("nan"))
    genre = str(answer["compared_with"] or "")
    judges = score.promoted(reader)
    hears = judges.genre is None or bool(judges.genre.features)
    return Told(
        answer,
        score.genre_rank(reader, judges.vocabulary, genre, 0.0)[1],
        score.cohort_rank(reader, year, 0.0)[1],
        screening.cohort(int(year)) if year == year else None,
        any(f.name in candidate.values for f in screening.measured()) if hears else _named(candidate),
        judges.genre.config.sure_above if judges.genre else None,
        len(judges.genre.label_names) if judges.genre else 0,
        hears,
        _waiting.refusals(context),
    )


def _named(candidate: Candidate) -> bool:
    return bool(candidate.title or candidate.album or candidate.artists)


def popularity_bins(context: Context, found: Told) -> pd.DataFrame:
    """Popularity of the recordings of the genre that the candidate is compared with."""
    genre, words = str(found.answer["compared_with"] or ""), states.vocabulary(context)
    key = ("screening-bins", words, genre)
    return context.reader.cached(key, lambda view: screening.popularity_of_genre(view, words, genre))


def compared(context: Context, state: State) -> tuple[str, pd.DataFrame]:
    """The stated genre with its bands, or the whole catalogue."""
    genre = states.candidate(context, state).genre
    found = states.bands(context, genre)
    if genre and (found.empty or found["n"].max() < _profile.LEAST):
        return "", states.bands(context, "")
    return genre, found


def form_heading(context: Context, state: State) -> tuple[str, str]:
    """Title and how-to-read line of the form: what is unusual for the stated genre, else for the catalogue."""
    genre, bands = compared(context, state)
    candidate = states.candidate(context, state)
    extents = context.reader.cached(("extents",), tracks.extents)
    # Only what has a row: a year is not how a track sounds.
    values = {name: value for name, value in candidate.values.items() if name in SLIDERS}
    frame = _profile.profile(values, bands, extents)
    group = genre or "this catalogue"
    outside = len(_profile.outside(frame))
    count = f"{len(frame) - outside} of {fmt.plural(len(frame), 'feature')} inside. " if len(frame) else ""
    n = int(bands["n"].max()) if len(bands) else 0
    title = _profile.finding(frame, group) if state.track or state.changes else f"The middle of {group}, to start from"
    return title, f"Dot: your track. Grey: middle 80% of {group} ({fmt.n(n)}). {count}Drag to try a change."


def bands_and_curves(context: Context, state: State) -> list[Any]:
    """Styles of the bands, then the curves, in the order of SLIDERS."""
    _, bands = compared(context, state)
    candidate = states.candidate(context, state)
    ends = states.extents(context, candidate)
    grids = {name: [float(x) for x in np.linspace(*ends[name], GRID)] for name in SLIDERS}
    lines = score.curves(context.reader, candidate, grids)
    every = [value for line in lines.values() for value in line]
    # At least ten points high, so that what changes nothing looks flat.
    low, high = (min(every), max(every)) if every else (0.0, 1.0)
    scale = (min(low, (low + high) / 2 - 5), max(high, (low + high) / 2 + 5))
    styles = [form.band_style(name, bands, ends[name]) for name in SLIDERS]
    return [*styles, *(form.curve(lines.get(name, []), _share(candidate, name, ends), scale) for name in SLIDERS)]


def _share(candidate: Candidate, name: str, ends: Mapping[str, tuple[float, float]]) -> float | None:
    value, (low, high) = candidate.values.get(name), ends[name]
    return None if value is None or high <= low else (value - low) / (high - low)


def why(context: Context, state: State, theme: Theme) -> Any:
    """Values for the outputs of the waterfall's slot."""
    found = score.why(context.reader, states.candidate(context, state))
    if found is None:
        why = _waiting.refusals(context).get("popularity", "No popularity model is trained yet.")
        return said(empty(why, "In a terminal: repertoire train"))
    parts = [answers.part_of(part.feature, part.value, part.contribution) for part in found.parts]
    facts = facts_of(context, "popularity")
    return filled(answers.why_card(found.base, parts, found.total, theme, lines(context), facts))


def near(context: Context, state: State) -> Any:
    """The card of the nearest tracks."""
    candidate = states.candidate(context, state)
    known = [name for name in nearest.scales(context.reader) if name in candidate.values]
    on_map = link("/map", candidate=search(**state.params()).removeprefix("?"))
    return closest.card(nearest.nearest(context.reader, candidate), len(known), lines(context), on_map)


def lines(context: Context, short: bool = False) -> list[str]:
    """The provenance lines: source, models, data; `short` has the ends of the runs' names alone, for a footer."""
    about, loads = context.reader.cached(("snapshot-loads",), lambda view: (view.snapshot, catalogue.loads(view)))
    served = ", ".join(f"{name} {run[-6:] if short else run}" for name, run in score.runs(context.reader).items())
    models_line = f"Models: {served}" if served else "No model is trained"
    return provenance(about, loads, models_line, "Your file stays on this machine")


def facts(context: Context) -> dict[str, dict[str, str]]:
    """Model -> facts for its (i)."""
    return {name: facts_of(context, name) for name in ("genre", "popularity")}


def facts_of(context: Context, model: str) -> dict[str, str]:
    """Run and figures of one model, for an (i)."""
    run = score.runs(context.reader).get(model)
    rows = honest(context, model)
    named = {LABELS[name]: f"{value:.2f} ({fmt.n(n)})" for name, (value, n) in rows.items() if name in LABELS}
    return {"Model": f"{model} {run}" if run else "not trained", **named}


LABELS = {
    "top1": "First right", "top5": "In the first five", "ece": "Calibration error", "r2": "R2", "mae": "Mean error",
    "coverage": "Coverage of 80%",
}  # fmt: skip


def honest(context: Context, model: str) -> dict[str, tuple[float, int]]:
    """metric -> (value, n) of the promoted run where it knew least: its most demanding protocol, its fewest inputs."""
    run = score.runs(context.reader).get(model)
    if run is None:
        return {}
    frame = context.reader.cached(("screening-metrics", run), lambda view: models.metrics(view, run, "repertoire"))
    rows = frame[frame["protocol"] != "R"]
    rows = rows.assign(inputs=rows["features"].fillna("").str.count(r"\+")).sort_values(
        ["protocol", "inputs"], kind="stable"
    )
    first = (
        rows[(rows["protocol"] == rows["protocol"].iloc[0]) & (rows["inputs"] == rows["inputs"].iloc[0])]
        if len(rows)
        else rows
    )
    return {
        str(m): (float(v), 0 if n != n else int(n))
        for m, v, n in zip(first["metric"], first["value"], first["n"], strict=True)
        if v == v
    }


def trust(context: Context) -> list[str]:
    """What the promoted models reached on what they had not seen, in sentences."""
    genre, popularity = honest(context, "genre"), honest(context, "popularity")
    words = lacks(context)
    if "top1" in genre:
        first, n = genre["top1"]
        judge = score.promoted(context.reader).genre
        inputs = "sound" if judge is None or judge.features else "words"
        top5 = f", in the first five {fmt.percent(genre['top5'][0], 0)}" if "top5" in genre else ""
        words.append(
            f"Genre: right first time {fmt.percent(first, 0)}{top5}, on held-out tracks, by {inputs} alone ({fmt.n(n)})."
        )
    if "coverage" in popularity:
        share, n = popularity["coverage"]
        words.append(f"Popularity: {fmt.percent(share, 0)} of true values fell in the 80% interval ({fmt.n(n)}).")
    if "r2" in popularity:
        words.append(unexplained(popularity["r2"][0]))
    words += [f"There is no {model} model: {why}" for model, why in _waiting.refusals(context).items()]
    if not genre and not popularity:
        words.append("No model is trained yet: nothing is predicted here, and only the nearest tracks are known.")
    words.append("A track of the catalogue may have been learned from: its figures look better than they are.")
    return words


def lacks(context: Context) -> list[str]:
    """What the promoted models do not know of any track here, in sentences."""

    def of_all(view: View) -> tuple[str, ...]:
        cards = [models.promoted_card(view, name) or {} for name in ("genre", "popularity")]
        return tuple(dict.fromkeys(words for card in cards for words in card.get("lacks", [])))

    return list(context.reader.cached(("screening-lacks",), of_all))


def unexplained(r2: float) -> str:
    """How much of popularity is left open, in a sentence."""
    if r2 <= 0:
        return "On held-out tracks it is no better than the mean: nothing here says how much a track is heard."
    left = fmt.percent(1 - r2, 0)
    return f"{left} of the variation stays unexplained: no promotion, playlist or fan base is known here."
