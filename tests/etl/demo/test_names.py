"""Names are many, varied, the same for the same seed, and nobody's."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import numpy as np
import pytest

from etl.demo.names import artist_names, plain, track_ids

HOMES = np.arange(4000) % 24


def test_artists_have_names_of_their_own() -> None:
    names = artist_names(np.random.default_rng(5), HOMES)
    assert names == artist_names(np.random.default_rng(5), HOMES)
    assert len({plain(name) for name in names}) == 4000
    assert not any(";" in name or name != name.strip() for name in names)
    assert any("," in name for name in names)
    assert (
        0.01 < np.mean([bool(re.search(r"[^\W\d_a-zA-Z]", name)) and not plain(name).isascii() for name in names]) < 0.1
    )
    for script in ("\u0391-\u03c9", "\u0410-\u044f", "\uac00-\ud7a3", "\u30a1-\u30f6", "\u05d0-\u05ea"):
        assert any(re.search(f"[{script}]", name) for name in names), script


def test_ids_are_long_and_differ() -> None:
    ids = track_ids(np.random.default_rng(1), 5000)
    assert len(set(ids)) == 5000
    assert all(re.fullmatch(r"[0-9A-Za-z]{22}", one) for one in ids)


def real_artists(folder: Path) -> set[str]:
    """Every artist and credit in the real files, without case, accents and punctuation."""
    columns = {
        "spotify_tracks_114k/dataset.csv": "artists",
        "tidytuesday_songs/spotify_songs.csv": "track_artist",
        "hot100_weekly/hot100_1958_2026.csv": "artist",
        "spotify_1921_2020/data_by_artist.csv": "artists",
        "top200_weekly_us/*.csv": "artist_names",
    }
    found: set[str] = set()
    with duckdb.connect() as con:
        for file, column in columns.items():
            if not list(folder.glob(file)):
                continue
            sql = f"select distinct {column} from read_csv($1, all_varchar = true)"
            for (credit,) in con.sql(sql, params=[str(folder / file)]).fetchall():
                parts = re.split(r";|, | Featuring | & | x | With | And ", credit or "")
                found |= {_bare(part) for part in [credit or "", *parts]}
    return found


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", " ", plain(name)).strip().removeprefix("the ")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_artist_of_the_real_files_is_named(real_data: Path, seed: int) -> None:
    real = real_artists(real_data)
    assert len(real) > 30_000
    assert {name for name in artist_names(np.random.default_rng(seed), HOMES) if _bare(name) in real} == set()
