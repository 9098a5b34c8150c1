"""Numbers, dates and durations as people read them."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest

from dashboard import format as fmt
from warehouse.features import Feature, by_name


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (89740, 0, "89,740"),
        (-3.24, 1, "−3.2"),
        (0.92, 2, "0.92"),
        (-0.04, 1, "0.0"),
        (1234.5, 1, "1,234.5"),
        (0, 0, "0"),
    ],
)
def test_number(value: float, decimals: int, text: str) -> None:
    assert fmt.number(value, decimals) == text


@pytest.mark.parametrize("value", [None, math.nan, pd.NA, pd.NaT])
def test_missing_is_a_dash_everywhere(value: object) -> None:
    ways = (fmt.number, fmt.compact, fmt.percent, fmt.points, fmt.duration, fmt.date, fmt.moment, fmt.size, fmt.elapsed)
    assert {way(value) for way in ways} == {"–"}
    assert fmt.signed(value) == fmt.arrow(value, "x") == "–"


@pytest.mark.parametrize(("value", "text"), [(4.1, "+4.1"), (-4.1, "−4.1"), (0.0, "0.0"), (0.04, "0.0")])
def test_signed(value: float, text: str) -> None:
    assert fmt.signed(value, 1) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (767_000_000, "767 M"),
        (7_240_000, "7.2 M"),
        (22_500_000, "22.5 M"),
        (89_740, "89,740"),
        (999_499, "999,499"),
        (999_999, "1.0 M"),
        (1_500_000_000, "1.5 B"),
        (999_960_000, "1.0 B"),
        (-7_240_000, "−7.2 M"),
        (2_000_000_000_000, "2.0 T"),
    ],
)
def test_compact(value: float, text: str) -> None:
    assert fmt.compact(value) == text


def test_shares() -> None:
    assert fmt.percent(0.29) == "29.0%"
    assert fmt.percent(0.54, 0) == "54%"
    assert fmt.points(0.151) == "15.1 pts"
    assert fmt.points(-0.02) == "−2.0 pts"


@pytest.mark.parametrize(("ms", "text"), [(265_000, "4:25"), (59_600, "1:00"), (0, "0:00"), (3_723_000, "1:02:03")])
def test_duration(ms: float, text: str) -> None:
    assert fmt.duration(ms) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.42, "0.4 s"), (59.99, "1 min 0 s"), (75, "1 min 15 s"), (4000, "1 h 6 min")]
)
def test_elapsed(seconds: float, text: str) -> None:
    assert fmt.elapsed(seconds) == text


def test_dates() -> None:
    assert (
        fmt.date(dt.date(2022, 11, 24))
        == fmt.date("2022-11-24")
        == fmt.date(pd.Timestamp("2022-11-24"))
        == "24 Nov 2022"
    )
    assert fmt.date(dt.date(2022, 10, 7), year=False) == "7 Oct"
    assert fmt.moment(dt.datetime(2022, 11, 24, 4, 5)) == "24 Nov 2022, 04:05"
    assert fmt.date("") == "–"


def test_counts_and_words() -> None:
    assert fmt.n(89740) == "n = 89,740"
    assert fmt.n(800, "entries") == "n = 800 entries"
    assert [fmt.plural(count, "track") for count in (0, 1, 2000)] == ["0 tracks", "1 track", "2,000 tracks"]
    assert fmt.plural(2, "entry", "entries") == "2 entries"


def test_words_of_a_list() -> None:
    assert [fmt.listed(list(words)) for words in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert fmt.span("16", "50") == "16 to 50"
    assert [fmt.arrow(change, "22") for change in (-22, 22, 0)] == ["▼ 22", "▲ 22", "22"]
    assert [fmt.size(count) for count in (12, 2_400_000, 3_100_000_000)] == ["12 bytes", "2.4 MB", "3.1 GB"]


@pytest.mark.parametrize(
    ("name", "raw", "text"),
    [
        ("tempo", 174.2, "174 BPM"),
        ("loudness", -3.21, "−3.2 dB"),
        ("energy", 0.918, "0.92"),
        ("popularity", 33, "33"),
        ("duration_ms", 265_000, "4:25"),
        ("explicit", True, "yes"),
        ("explicit", False, "no"),
        ("key", 1, "C♯/D♭"),
        ("mode", 0, "minor"),
        ("time_signature", 4, "4 beats"),
        ("release_year", 2022, "2022"),
        ("release_date", "2022-11-24", "24 Nov 2022"),
        ("title", "Bloom", "Bloom"),
        ("title", "", "–"),
        ("energy", None, "–"),
    ],
)
def test_value_of_a_feature(name: str, raw: object, text: str) -> None:
    assert fmt.value(by_name()[name], raw) == text


def test_units_can_be_left_out() -> None:
    known = by_name()
    assert fmt.value(known["tempo"], 174, unit=False) == "174"
    assert [fmt.axis_title(known[name]) for name in ("energy", "tempo", "duration_ms", "explicit")] == [
        "Energy, 0 to 1",
        "Tempo, BPM",
        "Length, min:s",
        "Explicit",
    ]


def test_a_new_feature_needs_nothing_here() -> None:
    feature = Feature("warmth", "Warmth", "number", "input", "How warm.", unit="K", low=0, high=9, decimals=1)
    assert fmt.value(feature, 3.14159) == "3.1 K"
