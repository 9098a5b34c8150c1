"""Against real sound: GTZAN's clips with their published rows, and freely licensed music of Debian; skipped where it is not."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from etl.audio import SUFFIXES
from etl.audio.decode import decode
from etl.audio.descriptors import describe
from etl.audio.folder import hear

DATA = Path(os.environ.get("REPERTOIRE_TEST_DATA", "")) / "gtzan"
CLIPS = ("blues.00001", "classical.00002", "country.00003", "hiphop.00000", "metal.00004")
PACKAGES = ("asc-music", "singularity-music", "hyperrogue-music")


@pytest.mark.skipif(not (DATA / "clips").is_dir(), reason="REPERTOIRE_TEST_DATA holds no gtzan/clips")
def test_the_columns_are_those_that_were_published() -> None:
    """The clips are the first half of what was described, so that the two are alike, not the same."""
    table = pd.read_csv(DATA / "features_30_sec.csv").set_index("filename")
    ours = pd.DataFrame({f"{name}.wav": describe(decode(DATA / "clips" / f"{name}.wav")) for name in CLIPS}).T
    columns = [name for name in table.columns if name not in ("length", "label")]
    assert list(ours.columns) == columns
    mean, spread = table[columns].mean(), table[columns].std()
    mine, theirs = (ours - mean) / spread, (table.loc[ours.index, columns] - mean) / spread
    assert np.corrcoef(mine.to_numpy().ravel(), theirs.to_numpy().ravel())[0, 1] > 0.9
    assert ((mine - theirs).abs().median() < 0.5).sum() >= 50
    others = theirs.set_axis([*theirs.index[1:], theirs.index[0]])  # the rows of other clips are not alike
    assert (mine - others.loc[mine.index]).abs().median().median() > 3 * (mine - theirs).abs().median().median()


def _music() -> list[Path]:
    """Sound files of installed packages, the smallest first."""
    if shutil.which("dpkg") is None:
        return []
    listed = subprocess.run(["dpkg", "-L", *PACKAGES], capture_output=True, text=True, check=False).stdout.splitlines()
    found = [path for path in map(Path, listed) if path.suffix.lower() in SUFFIXES and path.is_file()]
    return sorted(found, key=lambda path: path.stat().st_size)


def test_real_music_is_heard() -> None:
    paths = [path for path in _music() if path.stat().st_size > 100_000][:2]
    if not paths:
        pytest.skip(f"no music is installed: apt install {PACKAGES[0]}")
    for path in paths:
        heard = hear(path)
        assert not heard.error
        assert len(heard.figures) == 57
        assert np.isfinite(list(heard.figures.values())).all()
        assert 40 < heard.features["tempo"] < 250
        assert -40 < heard.features["loudness"] < 0
        assert heard.features["duration_ms"] > 5_000
