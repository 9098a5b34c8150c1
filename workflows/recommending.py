"""Recommendations for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from warehouse.connect import Reader
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData

if TYPE_CHECKING:
    from analytics.live.recommend_mood import Mood


def recommend(
    settings: Settings,
    likes: Sequence[str],
    dislikes: Sequence[str] = (),
    listener: str = "",
    limit: int = 20,
    diversity: float = 0.0,
    dial: float = 0.5,
    exclude: Sequence[str] = (),
    words: str = "",
    alike: float = 0.0,
) -> dict[str, Any]:
    """{"basis", "kind", "mood", "feedback", "notes", "items": [rows with reasons as data and in words]}.

    Feedback that is kept under the listener's name counts; `words` are read as a prompt and narrow what is answered.
    Raises NoSnapshot, BadArtefact, BadReference.
    """
    from analytics.live import recommend as live
    from analytics.live import recommend_mood, recommend_names

    reader = Reader(settings.home, settings)
    mood, kind = recommend_mood.mood(reader, words), recommend_names.kind(reader)
    said = UserData(Home(settings.home), settings).feedback.verdicts(listener, kind) if listener else []
    liked, against = (dict.fromkeys(ids, 1.0) for ids in (likes, dislikes))
    profile = live.Profile({**mood.likes, **liked}, {**mood.dislikes, **against}, listener, live.strengths(said))
    options = live.Options(mood.count or limit, diversity, dial, tuple(exclude), only=mood.only, alike=alike)
    found = live.recommend(reader, profile, options)
    rows = [{**row, "why": live.in_words(row["reasons"])} for row in found.items.to_dict("records")]
    return {
        "basis": found.basis,
        "kind": found.kind,
        "mood": {"filter": mood.only.text, "understood": list(mood.shown), "problems": list(mood.problems)},
        "feedback": len(said),
        "notes": [*_told(mood, len(said)), *found.notes],
        "items": rows,
    }


def _told(mood: Mood, said: int) -> list[str]:
    """What the words were taken for, and how much feedback counts."""
    shown = [f"Only: {'; '.join(mood.shown)}."] if mood.shown else []
    kept = [f"Feedback kept under this name counts: {said} {'verdict' if said == 1 else 'verdicts'}."] if said else []
    return [*shown, *mood.problems, *kept]
