"""Sound in: an audio file -> samples -> numbers. Nothing here knows a table, a model or a page."""

from __future__ import annotations

from dataclasses import dataclass

#: What libsndfile decodes, by the ends of file names; others go through ffmpeg where that is installed.
NATIVE = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".aiff", ".aif", ".au", ".caf")
FOREIGN = (".m4a", ".aac", ".mp4", ".wma")
SUFFIXES = (*NATIVE, *FOREIGN)


@dataclass(frozen=True)
class Segment:
    """A piece of a sound. start, end: seconds from the beginning ; figures: by name, in one order for all pieces."""

    start: float
    end: float
    figures: dict[str, float]


@dataclass(frozen=True)
class Picture:
    """What a page draws of a sound. seconds: that it shows ; low, high: the outline, -1 to 1, in equal steps of time ; hertz:
    the middle of each band, rising ; levels: base64 of bytes, all bands of the first column, then of the next, 0 to 255 for
    `decibels` below the loudest to the loudest.
    """

    seconds: float
    low: tuple[float, ...]
    high: tuple[float, ...]
    hertz: tuple[float, ...]
    levels: str
    decibels: float
