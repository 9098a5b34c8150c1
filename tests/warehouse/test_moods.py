"""Moods: what the table may say, what a soft range gives, and that the SQL says the same as plain Python."""

from __future__ import annotations

import math
from dataclasses import astuple
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse import moods
from warehouse.errors import BadReference
from warehouse.features import model_inputs
from warehouse.moods import Mood, SoftRange, memberships_sql, read

HEAD = ",".join(moods.COLUMNS)
CALM = "calm,mood,quiet; Still ,Little going on.,energy,,,0.4,0.6"
SHIPPED = moods.load()


# ---- what is shipped -------------------------------------------------------------------------------------------------


def test_there_are_moods_and_activities_enough() -> None:
    kinds = [m.kind for m in SHIPPED]
    assert kinds.count("mood") >= 16
    assert kinds.count("activity") >= 12
    asked = {"chill_focus", "hype_workout", "sleep", "party", "melancholy"}
    assert asked <= {m.name for m in SHIPPED}


def test_shipped_ranges_lie_where_features_do() -> None:
    known = {f.name: f for f in model_inputs()}
    for drawn in (r for m in SHIPPED for r in m.ranges):
        about = known[drawn.feature]
        ends = [end for end in astuple(drawn)[1:] if end is not None]
        assert all((about.low or 0) <= end <= (about.high or 0) for end in ends), drawn


# ---- the loader ------------------------------------------------------------------------------------------------------


def test_rows_of_a_mood_are_joined() -> None:
    found = read(f"{HEAD}\n{CALM}\ncalm,,,,tempo,40,60,,\nparty,activity,,Loud.,loudness,-12,-8,,\n")
    assert found == (
        Mood(
            "calm",
            "mood",
            ("quiet", "still"),
            "Little going on.",
            (SoftRange("energy", None, None, 0.4, 0.6), SoftRange("tempo", 40, 60, None, None)),
        ),
        Mood("party", "activity", (), "Loud.", (SoftRange("loudness", -12, -8, None, None),)),
    )


@pytest.mark.parametrize(
    ("rows", "complaint", "hint"),
    [
        ("calm,mood,,Quiet.,enrgy,,,0.4,0.6", "line 2: there is no feature 'enrgy'", "energy"),
        ("calm,mood,,Quiet.,popularity,,,4,6", "no feature 'popularity'", "tempo"),
        ("calm,mood,,Quiet.,title,,,4,6", "no feature 'title'", "tempo"),
        ("calm,mood,,Quiet.,energy,,,0.6,0.4", "out of order", "full_to, zero_above"),
        ("calm,mood,,Quiet.,energy,0.1,0.5,0.4,0.6", "out of order", "From low to high"),
        ("calm,mood,,Quiet.,energy,,,0.4,", "half an end", "both numbers"),
        ("calm,mood,,Quiet.,energy,,,,", "open on both ends", "remove the row"),
        ("calm,mood,,Quiet.,energy,,,low,0.6", "full_to is 'low'", "0.35"),
        ("calm,mood,,Quiet.,energy,,,nan,0.6", "full_to is 'nan'", "0.35"),
        ("calm,mood,,Quiet.,energy,,,inf,inf", "full_to is 'inf'", "0.35"),
        ("Calm down,mood,,Quiet.,energy,,,0.4,0.6", "'Calm down' is no name", "small letters"),
        ("calm'--,mood,,Quiet.,energy,,,0.4,0.6", "is no name", "small letters"),
        ("calm,feeling,,Quiet.,energy,,,0.4,0.6", "'feeling' is no kind", "activity"),
        ("calm,mood,,,energy,,,0.4,0.6", "calm has no sentence", "one sentence"),
        (f"{CALM}\n{CALM}", "line 3: calm is named twice", "empty"),
        (f"{CALM}\ncalm,,,,energy,0,0.1,,", "two ranges of energy", "Keep one"),
        (f"{CALM}\nparty,mood,,Loud.,energy,0,1,,\n{CALM}", "line 4: calm is named twice", "together"),
        (f"{CALM}\nparty,mood,quiet,Loud.,energy,0,1,,", "'quiet' is a word for calm and for party", "one of them"),
        ("calm,mood,,Quiet.,energy", "line 2: not 9 cells", "commas"),
        (f"{CALM},7", "not 9 cells", "commas"),
        ('calm,mood,,"Quiet,energy,,,0.4,0.6', "no CSV", "Quote"),
        ("", "no moods", "Remove the file"),
    ],
)
def test_a_broken_table_is_told_with_its_line(rows: str, complaint: str, hint: str) -> None:
    with pytest.raises(BadReference) as caught:
        read(f"{HEAD}\n{rows}\n", "own.csv")
    assert complaint in caught.value.message
    assert "own.csv" in caught.value.message
    assert hint in caught.value.hint


def test_other_columns_are_refused() -> None:
    with pytest.raises(BadReference, match="columns"):
        read("mood,energy\ncalm,0.4\n")
    with pytest.raises(BadReference, match="columns"):
        read("")


def test_a_copy_in_the_home_wins(tmp_path: Path) -> None:
    assert moods.load(tmp_path) == SHIPPED
    (tmp_path / moods.FILE).write_text(f"\ufeff{HEAD}\n{CALM}\n", encoding="utf-8")
    assert [m.name for m in moods.load(tmp_path)] == ["calm"]
    (tmp_path / moods.FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadReference, match=r"moods\.csv cannot be read"):
        moods.load(tmp_path)


# ---- soft ranges -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "fit"),
    [
        (0, 0),
        (0.1, 0),
        (0.15, 0.25),
        (0.2, 0.5),
        (0.3, 1),
        (0.5, 1),
        (0.6, 1),
        (0.7, 0.5),
        (0.8, 0),
        (1, 0),
        (None, None),
    ],
)
def test_a_trapezoid(value: float | None, fit: float | None) -> None:
    assert SoftRange("energy", 0.1, 0.3, 0.6, 0.8).fit(value) == (None if fit is None else pytest.approx(fit))


def test_open_and_sharp_ends() -> None:
    assert [SoftRange("tempo", 100, 120).fit(v) for v in (100, 110, 500)] == [0, 0.5, 1]
    assert [SoftRange("tempo", None, None, 100, 120).fit(v) for v in (-5, 110, 120)] == [1, 0.5, 0]
    assert [SoftRange("tempo", 100, 100, 120, 120).fit(v) for v in (99.9, 100, 120, 120.1)] == [0, 1, 1, 0]
    assert SoftRange("tempo", 100, 120).fit(math.nan) is None


def test_support_is_where_the_fit_is_enough() -> None:
    drawn = SoftRange("energy", 0.1, 0.3, 0.6, 0.8)
    assert drawn.support(0.5) == (pytest.approx(0.2), pytest.approx(0.7))
    assert SoftRange("energy", 0.1, 0.3).support(1) == (pytest.approx(0.3), math.inf)


FOUR = Mood(
    "made",
    "mood",
    (),
    "Made up.",
    (
        SoftRange("energy", 0.2, 0.4, None, None),
        SoftRange("valence", None, None, 0.5, 0.7),
        SoftRange("tempo", 80, 100, 120, 140),
        SoftRange("danceability", 0.5, 0.5, None, None),
    ),
)


@pytest.mark.parametrize(
    ("values", "membership"),
    [
        ((0.5, 0.3, 110, 0.6), 1.0),
        ((0.3, 0.3, 110, 0.6), 0.5),  # the worst range counts: energy is half way
        ((0.3, 0.65, 110, 0.6), 0.25),  # valence is the worst
        ((0.5, 0.3, 110, 0.4), 0.0),
        ((0.5, 0.3, None, 0.6), 0.75),  # three of four known, and full
        ((0.3, 0.3, None, None), 0.25),  # half known, half full
        ((0.5, None, None, None), None),  # one of four: not known
        ((None, None, None, None), None),
    ],
)
def test_membership(values: tuple[float | None, ...], membership: float | None) -> None:
    named = dict(zip(("energy", "valence", "tempo", "danceability"), values, strict=True))
    assert FOUR.membership(named) == (None if membership is None else pytest.approx(membership))


UNIT = st.floats(0, 1)


@given(UNIT, UNIT, st.floats(0, 300), UNIT, UNIT)
def test_more_of_what_is_asked_never_means_less(
    energy: float, valence: float, tempo: float, dance: float, up: float
) -> None:
    values: dict[str, float | None] = {"energy": energy, "valence": valence, "tempo": tempo, "danceability": dance}
    before = FOUR.membership(values)
    assert before is not None
    more: dict[str, float | None] = {**values, "energy": energy + (1 - energy) * up, "valence": valence * (1 - up)}
    after = FOUR.membership({**more, "tempo": tempo + (110 - tempo) * up})
    assert after is not None
    assert 0 <= before <= after + 1e-12 <= 1 + 1e-12


# ---- the same as SQL -------------------------------------------------------------------------------------------------

ROW = st.fixed_dictionaries(
    {
        f.name: st.none() | (st.integers if f.kind == "integer" else st.floats)(int(f.low or 0), int(f.high or 0))
        for f in model_inputs()
        if f.is_numeric
    }
)


@settings(max_examples=12)  # each is a plan of 33 moods
@given(st.lists(ROW, min_size=1, max_size=25))
def test_sql_gives_what_python_gives(rows: list[dict[str, float | None]]) -> None:
    types = {f.name: pa.int32() if f.kind == "integer" else pa.float64() for f in model_inputs() if f.is_numeric}
    columns = {name: pa.array([row[name] for row in rows], kind) for name, kind in types.items()}
    numbers = pa.array(range(len(rows)), pa.int32())
    with duckdb.connect() as con:
        con.register("tracks", pa.table({**columns, "track_no": numbers}))
        found = con.execute(memberships_sql((*SHIPPED, FOUR))).fetchall()
    agree(found, dict(enumerate(rows)), (*SHIPPED, FOUR))


def agree(
    found: list[tuple[str, int, Decimal | None]], rows: dict[int, dict[str, float | None]], known: tuple[Mood, ...]
) -> None:
    """Compare memberships of SQL, stored in hundredths, with those of Python for tracks by number."""
    got = {(mood, number): membership for mood, number, membership in found}
    assert len(got) == len(found)
    for mood in known:
        for number, row in rows.items():
            due, had = mood.membership(row), got.get((mood.name, number), Decimal(0))
            assert (had is None) == (due is None), (mood.name, row)
            assert due is None or had is None or abs(float(had) - due) <= 0.005 + 1e-9, (mood.name, row)


def test_on_the_real_file_too(tracks_114k: Path) -> None:
    with duckdb.connect(config={"threads": 1}) as con:
        con.execute(
            "create table tracks as select row_number() over ()::integer as track_no, * replace (nullif(tempo, 0) as tempo) "
            "from read_csv($path) order by 1",
            {"path": str(tracks_114k)},
        )
        con.execute("alter table tracks add column release_year integer")
        assert con.execute("select count(*) from tracks").fetchall() == [(114_000,)]
        found = con.execute(f"from ({memberships_sql(SHIPPED)}) where track_no % 20 = 0").fetchall()
        names = [f.name for f in model_inputs() if f.is_numeric]
        values = con.execute(f"select track_no, {', '.join(names)} from tracks where track_no % 20 = 0").fetchall()
    agree(found, {number: dict(zip(names, row, strict=True)) for number, *row in values}, SHIPPED)
