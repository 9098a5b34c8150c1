"""Overview: its numbers, words and links, from figures worked by hand and from the sample."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.components import FIRST_SNAPSHOT
from dashboard.pages import _overview_cards as cards
from dashboard.pages import _overview_data as data
from dashboard.pages import _overview_decisions as worth
from dashboard.pages import _overview_words as said
from dashboard.pages import _slots, overview
from tests.dashboard.pages.answers import answer, links, properties, words
from tests.sample import TRUTH
from warehouse.connect import Reader, Snapshot
from warehouse.errors import FilterError
from warehouse.filters import TrackFilter, parse
from warehouse.settings import Settings

SETTINGS = Settings(hit_threshold=70)
LEVELS = [4, *[0] * 19, 3, *[0] * 49, 2, *[0] * 30]  # 4 at 0, 3 at 20, 2 at 70
ABOUT = Snapshot(2, dt.datetime(2026, 11, 22, 9), dt.date(2022, 10, 1), True, False, "0.1.0")
SUMMARY = {
    "tracks": 12, "recordings": 9, "merged_repeats": 3, "artists": 5, "genres": 4, "vocabulary": "v", "measured": 9,
    "q1_popularity": 0.0, "median_popularity": 20.0, "q3_popularity": 20.0, "hits": 2, "hit_share": 2 / 9, "zero_popularity": 4,
}  # fmt: skip
LOAD = {
    "file": "a.csv", "kind": "tracks", "collection": "ours", "vocabulary": "v", "rows_read": 15, "rows_loaded": 12,
    "rows_merged": 2, "rows_rejected": 1, "disagreeing": 0, "seconds": 0.5, "bytes": 1000, "loaded_at": dt.datetime(2026, 11, 22),
}  # fmt: skip


def figures(**more: Any) -> data.Figures:
    now = {"tracks": 12, "artists": 5, "genres": 4}
    given: dict[str, Any] = {
        "about": ABOUT, "flt": TrackFilter.all(), "summary": SUMMARY, "levels": LEVELS, "families": 2, "zero_tracks": 5,
        "loads": pd.DataFrame([LOAD]), "now": now, "earlier": None, "whole": SUMMARY, "loosen": None,
    }  # fmt: skip
    return data.Figures(**{**given, **more})


# ---- State and counting ----------------------------------------------------------------------------------------------


def test_the_address_says_the_state() -> None:
    state = data.read(
        SETTINGS, {"hit": "55", "feature": "tempo", "collection": "ours", "where": "energy > .5", "x": "y"}
    )
    assert (state.hit, state.feature, state.by) == (55, "tempo", "family")
    assert state.flt == parse('energy > 0.5 and collection = "ours"')
    assert data.read(SETTINGS, {}).hit == 70


@pytest.mark.parametrize(
    "query", [{"hit": "x"}, {"hit": "101"}, {"feature": "title"}, {"by": "label"}, {"where": "a b"}]
)
def test_what_cannot_be_read_is_named(query: dict[str, str]) -> None:
    with pytest.raises(FilterError) as error:
        data.read(SETTINGS, query)
    assert error.value.hint


@pytest.mark.parametrize(("threshold", "width"), [(70, 5), (68, 2), (71, 1), (0, 5)])
def test_no_bin_straddles_the_threshold(threshold: int, width: int) -> None:
    bins = data.popularity_bins(LEVELS, threshold)
    assert bins["high"].iloc[0] == width
    assert bins.loc[bins["low"] >= threshold, "n"].sum() == sum(LEVELS[threshold:])
    assert bins["n"].sum() == 9


def test_a_track_at_100_is_in_the_last_bin() -> None:
    assert data.popularity_bins([0] * 100 + [1], 70)["n"].tolist()[-1] == 1


@pytest.mark.parametrize("values", [[3], [0, 100], [1, 2, 2, 9], [0, 0, 0, 20, 20, 20, 70, 70, 0]])
def test_quantiles_are_those_of_the_values(values: list[int]) -> None:
    levels = [values.count(level) for level in range(101)]
    assert data.quantile(levels, 0.5) == median(values)
    assert data.quantile(levels, 0) == min(values)
    assert data.quantile(levels, 1) == max(values)


def test_nothing_has_no_quantile() -> None:
    assert data.quantile([0] * 101, 0.5) is None
    assert data.hit_share([0] * 101, 70) is None


def test_an_address_changes_only_when_the_state_does() -> None:
    assert _slots.changed("/", "?theme=dark", hit=80, feature="") == ("?theme=dark&hit=80", "/?theme=dark&hit=80")
    with pytest.raises(_slots.PreventUpdate):
        _slots.changed("/", "?hit=80", hit=80, feature="")


# ---- Words -----------------------------------------------------------------------------------------------------------


def test_the_finding_is_counted() -> None:
    assert said.finding(figures(), 70) == "Half of the 9 recordings stay at 20 or below; 22.2% reach 70 or more"
    none = figures(summary={**SUMMARY, "hits": 0, "hit_share": 0.0})
    assert said.finding(none, 70).endswith("; none reaches 70")
    assert said.finding(figures(summary={**SUMMARY, "tracks": 0}), 70) == "No track is in this selection"
    assert said.finding(figures(summary={**SUMMARY, "measured": 0}), 70) == "12 tracks, none with a popularity"


def test_a_first_snapshot_has_nothing_to_compare() -> None:
    assert words(said.kpis(figures(), 70)).count(FIRST_SNAPSHOT) == 5


def test_key_figures_are_compared_with_the_snapshot_before() -> None:
    before = {"number": 1, "published_at": dt.datetime(2026, 10, 1), "tracks": 10, "artists": 5, "genres": 5}
    earlier = {**before, "popularity_counts": [0] * 30 + [4] + [0] * 70}  # all at 30, no hit
    text = words(said.kpis(figures(earlier=earlier), 70))
    assert "+2  since 1 Oct 2026" in text
    assert "no change  since 1 Oct 2026" in text
    assert "−1  since" in text
    assert "−10  since" in text  # median 20 after 30
    assert "+22.2 pts  since" in text


def test_a_snapshot_of_the_same_day_is_named_by_its_number() -> None:
    earlier: dict[str, Any] = {"number": 1, "published_at": ABOUT.published_at, "tracks": 10, "artists": 5, "genres": 4}
    earlier["popularity_counts"] = LEVELS
    assert "+2  since snapshot 1" in words(said.kpis(figures(earlier=earlier), 70))


def test_a_selection_is_compared_with_the_whole() -> None:
    whole = {**SUMMARY, "tracks": 48, "artists": 10, "genres": 4, "median_popularity": 25.0, "hit_share": 0.1}
    text = words(said.kpis(figures(flt=parse("energy > 0.5"), whole=whole), 70))
    assert "25.0% of the catalogue" in text
    assert "50.0% of the catalogue" in text
    assert "−5  vs whole catalogue, 25" in text
    assert "+12.2 pts  vs whole catalogue" in text


def test_key_figures_lead_to_their_rows() -> None:
    found = links(said.kpis(figures(flt=parse("energy > 0.5")), 60))
    assert "/discover?where=energy%20%3E%200.5" in found
    assert "/discover?where=energy%20%3E%200.5%20and%20popularity%20%3E%3D%2060" in found


def test_what_is_worth_knowing_is_counted_and_linked() -> None:
    card = worth.card(said.worth_knowing(figures()), {}, [], "list")
    text = words(card)
    assert text.startswith("One thing needs a decision, three are good to know")
    for sentence in (
        "1 row was rejected",
        "is assumed: 1 Oct 2022",
        "3 tracks repeat another",
        "5 tracks have popularity 0",
    ):
        assert sentence in text
    found = links(card)
    assert "/discover?where=popularity%20%3D%200" in found
    assert {"/data?tab=rejects", "/data?tab=repeats", "/data?tab=loads"} <= set(found)


def test_a_clean_load_has_nothing_to_say() -> None:
    clean = figures(
        about=Snapshot(1, ABOUT.published_at, ABOUT.as_of, False, False, "0.1.0"),
        summary={**SUMMARY, "merged_repeats": 0},
        zero_tracks=0,
        loads=pd.DataFrame([{**LOAD, "rows_rejected": 0}]),
    )
    assert said.worth_knowing(clean) == []
    assert "Nothing needs a decision" in words(worth.card([], {}, [], "list"))


def test_an_empty_selection_says_what_to_loosen() -> None:
    state = said.nothing(figures(flt=parse("energy > 0.9"), loosen=("energy above 0.90", 40, "tempo > 100")))
    assert "energy above 0.90" in words(state)
    assert "Leave that part out (40 tracks)" in words(state)
    assert links(state) == ["/?where=tempo%20%3E%20100"]


# ---- Cards -----------------------------------------------------------------------------------------------------------


def test_titles_are_short_findings() -> None:
    ranked = pd.DataFrame(
        [["Indie & singer-songwriter", 40, 10.0, 51.0, 62.0]], columns=["label", "n", "q1", "median", "q3"]
    )
    bins = pd.DataFrame({"low": [0.0, 1.0], "high": [1.0, 2.0], "n": [3, 6], "beyond": [0, 0]})
    spread = {"n": 9, "tracks": 12, "q1": 0.1, "median": 0.55, "q3": 0.9}
    titles = {
        words(card).split("  ")[0]: card
        for card in (
            cards.popularity(LEVELS, 70, "light", ["source"]),
            cards.distribution("energy", bins, spread, "light", ["source"]),
            cards.distribution("mode", bins, spread, "light", ["source"]),
            cards.ranked(ranked, 1, "family", None, 20.0, "light", ["source"]),
        )
    }
    text = " ".join(titles)
    for finding in (
        "44.4% stand at 0; the middle half at 0 to 20",
        "Energy: median 0.55",
        "Mode: major leads, 66.7% of tracks",
    ):
        assert finding in text
        assert len(finding) <= 60
    assert "Indie & singer-songwriter leads with 51; all: 20" in text


def test_no_group_is_large_enough() -> None:
    nothing = pd.DataFrame(columns=["label", "n", "q1", "median", "q3"])
    assert "No genre is large enough to rank" in words(cards.ranked(nothing, 0, "genre", "v", None, "dark", []))


def test_bars_lead_to_what_they_hold() -> None:
    bins = pd.DataFrame({"low": [60.0, 100.0, 140.0], "high": [100.0, 140.0, 180.0]})
    where = [
        cards.bin_link(TrackFilter.all(), "tempo", bins, place).split("where=")[1].split("&")[0] for place in range(3)
    ]
    assert where == ["tempo%20%3C%20100", "tempo%20%3E%3D%20100%20and%20tempo%20%3C%20140", "tempo%20%3E%3D%20140"]


def test_groups_lead_to_their_tracks() -> None:
    href = cards.group_link(parse("energy > 0.5"), "family", 'Rock "n" roll')
    assert parse(_where(href)) == parse(r'energy > 0.5 and family = "Rock \"n\" roll"')


def _where(href: str) -> str:
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(href).query)["where"][0]


# ---- The page over the sample ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def app(sample_home: Path) -> Dash:
    return create_app(Reader(sample_home), SETTINGS)


def values(**more: Any) -> dict[str, Any]:
    state = {"hit.value": 70, "collection.value": "", "feature.value": "energy", "by.value": "genre", "where.data": ""}
    return {f"overview-{name}": value for name, value in {**state, **more}.items()} | {"theme.data": "light"}


def test_the_head_counts_the_sample(app: Dash, sample_csv: Path) -> None:
    found = answer(app, "overview-kpis.children", values(), "overview-hit.value")
    text = words(found["overview-kpis.children"])
    assert f"Tracks {TRUTH.tracks}" in text
    assert f"{TRUTH.recordings} distinct recordings" in text
    assert f"Artists {TRUTH.artists}" in text
    assert f"Genres {TRUTH.genres}" in text
    reached = _best_by_title(sample_csv)
    hits = sum(best >= 70 for best in reached)
    assert f"{hits} of {TRUTH.recordings}" in text
    assert "First snapshot." in words(found["overview-load-text.children"])


def _best_by_title(path: Path) -> list[int]:
    """Highest popularity of each recording of the sample: there, a recording is a title of a main artist."""
    best: dict[tuple[str, str], int] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["track_name"]:
                key = (row["track_name"], row["artists"].split(";")[0])
                best[key] = max(best.get(key, 0), int(row["popularity"]))
    return list(best.values())


def test_the_threshold_marks_bars(app: Dash) -> None:
    found = answer(app, "overview-popularity-slot.children", values(**{"hit.value": 60}), "overview-hit.value")
    (figure,) = properties(found["overview-popularity-slot.children"], "figure")
    colours = figure["data"][0]["marker"]["color"]
    assert len(set(colours[:12])) == 1
    assert len(set(colours[12:])) == 1
    assert colours[11] != colours[12]  # the bar from 60 is the first blue one


def test_an_unknown_collection_is_empty_not_an_error(app: Dash) -> None:
    given = values(**{"collection.value": "nobody's"})
    found = answer(app, "overview-kpis.children", given, "overview-hit.value")
    assert found["overview-finding.children"] == "No track is in this selection"
    asked = {"overview-collection.value": "nobody's", "overview-where.data": ""}
    listed = answer(app, "overview-notices-slot.children", asked, "overview-collection.value")
    assert "Leave that part out (390 tracks)" in words(listed["overview-notices-slot.children"])


def test_an_empty_field_changes_nothing(app: Dash) -> None:
    assert answer(app, "overview-kpis.children", values(**{"hit.value": None}), "overview-hit.value") == {}


def test_the_layout_carries_the_state(app: Dash, sample_home: Path) -> None:
    from dashboard.context import Context

    page = str(overview.layout(Context(Reader(sample_home), SETTINGS), hit="61", where="energy > 0.1", other="x"))
    assert "value=61" in page
    assert "energy > 0.1" in page


@pytest.mark.parametrize(
    ("where", "before", "expected"),
    [
        ("", None, "First snapshot. "),
        ("", dt.date(2022, 11, 23), "1 day after snapshot 4. "),
        ("", dt.date(2022, 11, 24), "Same day as snapshot 4. "),
        ("", dt.date(2022, 11, 30), "6 days before snapshot 4. "),
        ("energy > 0.5", dt.date(2022, 11, 23), ""),
    ],
)
def test_the_date_of_the_data_is_set_against_the_snapshot_before(
    where: str, before: dt.date | None, expected: str
) -> None:
    earlier = None if before is None else {"as_of": before, "number": 4}
    found = SimpleNamespace(flt=parse(where), earlier=earlier, about=SimpleNamespace(as_of=dt.date(2022, 11, 24)))
    assert said._freshness(found) == expected  # type: ignore[arg-type]
