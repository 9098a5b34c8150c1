"""Words for how a track sounds, from reference/sound_words.csv: edited as data, a copy in the home wins."""

from __future__ import annotations

import csv
from importlib import resources

from warehouse.features import by_name
from warehouse.home import Home


def load(home: Home) -> dict[str, tuple[str, str]]:
    """Feature -> (word for much of it, word for little of it). A feature without words is 'high' and 'low' of its label."""
    own = home.path / "reference" / "sound_words.csv"
    ours = resources.files("warehouse").joinpath("reference", "sound_words.csv")
    text = (own if own.exists() else ours).read_text(encoding="utf-8")
    plain = {name: (f"high {f.label.lower()}", f"low {f.label.lower()}") for name, f in by_name().items()}
    return plain | {row["feature"]: (row["high"], row["low"]) for row in csv.DictReader(text.splitlines())}
