"""The document of a prompt: what it holds, and that it is plain JSON."""

from __future__ import annotations

import json
from pathlib import Path

from tests.warehouse.homes import QUICK, tiny
from warehouse.settings import Settings
from workflows import prompting

SONGS = "track_id,title,artists,popularity,genre,energy,loudness,tempo\na,Quiet,A,10,pop,0.1,-20,\nb,Loud,B,20,pop,0.9,-5,140\n"


def test_the_document(tmp_path: Path) -> None:
    settings = Settings(home=tiny(tmp_path, SONGS).path, threads=1)
    found = prompting.answer(settings, "calm pop, blorp, slowest first", 5)
    assert json.loads(json.dumps(found)) == found
    assert (found["filter"], found["not_understood"]) == ('mood[calm] >= 0.5 and family = "Pop"', ["blorp"])
    assert (found["order"], found["matching"], found["count"]) == ("tempo", 1, None)
    assert [(t["track_id"], t["tempo"]) for t in found["tracks"]] == [("a", None)]
    assert [p["taken"] for p in found["parts"]] == ["understood", "understood", "stop", "unknown", "stop", "understood"]


def test_likes_are_listed(tmp_path: Path) -> None:
    found = prompting.answer(Settings(home=tiny(tmp_path, SONGS, QUICK).path, threads=1), 'like "Quiet"', 5)
    (liked,) = found["likes"]
    assert (liked["text"], liked["unlike"], liked["chosen"]["id"], liked["others"]) == ("Quiet", False, "a", [])
    assert [t["track_id"] for t in found["tracks"]] == ["b"]
