"""A table of listeners: ages become bands, nobody's own age is kept, and the first row of each counts."""

from __future__ import annotations

from etl.load import LoadOptions
from tests.etl.conftest import Loader
from warehouse import forget

TABLE = """user_id,age,country,gender
a,17,se,F
b,24,SE,male
c,25,,m
d,64,NO,nonbinary
e,99,no,
f,-1337,DK,f
g,25 – 34,,
a,40,FI,m
,20,SE,f
h,,,
"""


def test_bands_countries_and_genders_are_read(loader: Loader) -> None:
    report = loader.good(TABLE, "people.csv")
    assert (report.kind, report.rows_loaded, report.rows_merged, report.rows_rejected) == ("listeners", 7, 1, 2)
    assert loader.workbench.rows("select listener, age_band, country, gender from raw.listeners order by listener") == [
        ("a", "under 18", "SE", "female"),
        ("b", "18-24", "SE", "male"),
        ("c", "25-34", None, "male"),
        ("d", "55-64", "NO", "nonbinary"),
        ("e", "65 and over", "NO", None),
        ("f", None, "DK", "female"),
        ("g", "25-34", None, None),
    ]
    assert report.missing == {"age": 1}
    assert [(line, reason) for line, _, reason, _ in loader.rejects()] == [
        (10, "no listener"), (11, "no age, country or gender"),
    ]  # fmt: skip


def test_who_was_erased_does_not_come_back(loader: Loader) -> None:
    loader.good(TABLE, "people.csv")
    assert forget.erase(loader.workbench, "a") == {"listeners": 1}
    report = loader.good(TABLE, "again.csv", LoadOptions(collection="again"))
    assert report.rows_rejected == 4
    assert loader.workbench.value("select count(*) from raw.listeners where listener = 'a'") == 0
    assert not any(value == "a" for *_, value in loader.rejects())
