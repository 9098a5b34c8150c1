"""The page of an artist: counts, spread, the list and the profile."""

from __future__ import annotations

import csv
from pathlib import Path
from statistics import median, quantiles

import pytest

from dashboard.pages import artist
from tests.dashboard.pages.app_under_test import app_over, context_over, fire, words
from tests.warehouse.catalogue import artist_id
from warehouse.connect import Reader

NAME = "The Folk 0"


@pytest.fixture(scope="module")
def facts(sample_home: Path) -> artist.ArtistFacts:
    with Reader(sample_home).view() as view:
        return artist.ArtistFacts(*artist.gathered(view, artist_id(NAME)))


@pytest.fixture(scope="module")
def theirs(sample_csv: Path) -> dict[str, dict[str, str]]:
    """track_id -> row of every track that credits the artist."""
    with sample_csv.open(encoding="utf-8", newline="") as file:
        return {r["track_id"]: r for r in csv.DictReader(file) if NAME in r["artists"].split(";")}


def test_figures_are_those_of_the_file(facts: artist.ArtistFacts, theirs: dict[str, dict[str, str]]) -> None:
    popularity = [int(r["popularity"]) for r in theirs.values()]
    assert len(facts.tracks) == int(facts.row["tracks"]) == len(theirs)
    spread = facts.spread.iloc[0]
    low, _, high = quantiles(popularity, n=4, method="inclusive")
    assert (spread["q1"], spread["median"], spread["q3"]) == (low, median(popularity), high)
    assert facts.tracks["popularity"].tolist() == sorted(popularity, reverse=True)
    assert facts.main is not None
    assert facts.main[1] == "folk"


def test_the_page_names_counts_and_leads_to_discover(sample_home: Path, theirs: dict[str, dict[str, str]]) -> None:
    page = artist.layout(context_over(sample_home), artist_id=artist_id(NAME), foo="1")
    said = words(page)
    assert f"{len(theirs)} tracks, {len(theirs)} recordings" in said
    assert "genres, most often folk" in said
    assert f"All {len(theirs)} tracks in Discover" in said
    assert "where=artist%20%3D%20%22The%20Folk%200%22" in str(page)


def test_the_figure_compares_with_the_main_genre(sample_home: Path) -> None:
    app = app_over(sample_home)
    answer = fire(
        app, "artist-profile-slot.children", "theme.data", theme__data="light", artist_subject__data=artist_id(NAME)
    )  # fmt: skip
    assert "folk" in words(answer["artist-profile-text"]["children"])


def test_an_unknown_artist_is_words_and_a_hint(sample_home: Path) -> None:
    said = words(artist.layout(context_over(sample_home), artist_id="gone"))
    assert "There is no such artist" in said
    assert "Search" in said
