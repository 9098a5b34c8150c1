"""The commands `repertoire playlist` and `repertoire fit` on the published sample."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import Cli
from warehouse import playlist_files


@pytest.mark.parametrize("ending", ["csv", "m3u8", "jspf"])
def test_a_playlist_is_made_written_and_judged(sample_home: Path, cli: Cli, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"Club night.{ending}"
    done = cli(
        sample_home, "playlist", "--prompt", "genre dance", "--tracks", "8", "--tempo", "rising", "--out", out, "--json"
    )
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert len(found["tracks"]) == 8
    tempo = [row["tempo"] for row in found["tracks"]]
    assert sum(a < b for a, b in pairwise(tempo)) >= 6
    assert all("wished" in row["why"] for row in found["tracks"])
    read = playlist_files.read(out.read_bytes())
    assert [one.id for one in read] == [row["track_id"] for row in found["tracks"]]
    assert [one.title for one in read] == [row["title"] for row in found["tracks"]]

    judged = cli(sample_home, "fit", out, "--candidate", found["tracks"][0]["track_id"], "--json")
    assert judged.code == 0, judged.err
    answer = json.loads(judged.out)
    assert (answer["playlist"], answer["n"]) == ("Club night", 8)
    assert "dance" in [row["name"] for row in answer["shared"] if row["kind"] == "genre"]


def test_the_length_of_the_prompt_counts_unless_one_is_given(sample_home: Path, cli: Cli) -> None:
    said = json.loads(cli(sample_home, "playlist", "--prompt", "folk, 5 tracks", "--json").out)
    given = json.loads(cli(sample_home, "playlist", "--prompt", "folk, 5 tracks", "--tracks", "7", "--json").out)
    assert (len(said["tracks"]), len(given["tracks"])) == (5, 7)


def test_tables_and_words_for_people(sample_home: Path, cli: Cli) -> None:
    done = cli(sample_home, "playlist", "--prompt", "metal", "--minutes", "30", "--energy", "peak")
    assert done.code == 0, done.err
    assert "minutes, of" in done.out
    done = cli(sample_home, "playlist", "--cluster", "999")
    assert done.code == 0
    assert "There is no group 999." in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("playlist", "--tempo", "up"), "There is no arc 'up'."),
        (("playlist", "--tracks", "0"), "A playlist cannot have 0 tracks."),
        (("playlist", "--out", "x.mp3"), "cannot be written as 'mp3'"),
        (("fit", "no such playlist"), "There is no file and no playlist 'no such playlist'."),
    ],
)
def test_what_cannot_be_done_is_said(sample_home: Path, cli: Cli, arguments: tuple[str, ...], words: str) -> None:
    done = cli(sample_home, *arguments)
    assert done.code == 1
    assert words in done.err
    assert "Traceback" not in done.err
