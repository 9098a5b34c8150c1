"""Parts of a long training that are done: kept in the home, so that a run that was stopped goes on where it was.

<home>/unfinished/<model>/<key>/<part>.npz with <part>.json beside it, which holds the sha256 of the arrays: plain
numbers and JSON. The key is made of the data and the settings, so what other data or settings left is never used.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from analytics.artefacts import Arrays
from warehouse import whole
from warehouse.home import Home


def key_of(*parts: Any) -> str:
    """A name for a run over these data and settings: 16 hex digits of what can be written as JSON."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


class Kept:
    """Parts of one run."""

    def __init__(self, home: Home, model: str, key: str) -> None:
        self._all = home.path / "unfinished" / model
        self._folder = self._all / key

    def part(self, name: str, make: Callable[[], tuple[Arrays, Mapping[str, Any]]]) -> tuple[Arrays, dict[str, Any]]:
        """A part that is kept, else what `make` gives (arrays and facts about them), which is kept from then on."""
        found = self._read(name)
        if found is not None:
            return found
        arrays, facts = make()
        self._write(name, arrays, dict(facts))
        return arrays, dict(facts)

    def names(self) -> list[str]:
        """Parts that are there."""
        return sorted(path.stem for path in self._folder.glob("*.json"))

    def clear(self) -> None:
        """Forget the parts of this run and of all others of the model: the result is stored."""
        shutil.rmtree(self._all, ignore_errors=True)

    def _read(self, name: str) -> tuple[Arrays, dict[str, Any]] | None:
        """None when the part is not there or not as it was written; then it is made again."""
        try:
            about = json.loads((self._folder / f"{name}.json").read_bytes())
            data = (self._folder / f"{name}.npz").read_bytes()
            if about["sha256"] != hashlib.sha256(data).hexdigest():
                return None
            with np.load(io.BytesIO(data), allow_pickle=False) as stored:
                return {key: stored[key] for key in stored.files}, dict(about["facts"])
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
            return None

    def _write(self, name: str, arrays: Arrays, facts: dict[str, Any]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **arrays)
        data = buffer.getvalue()
        about = {"sha256": hashlib.sha256(data).hexdigest(), "facts": facts}
        # The arrays first: a part counts from the moment its JSON is there.
        whole.write(self._folder / f"{name}.npz", data)
        whole.write(self._folder / f"{name}.json", json.dumps(about, allow_nan=False).encode())
