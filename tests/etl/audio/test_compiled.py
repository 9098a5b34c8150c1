"""What is compiled is compiled by one process at a time, whoever comes first."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT
from tests.source import project_files

#: Describes a sound, and tells which modules that brought in past the lock.
CALLS = """
import sys
from etl.audio.decode import RATE
from etl.audio.descriptors import features
from etl.audio.segments import segments
from tests.etl.audio.sounds import clicks, sound, tone
struck = sound(clicks(seconds=5.0) + tone(seconds=5.0))
before = {name for name in sys.modules if name.startswith("librosa")}
print(len(segments(struck)), features(struck)["key"], {name for name in sys.modules if name.startswith("librosa")} - before)
"""


def test_processes_that_start_together_all_answer() -> None:
    """Where nothing is compiled yet, as on a build machine, they find no cache; elsewhere they read the same one."""
    started = [
        subprocess.Popen([sys.executable, "-c", CALLS], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    assert [process.communicate(timeout=300)[0].split() for process in started] == [["1", "9", "set()"]] * 2
    assert [process.returncode for process in started] == [0, 0]


def test_nobody_imports_it_past_the_lock() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in project_files() if path.suffix == ".py"}
    own = {"etl/audio/compiled.py", "benchmarks/audio.py", "benchmarks/robustness.py"}
    found = {path.relative_to(ROOT).as_posix() for path, text in texts.items() if "\nimport librosa" in text}
    assert found - own == set()
