"""Tables: what was heard in a folder -> two CSV files that the loader reads like any others: tracks and descriptors."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from etl.audio.folder import Heard

TRACKS, DESCRIPTORS = "tracks.csv", "descriptors.csv"
UNKNOWN = "Unknown artist"
_STEM = re.compile(r"([A-Za-z][\w &-]*?)[._]\d{2,}")
_NUMBER = re.compile(r"^\s*(\d{1,3}\s*[-._)]\s*|0\d\s+)")


def write(folder: Path, root: Path, heard: Iterable[Heard]) -> list[Path]:
    """The two files of what could be heard; none when nothing could. root: the folder that was listened to."""
    good = [one for one in heard if not one.error]
    if not good:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    labelled = _is_labelled(root, good)
    tracks = [{**track(one, root, labelled), **one.features} for one in good]
    clips = [
        {"filename": _id(one), "label": t.get("genre", ""), **one.figures} for one, t in zip(good, tracks, strict=True)
    ]
    return [_csv(folder / TRACKS, tracks), _csv(folder / DESCRIPTORS, clips)]


def labels(root: Path, heard: Sequence[Heard]) -> list[str]:
    """The genre of each file: its tag, else its folder, else what stands before the number of its name, as 'jazz.00012' has it;
    '' where none of these tells.
    """
    labelled = _is_labelled(root, heard)
    told = [str(track(one, root, labelled)["genre"]) for one in heard]
    if any(told):
        return told
    stems = [_STEM.fullmatch(Path(one.file).stem) for one in heard]
    return [stem[1] if stem else "" for stem in stems]


def track(one: Heard, root: Path, labelled: bool) -> dict[str, Any]:
    """What a file is called: by its tags, else by its name; its genre by its tag, else by its folder where folders are labels."""
    path = Path(one.file)
    named = _NUMBER.sub("", path.stem).strip() or path.stem
    artist, split, title = named.partition(" - ")
    return {
        "track_id": _id(one),
        "title": one.tags.get("title") or (title.strip() if split else named),
        "artists": one.tags.get("artists") or (artist.strip() if split else UNKNOWN),
        "album": one.tags.get("album", ""),
        "release_date": _date(one.tags.get("released", "")),
        "genre": one.tags.get("genre") or (path.relative_to(root).parts[0] if labelled else ""),
    }


def _is_labelled(root: Path, heard: Sequence[Heard]) -> bool:
    """Whether the folders are labels: every file lies in one, there are at least two, and hardly any file names a genre."""
    inside = [Path(one.file).relative_to(root).parts[:-1] for one in heard if Path(one.file).is_relative_to(root)]
    tagged = sum("genre" in one.tags for one in heard)
    return len(inside) == len(heard) and all(inside) and len({p[0] for p in inside}) > 1 and tagged < len(heard) / 2


def _id(one: Heard) -> str:
    """The same sound file is the same track, wherever it lies."""
    return f"sound{one.sha256[:17]}"


def _date(text: str) -> str:
    """A date as tags give it: year, month or day precise; '' for anything else."""
    match = re.match(r"(1[89]|20)\d\d(-\d\d(-\d\d)?)?", text)
    return match[0] if match else ""


def _csv(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)
    return path
