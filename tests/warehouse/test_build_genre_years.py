"""Features of genres by release year, counted at build: the same as pandas finds in the tracks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from etl.load import LoadOptions
from tests.warehouse.homes import QUICK, load_text
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home

# f is a re-release of a in another year; d has no date, e no energy; g is in a second vocabulary.
OURS = """track_id,title,artists,duration_ms,popularity,energy,tempo,release_date,genre
a,One,Ann,200000,50,0.2,100,1994-05-01,pop
a,One,Ann,200000,50,0.2,100,1994-05-01,rock
b,Two,Ann,210000,40,0.6,120,1994,pop
c,Three,Bo,220000,30,0.9,,1996-01-02,rock
d,Four,Bo,230000,20,0.1,90,,rock
e,Five,Cy,240000,10,,80,1996,pop
f,One,Ann,200000,5,0.3,101,2004-01-01,pop
"""
MORE = "track_id,title,artists,duration_ms,popularity,energy,tempo,release_date,genre\ng,Six,Dee,190000,60,0.4,70,1994,pop\n"


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        load_text(workbench, OURS, "ours.csv", LoadOptions(collection="ours"))
        load_text(workbench, MORE, "more.csv", LoadOptions(collection="more"))
        build(workbench)
        yield workbench


def test_every_genre_year_and_feature_is_what_pandas_finds(workbench: Workbench) -> None:
    tagged = workbench.frame(
        """select vocabulary, genre, release_year, energy, tempo, track_no from tracks join track_genres using (track_no)
        where is_canonical and release_year is not null"""
    )
    every = tagged.drop_duplicates(["vocabulary", "track_no"]).assign(genre=None)
    long = pd.concat([tagged, every]).melt(
        ["vocabulary", "genre", "release_year"], ["energy", "tempo"], "feature", "value"
    )
    groups = long.dropna(subset="value").groupby(["vocabulary", "genre", "release_year", "feature"], dropna=False)[
        "value"
    ]
    expected = groups.agg(n="count", mean="mean", squares=lambda x: ((x - x.mean()) ** 2).sum()).reset_index()
    found = workbench.frame("select * from genre_years where feature in ('energy', 'tempo')")
    keys = ["vocabulary", "genre", "release_year", "feature"]
    assert len(expected) > 8
    pd.testing.assert_frame_equal(
        found.sort_values(keys).reset_index(drop=True)[expected.columns],
        expected.sort_values(keys).reset_index(drop=True),
        check_dtype=False, rtol=1e-12,
    )  # fmt: skip


def test_a_recording_counts_once_and_what_has_no_date_not_at_all(workbench: Workbench) -> None:
    found = workbench.rows(
        """select release_year, n from genre_years where feature = 'energy' and genre is null and vocabulary =
        (select vocabulary from vocabularies where is_default) order by release_year"""
    )
    assert found == [(1994, 2), (1996, 1)]  # a and b, c; f is a again
