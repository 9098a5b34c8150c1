"""`repertoire user` and `repertoire audit`: passwords come by standard input, and what was done is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from repertoire import app
from warehouse.errors import AddressRefused, BadUser
from warehouse.home import Home
from warehouse.userdata import UserData

PASSWORD = "correct horse battery\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("REPERTOIRE_HOME", str(tmp_path / "home"))
    return CliRunner()


def test_people_are_let_in_changed_and_shut_out(run: CliRunner, tmp_path: Path) -> None:
    def done(*arguments: str, typed: str = "") -> str:
        answer = run.invoke(app, arguments, input=typed, catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
        return answer.output

    assert PASSWORD.strip() not in done("user", "add", "Ada", "--role", "editor", typed=PASSWORD)
    done("user", "add", "Pat", "--no-password")
    done("user", "role", "Pat", "editor")
    done("user", "password", "Ada", typed="another good one\n")
    users = json.loads(done("user", "list", "--json"))["users"]
    assert [(u["name"], u["role"], u["has_password"]) for u in users] == [
        ("Ada", "editor", True),
        ("Pat", "editor", False),
    ]
    assert UserData(Home(tmp_path / "home")).users.sign_in("Ada", "another good one", "", 1)
    assert "Ada" in done("user", "list")
    done("user", "remove", "Pat")
    changes = json.loads(done("audit", "--json"))["changes"]
    assert [line["what"] for line in changes] == [
        "shut out “Pat”", "gave “Ada” another password", "made “Pat” editor", "let in “Pat” as viewer", "let in “Ada” as editor",
    ]  # fmt: skip
    assert {(line["who"], line["subject"]) for line in changes} == {("command line", "users")}
    assert json.loads(done("audit", "--limit", "1", "--json"))["changes"] == changes[:1]
    assert json.loads(done("audit", "--who", "Ada", "--json"))["changes"] == []
    assert "shut out" in done("audit", "--subject", "users")


@pytest.mark.parametrize("typed", ["", "\n", "short\n"])
def test_nobody_comes_in_without_a_password(run: CliRunner, typed: str) -> None:
    with pytest.raises(BadUser, match="10 to 200 characters"):
        run.invoke(app, ["user", "add", "Ada"], input=typed, catch_exceptions=False)


@pytest.mark.parametrize("command", [["serve"], ["run"]])
def test_another_address_is_refused_before_anything_is_loaded(
    run: CliRunner, command: list[str], tmp_path: Path
) -> None:
    with pytest.raises(AddressRefused, match="nobody has a password"):
        run.invoke(app, [*command, "--host", "0.0.0.0"], catch_exceptions=False)
    assert not (tmp_path / "home").exists()
