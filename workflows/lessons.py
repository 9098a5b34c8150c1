"""What a model learns from or is judged on where files are named: in a temporary home, or listened to. Nothing is loaded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from etl.audio import SUFFIXES, folder, tables, worsen
from etl.audio.folder import Heard
from etl.load import LoadOptions
from warehouse.connect import Workbench
from warehouse.errors import BadAudio, RepertoireError
from warehouse.home import Home
from warehouse.settings import Settings
from workflows.loading import load_paths
from workflows.progress import Phases
from workflows.publishing import build

if TYPE_CHECKING:
    from analytics.audio_genre import Clips
    from analytics.audio_genre.worse import Worse

#: Files that teach how recordings get worse: each is described once a condition.
SOUNDS = 50


def clips(settings: Settings, data: Sequence[Path], steps: Phases) -> Clips:
    """Labelled clips: of folders of sound, of tables of descriptors, or without `data` of the home.

    Sound also teaches how recordings get worse; beside tables it teaches that alone. Raises NotTrainable, BadAudio where nothing
    can be heard, and what loading raises.
    """
    # Imported here and below: the libraries of models take seconds that other commands need not wait for.
    from analytics.audio_genre import Config, gathering

    sounds = [path for path in data if _files(path)]
    others = [path for path in data if path not in sounds]
    if sounds and not others:
        return _listened(settings, sounds, steps)
    with home_with(settings, others, steps) as own, Workbench(Home(own.home), own) as workbench:
        found = gathering.read(workbench, Config().least_clips)
    teachers = [(file, file.name) for path in sounds for file in _files(path)]
    return replace(found, worse=_worse(settings, teachers, False, steps))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return folder.files(path)
    return [path] if path.suffix.lower() in SUFFIXES and path.exists() else []


def _listened(settings: Settings, paths: Sequence[Path], steps: Phases) -> Clips:
    """The segments of every clip; the same content counts once. What was measured is kept under the home."""
    from analytics.audio_genre import Config, gathering

    files = {file: path if path.is_dir() else path.parent for path in paths for file in _files(path)}
    kept = Home(settings.home).sound / "heard"
    heard = list(folder.hear_all(list(files), kept, min(settings.cores, len(files)), steps, pieces=True))
    good = list({one.sha256: one for one in heard if not one.error and one.segments}.values())
    if not good:
        raise BadAudio(f"None of {len(heard)} sound files can be heard: {heard[0].error}", heard[0].hint)
    labelled = _labels(files, good)
    rows = [piece.figures for one in good for piece in one.segments]
    clip = np.repeat(np.arange(len(good)), [len(one.segments) for one in good])
    # With the folder: file names alone are often the same in each.
    names = [_named(Path(one.file), files[Path(one.file)]) for one in good]
    artists = [one.tags.get("artists", "") for one in good]
    found = gathering.gathered(pd.DataFrame(rows), clip, names, labelled, artists, Config().least_clips, segmented=True)
    teachers = [(Path(one.file), name) for one, name in zip(good, names, strict=True)]
    return replace(found, worse=_worse(settings, teachers, True, steps))


def _named(file: Path, root: Path) -> str:
    return f"{root.name}/{file.relative_to(root).as_posix()}"


def _worse(settings: Settings, teachers: Sequence[tuple[Path, str]], pieces: bool, steps: Phases) -> Worse | None:
    """At most SOUNDS of the files (path, name of the clip), spread evenly, as they are and recorded worse; None where too few
    can be heard."""
    from analytics.audio_genre import worse

    if len(teachers) < worse.LEAST:
        return None
    chosen = [teachers[place] for place in np.unique(np.linspace(0, len(teachers) - 1, SOUNDS).astype(int))]
    kept = Home(settings.home).sound / "heard"
    copies = worsen.worsen_all([path for path, _ in chosen], kept, min(settings.cores, len(chosen)), pieces, steps)
    found = [(name, one) for (_, name), one in zip(chosen, copies, strict=True) if one]
    if len(found) < worse.LEAST:
        return None
    figures = {condition: pd.DataFrame([one[condition] for _, one in found]) for condition in found[0][1]}
    return worse.Worse(tuple(name for name, _ in found), figures.pop(worsen.CLEAN), figures)


def _labels(roots: dict[Path, Path], heard: Sequence[Heard]) -> list[str]:
    """The genre of each clip, each folder that was named by its own rules."""
    told: dict[str, str] = {}
    for root in dict.fromkeys(roots.values()):
        own = [one for one in heard if roots[Path(one.file)] == root]
        told |= dict(zip([one.file for one in own], tables.labels(root, own), strict=True))
    return [told[one.file] for one in heard]


@contextmanager
def home_with(settings: Settings, data: Sequence[Path], steps: Phases) -> Iterator[Settings]:
    """Settings of a home that holds `data`: a temporary one, or the current one when no data are given."""
    if not data:
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="repertoire-") as place:
        own = replace(settings, home=Path(place))
        report = load_paths(own, data, LoadOptions(), steps)
        for failed in report.failed:
            raise RepertoireError(failed.error or "", failed.hint or "")
        build(own, steps)
        yield own
