from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from analytics import artefacts
from warehouse.errors import BadArtefact, UnknownModel
from warehouse.home import Home

CARD = {"task": "genre", "label_names": ["r&b", "Música/\u202e"]}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    artefacts.save(Home(tmp_path), "genre", "run-1", "tree text", {"classes": np.arange(3)}, CARD)
    return Home(tmp_path)


def test_what_is_saved_comes_back(home: Home) -> None:
    found = artefacts.load(home, "genre", "run-1")
    assert found.text == "tree text"
    assert found.card == CARD
    assert found.arrays["classes"].tolist() == [0, 1, 2]
    assert [p.name for p in (home.models / "genre").iterdir()] == ["run-1"]


@pytest.mark.parametrize("name", ["model.txt", "arrays.npz", "card.json", "manifest.json"])
def test_a_changed_or_missing_file_is_refused(home: Home, name: str) -> None:
    path = home.models / "genre" / "run-1" / name
    path.write_bytes(path.read_bytes()[:-3] + b"xyz")
    with pytest.raises(BadArtefact):
        artefacts.load(home, "genre", "run-1")
    path.unlink()
    with pytest.raises(BadArtefact):
        artefacts.load(home, "genre", "run-1")


class Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (self.path,))  # type: ignore[return-value]


@pytest.mark.parametrize("name", ["model.txt", "arrays.npz", "card.json"])
def test_no_pickle_is_ever_read_even_with_a_fitting_manifest(home: Home, tmp_path: Path, name: str) -> None:
    sprung = tmp_path / "sprung"
    _plant(home, name, pickle.dumps(Trap(sprung)))
    with pytest.raises(BadArtefact):
        artefacts.load(home, "genre", "run-1")
    assert not sprung.exists()


def test_object_arrays_are_refused_on_both_ways(home: Home, tmp_path: Path) -> None:
    trap = np.array([Trap(tmp_path / "sprung")], dtype=object)
    with pytest.raises(ValueError, match="only numbers"):
        artefacts.save(home, "genre", "run-2", "", {"classes": trap}, {})
    stored = tmp_path / "objects.npz"
    np.savez(stored, classes=trap)
    _plant(home, "arrays.npz", stored.read_bytes())
    with pytest.raises(BadArtefact):
        artefacts.load(home, "genre", "run-1")
    assert not (tmp_path / "sprung").exists()


def _plant(home: Home, name: str, content: bytes) -> None:
    folder = home.models / "genre" / "run-1"
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest[name] = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_files_that_are_none_of_ours_are_refused(home: Home) -> None:
    (home.models / "genre" / "run-1" / "model.pkl").write_bytes(b"")
    with pytest.raises(BadArtefact, match=r"model\.pkl"):
        artefacts.load(home, "genre", "run-1")


def test_names_cannot_leave_the_folder(home: Home) -> None:
    for run in ("../genre/run-1", "..", "/etc", "", "run-9"):
        with pytest.raises(UnknownModel):
            artefacts.load(home, "genre", run)


def test_a_save_that_fails_leaves_nothing(home: Home) -> None:
    with pytest.raises(ValueError, match="JSON"):
        artefacts.save(home, "genre", "run-2", "", {}, {"value": float("nan")})
    assert [p.name for p in (home.models / "genre").iterdir()] == ["run-1"]


def test_run_ids_sort_by_time() -> None:
    from datetime import UTC, datetime

    early = artefacts.new_run(datetime(2026, 11, 22, 15, 30, tzinfo=UTC))
    late = artefacts.new_run(datetime(2026, 11, 22, 15, 31, tzinfo=UTC))
    assert early.startswith("20261122T153000-")
    assert early < late
