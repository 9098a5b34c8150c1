"""Briefs on the sample, against the file read with nothing of ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.brief import arranged, directions, read_range
from analytics.live import brief as live
from analytics.live.brief import Asked
from warehouse.connect import Reader
from warehouse.errors import FilterError


@pytest.fixture(scope="module")
def reader(sample_home: Path) -> Reader:
    """The published sample."""
    return Reader(sample_home)


@pytest.fixture(scope="module")
def rows(sample_csv: Path) -> pd.DataFrame:
    """One row a track of the file."""
    frame = pd.read_csv(sample_csv, keep_default_na=False)
    return frame[frame["track_name"] != ""].drop_duplicates("track_id")


def test_each_rule_tells_what_it_leaves(reader: Reader, rows: pd.DataFrame) -> None:
    found = live.brief(reader, Asked(tempo="90-120", clean=True, length="2:00-"))
    tempo = rows["tempo"].astype(float).between(90, 120)
    long = rows["duration_ms"].astype(float) >= 120_000
    clean = rows["explicit"].astype(str).str.lower() == "false"
    assert found.hard["alone"].tolist() == [tempo.sum(), long.sum(), clean.sum()]
    assert found.hard["leaves"].tolist() == [tempo.sum(), (tempo & long).sum(), (tempo & long & clean).sum()]
    kept = rows[tempo & long & clean]
    assert set(found.rows["track_id"]) <= set(kept["track_id"])
    assert len(found.rows) == kept.drop_duplicates(["artists", "track_name"]).shape[0]


def test_a_score_is_the_weighted_mean_of_its_parts_and_a_track_is_most_like_itself(
    reader: Reader, rows: pd.DataFrame
) -> None:
    one = str(rows["track_id"].iloc[3])
    found = live.brief(reader, Asked(moods={"calm": 3}, likes=(one,), like=1))
    by_name = {part.name: part for part in found.parts}
    assert by_name["calm"].weight == 0.75
    assert by_name["similar"].weight == 0.25
    mean = sum(found.rows[part.column].fillna(0) * part.weight for part in found.parts)
    assert np.allclose(mean, found.rows["score"])
    assert found.rows["score"].is_monotonic_decreasing
    likeness = found.rows.set_index("track_id")[by_name["similar"].column]
    same = rows[
        (rows[["artists", "track_name"]] == rows[rows["track_id"] == one][["artists", "track_name"]].iloc[0]).all(
            axis=1
        )
    ]
    assert likeness.max() == pytest.approx(1)
    assert likeness.idxmax() in set(same["track_id"])


def test_words_become_rules_and_wishes_that_are_seen(reader: Reader) -> None:
    found = live.brief(reader, Asked(words="calm, under 4 minutes, xyzzy"))
    assert [part.name for part in found.parts] == ["calm"]
    assert found.hard["source"].tolist() == ["words"]
    assert "xyzzy" in " ".join(found.problems)


def test_only_cleared_tracks_and_what_is_lost_is_said(reader: Reader, rows: pd.DataFrame) -> None:
    ids = [str(one) for one in rows["track_id"].iloc[:3]]
    found = live.brief(reader, Asked(cleared="mine"), [*ids, "no-such-track"])
    assert set(found.rows["track_id"]) <= set(ids)
    assert len(found.rows)
    assert "1 of 4 cleared tracks are not in this catalogue." in found.notes


def test_nothing_asked_lists_nothing(reader: Reader) -> None:
    assert live.brief(reader, Asked()).rows.empty


@pytest.mark.parametrize("text", ["90", "fast", "120-90", "-", "1e9-2", "nan-3", "1-2-3"])
def test_a_range_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(FilterError):
        read_range(text, "tempo")


@pytest.mark.parametrize(
    "asked",
    [
        Asked(moods={"no_such": 1}),
        Asked(moods={"calm": float("nan")}),
        Asked(likes=("nobody",)),
        Asked(arc="up"),
        Asked(rows=0),
    ],
)
def test_what_cannot_be_asked_is_refused(reader: Reader, asked: Asked) -> None:
    with pytest.raises(FilterError):
        live.brief(reader, asked)


def test_an_arc_places_tracks_by_energy() -> None:
    energy = np.array([0.9, np.nan, 0.1, 0.5])
    places = arranged(energy, "rising")
    assert np.isnan(places[1])
    assert places[[2, 3, 0]].tolist() == [1, 2, 3]
    assert np.isnan(arranged(energy, "any")).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_planted_trend_is_found_and_noise_is_not(seed: int) -> None:
    random = np.random.default_rng(seed)
    years = pd.DataFrame({"period": pd.date_range("2010-01-01", periods=10, freq="YS"), "thin": False})
    moving = years.assign(what="tempo", value=100 + np.arange(10) + random.normal(0, 0.3, 10))
    falling = years.assign(what="valence", value=0.6 - 0.02 * np.arange(10) + random.normal(0, 0.005, 10))
    noise = [years.assign(what=f"f{i}", value=random.normal(0, 1, 10)) for i in range(6)]
    assert directions(pd.concat([moving, falling, *noise])) == {"tempo": 1, "valence": -1}
    assert directions(pd.concat(noise)) == {}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("a\nb\n\na\n# a remark\n", ["a", "b"]),
        ('# from somewhere\ntrack_id,title\na,One\nb,"Two, too"\n', ["a", "b"]),
        (
            "\ufefftitle;uri\nOne;spotify:track:abc1\nTwo;https://open.spotify.com/intl-de/track/xyz?si=1\n",
            ["abc1", "xyz"],
        ),
        ("title\ttrack_id\nOne\ta\nShort\n", ["a"]),
    ],
)
def test_a_cleared_list_is_read_as_people_have_it(text: str, ids: list[str]) -> None:
    assert live.cleared_ids(text) == ids


def test_a_cleared_list_without_an_id_is_refused() -> None:
    for text in ("", "# nothing\n", "track_id,title\n", "track_id\n\n"):
        with pytest.raises(FilterError, match="holds no track id"):
            live.cleared_ids(text, "mine.csv")
