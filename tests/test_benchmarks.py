"""Benchmarks are not run here; what they take from the project is there, so that they can be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

OURS = ("analytics", "benchmarks", "dashboard", "etl", "warehouse", "workflows")
FILES = sorted((ROOT / "benchmarks").glob("*.py"))


def defined(module: str) -> set[str]:
    """The names that a module or folder of ours has: its files, what stands at its top, what it imports. Nothing is run."""
    place = ROOT.joinpath(*module.split("."))
    names = {path.stem for path in place.iterdir()} if place.is_dir() else set()
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if file.is_file() else ():
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_benchmark_takes_of_ours_is_there(path: Path) -> None:
    taken = [
        (node.module, alias.name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in OURS
        for alias in node.names
    ]
    assert [f"{module}.{name}" for module, name in taken if name not in defined(module)] == []
