"""Training of the model that tells a genre from sound: judge, learn from all clips, store."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from analytics import audio_genre, metrics
from analytics.audio_genre import AudioGenre, Clips, Config, evaluate, gathering, robust
from analytics.metrics import Outcome
from analytics.progress import Progress, scaled, silent
from analytics.training.common import Trained, built, finish, versions
from warehouse.home import Home
from warehouse.settings import Settings


def train(home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Learn from the labelled descriptors of the warehouse. Raises as `learn` does."""
    progress("Reading clips", 0, 1)
    with built(home, settings) as workbench:
        clips = gathering.read(workbench, Config().least_clips)
    return learn(clips, home, settings, progress)


def from_clips(clips: Clips) -> Callable[[Home, Settings, Progress], Trained]:
    """`train` on these clips instead of the warehouse's."""
    return lambda home, settings, progress: learn(clips, home, settings, progress)


def learn(clips: Clips, home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Judge, learn from all clips, store. Raises NotTrainable, HomeBusy, and Cancelled from `progress`."""
    started, config = time.monotonic(), Config(threads=settings.cores)
    results: dict[str, dict[str, Outcome]] = {}
    worse = robust.measured(clips, config, scaled(progress, "Judging on worse recordings"))
    if not (worse and robust.helps(worse)):
        config = replace(config, copies=0)
    chosen = evaluate.protocols(clips)
    told = scaled(progress, "Judging on clips held out")
    rows = evaluate.evaluate_audio(clips, chosen, evaluate.FOLDS, told, config, results.__setitem__, "candidate")
    served = audio_genre.fit(clips, config, scaled(progress, f"Learning from {len(clips):,} clips"))
    about = {**card(clips, served, results, rows, worse), "libraries": versions(("scipy",))}
    progress("Storing the model", 0, 1)
    text, arrays, _ = audio_genre.pack(served)
    result = finish(home, settings, "audio", text, arrays, about, rows, lambda run: {}, started)
    progress("Stored", 1, 1)
    return result


def card(
    clips: Clips,
    served: AudioGenre,
    results: dict[str, dict[str, Outcome]],
    rows: Sequence[dict[str, Any]],
    worse: list[dict[str, Any]],
) -> dict[str, Any]:
    """What the run says of itself. results: protocol -> candidate -> outcome, the honest first ; rows: their figures ; worse: as
    `robust.measured` gives them."""
    honest, ours = next(iter(results)), {protocol: found[evaluate.OURS] for protocol, found in results.items()}
    sure = metrics.at_threshold(ours[honest], served.config.sure_above)
    return {
        "task": "genre from sound",
        "model": audio_genre.pack(served)[2],
        "data": _data(clips),
        "holdouts": [_holdout(clips, protocol, result) for protocol, result in ours.items()],
        "metrics": list(rows),
        "gap": _gap(ours, honest),
        "per_genre": _report(clips, ours[honest]),
        "calibration": metrics.calibration(ours[honest]),
        "coverage": metrics.coverage_curve(ours[honest]),
        "sure": sure,
        "worse": worse,
        "limits": [*_limits(clips, honest, sure), _on_worse(worse, served.config.copies)],
        "seed": served.config.seed,
    }


def _data(clips: Clips) -> dict[str, Any]:
    return {
        "fingerprint": clips.fingerprint,
        "clips": len(clips),
        "segments": len(clips.clip) if clips.segmented else None,
        "genres": len(clips.label_names),
        "groups": len(set(clips.groups.tolist())),
        "grouped_by": clips.grouped_by,
        "features": list(clips.descriptors),
        "left_out_genres": dict(clips.left_out),
    }


def _holdout(clips: Clips, protocol: str, result: Outcome) -> dict[str, Any]:
    return {
        "protocol": protocol,
        "words": evaluate.WORDS[protocol],
        "leaky": protocol == "R",
        "trained": len(clips),
        "tested": len(result),
        "dropped": 0,
    }


def _gap(ours: dict[str, Outcome], honest: str) -> dict[str, Any] | None:
    """How much better the leaky figure looks than the honest one; None where there is no leaky one."""
    if "R" not in ours:
        return None
    top1 = {protocol: float(result.top1.mean()) for protocol, result in ours.items()}
    return {"features": "audio", "leaky": top1["R"], "honest": top1[honest], "gap": top1["R"] - top1[honest]}


def _report(clips: Clips, result: Outcome) -> list[dict[str, Any]]:
    """Per genre: n, predicted_n, precision, recall, f1, of clips held out by the honest protocol."""
    each = metrics.per_label(metrics.confusion(result))
    names = ("n", "predicted_n", "precision", "recall", "f1")
    columns = zip(*(getattr(each, name) for name in names), strict=True)
    return [
        {"genre": genre, **{name: float(value) for name, value in zip(names, values, strict=True)}}
        for genre, values in zip(clips.label_names, columns, strict=True)
    ]


def _limits(clips: Clips, honest: str, sure: dict[str, float | None]) -> list[str]:
    right = "none of them to be judged" if sure["accuracy"] is None else f"{sure['accuracy']:.0%} of these rightly"
    told = [
        f"It answers from a chance of {sure['threshold']:.0%}: {sure['coverage']:.0%} of the clips held out, {right}.",
        f"Judged on {evaluate.WORDS[honest]}.",
        "A genre here is what these clips were labelled with; it knows no other.",
    ]
    if honest == "C":
        told.append("No artist and no block of file numbers is known: an artist may be on both sides of the test.")
    if clips.left_out:
        few = ", ".join(f"{genre} {n}" for genre, n in clips.left_out)
        told.append(f"Genres with too few clips were left out: {few}.")
    return told


def _on_worse(rows: list[dict[str, Any]], copies: int) -> str:
    """What noise and poor recordings cost, in a sentence."""
    if not rows:
        return (
            "It learned from clips as they are; what worse recordings cost was not measured: too few clips with sound."
        )
    name = robust.COPIES if copies else robust.PLAIN
    ours, svm = robust.lost(rows, name), robust.lost(rows, robust.SVM)
    most = max(ours, key=lambda condition: ours[condition])
    larger = [condition for condition in ours if ours[condition] > svm[condition]]
    learned = "It learned from worse copies of its clips too" if copies else "It learned from clips as they are"
    sure = robust.beyond_chance(rows, name)
    beside = (
        f"more than an SVM without copies in: {', '.join(larger)} (beyond chance: {', '.join(sure) or 'in none'})"
        if larger
        else "nowhere more than an SVM without copies"
    )
    return (
        f"{learned}. Of {rows[0]['n']} clips recorded worse in {len(ours)} ways it loses {sum(ours.values()) / len(ours):.1f} "
        f"on average, {ours[most]} at most ({most}); {beside}."
    )
