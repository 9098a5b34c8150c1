"""`repertoire budget` on plans and past spend."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.analytics.budget.test_fit import past
from tests.conftest import Cli
from warehouse.errors import InputError, MissingInput, RepertoireError, UnreadableInput
from workflows import campaigning


def test_a_plan_and_past_spend_are_split(tmp_path: Path, cli: Cli) -> None:
    plan = {
        "budget": 1000,
        "releases": [{"release": n, "ceiling": c, "half": 300} for n, c in (("a", 900), ("b", 100))],
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    done = cli(tmp_path / "home", "budget", tmp_path / "plan.json", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert sum(row["best"] for row in found["releases"]) == pytest.approx(1000)
    assert found["lifts"][0]["against"] == "equal"
    past(1, 1.0).to_csv(tmp_path / "past.csv", index=False)
    fitted = campaigning.budget(tmp_path / "past.csv", 500, None)
    assert sum(row["best"] for row in fitted["releases"]) == pytest.approx(500)
    (tmp_path / "bounds.csv").write_text("release,high\nr0,100\nr1,\n")
    both = campaigning.budget(tmp_path / "bounds.csv", 500, tmp_path / "past.csv")
    assert both["releases"][0]["best"] == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize(
    ("name", "content", "money", "error", "words"),
    [
        ("none.csv", None, 1.0, MissingInput, "not there"),
        ("a.json", "{", 1.0, UnreadableInput, "no JSON"),
        ("a.json", "[]", 1.0, UnreadableInput, "holds no plan"),
        ("a.json", '{"releases": [1]}', 1.0, UnreadableInput, "no objects"),
        ("a.json", '{"budget": true, "releases": []}', None, InputError, "not stated"),
        ("a.csv", "release\na\n", None, InputError, "not stated"),
        ("a.csv", b"\xff\xfe\x00", 1.0, UnreadableInput, "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path,
    name: str,
    content: str | bytes | None,
    money: float | None,
    error: type[RepertoireError],
    words: str,
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(error, match=words):
        campaigning.budget(path, money, None)
