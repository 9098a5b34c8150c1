"""How often is music taken for speech, and speech found? By the rule of etl/audio/speech.py.

    python -m benchmarks.speech FOLDER [FOLDER ...]

A line a folder: short files are joined to pieces of 15 s in the order of their names, long ones cut (four pieces a file at most).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from etl.audio.decode import RATE, Samples, decode
from etl.audio.folder import files
from etl.audio.speech import Speech, speech
from warehouse.errors import BadAudio, EmptyInput

SECONDS, MOST = 15, 4
_SHORTEST = 1.5  # of a file: single words are no speech


def pieces(folder: Path) -> Iterator[Samples]:
    """Everything that can be heard, in pieces of SECONDS."""
    held, length = [], 0
    for path in files(folder):
        try:
            sound = decode(path, SECONDS * MOST)
        except (BadAudio, EmptyInput):
            continue
        if sound.seconds < _SHORTEST:
            continue
        held.append(sound.samples)
        length += len(sound.samples)
        if length >= SECONDS * RATE:
            joined = np.concatenate(held)
            yield from (
                joined[at : at + SECONDS * RATE] for at in range(0, length - SECONDS * RATE + 1, SECONDS * RATE)
            )
            held, length = [], 0


def main(folders: list[Path]) -> None:
    print(f"{'folder':32} {'pieces':>6} {'like speech':>11} {'pauses':>7} {'syllables':>9}  (medians)")
    for folder in folders:
        said: list[Speech] = [told for piece in pieces(folder) if np.abs(piece).max() > 0 and (told := speech(piece))]
        pauses, syllables = (float(np.median([getattr(one, n) for one in said])) for n in ("pauses", "syllables"))
        likely = sum(one.likely for one in said)
        print(f"{folder.name:32} {len(said):6} {likely:11} {pauses:7.3f} {syllables:9.3f}", flush=True)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
