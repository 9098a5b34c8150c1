"""A download against a server that truncates, corrupts, stalls and lies: the whole file or an error, in bounded time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from etl.download import Limits, download
from tests.etl.site import (
    Request,
    Site,
    closed_address,
    cut,
    dripping,
    endless,
    ranged,
    running,
    stalling,
    status,
    whole,
)
from warehouse.errors import NotReached, WrongContent

BODY = b"".join(b"%d,some words\n" % number for number in range(12_000))
MOST = 2 * len(BODY)
PATIENT = Limits(connect_seconds=2, stall_seconds=2, slowest_bytes=1, attempts=3, pause_seconds=0)
HASTY = Limits(connect_seconds=2, stall_seconds=0.3, attempts=2, pause_seconds=0)


@pytest.fixture(scope="module")
def running_site() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture
def site(running_site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return running_site


def fetched(site: Site, path: Path, limits: Limits = PATIENT, **options: Any) -> bytes:
    written = download(site.address, path, options.pop("most", MOST), limits=limits, **options)
    assert written == path.stat().st_size
    return path.read_bytes()


def test_the_whole_file_comes(site: Site, tmp_path: Path) -> None:
    site.serve(whole(BODY))
    told: list[tuple[int, int]] = []
    assert fetched(site, tmp_path / "f", exact=len(BODY), progress=lambda *at: told.append(at)) == BODY
    assert told == sorted(told)
    assert told[-1] == (len(BODY), len(BODY))
    assert site.requests[0]["accept-encoding"] == "identity"
    assert "authorization" not in site.requests[0]


def test_a_file_of_unknown_length_comes(site: Site, tmp_path: Path) -> None:
    site.serve(whole(BODY, Content_Length=None))
    assert fetched(site, tmp_path / "f") == BODY


def test_credentials_of_netrc_stay_at_home(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = tmp_path / "netrc"
    secrets.write_text("machine 127.0.0.1 login me password secret\n")
    secrets.chmod(0o600)
    monkeypatch.setenv("NETRC", str(secrets))
    site.serve(whole(BODY))
    fetched(site, tmp_path / "f")
    assert "authorization" not in site.requests[0]


@pytest.mark.parametrize("first", [cut(BODY, 50_000), cut(BODY, 50_000, Last_Modified="x"), stalling(BODY, 50_000)])
def test_a_broken_download_goes_on_where_it_stopped(site: Site, tmp_path: Path, first: Any) -> None:
    site.serve(first, ranged(BODY))
    assert fetched(site, tmp_path / "f", Limits(2, 1.5, 1, pause_seconds=0)) == BODY
    assert site.requests[1]["range"] == "bytes=50000-"
    assert site.requests[1]["if-range"] == '"one"'


def test_a_server_that_gives_less_than_asked_for_is_asked_again(site: Site, tmp_path: Path) -> None:
    about = f"bytes 50000-69999/{len(BODY)}"

    def part(request: Request) -> None:
        request.send(206, BODY[50_000:70_000], ETag='"one"', Content_Range=about)

    site.serve(cut(BODY, 50_000), part, ranged(BODY))
    assert fetched(site, tmp_path / "f") == BODY
    assert site.requests[2]["range"] == "bytes=70000-"


def test_it_goes_on_by_the_time_of_change_where_the_tag_is_weak(site: Site, tmp_path: Path) -> None:
    changed = "Mon, 02 Nov 2026 10:00:00 GMT"
    site.serve(cut(BODY, 50_000, ETag='W/"1"', Last_Modified=changed), whole(BODY))
    assert fetched(site, tmp_path / "f") == BODY
    assert site.requests[1]["if-range"] == changed


def test_without_a_name_for_the_version_it_begins_anew(site: Site, tmp_path: Path) -> None:
    site.serve(cut(BODY, 50_000, ETag=None), whole(BODY))
    assert fetched(site, tmp_path / "f") == BODY
    assert "range" not in site.requests[1]


OTHER = BODY[::-1]


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(whole(OTHER, ETag='"two"'), id="ignores Range and has another version"),
        pytest.param(status(416), id="nothing left"),
        pytest.param(ranged(OTHER, ETag='"two"'), id="goes on with another version"),
        pytest.param(ranged(OTHER + b"more", ETag=None), id="goes on with a longer file"),
        pytest.param(ranged(OTHER, Content_Range="bytes 7-9/10"), id="goes on elsewhere"),
        pytest.param(ranged(OTHER, Content_Range="nonsense"), id="goes on who knows where"),
    ],
)
def test_two_versions_are_never_joined(site: Site, tmp_path: Path, second: Any) -> None:
    site.serve(cut(BODY, 50_000), second, whole(OTHER, ETag='"two"'))
    assert fetched(site, tmp_path / "f") == OTHER


@pytest.mark.parametrize("answer", [cut(BODY, 50_000), cut(BODY, 0), status(500), status(503), status(429)])
def test_a_server_that_never_delivers_is_given_up(site: Site, tmp_path: Path, answer: Any) -> None:
    site.serve(answer)
    with pytest.raises(NotReached, match="failed 3 times"):
        fetched(site, tmp_path / "f")
    assert len(site.requests) == 3


@pytest.mark.parametrize("answer", [stalling(BODY, 50_000), stalling(BODY, 0), dripping(BODY)])
def test_a_server_that_stalls_or_drips_is_given_up(site: Site, tmp_path: Path, answer: Any) -> None:
    site.serve(answer)
    with pytest.raises(NotReached):
        fetched(site, tmp_path / "f", HASTY)
    assert len(site.requests) == 2


def test_after_an_error_of_the_server_it_tries_again(site: Site, tmp_path: Path) -> None:
    site.serve(status(500), status(503), whole(BODY))
    assert fetched(site, tmp_path / "f") == BODY


@pytest.mark.parametrize("code", [400, 403, 404, 410])
def test_a_refusal_is_final(site: Site, tmp_path: Path, code: int) -> None:
    site.serve(status(code))
    with pytest.raises(NotReached, match=str(code)):
        fetched(site, tmp_path / "f")
    assert len(site.requests) == 1


def test_an_announced_length_that_cannot_be_right_ends_it_before_the_body(site: Site, tmp_path: Path) -> None:
    for lie in (len(BODY) + 1, len(BODY) - 1):
        site.serve(whole(BODY, Content_Length=lie))
        with pytest.raises(WrongContent, match="announces"):
            fetched(site, tmp_path / "f", exact=len(BODY))
    site.serve(whole(BODY, Content_Length=MOST + 1))
    with pytest.raises(WrongContent, match="at most"):
        fetched(site, tmp_path / "f")
    assert (tmp_path / "f").stat().st_size == 0


def test_more_announced_than_sent_is_a_broken_download(site: Site, tmp_path: Path) -> None:
    site.serve(whole(BODY, Content_Length=len(BODY) + 10))
    with pytest.raises(NotReached, match="failed 3 times"):
        fetched(site, tmp_path / "f")


def test_a_length_that_is_no_number_is_as_good_as_none(site: Site, tmp_path: Path) -> None:
    site.serve(whole(BODY, Content_Length="-5"))
    assert fetched(site, tmp_path / "f") == BODY


@pytest.mark.parametrize("chunked", [True, False])
def test_a_server_without_end_is_cut_off(site: Site, tmp_path: Path, chunked: bool) -> None:
    site.serve(endless(b"x" * 10_000, chunked))
    with pytest.raises(WrongContent, match="more than 300,000 bytes"):
        fetched(site, tmp_path / "f", most=300_000)
    assert (tmp_path / "f").stat().st_size < 300_000 + (1 << 17)


def test_a_chunked_answer_that_breaks_off_is_not_taken_for_whole(site: Site, tmp_path: Path) -> None:
    broken = b"%x\r\n%s\r\n" % (1000, b"x" * 1000)  # and no chunk of length 0
    site.serve(whole(broken, Content_Length=None, Transfer_Encoding="chunked"))
    with pytest.raises(NotReached):
        fetched(site, tmp_path / "f")


def test_what_comes_packed_is_refused(site: Site, tmp_path: Path) -> None:
    site.serve(whole(BODY, Content_Encoding="gzip"))
    with pytest.raises(NotReached, match="gzip"):
        fetched(site, tmp_path / "f")


def test_redirects_are_followed_so_far(site: Site, tmp_path: Path) -> None:
    site.serve(status(302, Location="/other"), status(307, Location=site.address), whole(BODY))
    assert fetched(site, tmp_path / "f") == BODY
    site.serve(status(302, Location="/again"))
    with pytest.raises(NotReached, match="redirects more than 5 times"):
        fetched(site, tmp_path / "f")
    assert len(site.requests) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher:x", "http://", "//"])
def test_redirects_to_elsewhere_than_the_web_are_refused(site: Site, tmp_path: Path, target: str) -> None:
    site.serve(status(302, Location=target))
    with pytest.raises(NotReached):
        fetched(site, tmp_path / "f")


def test_no_redirect_leaves_encryption(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(self: requests.Session, address: str, **options: object) -> requests.Response:
        asked.append(address)
        response = requests.Response()
        response.status_code, response.raw = 302, io.BytesIO()
        response.headers["location"] = "http://example.org/file"
        return response

    monkeypatch.setattr(requests.Session, "get", answer)
    with pytest.raises(NotReached, match="not encrypted"):
        download("https://example.org/file", tmp_path / "f", MOST, limits=PATIENT)
    assert asked == ["https://example.org/file"]


def test_an_address_at_which_nobody_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    address = closed_address()
    with pytest.raises(NotReached, match="refused") as caught:
        download(address, tmp_path / "f", MOST, limits=PATIENT)
    assert address in caught.value.message


FAULTS = st.one_of(
    st.integers(0, len(BODY) - 1).map(lambda at: cut(BODY, at)),
    st.integers(0, len(BODY) - 1).map(lambda at: cut(BODY, at, ETag=None)),
    st.sampled_from([status(500), status(416), ranged(BODY), ranged(BODY, ETag='"two"'), ranged(BODY, ETag=None)]),
)


@given(st.lists(FAULTS, max_size=3))
def test_whatever_goes_wrong_before_a_good_answer_the_file_is_right(
    running_site: Site, tmp_path_factory: pytest.TempPathFactory, faults: list[Any]
) -> None:
    running_site.serve(*faults, whole(BODY))
    path = tmp_path_factory.mktemp("any") / "f"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        assert (
            fetched(running_site, path, Limits(stall_seconds=2, slowest_bytes=1, attempts=6, pause_seconds=0)) == BODY
        )
