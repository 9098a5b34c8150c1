"""Sound files in: listen to what was given, and hand the loader tables of their tracks in its place."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from etl import formats
from etl.audio import SUFFIXES, folder, tables
from etl.audio.folder import Heard
from etl.load import LoadOptions
from etl.report import FileReport
from warehouse.home import Home
from warehouse.settings import Settings
from workflows.progress import Phases

AUDIO = "audio"
"""The kind of input that a user names for sound files; what is stored of them is tracks and descriptors."""

Given = list[tuple[Path, LoadOptions]]


@dataclass
class HeardTables:
    """given: what to load in place of what was given ; failed: sound files that cannot be heard, and why ; found: whether any
    sound was asked for.
    """

    given: Given
    failed: list[FileReport] = field(default_factory=list)
    found: bool = False


def as_tables(settings: Settings, given: Sequence[tuple[Path, LoadOptions]], steps: Phases) -> HeardTables:
    """Every path that is sound becomes a table of tracks and one of descriptors; what is none stays as it is.

    What was measured is kept under the home by the content of each file, so that a load that was stopped goes on.
    """
    told = HeardTables([])
    for root, paths, options in _grouped(given):
        if not paths and options.kind == AUDIO:
            told.found = True
            told.failed.append(_no_sound(root))
            continue
        if not paths:
            told.given.append((root, options))
            continue
        told.found = True
        heard = list(folder.hear_all(paths, Home(settings.home).sound / "heard", settings.cores, steps))
        told.failed += [_failed(one) for one in heard if one.error]
        told.given += _tables(settings, root, heard, options)
    return told


def is_asked(paths: Sequence[Path], options: LoadOptions) -> bool:
    """Whether there is sound among what is to be loaded."""
    return any(files for _, files, _ in _grouped([(path, options) for path in paths]))


def _grouped(given: Sequence[tuple[Path, LoadOptions]]) -> list[tuple[Path, list[Path], LoadOptions]]:
    """(root, its sound files, options) of every path; single files of one folder together; none for what is no sound."""
    groups: list[tuple[Path, list[Path], LoadOptions]] = []
    singles: dict[tuple[Path, str | None], list[Path]] = {}
    for path, options in given:
        if _is_sound_file(path, options):
            known = singles.setdefault((path.parent, options.collection), [])
            if not known:
                groups.append((path.parent, known, options))
            known.append(path)
        else:
            groups.append((path, _sounds_in(path, options), options))
    return groups


def _is_sound_file(path: Path, options: LoadOptions) -> bool:
    return options.kind in (None, AUDIO) and path.suffix.lower() in SUFFIXES and not path.is_dir()


def _sounds_in(path: Path, options: LoadOptions) -> list[Path]:
    """The sound files of a folder, when sound was asked for or it holds no table."""
    if options.kind not in (None, AUDIO) or not path.is_dir():
        return []
    asked = options.kind == AUDIO
    has_tables = not asked and any(formats.is_supported(p) for p in path.rglob("*"))
    return [] if has_tables else folder.files(path)


def _tables(settings: Settings, root: Path, heard: Sequence[Heard], options: LoadOptions) -> Given:
    place = hashlib.sha256(str(root.resolve()).encode(errors="surrogateescape")).hexdigest()[:12]
    written = tables.write(Home(settings.home).sound / "tables" / place, root, heard)
    collection = options.collection or formats.shown(Path(root.resolve().name))
    kinds = ("tracks", "descriptors")
    return [
        (path, replace(options, kind=kind, collection=collection)) for path, kind in zip(written, kinds, strict=False)
    ]


def _no_sound(path: Path) -> FileReport:
    what = "holds no sound file" if path.is_dir() else "is no sound file" if path.exists() else "does not exist"
    hint = f"Known endings: {', '.join(SUFFIXES)}."
    return FileReport(formats.shown(path), kind=AUDIO, error=f"{formats.shown(path)} {what}.", hint=hint)


def _failed(heard: Heard) -> FileReport:
    return FileReport(formats.shown(Path(heard.file)), kind=AUDIO, error=heard.error, hint=heard.hint)
