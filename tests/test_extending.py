"""What docs/extending.md says works as it stands there; docs/guides.md and the pictures are those of the application."""

from __future__ import annotations

import csv
import inspect
import re
import runpy
import sys
from pathlib import Path
from types import ModuleType

import pytest

from analytics.training import MODELS, ModelSpec
from dashboard import app as application
from dashboard.guides import GUIDES, Guide
from tests.dashboard.pages.app_under_test import app_over
from tests.dashboard.pages.visit import Visit
from tests.source import ROOT
from tests.test_docs import block, code, paths, read
from tests.warehouse.homes import tiny
from warehouse.features import Feature
from warehouse.settings import help_rows

DOCUMENT = "docs/extending.md"
SHOTS = runpy.run_path(str(ROOT / "docs" / "screenshots.py"))["SHOTS"]


def example(name: str) -> str:
    """The block that follows a mark."""
    found = re.search(rf"<!-- {name} -->\n```\w*\n(.*?)```", read(DOCUMENT), re.DOTALL)
    assert found, name
    return found[1]


def test_the_feature_is_a_row_of_features_and_its_alias_one_of_aliases() -> None:
    feature = eval(example("feature"), {"Feature": Feature})
    with (ROOT / "etl" / "aliases.csv").open(encoding="utf-8", newline="") as file:
        columns = csv.DictReader(file).fieldnames or []
    alias = dict(zip(columns, next(csv.reader([example("alias").strip()])), strict=True))
    assert (alias["kind"], alias["name"]) == (
        "tracks",
        feature.name,
    )  # what follows from both: tests/test_new_feature.py


def test_the_page_is_shown_when_it_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tiny(tmp_path, "track_id,title,artists,loudness\na,One,A,-5\nb,Two,B,-20\nc,Three,B,-7\n")
    page = ModuleType("dashboard.pages.loud")
    monkeypatch.setitem(sys.modules, page.__name__, page)
    exec(compile(example("page"), DOCUMENT, "exec"), page.__dict__)
    monkeypatch.setattr(application, "PAGES", (*application.PAGES, page))
    app = app_over(home.path)
    visit = Visit(app, "/loud")
    assert visit.troubles == []
    assert "2 tracks are louder than −8 dB" in visit.text
    assert "1 tracks are louder" in Visit(app, '/loud?where=artist contains "B"').text
    assert "cannot be read" in Visit(app, "/loud?where=nonsense").text


def test_the_model_has_the_shape_of_the_others() -> None:
    made: dict[str, object] = {}
    exec(compile(example("model"), DOCUMENT, "exec"), made)
    spec = made["SPEC"]
    assert isinstance(spec, ModelSpec)
    assert all(
        inspect.signature(other.train) == inspect.signature(spec.train) for other in MODELS if other.name != "oof"
    )


def test_the_files_it_names_are_there() -> None:
    named = paths(" ".join(f"`{words}`" for words in code(read(DOCUMENT))))
    assert len(named) >= 12
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_deploying_names_settings_and_commands_that_exist() -> None:
    text, known = read("docs/deploying.md"), {name for name, _default, _help in help_rows()}
    named = set(re.findall(r"REPERTOIRE_[A-Z_]+", text))
    assert named
    assert named <= known
    table = read("README.md")
    assert all(f"repertoire {verb}" in table for verb in set(re.findall(r"repertoire ([a-z]+)", text)) - {"serve"})


def guides(found: tuple[Guide, ...] = GUIDES) -> str:
    """What docs/guides.md holds between its marks."""
    parts = []
    for guide in found:
        steps = [f"{at}. **{step.words}** (`{step.href}`): {step.look}" for at, step in enumerate(guide.steps, 1)]
        parts.append("\n".join([f"## {guide.job}", "", guide.asks, "", *steps]))
    return "\n\n".join(parts)


def test_the_guides_are_those_of_help() -> None:
    assert block(read("docs/guides.md"), "guides") == guides(), f"expected:\n{guides()}"


def test_every_picture_is_one_that_is_made_and_shown() -> None:
    made = {f"{name}-{theme}{suffix}.png" for name, theme, _size, suffix in SHOTS}
    there = {path.name for path in (ROOT / "docs" / "pictures").glob("*.png")}
    shown = {Path(name).name for name in re.findall(r"pictures/[\w-]+\.png", read("README.md"))}
    assert made == there == shown
