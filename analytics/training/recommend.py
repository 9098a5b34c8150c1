"""Training of the recommender: judge every model on held-out items, items and listeners; refit on all of it; store."""

from __future__ import annotations

import time
from typing import Any

from analytics import recommend
from analytics.progress import Progress, scaled, silent
from analytics.recommend import Config, Recommender, card, evaluate
from analytics.recommend import taste as tastes
from analytics.recommend.spoken import with_feedback
from analytics.recommend.taste import Taste
from analytics.training.common import Trained, built, finish, versions
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData

#: Protocols that training judges by, with the words of each and the models; the leaky one needs the hybrid alone.
JUDGED = (
    ("H", "Judging on held-out items", evaluate.MODELS),
    ("R", "Judging with the answers given away", ("hybrid",)),
    ("I", "Judging on unheard items", ("hybrid",)),
    ("N", "Judging on new listeners", ("popular", "hybrid")),
)


def train(home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Judge, refit on everything, store. Raises NotTrainable, HomeBusy, and Cancelled from `progress`."""
    started = time.monotonic()
    progress("Reading listening", 0, 1)
    taste = _read(home, settings)
    config = Config(threads=settings.cores)
    rows = judge(taste, config, progress)
    # Judged on plays alone, so that figures compare from run to run; what serves has learned from feedback as well.
    learned, said = with_feedback(taste, UserData(home, settings).feedback.verdicts())
    learning = f"Learning from {learned.shape[0]:,} listeners"
    served = Recommender.of(learned, recommend.fit(learned, config, scaled(progress, learning)))
    about = card.recommend_card(taste, served, rows, versions(("implicit", "scipy"))) | {"feedback": said}
    progress("Storing the model", 0, 1)
    text, arrays, _ = recommend.pack(served)
    result = finish(home, settings, "recommend", text, arrays, about, rows, lambda run: {}, started)
    progress("Stored", 1, 1)
    return result


def _read(home: Home, settings: Settings) -> Taste:
    """What was listened to; the lock is held only here."""
    with built(home, settings) as workbench:
        return tastes.read(workbench)


def judge(taste: Taste, config: Config, progress: Progress = silent) -> list[dict[str, Any]]:
    """Figures of every candidate; ours is called repertoire."""
    rows: list[dict[str, Any]] = []
    for protocol, words, models in JUDGED:
        rows += evaluate.evaluate_recommend(taste, [protocol], scaled(progress, words), models, config)
    names = ["repertoire" if row["model"] == "hybrid" else row["model"] for row in rows]
    return [{"candidate": name, **_figures(row)} for name, row in zip(names, rows, strict=True)]


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "model"}
