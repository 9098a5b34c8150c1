"""The examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.source import Module, modules

WITH_EXAMPLES = [m for m in modules() if ">>>" in m.text]


@pytest.mark.parametrize("module", WITH_EXAMPLES, ids=lambda m: m.path)
def test_examples(module: Module) -> None:
    imported = importlib.import_module(module.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    result = doctest.testmod(imported, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 0
    assert result.failed == 0
