"""Drafts say filters, filters say drafts, and what is unfinished or wrong is left out and named."""

from __future__ import annotations

import pytest

from dashboard.components.rule_builder import typed
from dashboard.pages import _discover_drafts as drafts
from dashboard.pages._discover_state import Problem
from warehouse.filters import TrackFilter, parse

FILTERS = (
    "", "popularity >= 70", "popularity >= 70 or explicit is true", 'not (genre in ("pop", "a, b") or tempo is missing)',
    'mood[chill_focus] >= 0.5 and (release_date between 2010-01-01 and 2019-12-31 or (title contains "x" and energy < 0.5))',
)  # fmt: skip


@pytest.mark.parametrize("text", FILTERS)
def test_a_filter_comes_back_from_its_draft(text: str) -> None:
    assert drafts.filter_of(drafts.draft_of(parse(text))) == parse(text)


def test_lists_are_read_as_they_are_written() -> None:
    assert drafts.listed(typed(["pop", "a, b", 'say "x"'])) == ["pop", "a, b", 'say "x"']


def test_what_is_unfinished_or_wrong_is_left_out_and_changes_nothing_else() -> None:
    draft = drafts.pressed(drafts.draft_of(parse("energy >= 0.5")), "r", "group")
    assert drafts.filter_of(draft) == parse("energy >= 0.5")
    draft = drafts.edited(draft, "r-1-0", "value", "700")
    assert isinstance(drafts.rule_of(draft["parts"][1]["parts"][0]), Problem)
    assert drafts.filter_of(draft) == parse("energy >= 0.5")
    draft = drafts.edited(draft, "r-1-0", "value", "70")
    assert drafts.filter_of(draft) == parse("energy >= 0.5 and popularity >= 70")
    assert drafts.filter_of(drafts.pressed(draft, "r-0", "drop")) == parse("popularity >= 70")
    assert drafts.edited(draft, "r-7", "value", "1") is draft


def test_another_field_or_operator_keeps_what_still_fits() -> None:
    draft = drafts.draft_of(parse('title = "a"'))
    several = drafts.edited(draft, "r-0", "op", "in")
    assert drafts.filter_of(several) == parse('title in ("a")')
    assert drafts.edited(several, "r-0", "op", "contains")["parts"][0]["value"] == "a"
    assert drafts.edited(draft, "r-0", "about", "energy")["parts"][0] == {
        "about": "energy", "op": "=", "value": "", "high": "",
    }  # fmt: skip


def test_too_deep_is_a_sentence() -> None:
    draft = drafts.pressed(drafts.draft_of(TrackFilter()), "r", "add")
    place = "r"
    for _ in range(9):
        draft = drafts.edited(draft, f"{place}-0", "value", "1")
        draft = drafts.pressed(draft, place, "group")
        place += "-1"
    draft = drafts.edited(draft, f"{place}-0", "value", "1")
    found = drafts.filter_of(draft)
    assert isinstance(found, Problem)
    assert "levels" in found.message
