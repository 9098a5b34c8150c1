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
