"""Our own source as data for the tests of the house's rules: files, functions, texts, SQL."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("etl", "warehouse", "analytics", "dashboard", "workflows", "commands")
TEXT_SUFFIXES = {".py", ".sql", ".csv", ".css", ".js", ".md", ".toml", ".lock", ".yaml", ".yml", ".in", ".txt", ""}


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the root, with / between the parts, and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function, methods and inner functions too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def calls(self) -> Iterator[tuple[int, str, ast.Call]]:
        """(line, dotted name, node) of every call whose function can be named: `a.b(...)` is "a.b", `f().b()` ".b"."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node.lineno, _dotted(node.func), node

    def strings(self) -> Iterator[tuple[int, str]]:
        """(line, text) of every string that is not a docstring; an f-string has {} where values go."""
        docstrings = self._docstrings()
        parts = {id(part) for node in ast.walk(self.tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        other = parts | docstrings
        for node in ast.walk(self.tree):
            if isinstance(node, ast.JoinedStr):
                yield node.lineno, "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in other:
                yield node.lineno, node.value

    def _docstrings(self) -> set[int]:
        return {
            id(node.body[0].value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }


@cache
def pyproject() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def modules() -> tuple[Module, ...]:
    """The product's Python files: the packages and the modules beside them."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    paths += [ROOT / f"{name}.py" for name in pyproject()["tool"]["setuptools"]["py-modules"]]
    return tuple(_module(path) for path in paths)


def within(*packages: str) -> list[Module]:
    """The modules of some packages; a package may be a folder such as "dashboard/pages"."""
    return [m for m in modules() if any(m.path.startswith(f"{package}/") for package in packages)]


def module_from(text: str, path: str = "warehouse/made_up.py") -> Module:
    """A module that is not on disk, to show that a rule finds what it forbids."""
    return Module(path, text, ast.parse(text))


def sql_files(*folders: str) -> dict[str, str]:
    """ "marts/tracks.sql" -> text, for some folders of warehouse/sql, or for all."""
    base = ROOT / "warehouse" / "sql"
    paths = sorted(base.rglob("*.sql"))
    found = {path.relative_to(base).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    return {name: text for name, text in found.items() if not folders or name.split("/")[0] in folders}


def bare_sql(text: str) -> str:
    """SQL without its comments and without what stands in quotes."""
    return re.sub(r"--[^\n]*|'[^']*'", " ", text)


def project_files() -> Iterator[Path]:
    """Every text file that belongs to the project, the locks too; not what tools or the application make."""
    skipped = {".git", ".venv", "__pycache__", "build", "repertoire-data", ".hypothesis"}
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        made = any(part in skipped or part.endswith(("_cache", ".egg-info")) for part in parts)
        if not made and path.is_file() and path.suffix in TEXT_SUFFIXES:
            yield path


def _module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text, str(path)))


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""
