"""Series, descriptors, tags and names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from etl.load import LoadOptions
from tests.etl.conftest import Loader

CLIPS = "filename,rms_mean,tempo,mfcc1,label\n"
TAGS = "track_id,artist,tag,count\n"


def stored(loader: Loader, table: str, *columns: str) -> list[tuple]:
    """Columns of a raw table, sorted."""
    return loader.workbench.rows(f"select {', '.join(columns)} from raw.{table} order by all")


# ---- Series ----------------------------------------------------------------------------------------------------------


def test_a_series_by_year(loader: Loader) -> None:
    report = loader.good("mode,year,tempo,key\n1,1921,101.5,2\n0,1922,,10\n", "data_by_year.csv")
    assert (report.kind, report.rows_loaded, report.notes) == ("series", 2, ["figures: mode, tempo, key"])
    first, second = date(1921, 1, 1), date(1922, 1, 1)
    assert stored(loader, "series", "series", "key", "day", "name", "value") == [
        ("data_by_year", "1921", first, "key", 2.0),
        ("data_by_year", "1921", first, "mode", 1.0),
        ("data_by_year", "1921", first, "tempo", 101.5),
        ("data_by_year", "1922", second, "key", 10.0),
        ("data_by_year", "1922", second, "mode", 0.0),
    ]


@pytest.mark.parametrize(
    ("keys", "days"),
    [
        (["1991", "2814"], ["1991-01-01", "2814-01-01"]),
        (["1991", "Adele"], [None, None]),  # an artist called 1991
        (["2020-02", "2020-03-04"], ["2020-02-01", "2020-03-04"]),
        (["2020-02-31", "2020-03-04"], [None, None]),
        (["2020 Q1", "2020 Q2"], [None, None]),
        (["2020-03-01T00:00:00+02:00", "2020-04-01 00:00:00"], ["2020-03-01", "2020-04-01"]),
        (["2020-03-01T23:30Z", "2020-04-01T25"], [None, None]),
    ],
)
def test_keys_are_days_only_when_all_are(loader: Loader, keys: list[str], days: list[str | None]) -> None:
    loader.good("artists,tempo\n" + "".join(f"{key},1\n" for key in keys), "s.csv", LoadOptions(kind="series"))
    assert [(k, d and d.isoformat()) for k, d in stored(loader, "series", "key", "day")] == list(
        zip(keys, days, strict=True)
    )


def test_times_of_several_zones_count_on_the_day_they_say_and_the_report_tells(loader: Loader) -> None:
    report = loader.good("date,tempo\n2020-03-01T00:30:00+02:00,1\n2020-04-01T23:30:00Z,2\n", "s.csv")
    assert report.notes == ["figures: tempo", "times of 2 zones: each counts on the day it says"]
    assert stored(loader, "series", "day", "value") == [(date(2020, 3, 1), 1.0), (date(2020, 4, 1), 2.0)]


def test_rows_of_a_series_that_cannot_be_used(loader: Loader) -> None:
    text = "genres,tempo,energy\npop,100,0.5\n,90,0.1\nrock,fast,0.5\npop,1,1\njazz,80,na\n"
    report = loader.good(text, "s.csv", LoadOptions(kind="series"))
    assert (report.rows_loaded, report.rows_merged, report.rows_rejected) == (2, 1, 2)
    assert loader.rejects() == [(3, "key", "no key", ""), (4, "tempo", "not a number", "fast")]
    assert report.notes[1:] == ["1 row repeats the key of an earlier one, which counts"]
    assert stored(loader, "series", "key", "name", "value") == [
        ("jazz", "tempo", 80.0), ("pop", "energy", 0.5), ("pop", "tempo", 100.0),
    ]  # fmt: skip


def test_a_column_of_words_is_no_figure(loader: Loader) -> None:
    report = loader.good("year,tempo,remark\n2001,1,good\n2002,2,3\n2003,3,bad\n", "s.csv", LoadOptions(kind="series"))
    assert (report.rows_loaded, report.notes) == (3, ["figures: tempo"])


def test_a_series_without_figures_is_refused(loader: Loader) -> None:
    report = loader.text("year,remark\n2001,good\n", "s.csv", LoadOptions(kind="series"))
    assert report.error == "s.csv has no column of numbers beside its key."
    assert stored(loader, "loads", "load_id") == []


# ---- Descriptors -----------------------------------------------------------------------------------------------------


def test_descriptors(loader: Loader) -> None:
    report = loader.good(CLIPS + "a.wav,0.1,120,-3,rock\nb.wav,0.2,90,4,pop\na.wav,9,9,9,rock\n", "clips.csv")
    assert (report.kind, report.rows_loaded, report.rows_merged) == ("descriptors", 2, 1)
    assert stored(loader, "descriptors", "clip", "label", "name", "value") == [
        ("a.wav", "rock", "mfcc1", -3.0), ("a.wav", "rock", "rms_mean", 0.1), ("a.wav", "rock", "tempo", 120.0),
        ("b.wav", "pop", "mfcc1", 4.0), ("b.wav", "pop", "rms_mean", 0.2), ("b.wav", "pop", "tempo", 90.0),
    ]  # fmt: skip


# ---- Tags and names --------------------------------------------------------------------------------------------------


def test_counted_tags(loader: Loader) -> None:
    report = loader.good(TAGS + "a,A,rock,5\na,A,rock,7\na,A,rock,7\n,B,pop,2\n,,pop,1\na,A,,1\na,A,x,-1\n", "tags.csv")
    assert (report.kind, report.rows_loaded, report.rows_merged, report.rows_rejected) == ("tags", 2, 2, 3)
    assert stored(loader, "tags", "track_id", "artist", "tag", "uses") == [("a", "A", "rock", 7), (None, "B", "pop", 2)]
    assert [row[1:3] for row in loader.rejects()] == [
        ("artist", "no track or artist"), ("tag", "no tag"), ("uses", "outside 0 to 1e+12"),
    ]  # fmt: skip


def test_without_counts_and_listeners_every_row_is_a_use(loader: Loader) -> None:
    loader.good("artist,tag\nA,rock\nA,rock\nA,pop\n", "tags.csv")
    assert stored(loader, "tags", "tag", "uses") == [("pop", 1), ("rock", 2)]


def test_tags_of_listeners_with_the_date_in_parts(loader: Loader) -> None:
    text = "userID\tartistID\ttagID\tday\tmonth\tyear\n2\t52\t13\t1\t4\t2009\n2\t52\t13\t2\t4\t2009\n3\t52\t13\t31\t2\t2009\n"
    report = loader.good(text, "user_taggedartists.tsv")
    assert (report.schema, report.rows_loaded, report.rows_merged) == ("hetrec_tags", 2, 1)
    assert stored(loader, "tags", "listener", "artist_id", "tag_id", "uses", "tagged_on") == [
        ("hetrec:2", "hetrec:52", "hetrec:13", 1, date(2009, 4, 1)),
        ("hetrec:3", "hetrec:52", "hetrec:13", 1, None),  # there is no 31 February
    ]


def test_names_of_artists_and_tags(loader: Loader) -> None:
    artists = 'id\tname\turl\tpictureURL\n1\tMALICE MIZER\tu\tp\n2\tThe "X\tu\tp\n1\tOther\tu\tp\n3\t\tu\tp\n'
    report = loader.good(artists, "artists.tsv")
    assert (report.kind, report.rows_loaded, report.rows_merged, report.rows_rejected) == ("names", 2, 1, 1)
    loader.good(b"tagID\ttagValue\n1\tmetal\n" + b"2\tcaf\xe9\n", "tags.tsv")
    loader.good("tag_id,tag\n9,jazz\n", "own.csv", LoadOptions(kind="names"))
    assert stored(loader, "names", "entity", "id", "name") == [
        ("artist", "hetrec:1", "MALICE MIZER"), ("artist", "hetrec:2", 'The "X'),
        ("tag", "9", "jazz"), ("tag", "hetrec:1", "metal"), ("tag", "hetrec:2", "café"),
    ]  # fmt: skip


def test_the_real_small_files(loader: Loader, real_data: Path) -> None:
    expected = {
        "spotify_1921_2020/data_by_year.csv": ("series", 100),
        "spotify_1921_2020/data_by_genres.csv": ("series", 2_973),
        "gtzan/features_30_sec.csv": ("descriptors", 850),
        "lastfm_2k/artists.dat": ("names", 17_632),
        "lastfm_2k/tags.dat": ("names", 11_946),
        "lastfm_2k/user_taggedartists.dat": ("tags", 186_478),
    }
    for name, (kind, rows) in expected.items():
        report = loader.file(real_data / name)
        assert (report.error, report.kind, report.rows_loaded, report.rows_read) == (None, kind, rows, rows), name
    assert loader.workbench.value("select count(*) from raw.series where series = 'data_by_year'") == 100 * 13
    assert loader.workbench.value("select count(*) from raw.descriptors") == 850 * 58
