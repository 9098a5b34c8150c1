"""What the documents say is what the code has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.source import PACKAGES, ROOT, pyproject
from tests.warehouse.homes import QUICK, tiny
from warehouse import features, settings
from warehouse.build import RELATIONS
from warehouse.connect import Reader
from warehouse.queries import catalogue

DECISIONS = ROOT / "docs" / "decisions"
PAGES = sorted(DECISIONS.glob("[0-9]*.md"))
SECTIONS = ("Context", "Decision", "Why", "Consequences")


def read(name: str) -> str:
    """A document, from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def block(text: str, name: str) -> str:
    """What stands between <!-- name --> and <!-- /name -->."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", text, re.DOTALL)
    assert found, f"the document has no block <!-- {name} --> ... <!-- /{name} -->"
    return found[1].strip()


def table(heading: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(cell or " " for cell in line) + " |" for line in lines)


def settings_table() -> str:
    """The table that README.md must hold between <!-- settings --> and <!-- /settings -->."""
    rows = [[f"`{name}`", f"`{default}`", help] for name, default, help in settings.help_rows()]
    return table(["setting", "default", "what it does"], rows)


def features_table() -> str:
    """The data dictionary that a document must hold between <!-- features --> and <!-- /features -->."""
    rows = [[f"`{f.name}`", f.label, f.kind, f.role, f.unit, _range(f), f.help] for f in features.FEATURES]
    return table(["column", "label", "kind", "role", "unit", "valid", "meaning"], rows)


def _range(feature: features.Feature) -> str:
    return "" if feature.low is None else f"{feature.low:g} to {feature.high:g}"


def tables_table(columns: Mapping[str, list[str]]) -> str:
    """The tables that a document must hold between <!-- tables --> and <!-- /tables -->; `columns` of each, in order."""
    rows = [[f"`{r.name}`", r.grain.rstrip("."), _listed(columns[r.name])] for r in RELATIONS if r.served]
    return table(["table", "one row is", "columns"], [[name, _what(grain), listed] for name, grain, listed in rows])


def _what(grain: str) -> str:
    """ "One row a track, in the order of popularity" -> "a track, in the order of popularity"."""
    return re.sub(r"^[Oo]ne row:? ", "", grain).replace("|", "/")


def _listed(names: list[str]) -> str:
    """Column names; those of FEATURES in a row are told as one."""
    features_of = {f.name for f in features.FEATURES}
    many = [name for name in names if name in features_of]
    if len(many) < len(features_of) / 2:
        return ", ".join(f"`{name}`" for name in names)
    others = [f"`{name}`" for name in names if name not in features_of]
    return ", ".join(["the columns of a track", *others])


# ---- README ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def readme() -> str:
    return read("README.md")


def test_readme_lists_the_settings(readme: str) -> None:
    assert block(readme, "settings") == settings_table(), f"expected:\n{settings_table()}"


def test_a_document_lists_the_features() -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    text = next((t for path in documents if "<!-- features -->" in (t := path.read_text(encoding="utf-8"))), "")
    assert block(text, "features") == features_table(), f"expected:\n{features_table()}"


def test_a_document_lists_the_tables(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    with Reader(home, QUICK).view() as view:
        found = catalogue.dictionary(view)
    columns = {str(name): part["column_name"].tolist() for name, part in found.groupby("relation")}
    expected = tables_table(columns)
    assert block(read("docs/data-dictionary.md"), "tables") == expected, f"expected:\n{expected}"


def test_readme_names_commands_that_exist(readme: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b(?=[`\s])", "\n".join(code(readme)))) <= targets


def code(text: str) -> list[str]:
    """Everything that stands in backticks or in a fenced block."""
    fenced = re.findall(r"^```.*?\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return fenced + re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))


# ---- CONTRIBUTING --------------------------------------------------------------------------------------------


def questions(text: str) -> dict[str, list[str]]:
    """Question -> files, from the table "Which file do I open to ..."."""
    section = text.split("## Which file do I open to ...")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ") and "`" in line]
    return {row[0].strip(): paths(" ".join(row[1:])) for row in rows}


def paths(text: str) -> list[str]:
    """What looks like a path among the words in backticks."""
    words = re.findall(r"`([^`]+)`", text)
    return [word for word in words if re.fullmatch(r"[\w./-]+(\.(py|sql|csv|md|toml|css|js|lock)|/)", word)]


def tree(text: str) -> list[str]:
    """The files and folders that the drawn tree names."""
    drawing = text.split("## The tree")[1].split("```")[1]
    found, folder = [], ""
    for line in drawing.splitlines():
        words = re.match(r"^(\s*)((?:[\w.]+(?:\.py|/)[\w./]*\s?)+)", line)
        if words:
            folder = "" if not words[1] else folder
            found += [folder + word for word in words[2].split()]
            folder = words[2].split()[0] if not words[1] and words[2].strip().endswith("/") else folder
    return found


def test_every_question_names_files_that_exist() -> None:
    asked = questions(read("CONTRIBUTING.md"))
    assert len(asked) >= 20
    missing = {question: [p for p in names if not (ROOT / p).exists()] for question, names in asked.items()}
    assert {question: names for question, names in missing.items() if names} == {}
    assert [question for question, names in asked.items() if not names] == []


def test_the_drawn_tree_exists() -> None:
    drawn = tree(read("CONTRIBUTING.md"))
    assert "warehouse/features.py" in drawn
    assert [name for name in drawn if not (ROOT / name).exists()] == []


def test_the_drawn_tree_is_complete() -> None:
    """A new module of the packages has its line in the tree; what lies in deeper folders is named by its folder."""
    drawn = set(tree(read("CONTRIBUTING.md")))
    there = [p.relative_to(ROOT).as_posix() for d in PACKAGES for p in (ROOT / d).glob("*.py") if p.stem != "__init__"]
    assert sorted(set(there) - drawn) == []


# ---- Links -------------------------------------------------------------------------------------------------


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if not re.match(r"\w+:", target) and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert broken == []


# ---- Decisions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_a_decision_has_its_sections_and_is_listed(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.match(rf"# {int(page.name[:4])}\. \S", text), "the title begins with the number"
    assert re.search(r"^Status: (proposed|accepted|replaced by \[)", text, re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == list(SECTIONS)
    assert f"]({page.name})" in (DECISIONS / "README.md").read_text(encoding="utf-8")


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.name[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))


def requirement(line: str) -> str:
    """The name of a requirement."""
    return re.split(r"[\s<>=!~;\[]", line, maxsplit=1)[0].lower()


def test_every_dependency_has_its_reason() -> None:
    project = pyproject()["project"]
    wanted = [requirement(line) for line in project["dependencies"] + project["optional-dependencies"]["dev"]]
    given = re.findall(r"^\| ([a-z0-9-]+) \| \w", read("docs/decisions/0003-dependencies.md"), re.MULTILINE)
    assert sorted(name for name in given if name != "library") == sorted(wanted)


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    assert re.search(r"^## Unreleased\n\n### \w+\n- \S", read("CHANGELOG.md"), re.MULTILINE)


# ---- Locks -------------------------------------------------------------------------------------------------


def lock_faults(text: str) -> list[str]:
    """Requirements without a hash or an exact version, and anything that is a host or a file."""
    joined = re.sub(r"\\\n\s*", "", text)
    lines = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    loose = [
        line.split("--hash")[0] for line in lines if not re.match(r"[\w.\[\]-]+==\S+ .*--hash=sha256:\w{64}", line)
    ]
    return loose + re.findall(r"\w+://\S+|--(?:extra-)?index-url\S*|--find-links\S*|^-e .*| @ \S+", text, re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-bench.lock", "requirements-spark.lock"])
def test_locks_are_pinned_hashed_and_name_no_host(name: str) -> None:
    assert lock_faults(read(name)) == []


def test_a_loose_lock_is_found() -> None:
    good = "a==1.0 ; python_full_version < '3.12' \\\n    --hash=sha256:" + "0" * 64 + "\n"
    assert lock_faults(good) == []
    assert len(lock_faults(good + "b==1\nc @ file:///c.whl\n--index-url x\n")) >= 3


def test_the_lock_holds_every_dependency() -> None:
    project = pyproject()["project"]
    pinned = {requirement(line) for line in read("requirements.lock").splitlines() if re.match(r"[a-z]", line)}
    wanted = {requirement(line) for line in project["dependencies"] + project["optional-dependencies"]["dev"]}
    assert wanted <= pinned
