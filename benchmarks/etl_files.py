"""The files that benchmarks/etl.py reads: the same number of rows gives the same content, and some rows are bad."""

from __future__ import annotations

from pathlib import Path

import duckdb

# One row in five repeats the track before it under another genre and with another popularity; one in 5,000 has a value out
# of range, one in 7,000 no title. Bad rows are no repeats and are not repeated, so that what a repeat shares is in the file.
TRACKS = """
copy (
    with numbered as (
        select i, hash(i) as h, hash(i, 7) as k, i % 5000 in (11, 12) or i % 7000 in (13, 14) as near_bad
        from range({first}, {first} + {rows}) as numbers(i)
    ),
    named as (
        select *, if(h % 5 = 0 and i > {first} and not near_bad, i - 1, i) as track
        from numbered
    )
    select
        i as row_number,
        'track' || lpad(track::varchar, 17, '0') as track_id,
        'Artist ' || (hash(track, 3) % ({rows} // 4 + 1)) || if(track % 7 = 0, ';Guest ' || (hash(track, 4) % 5000), '')
            as artists,
        'Album ' || (h % ({rows} // 10 + 1)) as album_name,
        if(i % 7000 = 13, '', 'Title ' || track || if(track % 50 = 0, ' "Live", Part ' || (track % 3), '')) as track_name,
        (k % 101)::int as popularity,
        60000 + (h % 300000)::int as duration_ms,
        if(h % 9 = 0, 'True', 'False') as explicit,
        round((h % 1000) / 1000.0, 3) as danceability,
        if(i % 5000 = 11, 7.5, round((k % 1000) / 1000.0, 3)) as energy,
        (h % 12)::int as key,
        round(-30 + (k % 30000) / 1000.0, 3) as loudness,
        (h % 2)::int as mode,
        round((k % 970) / 1000.0, 4) as speechiness,
        round((h % 996) / 1000.0, 4) as acousticness,
        (k % 100000) / 100000.0 as instrumentalness,
        round((h % 990) / 1000.0, 4) as liveness,
        round((k % 995) / 1000.0, 3) as valence,
        if(k % 200 = 0, 0, round(50 + (h % 170000) / 1000.0, 3)) as tempo,
        4 as time_signature,
        'genre-' || ((h >> 8) % 114) as track_genre
    from named
) to '{path}' (header, delimiter ',')
"""

# Over three years; one play in twenty is short, one in fifty is told twice, one in 5,000 has no listener. Nobody plays so
# much that the caps or the rule for outliers apply: the peer does not have those.
PLAYS = """
copy (
    with numbered as (
        select i, if(i % 50 = 49, i - 1, i) as play, hash(if(i % 50 = 49, i - 1, i)) as h
        from range({rows}) as numbers(i)
    )
    select
        if(i % 5000 = 17, '', 'listener' || (h % ({rows} // 400 + 1))) as listener,
        'track' || lpad((hash(play, 5) % ({rows} // 10 + 1))::varchar, 17, '0') as track_id,
        timestamp '2021-01-01' + to_seconds((hash(play, 6) % 94608000)::bigint) as played_at,
        if(hash(play, 8) % 20 = 0, 5000, 40000) + (hash(play, 9) % 20000)::int as ms_played
    from numbered
) to '{path}' (header, delimiter ',')
"""


def tracks(path: Path, rows: int, first: int = 0) -> Path:
    """A file in the layout of the 114k file, of rows `first` onwards."""
    return _write(TRACKS, path, rows=rows, first=first)


def plays(path: Path, rows: int) -> Path:
    """A file of listening events."""
    return _write(PLAYS, path, rows=rows)


def _write(text: str, path: Path, **values: int) -> Path:
    if not path.exists():
        with duckdb.connect() as con:
            con.execute(text.format(path=path, **values))
    return path
