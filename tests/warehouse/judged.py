"""A tiny catalogue of which every tag has been judged out of fold; the numbers are small enough to work by hand."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean

from tests.warehouse.catalogue import Track, published
from warehouse.connect import View
from warehouse.queries.genre_work import measures

ROCK, METAL, POP = ("big", "rock", "Rock"), ("big", "metal", "Rock"), ("big", "pop", "Pop")
RUN = "20261122T120000-abcdef"
OOF = [
    # track, genre, p, suggested, p, second, p, family, p of the family
    ("a", "rock", 0.02, "pop", 0.9, "metal", 0.08, "Rock", 0.1),
    ("b", "rock", 0.05, "metal", 0.8, "pop", 0.15, "Rock", 0.85),
    ("c", "pop", 0.6, "rock", 0.3, "metal", 0.1, "Pop", 0.6),
    ("d", "pop", 0.5, "metal", 0.1, None, 0.0, "Pop", 0.5),
    ("d", "rock", 0.4, "metal", 0.1, None, 0.0, "Rock", 0.5),
    ("e", "pop", 0.0, "rock", 1.0, "metal", 0.0, "Pop", 0.0),
]
TRACKS = [
    Track("a", "=Loud", ("Ann",), (ROCK,), 50, values={"energy": 0.1, "tempo": 90.0, "release_year": 1994}),
    Track("b", "Louder", ("Ann", "Bo"), (ROCK,), 40, values={"energy": 0.9, "release_year": 1991}),
    Track("c", "Soft", ("Ann",), (POP,), 30, values={"energy": 0.2, "tempo": 100.0, "release_year": 2003}),
    Track("d", "Both", ("Bo",), (POP, ROCK), 20, recording="r", values={"energy": 0.5, "release_year": 2004}),
    Track("e", "Both", ("Bo",), (POP,), 10, recording="r", values={"energy": 0.6}),
    Track("f", "Quiet", ("Ann",), (POP,), 5),
]


def judged(tracks: list[Track] | None = None) -> View:
    """TRACKS as a published catalogue, with OOF as what a model says of their tags."""
    view = published(tracks or TRACKS)
    view.con.execute(
        """create table genre_oof (track_id varchar, run varchar, fold integer, vocabulary varchar, genre varchar,
        probability double, suggested varchar, suggested_probability double, second varchar,
        second_probability double, family varchar, family_probability double)"""
    )
    rows = [(row[0], RUN, 1, "big", *row[1:]) for row in OOF]
    view.con.executemany(f"insert into genre_oof values ({', '.join('?' * 12)})", rows)
    _genre_years(view)
    return view


def _genre_years(view: View) -> None:
    """What the build counts of release years, worked out of the single tracks."""
    view.con.execute(
        """create table genre_years (vocabulary varchar, genre varchar, release_year integer, feature varchar, n bigint,
        mean double, squares double)"""
    )
    found: dict[tuple[str, str | None, int, str], dict[int, float]] = defaultdict(dict)
    for feature in (f.name for f in measures()):
        values = f"""select vocabulary, genre, release_year, track_no, "{feature}" from tracks join track_genres using (track_no)
            where is_canonical and release_year is not null and "{feature}" is not null"""
        for vocabulary, genre, year, track_no, value in view.rows(values):
            for one in (genre, None):
                found[vocabulary, one, year, feature][track_no] = value
    for key, values_of in found.items():
        numbers = list(values_of.values())
        squares = sum((value - fmean(numbers)) ** 2 for value in numbers)
        view.con.execute(
            "insert into genre_years values (?, ?, ?, ?, ?, ?, ?)", [*key, len(numbers), fmean(numbers), squares]
        )
