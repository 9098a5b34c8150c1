"""Stored models: <home>/models/<model>/<run>/ with model.txt, arrays.npz, card.json and manifest.json.

Text, plain numeric arrays and JSON only: nothing that runs code when it is read. Written to a temporary folder and
renamed, so a run is there completely or not at all. The manifest holds the sha256 of each file.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse import whole
from warehouse.errors import BadArtefact, UnknownModel
from warehouse.home import Home

Arrays = dict[str, NDArray[Any]]
FILES = ("model.txt", "arrays.npz", "card.json")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(frozen=True)
class Artefact:
    """A model as stored: the booster's text, named numeric arrays, and the card."""

    path: Path
    text: str
    arrays: Arrays
    card: dict[str, Any]


def new_run(now: datetime | None = None) -> str:
    """A run id that sorts by time: '20261122T153000-ab12cd'."""
    now = now or datetime.now(UTC)
    return f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def folder(home: Home, model: str, run: str) -> Path:
    """Where a run is stored. Raises UnknownModel for names that are not plain."""
    for name in (model, run):
        if not _NAME.fullmatch(name):
            raise UnknownModel(f"{name!r} is not the name of a model or run.", "List them: repertoire models")
    return home.models / model / run


def save(
    home: Home, model: str, run: str, text: str, arrays: Mapping[str, NDArray[Any]], card: Mapping[str, Any]
) -> Path:
    """Store a run, completely or not at all; its folder. Raises ValueError for object arrays or NaN in the card."""
    target = folder(home, model, run)
    temporary = whole.unfinished(target)
    temporary.mkdir(parents=True)
    try:
        contents = {"model.txt": text.encode(), "arrays.npz": _npz(arrays), "card.json": _json(card)}
        manifest = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
        for name, data in {**contents, "manifest.json": _json(manifest)}.items():
            _write(temporary / name, data)
        _sync(temporary)
        temporary.rename(target)
        _sync(target.parent)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return target


def load(home: Home, model: str, run: str) -> Artefact:
    """Read a run back. Raises UnknownModel when there is none, BadArtefact when it is damaged, foreign or unsafe."""
    path = folder(home, model, run)
    if not path.is_dir():
        raise UnknownModel(f"There is no run {run} of the model {model}.", "List them: repertoire models")
    contents = _verified(path)
    try:
        card = json.loads(contents["card.json"])
        return Artefact(path, contents["model.txt"].decode(), _arrays(contents["arrays.npz"]), card)
    except (ValueError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise _bad(path, str(error)) from error


def _verified(path: Path) -> dict[str, bytes]:
    """The bytes of each file, as the manifest promises them."""
    strangers = {entry.name for entry in path.iterdir()} - {*FILES, "manifest.json"}
    if strangers:
        raise _bad(path, f"it holds files that are none of ours ({', '.join(sorted(strangers))})")
    try:
        manifest = json.loads((path / "manifest.json").read_bytes())
        contents = {name: (path / name).read_bytes() for name in FILES}
    except (OSError, ValueError) as error:
        raise _bad(path, str(error)) from error
    for name, data in contents.items():
        if not isinstance(manifest, dict) or manifest.get(name) != hashlib.sha256(data).hexdigest():
            raise _bad(path, f"{name} is not the file that was stored")
    return contents


def _bad(path: Path, why: str) -> BadArtefact:
    return BadArtefact(f"The stored model in {path} is not used: {why}.", "Train again, or promote another run.")


def _npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    buffer = io.BytesIO()
    for name, array in arrays.items():
        if array.dtype.kind not in "biuf":
            raise ValueError(f"array {name} is of type {array.dtype}; only numbers are stored")
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _arrays(data: bytes) -> Arrays:
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        if not isinstance(stored, np.lib.npyio.NpzFile):
            raise ValueError("arrays.npz is not an archive of arrays")
        return {name: stored[name] for name in stored.files}


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1).encode()


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    """Make a folder's entries durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
