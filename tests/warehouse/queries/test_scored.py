"""Scores against ranks that are worked out here, row by row, in Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.homes import QUICK, load_text, tiny
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.export_scores import stream_scored
from warehouse.filters import parse
from warehouse.publish import publish
from warehouse.queries import scored
from warehouse.scores import parse_weights

HEAD = "track_id,title,artists,popularity,energy,genre\n"
ROWS: list[tuple[str, int, float | None, str]] = [
    ("a", 10, 0.5, "pop"), ("b", 50, 0.5, "pop"), ("c", 50, None, "rock"), ("d", 90, 0.1, "pop"), ("e", 70, 0.9, "folk"),
]  # fmt: skip
TEXT = HEAD + "".join(f"{i},T {i},A,{p},{'' if e is None else e},{g}\n" for i, p, e, g in ROWS)
LATER = HEAD + "".join(
    f"{i},T {i},A,{p + (9 if i == 'a' else -3)},{'' if e is None else e},{g}\n" for i, p, e, g in ROWS[:3]
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader(tiny(tmp_path_factory.mktemp("scored"), TEXT), QUICK)


def ranks(values: dict[str, float | None]) -> dict[str, float | None]:
    """Share of the others with a value that lie below, 0 to 100."""
    known = [v for v in values.values() if v is not None]
    return {k: None if v is None else 100 * sum(o < v for o in known) / (len(known) - 1) for k, v in values.items()}


def found(reader: Reader, score: str, where: str = "", start: int = 0, rows: int = 10) -> list[dict[str, Any]]:
    with reader.view() as view:
        frame = scored.page(view, parse(where), parse_weights(score), start, rows)
        assert tuple(frame.columns) == scored.columns(parse_weights(score))
        return [dict(row) for row in frame.astype(object).where(frame.notna(), None).to_dict("records")]


def test_scores_are_weighted_means_of_ranks(reader: Reader) -> None:
    popular = ranks({i: p for i, p, _, _ in ROWS})
    calm = ranks({i: None if e is None else -e for i, _, e, _ in ROWS})
    size = {g: sum(row[3] == g for row in ROWS) for g in ("pop", "rock", "folk")}
    rare = ranks({i: -size[g] for i, _, _, g in ROWS})
    expected = {i: (2 * (popular[i] or 0) + (calm[i] or 0) + (rare[i] or 0)) / 4 for i in popular}
    rows = found(reader, "popularity:2,-energy,rarity")
    assert {row["track_id"]: row["score"] for row in rows} == pytest.approx(expected, abs=1e-3)
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    for row in rows:
        assert (row["rank_popularity"], row["rank_rarity"]) == pytest.approx(
            (popular[row["track_id"]], rare[row["track_id"]])
        )
    missing = next(row for row in rows if row["track_id"] == "c")
    assert missing["rank_energy"] is None
    assert missing["reason"] == "popularity 25 × 50%; low energy not known; rarity 75 × 25%"


def test_the_filter_changes_who_is_there_and_nobodys_score(reader: Reader) -> None:
    whole = {row["track_id"]: row for row in found(reader, "popularity,energy:0.5")}
    some = found(reader, "popularity,energy:0.5", "genre = pop")
    assert {row["track_id"] for row in some} == {"a", "b", "d"}
    assert all(whole[row["track_id"]] == row for row in some)
    pages = [row for start in (0, 2, 4) for row in found(reader, "popularity", start=start, rows=2)]
    assert pages == found(reader, "popularity")
    assert found(reader, "popularity", "popularity > 95") == []


def test_the_file_is_the_whole_ranking_and_says_how_it_was_made(reader: Reader) -> None:
    weights = parse_weights("popularity:3,rarity:1")
    with reader.view() as view:
        text = b"".join(stream_scored(view, parse("popularity >= 50"), weights)).decode()
    head = [line for line in text.splitlines() if line.startswith("# ")]
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    assert "# score: popularity 75%, rarity 25% (popularity:3,rarity:1)" in head
    assert "# rows: 4" in head
    assert lines[0] == "track_id,title,artists,score,rank_popularity,rank_rarity,reason"
    rows = found(reader, "popularity:3,rarity:1", "popularity >= 50")
    assert [line.split(",")[0].strip('"') for line in lines[1:]] == [row["track_id"] for row in rows]
    assert [float(line.split(",")[3]) for line in lines[1:]] == [row["score"] for row in rows]


def test_what_is_known_is_counted_and_velocity_is_there_with_two_dates(tmp_path: Path) -> None:
    home = tiny(tmp_path, TEXT)
    with Reader(home, QUICK).view() as view:
        known = scored.known(view)
    assert {key: known[key] for key in ("popularity", "energy", "velocity", "rarity", "expected")} == {
        "popularity": 5, "energy": 4, "velocity": 0, "rarity": 5, "expected": 0,
    }  # fmt: skip
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, LATER, "later_2099-01-01.csv")
        build(workbench)
        publish(workbench)
    reader = Reader(home, QUICK)
    with reader.view() as view:
        assert scored.known(view)["velocity"] == 3
    rows = {row["track_id"]: row["rank_velocity"] for row in found(reader, "velocity")}
    assert rows == {"a": 100, "b": 0, "c": 0, "d": None, "e": None}
