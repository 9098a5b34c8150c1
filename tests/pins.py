"""The pinned packages by the day each pin came, and whether the service answers that knows of their weaknesses.

python tests/pins.py              the list: what `make lint` prints where nobody can be asked
python tests/pins.py --answers    exits with 0 where PyPI tells of a version of a package, with 1 where it does not
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import textwrap
import urllib.error
import urllib.request
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PATIENCE = 3  # seconds
PIN = re.compile(r"\t?([a-z][\w.-]*)(?:\[[\w,-]+\])?==([^\s;]+)")
UNKNOWN = "no day known"


def by_day(blamed: str) -> dict[str, list[str]]:
    """Day -> packages as name==version, oldest first, of `git blame --line-porcelain` of a lock."""
    days, day = defaultdict[str, list[str]](list), UNKNOWN
    for line in blamed.splitlines():
        if found := re.match(r"committer-time (\d+)$", line):
            day = dt.datetime.fromtimestamp(int(found[1]), dt.UTC).date().isoformat()
        elif found := PIN.match(line):
            days[day].append(f"{found[1]}=={found[2]}")
    return dict(sorted(days.items()))


def listed(lock: Path) -> str:
    """The list as text; without git all of it under one heading."""
    command = ["git", "blame", "--line-porcelain", lock.name]
    try:
        blamed = subprocess.run(command, cwd=lock.parent, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        blamed = lock.read_text(encoding="utf-8")
    days = by_day(blamed)
    lines = [
        textwrap.fill(f"{day}: {', '.join(there)}", 130, subsequent_indent="  ", break_on_hyphens=False)
        for day, there in days.items()
    ]
    return "\n".join([f"{sum(map(len, days.values()))} packages are pinned, by the day each pin came:", *lines])


def answers(lock: Path = LOCK, index: str = "") -> bool:
    """Whether PyPI, whose address pip knows, or `index` tells within PATIENCE seconds of the first pin, as pip-audit asks it: a
    mirror often has the packages and not what is known of them.
    """
    from pip._internal.models.index import PyPI

    lines = lock.read_text(encoding="utf-8").splitlines()
    name, version = next(found.groups() for line in lines if (found := PIN.match(line)))
    try:
        with urllib.request.urlopen(f"{index or PyPI.url}pypi/{name}/{version}/json", timeout=PATIENCE) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as refused:
        refused.close()
        return False
    except OSError:
        return False


if __name__ == "__main__":
    if sys.argv[1:] == ["--answers"]:
        sys.exit(0 if answers() else 1)
    print(listed(LOCK))  # noqa: T201
