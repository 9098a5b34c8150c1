from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.errors import BadReference
from warehouse.references import text_of


def test_ours_is_read_until_the_folder_has_its_own(tmp_path: Path) -> None:
    ours, name = text_of("moods.csv", tmp_path)
    assert (ours, name) == text_of("moods.csv")
    assert name == "moods.csv"
    (tmp_path / "moods.csv").write_text("a,é\n", encoding="utf-8-sig")
    assert text_of("moods.csv", tmp_path) == ("a,é\n", str(tmp_path / "moods.csv"))


def test_a_copy_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "moods.csv").write_bytes(b"a,\xff\n")
    with pytest.raises(BadReference, match="cannot be read"):
        text_of("moods.csv", tmp_path)
