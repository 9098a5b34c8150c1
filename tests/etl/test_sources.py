"""The registry: every entry complete and well formed, and true of the real files where they are at hand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from etl.fetch import fault
from etl.recognise import KINDS
from etl.sources import DELIMITERS, Amount, SourceFile, column_digest, find, listing, sources
from tests.conftest import ROOT
from warehouse.errors import UnknownSource

# Real file -> the entry whose rows and columns it has. Those marked hold the very bytes of the address.
REAL = {
    "spotify_tracks_114k/dataset.csv": ("spotify-tracks", "dataset.csv", True),
    "tidytuesday_songs/spotify_songs.csv": ("tidytuesday-songs", "spotify_songs.csv", False),
    "lastfm_2k/user_artists.dat": ("lastfm-2k", "user_artists.dat", False),
    "lastfm_2k/artists.dat": ("lastfm-2k", "artists.dat", False),
    "lastfm_2k/tags.dat": ("lastfm-2k", "tags.dat", False),
    "lastfm_2k/user_taggedartists.dat": ("lastfm-2k", "user_taggedartists.dat", False),
}


def entries() -> list[tuple[str, SourceFile]]:
    return [(source.name, file) for source in sources() for file in source.files]


def test_names_are_unique_and_plain() -> None:
    names = [source.name for source in sources()]
    assert len(names) >= 6
    assert len(names) == len(set(names))
    for source in sources():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", source.name), source.name
        files = [file.name for file in source.files]
        assert files, f"{source.name} has no files"
        assert len(files) == len(set(files)), source.name


def test_every_file_belongs_to_an_entry() -> None:
    text = (ROOT / "etl" / "source_files.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert {line.split(",")[0] for line in text} == {source.name for source in sources()}
    assert len(text) == len(entries())


def test_every_entry_is_complete() -> None:
    for source in sources():
        assert source.title, source.name
        assert source.licence, source.name
        parts = urlsplit(source.address)
        assert parts.scheme == "https", source.name
        assert parts.hostname, source.name
        assert source.archive or source.by_hand or len(source.files) == 1, f"{source.name}: one address, one file"
        assert not source.archive or (source.archive.endswith(".zip") and source.archive_sha256), source.name
        if not source.by_hand:
            assert parts.path.rpartition("/")[2] == (source.archive or source.files[0].name), source.name


def test_every_file_is_described() -> None:
    for name, file in entries():
        assert Path(file.name).name == file.name, f"{name}: a name, no path"
        assert file.kinds, f"{name}/{file.name}"
        assert set(file.kinds) <= set(KINDS), f"{name}/{file.name}"
        assert file.delimiter in DELIMITERS, f"{name}/{file.name}"
        assert file.rows.value > 0, f"{name}/{file.name}"
        assert re.fullmatch(r"[0-9a-f]{64}", file.columns), f"{name}/{file.name}"
        assert re.fullmatch(r"([0-9a-f]{64})?", file.sha256), f"{name}/{file.name}"


def test_digests_of_archives_are_well_formed() -> None:
    for source in sources():
        assert re.fullmatch(r"([0-9a-f]{64})?", source.archive_sha256), source.name


def test_no_address_counts_as_tested_unless_the_table_says_so() -> None:
    status = [line["status"] for line in listing()]
    assert status == ["tested" if source.tested else "untested" for source in sources()]
    assert set(status) <= {"tested", "untested"}


def test_the_listing_is_ready_for_json() -> None:
    shown = {line["name"]: line for line in json.loads(json.dumps(listing()))}
    assert shown["spotify-tracks"]["bytes"] == "20,118,244"
    assert shown["hot-100"]["files"][0]["rows"].startswith("at least ")
    assert shown["spotify-600k"]["by_hand"] is True
    assert shown["lastfm-2k"]["kinds"] == ["plays", "names", "tags"]


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    assert find("hot-100").name == "hot-100"
    with pytest.raises(UnknownSource) as caught:
        find("hot100")
    assert "hot-100" in caught.value.hint
    with pytest.raises(UnknownSource) as caught:
        find("zzz")
    assert "spotify-tracks" in caught.value.hint


def test_amounts_are_exact_or_the_least() -> None:
    assert [Amount(5).fits(n) for n in (4, 5, 6)] == [False, True, False]
    assert [Amount(5, least=True).fits(n) for n in (4, 5, 6)] == [False, True, True]
    assert str(Amount(5000, least=True)) == "at least 5,000"


def test_the_digest_of_columns_tells_their_order_and_limits() -> None:
    assert column_digest(["a", "b"]) == column_digest(("a", "b"))
    assert len({column_digest(names) for names in (["a", "b"], ["b", "a"], ["ab"], ["a", "b", ""])}) == 4


@pytest.mark.parametrize("path", REAL)
def test_the_registry_is_true_of_the_real_files(real_data: Path, path: str) -> None:
    """Rows and columns of every file at hand; bytes and sha256 only where the copy is not a rewritten one."""
    name, wanted, same_bytes = REAL[path]
    if not (real_data / path).is_file():
        pytest.skip(f"REPERTOIRE_TEST_DATA holds no {path}")
    file = next(file for file in find(name).files if file.name == wanted)
    assert bool(file.sha256) is same_bytes
    assert fault(real_data / path, file) == ""


def test_copies_of_a_part_have_the_columns_of_the_whole(real_data: Path) -> None:
    """Rounded or shortened copies: the header is what can be compared."""
    for path, name in {
        "spotify_1921_2020/data_by_year.csv": "spotify-by-year",
        "gtzan/features_30_sec.csv": "gtzan-features",
    }.items():
        if (real_data / path).is_file():
            with (real_data / path).open(encoding="utf-8") as file:
                assert column_digest(file.readline().rstrip("\r\n").split(",")) == find(name).files[0].columns
