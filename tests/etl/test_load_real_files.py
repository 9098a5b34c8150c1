"""The real files, where they are: every count again with csv or pandas."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from tests.etl.conftest import Loader


def test_the_file_of_114000_rows(loader: Loader, tracks_114k: Path) -> None:
    report = loader.file(tracks_114k)
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (114_000, 89_740, 1)
    assert report.rows_merged == 114_000 - 89_740 - 1
    assert (report.disagreeing, report.rejects) == (720, {"no title": 1})
    with tracks_114k.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader)
        title, artists = header.index("track_name"), header.index("artists")
        start, nameless, not_available = reader.line_num + 1, [], set()
        for row in reader:
            if not row[title]:
                nameless.append(start)
            if "N/A" in row[artists].split(";"):
                not_available.add(row[header.index("track_id")])
            start = reader.line_num + 1
    assert loader.rejects() == [(line, "title", "no title", "") for line in nameless]
    workbench = loader.workbench
    assert workbench.value("select count(distinct genre) from raw.labels") == 114
    kept = workbench.rows("select track_id from raw.tracks where list_contains(artist_names, 'N/A')")
    assert {track for (track,) in kept} == not_available != set()
    frame = pd.read_csv(tracks_114k, keep_default_na=False)
    best = frame.groupby("track_id")["popularity"].max()
    stored = dict(workbench.rows("select track_id, popularity from raw.tracks"))
    assert len(stored) == 89_740
    assert all(stored[track] == best[track] for track in stored)
    tempo = frame.loc[frame["track_name"] != "", "tempo"].astype(float)
    assert report.missing["tempo"] == int((tempo == 0).sum())


def test_the_playlist_songs(loader: Loader, tidytuesday: Path) -> None:
    frame = pd.read_csv(tidytuesday, keep_default_na=False)
    usable = frame[(frame["track_name"].str.strip() != "") & (frame["track_artist"].str.strip() != "")]
    loudness = usable["loudness"].astype(float)
    usable = usable[(loudness >= -60) & (loudness <= 10)]
    report = loader.file(tidytuesday)
    assert (report.rows_read, report.rows_rejected) == (len(frame), len(frame) - len(usable))
    assert report.rows_loaded == usable["track_id"].nunique()
    assert report.rows_merged == len(usable) - usable["track_id"].nunique()
    assert report.disagreeing == int((usable.groupby("track_id")["track_popularity"].nunique() > 1).sum())
    for column, vocabulary in (("playlist_genre", "tidytuesday"), ("playlist_subgenre", "tidytuesday_subgenre")):
        pairs = usable[["track_id", column]].drop_duplicates()
        found = loader.workbench.rows(
            "select count(*), count(distinct genre) from raw.labels where vocabulary = $v", {"v": vocabulary}
        )
        assert found == [(len(pairs), pairs[column].nunique())]
    years = usable.drop_duplicates("track_id")["track_album_release_date"].str[:4].astype(int)
    assert loader.workbench.rows("select sum(release_year), count(*) from raw.tracks") == [(years.sum(), len(years))]
