"""Counts by level against DuckDB's own quantiles, distinct counts and groups, on catalogues that are made up."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.catalogue import Track, published
from warehouse.filters import parse
from warehouse.queries import levels, tracks

LABELS = (("big", "rock", "Rock"), ("big", "metal", "Rock"), ("big", "pop", "Pop"), ("small", "rock", "Rock"))
CATALOGUES = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 100)),
        st.integers(0, 6),
        st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True),
        st.sets(st.sampled_from(LABELS)),
    ),
    min_size=1,
    max_size=25,
)
FILTERS = ("popularity >= 40", "popularity is missing", 'artist = "a"', "popularity >= 0 or popularity is missing")
ONCE = "select {group}, recording_key, max(popularity) as popularity from kept {join} group by all"


@given(st.lists(st.integers(0, 100)))
def test_quantiles_are_those_of_every_single_value(values: list[int]) -> None:
    counts = levels.counted(pd.Series(values, dtype="Int64"), pd.Series([1] * len(values)))
    query = "select quantile_cont(v, [0.25, 0.5, 0.75]) from unnest($v::int[]) as t(v)"
    with duckdb.connect() as con:
        ((whole,),) = con.execute(query, {"v": values}).fetchall()
    expected = [np.nan] * 3 if whole is None else whole
    assert levels.quantiles(counts).tolist() == pytest.approx(expected, nan_ok=True)


@settings(max_examples=25)
@given(CATALOGUES, st.sampled_from(FILTERS))
def test_what_a_filter_keeps_is_counted_as_row_by_row(rows: list[tuple], text: str) -> None:
    view = published(
        [
            Track(f"t{i}", "Song", tuple(artists), tuple(labels), popularity, recording=f"r{recording}")
            for i, (popularity, recording, artists, labels) in enumerate(rows)
        ]
    )
    flt = parse(text)
    where, params = flt.where()
    view.con.execute(f"create temp table kept as select * from tracks as t where {where}", params)
    found = tracks.summary(view, flt, 50).to_dict("records")[0]
    assert (
        tuple(found[name] for name in ("tracks", "recordings", "artists", "genres", "hits"))
        == view.rows(
            f"""select (select count(*) from kept), count(*),
        (select count(distinct artist_id) from track_artists semi join kept using (track_no)),
        (select count(distinct genre) from track_genres semi join kept using (track_no) where vocabulary = $vocabulary),
        count(*) filter (where popularity >= 50) from ({ONCE.format(group="1", join="")})""",
            {"vocabulary": found["vocabulary"]},
        )[0]
    )
    grouped = ONCE.format(group="family", join="join track_genres using (track_no)")
    assert tracks.families(view, flt)[["family", "n", "median"]].replace({np.nan: None}).to_numpy().tolist() == [
        list(row)
        for row in view.rows(
            f"""select family, count(*), quantile_cont(popularity, 0.5) as median from ({grouped}) group by family
            order by median desc nulls last, count(*) desc, family"""
        )
    ]
