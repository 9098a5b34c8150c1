"""librosa, brought in by one process at a time; everything here takes it from this module.

Importing it compiles functions and keeps them in a cache that all processes share. Two that compile the same generalised
function at once can leave halves that do not fit, and then every process that calls it is ended by the system, from then on
(numba issue 10128; seen here with two processes in a fresh environment). So the first compiles and the others wait.
"""

from __future__ import annotations

import importlib
import os
import tempfile
from pathlib import Path

from filelock import FileLock

__all__ = ["librosa"]

#: The modules that descriptors use and that compile when they are imported; packages bring in theirs only when asked.
PARTS = (
    *("util.utils", "core.audio", "core.constantq", "core.convert", "core.pitch", "core.spectrum", "decompose"),
    *("feature.rhythm", "feature.spectral", "feature.utils", "filters", "onset"),
)


def _lock() -> FileLock:
    """One for all environments of a person: waiting costs a second, and only while somebody compiles a minute."""
    user = os.getuid() if hasattr(os, "getuid") else "user"
    return FileLock(Path(tempfile.gettempdir()) / f"repertoire-librosa-{user}.lock")


with _lock():
    import librosa

    for part in PARTS:
        importlib.import_module(f"librosa.{part}")
