"""The commands `repertoire playlist` and `repertoire fit` on the published sample."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import Command
from warehouse import playlist_files


@pytest.mark.parametrize("ending", ["csv", "m3u8", "jspf"])
def test_a_playlist_is_made_written_and_judged(
    sample_home: Path, repertoire: Command, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"Club night.{ending}"
    done = repertoire(
        sample_home, "playlist", "--prompt", "genre dance", "--tracks", "8", "--tempo", "rising", "--out", out, "--json"
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found["tracks"]) == 8
    tempo = [row["tempo"] for row in found["tracks"]]
    assert sum(a < b for a, b in pairwise(tempo)) >= 6
    assert all("wished" in row["why"] for row in found["tracks"])
    read = playlist_files.read(out.read_bytes())
    assert [one.id for one in read] == [row["track_id"] for row in found["tracks"]]
    assert [one.title for one in read] == [row["title"] for row in found["tracks"]]

    judged = repertoire(sample_home, "fit", out, "--candidate", found["tracks"][0]["track_id"], "--json")
    assert judged.returncode == 0, judged.stderr
    answer = json.loads(judged.stdout)
    assert (answer["playlist"], answer["n"]) == ("Club night", 8)
    assert "dance" in [row["name"] for row in answer["shared"] if row["kind"] == "genre"]


def test_the_length_of_the_prompt_counts_unless_one_is_given(sample_home: Path, repertoire: Command) -> None:
    said = json.loads(repertoire(sample_home, "playlist", "--prompt", "folk, 5 tracks", "--json").stdout)
    given = json.loads(
        repertoire(sample_home, "playlist", "--prompt", "folk, 5 tracks", "--tracks", "7", "--json").stdout
    )
    assert (len(said["tracks"]), len(given["tracks"])) == (5, 7)


def test_tables_and_words_for_people(sample_home: Path, repertoire: Command) -> None:
    done = repertoire(sample_home, "playlist", "--prompt", "metal", "--minutes", "30", "--energy", "peak")
    assert done.returncode == 0, done.stderr
    assert "minutes, of" in done.stdout
    done = repertoire(sample_home, "playlist", "--cluster", "999")
    assert done.returncode == 0
    assert "There is no group 999." in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("playlist", "--tempo", "up"), "There is no arc 'up'."),
        (("playlist", "--tracks", "0"), "A playlist cannot have 0 tracks."),
        (("playlist", "--out", "x.mp3"), "cannot be written as 'mp3'"),
        (("fit", "no such playlist"), "There is no file and no playlist 'no such playlist'."),
    ],
)
def test_what_cannot_be_done_is_said(
    sample_home: Path, repertoire: Command, arguments: tuple[str, ...], words: str
) -> None:
    done = repertoire(sample_home, *arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
