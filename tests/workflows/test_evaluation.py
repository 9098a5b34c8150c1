"""Judging models on files leaves nothing behind."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from warehouse.errors import NotTrainable, RepertoireError
from warehouse.settings import Settings
from workflows.evaluation import evaluate


def test_evaluating_files_leaves_the_home_and_the_disk_alone(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    (tmp_path / "own.csv").write_text("title,artists\nOne,A\n")
    with pytest.raises(NotTrainable):
        evaluate(settings, "genre", [tmp_path / "own.csv"], [], 1, None)
    with pytest.raises(RepertoireError, match="does not exist"):
        evaluate(settings, "genre", [tmp_path / "own.csv", tmp_path / "gone.csv"], [], 1, None)
    assert list(scratch.iterdir()) == []
    assert not settings.home.exists()
