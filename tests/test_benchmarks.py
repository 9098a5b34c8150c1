"""Benchmarks are not run here; what they take from the project is there, so that they can be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks import bench
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


def options(path: Path) -> dict[str, bool]:
    """The options of a benchmark, and whether each must be given."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return {
        ast.literal_eval(call.args[0]): any(
            word.arg == "required" and ast.literal_eval(word.value) for word in call.keywords
        )
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "add_argument"
    }


@pytest.mark.parametrize("size", ["small", "full"])
def test_a_step_gives_what_its_benchmark_asks_for_and_nothing_else(size: str, tmp_path: Path) -> None:
    for step in bench.SMALL if size == "small" else bench.FULL:
        _, script, *words = bench.command(step, size, tmp_path)
        known, given = options(Path(script)), {word for word in words if word.startswith("--")}
        assert given <= set(known), step
        assert {name for name, must in known.items() if must} <= given, step
