"""The folder of real files, loaded whole: every file is recognised, and counted again with nothing but `csv`."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from etl.load import load
from etl.report import LoadReport
from tests.etl.conftest import QUICK
from warehouse import build, store
from warehouse.connect import Workbench
from warehouse.home import Home


@dataclass(frozen=True)
class Real:
    """What a real file is: how it is written, which columns may not be empty, and which make a row another row."""

    kind: str
    schema: str
    needed: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    tabs: bool = False
    quotes: bool = True
    encoding: str = "utf-8-sig"


FILES = {
    "spotify_tracks_114k/dataset.csv": Real("tracks", "spotify_tracks", ("track_name", "artists"), ("track_id",)),
    "tidytuesday_songs/spotify_songs.csv": Real(
        "tracks", "tidytuesday_songs", ("track_name", "track_artist"), ("track_id",)
    ),
    "hot100_weekly/hot100_1958_2026.csv": Real(
        "charts", "hot_100", ("this_week", "song"), ("chart_date", "this_week", "song", "artist")
    ),
    "lastfm_2k/user_artists.dat": Real("plays", "hetrec_plays", tabs=True),
    "lastfm_2k/artists.dat": Real("names", "hetrec_artists", ("name",), ("id",), tabs=True, quotes=False),
    "lastfm_2k/tags.dat": Real("names", "hetrec_tag_names", ("tagValue",), ("tagID",), tabs=True, encoding="latin-1"),
    "lastfm_2k/user_taggedartists.dat": Real(
        "tags", "hetrec_tags", ("tagID",), ("userID", "artistID", "tagID"), tabs=True
    ),
    "spotify_1921_2020/data_by_year.csv": Real("series", "generic_series", ("year",), ("year",)),
    "spotify_1921_2020/data_by_genres.csv": Real("series", "generic_series", ("genres",), ("genres",)),
    "spotify_1921_2020/data_by_artist.csv": Real("series", "generic_series", ("artists",), ("artists",)),
    "gtzan/features_30_sec.csv": Real("descriptors", "gtzan_features", ("filename",), ("filename",)),
}
WEEKLY = Real("charts", "spotify_top_200", ("rank", "track_name"), ("rank", "uri"))
UNITS = {"tracks": "tracks", "charts": "chart_entries", "plays": "plays", "names": "names", "tags": "tags"}


def real(name: str) -> Real:
    """What a file is, by its path in the folder."""
    return WEEKLY if name.startswith("top200_weekly_us/") else FILES[name]


def rows_of(path: Path, about: Real) -> Iterator[dict[str, str]]:
    """The rows of a file as Python reads them."""
    with path.open(encoding=about.encoding, newline="") as stream:
        yield from csv.DictReader(
            stream,
            delimiter="\t" if about.tabs else ",",
            quoting=csv.QUOTE_MINIMAL if about.quotes else csv.QUOTE_NONE,
        )


def counted(path: Path, about: Real) -> tuple[int, int, int, int]:
    """Rows read, loaded, merged, rejected, as Python counts them."""
    rows = list(rows_of(path, about))
    usable = [row for row in rows if all(row[name].strip() for name in about.needed)]
    kept = len({tuple(row[name].strip(" \xa0") for name in about.key) for row in usable}) if about.key else len(usable)
    return len(rows), kept, len(usable) - kept, len(rows) - len(usable)


@pytest.fixture(scope="module")
def whole(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workbench, LoadReport]]:
    """A home into which the folder was loaded, and the report."""
    with Workbench(Home(tmp_path_factory.mktemp("real") / "home"), QUICK) as workbench:
        yield workbench, load(workbench, [real_data])


def test_every_file_is_recognised_and_every_row_accounted_for(
    whole: tuple[Workbench, LoadReport], real_data: Path
) -> None:
    _, report = whole
    assert not report.failed
    files = {str(Path(file.file).relative_to(real_data)): file for file in report.files}
    tables = [p for p in real_data.rglob("*") if p.suffix in (".csv", ".dat")]
    assert set(files) == {str(path.relative_to(real_data)) for path in tables}
    assert {Path(path).suffix for path in report.skipped} <= {".md", ".wav"}
    for name, file in files.items():
        about = real(name)
        assert (file.kind, file.schema, file.unknown_columns) == (about.kind, about.schema, ()), name
        found = (file.rows_read, file.rows_loaded, file.rows_merged, file.rows_rejected)
        assert found == counted(real_data / name, about), name
        assert sum(file.rejects.values()) == file.rows_rejected


def test_every_row_that_was_loaded_is_there(whole: tuple[Workbench, LoadReport]) -> None:
    workbench, report = whole
    for file in report.files:
        if file.kind in UNITS:
            stored = f"select count(*) from raw.{UNITS[file.kind]} where load_id = $n"
            assert workbench.value(stored, {"n": file.load_id}) == file.rows_loaded, file.file


def test_playlists_come_out_of_the_playlist_songs(whole: tuple[Workbench, LoadReport], real_data: Path) -> None:
    workbench, report = whole
    name = "tidytuesday_songs/spotify_songs.csv"
    pairs = {(row["playlist_id"], row["track_id"]) for row in rows_of(real_data / name, real(name))}
    (file,) = [file for file in report.files if file.file.endswith(name)]
    assert file.also == {"playlists": len(pairs)}
    assert workbench.value("select count(distinct playlist_id) from raw.playlist_tracks") == len({p for p, _ in pairs})


def _sum(path: Path, about: Real, column: str, change: Callable[[str], int] = int) -> int:
    return sum(change(row[column]) for row in rows_of(path, about) if row[column].strip())


def test_sums_over_whole_files_are_those_of_python(whole: tuple[Workbench, LoadReport], real_data: Path) -> None:
    """Counts can be right while cells have moved: some column of every large file added up."""
    workbench, _ = whole
    plays, chart = "lastfm_2k/user_artists.dat", "hot100_weekly/hot100_1958_2026.csv"
    ranks = "select sum(rank) from raw.chart_entries join raw.loads using (load_id) where schema = 'hot_100'"
    assert workbench.value("select sum(plays) from raw.plays") == _sum(real_data / plays, real(plays), "weight")
    assert workbench.value(ranks) == _sum(real_data / chart, real(chart), "this_week")
    weeks = sorted((real_data / "top200_weekly_us").glob("*.csv"))
    assert workbench.value("select sum(streams) from raw.chart_entries") == sum(
        _sum(week, WEEKLY, "streams") for week in weeks
    )
    names = "lastfm_2k/artists.dat"
    assert {name for (name,) in workbench.rows("select name from raw.names where entity = 'artist'")} == {
        row["name"].strip(" ") for row in rows_of(real_data / names, real(names))
    }


@pytest.fixture(scope="module")
def built(whole: tuple[Workbench, LoadReport]) -> tuple[Workbench, LoadReport]:
    """The same with the marts that are made of it."""
    build.build(whole[0])
    return whole


def test_the_charts_are_linked(built: tuple[Workbench, LoadReport]) -> None:
    """What is reached with the two files of tracks there are; docs/decisions/0011 tells these figures."""
    workbench, _ = built
    shares = dict(workbench.rows("select chart, linked_share from charts"))
    assert shares["hot_100"] == pytest.approx(0.278, abs=0.003)
    assert shares["spotify_top_200_weekly"] == pytest.approx(0.628, abs=0.003)
    songs = workbench.rows(
        """select count(*), count(*) filter (found) from (
            select title, artists, bool_or(track_no is not null) as found
            from chart_entries where chart = 'hot_100' group by all)"""
    )
    assert songs[0][0] == 32_654
    assert songs[0][1] == pytest.approx(5_696, abs=50)


def test_the_marts_say_the_same_and_undoing_a_load_leaves_the_others(built: tuple[Workbench, LoadReport]) -> None:
    workbench, report = built
    failed = workbench.rows("select relation, check_name, failed from checks where not passed")
    assert failed == []
    read = sum(file.rows_read for file in report.files)
    assert workbench.value("select sum(rows_read) from loads") == read
    (file,) = [file for file in report.files if file.schema == "hot_100"]
    store.unload(workbench, file.load_id or 0)
    assert workbench.value("select sum(rows_read) from raw.loads") == read - file.rows_read
    assert workbench.value("select count(*) from raw.chart_entries where load_id = $n", {"n": file.load_id}) == 0
    again = load(workbench, [Path(file.file)]).files[0]
    assert (again.rows_loaded, again.already_loaded) == (file.rows_loaded, False)
