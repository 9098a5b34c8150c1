"""FEATURES: every column of a track, defined once. Controls, axes, checks, tooltips, docs and table columns read it.

To add a column: add a row here and its aliases to etl/aliases.csv. Nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "integer", "flag", "text", "date", "key"]
Role = Literal["input", "target", "descriptive", "derived"]

SQL_TYPES: dict[Kind, str] = {
    "number": "double",
    "integer": "integer",
    "flag": "boolean",
    "text": "varchar",
    "date": "date",
    "key": "varchar",
}


@dataclass(frozen=True)
class Feature:
    """One column of a track.

    name : the column, in tables, filters, URLs and exports.
    label, unit, help : what people read.
    low, high : the range of valid values, inclusive; a value outside is rejected at load.
    kind : decides the SQL type, the control and the alignment.
    role : input (a model may use it), target (a model predicts it), descriptive (text about the track),
        derived (computed by the warehouse, never read from a file).
    decimals : digits after the point on screen.
    missing : a value that stands for "not measured" in the sources; stored as null.
    default : shown in the Discover table until the user chooses columns.
    """

    name: str
    label: str
    kind: Kind
    role: Role
    help: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    decimals: int = 0
    missing: float | None = None
    default: bool = False

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the column."""
        return SQL_TYPES[self.kind]

    @property
    def is_numeric(self) -> bool:
        """Whether the column holds numbers."""
        return self.kind in ("number", "integer")

    @property
    def heading(self) -> str:
        """Label with its unit, for axes and table headings."""
        return f"{self.label}, {self.unit}" if self.unit else self.label


def _unit_interval(name: str, label: str, help: str, **more: bool) -> Feature:
    return Feature(name, label, "number", "input", help, unit="0 to 1", low=0, high=1, decimals=2, **more)


FEATURES: tuple[Feature, ...] = (
    Feature(
        "track_id",
        "Track ID",
        "key",
        "descriptive",
        "The source's identifier of the track; made from title, artists and duration where the source has none.",
    ),
    Feature("title", "Track", "text", "descriptive", "Title as the source gives it.", default=True),
    Feature(
        "artists",
        "Artists",
        "text",
        "descriptive",
        "All artists, main artist first, separated by semicolons.",
        default=True,
    ),
    Feature("album", "Album", "text", "descriptive", "Album as the source gives it."),
    Feature("label", "Record label", "text", "descriptive", "Record label, where the source has it."),
    Feature(
        "release_date",
        "Released",
        "date",
        "descriptive",
        "Release date; the first day of the month or year where the source is less precise.",
    ),
    Feature(
        "release_precision",
        "Release date precise to",
        "text",
        "descriptive",
        "How precisely the source dates the release: year, month or day.",
    ),
    Feature("release_year", "Release year", "integer", "input", "Year of the release date.", low=1860, high=2100),
    Feature(
        "genres",
        "Genres",
        "text",
        "derived",
        "Every genre the sources give this track, separated by semicolons.",
        default=True,
    ),
    Feature(
        "popularity",
        "Popularity",
        "integer",
        "target",
        "Popularity when the source was made, 0 to 100; 0 mostly marks tracks that are unavailable or replaced.",
        unit="0 to 100",
        low=0,
        high=100,
        default=True,
    ),
    _unit_interval(
        "danceability",
        "Danceability",
        "How suitable the track is for dancing: tempo, rhythm stability, beat strength, regularity.",
        default=True,
    ),
    _unit_interval(
        "energy", "Energy", "Perceived intensity and activity: loud, fast, noisy tracks are high.", default=True
    ),
    _unit_interval(
        "valence",
        "Valence",
        "How positive the music sounds: high is happy or euphoric, low is sad or angry.",
        default=True,
    ),
    Feature(
        "tempo",
        "Tempo",
        "number",
        "input",
        "Estimated beats a minute; 0 in the sources means no beat was found and is stored as missing.",
        unit="BPM",
        low=0,
        high=300,
        decimals=0,
        missing=0,
        default=True,
    ),
    _unit_interval("acousticness", "Acousticness", "Confidence that the track is acoustic."),
    _unit_interval("instrumentalness", "Instrumentalness", "Confidence that the track has no vocals."),
    _unit_interval(
        "speechiness",
        "Speechiness",
        "Share of spoken words: above 0.66 is speech, 0.33 to 0.66 mixes speech and music.",
    ),
    _unit_interval("liveness", "Liveness", "Confidence that an audience is present."),
    Feature(
        "loudness",
        "Loudness",
        "number",
        "input",
        "Average loudness over the track.",
        unit="dB",
        low=-60,
        high=10,
        decimals=1,
    ),
    Feature(
        "key",
        "Key",
        "integer",
        "input",
        "Pitch class of the key: 0 is C, 1 is C♯ or D♭, up to 11, B.",
        low=0,
        high=11,
        missing=-1,
    ),
    Feature("mode", "Mode", "integer", "input", "1 is major, 0 is minor.", low=0, high=1),
    Feature(
        "time_signature",
        "Time signature",
        "integer",
        "input",
        "Beats in a bar; 0 in the sources means not found and is stored as missing.",
        unit="beats",
        low=0,
        high=7,
        missing=0,
    ),
    Feature("duration_ms", "Length", "integer", "input", "Length of the track.", unit="ms", low=0, high=36_000_000),
    Feature(
        "artist_followers",
        "Followers",
        "integer",
        "descriptive",
        "Followers of the main artist when the source was made, where it has them.",
        low=0,
        high=2_000_000_000,
    ),
    Feature(
        "artist_genres",
        "Artist genres",
        "text",
        "descriptive",
        "Genres the source gives the artists rather than the track, where it has them.",
    ),
    Feature("explicit", "Explicit", "flag", "input", "Marked as having explicit lyrics.", default=True),
    Feature(
        "predicted_genre",
        "Predicted genre",
        "text",
        "derived",
        "The genre model's first choice from sound alone; empty where it is not sure.",
    ),
    Feature(
        "genre_confidence",
        "Genre confidence",
        "number",
        "derived",
        "The genre model's probability for its first choice.",
        unit="0 to 1",
        low=0,
        high=1,
        decimals=2,
    ),
    Feature(
        "predicted_family",
        "Predicted family",
        "text",
        "derived",
        "The family that the genre model finds most likely; empty where it is not sure even of that.",
    ),
    Feature(
        "expected_popularity",
        "Expected popularity",
        "number",
        "derived",
        "Popularity that the popularity model expects, in the mean, of a track like this one.",
        unit="0 to 100",
        low=0,
        high=100,
        decimals=0,
    ),
    Feature(
        "collection",
        "Collection",
        "text",
        "derived",
        "Named set of loads this track came with; the newest load counts.",
    ),
)


def by_name(features: Iterable[Feature] | None = None) -> dict[str, Feature]:
    """Features keyed by name. Reads the module's FEATURES at call time, so that tests can add one."""
    return {f.name: f for f in (FEATURES if features is None else features)}


def stored() -> list[Feature]:
    """Columns that come from files, in order: what the raw table of tracks holds."""
    return [f for f in FEATURES if f.role != "derived"]


def model_inputs() -> list[Feature]:
    """Columns a model may use as inputs."""
    return [f for f in FEATURES if f.role == "input"]


def numeric() -> list[Feature]:
    """Columns that can stand on an axis or a range control."""
    return [f for f in FEATURES if f.is_numeric]


#: Of these, what is measured of a sound file (etl/audio/descriptors.py): the rest no formula tells with a known error.
FROM_SOUND = ("duration_ms", "tempo", "key", "mode", "loudness")

#: Whole numbers that name something: their mean says nothing.
_NAMES = ("key", "time_signature", "release_year")


def averaged() -> list[Feature]:
    """Columns whose mean over tracks says how those tracks sound; of a flag it is a share."""
    return [f for f in model_inputs() if f.kind in ("number", "integer", "flag") and f.name not in _NAMES]
