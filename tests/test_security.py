"""The threat model names tests that exist, and the rules that only source can show hold."""

from __future__ import annotations

import ast
import re

import pytest
from dash import Dash

from tests.dashboard.pages.app_under_test import app_over, fire, words
from tests.source import ROOT, Module, module_from, modules, within
from tests.warehouse.homes import tiny

MODEL = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
FOUL = "<img src=x onerror=alert(1)><script>alert(2)</script>"
# Module that may open connections to other machines -> why.
REACHING = {
    "etl/download.py": "public data sets, by name, from a person at the terminal",
    "dashboard/address.py": "whether a port of this machine is free",
}
NETWORK = {"requests", "urllib3", "socket", "http", "ftplib", "smtplib", "urllib.request", "aiohttp", "httpx"}


def reaching(source: list[Module]) -> set[str]:
    """Modules that import what opens connections."""
    found = set()
    for module in source:
        for node in ast.walk(module.tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name in NETWORK or name.partition(".")[0] in NETWORK for name in names):
                found.add(module.path)
    return found


def as_markup(source: list[Module]) -> list[str]:
    """Places that hand text to a component which reads it as HTML or Markdown, or lets a grid run it."""
    wanted = re.compile(r"\b(?:dcc\.)?Markdown\(|dangerously_allow|dangerouslySetInnerHTML|\bDangerously")
    return [f"{m.path}:{n}" for m in source for n, line in enumerate(m.text.splitlines(), 1) if wanted.search(line)]


def test_every_line_names_a_test_that_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", MODEL)
    assert len(named) >= 25
    lost = [f"{file}::{name}" for file, name in named if not re.search(rf"^def {name}\(", _text(file), re.MULTILINE)]
    assert lost == []
    rows = [line for line in MODEL.splitlines() if line.startswith("| ") and not line.startswith(("| what", "|---"))]
    assert [row for row in rows if "::test_" not in row] == [], "a line that no test holds belongs under what is open"


def _text(file: str) -> str:
    path = ROOT / file
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def test_only_downloads_reach_other_machines() -> None:
    """So no address, name or file that comes in can make the server ask somewhere: there is no SSRF to be had."""
    assert reaching(list(modules())) == set(REACHING)


def test_no_page_reads_text_as_markup() -> None:
    assert as_markup(within("dashboard")) == []
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "dashboard" / "assets").rglob("*.js"))
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", scripts)


def test_what_is_forbidden_is_found() -> None:
    assert reaching([module_from("from urllib.request import urlopen"), module_from("import json")]) == {
        "warehouse/made_up.py"
    }
    assert as_markup([module_from("x = dcc.Markdown(title)")]) == ["warehouse/made_up.py:1"]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    """Over a catalogue whose every text is markup."""
    text = "track_id,title,artists,album,popularity,genre\n"
    return app_over(tiny(tmp_path_factory.mktemp("foul"), text + f'a"<b>,{FOUL},{FOUL},{FOUL},9,{FOUL}\n').path)


def test_names_stay_text_in_page_and_export(app: Dash) -> None:
    page = fire(app, "page.children", "url.pathname", url__pathname='/track/a"<b>', url__search="")["page"]["children"]
    assert FOUL in words(page)
    answer = app.server.test_client().get("/export/tracks.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert FOUL in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../pyproject.toml",
        "/assets/..%2f..%2fpyproject.toml",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/_dash-component-suites/dash/../../pyproject.toml",
        "/bootstrap/static/..%2f..%2f..%2fpyproject.toml",
        "/screening/sound/..%2f..%2f/userdata.sqlite",
    ],
)
def test_no_path_leads_to_a_file_of_the_machine(app: Dash, path: str) -> None:
    text = app.server.test_client().get(path).get_data()
    assert b"[project]" not in text
    assert b"root:" not in text
    assert b"SQLite format" not in text


def test_a_filter_from_an_address_runs_nothing(app: Dash) -> None:
    client = app.server.test_client()
    for where in (
        "1=1; drop table tracks",
        "title = 'x' or 1=1 --",
        "read_csv('/etc/passwd')",
        "popularity > (select 1)",
    ):
        answer = client.get("/export/tracks.csv", query_string={"where": where})
        assert (answer.status_code, "root:" in answer.text) == (400, False), where
    for name in ("sort", "columns"):
        answer = client.get("/export/tracks.csv", query_string={name: "title; drop table tracks"})
        assert answer.status_code == 400, name
    assert client.get("/export/tracks.csv?columns=title").status_code == 200
