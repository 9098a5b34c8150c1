"""Small files that come through the browser: streamed into a folder of the home, then loaded by a job.

The body of the request is the file; what is known about it stands in the address. The folder is named after the job, so
that what a job has left behind when it died can be told from what is still needed.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from flask import Flask, Request, Response, jsonify, request

from dashboard import jobs
from dashboard.address import is_loopback, needs_name
from dashboard.context import Context
from warehouse.errors import HomeNotWritable, UploadRefused
from warehouse.settings import Settings
from warehouse.userdata import FAILED

UPLOAD = "/upload"
KINDS = ("tracks", "plays", "charts", "playlists", "series", "descriptors", "tags", "names", "listeners")
"""What can be said of a file; a test holds this and the loader together."""
FIND_OUT = "auto"
BLOCK = 2**20
LONGEST_NAME = 200  # bytes; most file systems take 255
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Wishes:
    """What the sender says about a file; empty texts mean: find out. `modified` is its own time, seconds since 1970."""

    name: str
    kind: str = ""
    collection: str = ""
    as_of: str = ""
    modified: float | None = None


def most_bytes(settings: Settings) -> int:
    """The size of the largest file that is taken."""
    return settings.upload_mb * 2**20


def register_routes(server: Flask, context: Context) -> None:
    """Add the address that takes files to the server."""

    @server.post(UPLOAD)
    def upload() -> Response:
        """Take the file in the body and start loading it; answers {"job": number}. Raises UploadRefused."""
        check_origin(request, needs_name(context.settings))
        return jsonify({"job": receive(context, request.stream, request.content_length, wishes(request.args))})


def check_origin(asked: Request, named: bool = False) -> None:
    """Raises UploadRefused unless a page of ours asks: any page that is open in the browser could send a form here.

    The host is looked at too, since a foreign name can be made to lead to this machine; not where people say who they are.
    """
    site, origin = asked.headers.get("Sec-Fetch-Site"), asked.headers.get("Origin")
    ours = site in (None, "same-origin") and (origin is None or urlsplit(origin).netloc == asked.host)
    local = named or is_loopback(urlsplit(f"//{asked.host}").hostname or "")
    if not (ours and local and (site or origin)):
        raise UploadRefused(
            "This request does not come from a page of Repertoire.", "In a terminal: repertoire load FILE --publish"
        )


def wishes(asked: Mapping[str, str]) -> Wishes:
    """What the address says about the file. Raises UploadRefused for what cannot be meant."""
    kind, as_of = asked.get("kind", "").removeprefix(FIND_OUT), asked.get("as_of", "")
    if kind and kind not in KINDS:
        raise UploadRefused(f"There is no kind of input {kind!r}.", f"Kinds: {', '.join(KINDS)}.")
    if as_of and not _is_date(as_of):
        raise UploadRefused(f"{as_of!r} is not a date.", "Write it as 2024-11-30.")
    modified = asked.get("modified", "")
    seconds = int(modified) / 1000 if modified.isascii() and modified.isdigit() and len(modified) < 15 else None
    return Wishes(
        safe_name(asked.get("name", "")), kind, _plain(asked.get("collection", ""))[:LONGEST_TEXT], as_of, seconds
    )


def safe_name(given: str) -> str:
    """A file name without folders, leading dots and characters that do not print; its end stays, so the suffix does."""
    name = _plain(unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2])
    return name.encode()[-LONGEST_NAME:].decode(errors="ignore").lstrip(".").strip() or "upload.csv"


def receive(context: Context, stream: IO[bytes], length: int | None, about: Wishes) -> int:
    """Store the file and start the job that loads it. Returns the job's number; nothing is left when it is refused.

    Raises UploadRefused, HomeNotWritable.
    """
    job, path = stored(context, stream, length, about, "load", f"Loading {about.name}")
    jobs.run_load(context, job, path, about.kind, about.collection, about.as_of)
    return job


def stored(
    context: Context, stream: IO[bytes], length: int | None, about: Wishes, kind: str, title: str
) -> tuple[int, Path]:
    """(job, path): the file in a folder of the home, and the job that is recorded for it and has not been started.

    Raises UploadRefused, HomeNotWritable; then the job says so and nothing is left.
    """
    if length is not None and length > most_bytes(context.settings):
        raise _too_large(context.settings)
    data = jobs.userdata(context)
    _sweep(context)
    job = data.start_job(kind, title)
    folder = context.reader.home.uploads / str(job)
    try:
        return job, _store(folder, about, stream, length, context.settings)
    except UploadRefused as error:
        shutil.rmtree(folder, ignore_errors=True)
        data.finish(job, FAILED, error.message, {"hint": error.hint})
        raise
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        data.finish(job, FAILED, f"The file could not be stored: {error.strerror or error}.")
        raise HomeNotWritable(
            f"The file could not be stored in {folder.parent}: {error.strerror or error}.", "Make room on the disk."
        ) from error


def _store(folder: Path, about: Wishes, stream: IO[bytes], length: int | None, settings: Settings) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path, size = folder / about.name, 0
    with path.open("wb") as file:
        while block := stream.read(BLOCK):
            size += len(block)
            if size > most_bytes(settings):
                raise _too_large(settings)
            file.write(block)
    if length is not None and size < length:
        raise UploadRefused(f"{about.name} broke off after {size:,} of {length:,} bytes.", "Send it again.")
    if not size:
        raise UploadRefused(f"{about.name} is empty.", "Choose a file with rows.")
    if about.modified is not None:
        os.utime(
            path, (about.modified, about.modified)
        )  # what the date of the data is taken from, if nothing else says it
    return path


def _too_large(settings: Settings) -> UploadRefused:
    return UploadRefused(
        f"The file is larger than {settings.upload_mb:,} MB, the most that the browser may send.",
        "In a terminal: repertoire load FILE --publish, or set REPERTOIRE_UPLOAD_MB higher.",
    )


def _sweep(context: Context) -> None:
    """Remove what jobs that died have left behind."""
    folder = context.reader.home.uploads
    for left in folder.iterdir() if folder.is_dir() else ():
        job = context.job(int(left.name)) if left.name.isdigit() else None
        if job is None or not job.is_open:
            shutil.rmtree(left, ignore_errors=True)


def _is_date(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text)) and len(text) == len("2024-11-30")
    except ValueError:
        return False


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()
