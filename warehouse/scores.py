"""A score that people put together: parts with weights, as text and back, each part one measure of a track.

    popularity:2,rarity:1,-loudness:0.5

A part is one of PARTS or a feature that holds numbers; a minus turns it round. The weight says how much it counts beside
the others; what is not named counts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.errors import FilterError
from warehouse.features import numeric

MOST_WEIGHT, MOST_PARTS = 10.0, 8


@dataclass(frozen=True)
class Part:
    """A measure of tracks. sql : expression over t (tracks), moved, played and rare of tracks_scored.sql ; needs : what it
    takes, in words, for those who have no data for it.
    """

    key: str
    label: str
    sql: str
    help: str
    needs: str = ""


@dataclass(frozen=True)
class Weight:
    """A part and how much it counts, above 0. turned : low values are good."""

    part: Part
    weight: float
    turned: bool = False

    @property
    def label(self) -> str:
        """The part in words."""
        return f"low {self.part.label.lower()}" if self.turned else self.part.label.lower()

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return f"{'-' * self.turned}{self.part.key}:{self.weight:g}"


Weights = tuple[Weight, ...]

PARTS: dict[str, Part] = {
    part.key: part
    for part in (
        Part("popularity", "Popularity", "t.popularity", "Popularity now."),
        Part(
            "velocity", "Velocity", "moved.value", "Change of popularity between its last two dates, a month.",
            "popularity on two dates",
        ),
        Part(
            "momentum", "Momentum", "played.value", "Change of plays or streams over 4 weeks against what is usual for it.",
            "plays or streams of these tracks",
        ),
        Part(
            "expected", "Predicted", "t.expected_popularity", "Popularity that the model expects of a track like it.",
            "the popularity model",
        ),
        Part(
            "headroom", "Headroom", "t.expected_popularity - t.popularity", "Popularity expected less popularity now.",
            "the popularity model",
        ),
        Part("newness", "Newness", "epoch(t.release_date)", "How late it was released.", "release dates"),
        Part(
            "rarity", "Rarity", "rare.value", "How few tracks the smallest of its genres has.", "genres",
        ),
    )
}  # fmt: skip
USUAL = "popularity:1,rarity:1"


def known_parts() -> dict[str, Part]:
    """Every part there is: PARTS, then each feature that holds numbers."""
    features = [f for f in numeric() if f.name not in PARTS and f.name != "expected_popularity"]
    return PARTS | {f.name: Part(f.name, f.label, f't."{f.name}"', f.help, f.label.lower()) for f in features}


def parse_weights(text: str) -> Weights:
    """The weights that a text names, in its order; empty text is USUAL. Raises FilterError."""
    items = [item.strip() for item in (text.strip() or USUAL).split(",") if item.strip()]
    made = tuple(_weight(item) for item in items)
    keys = [one.part.key for one in made]
    for i, key in enumerate(keys):
        if key in keys[:i]:
            raise FilterError(f"The part {key!r} is named twice.", "Name it once.")
    if not made or len(made) > MOST_PARTS:
        raise FilterError(f"A score has 1 to {MOST_PARTS} parts, this one {len(made)}.", "Leave some out.")
    return made


def write_weights(weights: Weights) -> str:
    """The text that `parse_weights` reads back."""
    return ",".join(one.text for one in weights)


def weights_words(weights: Weights) -> str:
    """The weights as part of a sentence: each part with its share of the whole."""
    total = sum(one.weight for one in weights)
    return ", ".join(f"{one.label} {100 * one.weight / total:.0f}%" for one in weights)


def _weight(item: str) -> Weight:
    name, _, number = item.partition(":")
    key, parts = name.strip().removeprefix("-").lower(), known_parts()
    if key not in parts:
        raise FilterError(f"There is no part {key[:40]!r} of a score.", f"Parts: {', '.join(parts)}.")
    return Weight(parts[key], _number(key, number.strip() or "1"), name.strip().startswith("-"))


def _number(key: str, text: str) -> float:
    plain = text.removeprefix("+")
    if not (plain.isascii() and plain.replace(".", "", 1).isdigit() and 0 < float(plain) <= MOST_WEIGHT):
        raise FilterError(
            f"{text[:20]!r} is no weight of {key}.", f"Weights are above 0, at most {MOST_WEIGHT:g}; leave a part out."
        )
    return float(plain)
