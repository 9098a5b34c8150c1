"""The sample as if its tags had been judged out of fold: made-up evidence whose every number is known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from warehouse import build, store
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.settings import Settings

RUN = "20261122T120000-abcdef"
DOUBTED, BETWEEN = 8, 5
"""Every so many tags, one is doubtful; of every DOUBTED tags, the one at BETWEEN lives between two genres."""
LIST = {"times": 20.0, "listed": 45, "found": 0.8, "least": 0.6, "most": 0.9}
CARD: dict[str, Any] = {
    "task": "oof",
    "doubtful_from": {"far": 20.0, "sibling": 20.0},
    "doubtful": {"far": [LIST], "sibling": [{**LIST, "listed": 0, "least": None, "most": None}]},
    "data": {"tracks": 380, "vocabulary": "ours"},
    "limits": [],
}


def judge(home: Home, run: str = RUN) -> None:
    """Add a promoted out-of-fold run to a home that is built, and publish."""
    with Workbench(home, Settings(threads=1, wait_seconds=30)) as workbench:
        tags = workbench.frame("select track_id, vocabulary, genre, family from track_genres order by track_id, genre")
        store.put(workbench, "genre_oof", pd.DataFrame(evidence(tags)).assign(run=run))
        store.record_run(workbench, "oof", run, run == RUN, dt.datetime(2026, 11, 22, 12), 1.0, CARD)
        store.promote(workbench, "oof", run)
        build.build(workbench)
        publish(workbench)


def evidence(tags: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of genre_oof; the suggestion is the next genre in the alphabet that the track is not tagged with."""
    names = sorted(tags["genre"].unique())
    own = tags.groupby("track_id")["genre"].agg(set)
    rows = []
    for place, (track, vocabulary, genre, family) in enumerate(tags.itertuples(index=False)):
        at = names.index(genre)
        others = [name for name in names[at + 1 :] + names[:at] if name not in own[track]]
        chances = {0: (0.004, 0.9, 0.05), BETWEEN: (0.45, 0.4, 0.1)}.get(place % DOUBTED, (0.8, 0.1, 0.05))
        rows.append(
            {
                "track_id": track,
                "fold": 1 + place % 5,
                "vocabulary": vocabulary,
                "genre": genre,
                "probability": chances[0],
                "suggested": others[0],
                "suggested_probability": chances[1],
                "second": others[1],
                "second_probability": chances[2],
                "family": family,
                "family_probability": chances[0],
            }
        )
    return rows
