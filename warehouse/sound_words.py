"""Words for how a track sounds, from reference/sound_words.csv: edited as data, a copy in the home wins."""

from __future__ import annotations

import csv

from warehouse.features import by_name
from warehouse.home import Home
from warehouse.references import text_of


def load(home: Home) -> dict[str, tuple[str, str]]:
    """Feature -> (word for much of it, word for little of it). A feature without words is 'high' and 'low' of its label."""
    text, _ = text_of("sound_words.csv", home.path / "reference")
    plain = {name: (f"high {f.label.lower()}", f"low {f.label.lower()}") for name, f in by_name().items()}
    return plain | {row["feature"]: (row["high"], row["low"]) for row in csv.DictReader(text.splitlines())}
